// SPDX-License-Identifier: Apache-2.0

//! What the fuzzer starts from: input that reaches the end of what a target decides. It is drawn,
//! the same in every run; `cargo run --example seeds` writes it.

use std::collections::BTreeSet;

use codec::Encode;
use openledger_primitives::{
	challenge::{Binding, Difference, Evidence, Proof, Reference, Substitute},
	normal::find_flaw,
};

use crate::{
	input::{self, batches, histories, proofs::Claim, receipts, Chunks, Draw, BUILT, DECODED},
	model::{self, Shown},
	to_position,
	world::WORLD,
};

/// Most seeds of a target.
pub const MOST: usize = 20;
/// Longest seed, in bytes.
pub const LONGEST: usize = 8_000;
/// How often is drawn for a target.
const DRAWS: u64 = 50_000;
/// Bytes that are drawn by.
const PLAN: u64 = 40;

/// A name and the input.
pub type Seed = (String, Vec<u8>);

/// The seeds of a target; none if there is no such target.
pub fn of(target: &str) -> Vec<Seed> {
	use input::proofs;
	match target {
		"excerpt" => drawn(input::excerpt, of_text),
		"mismatch" => drawn(proofs::mismatch, refuting),
		"longer_match" => drawn(proofs::longer_match, refuting),
		"earlier_holder" => drawn(proofs::earlier_holder, refuting),
		"score_mismatch" => drawn(proofs::score_mismatch, refuting),
		"substituted" => drawn(proofs::substituted, refuting),
		"malformed" => drawn(proofs::malformed, refuting),
		"normal" => drawn(input::raw, |bytes| {
			Some(match find_flaw(bytes) {
				Some((_, len)) => (1, len),
				None => (0, to_position(bytes.len() / 16)),
			})
		}),
		"reveal" => drawn(proofs::reveal, |(exhibit, span, evidence)| {
			let kind = match evidence {
				Evidence::Span { .. } => 0,
				Evidence::SpanNotFound { .. } => 1,
			};
			let mut batches = (0..).zip(&WORLD.batches);
			let shown = batches.find(|(_, batch)| model::reveals(batch, exhibit, *span, evidence));
			shown.map(|(number, _)| (kind, number))
		}),
		"exhibit" => drawn(input::exhibit, |exhibit| {
			let is_open = |batch| model::opened(batch, exhibit).is_some();
			WORLD.batches.iter().any(is_open).then_some((0, exhibit.index))
		}),
		"receipt_decode" => drawn(receipts::receipt, |receipt| {
			let compact = receipt.compact();
			let is_sound = compact.is_some_and(|compact| model::is_sound(&compact.answer));
			Some((is_sound.into(), receipt.output_len / 1_000))
		}),
		"batch_net" => drawn(batches::batch, |(batch, split, floor)| {
			let is_sound = model::netted(batch, split, (*floor).into()).is_ok();
			Some((is_sound.into(), to_position(batch.models.len() * 4 + batch.channels.len())))
		}),
		"history" => drawn(histories::proven, |(leaves, index, leaf, path)| {
			let at = usize::try_from(*index).ok().and_then(|index| leaves.get(index));
			let is_in = at == Some(leaf) && model::path_of(leaves, *index).as_ref() == Some(path);
			Some((is_in.into(), to_position(path.len())))
		}),
		_ => Vec::new(),
	}
}

/// What makes a seed another than those that there are.
type Kind = (u32, u32);

/// Pairs of seeds, of what was drawn and was of a kind: encoded, and what it was drawn by.
fn drawn<T: Encode>(
	build: impl Fn(&mut Draw<'_>) -> T,
	kind: impl Fn(&T) -> Option<Kind>,
) -> Vec<Seed> {
	let (mut kinds, mut seeds) = (BTreeSet::new(), Vec::new());
	for nth in 0..DRAWS {
		if seeds.len() == MOST {
			break;
		}
		let plan = plan(nth);
		let value = build(&mut Draw::new(&plan));
		let encoded = [vec![DECODED], value.encode()].concat();
		let Some(kind) = kind(&value) else { continue };
		if encoded.len() <= LONGEST && kinds.insert(kind) {
			let (a, b) = kind;
			seeds.push((format!("decoded-{a}-{b}"), encoded));
			seeds.push((format!("built-{a}-{b}"), [vec![BUILT], plan].concat()));
		}
	}
	seeds
}

/// Bytes to draw by, half of them zero, so that most of what is drawn is as it should be.
pub fn plan(nth: u64) -> Vec<u8> {
	let byte = |at: u64| {
		// SplitMix64.
		let mut z = (nth * PLAN + at).wrapping_mul(0x9e37_79b9_7f4a_7c15);
		z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
		z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
		let [first, second, ..] = (z ^ (z >> 31)).to_le_bytes();
		if first.is_multiple_of(2) {
			0
		} else {
			second
		}
	};
	(0..PLAN).map(byte).collect()
}

/// Which text the chunks are of, if they are.
fn of_text((number, excerpt, ..): &Chunks) -> Option<Kind> {
	let shown = Shown::by(excerpt, &input::text(*number).content);
	shown.map(|_| (u32::from(*number), excerpt.first))
}

/// Which way the claim refutes a receipt, by its commitment or its signature, if it does.
fn refuting((exhibit, proof): &Claim) -> Option<Kind> {
	let is_refuted = |batch| model::refutes(batch, exhibit, proof);
	WORLD.batches.iter().any(is_refuted).then_some(())?;
	let way = match proof {
		Proof::Mismatch { difference, .. } => match difference {
			Difference::Byte { .. } => 0,
			Difference::OutputToken { .. } => 1,
			Difference::TextToken { .. } => 2,
			Difference::BeyondText => 3,
			Difference::NotInCorpus => 4,
		},
		Proof::LongerMatch { .. } => exhibit.index,
		Proof::EarlierHolder { reference, .. } => match reference {
			Reference::Output(_) => exhibit.index * 2,
			Reference::Holder(_) => exhibit.index * 2 + 1,
		},
		Proof::ScoreMismatch { .. } | Proof::Malformed { .. } => exhibit.index,
		Proof::Substituted { settled: Substitute::Receipt { .. } } => exhibit.index * 2,
		Proof::Substituted { settled: Substitute::Commitment { .. } } => exhibit.index * 2 + 1,
	};
	let by = match exhibit.binding {
		Binding::Committed(_) => 0,
		Binding::Signed(_) => 1,
	};
	Some((by, way))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::targets;
	use openledger_primitives::token::token_starts;

	#[test]
	fn seeds_should_be_few_and_small_and_hold() {
		for (name, target) in targets::ALL {
			let seeds = of(name);
			assert!(seeds.len() > 4 && seeds.len() <= MOST, "{name}: {}", seeds.len());
			for (seed, input) in seeds {
				assert!(input.len() <= LONGEST, "{name} {seed}");
				target(&input);
			}
		}
	}

	#[test]
	fn the_model_should_know_every_character_of_the_world() {
		for text in WORLD.texts() {
			let starts: Vec<usize> =
				(0..text.bytes.len()).filter(|at| model::starts_token(&text.bytes, *at)).collect();
			assert_eq!(token_starts(&text.bytes).collect::<Vec<_>>(), starts);
		}
	}

	#[test]
	fn every_way_to_refute_should_be_among_the_seeds() {
		let ways = of("mismatch").into_iter().map(|(name, _)| name).collect::<BTreeSet<_>>();
		// By commitment and signature, each difference.
		let kinds = (0..2).flat_map(|by| (0..5).map(move |way| format!("{by}-{way}")));
		let expected = kinds.flat_map(|kind| [format!("built-{kind}"), format!("decoded-{kind}")]);
		assert_eq!(ways, expected.collect::<BTreeSet<_>>());
	}

	#[test]
	fn targets_should_hold_for_what_is_drawn() {
		for (_, target) in targets::ALL {
			for nth in 0..500 {
				for way in 0..3 {
					target(&[vec![way], plan(DRAWS + nth)].concat());
				}
			}
		}
	}
}
