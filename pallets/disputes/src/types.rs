// SPDX-License-Identifier: Apache-2.0

//! Records of disputes.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{pallet_prelude::*, BoundedVec};
use openledger_primitives::{limits::MaxUri, ordered::Ordered64, Balance};
use sp_core::H256;

/// The accounts of a runtime.
pub type AccountIdOf<T> = <T as frame_system::Config>::AccountId;
/// The record of a dispute in a runtime.
pub type DisputeOf<T> = Dispute<AccountIdOf<T>, frame_system::pallet_prelude::BlockNumberFor<T>>;

/// The id of the disputed contribution, as a key of storage.
pub type DisputeKey = Ordered64;

/// Evidence of a side: the URI at which it can be found, and its hash, so that it can't be
/// exchanged later.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Evidence {
	/// The BLAKE2b-256 of the bytes at the URI.
	pub hash: H256,
	/// The URI.
	pub uri: BoundedVec<u8, MaxUri>,
}

/// The outcome of a dispute, from the worst for the claimant to the best.
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
	/// The contribution is struck: it earns nothing any more.
	Strike,
	/// The contribution becomes the claimant's.
	Transfer,
}

/// A side of a dispute.
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
	/// The account that says that the contribution is its own.
	Claimant,
	/// The account that owns the contribution.
	Owner,
}

/// The reason for which a dispute ended.
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
	/// A side conceded.
	Conceded,
	/// A curator ruled, and governance did not rule otherwise.
	Curators,
	/// Governance ruled.
	Governance,
	/// Neither curators nor governance ruled in time.
	Unruled,
}

/// The answer of an owner to a dispute.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Answer {
	/// The bond that is held of the owner, in planck.
	pub bond: Balance,
	/// The owner's evidence.
	pub evidence: Evidence,
}

/// The ruling of a curator.
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
	/// The outcome, unless the ruling is appealed.
	pub outcome: Outcome,
	/// The first block in which the ruling can't be appealed any more.
	pub appeal_by: BlockNumber,
}

/// An appeal of a curator's ruling to governance.
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
	/// The side that appeals.
	pub side: Side,
	/// The bond that is held of it, in planck.
	pub bond: Balance,
	/// The first block in which anyone can end the dispute as the curator ruled.
	pub expires: BlockNumber,
}

/// An open dispute about a contribution.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Dispute<AccountId, BlockNumber> {
	/// The account that says that the contribution is its own.
	pub claimant: AccountId,
	/// The bond that is held of the claimant, in planck. No more of the contribution's earnings is
	/// held back.
	pub bond: Balance,
	/// The claimant's evidence.
	pub evidence: Evidence,
	/// The first block in which the owner can't answer any more.
	pub answer_by: BlockNumber,
	/// The first block in which curators can't rule any more. `None` where no curator can rule.
	pub curators_by: Option<BlockNumber>,
	/// The first block in which anyone can end the dispute, if there is no ruling.
	pub expires: BlockNumber,
	/// The owner's answer, if it has answered.
	pub answer: Option<Answer>,
	/// The curator's ruling, if one has ruled.
	pub verdict: Option<Verdict<BlockNumber>>,
	/// The appeal of that ruling, if a side has appealed.
	pub appeal: Option<Appeal<BlockNumber>>,
}

/// The stage of a dispute: whose turn it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage<BlockNumber> {
	/// The owner may answer.
	Answer {
		/// The first block in which it can't any more.
		by: BlockNumber,
	},
	/// A curator may rule.
	Curators {
		/// The first block in which none can any more.
		by: BlockNumber,
	},
	/// A curator has ruled, and the side that lost may appeal.
	Ruled {
		/// The first block in which it can't any more.
		by: BlockNumber,
	},
	/// Governance may rule.
	Governance {
		/// The first block in which anyone can end the dispute without its ruling.
		by: BlockNumber,
	},
	/// Anyone can end the dispute.
	Over,
}

impl<AccountId: PartialEq, BlockNumber: PartialOrd + Copy> Dispute<AccountId, BlockNumber> {
	/// The stage of the dispute in block `now`.
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
