// SPDX-License-Identifier: Apache-2.0

//! What a client may ask the runtime, over `state_call`, at any block.
//!
//! The types are plain so that a client decodes them without the chain's metadata. Amounts are in
//! planck, lengths in bytes, times in blocks.

#![cfg_attr(not(feature = "std"), no_std)]
// The macro repeats the bound of the trait at each function.
#![allow(clippy::multiple_bound_locations)]

extern crate alloc;

use alloc::vec::Vec;
use codec::{Codec, Decode, Encode};
use openledger_primitives::{
	corpus::Corpus, shares::ShareStack, span::SpanParams, split::FeeSplit, Balance, BatchId,
	ContributionId, DatanetId, ModelId,
};
use scale_info::TypeInfo;
use sp_core::H256;

/// Most rows of one page.
pub const MAX_PAGE: u32 = 1_000;

/// A datanet.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct DatanetInfo<AccountId> {
	pub owner: AccountId,
	pub name: Vec<u8>,
	/// Empty for an open datanet.
	pub curators: Vec<AccountId>,
	pub accepted: u32,
	pub deposit: Balance,
}

/// Where a contribution stands.
#[derive(Encode, Decode, TypeInfo, Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContributionStatus {
	Pending,
	Accepted { index: u32 },
	Rejected,
}

/// A contribution.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ContributionInfo<AccountId> {
	pub datanet: DatanetId,
	pub contributor: AccountId,
	pub payout: AccountId,
	pub text: TextInfo,
	pub status: ContributionStatus,
	pub deposit: Balance,
}

/// What it takes to find and to check a contribution's text.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct TextInfo {
	pub contribution: ContributionId,
	pub content_root: H256,
	pub length: u32,
	pub uri: Vec<u8>,
}

/// A model.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct ModelInfo<AccountId> {
	pub developer: AccountId,
	pub payout: AccountId,
	/// Whether it takes requests.
	pub is_active: bool,
	pub price_floor: Balance,
	/// Parents, with royalties in parts per billion.
	pub parents: Vec<(ModelId, u32)>,
	/// Whom the model's part of a fee pays, in parts per billion.
	pub royalties: Vec<(ModelId, u32)>,
	pub corpus: Corpus,
	pub deposit: Balance,
}

/// A batch that is not final.
#[derive(Encode, Decode, TypeInfo, Clone, PartialEq, Eq, Debug)]
pub struct BatchInfo<AccountId> {
	pub model: ModelId,
	pub payer: AccountId,
	pub operator: AccountId,
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
pub struct Terms {
	pub rule: SpanParams,
	pub split: FeeSplit,
	/// Blocks that a batch is pending.
	pub challenge_window: u32,
}

/// Shares as parts per billion.
pub fn parts<Id: Ord + Copy, const MAX: u32>(stack: &ShareStack<Id, MAX>) -> Vec<(Id, u32)> {
	stack.entries().iter().map(|(id, share)| (*id, share.deconstruct())).collect()
}

sp_api::decl_runtime_apis! {
	/// Reads of the registries, of settlement and of the ledger.
	pub trait OpenLedgerApi<AccountId: Codec> {
		/// The governed numbers in force.
		fn terms() -> Terms;
		fn datanet(id: DatanetId) -> Option<DatanetInfo<AccountId>>;
		fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>>;
		/// The contribution that holds a content root.
		fn contribution_by_root(root: H256) -> Option<ContributionId>;
		/// The accepted texts of a datanet from index `from` on, at most `limit` and `MAX_PAGE`.
		fn texts(datanet: DatanetId, from: u32, limit: u32) -> Vec<TextInfo>;
		fn model(id: ModelId) -> Option<ModelInfo<AccountId>>;
		/// A batch, while it is not final.
		fn batch(id: BatchId) -> Option<BatchInfo<AccountId>>;
		/// What an account is owed.
		fn owed(who: AccountId) -> Balance;
		/// How many datanets, contributions, models and batches there have been.
		fn counts() -> (DatanetId, ContributionId, ModelId, BatchId);
	}
}
