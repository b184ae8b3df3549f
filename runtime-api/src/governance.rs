// SPDX-License-Identifier: Apache-2.0

//! Governance: its tracks, and how an ongoing referendum stands.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::Balance;
use scale_info::TypeInfo;

#[cfg(feature = "std")]
use crate::json;

/// A track: a kind of referendum, and the rules by which one is decided. Periods are in blocks at
/// the chain's pace.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct TrackInfo {
	/// The number of the track.
	pub id: u16,
	/// Its name, in snake case.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::text"))]
	pub name: Vec<u8>,
	/// The origin that its referenda dispatch calls with, encoded as `Referenda.submit` takes it.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::hex"))]
	pub origin: Vec<u8>,
	/// The most that one of its referenda can spend of the treasury, in planck. `None` if it can
	/// spend nothing.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::some_amount"))]
	pub max_spend: Option<Balance>,
	/// The deposit without which a referendum is not decided, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub decision_deposit: Balance,
	/// The blocks after submission in which the decision does not begin.
	pub prepare_period: u32,
	/// The blocks of the decision, after which a referendum that has not passed is rejected.
	pub decision_period: u32,
	/// The blocks for which a referendum must pass without a break to be approved.
	pub confirm_period: u32,
	/// The least blocks between approval and dispatch.
	pub min_enactment_period: u32,
}

/// How an ongoing referendum stands. Shares are in parts per billion.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct StandingInfo {
	/// The share of the ayes among the votes, with conviction.
	pub approval: u32,
	/// The approval that is needed in this block.
	pub approval_needed: u32,
	/// The share of the tokens behind ayes and abstentions among all that can vote.
	pub support: u32,
	/// The support that is needed in this block.
	pub support_needed: u32,
	/// The tokens that can vote, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub electorate: Balance,
	/// What comes next if nobody votes any more.
	pub stage: Stage,
}

/// What an ongoing referendum waits for. Blocks are numbers of blocks.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(rename_all = "snake_case"))]
pub enum Stage {
	/// Its decision deposit.
	NoDeposit {
		/// The block in which it ends without one.
		ends: u32,
	},
	/// The end of its preparation.
	Preparing {
		/// The block from which on it is decided.
		until: u32,
	},
	/// A place among the referenda that its track decides at the same time.
	Queued,
	/// Votes.
	Deciding {
		/// The block in which its decision ends.
		ends: u32,
		/// The block in which it begins to pass with the votes that it has. `None` if it never
		/// does.
		passes: Option<u32>,
	},
	/// The end of its confirmation.
	Confirming {
		/// The block in which it is approved if it passes until then.
		at: u32,
	},
}
