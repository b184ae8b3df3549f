// SPDX-License-Identifier: Apache-2.0

//! Counts of the characters that the normal form drops, so that a program can tell its user.

use alloc::string::String;
use unicode_normalization::{is_nfc_quick, IsNormalized, UnicodeNormalization};

use super::{is_dropped, is_mark, kind_of, Kind, MAX_MARKS};

/// How many code points the normal form of a text drops, by reason.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Dropped {
	/// Control characters.
	pub control: u64,
	/// Characters without an appearance: zero-width characters, soft hyphens, marks of direction, …
	pub invisible: u64,
	/// Code points that Unicode 16.0.0 does not assign.
	pub unassigned: u64,
	/// Marks beyond the [`MAX_MARKS`] that may be in a row.
	pub marks: u64,
}

impl Dropped {
	/// The number of all code points that are dropped.
	pub fn total(&self) -> u64 {
		let Self { control, invisible, unassigned, marks } = self;
		control.saturating_add(*invisible).saturating_add(*unassigned).saturating_add(*marks)
	}
}

/// Counts the code points that [`super::normalize`] drops of a text. White space, of which it makes
/// spaces, is not counted.
pub fn dropped(text: &str) -> Dropped {
	let mut dropped = Dropped::default();
	for kind in text.chars().filter_map(kind_of) {
		let count = match kind {
			Kind::Control => &mut dropped.control,
			Kind::Invisible => &mut dropped.invisible,
			Kind::Unassigned => &mut dropped.unassigned,
		};
		*count = count.saturating_add(1);
	}
	let kept: String = text.chars().filter(|c| !is_dropped(*c)).collect();
	dropped.marks = match is_nfc_quick(kept.chars()) {
		IsNormalized::Yes => surplus_marks(kept.chars()),
		_ => surplus_marks(kept.nfc()),
	};
	dropped
}

fn surplus_marks(composed: impl Iterator<Item = char>) -> u64 {
	let (mut in_a_row, mut surplus) = (0usize, 0u64);
	for c in composed {
		in_a_row = if is_mark(c) { in_a_row.saturating_add(1) } else { 0 };
		surplus = surplus.saturating_add(u64::from(in_a_row > MAX_MARKS));
	}
	surplus
}
