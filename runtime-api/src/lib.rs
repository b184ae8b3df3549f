// SPDX-License-Identifier: Apache-2.0

//! The runtime API that clients read the chain with, over `state_call`, at any block.
//!
//! The types are plain so that a client decodes them without the chain's metadata. Amounts are in
//! planck, lengths in bytes, times in blocks, shares in parts per billion. As JSON (see [`json`])
//! they are the answers of the node's `openledger_*` methods, and the output of `openledger
//! --json`.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
// The macro repeats the bound of the trait at each function.
#![allow(clippy::multiple_bound_locations)]

extern crate alloc;

mod disputes;
mod governance;
#[cfg(feature = "std")]
pub mod json;
mod merit;
mod operators;
mod parameters;
mod registries;
mod settlement;

pub use disputes::*;
pub use governance::*;
pub use merit::*;
pub use operators::*;
pub use parameters::*;
pub use registries::*;
pub use settlement::*;

use alloc::vec::Vec;
use codec::Codec;
use openledger_primitives::{
	history::History, shares::ShareStack, Balance, BatchId, ChannelId, ContributionId, DatanetId,
	ModelId,
};
use sp_core::H256;
use sp_runtime::DispatchError;

/// Most rows of one page.
pub const MAX_PAGE: u32 = 1_000;
/// Most models of one page. They are few, as the corpus of one model may take 17 KB.
pub const MAX_MODELS: u32 = 64;
/// Most models of a [`Lineage`].
pub const MAX_LINEAGE: u32 = 256;

/// The ids of a stack with their shares in parts per billion, by ascending id.
pub fn parts<Id: Ord + Copy, const MAX: u32>(stack: &ShareStack<Id, MAX>) -> Vec<(Id, u32)> {
	stack.entries().iter().map(|(id, share)| (*id, share.deconstruct())).collect()
}

sp_api::decl_runtime_apis! {
	/// Reads of the registries, of settlement and of the ledger. Pages have at most `limit` and
	/// `MAX_PAGE` rows.
	#[api_version(9)]
	pub trait OpenLedgerApi<AccountId: Codec> {
		/// The governed numbers in force.
		fn terms() -> Terms;
		/// The governed parameters, by group and key.
		fn parameters() -> Vec<ParameterInfo>;
		/// A datanet. `None` when there is none with this id.
		fn datanet(id: DatanetId) -> Option<DatanetInfo<AccountId>>;
		/// Datanets from id `from` on, by id.
		fn datanets(from: DatanetId, limit: u32) -> Vec<DatanetInfo<AccountId>>;
		/// A contribution. `None` when there is none with this id, or its record is gone: its owner
		/// has retracted it, or governance has removed it as abuse.
		fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>>;
		/// The id of the contribution that is registered with a content root.
		fn contribution_by_root(root: H256) -> Option<ContributionId>;
		/// Contributions from id `from` on, by id, of any datanet and status. Reads `limit` ids, so
		/// retracted contributions make a page shorter.
		fn contributions(from: ContributionId, limit: u32) -> Vec<ContributionInfo<AccountId>>;
		/// The texts that a datanet accepted, by index from `from` on, whatever became of them
		/// since.
		fn texts(datanet: DatanetId, from: u32, limit: u32) -> Vec<TextInfo>;
		/// The contributions that wait for a datanet's curators, by id: the page after contribution
		/// `after`.
		fn pending(
			datanet: DatanetId,
			after: Option<ContributionId>,
			limit: u32,
		) -> Vec<ContributionInfo<AccountId>>;
		/// The open dispute about a contribution. `None` when there is none.
		fn dispute(contribution: ContributionId) -> Option<DisputeInfo<AccountId>>;
		/// The open disputes, by contribution: the page after the dispute about contribution
		/// `after`.
		fn disputes(after: Option<ContributionId>, limit: u32) -> Vec<DisputeInfo<AccountId>>;
		/// A model. `None` when there is none with this id.
		fn model(id: ModelId) -> Option<ModelInfo<AccountId>>;
		/// Models from id `from` on, by id, at most `MAX_MODELS`.
		fn models(from: ModelId, limit: u32) -> Vec<ModelInfo<AccountId>>;
		/// A model and its ancestors, nearest first. `None` when there is no model with this id.
		fn lineage(id: ModelId) -> Option<Lineage<AccountId>>;
		/// The price of a request to a model, and the division of `fee`, or of the least fee, in
		/// planck. `None` when there is no model with this id, or a part does not fit.
		fn quote(id: ModelId, fee: Option<Balance>) -> Option<Quote>;
		/// A batch. `None` when it is not settled yet, or its record is gone because it is final.
		fn batch(id: BatchId) -> Option<BatchInfo<AccountId>>;
		/// The unanswered demands about a batch, in the order of their keys in the state. Those
		/// about a void batch stay until their bonds are returned.
		fn demands(batch: BatchId, limit: u32) -> Vec<DemandInfo<AccountId>>;
		/// The peaks of the history of batches, with which any leaf can be checked by its path.
		fn history() -> History;
		/// The operator that an account is registered as. `None` when it is not registered.
		fn operator(who: AccountId) -> Option<OperatorInfo<AccountId>>;
		/// The operators, in the order of their keys in the state: the page after operator `after`.
		fn operators(after: Option<AccountId>, limit: u32) -> Vec<OperatorInfo<AccountId>>;
		/// A channel. `None` when it is not opened yet, or is closed.
		fn channel(id: ChannelId) -> Option<ChannelInfo<AccountId>>;
		/// Channels from id `from` on, by id. Reads `limit` ids, so closed channels make a page
		/// shorter.
		fn channels(from: ChannelId, limit: u32) -> Vec<ChannelInfo<AccountId>>;
		/// The amount that the ledger owes an account, in planck.
		fn owed(who: AccountId) -> Balance;
		/// The merit that an account has earned with its work, halving every 90 days, and that of
		/// all accounts.
		fn merit(who: AccountId) -> MeritInfo;
		/// How many records of each kind there have been.
		fn counts() -> Counts;
		/// The tracks of governance, by id.
		fn tracks() -> Vec<TrackInfo>;
		/// How an ongoing referendum stands. `None` when there is none with this number, or it is
		/// over.
		fn standing(referendum: u32) -> Option<StandingInfo>;
		/// The amount, in planck, that `who` spends with a call besides its fee: what the call
		/// holds, bonds and pays, if `who` has enough of it. Fails with the chain's reason where the
		/// call would fail for another one.
		fn call_cost(who: AccountId, call: Vec<u8>) -> Result<Balance, DispatchError>;
	}
}
