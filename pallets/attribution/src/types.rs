// SPDX-License-Identifier: Apache-2.0

//! Records of operators, channels and batches.

use codec::{Compact, Decode, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	batch::BatchedReceipt,
	challenge::Proof,
	limits::{MaxBatchContributions, MaxBatchReceipts, MaxUnbonding, MaxUri, MaxVouchers},
	ordered::Ordered64,
	span::SpanParams,
	voucher::Redemption,
	Balance, ChannelId, ContributionId, ModelId,
};
use sp_core::{sr25519, H256};

pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
pub type BatchOf<T> = Batch<AccountIdOf<T>, BlockNumberFor<T>>;
pub type OperatorOf<T> = Operator<BlockNumberFor<T>>;
pub type ChannelOf<T> = Channel<AccountIdOf<T>, BlockNumberFor<T>>;
/// Channels are read at random and opened in order.
pub type ChannelKey = Ordered64;
/// From which block on it is a batch's turn, and its id. Turns are taken in order.
pub type Turn = (Ordered64, Ordered64);
/// Where an operator can be reached: a URI.
pub type Endpoint = BoundedVec<u8, MaxUri>;

/// What contributions get, in planck.
pub type ContributionPayments = BoundedVec<(ContributionId, Balance), MaxBatchContributions>;
/// The place of a demand in its batch: number of the receipt, and of the span in it.
pub type DemandKey = (u32, u32);
pub type DemandOf<T> = Demand<AccountIdOf<T>, BlockNumberFor<T>>;
/// What channels paid for a batch.
pub type RefundList<AccountId> = BoundedVec<Refund<AccountId>, MaxVouchers>;
pub type Redemptions = BoundedVec<Redemption, MaxVouchers>;
/// The contributions that a batch's receipts credit.
pub type ContributionTable = BoundedVec<Compact<ContributionId>, MaxBatchContributions>;
pub type BatchedReceipts = BoundedVec<BatchedReceipt, MaxBatchReceipts>;

/// Who serves models.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Operator<BlockNumber> {
	/// What backs its batches, in planck.
	pub bond: Balance,
	/// What leaves the bond, by the block in which it is free.
	pub unbonding: BoundedVec<Unbonding<BlockNumber>, MaxUnbonding>,
	/// Fees of its batches that are not final, in planck.
	pub exposure: Balance,
	/// The last block at which one of its batches falls due.
	pub last_due: BlockNumber,
	pub endpoint: Endpoint,
	/// Signs its receipts for payers.
	pub key: sr25519::Public,
	/// Held for this record, in planck.
	pub deposit: Balance,
}

/// A part of a bond on its way out.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unbonding<BlockNumber> {
	/// In planck.
	pub amount: Balance,
	/// First block in which it can be withdrawn.
	pub due: BlockNumber,
}

/// A payer's money for one operator.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Channel<AccountId, BlockNumber> {
	pub payer: AccountId,
	pub operator: AccountId,
	/// Signs vouchers.
	pub key: sr25519::Public,
	/// Signed vouchers before, and its vouchers can be settled before this block.
	pub former_key: Option<(sr25519::Public, BlockNumber)>,
	/// Held of the payer and not settled, in planck.
	pub funds: Balance,
	/// The largest cumulative amount that was settled, in planck. It never falls.
	pub settled: Balance,
	/// The payer closes it: first block in which the funds can be withdrawn.
	pub closing: Option<BlockNumber>,
	/// Held of the payer for this record, in planck.
	pub deposit: Balance,
}

/// A batch that is not final: who is paid what but for the contributions, which
/// [`crate::Pending`] has.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Batch<AccountId, BlockNumber> {
	pub model: ModelId,
	/// Who paid. `None` if channels did: [`crate::Refunds`] has them.
	pub payer: Option<AccountId>,
	pub operator: AccountId,
	/// All fees, in planck.
	pub fees: Balance,
	pub receipts: u32,
	/// Merkle root over the compact receipts.
	pub root: H256,
	/// The rule that the credits follow.
	pub rule: SpanParams,
	/// Held of the payer, or of the operator if channels paid, while the batch is not final; of the
	/// payer while it is not void. In planck.
	pub deposit: Balance,
	/// The block that has its receipts.
	pub settled_at: BlockNumber,
	/// First block in which it can be finalised.
	pub due: BlockNumber,
	/// To the operator, in planck.
	pub to_operator: Balance,
	/// To the model's royalty stack, in planck.
	pub to_model: Balance,
	/// To the stakers' pot, in planck.
	pub to_stakers: Balance,
	/// To the treasury, with all that rounding left so far, in planck.
	pub to_treasury: Balance,
	/// It was refuted: it pays back what channels paid, and nobody else; or, if an account paid,
	/// everyone but the contributions.
	pub is_void: bool,
}

impl<AccountId, BlockNumber> Batch<AccountId, BlockNumber> {
	/// Whose deposit it is: who settled it, and answers for it.
	pub fn depositor(&self) -> &AccountId {
		self.payer.as_ref().unwrap_or(&self.operator)
	}
}

/// A bond that was put up to have a receipt revealed.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Demand<AccountId, BlockNumber> {
	pub demander: AccountId,
	/// Held of the demander, in planck.
	pub bond: Balance,
	/// Last block in which it can be answered.
	pub due: BlockNumber,
}

/// What a receipt was refuted by.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	Copy,
	PartialEq,
	Eq,
	Debug,
)]
pub enum Ground {
	/// A span is not what its holder has.
	Mismatch,
	/// The corpus has a better match.
	LongerMatch,
	/// An earlier contribution has the span.
	EarlierHolder,
	/// It says something else than the chain has of it.
	ScoreMismatch,
	/// Nobody revealed it.
	Unanswered,
	/// Its output is not in normal form.
	Malformed,
}

impl From<&Proof> for Ground {
	fn from(proof: &Proof) -> Self {
		match proof {
			Proof::Mismatch { .. } => Self::Mismatch,
			Proof::LongerMatch { .. } => Self::LongerMatch,
			Proof::EarlierHolder { .. } => Self::EarlierHolder,
			Proof::ScoreMismatch { .. } => Self::ScoreMismatch,
			Proof::Malformed { .. } => Self::Malformed,
		}
	}
}

/// What a channel paid for a batch.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Refund<AccountId> {
	pub channel: ChannelId,
	/// Whose channel it is: it may be gone when the batch is void.
	pub payer: AccountId,
	/// In planck.
	pub amount: Balance,
}

/// What a call to `finalise` did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Work {
	/// Contributions credited.
	pub contributions: u32,
	/// Entries of the ledger that were credited, the contributions' and the model's. One that is
	/// disputed counts as two: a part of what it earns is held back.
	pub payees: u32,
	/// Channels refunded.
	pub refunds: u32,
}
