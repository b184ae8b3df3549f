// SPDX-License-Identifier: Apache-2.0

//! Batches, what is demanded of them, and the terms that they are settled by.

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
	/// The account that paid; `None` if channels did.
	pub payer: Option<AccountId>,
	pub operator: AccountId,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub fees: Balance,
	pub receipts: u32,
	pub root: H256,
	/// The block that it was settled in.
	pub settled_at: u32,
	/// First block in which it can be finalised.
	pub due: u32,
	/// Whether it was refuted: what channels paid for it goes back to them. What an account paid does
	/// not.
	pub is_void: bool,
	/// Contributions, or refunds of a void batch, that are still to be paid.
	pub unpaid: u32,
}

/// A demand to reveal a receipt that nobody has answered.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct DemandInfo<AccountId> {
	/// Number of the receipt in its batch.
	pub receipt: u32,
	/// Number of the span among those that the receipt lists.
	pub span: u32,
	pub demander: AccountId,
	/// What is held of the demander; an answer earns it.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub bond: Balance,
	/// Last block in which it can be answered.
	pub due: u32,
}

/// The governed numbers in force. Blocks are those of this chain: as governed, divided by its pace.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Terms {
	#[cfg_attr(feature = "std", serde(serialize_with = "json::rule"))]
	pub rule: SpanParams,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::split"))]
	pub split: FeeSplit,
	/// Blocks that a batch is pending.
	pub challenge_window: u32,
	/// How many times its bond an operator's fees that are not final may be.
	pub leverage: u32,
	/// The least bond of an operator that settles batches.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub min_bond: Balance,
	/// Blocks until what an operator unbonds is free, at the least.
	pub unbonding_delay: u32,
	/// Blocks that a channel's operator has to settle, once its payer closes it or changes its key.
	pub close_delay: u32,
	/// Blocks in which a demand can be answered, but never more than a third of its batch's window;
	/// and all of the third where an account paid for the batch.
	pub reveal_window: u32,
	/// What is held of whoever demands that a receipt be revealed.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub demand_bond: Balance,
	/// How much of what an operator has at stake a refuted batch costs it.
	pub slash_share: u32,
	/// How much of what is slashed the challenger gets.
	pub finders_share: u32,
}
