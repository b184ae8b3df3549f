// SPDX-License-Identifier: Apache-2.0

//! Batches, and the terms that they are settled by.

use codec::{Decode, Encode};
use openledger_primitives::{span::SpanParams, split::FeeSplit, Balance, ModelId};
use scale_info::TypeInfo;
use sp_core::H256;

#[cfg(feature = "std")]
use crate::json;

/// A batch that is not final.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct BatchInfo<AccountId> {
	pub model: ModelId,
	pub payer: AccountId,
	pub operator: AccountId,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub fees: Balance,
	pub receipts: u32,
	pub root: H256,
	/// First block in which it can be finalised.
	pub due: u32,
	/// Contributions that are still to be credited.
	pub unpaid_contributions: u32,
}

/// The governed numbers in force.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Terms {
	#[cfg_attr(feature = "std", serde(serialize_with = "json::rule"))]
	pub rule: SpanParams,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::split"))]
	pub split: FeeSplit,
	/// Blocks that a batch is pending.
	pub challenge_window: u32,
}
