// SPDX-License-Identifier: Apache-2.0

//! Excerpts: chunks of a content, with the path that proves them.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};
use sp_runtime::BoundedVec;

use crate::{
	content::{bind_length, chunk_count, chunk_hashes, CHUNK_BYTES},
	limits::{MaxExcerptBytes, MaxExcerptPath},
	merkle,
	normal::{self, MAX_FLAW_BYTES},
	token::{self, CONTEXT},
};

/// The root and the length of a text, as the chain knows them of a contribution, and a receipt of
/// its output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Content {
	/// The content root.
	pub root: H256,
	/// The length of the text in normal form, in bytes.
	pub len: u32,
}

/// Neighboring chunks of a content, with the siblings that lead from them to its root.
#[derive(
	Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Excerpt {
	/// The number of the first chunk, from 0.
	#[codec(compact)]
	pub first: u32,
	/// The bytes of the chunks, one chunk after the other. All chunks are whole; only the content's
	/// last may have fewer than 1,024 bytes.
	pub bytes: BoundedVec<u8, MaxExcerptBytes>,
	/// The siblings: at each level the one on the left, then the one on the right, where there is
	/// one.
	pub path: BoundedVec<H256, MaxExcerptPath>,
}

impl Excerpt {
	/// The excerpt of the chunks that have the bytes of `content` from `from` to before `to`.
	/// `None` when there are no such bytes, or their chunks are more than an excerpt may have.
	pub fn of<H: Hasher<Out = H256>>(content: &[u8], from: u32, to: u32) -> Option<Self> {
		let chunk = u32::try_from(CHUNK_BYTES).ok()?;
		let last = to.checked_sub(1).filter(|last| *last >= from)?;
		let (first, end) = (from.checked_div(chunk)?, last.checked_div(chunk)?.checked_add(1)?);
		let start = usize::try_from(first).ok()?.checked_mul(CHUNK_BYTES)?;
		let end_byte = usize::try_from(end).ok()?.checked_mul(CHUNK_BYTES)?.min(content.len());
		let bytes = content.get(start..end_byte)?;
		usize::try_from(to).ok().filter(|to| *to <= content.len())?;
		let hashes = chunk_hashes::<H>(content);
		let path = merkle::range_path::<H>(&hashes, first, end.checked_sub(first)?)?;
		Some(Self { first, bytes: bytes.to_vec().try_into().ok()?, path: path.try_into().ok()? })
	}

	/// How many chunks the excerpt has.
	pub fn chunks(&self) -> usize {
		self.bytes.len().div_ceil(CHUNK_BYTES)
	}

	/// The bytes of `content` that the excerpt shows. `None` unless its chunks are the content's.
	pub fn verify<H: Hasher<Out = H256>>(&self, content: &Content) -> Option<Shown<'_>> {
		let from = self.first.checked_mul(u32::try_from(CHUNK_BYTES).ok()?)?;
		let len = u32::try_from(self.bytes.len()).ok()?;
		let end = from.checked_add(len).filter(|end| *end <= content.len)?;
		// Whole chunks, of which only the content's last may be shorter.
		let is_whole = self.bytes.len().is_multiple_of(CHUNK_BYTES) || end == content.len;
		is_whole.then_some(())?;
		let (count, hashes) = (chunk_count(content.len), chunk_hashes::<H>(&self.bytes));
		let tree = merkle::root_from_range::<H>(hashes, self.first, count, &self.path)?;
		let root = bind_length::<H>(content.len.into(), tree);
		(root == content.root).then_some(Shown { from, bytes: &self.bytes, content: content.len })
	}
}

/// Bytes of a content, proven to be in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown<'a> {
	from: u32,
	bytes: &'a [u8],
	/// Bytes of the whole content.
	content: u32,
}

impl<'a> Shown<'a> {
	/// The `len` bytes of the content from `start` on. `None` when they are not all shown.
	pub fn get(&self, start: u32, len: u32) -> Option<&'a [u8]> {
		let from = usize::try_from(start.checked_sub(self.from)?).ok()?;
		self.bytes.get(from..from.checked_add(usize::try_from(len).ok()?)?)
	}

	/// Whether chunk number `chunk` of the content is shown.
	pub fn has_chunk(&self, chunk: u32) -> bool {
		let start = u32::try_from(CHUNK_BYTES).ok().and_then(|bytes| chunk.checked_mul(bytes));
		start.is_some_and(|start| self.get(start, 1).is_some())
	}

	/// Whether a token of the content starts at `position`. `None` when `position` is not in the
	/// content, or the bytes that decide are not all shown.
	pub fn is_token_start(&self, position: u32) -> Option<bool> {
		let (from, to) = range_of_token(position, self.content);
		let bytes = self.get(from, to.checked_sub(from)?)?;
		let before = usize::try_from(position.checked_sub(from)?).ok()?;
		let (before, from) = bytes.split_at_checked(before)?;
		(!from.is_empty()).then(|| token::is_token_start(before, from))
	}

	/// Whether the `len` bytes of the content from `at` on are not in normal form. `None` when they
	/// are not all shown, or `len` is 0 or above [`MAX_FLAW_BYTES`].
	pub fn is_flawed(&self, at: u32, len: u32) -> Option<bool> {
		let is_few = (1..=MAX_FLAW_BYTES).contains(&len);
		let window = self.get(at, len).filter(|_| is_few)?;
		let is_last = at.checked_add(len)? == self.content;
		Some(normal::is_flawed(window, at == 0, is_last))
	}
}

/// The range of bytes, from the first to before the second number, that shows whether a token
/// starts at `position` of a content of `len` bytes.
pub fn range_of_token(position: u32, len: u32) -> (u32, u32) {
	(position.saturating_sub(CONTEXT), position.saturating_add(CONTEXT).min(len))
}

/// The range of bytes, from the first to before the second number, that shows a match of `len`
/// bytes at `start`, and that a token starts there. A match is longer than a code point.
pub fn range_of_match(start: u32, len: u32) -> (u32, u32) {
	(start.saturating_sub(CONTEXT), start.saturating_add(len))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use sp_core::Blake2Hasher as H;

	fn content(bytes: &[u8]) -> Content {
		let root = crate::content::content_root::<H>(bytes).unwrap();
		Content { root, len: bytes.len() as u32 }
	}

	fn bytes(len: usize) -> Vec<u8> {
		(0..len).map(|at| b'a' + (at % 23) as u8).collect()
	}

	#[test]
	fn the_longest_match_should_fit_wherever_it_is() {
		let text = bytes(20_000);
		for start in 0..3_000 {
			let (from, to) = range_of_match(start, 4_092);
			let excerpt = Excerpt::of::<H>(&text, from, to).unwrap();
			let shown = excerpt.verify::<H>(&content(&text)).unwrap();
			assert_eq!(shown.get(start, 4_092).unwrap(), &text[start as usize..][..4_092]);
			assert_eq!(shown.is_token_start(start), Some(start == 0));
		}
	}

	#[test]
	fn what_is_not_there_should_have_no_excerpt() {
		let text = bytes(3_000);
		for (from, to) in [(0, 0), (5, 5), (9, 3), (0, 3_001), (4_000, 4_001), (0, u32::MAX)] {
			assert_eq!(Excerpt::of::<H>(&text, from, to), None, "{from} {to}");
		}
		assert_eq!(Excerpt::of::<H>(&bytes(9_000), 0, 5_121), None);
	}

	proptest! {
		#[test]
		fn an_excerpt_should_show_what_is_there_and_nothing_else(
			len in 1usize..12_000,
			one: prop::sample::Index,
			more in 1u32..4_000,
			flip: prop::sample::Index,
		) {
			let text = bytes(len);
			let from = one.index(len) as u32;
			let to = (from + more).min(len as u32);
			let excerpt = Excerpt::of::<H>(&text, from, to).unwrap();
			let known = content(&text);
			let shown = excerpt.verify::<H>(&known).unwrap();
			prop_assert_eq!(shown.get(from, to - from).unwrap(), &text[from as usize..to as usize]);
			prop_assert_eq!(shown.get(from, u32::MAX), None);
			let refused = |change: &dyn Fn(&mut Excerpt)| {
				let mut bad = excerpt.clone();
				change(&mut bad);
				bad == excerpt || bad.verify::<H>(&known).is_none()
			};
			let changes: [&dyn Fn(&mut Excerpt); 5] = [
				&|bad| bad.bytes[flip.index(excerpt.bytes.len())] ^= 1,
				&|bad| bad.first += 1,
				&|bad| bad.bytes.truncate(excerpt.bytes.len() - 1),
				&|bad| bad.path.truncate(excerpt.path.len().saturating_sub(1)),
				&|bad| bad.path.try_push(H256::zero()).unwrap(),
			];
			prop_assert!(changes.into_iter().all(refused));
			let shorter = Content { len: known.len - 1, ..known };
			prop_assert_eq!(excerpt.verify::<H>(&shorter), None);
		}
	}
}
