// SPDX-License-Identifier: Apache-2.0

//! What a client may ask the runtime, over `state_call`, at any block.
//!
//! The types are plain so that a client decodes them without the chain's metadata. Amounts are in
//! planck, lengths in bytes, times in blocks, shares in parts per billion. As JSON (see [`json`])
//! they are what the node's `openledger_*` methods answer and what `openledger --json` prints.

#![cfg_attr(not(feature = "std"), no_std)]
// The macro repeats the bound of the trait at each function.
#![allow(clippy::multiple_bound_locations)]

extern crate alloc;

mod disputes;
#[cfg(feature = "std")]
pub mod json;
mod merit;
mod operators;
mod registries;
mod settlement;

pub use disputes::*;
pub use merit::*;
pub use operators::*;
pub use registries::*;
pub use settlement::*;

use alloc::vec::Vec;
use codec::Codec;
use openledger_primitives::{
	history::History, shares::ShareStack, Balance, BatchId, ChannelId, ContributionId, DatanetId,
	ModelId,
};
use sp_core::H256;

/// Most rows of one page.
pub const MAX_PAGE: u32 = 1_000;
/// Most models of one page: a corpus may have 17 KB.
pub const MAX_MODELS: u32 = 64;
/// Most models of a lineage.
pub const MAX_LINEAGE: u32 = 256;

/// Shares as parts per billion.
pub fn parts<Id: Ord + Copy, const MAX: u32>(stack: &ShareStack<Id, MAX>) -> Vec<(Id, u32)> {
	stack.entries().iter().map(|(id, share)| (*id, share.deconstruct())).collect()
}

sp_api::decl_runtime_apis! {
	/// Reads of the registries, of settlement and of the ledger. Pages have at most `limit` and
	/// `MAX_PAGE` rows.
	#[api_version(8)]
	pub trait OpenLedgerApi<AccountId: Codec> {
		/// The governed numbers in force.
		fn terms() -> Terms;
		fn datanet(id: DatanetId) -> Option<DatanetInfo<AccountId>>;
		/// Datanets from id `from` on.
		fn datanets(from: DatanetId, limit: u32) -> Vec<DatanetInfo<AccountId>>;
		fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>>;
		/// The contribution that holds a content root.
		fn contribution_by_root(root: H256) -> Option<ContributionId>;
		/// Contributions from id `from` on, of any datanet and status. Reads `limit` ids, so ids
		/// that were retracted make a page shorter.
		fn contributions(from: ContributionId, limit: u32) -> Vec<ContributionInfo<AccountId>>;
		/// The texts that a datanet accepted from index `from` on, whatever became of them since.
		fn texts(datanet: DatanetId, from: u32, limit: u32) -> Vec<TextInfo>;
		/// What waits for a datanet's curators, by id: the page after contribution `after`.
		fn pending(
			datanet: DatanetId,
			after: Option<ContributionId>,
			limit: u32,
		) -> Vec<ContributionInfo<AccountId>>;
		/// The open dispute about a contribution.
		fn dispute(contribution: ContributionId) -> Option<DisputeInfo<AccountId>>;
		/// Open disputes, by contribution: the page after that about contribution `after`.
		fn disputes(after: Option<ContributionId>, limit: u32) -> Vec<DisputeInfo<AccountId>>;
		fn model(id: ModelId) -> Option<ModelInfo<AccountId>>;
		/// Models from id `from` on, at most `MAX_MODELS`.
		fn models(from: ModelId, limit: u32) -> Vec<ModelInfo<AccountId>>;
		/// A model and its ancestors, nearest first.
		fn lineage(id: ModelId) -> Option<Lineage<AccountId>>;
		/// What a request to a model costs, and who gets what of `fee`, or of the least fee. `None`
		/// for a model that is not there or a fee that does not fit.
		fn quote(id: ModelId, fee: Option<Balance>) -> Option<Quote>;
		/// A batch, while it is not final.
		fn batch(id: BatchId) -> Option<BatchInfo<AccountId>>;
		/// The demands about a batch that nobody has answered, in the order of their keys in the
		/// state. Those about a void batch stay until they are returned.
		fn demands(batch: BatchId, limit: u32) -> Vec<DemandInfo<AccountId>>;
		/// What the state has of the history of batches: enough to check any leaf with its path.
		fn history() -> History;
		/// The operator that an account is registered as.
		fn operator(who: AccountId) -> Option<OperatorInfo<AccountId>>;
		/// Operators, in the order of their keys in the state: the page after operator `after`.
		fn operators(after: Option<AccountId>, limit: u32) -> Vec<OperatorInfo<AccountId>>;
		/// A channel, while it is not closed.
		fn channel(id: ChannelId) -> Option<ChannelInfo<AccountId>>;
		/// Channels from id `from` on. Reads `limit` ids, so ids that were closed make a page
		/// shorter.
		fn channels(from: ChannelId, limit: u32) -> Vec<ChannelInfo<AccountId>>;
		/// What an account is owed.
		fn owed(who: AccountId) -> Balance;
		/// What an account has earned with its work, halving every 90 days, beside everybody's.
		fn merit(who: AccountId) -> MeritInfo;
		/// How many datanets, contributions, models, batches and channels there have been.
		fn counts() -> (DatanetId, ContributionId, ModelId, BatchId, ChannelId);
	}
}
