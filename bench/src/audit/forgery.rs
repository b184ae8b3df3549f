// SPDX-License-Identifier: Apache-2.0

//! False receipts of true answers.

use openledger_primitives::receipt::HeldSpan;

use super::{answers::Answer, texts::Copies, RULE};

/// By how many bytes a span is made shorter.
const SHORTER: u32 = 8;

/// How a receipt is made false, by the proof that refutes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forgery {
	/// A span is longer than the match.
	Mismatch,
	/// A span is shorter than the match.
	LongerMatch,
	/// A span is credited to a copy.
	EarlierHolder,
	/// The chain was told more points than the spans give.
	ScoreMismatch,
}

impl Forgery {
	pub const ALL: [Self; 4] =
		[Self::Mismatch, Self::LongerMatch, Self::EarlierHolder, Self::ScoreMismatch];

	pub fn name(self) -> &'static str {
		match self {
			Self::Mismatch => "mismatch",
			Self::LongerMatch => "longer_match",
			Self::EarlierHolder => "earlier_holder",
			Self::ScoreMismatch => "score_mismatch",
		}
	}

	/// At most `most` false receipts; fewer where the answers give no more.
	pub fn forge(self, answers: &[Answer], copies: &Copies, most: usize) -> Vec<Answer> {
		answers.iter().filter_map(|answer| self.forged(answer, copies)).take(most).collect()
	}

	fn forged(self, answer: &Answer, copies: &Copies) -> Option<Answer> {
		match self {
			Self::Mismatch => with_span(answer, |held| {
				held.span.len += 1;
				Some(())
			}),
			Self::LongerMatch => with_span(answer, |held| {
				let shorter = held.span.len.checked_sub(SHORTER)?;
				held.span.len = Some(shorter).filter(|len| *len >= RULE.min_span.into())?;
				Some(())
			}),
			Self::EarlierHolder => with_span(answer, |held| {
				let (copy, offset) = copies.get(&held.contribution)?;
				held.contribution = *copy;
				held.offset += offset;
				Some(())
			}),
			Self::ScoreMismatch => {
				let mut forged = answer.clone();
				forged.settled.answer.credits.iter_mut().next()?.points += 1;
				Some(forged)
			}
		}
	}
}

/// The answer with the first span changed that can be, so that credits still follow.
fn with_span(answer: &Answer, change: impl Fn(&mut HeldSpan) -> Option<()>) -> Option<Answer> {
	(0..answer.receipt.spans.len()).find_map(|nth| {
		let mut forged = answer.clone();
		change(forged.receipt.spans.get_mut(nth)?)?;
		forged.settled = forged.receipt.compact()?;
		Some(forged)
	})
}
