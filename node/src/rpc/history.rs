// SPDX-License-Identifier: Apache-2.0

//! `openledger_history` and `openledger_batchHistory`: what became of batches, however long ago.
//!
//! The state has the peaks of the history alone. What leads from them to a leaf, and what the leaf
//! says, the runtime hands to the node when a block is executed. The node keeps it beside the state,
//! unless it is run with `--no-batch-history`. So a node can prove what it has executed itself.

use super::{block, error, runtime::ask};
use crate::service::{FullBackend, FullClient};
use codec::{DecodeAll, Encode};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use openledger_primitives::{
	history::{node_key, number_key, record_key, BatchRecord, History, Outcome},
	span::SpanParams,
	Balance, BatchId,
};
use openledger_runtime::{history_key, AccountId, Hash};
use openledger_runtime_api::{json, OpenLedgerApi};
use sc_client_api::Backend;
use serde::{Deserialize, Serialize};
use sp_core::{
	offchain::{OffchainStorage, STORAGE_PREFIX},
	Bytes,
};
use sp_runtime::traits::BlakeTwo256;
use std::sync::Arc;

/// How far from where a fork had it the leaf of a batch's end is looked for, in leaves; and how far on
/// the next of a settlement.
const REACH: u64 = 4_096;

/// What became of a batch, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeName {
	Settled,
	Final,
	Void,
}

/// What the state has of the history.
#[derive(Clone, Serialize)]
pub struct HistoryInfo {
	/// Leaves so far.
	leaves: u64,
	/// Roots of full trees, the largest first.
	peaks: Vec<Hash>,
	/// Both in SCALE, as the state has them.
	encoded: Bytes,
}

/// What the history says of a batch.
#[derive(Clone, Serialize)]
pub struct RecordInfo {
	batch: BatchId,
	outcome: OutcomeName,
	/// The block that has the batch's receipts.
	settled_at: u32,
	operator: AccountId,
	/// The account that paid; `null` if channels did.
	payer: Option<AccountId>,
	#[serde(serialize_with = "json::span_params")]
	span_params: SpanParams,
	receipts: u32,
	/// Merkle root over what the chain has of the receipts.
	root: Hash,
	/// Merkle root over the commitments of the whole receipts.
	commitments: Hash,
	#[serde(serialize_with = "json::amount")]
	fees: Balance,
}

/// A leaf of the history, and what proves it to whoever has the header of a block.
#[derive(Clone, Serialize)]
pub struct LeafInfo {
	/// The block whose state has the history.
	block: Hash,
	/// The leaf's number.
	leaf: u64,
	record: RecordInfo,
	/// The record in SCALE: the leaf is a hash of it.
	encoded_record: Bytes,
	/// The leaf's siblings, from below.
	path: Vec<Hash>,
	/// The history in SCALE, as the state of the block has it.
	history: Bytes,
	/// Where the state has it: `state_getReadProof` proves it by the header's state root.
	storage_key: Bytes,
}

/// Reads of the history of batches, at block `at` or at the best block.
#[rpc(server)]
pub trait BatchHistoryRpc {
	/// What the state has of the history of batches.
	#[method(name = "openledger_history", blocking)]
	fn history(&self, at: Option<Hash>) -> RpcResult<HistoryInfo>;

	/// What became of a batch, and what proves it: that it was `"settled"`, `"final"` or `"void"`, or,
	/// without an outcome, the last of it. `null` if that is not so.
	///
	/// An error if this node has not executed the block in which it happened.
	#[method(name = "openledger_batchHistory", blocking)]
	fn batch_history(
		&self,
		batch: BatchId,
		outcome: Option<OutcomeName>,
		at: Option<Hash>,
	) -> RpcResult<Option<LeafInfo>>;
}

/// Answers from the state, and from what the node keeps beside it.
pub struct BatchHistory {
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
}

impl BatchHistory {
	pub fn new(client: Arc<FullClient>, backend: Arc<FullBackend>) -> Self {
		Self { client, backend }
	}
}

impl BatchHistoryRpcServer for BatchHistory {
	fn history(&self, at: Option<Hash>) -> RpcResult<HistoryInfo> {
		let at = block::or_best(&self.client, at)?;
		let history = ask(&self.client, at, |api, at| api.history(at))?;
		let encoded = history.encode().into();
		let History { leaves, peaks } = history;
		Ok(HistoryInfo { leaves, peaks: peaks.into_inner(), encoded })
	}

	fn batch_history(
		&self,
		batch: BatchId,
		outcome: Option<OutcomeName>,
		at: Option<Hash>,
	) -> RpcResult<Option<LeafInfo>> {
		let at = block::or_best(&self.client, at)?;
		let (history, standing) = ask(&self.client, at, |api, at| {
			let batches = api.counts(at)?.batches;
			let info = api.batch(at, batch)?;
			let standing = Standing::of(batch < batches, info.map(|info| info.is_void));
			Ok((api.history(at)?, standing))
		})?;
		let asked = outcome.map(Outcome::from);
		let candidates = standing.candidates(asked);
		if candidates.is_empty() {
			return Ok(None);
		}
		let storage = self.backend.offchain_storage();
		let kept = Kept(|key: &[u8]| storage.as_ref()?.get(STORAGE_PREFIX, key));
		let found = candidates.iter().find_map(|outcome| kept.find(&history, batch, *outcome));
		let Some(found) = found else { return Err(not_kept(batch)) };
		if asked.is_some_and(|asked| asked != found.record.outcome) {
			return Ok(None);
		}
		Ok(Some(LeafInfo {
			block: at,
			leaf: found.number,
			encoded_record: found.record.encode().into(),
			record: found.record.into(),
			path: found.path,
			history: history.encode().into(),
			storage_key: history_key().into(),
		}))
	}
}

fn not_kept(batch: BatchId) -> jsonrpsee::types::ErrorObjectOwned {
	error::failed(format!(
		"this node does not hold the history of batch {batch}: it has not executed the blocks that \
		 made it, as after a warp sync, or was run with `--no-batch-history` then. Ask a node that has \
		 executed the chain from before batch {batch} on"
	))
}

/// How a batch stands in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
	/// It was not settled yet.
	Unknown,
	Pending,
	/// It was refuted, and is not paid back yet.
	Void,
	/// It was settled, and there is no record of it any more.
	Gone,
}

impl Standing {
	fn of(was_settled: bool, is_void: Option<bool>) -> Self {
		match (was_settled, is_void) {
			(false, _) => Self::Unknown,
			(true, Some(false)) => Self::Pending,
			(true, Some(true)) => Self::Void,
			(true, None) => Self::Gone,
		}
	}

	/// The outcomes of which the history has exactly one, and which say whether what is asked for is
	/// so; without a question, what the batch has come to last. None if the answer is no.
	fn candidates(self, asked: Option<Outcome>) -> &'static [Outcome] {
		match (asked, self) {
			(_, Self::Unknown) => &[],
			(Some(Outcome::Settled), _) | (None, Self::Pending) => &[Outcome::Settled],
			(Some(_), Self::Pending) | (Some(Outcome::Final), Self::Void) => &[],
			(_, Self::Void) => &[Outcome::Void],
			(_, Self::Gone) => &[Outcome::Final, Outcome::Void],
		}
	}
}

/// What a node keeps beside the state, by key. Inner nodes and records are under their hashes, so that
/// no fork can put others there. Numbers of leaves are those of the fork that was executed last.
struct Kept<Get>(Get);

/// A leaf, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found {
	number: u64,
	path: Vec<Hash>,
	record: BatchRecord,
}

impl<Get: Fn(&[u8]) -> Option<Vec<u8>>> Kept<Get> {
	/// The leaf that says so of a batch. `None` if it is not kept, or not in this history.
	fn find(&self, history: &History, batch: BatchId, outcome: Outcome) -> Option<Found> {
		let hint = (self.0)(&number_key(batch, outcome))?;
		let hint = u64::decode_all(&mut &hint[..]).ok()?;
		let is_it = |found: &Found| found.record.batch == batch && found.record.outcome == outcome;
		match outcome {
			Outcome::Settled => {
				let hinted = Some(hint).filter(|hint| *hint < history.leaves);
				hinted
					.and_then(|hint| self.leaf(history, hint))
					.filter(is_it)
					.or_else(|| self.settled(history, batch))
			}
			// Batches end in no order.
			Outcome::Final | Outcome::Void => nearest(hint, history.leaves)
				.filter_map(|number| self.leaf(history, number))
				.find(is_it),
		}
	}

	/// The leaf of a batch's settlement, by halves: batches are settled in the order of their ids, so it
	/// comes after one of each before it.
	fn settled(&self, history: &History, batch: BatchId) -> Option<Found> {
		let (mut low, mut high) = (batch, history.leaves);
		while low < high {
			let middle = low + (high - low) / 2;
			// A node that began later has not the leaves of before.
			let Some(first) = self.leaf(history, middle) else {
				low = middle + 1;
				continue;
			};
			let is_settled = |found: &Found| found.record.outcome == Outcome::Settled;
			let next = Some(first).filter(is_settled).or_else(|| {
				let following =
					(middle + 1..high).take_while(move |number| number - middle <= REACH);
				following.filter_map(|number| self.leaf(history, number)).find(is_settled)
			});
			match next {
				Some(found) if found.record.batch == batch => return Some(found),
				Some(found) if found.record.batch < batch => low = found.number + 1,
				// Or no other is between it and `high`.
				_ => high = middle,
			}
		}
		None
	}

	fn leaf(&self, history: &History, number: u64) -> Option<Found> {
		let children = |node| {
			let children = (self.0)(&node_key(node))?;
			<[Hash; 2]>::decode_all(&mut &children[..]).ok()
		};
		let (leaf, path) = history.find(number, children)?;
		let record = (self.0)(&record_key(leaf))?;
		let record = BatchRecord::decode_all(&mut &record[..]).ok()?;
		// Or the database is broken.
		let is_proven =
			record.leaf::<BlakeTwo256>() == leaf && history.has::<BlakeTwo256>(leaf, number, &path);
		is_proven.then_some(Found { number, path, record })
	}
}

/// Numbers below `leaves`, the nearest to `hint` first.
fn nearest(hint: u64, leaves: u64) -> impl Iterator<Item = u64> {
	let around = (0..=REACH).flat_map(move |distance| {
		let above = (distance > 0).then(|| hint.checked_add(distance)).flatten();
		[hint.checked_sub(distance), above]
	});
	around.flatten().filter(move |number| *number < leaves)
}

impl From<OutcomeName> for Outcome {
	fn from(name: OutcomeName) -> Self {
		match name {
			OutcomeName::Settled => Self::Settled,
			OutcomeName::Final => Self::Final,
			OutcomeName::Void => Self::Void,
		}
	}
}

impl From<Outcome> for OutcomeName {
	fn from(outcome: Outcome) -> Self {
		match outcome {
			Outcome::Settled => Self::Settled,
			Outcome::Final => Self::Final,
			Outcome::Void => Self::Void,
		}
	}
}

impl From<BatchRecord> for RecordInfo {
	fn from(record: BatchRecord) -> Self {
		Self {
			batch: record.batch,
			outcome: record.outcome.into(),
			settled_at: record.settled_at,
			operator: record.operator.into(),
			payer: record.payer.map(Into::into),
			span_params: record.span_params,
			receipts: record.receipts,
			root: record.root,
			commitments: record.commitments,
			fees: record.fees,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeMap;

	/// A chain as the runtime makes it: its state, and what its node keeps.
	#[derive(Clone, Default)]
	struct Chain {
		history: History,
		kept: BTreeMap<Vec<u8>, Vec<u8>>,
	}

	fn record(batch: BatchId, outcome: Outcome) -> BatchRecord {
		BatchRecord {
			batch,
			outcome,
			settled_at: 1,
			operator: [1; 32],
			payer: None,
			span_params: SpanParams::DEFAULT,
			receipts: 1,
			root: Hash::repeat_byte(2),
			commitments: Hash::repeat_byte(3),
			fees: 4,
		}
	}

	impl Chain {
		fn add(&mut self, record: BatchRecord) {
			let leaf = record.leaf::<BlakeTwo256>();
			let kept = &mut self.kept;
			let number = self
				.history
				.append::<BlakeTwo256>(leaf, |node, children| {
					kept.insert(node_key(node), children.encode());
				})
				.expect("it is not full");
			kept.insert(record_key(leaf), record.encode());
			kept.insert(number_key(record.batch, record.outcome), number.encode());
		}

		fn find(&self, batch: BatchId, outcome: Outcome) -> Option<Found> {
			Kept(|key: &[u8]| self.kept.get(key).cloned()).find(&self.history, batch, outcome)
		}
	}

	fn chain(batches: u64) -> Chain {
		let mut chain = Chain::default();
		for batch in 0..batches {
			chain.add(record(batch, Outcome::Settled));
			if batch >= 5 {
				chain.add(record(batch - 5, Outcome::Final));
			}
		}
		chain
	}

	#[test]
	fn every_leaf_should_be_found() {
		let chain = chain(40);
		for batch in 0..40 {
			let found = chain.find(batch, Outcome::Settled).expect("it is there");
			assert_eq!(found.record, record(batch, Outcome::Settled));
			assert_eq!(chain.find(batch, Outcome::Final).is_some(), batch < 35);
			assert_eq!(chain.find(batch, Outcome::Void), None);
		}
		assert_eq!(chain.find(40, Outcome::Settled), None);
	}

	#[test]
	fn a_leaf_should_be_found_where_another_fork_had_it_elsewhere() {
		let common = chain(9);
		let (mut ours, mut theirs) = (common.clone(), common);
		theirs.add(record(6, Outcome::Void));
		theirs.add(record(9, Outcome::Settled));
		theirs.add(record(9, Outcome::Void));
		for batch in 9..20 {
			ours.add(record(batch, Outcome::Settled));
		}
		ours.add(record(6, Outcome::Void));
		// What was executed last says where its leaves are.
		ours.kept.extend(theirs.kept);
		for batch in 0..20 {
			let found = ours.find(batch, Outcome::Settled).expect("it is there");
			assert_eq!(found.record.batch, batch);
		}
		assert!(ours.find(6, Outcome::Void).is_some());
		// What only they had is not in our history.
		assert!(ours.find(9, Outcome::Void).is_none());
	}

	#[test]
	fn a_settlement_should_be_found_wherever_a_fork_had_it() {
		let mut chain = chain(200);
		for batch in 0..200 {
			for hint in [0, batch, 394, u64::MAX] {
				chain.kept.insert(number_key(batch, Outcome::Settled), hint.encode());
				let found = chain.find(batch, Outcome::Settled).expect("it is there");
				assert_eq!(found.record, record(batch, Outcome::Settled));
			}
		}
		chain.kept.insert(number_key(200, Outcome::Settled), 7u64.encode());
		assert_eq!(chain.find(200, Outcome::Settled), None);
	}

	#[test]
	fn a_node_should_find_what_it_executed_itself() {
		let mut chain = chain(9);
		chain.kept.clear();
		for batch in 9..20 {
			chain.add(record(batch, Outcome::Settled));
		}
		for batch in 0..20 {
			assert_eq!(chain.find(batch, Outcome::Settled).is_some(), batch >= 9);
		}
	}

	#[test]
	fn a_broken_database_should_prove_nothing() {
		let mut chain = chain(9);
		for value in chain.kept.values_mut() {
			value[0] ^= 1;
		}
		assert!((0..9).all(|batch| chain.find(batch, Outcome::Settled).is_none()));
	}

	#[test]
	fn the_nearest_numbers_should_come_first() {
		let first = |hint, leaves| nearest(hint, leaves).take(5).collect::<Vec<_>>();
		assert_eq!(first(3, 10), [3, 2, 4, 1, 5]);
		assert_eq!(first(0, 3), [0, 1, 2]);
		assert_eq!(first(12, 10), [9, 8, 7, 6, 5]);
		assert!(first(u64::MAX, 10).is_empty());
		assert_eq!(nearest(5_000, u64::MAX).count(), 2 * 4_096 + 1);
	}

	#[test]
	fn what_can_be_so_should_depend_on_the_state() {
		use Outcome::{Final, Settled, Void};
		let [unknown, pending, void, gone] =
			[(false, None), (true, Some(false)), (true, Some(true)), (true, None)]
				.map(|(was_settled, is_void)| Standing::of(was_settled, is_void));
		let asked = [Some(Settled), None, Some(Void), Some(Final)];
		let expected: [(Standing, [&[Outcome]; 4]); 4] = [
			(unknown, [&[], &[], &[], &[]]),
			(pending, [&[Settled], &[Settled], &[], &[]]),
			(void, [&[Settled], &[Void], &[Void], &[]]),
			(gone, [&[Settled], &[Final, Void], &[Final, Void], &[Final, Void]]),
		];
		for (standing, expected) in expected {
			assert_eq!(asked.map(|asked| standing.candidates(asked)), expected, "{standing:?}");
		}
	}

	#[test]
	fn outcomes_should_have_names() {
		for (outcome, name) in
			[(Outcome::Settled, "settled"), (Outcome::Final, "final"), (Outcome::Void, "void")]
		{
			let json = serde_json::to_value(OutcomeName::from(outcome)).expect("it has a name");
			assert_eq!(json, name);
			let read: OutcomeName = serde_json::from_value(json).expect("it is the same");
			assert_eq!(Outcome::from(read), outcome);
		}
	}
}
