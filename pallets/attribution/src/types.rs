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

/// The accounts of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// The record of a batch in a runtime.
pub type BatchOf<T> = Batch<AccountIdOf<T>, BlockNumberFor<T>>;
/// The record of a demand in a runtime.
pub type DemandOf<T> = Demand<AccountIdOf<T>, BlockNumberFor<T>>;

/// The turn of a batch: the block from which on it has it, and its id. Turns are taken in order.
pub type Turn = (Ordered64, Ordered64);
/// The payments to contributions, in planck. A contribution that answers of several models credit
/// has one for each.
pub type ContributionPayments = BoundedVec<(ContributionId, Balance), MaxBatchContributions>;
/// The payments to models, for their royalty stacks, in planck.
pub type ModelPayments = BoundedVec<(ModelId, Balance), MaxBatchModels>;
/// The keys of an operator: the current one, and the former one if it counts.
pub type Signers = BoundedVec<sr25519::Public, ConstU32<2>>;
/// The place of a demand in its batch: the number of the receipt, and that of the span in it.
pub type DemandKey = (u32, u32);
/// The payments of channels for a batch.
pub type RefundList<AccountId> = BoundedVec<Refund<AccountId>, MaxVouchers>;

/// A batch that is not final: the facts that proofs are checked against, and the payments that it
/// has to make, but for those to contributions, which [`crate::Pending`] has.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Batch<AccountId, BlockNumber> {
	/// The account that paid. `None` if channels did: [`crate::Refunds`] has them.
	pub payer: Option<AccountId>,
	/// The account that served the answers.
	pub operator: AccountId,
	/// The sum of its fees, in planck.
	pub fees: Balance,
	/// The number of its receipts.
	pub receipts: u32,
	/// The Merkle root over the compact receipts.
	pub root: H256,
	/// The Merkle root over the commitments of the whole receipts, as the account that settled it
	/// says.
	pub commitments: H256,
	/// The span rule's numbers that the credits follow.
	pub span_params: SpanParams,
	/// The operator's keys when it was settled: receipts that they signed for payers are proof
	/// against the batch. Empty if an account paid.
	pub signers: Signers,
	/// The deposit for the record, in planck: held of the operator if channels paid, and of the
	/// payer if an account paid. A payer loses it when the batch is refuted.
	pub deposit: Balance,
	/// The block that has its receipts.
	pub settled_at: BlockNumber,
	/// The first block in which it can be finalized.
	pub finalizable_at: BlockNumber,
	/// The payment to the operator, in planck.
	pub to_operator: Balance,
	/// The payments to models that are still to be made, ascending; the last is made first.
	pub models: ModelPayments,
	/// The payment to the stakers' pot, in planck.
	pub to_stakers: Balance,
	/// The payment to the treasury, with all that rounding left so far, in planck.
	pub to_treasury: Balance,
	/// Whether it was refuted. Then it pays back the channels that paid for it, and no other
	/// account; or, if an account paid, it makes all payments but those to contributions.
	pub is_void: bool,
}

impl<AccountId, BlockNumber> Batch<AccountId, BlockNumber> {
	/// The account that the deposit is of: it settled the batch, and answers for it.
	pub fn depositor(&self) -> &AccountId {
		self.payer.as_ref().unwrap_or(&self.operator)
	}

	/// Whether the batch pays back the channels that paid for it, and no other account.
	pub fn is_refunded(&self) -> bool {
		self.is_void && self.payer.is_none()
	}
}

/// A demand: a bond that was put up to have a receipt revealed.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Demand<AccountId, BlockNumber> {
	/// The account that put up the bond.
	pub demander: AccountId,
	/// The bond that is held of the demander, in planck.
	pub bond: Balance,
	/// The last block in which the demand can be answered.
	pub respond_by: BlockNumber,
}

/// The ground on which a receipt was refuted.
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
	/// The holder of a listed span does not have the span at its offset.
	Mismatch,
	/// The corpus has a match that the rule lists and the receipt lacks.
	LongerMatch,
	/// A contribution earlier than the holder of a listed span has the span.
	EarlierHolder,
	/// The compact receipt that was settled does not follow from the whole one.
	ScoreMismatch,
	/// The receipt was demanded, and not revealed.
	Unanswered,
	/// The receipt's output is not in normal form.
	Malformed,
	/// The operator signed another receipt for the same channel and sequence.
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

/// The payment of a channel for a batch, which returns to it if the batch is void.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct Refund<AccountId> {
	/// The channel.
	pub channel: ChannelId,
	/// The channel's payer: the channel may be gone when the batch is void.
	pub payer: AccountId,
	/// The amount, in planck.
	pub amount: Balance,
}

/// The span parameters that blocks have seen, so that a change of them is known.
#[derive(Encode, Decode, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct SeenSpanParams<BlockNumber> {
	/// The span parameters in force when the last block began.
	pub current: SpanParams,
	/// The span parameters before, the last at the end; each with the first block in which receipts
	/// under them are not settled any more.
	pub former: BoundedVec<(SpanParams, BlockNumber), ConstU32<2>>,
}

/// What a call to `finalize` did.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Work {
	/// Contributions credited.
	pub contributions: u32,
	/// Models credited.
	pub models: u32,
	/// Entries of the ledger that were credited for those. One that is disputed counts as two: a
	/// part of what it earns is held back.
	pub payees: u32,
	/// Channels refunded.
	pub refunds: u32,
}
