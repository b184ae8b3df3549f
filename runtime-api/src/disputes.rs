// SPDX-License-Identifier: Apache-2.0

//! Disputes about contributions.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{Balance, ContributionId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// Where evidence can be found.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct EvidenceInfo {
	/// BLAKE2b-256 of the bytes at the URI.
	pub hash: H256,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub uri: Vec<u8>,
}

/// How a dispute ends.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DisputeOutcome {
	/// The contribution stays its owner's.
	Reject,
	/// It is nobody's.
	Strike,
	/// It is the claimant's.
	Transfer,
}

/// A party to a dispute.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DisputeSide {
	Claimant,
	Owner,
}

/// Whose turn it is, and before which block.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum DisputeStage {
	/// The owner may answer.
	Answer { by: u32 },
	/// A curator may rule.
	Curators { by: u32 },
	/// A curator has ruled. Who lost may appeal.
	Ruled { by: u32 },
	/// Governance may rule.
	Governance { by: u32 },
	/// Anyone can end it.
	Over,
}

/// An open dispute about a contribution.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct DisputeInfo<AccountId> {
	pub contribution: ContributionId,
	pub owner: AccountId,
	pub claimant: AccountId,
	/// Held of the claimant. No more of what the contribution earns is held back.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub bond: Balance,
	/// What is held back of what the contribution has earned since.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub held_back: Balance,
	pub claim: EvidenceInfo,
	/// What the owner has answered.
	pub answer: Option<EvidenceInfo>,
	/// Held of the owner for its answer.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub answer_bond: Balance,
	/// Whether there is a curator who may rule; else governance is the first.
	pub has_curators: bool,
	/// In the next block.
	pub stage: DisputeStage,
	/// What a curator has ruled.
	pub ruling: Option<DisputeOutcome>,
	/// Who has appealed against that.
	pub appealed_by: Option<DisputeSide>,
	/// Held of it for that.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub appeal_bond: Balance,
}
