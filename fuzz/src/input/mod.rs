// SPDX-License-Identifier: Apache-2.0

//! From the fuzzer's bytes to what a target is about.
//!
//! Bytes that were never an encoded proof decode to nothing of interest, and hashes stop all that
//! is only nearly right. So the first byte chooses one of three ways: the rest is decoded as it is;
//! or it draws how something is put together from the world's own receipts and chunks; or that is
//! encoded, changed in a few bytes and decoded.

pub mod batches;
mod draw;
pub mod histories;
mod parts;
pub mod proofs;
pub mod receipts;

use codec::{Decode, Encode};
use openledger_primitives::challenge::{Excerpt, Exhibit};

pub use draw::Draw;

use crate::{
	to_position,
	world::{Text, WORLD},
};

/// Chunks, the number of a text that they could be of, and a stretch of it: start and length.
pub type Chunks = (u8, Excerpt, u32, u32);

/// First bytes.
pub const DECODED: u8 = 0;
pub const BUILT: u8 = 1;
const WAYS: u8 = 3;
/// Most bytes that are changed of what was built and encoded.
const CHANGES: usize = 4;

/// What a target is about, from the fuzzer's bytes. `None` where they decode to nothing.
pub fn case<T: Encode + Decode>(data: &[u8], build: impl Fn(&mut Draw<'_>) -> T) -> Option<T> {
	let (way, rest) = data.split_first()?;
	let mut draw = Draw::new(rest);
	match way % WAYS {
		DECODED => T::decode(&mut &rest[..]).ok(),
		BUILT => Some(build(&mut draw)),
		_ => {
			let mut bytes = build(&mut draw).encode();
			for _ in 0..=draw.below(CHANGES) {
				change(&mut draw, &mut bytes);
			}
			T::decode(&mut &bytes[..]).ok()
		}
	}
}

pub fn excerpt(draw: &mut Draw<'_>) -> Chunks {
	let number = draw.byte();
	let text = text(number);
	let start = draw.up_to(text.content.len);
	let len = draw.up_to(5_000.min(to_position(text.bytes.len())));
	let excerpt = parts::excerpt(draw, Some(text), (start, start.saturating_add(len)));
	(number, excerpt, start, len)
}

/// A text of the world by any number.
pub fn text(number: u8) -> &'static Text {
	let all: Vec<&Text> = WORLD.texts().collect();
	all[usize::from(number) % all.len()]
}

/// What the normal form changes, and what it leaves: alone, and beside each other.
const PIECES: [&str; 32] = [
	"a",
	" ",
	"  ",
	"\t",
	"\u{a0}",
	"\u{3000}",
	"e",
	"é",
	"e\u{301}",
	"\u{301}",
	"\u{323}",
	"\u{345}",
	"\u{200b}",
	"\u{200d}",
	"\u{ad}",
	"\u{fe0f}",
	"\u{e0041}",
	"\u{115f}",
	"\u{1}",
	"\u{85}",
	"\u{378}",
	"\u{fdd0}",
	"\u{e000}",
	"港",
	"ไทย",
	"한",
	"\u{1100}",
	"\u{1161}",
	"\u{11a8}",
	"\u{1d15e}",
	"\u{958}",
	"“.”",
];

/// Bytes that may be a text, in normal form or not.
pub fn raw(draw: &mut Draw<'_>) -> Vec<u8> {
	let mut bytes = Vec::new();
	for _ in 0..=draw.below(40) {
		let piece = *draw.pick(&PIECES);
		match draw.below(8) {
			0..=4 => bytes.extend(piece.bytes()),
			5 => bytes.extend(piece.repeat(draw.below(40)).bytes()),
			6 => bytes.extend("a".repeat(draw.below(300)).bytes()),
			_ => bytes.push(draw.byte()),
		}
	}
	bytes
}

/// Bytes that may be a text, and where a stretch of them begins and how long it is.
pub fn window(draw: &mut Draw<'_>) -> (Vec<u8>, u32, u32) {
	let bytes = raw(draw);
	let len = to_position(bytes.len());
	(bytes, draw.up_to(len), draw.up_to(len))
}

pub fn exhibit(draw: &mut Draw<'_>) -> Exhibit {
	let filed = parts::filed(draw);
	parts::exhibit(draw, filed)
}

fn change(draw: &mut Draw<'_>, bytes: &mut Vec<u8>) {
	let at = draw.below(bytes.len());
	match (draw.below(4), bytes.get_mut(at)) {
		(0, Some(byte)) => *byte ^= 1 << draw.below(8),
		(1, Some(byte)) => *byte = draw.byte(),
		(2, Some(_)) => {
			bytes.remove(at);
		}
		_ => bytes.insert(at, draw.byte()),
	}
}
