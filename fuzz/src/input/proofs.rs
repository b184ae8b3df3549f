// SPDX-License-Identifier: Apache-2.0

//! Proofs and answers that are put together from the world's own chunks, mostly to show just what
//! there is to show.

use openledger_primitives::{
	challenge::{
		range_of_match, range_of_token, Binding, Difference, Evidence, Exhibit, Proof, Reference,
		Substitute,
	},
	normal::find_flaw,
	receipt::HeldSpan,
	span::Span,
	ContributionId,
};

use super::{
	parts::{excerpt, exhibit, filed, path, signed_exhibit},
	receipts, Draw,
};
use crate::{
	to_index, to_position,
	world::{find, texts, Filed, Text, H, WORLD},
};

/// A proof that one of the world's receipts is false.
pub type Claim = (Exhibit, Proof);

pub fn mismatch(draw: &mut Draw<'_>) -> Claim {
	let filed = filed(draw);
	let (span, held) = listed(draw, filed);
	let (output, text) = (output_of(filed), WORLD.corpus.get(&held.contribution));
	let token = |start: u32, text: Option<&Text>| {
		range_of_token(start, text.map_or(u32::MAX, |text| text.content.len))
	};
	let difference = match draw.below(5) {
		0 => {
			let at = match draw.below(3) {
				0 => first_difference(output, text, &held),
				_ => draw.up_to(held.span.len),
			};
			let range = |start: u32| {
				let at = start.saturating_add(at);
				(at, at.saturating_add(1))
			};
			let ours = excerpt(draw, Some(output), range(held.span.start));
			let theirs = excerpt(draw, text, range(held.offset));
			Difference::Byte { at, output: ours, text: theirs }
		}
		1 => {
			let range = token(held.span.start, Some(output));
			Difference::OutputToken { output: excerpt(draw, Some(output), range) }
		}
		2 => Difference::TextToken { text: excerpt(draw, text, token(held.offset, text)) },
		3 => Difference::BeyondText,
		_ => Difference::NotInCorpus,
	};
	(exhibit(draw, filed), Proof::Mismatch { span, difference })
}

pub fn longer_match(draw: &mut Draw<'_>) -> Claim {
	let filed = filed(draw);
	let truth = match filed.truth.len() {
		0 => HeldSpan { span: Span { start: 0, len: 40 }, contribution: texts::BELL, offset: 0 },
		_ => *draw.pick(&filed.truth),
	};
	let found = match draw.below(3) {
		0 | 1 => truth,
		_ => {
			let by = draw.up_to(truth.span.len);
			let span = Span {
				start: truth.span.start.wrapping_add(by),
				len: draw.near(truth.span.len.wrapping_sub(by)),
			};
			let contribution = draw.contribution(truth.contribution);
			HeldSpan { span, contribution, offset: draw.near(truth.offset.wrapping_add(by)) }
		}
	};
	let text = WORLD.corpus.get(&found.contribution);
	let output =
		excerpt(draw, Some(output_of(filed)), range_of_match(found.span.start, found.span.len));
	let text = excerpt(draw, text, range_of_match(found.offset, found.span.len));
	(exhibit(draw, filed), Proof::LongerMatch { found, output, text })
}

pub fn earlier_holder(draw: &mut Draw<'_>) -> Claim {
	let filed = filed(draw);
	let (span, held) = listed(draw, filed);
	let (contribution, offset) = first_place(filed, &held);
	let (contribution, offset) = (draw.contribution(contribution), draw.near(offset));
	let text = WORLD.corpus.get(&contribution);
	let text = excerpt(draw, text, range_of_match(offset, held.span.len));
	let range = |start: u32| (start, start.saturating_add(held.span.len));
	let reference = match draw.below(2) {
		0 => {
			let output = Some(output_of(filed));
			Reference::Output(excerpt(draw, output, range(held.span.start)))
		}
		_ => {
			let holder = WORLD.corpus.get(&held.contribution);
			Reference::Holder(excerpt(draw, holder, range(held.offset)))
		}
	};
	let proof = Proof::EarlierHolder { span, contribution, offset, text, reference };
	(exhibit(draw, filed), proof)
}

/// Mostly of an output that is not in normal form.
pub fn malformed(draw: &mut Draw<'_>) -> Claim {
	let all = WORLD.filed();
	let flawed: Vec<&Filed> = all.into_iter().filter(|filed| !filed.is_normal).collect();
	let filed = match draw.below(4) {
		0..=2 => *draw.pick(&flawed),
		_ => filed(draw),
	};
	let output = output_of(filed);
	let (at, len) = match draw.below(4) {
		0..=2 => find_flaw(&output.bytes).unwrap_or((0, 1)),
		_ => (draw.up_to(output.content.len), draw.up_to(300)),
	};
	let (at, len) = (draw.near(at), draw.near(len));
	let shown = excerpt(draw, Some(output), (at, at.saturating_add(len)));
	(exhibit(draw, filed), Proof::Malformed { at, len, output: shown })
}

pub fn score_mismatch(draw: &mut Draw<'_>) -> Claim {
	let filed = filed(draw);
	let compact = match draw.below(4) {
		0 | 1 => filed.settled.clone(),
		2 => filed.exhibit.receipt.compact().unwrap_or_else(|| filed.settled.clone()),
		_ => receipts::changed_compact(draw, filed.settled.clone()),
	};
	(exhibit(draw, filed), Proof::ScoreMismatch { compact })
}

/// Mostly what was signed at a place, and what is there; or anything else that was signed.
pub fn substituted(draw: &mut Draw<'_>) -> Claim {
	let filed = filed(draw);
	let mut shown = signed_exhibit(draw, filed);
	if draw.below(4) == 3 {
		let (receipt, signature) = draw.pick(&WORLD.signatures).clone();
		shown = Exhibit { receipt, binding: Binding::Signed(signature), ..shown };
	}
	let is_same = shown.receipt.compact().as_ref() == Some(&filed.settled);
	let settled = match (draw.below(8), is_same) {
		(0..=5, false) | (6, true) => Substitute::Receipt { compact: filed.settled.clone() },
		(0..=5, true) | (6, false) => Substitute::Commitment {
			commitment: filed.committed,
			path: filed.committed_path.clone(),
		},
		_ => match draw.below(3) {
			0 => Substitute::Receipt {
				compact: receipts::changed_compact(draw, filed.settled.clone()),
			},
			1 => Substitute::Commitment {
				commitment: shown.receipt.commitment::<H>(),
				path: filed.committed_path.clone(),
			},
			_ => Substitute::Commitment {
				commitment: filed.committed,
				path: path(draw, filed.committed_path.to_vec()),
			},
		},
	};
	(shown, Proof::Substituted { settled })
}

/// An answer to a demand for a span.
pub fn reveal(draw: &mut Draw<'_>) -> (Exhibit, u32, Evidence) {
	let filed = filed(draw);
	let (span, held) = listed(draw, filed);
	let output = Some(output_of(filed));
	let is_listed = to_index(span) < filed.exhibit.receipt.spans.len();
	let evidence = match (draw.below(8), is_listed) {
		(0..=6, true) | (7, false) => {
			let range = range_of_match(held.span.start, held.span.len);
			let ours = excerpt(draw, output, range);
			let text = WORLD.corpus.get(&held.contribution);
			let theirs = excerpt(draw, text, range_of_match(held.offset, held.span.len));
			Evidence::Span { output: ours, text: theirs }
		}
		_ => Evidence::SpanNotFound { output: excerpt(draw, output, (0, 1)) },
	};
	(exhibit(draw, filed), span, evidence)
}

/// The number of a listed span, and the span; mostly one that there is.
fn listed(draw: &mut Draw<'_>, filed: &Filed) -> (u32, HeldSpan) {
	let spans = &filed.exhibit.receipt.spans;
	let number = draw.up_to(to_position(spans.len()));
	let made_up =
		HeldSpan { span: Span { start: 0, len: 40 }, contribution: texts::BELL, offset: 0 };
	(number, spans.get(to_index(number)).copied().unwrap_or(made_up))
}

fn output_of(filed: &Filed) -> &'static Text {
	&WORLD.answers[filed.output]
}

/// The first byte of the span that output and text don't share; 0 if there is none.
fn first_difference(output: &Text, text: Option<&Text>, held: &HeldSpan) -> u32 {
	let ours = output.bytes.get(to_index(held.span.start)..).unwrap_or_default();
	let theirs = text.and_then(|text| text.bytes.get(to_index(held.offset)..)).unwrap_or_default();
	let pairs = ours.iter().zip(theirs).take(to_index(held.span.len));
	pairs.enumerate().find(|(_, (a, b))| a != b).map_or(0, |(at, _)| to_position(at))
}

/// The earliest contribution that has the span, and where; what the receipt says if none has.
fn first_place(filed: &Filed, held: &HeldSpan) -> (ContributionId, u32) {
	let range = to_index(held.span.start)..to_index(held.span.end());
	let bytes = output_of(filed).bytes.get(range).unwrap_or_default();
	let mut places =
		WORLD.corpus.iter().filter_map(|(id, text)| Some((*id, find(&text.bytes, bytes)?)));
	places.next().unwrap_or((held.contribution, held.offset))
}
