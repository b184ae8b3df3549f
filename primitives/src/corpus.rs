// SPDX-License-Identifier: Apache-2.0

//! Corpora: which contributions a model was made from, frozen.
//!
//! An entry is the accepted contributions of a datanet below an index, less some. A model's corpus
//! is the union of its own datasets and its ancestors' corpora.

use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::BoundedVec;

use crate::{
	limits::{MaxCorpus, MaxExcluded},
	DatanetId,
};

/// The accepted contributions of `datanet` with an index below `upto`, less `excluded`.
#[derive(
	Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo, Clone, PartialEq, Eq, Debug,
)]
pub struct Dataset {
	pub datanet: DatanetId,
	pub upto: u32,
	/// Indices, strictly ascending, each below `upto`.
	pub excluded: BoundedVec<u32, MaxExcluded>,
}

impl Dataset {
	pub fn contains(&self, index: u32) -> bool {
		index < self.upto && self.excluded.binary_search(&index).is_err()
	}

	/// Whether there is something in it, and the excluded indices are as they must be.
	pub fn is_sound(&self) -> bool {
		self.upto > 0
			&& self.excluded.last().is_none_or(|last| *last < self.upto)
			&& self.excluded.iter().zip(self.excluded.iter().skip(1)).all(|(a, b)| a < b)
	}

	/// All that is in either. The larger `upto` wins; excluded stays what neither has, which only
	/// the larger one can exclude.
	fn union(self, other: Self) -> Self {
		let (mut larger, smaller) =
			if self.upto >= other.upto { (self, other) } else { (other, self) };
		larger.excluded.retain(|index| !smaller.contains(*index));
		larger
	}
}

/// Why a corpus can't be built.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CorpusError {
	/// A dataset is empty, or its excluded indices are not ascending below `upto`.
	MalformedDataset,
	/// A datanet is named twice among a model's own datasets.
	Duplicate,
	/// More entries than a corpus may have.
	TooManyEntries,
}

/// Datasets by ascending datanet, each datanet once.
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
pub struct Corpus(BoundedVec<Dataset, MaxCorpus>);

impl Corpus {
	/// A model's `own` datasets with the corpora of its parents.
	pub fn flatten(
		own: impl IntoIterator<Item = Dataset>,
		parents: impl IntoIterator<Item = Self>,
	) -> Result<Self, CorpusError> {
		let mut entries = Vec::<Dataset>::new();
		for dataset in own {
			if !dataset.is_sound() {
				return Err(CorpusError::MalformedDataset);
			}
			if entries.iter().any(|entry| entry.datanet == dataset.datanet) {
				return Err(CorpusError::Duplicate);
			}
			entries.push(dataset);
		}
		for dataset in parents.into_iter().flat_map(|parent| parent.0) {
			match entries.iter_mut().find(|entry| entry.datanet == dataset.datanet) {
				Some(entry) => *entry = entry.clone().union(dataset),
				None => entries.push(dataset),
			}
		}
		entries.sort_by_key(|entry| entry.datanet);
		BoundedVec::try_from(entries).map(Self).map_err(|_| CorpusError::TooManyEntries)
	}

	pub fn entries(&self) -> &[Dataset] {
		&self.0
	}

	/// Whether the contribution at `index` of `datanet` is in.
	pub fn contains(&self, datanet: DatanetId, index: u32) -> bool {
		self.0
			.binary_search_by_key(&datanet, |entry| entry.datanet)
			.ok()
			.and_then(|at| self.0.get(at))
			.is_some_and(|entry| entry.contains(index))
	}

	/// Whether all of `other` is in: what holds between a model and each of its parents.
	pub fn includes(&self, other: &Self) -> bool {
		other.0.iter().all(|theirs| {
			self.0.iter().any(|ours| {
				ours.datanet == theirs.datanet
					&& ours.upto >= theirs.upto
					&& ours.excluded.iter().all(|index| !theirs.contains(*index))
			})
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn dataset(datanet: u32, upto: u32, excluded: &[u32]) -> Dataset {
		Dataset { datanet, upto, excluded: excluded.to_vec().try_into().unwrap() }
	}

	#[test]
	fn flatten_should_refuse_malformed_datasets() {
		for bad in [dataset(0, 0, &[]), dataset(0, 5, &[5]), dataset(0, 5, &[2, 2])] {
			assert_eq!(Corpus::flatten([bad], []), Err(CorpusError::MalformedDataset));
		}
		let twice = [dataset(3, 5, &[]), dataset(3, 6, &[])];
		assert_eq!(Corpus::flatten(twice, []), Err(CorpusError::Duplicate));
		let many = (0..65).map(|datanet| dataset(datanet, 1, &[]));
		assert_eq!(Corpus::flatten(many, []), Err(CorpusError::TooManyEntries));
	}

	fn arbitrary_corpus() -> impl Strategy<Value = Corpus> {
		let dataset = (1u32..20, prop::collection::btree_set(0u32..20, 0..8));
		prop::collection::btree_map(0u32..4, dataset, 0..4).prop_map(|nets| {
			let own = nets.into_iter().map(|(datanet, (upto, excluded))| {
				let excluded: Vec<_> = excluded.into_iter().filter(|i| *i < upto).collect();
				dataset_of(datanet, upto, excluded)
			});
			Corpus::flatten(own, []).unwrap()
		})
	}

	fn dataset_of(datanet: u32, upto: u32, excluded: Vec<u32>) -> Dataset {
		Dataset { datanet, upto, excluded: excluded.try_into().unwrap() }
	}

	proptest! {
		#[test]
		fn a_flattened_corpus_should_be_the_union(
			own in arbitrary_corpus(), parents in prop::collection::vec(arbitrary_corpus(), 0..4),
		) {
			let flat = Corpus::flatten(own.entries().to_vec(), parents.clone()).unwrap();
			for datanet in 0..5 {
				for index in 0..21 {
					let in_any = own.contains(datanet, index)
						|| parents.iter().any(|parent| parent.contains(datanet, index));
					prop_assert_eq!(flat.contains(datanet, index), in_any);
				}
			}
			prop_assert!(flat.entries().iter().all(Dataset::is_sound));
			prop_assert!(parents.iter().all(|parent| flat.includes(parent)));
		}
	}
}
