// SPDX-License-Identifier: Apache-2.0

//! Parts of proofs and of answers: mostly as they should be, or with one thing changed.

use openledger_primitives::challenge::{Binding, Excerpt, Exhibit};
use sp_core::{bounded_vec::BoundedVec, H256};

use super::{receipts, Draw};
use crate::world::{Filed, Text, WORLD};

/// One of the world's receipts.
pub fn filed(draw: &mut Draw<'_>) -> &'static Filed {
	let all = WORLD.filed();
	all[draw.below(all.len())]
}

/// Mostly the chunks of `text` with the bytes from `from` to before `to`.
pub fn excerpt(draw: &mut Draw<'_>, text: Option<&Text>, (from, to): (u32, u32)) -> Excerpt {
	let all: Vec<&Text> = WORLD.texts().collect();
	let text = match (draw.below(8), text) {
		(0..=6, Some(text)) => text,
		_ => all[draw.below(all.len())],
	};
	let (from, to) = (draw.near(from), draw.near(to));
	let mut excerpt =
		text.excerpt(from, to).or_else(|| text.excerpt(0, 1)).expect("a text has a first byte");
	match draw.below(16) {
		11 => excerpt.first = draw.near(excerpt.first),
		12 => {
			let at = draw.below(excerpt.bytes.len());
			excerpt.bytes[at] ^= 1 << draw.below(8);
		}
		13 => excerpt.bytes.truncate(draw.below(excerpt.bytes.len())),
		14 => excerpt.path = path(draw, excerpt.path.to_vec()),
		15 => {
			let more = vec![draw.byte(); draw.below(2_000)];
			excerpt.bytes = BoundedVec::truncate_from([excerpt.bytes.to_vec(), more].concat());
		}
		_ => (),
	}
	excerpt
}

/// Mostly the receipt as it is opened, by what its batch commits to or by its signature.
pub fn exhibit(draw: &mut Draw<'_>, filed: &Filed) -> Exhibit {
	let mut exhibit = filed.exhibit.clone();
	if draw.below(2) == 1 {
		exhibit.binding = Binding::Signed(filed.signature);
	}
	changed_exhibit(draw, exhibit)
}

/// The same by its signature.
pub fn signed_exhibit(draw: &mut Draw<'_>, filed: &Filed) -> Exhibit {
	let binding = Binding::Signed(filed.signature);
	changed_exhibit(draw, Exhibit { binding, ..filed.exhibit.clone() })
}

fn changed_exhibit(draw: &mut Draw<'_>, mut exhibit: Exhibit) -> Exhibit {
	match draw.below(20) {
		11 => exhibit.index = draw.near(exhibit.index),
		12 => exhibit.path = path(draw, exhibit.path.to_vec()),
		13 => exhibit.receipt = self::filed(draw).exhibit.receipt.clone(),
		14 => exhibit.path = self::filed(draw).exhibit.path.clone(),
		15 => exhibit.receipt = receipts::changed(draw, exhibit.receipt),
		16 => {
			exhibit.binding = match exhibit.binding {
				Binding::Committed(shown) => Binding::Committed(path(draw, shown.to_vec())),
				Binding::Signed(mut signature) => {
					signature.0[draw.below(64)] ^= 1 << draw.below(8);
					Binding::Signed(signature)
				}
			}
		}
		17 => exhibit.binding = self::filed(draw).exhibit.binding.clone(),
		18 => exhibit.binding = Binding::Signed(draw.pick(&WORLD.signatures).1),
		19 => {
			let (receipt, signature) = draw.pick(&WORLD.signatures).clone();
			(exhibit.receipt, exhibit.binding) = (receipt, Binding::Signed(signature));
		}
		_ => (),
	}
	exhibit
}

/// Other siblings than those.
pub fn path<S: sp_core::Get<u32>>(draw: &mut Draw<'_>, mut path: Vec<H256>) -> BoundedVec<H256, S> {
	let at = draw.below(path.len());
	match (draw.below(4), path.get_mut(at)) {
		(0, Some(sibling)) => sibling.0[draw.below(32)] ^= 1 << draw.below(8),
		(1, Some(_)) => path.truncate(path.len() - 1),
		(2, Some(_)) => path.reverse(),
		_ => path.insert(at, H256::repeat_byte(draw.byte())),
	}
	BoundedVec::truncate_from(path)
}
