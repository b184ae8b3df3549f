// SPDX-License-Identifier: Apache-2.0

//! Deposits: the price, in planck, of records while they are on the chain.

use codec::{Compact, Encode};
use openledger_primitives::{span::SpanParams, Balance, ContributionId};
use openledger_runtime_api::{ContributionInfo, DatanetInfo};
use sp_core::H256;

use super::BlockView;
use crate::{account::Account, convert::to_u64, error::Error};

/// A size, in bytes, that no record of a datanet exceeds, nor that of a model with a handful of
/// datasets.
const LARGE_RECORD: u64 = 2_000;
/// A contribution's id and its amount, in bytes.
const PAYMENT_BYTES: usize = 24;
/// A model's id and its amount, in bytes.
const MODEL_BYTES: usize = 20;
/// A channel's id, its payer and its amount, in bytes.
const REFUND_BYTES: usize = 56;
/// The most keys that sign an operator's receipts at the same time.
const SIGNERS: usize = 2;
/// The record of an operator at its longest, in bytes, which is the size that counts.
const OPERATOR_BYTES: u64 = 716;
/// The record of a channel at its longest, in bytes, which is the size that counts.
const CHANNEL_BYTES: u64 = 194;
/// An account's id, in bytes.
const ACCOUNT_BYTES: Balance = 32;
/// The status of a contribution counts at its longest: it changes without the owner.
const STATUS_BYTES: usize = 9;

/// The parts of a contribution's record that have no fixed size.
#[derive(Clone, Copy)]
pub struct ContributionSize<'a> {
	/// The URI of the text.
	pub uri: &'a [u8],
	/// Whether another account than the owner is credited.
	pub has_payout: bool,
	/// Whether its owner offers it to another account.
	pub is_offered: bool,
	/// The number of entries of the source stack, the contribution itself among them; 0 without
	/// sources.
	pub sources: usize,
}

impl<'a> ContributionSize<'a> {
	/// The sizes of a contribution as it is on the chain.
	pub fn of(info: &'a ContributionInfo<Account>) -> Self {
		let sources = info.sources.len();
		Self {
			uri: &info.uri,
			has_payout: info.payout != info.owner,
			is_offered: info.new_owner.is_some(),
			// One that keeps everything has no stack.
			sources: if sources > 1 { sources } else { 0 },
		}
	}

	/// The bytes of a record like the chain's.
	fn bytes(&self) -> usize {
		let (datanet, length, registered_at, deposit) = (0u32, 0u32, 0u32, Balance::default());
		let (owner, root) = ([0u8; 32], H256::zero());
		let payout = self.has_payout.then_some(owner);
		let new_owner = self.is_offered.then_some(owner);
		let entry: (ContributionId, u32) = (0, 0);
		let sources = (self.sources > 0).then(|| vec![entry; self.sources]);
		let parties = (datanet, owner, payout, new_owner);
		let text = (root, length, self.uri, [0u8; STATUS_BYTES]);
		(parties, text, sources, registered_at, deposit).encoded_size()
	}
}

/// A record as long as the chain's.
fn datanet_record(info: &DatanetInfo<Account>) -> impl Encode + '_ {
	let DatanetInfo { owner, new_owner, name, admission, license, metadata, .. } = info;
	let about = (owner, new_owner, name, admission, license, metadata);
	(about, info.frozen, info.accepted, info.withdrawals, info.deposit)
}

/// The payments of a batch, and the refunds that it may have to make, by their numbers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct BatchSize {
	/// The contributions in the tables of all models together.
	pub contributions: usize,
	/// The models that it pays.
	pub models: usize,
	/// The channels that pay for it: 0 where an account pays.
	pub channels: usize,
}

impl BatchSize {
	/// The bytes of a batch's record at its longest, of its payments, and of what it may refund.
	fn bytes(&self) -> usize {
		let list = |length: usize, bytes| Compact(to_u64(length)).encoded_size() + length * bytes;
		let (operator, root, amount, block) = ([0u8; 32], H256::zero(), Balance::default(), 0u32);
		let about = (operator, amount, 0u32, root, root, SpanParams::DEFAULT);
		let paid = (amount, block, block, amount, amount, amount, false);
		let (payer, signers, refunds) = match self.channels {
			0 => (Some(operator), 0, 0),
			channels => (None, SIGNERS, list(channels, REFUND_BYTES)),
		};
		let record = (payer, about, paid).encoded_size();
		// One byte says whether there are refunds.
		record
			+ list(signers, root.encoded_size())
			+ list(self.models, MODEL_BYTES)
			+ list(self.contributions, PAYMENT_BYTES)
			+ 1 + refunds
	}
}

impl BlockView {
	/// The deposit for the record of a contribution.
	pub fn contribution_deposit(&self, size: ContributionSize<'_>) -> Result<Balance, Error> {
		self.deposit("Contributions", to_u64(size.bytes()))
	}

	/// The amount that a contribution's deposit grows by when its record becomes `new`.
	pub fn contribution_growth(&self, new: &ContributionInfo<Account>) -> Result<Balance, Error> {
		let deposit = self.contribution_deposit(ContributionSize::of(new))?;
		Ok(deposit.saturating_sub(new.deposit))
	}

	/// The amount that a datanet's deposit grows by when its record becomes `new`.
	pub fn datanet_growth(&self, new: &DatanetInfo<Account>) -> Result<Balance, Error> {
		let deposit = self.deposit("Contributions", to_u64(datanet_record(new).encoded_size()))?;
		Ok(deposit.saturating_sub(new.deposit))
	}

	/// The amount that a model's deposit grows by when it names one more account.
	pub fn model_growth(&self) -> Result<Balance, Error> {
		let per_byte: Balance = self.constant("Models", "DepositPerByte")?;
		Ok(per_byte.saturating_mul(ACCOUNT_BYTES))
	}

	/// The deposit of an appeal against the rejection of a contribution.
	pub fn appeal_deposit(&self) -> Result<Balance, Error> {
		self.constant("Contributions", "AppealDeposit")
	}

	/// The least bond of a claim in a dispute, and the bond of an answer.
	pub fn least_dispute_bond(&self) -> Result<Balance, Error> {
		self.constant("Disputes", "MinBond")
	}

	/// The bond of an appeal in a dispute.
	pub fn dispute_appeal_bond(&self) -> Result<Balance, Error> {
		self.constant("Disputes", "AppealBond")
	}

	/// An upper bound of the deposit for the record of a datanet.
	pub fn datanet_deposit(&self) -> Result<Balance, Error> {
		self.deposit("Contributions", LARGE_RECORD)
	}

	/// An amount above the deposit for the record of a model with a handful of datasets.
	pub fn model_deposit(&self) -> Result<Balance, Error> {
		self.deposit("Models", LARGE_RECORD)
	}

	/// The highest deposit for a batch of this size while it is pending.
	pub fn batch_deposit(&self, size: BatchSize) -> Result<Balance, Error> {
		self.deposit("Attribution", to_u64(size.bytes()))
	}

	/// The deposit for the record of an operator.
	pub fn operator_deposit(&self) -> Result<Balance, Error> {
		self.deposit("Channels", OPERATOR_BYTES)
	}

	/// The deposit for the record of a channel.
	pub fn channel_deposit(&self) -> Result<Balance, Error> {
		self.deposit("Channels", CHANNEL_BYTES)
	}

	fn deposit(&self, pallet: &str, bytes: u64) -> Result<Balance, Error> {
		let base: Balance = self.constant(pallet, "DepositBase")?;
		let per_byte: Balance = self.constant(pallet, "DepositPerByte")?;
		Ok(per_byte.saturating_mul(bytes.into()).saturating_add(base))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_runtime_api::{AdmissionInfo, LicenseInfo, LicenseTermsInfo};

	const PLAIN: ContributionSize<'_> =
		ContributionSize { uri: b"", has_payout: false, is_offered: false, sources: 0 };

	#[test]
	fn a_record_should_grow_with_its_uri() {
		let size = |uri: &[u8]| ContributionSize { uri, ..PLAIN }.bytes();
		assert_eq!(size(b""), 105);
		assert_eq!(size(&[b'x'; 63]), 105 + 63);
		assert_eq!(size(&[b'x'; 64]), 105 + 65);
	}

	#[test]
	fn a_record_should_grow_with_accounts_and_sources() {
		assert_eq!(ContributionSize { has_payout: true, ..PLAIN }.bytes(), 105 + 32);
		assert_eq!(ContributionSize { is_offered: true, ..PLAIN }.bytes(), 105 + 32);
		assert_eq!(ContributionSize { sources: 2, ..PLAIN }.bytes(), 105 + 1 + 2 * 12);
		assert_eq!(ContributionSize { sources: 16, ..PLAIN }.bytes(), 105 + 1 + 16 * 12);
	}

	#[test]
	fn a_batch_should_grow_with_all_that_it_pays_and_may_refund() {
		let bytes =
			|contributions, models, channels| BatchSize { contributions, models, channels }.bytes();
		assert_eq!(bytes(0, 1, 0), 33 + 193 + 1 + (1 + 20) + 1 + 1);
		assert_eq!(bytes(2, 1, 0), 33 + 193 + 1 + (1 + 20) + (1 + 2 * 24) + 1);
		let record = 1 + 193 + (1 + 2 * 32);
		assert_eq!(bytes(2, 1, 3), record + (1 + 20) + (1 + 2 * 24) + 1 + (1 + 3 * 56));
		assert_eq!(bytes(64, 2, 1), record + (1 + 2 * 20) + (2 + 64 * 24) + 1 + (1 + 56));
	}

	#[test]
	fn operators_and_channels_should_count_at_their_longest() {
		let (account, key, amount, block) = ([0u8; 32], [0u8; 32], 0u128, 0u32);
		let (unbonding, endpoint) = (vec![(amount, block); 16], vec![0u8; 256]);
		let (keys, number) = ((key, Some((key, block))), 0u64);
		let operator = (amount, unbonding, amount, block, endpoint, keys, number, number, amount);
		assert_eq!(to_u64(operator.encoded_size()), OPERATOR_BYTES);
		let channel = (account, account, keys, amount, amount, number, Some(block), amount);
		assert_eq!(to_u64(channel.encoded_size()), CHANNEL_BYTES);
	}

	#[test]
	fn a_datanet_should_grow_with_its_curators() {
		let owner = Account::new([1; 32]);
		let curators = vec![owner.clone(); 2];
		let mut info = DatanetInfo {
			datanet: 0,
			owner: owner.clone(),
			new_owner: None,
			name: b"essays".to_vec(),
			admission: AdmissionInfo::Curated(curators),
			license: LicenseInfo {
				terms: LicenseTermsInfo::Spdx(b"MIT".to_vec()),
				commercial_training: true,
				derivatives: true,
			},
			metadata: Vec::new(),
			accepted: 0,
			withdrawals: 0,
			frozen: false,
			deposit: 0,
		};
		let size = |info: &DatanetInfo<Account>| datanet_record(info).encoded_size();
		assert_eq!(size(&info), 32 + 1 + 7 + (2 + 64) + (5 + 2) + 1 + 1 + 4 + 4 + 16);
		let before = size(&info);
		info.new_owner = Some(owner);
		assert_eq!(size(&info), before + 32);
	}
}
