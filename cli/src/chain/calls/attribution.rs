// SPDX-License-Identifier: Apache-2.0

//! Calls of settlement: answers, batches, operators and channels.

use codec::{Compact, Encode};
use openledger_primitives::{
	batch::Draft, receipt::CompactReceipt, voucher::Redemption, Balance, BatchId, ChannelId,
	ContributionId, ModelId,
};
use subxt::{
	ext::scale_encode::{self, EncodeAsFields, EncodeAsType, FieldIter, TypeResolver},
	transactions::{dynamic, DynamicPayload},
	utils::AccountId32,
};

use super::id;
use crate::account::Account;

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Credit {
	contribution: ContributionId,
	points: u32,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Rule {
	min_span: u16,
	full_span: u16,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Receipt {
	rule: Rule,
	fee: u128,
	output_len: u32,
	credits: Vec<Credit>,
	commitment: [u8; 32],
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct SettleOne {
	model: ModelId,
	operator: AccountId32,
	receipt: Receipt,
}

pub fn settle_one(
	model: ModelId,
	operator: &Account,
	receipt: &CompactReceipt,
) -> DynamicPayload<SettleOne> {
	let credits = receipt
		.credits
		.iter()
		.map(|credit| Credit { contribution: credit.contribution, points: credit.points })
		.collect();
	let receipt = Receipt {
		rule: Rule { min_span: receipt.rule.min_span, full_span: receipt.rule.full_span },
		fee: receipt.fee,
		output_len: receipt.output_len,
		credits,
		commitment: receipt.commitment.0,
	};
	dynamic("Attribution", "settle_one", SettleOne { model, operator: id(operator), receipt })
}

/// The arguments of `settle_batch`, encoded. A batch may have a quarter of a million credits, so
/// they are not looked up in the metadata one by one.
pub struct SettleBatch(Vec<u8>);

/// What these arguments are.
const SETTLE_BATCH: [&str; 6] = ["model", "rule", "unit", "vouchers", "contributions", "receipts"];

impl EncodeAsFields for SettleBatch {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		fields: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		if !fields.map(|field| field.name).eq(SETTLE_BATCH.map(Some)) {
			return Err(scale_encode::Error::custom_str(
				"`settle_batch` of that chain has other arguments",
			));
		}
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

/// Settles a draft. `vouchers` are strictly ascending by channel.
pub fn settle_batch(draft: &Draft, vouchers: &[Redemption]) -> DynamicPayload<SettleBatch> {
	let contributions: Vec<_> = draft.contributions.iter().copied().map(Compact).collect();
	let mut arguments = (draft.model, draft.rule, Compact(draft.unit)).encode();
	vouchers.encode_to(&mut arguments);
	contributions.encode_to(&mut arguments);
	draft.receipts.encode_to(&mut arguments);
	dynamic("Attribution", "settle_batch", SettleBatch(arguments))
}

call!("Attribution" finalise Finalise { batch: BatchId, max_payments: u32 });

call!("Attribution" register_operator RegisterOperator {
	endpoint: Vec<u8>,
	key: [u8; 32],
	bond: Balance,
});
call!("Attribution" bond_extra BondExtra { amount: Balance });
call!("Attribution" set_endpoint SetEndpoint { endpoint: Vec<u8> });
call!("Attribution" set_operator_key SetOperatorKey { key: [u8; 32] });
call!("Attribution" unbond Unbond { amount: Balance });

pub fn withdraw_unbonded() -> DynamicPayload<()> {
	dynamic("Attribution", "withdraw_unbonded", ())
}

pub fn deregister() -> DynamicPayload<()> {
	dynamic("Attribution", "deregister", ())
}

call!("Attribution" open_channel OpenChannel {
	operator: AccountId32,
	key: [u8; 32],
	amount: Balance,
});
call!("Attribution" top_up TopUp { channel: ChannelId, amount: Balance });
call!("Attribution" set_channel_key SetChannelKey { channel: ChannelId, key: [u8; 32] });
call!("Attribution" close_channel CloseChannel { channel: ChannelId });
call!("Attribution" withdraw_channel WithdrawChannel { channel: ChannelId });

#[cfg(test)]
mod tests {
	use super::*;
	use codec::DecodeAll;
	use openledger_primitives::{
		batch::BatchedReceipt,
		receipt::{Payment, Receipt},
		span::SpanParams,
		voucher::Voucher,
	};
	use sp_core::{sr25519, Blake2Hasher, H256};

	type Arguments = (
		(ModelId, SpanParams, Compact<Balance>),
		Vec<Redemption>,
		Vec<Compact<ContributionId>>,
		Vec<BatchedReceipt>,
	);

	#[test]
	fn a_batch_should_be_encoded_as_the_chain_decodes_it() {
		let receipt = |sequence: u64| Receipt {
			model: 3,
			payment: Payment::Channel { channel: 5, sequence },
			fee: 100 + u128::from(sequence) * 50,
			rule: SpanParams::DEFAULT,
			output_len: 1_000,
			output_root: H256::zero(),
			spans: Default::default(),
			salt: [0; 32],
		};
		let receipts = [receipt(0), receipt(1)];
		let draft = Draft::of::<Blake2Hasher>(&receipts).unwrap();
		let signature = sr25519::Signature::from_raw([7; 64]);
		let voucher = Voucher { channel: 5, cumulative: 350, signature };
		let vouchers = [Redemption { voucher, amount: 250 }];
		let call = settle_batch(&draft, &vouchers);
		let arguments = Arguments::decode_all(&mut &call.call_data().0[..]).unwrap();
		assert_eq!(arguments.0, (3, SpanParams::DEFAULT, Compact(50)));
		assert_eq!(arguments.1, vouchers);
		assert!(arguments.2.is_empty());
		assert_eq!(arguments.3, draft.receipts);
	}
}
