// SPDX-License-Identifier: Apache-2.0

//! Records of disputes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use openledger_primitives::{limits::MaxUri, ordered::Ordered64, Balance};
use sp_core::H256;

pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
pub type DisputeOf<T> = Dispute<AccountIdOf<T>, frame_system::pallet_prelude::BlockNumberFor<T>>;

/// The id of the disputed contribution, as a key of storage.
pub type DisputeKey = Ordered64;

/// Where evidence can be found, and its hash: what was pointed at can't be exchanged later.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Evidence {
	/// BLAKE2b-256 of the bytes at the URI.
	pub hash: H256,
	pub uri: BoundedVec<u8, MaxUri>,
}

/// How a dispute ends, from the worst for the claimant to the best.
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
	PartialOrd,
	Ord,
	Debug,
)]
pub enum Outcome {
	/// The contribution stays its owner's.
	Reject,
	/// It is nobody's: it earns nothing any more.
	Strike,
	/// It is the claimant's.
	Transfer,
}

/// A party to a dispute.
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
pub enum Side {
	Claimant,
	Owner,
}

/// Why a dispute ended.
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
pub enum Ending {
	/// A side gave in.
	Conceded,
	/// A curator ruled, and nobody ruled otherwise.
	Curators,
	/// Governance ruled.
	Governance,
	/// Nobody ruled in time.
	Unruled,
}

/// What the owner says.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Answer {
	/// Held of the owner, in planck.
	pub bond: Balance,
	pub evidence: Evidence,
}

/// What a curator has ruled.
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
pub struct Verdict<BlockNumber> {
	pub outcome: Outcome,
	/// From this block on it can't be appealed any more.
	pub appeal_by: BlockNumber,
}

/// An appeal against it to governance.
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
pub struct Appeal<BlockNumber> {
	/// Who appeals.
	pub side: Side,
	/// Held of it, in planck.
	pub bond: Balance,
	/// From this block on anyone can have it end with what the curator ruled.
	pub expires: BlockNumber,
}

/// An open dispute about a contribution.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Dispute<AccountId, BlockNumber> {
	/// Says that the contribution is its own.
	pub claimant: AccountId,
	/// Held of the claimant, in planck. No more is held back of what the contribution earns.
	pub bond: Balance,
	pub evidence: Evidence,
	/// From this block on the owner can't answer any more.
	pub answer_by: BlockNumber,
	/// From this block on curators can't rule any more. `None` where there is none to rule.
	pub curators_by: Option<BlockNumber>,
	/// From this block on anyone can have it end if nobody has ruled.
	pub expires: BlockNumber,
	pub answer: Option<Answer>,
	pub verdict: Option<Verdict<BlockNumber>>,
	pub appeal: Option<Appeal<BlockNumber>>,
}

/// Whose turn it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage<BlockNumber> {
	/// The owner may answer before this block.
	Answer { by: BlockNumber },
	/// A curator may rule before this block.
	Curators { by: BlockNumber },
	/// A curator has ruled. Who lost may appeal before this block.
	Ruled { by: BlockNumber },
	/// Governance may rule. From this block on anyone can end it without.
	Governance { by: BlockNumber },
	/// Anyone can end it.
	Over,
}

impl<AccountId: PartialEq, BlockNumber: PartialOrd + Copy> Dispute<AccountId, BlockNumber> {
	/// Whose turn it is in block `now`.
	pub fn stage(&self, now: BlockNumber) -> Stage<BlockNumber> {
		if let Some(appeal) = &self.appeal {
			return Self::governance(appeal.expires, now);
		}
		if let Some(verdict) = &self.verdict {
			return if now < verdict.appeal_by {
				Stage::Ruled { by: verdict.appeal_by }
			} else {
				Stage::Over
			};
		}
		if self.answer.is_none() && now < self.answer_by {
			return Stage::Answer { by: self.answer_by };
		}
		match self.curators_by {
			Some(by) if now < by => Stage::Curators { by },
			_ => Self::governance(self.expires, now),
		}
	}

	fn governance(by: BlockNumber, now: BlockNumber) -> Stage<BlockNumber> {
		if now < by {
			Stage::Governance { by }
		} else {
			Stage::Over
		}
	}

	/// Whether governance may rule in block `now`: it may until the dispute has ended.
	pub fn is_before_governance(&self, now: BlockNumber) -> bool {
		match self.stage(now) {
			Stage::Governance { .. } => true,
			Stage::Over => self.appeal.is_some() || self.verdict.is_none(),
			Stage::Answer { .. } | Stage::Curators { .. } | Stage::Ruled { .. } => false,
		}
	}
}
