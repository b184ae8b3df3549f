// SPDX-License-Identifier: Apache-2.0

//! On what terms an answer is added: who pays for it, and by what.

use openledger_primitives::{voucher::Voucher, Balance, ChannelId, ModelId};
use openledger_runtime_api::{ChannelInfo, ModelInfo, OperatorInfo};
use sp_core::H256;

use crate::{
	account::Account,
	chain::{BlockView, Chain, End},
	error::{Error, SettlementError, Signs},
	files::voucher::GivenVoucher,
	keys::Key,
	settlement::{
		ensure_settleable,
		voucher_check::{is_signed_by_any, voucher_keys},
	},
};

/// What an operator wants to be paid for an answer.
#[derive(Clone, Copy)]
pub struct Request {
	/// The model that gave it.
	pub model: ModelId,
	/// What it costs, in planck.
	pub fee: Balance,
	/// The channel that pays.
	pub channel: ChannelId,
	/// What the payer signed for it. `None` where an earlier voucher covers it.
	pub voucher: Option<Voucher>,
	/// The sequence of the answer. `None` for the voucher's last, or else the next.
	pub sequence: Option<u64>,
}

/// Who pays for an answer, and by what.
#[derive(Clone)]
pub struct Terms {
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel.
	pub info: ChannelInfo<Account>,
	/// The keys that sign the channel's vouchers now.
	pub keys: Vec<H256>,
	/// What ends the channel, if that is certain.
	pub end: Option<End>,
	/// What the payer signed for it.
	pub voucher: Option<Voucher>,
	/// The sequence of the answer, if it is given.
	pub sequence: Option<u64>,
	/// What it costs, in planck.
	pub fee: Balance,
}

impl Request {
	/// What the chain says of it now. Fails when nothing could be settled of it, or another key signs.
	pub async fn terms(
		self,
		chain: &Chain,
		key: &Key,
	) -> Result<(BlockView, ModelInfo<Account>, Terms), Error> {
		let Self { model, fee, channel, voucher, sequence } = self;
		let view = chain.view().await?;
		let next = chain.next_block().await?;
		let about = view.model(model).await?;
		ensure_settleable(model, &about, fee, next)?;
		let info = view.channel(channel).await?;
		let operator = view.registered(&info.operator).await?;
		ensure_own(&operator, key)?;
		let end = End::ahead(&info, Some(&view.reach(&operator).await?), next)?;
		let (genesis, keys) = (chain.genesis(), voucher_keys(&info, next));
		let terms = Terms { genesis, info, keys, end, voucher, sequence, fee };
		Ok((view, about, terms))
	}
}

impl Terms {
	/// Whether one of the channel's keys has signed a voucher.
	pub(super) fn is_good(&self, voucher: &Voucher) -> bool {
		is_signed_by_any(voucher, &self.keys, self.genesis)
	}

	fn is_by(&self, voucher: &Voucher, key: &H256) -> bool {
		is_signed_by_any(voucher, &[*key], self.genesis)
	}

	/// The given voucher, if it is worth more than the one that a file has: it is signed by a key that
	/// counts, or counts for longer, and promises no less.
	pub(super) fn better(&self, held: Option<&Voucher>) -> Option<Voucher> {
		let given = self.voucher.filter(|given| self.is_good(given))?;
		let rank = |it: &Voucher| (it.answers, it.cumulative, self.is_by(it, &self.info.key));
		let is_less = |held: &Voucher| {
			let covers = given.answers >= held.answers && given.cumulative >= held.cumulative;
			!self.is_good(held) || (covers && rank(&given) > rank(held))
		};
		held.is_none_or(is_less).then_some(given)
	}
}

/// The channel that pays, and its voucher, if one is given. Fails when the voucher is for another
/// chain than the one that began with block `genesis`, or of another channel.
pub fn for_channel(
	channel: Option<ChannelId>,
	given: Option<GivenVoucher>,
	genesis: H256,
) -> Result<(ChannelId, Option<Voucher>), SettlementError> {
	let Some(GivenVoucher { voucher, genesis: found }) = given else {
		// The command line has one of them.
		let channel = channel.ok_or_else(|| SettlementError::BadVoucher("there is none".into()))?;
		return Ok((channel, None));
	};
	if let Some(found) = found.filter(|found| *found != genesis) {
		return Err(SettlementError::VoucherOfOtherChain { found, expected: genesis });
	}
	match channel.filter(|channel| *channel != voucher.channel) {
		Some(expected) => {
			Err(SettlementError::VoucherOfOtherChannel { found: voucher.channel, expected })
		}
		None => Ok((voucher.channel, Some(voucher))),
	}
}

/// Fails unless a key signs the receipts of an operator.
fn ensure_own(operator: &OperatorInfo<Account>, key: &Key) -> Result<(), SettlementError> {
	key.ensure_signs_vouchers()?;
	match key.public() == operator.key {
		true => Ok(()),
		false => {
			let (signs, key) = (Signs::Receipts(operator.operator.clone()), operator.key);
			Err(SettlementError::OtherKey { signs, key })
		}
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::{earlier::sequence_of, setting::*},
		*,
	};
	use crate::{
		channels::shared::Elsewhere,
		fixtures::{
			self,
			batch::{file, receipt, unsigned, GENESIS},
			receipt::key,
		},
	};

	#[test]
	fn a_voucher_of_another_channel_or_chain_should_be_refused() {
		let voucher = promise(3, 660);
		let given = |genesis| Some(GivenVoucher { voucher, genesis });
		let good = for_channel(None, given(Some(GENESIS)), GENESIS).unwrap();
		assert_eq!(good, (1, Some(voucher)));
		assert_eq!(for_channel(Some(1), given(None), GENESIS).unwrap().0, 1);
		assert_eq!(for_channel(Some(7), None, GENESIS).unwrap(), (7, None));
		let error = for_channel(Some(7), given(None), GENESIS).unwrap_err();
		assert!(matches!(error, SettlementError::VoucherOfOtherChannel { found: 1, .. }));
		let error = for_channel(None, given(Some(H256::zero())), GENESIS).unwrap_err();
		assert!(matches!(error, SettlementError::VoucherOfOtherChain { .. }));
	}

	#[test]
	fn only_the_operators_receipt_key_should_sign() {
		let own = OperatorInfo { key: key().public(), ..fixtures::operator::info() };
		assert!(ensure_own(&own, &key()).is_ok());
		let error = ensure_own(&own, &payer()).unwrap_err();
		assert!(matches!(error, SettlementError::OtherKey { signs: Signs::Receipts(_), .. }));
		// What is in the file already has its place there.
		let mut file = file();
		file.answers.extend([unsigned(receipt(1, 7, 5))]);
		let terms = Terms { sequence: None, voucher: None, ..terms(None) };
		assert_eq!(sequence_of(&file, &Elsewhere::default(), &terms), 8);
	}
}
