// SPDX-License-Identifier: Apache-2.0

//! The index: all token starts of a corpus, sorted by the text that follows them.
//!
//! In a sorted array the suffix with which an output agrees longest is next to where the output
//! would stand, and those that begin with a span are a range of it. Texts lie ascending by
//! contribution, so the least position in that range is the earliest holder.
//!
//! # Memory
//!
//! For `n` bytes of text with `t` token starts (`t` is about `n / 5` in prose, `n / 3` in source
//! code) the index keeps `n` bytes and less than 5 for each token start. Building it takes `5.2 n`
//! at its peak, as all suffixes are sorted before those at token starts are picked.

use std::{
	cmp::Ordering,
	fmt::{self, Debug, Formatter},
	ops::Range,
};

use libsais::{LibsaisError, SuffixArrayConstruction};
use memchr::memchr;
use openledger_primitives::{
	limits::MAX_MATCH_BYTES, span::Span, token::token_starts, ContributionId,
};

use crate::{
	corpus::{Corpus, Texts, SEPARATOR},
	minima::Minima,
	normal::NormalText,
	position::{to_index, to_position},
	signposts::Signposts,
};

/// Why an index can't be built.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum IndexError {
	/// The library that sorts the suffixes failed.
	#[error("the suffixes of the corpus can't be sorted")]
	Suffixes(#[from] LibsaisError),
}

/// An index of a corpus, for any number of outputs, and for several threads at a time.
pub struct Index {
	texts: Texts,
	/// Positions of all token starts, sorted by the suffix at each.
	suffixes: Vec<u32>,
	signposts: Signposts,
	minima: Minima,
}

/// Where a needle stands among the suffixes.
struct Place {
	/// How many suffixes sort before it.
	rank: usize,
	/// Bytes that it shares with the last of those.
	before: usize,
	/// Bytes that it shares with the first of the others.
	after: usize,
}

impl Debug for Index {
	fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
		f.debug_struct("Index")
			.field("contributions", &self.contributions())
			.field("bytes", &self.bytes())
			.finish_non_exhaustive()
	}
}

impl Index {
	/// Indexes the texts of `corpus`. At its peak it takes about 5.2 bytes of memory for each byte
	/// of text. Fails if the suffixes can't be sorted.
	pub fn build(corpus: Corpus) -> Result<Self, IndexError> {
		let texts = Texts::from(corpus);
		let suffixes = sorted_token_starts(&texts)?;
		let signposts = Signposts::build(&texts.buffer, &suffixes);
		let minima = Minima::build(&suffixes);
		Ok(Self { texts, suffixes, signposts, minima })
	}

	/// The longest match that begins at the token start `start` of `output`, with any text from a
	/// token start of it on; at most [`MAX_MATCH_BYTES`]. It is step 1 of the span rule.
	pub fn longest_match(&self, output: &NormalText, start: u32) -> Span {
		let rest = output.as_bytes().get(to_index(start)..).unwrap_or_default();
		Span { start, len: self.longest_prefix(rest) }
	}

	/// How many of `bytes`, which have no separator, the longest match of them has, at most
	/// [`MAX_MATCH_BYTES`].
	pub(crate) fn longest_prefix(&self, bytes: &[u8]) -> u32 {
		let needle = &bytes[..bytes.len().min(to_index(MAX_MATCH_BYTES))];
		let place = self.place(needle, Ordering::Greater);
		to_position(place.before.max(place.after))
	}

	/// The earliest contribution that has `needle` at a token start, and the first such offset in
	/// it, in bytes. `None` if no text has it there.
	pub fn holder(&self, needle: &[u8]) -> Option<(ContributionId, u32)> {
		let position = self.minima.least(&self.suffixes, self.ranks(needle))?;
		self.texts.locate(position)
	}

	/// Every contribution and offset with `needle` at a token start, in the order of what follows
	/// it there.
	pub(crate) fn occurrences<'a>(
		&'a self,
		needle: &[u8],
	) -> impl Iterator<Item = (ContributionId, u32)> + 'a {
		let suffixes = self.suffixes.get(self.ranks(needle)).unwrap_or_default();
		suffixes.iter().filter_map(|position| self.texts.locate(*position))
	}

	/// The ranks of the suffixes that begin with `needle`.
	fn ranks(&self, needle: &[u8]) -> Range<usize> {
		if memchr(SEPARATOR, needle).is_some() {
			return 0..0;
		}
		self.place(needle, Ordering::Greater).rank..self.place(needle, Ordering::Less).rank
	}

	/// Finds where `needle`, without separators, stands. How a suffix that begins with all of it
	/// compares to it is for the caller to say.
	fn place(&self, needle: &[u8], as_prefix: Ordering) -> Place {
		let range = self.signposts.narrow(needle, self.suffixes.len());
		let mut place = Place { rank: range.start, before: 0, after: 0 };
		let mut end = range.end;
		while place.rank < end {
			let middle = place.rank + (end - place.rank) / 2;
			let suffix = &self.texts.buffer[to_index(self.suffixes[middle])..];
			// What both ends of the range share with the needle, all between them shares.
			let known = place.before.min(place.after);
			let shared = known + shared_prefix(&needle[known..], &suffix[known..]);
			let order = match needle.get(shared) {
				Some(byte) => suffix.get(shared).cmp(&Some(byte)),
				None => as_prefix,
			};
			if order.is_lt() {
				(place.rank, place.before) = (middle + 1, shared);
			} else {
				(end, place.after) = (middle, shared);
			}
		}
		place
	}

	/// The number of contributions that are indexed.
	pub fn contributions(&self) -> usize {
		self.texts.contributions()
	}

	/// The length of all texts, in bytes.
	pub fn bytes(&self) -> usize {
		self.texts.buffer.len() - self.texts.contributions()
	}

	/// The number of token starts in all texts.
	pub fn token_starts(&self) -> usize {
		self.suffixes.len()
	}

	/// The memory that the index takes, in bytes.
	pub fn memory_bytes(&self) -> usize {
		self.texts.memory_bytes()
			+ self.suffixes.capacity() * size_of::<u32>()
			+ self.signposts.memory_bytes()
			+ self.minima.memory_bytes()
	}

	/// The text of a contribution in normal form. `None` if it is not indexed. Takes time by the
	/// text's length.
	pub fn text(&self, id: ContributionId) -> Option<&str> {
		std::str::from_utf8(self.texts.get(id)?).ok()
	}

	/// Whether the chain was shown that a contribution is not in normal form.
	pub(crate) fn is_malformed(&self, id: ContributionId) -> bool {
		self.texts.is_malformed(id)
	}

	/// The bytes of a contribution's text.
	pub(crate) fn bytes_of(&self, id: ContributionId) -> Option<&[u8]> {
		self.texts.get(id)
	}

	/// The contributions with their texts in normal form, ascending by contribution.
	pub fn texts(&self) -> impl Iterator<Item = (ContributionId, &[u8])> {
		self.texts.iter().map(|(id, _, bytes)| (id, bytes))
	}
}

fn sorted_token_starts(texts: &Texts) -> Result<Vec<u32>, IndexError> {
	let mut is_start = Bits::of(texts.buffer.len());
	for (_, base, bytes) in texts.iter() {
		token_starts(bytes).for_each(|start| is_start.set(base + to_position(start)));
	}
	let all = SuffixArrayConstruction::for_text(&texts.buffer)
		.in_owned_buffer32()
		.single_threaded()
		.run()?
		.into_vec();
	// Collects in place: the full array is never beside the filtered one.
	let mut suffixes: Vec<u32> = all
		.into_iter()
		.filter_map(|position| u32::try_from(position).ok())
		.filter(|position| is_start.get(*position))
		.collect();
	suffixes.shrink_to_fit();
	Ok(suffixes)
}

/// A bit for each position.
struct Bits(Vec<u64>);

impl Bits {
	fn of(len: usize) -> Self {
		Self(vec![0; len.div_ceil(64)])
	}

	fn set(&mut self, position: u32) {
		self.0[to_index(position / 64)] |= 1 << (position % 64);
	}

	fn get(&self, position: u32) -> bool {
		self.0[to_index(position / 64)] >> (position % 64) & 1 == 1
	}
}

/// How many bytes `a` and `b` begin with in common.
fn shared_prefix(a: &[u8], b: &[u8]) -> usize {
	let ((a_words, _), (b_words, _)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
	for (word, (x, y)) in a_words.iter().zip(b_words).enumerate() {
		let difference = u64::from_le_bytes(*x) ^ u64::from_le_bytes(*y);
		if difference != 0 {
			return word * 8 + to_index(difference.trailing_zeros() / 8);
		}
	}
	let whole = a_words.len().min(b_words.len()) * 8;
	whole + a[whole..].iter().zip(&b[whole..]).take_while(|(x, y)| x == y).count()
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn index_of(texts: &[(ContributionId, &str)]) -> Index {
		let mut corpus = Corpus::new();
		for (id, text) in texts {
			corpus.insert(*id, NormalText::from_bytes(text.as_bytes()).unwrap()).unwrap();
		}
		Index::build(corpus).unwrap()
	}

	fn longest(index: &Index, output: &str, start: u32) -> u32 {
		index.longest_match(&NormalText::from_bytes(output.as_bytes()).unwrap(), start).len
	}

	#[test]
	fn an_empty_corpus_should_match_nothing() {
		let index = Index::build(Corpus::new()).unwrap();
		assert_eq!(longest(&index, "anything", 0), 0);
		assert_eq!(index.holder(b"anything"), None);
		assert_eq!((index.contributions(), index.bytes(), index.token_starts()), (0, 0, 0));
	}

	#[test]
	fn matches_should_begin_at_token_starts_and_end_with_the_text() {
		let index = index_of(&[(1, "unable to go"), (2, "on and on")]);
		assert_eq!(longest(&index, "able to go", 0), 1);
		assert_eq!(longest(&index, "able to go", 5), 5);
		assert_eq!(longest(&index, "to go on", 0), 5);
		assert_eq!(longest(&index, "and one", 0), 6);
		assert_eq!(longest(&index, "and one", 99), 0);
	}

	#[test]
	fn the_holder_should_be_the_earliest() {
		let index = index_of(&[(8, "x la la"), (5, "so la la"), (9, "la la"), (3, "no la")]);
		assert_eq!(index.holder(b"la la"), Some((5, 3)));
		assert_eq!(index.holder(b"la"), Some((3, 3)));
		assert_eq!(index.holder(b"la la la"), None);
		assert_eq!(index.holder(b"a la"), None);
		assert_eq!(index.holder(b"la\xff"), None);
	}

	#[test]
	fn occurrences_should_be_all_there_are() {
		let index = index_of(&[(8, "x la la"), (5, "so la la"), (9, "lala"), (3, "no la")]);
		let sorted = |needle: &[u8]| {
			let mut found: Vec<_> = index.occurrences(needle).collect();
			found.sort();
			found
		};
		assert_eq!(sorted(b"la"), [(3, 3), (5, 3), (5, 6), (8, 2), (8, 5), (9, 0)]);
		assert_eq!(sorted(b"la la"), [(5, 3), (8, 2)]);
		assert!(sorted(b"a la").is_empty() && sorted(b"la\xffso").is_empty());
	}

	#[test]
	fn reports_should_add_up() {
		let index = index_of(&[(8, "x la la"), (5, "so la")]);
		assert_eq!((index.contributions(), index.bytes(), index.token_starts()), (2, 12, 5));
		assert!(index.memory_bytes() >= 14 + 5 * 4);
		assert_eq!(index.text(5), Some("so la"));
		assert_eq!(index.text(6), None);
		assert_eq!(index.texts().map(|(id, _)| id).collect::<Vec<_>>(), [5, 8]);
	}

	proptest! {
		#[test]
		fn shared_prefixes_should_be_what_a_scan_finds(
			shared in prop::collection::vec(any::<u8>(), 0..40),
			a in prop::collection::vec(0u8..3, 0..20),
			b in prop::collection::vec(0u8..3, 0..20),
		) {
			let (a, b) = ([&shared[..], &a].concat(), [&shared[..], &b].concat());
			let expected = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
			prop_assert_eq!(shared_prefix(&a, &b), expected);
		}
	}
}
