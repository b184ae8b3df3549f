// SPDX-License-Identifier: Apache-2.0

//! Batches, what is demanded of them, and the terms that they are settled by.

use alloc::vec::Vec;
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
	/// The account that paid; `None` if channels did.
	pub payer: Option<AccountId>,
	pub operator: AccountId,
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub fees: Balance,
	pub receipts: u32,
	/// Merkle root over what the chain has of the receipts.
	pub root: H256,
	/// Merkle root over the commitments of the whole receipts.
	pub commitments: H256,
	/// The span rule's numbers that the credits follow.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))]
	pub span_params: SpanParams,
	/// The sr25519 keys whose signatures over receipts speak for or against the batch: those of its
	/// operator when it was settled. None where an account paid.
	pub signers: Vec<H256>,
	/// The block that it was settled in.
	pub settled_at: u32,
	/// First block in which it can be finalized.
	pub finalizable_at: u32,
	/// Whether it was refuted: what channels paid for it goes back to them. What an account paid does
	/// not.
	pub is_void: bool,
	/// The models that are still to be paid, and what each gets with its ancestors. A void batch that
	/// channels paid for pays none of them.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_amounts"))]
	pub models: Vec<(ModelId, Balance)>,
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
	pub respond_by: u32,
}

/// The governed numbers in force. Blocks are those of this chain: as governed, divided by its pace.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Terms {
	/// The span rule's numbers.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))]
	pub span_params: SpanParams,
	/// Those before the last change, while receipts under them can be settled too.
	pub former_span_params: Option<FormerSpanParams>,
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
	/// Blocks in which answers stay payable that were given before a change: of span parameters, of a
	/// model's status or price floor, of an operator's key. Never less than the close delay.
	pub grace_period: u32,
	/// Blocks in which a demand can be answered, but never more than a third of its batch's window;
	/// and all of the third where an account paid for the batch.
	pub reveal_window: u32,
	/// What is held of whoever demands that a receipt be revealed.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub demand_bond: Balance,
	/// How much of what an operator has at stake a refuted batch costs it.
	pub slash_share: u32,
	/// How much of what is slashed the challenger gets.
	pub challenger_share: u32,
}

/// Span parameters that are not in force any more.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerSpanParams {
	#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))]
	pub span_params: SpanParams,
	/// First block in which receipts under them can't be settled.
	pub until: u32,
}
