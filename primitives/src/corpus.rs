// SPDX-License-Identifier: Apache-2.0

//! Corpora: the contributions that a model was made from, frozen.
//!
//! A *dataset* is the accepted contributions of a datanet below an index, less some. Naming one
//! when a model is registered makes a *snapshot* of it: contributions that were withdrawn before
//! are not in it, those that are withdrawn later stay in it. A model's corpus is the union of its
//! own snapshots and its ancestors' corpora.

use alloc::{collections::BTreeMap, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::BoundedVec;

use crate::{
	limits::{MaxCorpus, MaxExcluded},
	DatanetId,
};

/// The accepted contributions of `datanet` with an index below `end`, less `excluded`.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Dataset {
	/// The datanet whose contributions these are.
	pub datanet: DatanetId,
	/// The index after the last one that may be in the dataset; at least 1.
	pub end: u32,
	/// Indices of contributions that are left out, strictly ascending, each below `end`.
	pub excluded: BoundedVec<u32, MaxExcluded>,
}

impl Dataset {
	/// Whether the index is in, withdrawn or not.
	fn contains(&self, index: u32) -> bool {
		index < self.end && self.excluded.binary_search(&index).is_err()
	}

	/// Whether `end` is above 0, and the excluded indices ascend strictly below it.
	pub fn is_sound(&self) -> bool {
		self.end > 0
			&& self.excluded.last().is_none_or(|last| *last < self.end)
			&& self.excluded.iter().zip(self.excluded.iter().skip(1)).all(|(a, b)| a < b)
	}

	/// Whether every index of `other` is in. One walk over both lists of excluded indices.
	fn covers(&self, other: &Self) -> bool {
		let mut theirs = other.excluded.iter().peekable();
		self.end >= other.end
			&& self.excluded.iter().take_while(|index| **index < other.end).all(|index| {
				while theirs.next_if(|excluded| *excluded < index).is_some() {}
				theirs.peek() == Some(&index)
			})
	}

	/// All that is in either. The larger `end` wins; excluded stays what neither has, which only
	/// the larger one can exclude.
	fn union(self, other: Self) -> Self {
		let (mut larger, smaller) =
			if self.end >= other.end { (self, other) } else { (other, self) };
		larger.excluded.retain(|index| !smaller.contains(*index));
		larger
	}
}

/// Where a contribution stands in its datanet.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
	/// The datanet that accepted the contribution.
	pub datanet: DatanetId,
	/// The index that it was accepted at.
	pub index: u32,
	/// How many contributions were withdrawn from the datanet before this one; `None` if it was not
	/// withdrawn.
	pub withdrawal: Option<u32>,
}

/// A dataset as it was after a number of withdrawals from its datanet.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize))]
pub struct Snapshot {
	/// The dataset that was named.
	#[cfg_attr(feature = "std", serde(flatten))]
	pub dataset: Dataset,
	/// The number of withdrawals from the datanet until then. A contribution that one of them
	/// withdrew is not in the snapshot.
	pub withdrawals: u32,
}

impl Snapshot {
	/// Whether the contribution at `position` is in the snapshot.
	pub fn contains(&self, position: &Position) -> bool {
		self.dataset.datanet == position.datanet
			&& self.dataset.contains(position.index)
			&& position.withdrawal.is_none_or(|nth| nth >= self.withdrawals)
	}

	/// Whether all of `other`, a snapshot of the same datanet, is in: now and after any withdrawal.
	fn covers(&self, other: &Self) -> bool {
		self.withdrawals <= other.withdrawals && self.dataset.covers(&other.dataset)
	}

	fn key(&self) -> (DatanetId, u32) {
		(self.dataset.datanet, self.withdrawals)
	}
}

/// Why a corpus can't be built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CorpusError {
	/// A dataset is empty, or its excluded indices are not ascending below `end`.
	MalformedDataset,
	/// A datanet is named twice among a model's own datasets.
	Duplicate,
	/// The corpus would have more than [`MaxCorpus`] entries.
	TooManyEntries,
}

/// Snapshots by ascending datanet and number of withdrawals, none of them covered by another.
///
/// A datanet has one entry, unless contributions were withdrawn from it between the snapshots of a
/// model and of its ancestors: contributions in an ancestor's snapshot stay paid, those that were
/// withdrawn before the model's own snapshot and are in no other do not.
#[derive(
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	Clone,
	PartialEq,
	Eq,
	Debug,
	Default,
)]
#[cfg_attr(feature = "std", derive(serde::Serialize), serde(transparent))]
pub struct Corpus(BoundedVec<Snapshot, MaxCorpus>);

impl Corpus {
	/// The corpus of a model: its `own` snapshots, and all that is in the corpora of its `parents`.
	///
	/// Fails if a dataset is malformed, if `own` names a datanet twice, or if the entries are too
	/// many.
	pub fn flatten(
		own: impl IntoIterator<Item = Snapshot>,
		parents: impl IntoIterator<Item = Self>,
	) -> Result<Self, CorpusError> {
		let mut merged = BTreeMap::<(DatanetId, u32), Dataset>::new();
		let mut named = Vec::new();
		for snapshot in own {
			if !snapshot.dataset.is_sound() {
				return Err(CorpusError::MalformedDataset);
			}
			if named.contains(&snapshot.dataset.datanet) {
				return Err(CorpusError::Duplicate);
			}
			named.push(snapshot.dataset.datanet);
			merged.insert(snapshot.key(), snapshot.dataset);
		}
		for snapshot in parents.into_iter().flat_map(|parent| parent.0) {
			let key = snapshot.key();
			let dataset = match merged.remove(&key) {
				Some(entry) => entry.union(snapshot.dataset),
				None => snapshot.dataset,
			};
			merged.insert(key, dataset);
		}
		// By ascending withdrawals, so that what covers an entry comes before it: an entry that is
		// kept stays, and the work is bounded by the entries that a corpus may have.
		let mut corpus = Self::default();
		for ((_, withdrawals), dataset) in merged {
			let snapshot = Snapshot { dataset, withdrawals };
			if !corpus.covers(&snapshot) {
				corpus.0.try_push(snapshot).map_err(|_| CorpusError::TooManyEntries)?;
			}
		}
		Ok(corpus)
	}

	/// The snapshots, by ascending datanet and number of withdrawals.
	pub fn entries(&self) -> &[Snapshot] {
		&self.0
	}

	/// The entries of one datanet.
	fn of(&self, datanet: DatanetId) -> impl Iterator<Item = &Snapshot> {
		let first = self.0.partition_point(|entry| entry.dataset.datanet < datanet);
		self.0.iter().skip(first).take_while(move |entry| entry.dataset.datanet == datanet)
	}

	/// Whether the contribution at `position` is in the corpus.
	pub fn contains(&self, position: &Position) -> bool {
		self.of(position.datanet).any(|entry| entry.contains(position))
	}

	fn covers(&self, snapshot: &Snapshot) -> bool {
		self.of(snapshot.dataset.datanet).any(|entry| entry.covers(snapshot))
	}

	/// Whether all of `other` is in this corpus, as that of a parent is in a model's.
	pub fn includes(&self, other: &Self) -> bool {
		other.0.iter().all(|theirs| self.covers(theirs))
	}

	/// Whether the datasets are sound and the entries ascend, as in every stored corpus.
	pub fn is_sound(&self) -> bool {
		self.0.iter().all(|entry| entry.dataset.is_sound())
			&& self.0.iter().zip(self.0.iter().skip(1)).all(|(a, b)| a.key() < b.key())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn dataset(datanet: u32, end: u32, excluded: &[u32]) -> Dataset {
		Dataset { datanet, end, excluded: excluded.to_vec().try_into().unwrap() }
	}

	fn snapshot(datanet: u32, end: u32, excluded: &[u32], withdrawals: u32) -> Snapshot {
		Snapshot { dataset: dataset(datanet, end, excluded), withdrawals }
	}

	fn corpus(own: Vec<Snapshot>) -> Corpus {
		Corpus::flatten(own, []).unwrap()
	}

	#[test]
	fn flatten_should_refuse_malformed_datasets() {
		for bad in [snapshot(0, 0, &[], 0), snapshot(0, 5, &[5], 0), snapshot(0, 5, &[2, 2], 0)] {
			assert_eq!(Corpus::flatten([bad], []), Err(CorpusError::MalformedDataset));
		}
		let twice = [snapshot(3, 5, &[], 0), snapshot(3, 6, &[], 1)];
		assert_eq!(Corpus::flatten(twice, []), Err(CorpusError::Duplicate));
		let many = (0..65).map(|datanet| snapshot(datanet, 1, &[], 0));
		assert_eq!(Corpus::flatten(many, []), Err(CorpusError::TooManyEntries));
	}

	#[test]
	fn what_was_withdrawn_should_leave_later_snapshots_and_stay_in_earlier_ones() {
		let parent = corpus(vec![snapshot(0, 10, &[], 0)]);
		// Contribution 3 was withdrawn first, 15 second.
		let at = |index, withdrawal| Position { datanet: 0, index, withdrawal };
		let (third, fifteenth) = (at(3, Some(0)), at(15, Some(1)));
		let child = Corpus::flatten([snapshot(0, 20, &[], 2)], [parent.clone()]).unwrap();
		assert_eq!(child.entries().len(), 2);
		assert!(child.contains(&third) && !child.contains(&fifteenth));
		assert!(child.contains(&at(15, None)) && child.includes(&parent));
		// A later snapshot that the earlier one covers adds nothing.
		let same = Corpus::flatten([snapshot(0, 10, &[4], 2)], [parent.clone()]).unwrap();
		assert_eq!(same, parent);
	}

	#[test]
	fn the_largest_index_should_win_without_withdrawals() {
		let parent = corpus(vec![snapshot(0, 10, &[2, 7], 1)]);
		let child = Corpus::flatten([snapshot(0, 20, &[2, 4, 15], 1)], [parent]).unwrap();
		assert_eq!(child.entries(), [snapshot(0, 20, &[2, 15], 1)]);
	}

	fn arbitrary_corpus() -> impl Strategy<Value = Corpus> {
		let dataset = (1u32..20, prop::collection::btree_set(0u32..20, 0..8), 0u32..4);
		prop::collection::btree_map(0u32..4, dataset, 0..4).prop_map(|nets| {
			corpus(
				nets.into_iter()
					.map(|(datanet, (end, excluded, withdrawals))| {
						let excluded: Vec<_> = excluded.into_iter().filter(|i| *i < end).collect();
						snapshot(datanet, end, &excluded, withdrawals)
					})
					.collect(),
			)
		})
	}

	fn positions() -> impl Iterator<Item = Position> {
		(0..5).flat_map(|datanet| {
			(0..21).flat_map(move |index| {
				[None, Some(0), Some(1), Some(2), Some(3), Some(4)].map(|withdrawal| Position {
					datanet,
					index,
					withdrawal,
				})
			})
		})
	}

	proptest! {
		#[test]
		fn a_flattened_corpus_should_be_the_union(
			own in arbitrary_corpus(), parents in prop::collection::vec(arbitrary_corpus(), 0..4),
		) {
			let flat = Corpus::flatten(own.entries().to_vec(), parents.clone()).unwrap();
			for position in positions() {
				let in_any = own.contains(&position)
					|| parents.iter().any(|parent| parent.contains(&position));
				prop_assert_eq!(flat.contains(&position), in_any, "{:?}", position);
			}
			prop_assert!(flat.is_sound());
			prop_assert!(parents.iter().all(|parent| flat.includes(parent)));
			// No entry is there twice.
			for (at, entry) in flat.entries().iter().enumerate() {
				let others = flat.entries().iter().enumerate().filter(|(other, _)| *other != at);
				let mut same = others.filter(|(_, o)| o.dataset.datanet == entry.dataset.datanet);
				prop_assert!(!same.any(|(_, other)| other.covers(entry)));
			}
		}
	}
}
