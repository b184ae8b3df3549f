// SPDX-License-Identifier: Apache-2.0

//! What is known of an output, and excerpts: how large they would be, and they themselves.

use std::{collections::BTreeMap, iter::successors};

use openledger_primitives::{
	challenge::{range_of_token, Content, Excerpt},
	content::{chunk_count, chunk_hashes, CHUNK_BYTES},
	merkle,
	span::Span,
	token::is_token_start,
};
use sp_core::{Blake2Hasher, H256};

use crate::position::{to_index, to_position};

const HASH_BYTES: usize = 32;

/// A node of a content's tree: its level, from the chunks up, and its place in that.
type Node = (u32, u32);

/// What is known of an output: some of its chunks, or all.
pub(super) struct Known {
	/// Bytes of the whole output.
	len: u32,
	/// Where each stretch that is known starts, and its bytes. They ascend, with gaps between.
	stretches: Vec<(u32, Vec<u8>)>,
	/// Of the output's tree at least what leads from these chunks to the root.
	nodes: BTreeMap<Node, H256>,
}

impl Known {
	pub(super) fn whole(output: &[u8]) -> Self {
		let len = to_position(output.len());
		let nodes = nodes_of(0, output, &[], len).into_iter().collect();
		Self { len, stretches: vec![(0, output.to_vec())], nodes }
	}

	/// What excerpts show of `output`. Those of something else show nothing.
	pub(super) fn shown(output: &Content, excerpts: &[Excerpt]) -> Self {
		let (mut chunks, mut nodes) = (BTreeMap::new(), BTreeMap::new());
		for excerpt in excerpts {
			if excerpt.verify::<Blake2Hasher>(output).is_some() {
				chunks.extend((excerpt.first..).zip(excerpt.bytes.chunks(CHUNK_BYTES)));
				nodes.extend(nodes_of(excerpt.first, &excerpt.bytes, &excerpt.path, output.len));
			}
		}
		let mut stretches: Vec<(u32, Vec<u8>)> = Vec::new();
		for (number, chunk) in chunks {
			let from = number.saturating_mul(chunk_bytes());
			match stretches.last_mut() {
				Some((start, bytes)) if *start + to_position(bytes.len()) == from => {
					bytes.extend_from_slice(chunk);
				}
				_ => stretches.push((from, chunk.to_vec())),
			}
		}
		Self { len: output.len, stretches, nodes }
	}

	/// Where each stretch starts, and its bytes.
	pub(super) fn stretches(&self) -> impl Iterator<Item = (u32, &[u8])> {
		self.stretches.iter().map(|(from, bytes)| (*from, bytes.as_slice()))
	}

	/// The `len` bytes from `start` on. `None` when they are not all known.
	pub(super) fn get(&self, start: u32, len: u32) -> Option<&[u8]> {
		let upto = self.stretches.partition_point(|(from, _)| *from <= start);
		let (from, bytes) = self.stretches.get(upto.checked_sub(1)?)?;
		slice(bytes, start - from, len)
	}

	/// The parts of `span` that are known: where each starts, and its bytes.
	pub(super) fn parts(&self, span: Span) -> impl Iterator<Item = (u32, &[u8])> {
		self.stretches().filter_map(move |(from, bytes)| {
			let start = span.start.max(from);
			let end = span.end().min(from.saturating_add(to_position(bytes.len())));
			let len = end.checked_sub(start).filter(|len| *len > 0)?;
			Some((start, slice(bytes, start - from, len)?))
		})
	}

	/// Whether a token starts at `position`. `None` when what decides is not known.
	pub(super) fn starts_token(&self, position: u32) -> Option<bool> {
		let (from, to) = range_of_token(position, self.len);
		let bytes = self.get(from, to.checked_sub(from)?)?;
		starts_after(bytes, position - from)
	}

	/// Bytes of the whole output.
	pub(super) fn len(&self) -> u32 {
		self.len
	}

	fn excerpt(&self, from: u32, to: u32) -> Option<Excerpt> {
		let (first, end) = chunks_with(from, to);
		let start = first.checked_mul(chunk_bytes())?;
		let stop = end.saturating_mul(chunk_bytes()).min(self.len);
		let bytes = self.get(start, stop.checked_sub(start)?)?.to_vec();
		let path = (0u32..)
			.zip(siblings(first, end, chunk_count(self.len)))
			.flat_map(|(level, (left, right))| {
				let places = left.into_iter().chain(right);
				places.map(move |place| self.nodes.get(&(level, place)).copied())
			})
			.collect::<Option<Vec<H256>>>()?;
		Some(Excerpt { first, bytes: bytes.try_into().ok()?, path: path.try_into().ok()? })
	}
}

/// Bytes of a content, and so the excerpt that shows them.
#[derive(Clone, Copy)]
pub(super) struct Cut<'a> {
	source: Source<'a>,
	from: u32,
	/// After the last of them.
	to: u32,
}

#[derive(Clone, Copy)]
enum Source<'a> {
	Output(&'a Known),
	Text(&'a [u8]),
}

impl<'a> Cut<'a> {
	pub(super) fn of_output(output: &'a Known, (from, to): (u32, u32)) -> Self {
		Self { source: Source::Output(output), from, to }
	}

	pub(super) fn of_text(text: &'a [u8], (from, to): (u32, u32)) -> Self {
		Self { source: Source::Text(text), from, to }
	}

	/// Bytes of the excerpt's chunks and hashes: all but a few of those it has encoded.
	pub(super) fn size(&self) -> u32 {
		let len = match self.source {
			Source::Output(known) => known.len,
			Source::Text(text) => to_position(text.len()),
		};
		let (first, end) = chunks_with(self.from, self.to);
		let stop = end.saturating_mul(chunk_bytes()).min(len);
		let chunks = stop.saturating_sub(first.saturating_mul(chunk_bytes()));
		let path = siblings(first, end, chunk_count(len));
		let hashes = path.flat_map(|(left, right)| left.into_iter().chain(right)).count();
		chunks.saturating_add(to_position(hashes * HASH_BYTES))
	}

	/// Of a text, hashes all of it.
	pub(super) fn excerpt(&self) -> Option<Excerpt> {
		match self.source {
			Source::Output(known) => known.excerpt(self.from, self.to),
			Source::Text(text) => Excerpt::of::<Blake2Hasher>(text, self.from, self.to),
		}
	}
}

/// The `len` bytes from `start` on.
pub(super) fn slice(bytes: &[u8], start: u32, len: u32) -> Option<&[u8]> {
	bytes.get(to_index(start)..to_index(start.checked_add(len)?))
}

/// Whether a token of `text` starts at `position`. `None` beyond its end.
pub(super) fn starts_token(text: &[u8], position: u32) -> Option<bool> {
	let (from, to) = range_of_token(position, to_position(text.len()));
	starts_after(slice(text, from, to.checked_sub(from)?)?, position - from)
}

/// Whether a token starts after the first `before` of these bytes, which are what decides that.
fn starts_after(bytes: &[u8], before: u32) -> Option<bool> {
	let (before, from) = bytes.split_at_checked(to_index(before))?;
	(!from.is_empty()).then(|| is_token_start(before, from))
}

pub(super) fn chunk_bytes() -> u32 {
	to_position(CHUNK_BYTES)
}

/// The chunks that have the bytes from `from` to before `to`: the first, and the one after them.
fn chunks_with(from: u32, to: u32) -> (u32, u32) {
	(from / chunk_bytes(), to.div_ceil(chunk_bytes()))
}

/// At each level of a tree of `count` leaves the siblings, on the left and on the right, of what is
/// above the leaves from `first` to before `end`.
fn siblings(first: u32, end: u32, count: u32) -> impl Iterator<Item = (Option<u32>, Option<u32>)> {
	successors(Some((first, end, count)), |(from, to, width)| {
		Some((from >> 1, to.div_ceil(2), width.div_ceil(2)))
	})
	.take_while(|(_, _, width)| *width > 1)
	.map(|(from, to, width)| {
		let left = (from & 1 == 1).then(|| from - 1);
		(left, (to & 1 == 1 && to < width).then_some(to))
	})
}

/// The nodes below the root that chunks, from number `first` on, and their path show of a content
/// of `len` bytes.
fn nodes_of(first: u32, bytes: &[u8], path: &[H256], len: u32) -> Vec<(Node, H256)> {
	let mut row = chunk_hashes::<Blake2Hasher>(bytes);
	let end = first.saturating_add(to_position(row.len()));
	let (mut path, mut nodes) = (path.iter().copied(), Vec::new());
	for (level, (left, right)) in (0u32..).zip(siblings(first, end, chunk_count(len))) {
		let before = left.and_then(|_| path.next());
		let after = right.and_then(|_| path.next());
		let all: Vec<H256> = before.into_iter().chain(row).chain(after).collect();
		let places = left.unwrap_or(first >> level)..;
		nodes.extend(places.zip(&all).map(|(place, hash)| ((level, place), *hash)));
		row = all.chunks(2).filter_map(merkle::root::<Blake2Hasher>).collect();
	}
	nodes
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_primitives::content::content_root;
	use proptest::prelude::*;
	use sp_core::Encode;

	fn bytes(len: usize) -> Vec<u8> {
		(0..len).map(|at| b"abc .d"[(at / 700 + at * at) % 6]).collect()
	}

	fn content(bytes: &[u8]) -> Content {
		let root = content_root::<Blake2Hasher>(bytes).unwrap();
		Content { root, len: to_position(bytes.len()) }
	}

	/// Any bytes of a content of `len`, as many as an excerpt may have.
	fn range(len: u32, from: prop::sample::Index, more: u32) -> (u32, u32) {
		let from = to_position(from.index(to_index(len)));
		(from, (from + more).min(len))
	}

	#[test]
	fn neighbouring_excerpts_should_show_one_stretch() {
		let output = bytes(7_000);
		let excerpt = |from, to| Excerpt::of::<Blake2Hasher>(&output, from, to).unwrap();
		let excerpts = [excerpt(5_000, 5_001), excerpt(2_000, 2_100), excerpt(0, 1)];
		let known = Known::shown(&content(&output), &excerpts);
		let stretches: Vec<_> =
			known.stretches().map(|(from, bytes)| (from, bytes.len())).collect();
		assert_eq!(stretches, [(0, 3_072), (4_096, 1_024)]);
		assert_eq!(known.get(1_000, 100), Some(&output[1_000..1_100]));
		assert_eq!(known.get(3_000, 100), None);
		let across = Cut::of_output(&known, (1_000, 1_100)).excerpt();
		assert_eq!(across, Some(excerpt(1_000, 1_100)));
		let parts: Vec<_> = known.parts(Span { start: 3_000, len: 2_000 }).collect();
		assert_eq!(parts, [(3_000, &output[3_000..3_072]), (4_096, &output[4_096..5_000])]);
		// What decides is not shown at the beginning of the second stretch, nor at the first one's end.
		assert_eq!(known.starts_token(4_099), None);
		assert_eq!(known.starts_token(4_100), starts_token(&output, 4_100));
		assert_eq!(known.starts_token(3_068), starts_token(&output, 3_068));
		assert_eq!(known.starts_token(3_069), None);
	}

	#[test]
	fn what_is_of_another_output_should_show_nothing() {
		let excerpt = Excerpt::of::<Blake2Hasher>(&bytes(3_000), 0, 10).unwrap();
		let known = Known::shown(&content(&bytes(3_001)), &[excerpt]);
		assert_eq!(known.stretches().count(), 0);
		assert_eq!(known.get(0, 1), None);
	}

	proptest! {
		#[test]
		fn what_is_known_should_give_the_excerpts_of_the_whole(
			len in 1u32..20_000,
			shown in prop::collection::vec((any::<prop::sample::Index>(), 1u32..4_097), 1..6),
			wanted in prop::collection::vec((any::<prop::sample::Index>(), 1u32..4_097), 1..20),
		) {
			let output = bytes(to_index(len));
			let excerpt = |(from, to)| Excerpt::of::<Blake2Hasher>(&output, from, to).unwrap();
			let excerpts: Vec<_> =
				shown.into_iter().map(|(from, more)| excerpt(range(len, from, more))).collect();
			let some = Known::shown(&content(&output), &excerpts);
			let all = Known::whole(&output);
			for (from, more) in wanted {
				let (from, to) = range(len, from, more);
				let expected = excerpt((from, to));
				let cuts = [
					Cut::of_output(&all, (from, to)),
					Cut::of_text(&output, (from, to)),
					Cut::of_output(&some, (from, to)),
				];
				let is_shown = some.get(from, to - from).is_some();
				for cut in &cuts[..2 + usize::from(is_shown)] {
					let encoded = to_position(expected.encoded_size());
					prop_assert!((cut.size()..=cut.size() + 8).contains(&encoded));
					prop_assert_eq!(cut.excerpt(), Some(expected.clone()));
				}
				if !is_shown {
					prop_assert_eq!(cuts[2].excerpt(), None);
				}
			}
		}
	}
}
