// SPDX-License-Identifier: Apache-2.0

//! Texts in normal form, with the place of each of their parts in the original.

use std::ops::Range;

use openledger_primitives::normal::{dropped, is_dropped, is_white_space, Dropped, MAX_MARKS};
use unicode_normalization::{
	char::{canonical_combining_class, decompose_canonical},
	is_nfc_quick, IsNormalized, UnicodeNormalization,
};

use crate::{
	normal::{read, NormalError, NormalText},
	position::to_index,
};

/// The normal form of a text, which knows the bytes of the original that each of its bytes stands
/// for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapped {
	/// The normal form.
	pub text: NormalText,
	/// Counts of the characters that the normal form dropped.
	pub dropped: Dropped,
	/// Ascending, without a gap in the normal form.
	pieces: Vec<Piece>,
}

/// Bytes of a normal form, and those of the original that became them.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Piece {
	normal: Range<usize>,
	original: Range<usize>,
	/// Whether both have the same characters, one by one. If not, none of the original's stands for
	/// less than all of the piece.
	is_same: bool,
}

impl Mapped {
	/// The normal form of a text, as [`NormalText::from_bytes`] gives it. Fails as that does.
	pub fn from_bytes(bytes: &[u8]) -> Result<Self, NormalError> {
		let original = read(bytes)?;
		let mut mapping = Mapping::default();
		segments(original, |segment| mapping.push(segment));
		let text = NormalText::of_normal(mapping.normal)?;
		Ok(Self { text, dropped: dropped(original), pieces: mapping.pieces })
	}

	/// The bytes of the original that the bytes `span` of the normal form stand for: as few whole
	/// characters as have all of them. Characters that were dropped are left out on either side,
	/// and stay within.
	pub fn original(&self, span: Range<u32>) -> Range<usize> {
		let last = span.end.saturating_sub(1).max(span.start);
		let start = self.character(to_index(span.start)).start;
		let end = self.character(to_index(last)).end;
		if span.is_empty() {
			start..start
		} else {
			start..end
		}
	}

	/// What a byte of the normal form stands for. Beyond its end, the end of the original.
	fn character(&self, at: usize) -> Range<usize> {
		let end = self.pieces.last().map_or(0, |piece| piece.original.end);
		let next = self.pieces.partition_point(|piece| piece.normal.end <= at);
		let Some(piece) = self.pieces.get(next) else {
			return end..end;
		};
		if !piece.is_same {
			return piece.original.clone();
		}
		let text = self.text.as_str();
		let start = (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(at);
		let end = (at + 1..).find(|at| text.is_char_boundary(*at)).unwrap_or(at);
		let shifted = |at: usize| at - piece.normal.start + piece.original.start;
		shifted(start)..shifted(end)
	}
}

/// A character of the original that is not dropped, and where it is.
type Kept = (usize, char);

/// Gives the characters that the normal form keeps in parts that are normalized each by itself.
fn segments(original: &str, mut give: impl FnMut(&[Kept])) {
	let mut segment: Vec<Kept> = Vec::new();
	for (at, c) in original.char_indices().filter(|(_, c)| !is_dropped(*c)) {
		let is_alone = |(_, before): &Kept| is_white_space(*before);
		if segment.last().is_some_and(is_alone) || !joins(c) && !segment.is_empty() {
			give(&segment);
			segment.clear();
		}
		segment.push((at, c));
	}
	give(&segment);
}

/// Whether `c` can change, or be put into order, together with what precedes it.
fn joins(c: char) -> bool {
	if c.is_ascii() {
		return false;
	}
	let mut first = None;
	decompose_canonical(c, |part| {
		first.get_or_insert(part);
	});
	let first = first.unwrap_or(c);
	canonical_combining_class(first) != 0
		|| is_nfc_quick(std::iter::once(first)) != IsNormalized::Yes
}

/// A mapping in the making.
#[derive(Default)]
struct Mapping {
	normal: String,
	pieces: Vec<Piece>,
	/// White space that becomes a space if anything follows.
	space: Option<Range<usize>>,
	/// Marks at the end.
	marks: usize,
}

impl Mapping {
	fn push(&mut self, segment: &[Kept]) {
		let (Some((start, first)), Some((at, last))) = (segment.first(), segment.last()) else {
			return;
		};
		let original = *start..at + last.len_utf8();
		if is_white_space(*first) {
			let start = self.space.as_ref().map_or(original.start, |space| space.start);
			self.space = Some(start..original.end);
			self.marks = 0;
			return;
		}
		if let Some(space) = self.space.take().filter(|_| !self.normal.is_empty()) {
			self.add(" ", space, false);
		}
		let composed: String = segment.iter().map(|(_, c)| *c).nfc().collect();
		let mut kept = String::with_capacity(composed.len());
		for c in composed.chars() {
			self.marks = if canonical_combining_class(c) == 0 { 0 } else { self.marks + 1 };
			if self.marks <= MAX_MARKS {
				kept.push(c);
			}
		}
		let is_same = segment.iter().map(|(_, c)| *c).eq(kept.chars());
		if !is_same {
			return self.add(&kept, original, false);
		}
		for (at, c) in segment {
			self.add(c.encode_utf8(&mut [0; 4]), *at..at + c.len_utf8(), true);
		}
	}

	fn add(&mut self, normal: &str, original: Range<usize>, is_same: bool) {
		if normal.is_empty() {
			return;
		}
		let start = self.normal.len();
		self.normal.push_str(normal);
		let end = self.normal.len();
		match self.pieces.last_mut() {
			Some(last) if is_same && last.is_same && last.original.end == original.start => {
				(last.normal.end, last.original.end) = (end, original.end);
			}
			_ => self.pieces.push(Piece { normal: start..end, original, is_same }),
		}
	}
}
