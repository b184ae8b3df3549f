// SPDX-License-Identifier: Apache-2.0

//! Batches, the demands about them, and the terms that they are settled by.

use alloc::vec::Vec;
use codec::{Decode, Encode};
use openledger_primitives::{
	span::SpanParams, split::FeeSplit, Balance, BatchId, ChannelId, ContributionId, DatanetId,
	ModelId,
};
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
	/// The account that is paid as the operator.
	pub operator: AccountId,
	/// The sum of all fees, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub fees: Balance,
	/// The number of receipts.
	pub receipts: u32,
	/// The Merkle root over the compact receipts.
	pub root: H256,
	/// The Merkle root over the commitments of the whole receipts.
	pub commitments: H256,
	/// The span rule's numbers that the credits follow.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))]
	pub span_params: SpanParams,
	/// The sr25519 keys whose signatures over receipts count as the operator's: those that counted
	/// when the batch was settled. There are none where an account paid.
	pub signers: Vec<H256>,
	/// The number of the block that it was settled in.
	pub settled_at: u32,
	/// The first block in which it can be finalized.
	pub finalizable_at: u32,
	/// Whether the batch was refuted: what channels paid for it goes back to them, what an account
	/// paid does not.
	pub is_void: bool,
	/// The models that are still to be paid, each with the amount for it and its ancestors, in
	/// planck. A void batch that channels paid for pays none of them.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::model_amounts"))]
	pub models: Vec<(ModelId, Balance)>,
	/// The number of contributions, or of refunds of a void batch, that are still to be paid.
	pub unpaid: u32,
}

/// An unanswered demand to reveal a receipt.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct DemandInfo<AccountId> {
	/// The number of the receipt in its batch, from 0.
	pub receipt: u32,
	/// The number of the span that is demanded, from 0; the receipt may list fewer.
	pub span: u32,
	/// The account that demands.
	pub demander: AccountId,
	/// The amount that is held of the demander, in planck; an answer gives it to whoever settled
	/// the batch.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub bond: Balance,
	/// The last block in which it can be answered.
	pub respond_by: u32,
}

/// The governed numbers in force. Blocks are those of this chain: as governed, divided by its pace.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Terms {
	/// The span rule's numbers.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))]
	pub span_params: SpanParams,
	/// The span rule's numbers before the last change, as long as receipts under them can be
	/// settled too.
	pub former_span_params: Option<FormerSpanParams>,
	/// The fee split.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::split"))]
	pub split: FeeSplit,
	/// The number of blocks in which a batch is pending and can be challenged.
	pub challenge_window: u32,
	/// How many times its bond the fees of an operator's batches that are not final may be worth.
	pub leverage: u32,
	/// The least bond of an operator that settles batches, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub min_bond: Balance,
	/// The least number of blocks for which an unbonding part of a bond stays held.
	pub unbonding_delay: u32,
	/// The number of blocks in which a channel's operator can still settle, once the payer closes
	/// the channel or changes its key.
	pub close_delay: u32,
	/// The number of blocks in which answers stay payable that were given before a change: of span
	/// parameters, of a model's status or price floor, of an operator's key. It is never less than
	/// the close delay.
	pub grace_period: u32,
	/// The number of blocks in which a demand can be answered, but never more than a third of its
	/// batch's window; and all of the third where an account paid for the batch.
	pub reveal_window: u32,
	/// The amount that is held of whoever demands that a receipt be revealed, in planck.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::amount"))]
	pub demand_bond: Balance,
	/// The share of what an operator has at stake that it loses for a refuted batch, in parts per
	/// billion.
	pub slash_share: u32,
	/// The share of a slash that the challenger gets, in parts per billion.
	pub challenger_share: u32,
}

/// Span parameters that are no longer in force.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct FormerSpanParams {
	/// The span rule's numbers that were in force.
	#[cfg_attr(feature = "std", serde(serialize_with = "json::span_params"))]
	pub span_params: SpanParams,
	/// The first block in which receipts under them can't be settled.
	pub until: u32,
}

/// The records of each kind that there have been, gone ones included: the next id of each.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Counts {
	/// The number of datanets.
	pub datanets: DatanetId,
	/// The number of contributions.
	pub contributions: ContributionId,
	/// The number of models.
	pub models: ModelId,
	/// The number of batches.
	pub batches: BatchId,
	/// The number of channels.
	pub channels: ChannelId,
}
