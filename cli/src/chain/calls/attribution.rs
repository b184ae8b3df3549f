// SPDX-License-Identifier: Apache-2.0

//! Calls of settlement: answers, batches, operators and channels.

use codec::{Compact, Encode};
use openledger_primitives::{
	batch::Draft,
	challenge::{Evidence, Exhibit, Proof},
	receipt::CompactReceipt,
	voucher::Redemption,
	Balance, BatchId, ChannelId, ContributionId, ModelId,
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

/// The arguments of a call, encoded. A batch may have a quarter of a million credits, and proofs are
/// encoded by the code that the chain decodes them with: they are not looked up in the metadata one
/// by one.
pub struct Encoded {
	call: &'static str,
	/// What the arguments are called.
	names: &'static [&'static str],
	bytes: Vec<u8>,
}

impl Encoded {
	fn payload(
		call: &'static str,
		names: &'static [&'static str],
		bytes: Vec<u8>,
	) -> DynamicPayload<Self> {
		dynamic("Attribution", call, Self { call, names, bytes })
	}
}

impl EncodeAsFields for Encoded {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		fields: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		if !fields.map(|field| field.name).eq(self.names.iter().copied().map(Some)) {
			let reason = format!("`{}` of that chain has other arguments", self.call);
			return Err(scale_encode::Error::custom_string(reason));
		}
		out.extend_from_slice(&self.bytes);
		Ok(())
	}
}

/// Settles a draft. `vouchers` are strictly ascending by channel.
pub fn settle_batch(draft: &Draft, vouchers: &[Redemption]) -> DynamicPayload<Encoded> {
	let contributions: Vec<_> = draft.contributions.iter().copied().map(Compact).collect();
	let mut arguments = (draft.model, draft.rule, Compact(draft.unit)).encode();
	vouchers.encode_to(&mut arguments);
	contributions.encode_to(&mut arguments);
	draft.receipts.encode_to(&mut arguments);
	let names = &["model", "rule", "unit", "vouchers", "contributions", "receipts"];
	Encoded::payload("settle_batch", names, arguments)
}

/// Shows that a receipt of a batch is false.
pub fn refute(batch: BatchId, exhibit: &Exhibit, proof: &Proof) -> DynamicPayload<Encoded> {
	let names = &["batch", "exhibit", "proof"];
	Encoded::payload("refute", names, (batch, exhibit, proof).encode())
}

/// Answers a demand for listed span number `span` of the receipt of `exhibit`.
pub fn reveal(
	batch: BatchId,
	span: u32,
	exhibit: &Exhibit,
	evidence: &Evidence,
) -> DynamicPayload<Encoded> {
	let names = &["batch", "span", "exhibit", "evidence"];
	Encoded::payload("reveal", names, (batch, span, exhibit, evidence).encode())
}

call!("Attribution" demand_reveal DemandReveal { batch: BatchId, receipt: u32, span: u32 });
call!("Attribution" expire_demand ExpireDemand { batch: BatchId, receipt: u32, span: u32 });

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
		challenge::Excerpt,
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
		let arguments = Arguments::decode_all(&mut &call.call_data().bytes[..]).unwrap();
		assert_eq!(arguments.0, (3, SpanParams::DEFAULT, Compact(50)));
		assert_eq!(arguments.1, vouchers);
		assert!(arguments.2.is_empty());
		assert_eq!(arguments.3, draft.receipts);
	}

	#[test]
	fn challenges_should_be_encoded_as_the_chain_decodes_them() {
		let receipt = Receipt {
			model: 3,
			payment: Payment::Channel { channel: 5, sequence: 0 },
			fee: 100,
			rule: SpanParams::DEFAULT,
			output_len: 1_000,
			output_root: H256::zero(),
			spans: Default::default(),
			salt: [0; 32],
		};
		let compact = receipt.compact::<Blake2Hasher>().unwrap();
		let exhibit = Exhibit { index: 2, path: Default::default(), receipt };
		let proof = Proof::ScoreMismatch { compact };
		let call = refute(7, &exhibit, &proof);
		// Boxes encode as what is in them.
		let arguments =
			<(BatchId, Box<Exhibit>, Box<Proof>)>::decode_all(&mut &call.call_data().bytes[..]);
		assert_eq!(arguments, Ok((7, Box::new(exhibit.clone()), Box::new(proof))));

		let output = Excerpt {
			first: 0,
			bytes: b"chunk".to_vec().try_into().unwrap(),
			path: Default::default(),
		};
		let evidence = Evidence::NoSuchSpan { output };
		let call = reveal(7, 4, &exhibit, &evidence);
		let arguments = <(BatchId, u32, Box<Exhibit>, Box<Evidence>)>::decode_all(
			&mut &call.call_data().bytes[..],
		);
		assert_eq!(arguments, Ok((7, 4, Box::new(exhibit), Box::new(evidence))));
	}
}
