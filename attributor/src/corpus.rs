// SPDX-License-Identifier: Apache-2.0

//! The texts of a corpus, and their layout in memory.

use std::collections::{btree_map::Entry, BTreeMap, BTreeSet};

use openledger_primitives::ContributionId;

use crate::{
	normal::NormalText,
	position::{to_index, to_position},
};

/// Most bytes of a corpus, with one separator for each text: the suffix array is sorted in `i32`.
pub const MAX_CORPUS_BYTES: u32 = i32::MAX.unsigned_abs();

/// Ends every text in memory. No byte of UTF-8, so that no match runs over it.
pub(crate) const SEPARATOR: u8 = 0xff;

/// Why a text can't join a corpus.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CorpusError {
	/// The corpus has a text of this contribution already.
	#[error("contribution {0} is in the corpus already")]
	Duplicate(ContributionId),
	/// The corpus has no room for the text.
	#[error("with contribution {id} the corpus would have {bytes} bytes, more than {max}")]
	Full {
		/// The contribution whose text was to join.
		id: ContributionId,
		/// The length that the corpus would have with it, in bytes.
		bytes: u64,
		/// The most that a corpus may have, in bytes: [`MAX_CORPUS_BYTES`].
		max: u32,
	},
}

/// The texts that a model may have learned from, by contribution.
#[derive(Clone, Default, Debug)]
pub struct Corpus {
	texts: BTreeMap<ContributionId, NormalText>,
	/// What the chain was shown not to be in normal form.
	malformed: BTreeSet<ContributionId>,
	/// Separators included.
	bytes: u32,
}

impl Corpus {
	/// A corpus without texts.
	pub fn new() -> Self {
		Self::default()
	}

	/// Adds the text of contribution `id`. The order of insertion doesn't matter. Fails, and
	/// changes nothing, if the contribution has a text already or the corpus has no room.
	pub fn insert(&mut self, id: ContributionId, text: NormalText) -> Result<(), CorpusError> {
		let Entry::Vacant(entry) = self.texts.entry(id) else {
			return Err(CorpusError::Duplicate(id));
		};
		let bytes = u64::from(self.bytes) + u64::from(text.len()) + 1;
		self.bytes = u32::try_from(bytes)
			.ok()
			.filter(|bytes| *bytes <= MAX_CORPUS_BYTES)
			.ok_or(CorpusError::Full { id, bytes, max: MAX_CORPUS_BYTES })?;
		entry.insert(text);
		Ok(())
	}

	/// Notes that the chain was shown that a contribution is not in normal form. A receipt that
	/// lists it is false then.
	pub fn note_malformed(&mut self, id: ContributionId) {
		self.malformed.insert(id);
	}

	/// The number of texts.
	pub fn contributions(&self) -> usize {
		self.texts.len()
	}

	/// The length of all texts, in bytes, without separators.
	pub fn bytes(&self) -> usize {
		to_index(self.bytes) - self.texts.len()
	}

	/// The contributions with their texts in normal form, ascending by contribution.
	pub fn texts(&self) -> impl Iterator<Item = (ContributionId, &[u8])> {
		self.texts.iter().map(|(id, text)| (*id, text.as_bytes()))
	}
}

/// All texts in one buffer, ascending by contribution: of two positions, the smaller is in the
/// earlier contribution, or earlier in the same.
pub(crate) struct Texts {
	pub(crate) buffer: Vec<u8>,
	ids: Vec<ContributionId>,
	malformed: BTreeSet<ContributionId>,
	/// Where each text starts, then where the next one would.
	starts: Vec<u32>,
}

impl From<Corpus> for Texts {
	fn from(corpus: Corpus) -> Self {
		let mut texts = Self {
			buffer: Vec::with_capacity(to_index(corpus.bytes)),
			ids: Vec::with_capacity(corpus.texts.len()),
			malformed: corpus.malformed,
			starts: Vec::with_capacity(corpus.texts.len() + 1),
		};
		texts.starts.push(0);
		// By value: each text is freed once it is copied.
		for (id, text) in corpus.texts {
			texts.buffer.extend_from_slice(text.as_bytes());
			texts.buffer.push(SEPARATOR);
			texts.ids.push(id);
			texts.starts.push(to_position(texts.buffer.len()));
		}
		texts
	}
}

impl Texts {
	fn nth(&self, text: usize) -> Option<(u32, &[u8])> {
		let (start, next) = (*self.starts.get(text)?, *self.starts.get(text + 1)?);
		let bytes = self.buffer.get(to_index(start)..to_index(next).checked_sub(1)?)?;
		Some((start, bytes))
	}

	/// Contribution, position and bytes of each text, ascending.
	pub(crate) fn iter(&self) -> impl Iterator<Item = (ContributionId, u32, &[u8])> {
		self.ids.iter().enumerate().filter_map(|(text, id)| {
			let (start, bytes) = self.nth(text)?;
			Some((*id, start, bytes))
		})
	}

	pub(crate) fn get(&self, id: ContributionId) -> Option<&[u8]> {
		let text = self.ids.binary_search(&id).ok()?;
		self.nth(text).map(|(_, bytes)| bytes)
	}

	pub(crate) fn is_malformed(&self, id: ContributionId) -> bool {
		self.malformed.contains(&id)
	}

	pub(crate) fn contributions(&self) -> usize {
		self.ids.len()
	}

	/// The contribution at a position, and the offset in it.
	pub(crate) fn locate(&self, position: u32) -> Option<(ContributionId, u32)> {
		let text = self.starts.partition_point(|start| *start <= position).checked_sub(1)?;
		Some((*self.ids.get(text)?, position - self.starts.get(text)?))
	}

	pub(crate) fn memory_bytes(&self) -> usize {
		self.buffer.capacity()
			+ self.ids.capacity() * size_of::<ContributionId>()
			+ self.starts.capacity() * size_of::<u32>()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn normal(text: &str) -> NormalText {
		NormalText::from_bytes(text.as_bytes()).unwrap()
	}

	#[test]
	fn texts_should_lie_by_contribution_whatever_the_order_of_insertion() {
		let mut corpus = Corpus::new();
		for (id, text) in [(9, "nine"), (2, "two"), (5, "fünf")] {
			corpus.insert(id, normal(text)).unwrap();
		}
		assert_eq!((corpus.contributions(), corpus.bytes()), (3, 12));
		let texts = Texts::from(corpus);
		assert_eq!(texts.buffer, b"two\xfff\xc3\xbcnf\xffnine\xff");
		assert_eq!(texts.locate(0), Some((2, 0)));
		assert_eq!(texts.locate(4), Some((5, 0)));
		assert_eq!(texts.locate(13), Some((9, 3)));
		assert_eq!(texts.get(5), Some("fünf".as_bytes()));
		assert_eq!(texts.get(6), None);
	}

	#[test]
	fn a_contribution_should_join_once() {
		let mut corpus = Corpus::new();
		corpus.insert(3, normal("first")).unwrap();
		assert_eq!(corpus.insert(3, normal("second")), Err(CorpusError::Duplicate(3)));
		assert_eq!(corpus.bytes(), 5);
	}

	#[test]
	fn a_corpus_too_large_to_sort_should_be_refused() {
		let mut corpus = Corpus { bytes: MAX_CORPUS_BYTES - 5, ..Corpus::new() };
		corpus.insert(1, normal("four")).unwrap();
		let full = CorpusError::Full { id: 2, bytes: 2_147_483_649, max: MAX_CORPUS_BYTES };
		assert_eq!(corpus.insert(2, normal("x")), Err(full));
		assert_eq!(corpus.contributions(), 1);
	}
}
