// SPDX-License-Identifier: Apache-2.0

//! Records of batches and demands.

use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use frame_system::pallet_prelude::BlockNumberFor;
use openledger_primitives::{
	challenge::Proof,
	limits::{MaxBatchContributions, MaxBatchModels, MaxVouchers},
	ordered::Ordered64,
	span::SpanParams,
	Balance, ChannelId, ContributionId, ModelId,
};
use sp_core::{sr25519, ConstU32, H256};

pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
pub type BatchOf<T> = Batch<AccountIdOf<T>, BlockNumberFor<T>>;
pub type DemandOf<T> = Demand<AccountIdOf<T>, BlockNumberFor<T>>;

/// From which block on it is a batch's turn, and its id. Turns are taken in order.
pub type Turn = (Ordered64, Ordered64);
/// What contributions get, in planck. One that answers of several models credit is there for each.
pub type ContributionPayments = BoundedVec<(ContributionId, Balance), MaxBatchContributions>;
/// What models get for their royalty stacks, in planck.
pub type ModelPayments = BoundedVec<(ModelId, Balance), MaxBatchModels>;
/// An operator's key, and its former one.
pub type Signers = BoundedVec<sr25519::Public, ConstU32<2>>;
/// The place of a demand in its batch: number of the receipt, and of the span in it.
pub type DemandKey = (u32, u32);
/// What channels paid for a batch.
pub type RefundList<AccountId> = BoundedVec<Refund<AccountId>, MaxVouchers>;

/// A batch that is not final: what proofs are checked against, and who is paid what but for the
/// contributions, which [`crate::Pending`] has.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Batch<AccountId, BlockNumber> {
	/// Who paid. `None` if channels did: [`crate::Refunds`] has them.
	pub payer: Option<AccountId>,
	pub operator: AccountId,
	/// All fees, in planck.
	pub fees: Balance,
	pub receipts: u32,
	/// Merkle root over the compact receipts.
	pub root: H256,
	/// Merkle root over the commitments of the whole receipts, as whoever settled it says.
	pub commitments: H256,
	/// The span rule's numbers that the credits follow.
	pub span_params: SpanParams,
	/// The operator's keys when it was settled: what they signed for payers speaks against the batch.
	/// None where an account paid.
	pub signers: Signers,
	/// Held of the payer, or of the operator if channels paid, while the batch is not final; of the
	/// payer while it is not void. In planck.
	pub deposit: Balance,
	/// The block that has its receipts.
	pub settled_at: BlockNumber,
	/// First block in which it can be finalized.
	pub finalizable_at: BlockNumber,
	/// To the operator, in planck.
	pub to_operator: Balance,
	/// The models that are still to be paid, ascending; the last is paid first.
	pub models: ModelPayments,
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

	/// Whether it pays back what channels paid, and nobody else.
	pub fn is_refunded(&self) -> bool {
		self.is_void && self.payer.is_none()
	}
}

/// A bond that was put up to have a receipt revealed.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Demand<AccountId, BlockNumber> {
	pub demander: AccountId,
	/// Held of the demander, in planck.
	pub bond: Balance,
	/// Last block in which it can be answered.
	pub respond_by: BlockNumber,
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
	/// The operator signed another one for its channel and sequence.
	Substituted,
}

impl From<&Proof> for Ground {
	fn from(proof: &Proof) -> Self {
		match proof {
			Proof::Mismatch { .. } => Self::Mismatch,
			Proof::LongerMatch { .. } => Self::LongerMatch,
			Proof::EarlierHolder { .. } => Self::EarlierHolder,
			Proof::ScoreMismatch { .. } => Self::ScoreMismatch,
			Proof::Malformed { .. } => Self::Malformed,
			Proof::Substituted { .. } => Self::Substituted,
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

/// The span parameters that blocks have seen, so that a change of them is known.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SeenSpanParams<BlockNumber> {
	/// Those in force when the last block began.
	pub current: SpanParams,
	/// Those before, the last at the end; and before which block receipts under them are settled.
	pub former: BoundedVec<(SpanParams, BlockNumber), ConstU32<2>>,
}

/// What a call to `finalize` did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Work {
	/// Contributions credited.
	pub contributions: u32,
	/// Models credited.
	pub models: u32,
	/// Entries of the ledger that were credited for those. One that is disputed counts as two: a part
	/// of what it earns is held back.
	pub payees: u32,
	/// Channels refunded.
	pub refunds: u32,
}
