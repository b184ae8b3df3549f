// SPDX-License-Identifier: Apache-2.0

//! Disputes about contributions.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{Balance, ContributionId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// A piece of evidence: its address, and its hash.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct EvidenceInfo {
	/// The BLAKE2b-256 hash of the bytes at the URI.
	pub hash: H256,
	/// The address of the evidence.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub uri: Vec<u8>,
}

/// The outcome of a dispute.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DisputeOutcome {
	/// The claim is rejected: the contribution stays its owner's.
	Reject,
	/// The contribution is struck: it earns nothing any more.
	Strike,
	/// The contribution becomes the claimant's.
	Transfer,
}

/// A party to a dispute.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DisputeSide {
	/// The account that claims the contribution.
	Claimant,
	/// The account that owns the contribution.
	Owner,
}

/// The stage of a dispute: whose turn it is, and until when.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DisputeStage {
	/// The owner may answer.
	Answer {
		/// The first block in which it is too late.
		by: u32,
	},
	/// A curator may rule.
	Curators {
		/// The first block in which it is too late.
		by: u32,
	},
	/// A curator has ruled, and the party that lost may appeal.
	Ruled {
		/// The first block in which it is too late.
		by: u32,
	},
	/// Governance may rule.
	Governance {
		/// The first block in which anyone can end the dispute without a ruling of governance.
		by: u32,
	},
	/// Anyone can end the dispute.
	Over,
}

/// An open dispute about a contribution.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct DisputeInfo<AccountId> {
	/// The contribution that the dispute is about.
	pub contribution: ContributionId,
	/// The account that owns the contribution.
	pub owner: AccountId,
	/// The account that claims the contribution.
	pub claimant: AccountId,
	/// The amount that is held of the claimant, in planck. It is also the most that is held back of
	/// the contribution's earnings.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub bond: Balance,
	/// The amount that is held back of what the contribution has earned since, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub held_back: Balance,
	/// The claimant's evidence.
	pub claim: EvidenceInfo,
	/// The owner's evidence, if the owner has answered.
	pub answer: Option<EvidenceInfo>,
	/// The amount that is held of the owner for its answer, in planck; 0 without an answer.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub answer_bond: Balance,
	/// Whether there is a curator who may rule; otherwise governance is the first to rule.
	pub has_curators: bool,
	/// The stage of the dispute in the next block.
	pub stage: DisputeStage,
	/// The ruling of a curator, if one has ruled.
	pub ruling: Option<DisputeOutcome>,
	/// The party that has appealed against the ruling, if one has.
	pub appealed_by: Option<DisputeSide>,
	/// The amount that is held of that party for its appeal, in planck; 0 without an appeal.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub appeal_bond: Balance,
}
