// SPDX-License-Identifier: Apache-2.0

//! From the fuzzer's bytes to what a target is about.
//!
//! Bytes that were never an encoded proof decode to nothing of interest, and hashes stop all that
//! is only nearly right. So the first byte chooses one of three ways: the rest is decoded as it is;
//! or it draws how something is put together from the world's own receipts and chunks; or that is
//! encoded, changed in a few bytes and decoded.

mod draw;
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
