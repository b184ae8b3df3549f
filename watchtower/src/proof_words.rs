// SPDX-License-Identifier: Apache-2.0

//! What proofs show, in words.

use openledger_client::{convert::to_usize, text::count};
use openledger_primitives::challenge::{Difference, Proof, Substitute};

/// What a proof shows to be wrong.
pub fn wrong(proof: &Proof) -> String {
	match proof {
		Proof::Mismatch { span, difference } => {
			let how = match difference {
				Difference::Byte { at, .. } => return format!("byte {at} of span {span} differs"),
				Difference::OutputToken { .. } => "begins within a word of the output",
				Difference::TextToken { .. } => "begins within a word of its holder's text",
				Difference::BeyondText => "is longer than its holder's text",
				Difference::NotInCorpus => "has a holder whose text is malformed",
			};
			format!("span {span} {how}")
		}
		Proof::LongerMatch { found, .. } => format!(
			"contribution {} has {} of the output from byte {} on, which no span that is listed \
			 accounts for",
			found.contribution,
			count(to_usize(found.span.len), "byte"),
			found.span.start
		),
		Proof::EarlierHolder { span, contribution, .. } => {
			format!("contribution {contribution} has span {span}, and is earlier than its holder")
		}
		Proof::ScoreMismatch { .. } => {
			"the chain has something else of it than the receipt says".to_owned()
		}
		Proof::Malformed { at, .. } => {
			format!("its output is not in normal form, at byte {at}")
		}
		Proof::Substituted { settled: Substitute::Receipt { .. } } => {
			"the operator signed another receipt for this answer than it settled".to_owned()
		}
		Proof::Substituted { settled: Substitute::Commitment { .. } } => {
			"the operator signed another receipt for this answer than it commits to".to_owned()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_primitives::{challenge::Excerpt, receipt::HeldSpan, span::Span};

	#[test]
	fn what_is_wrong_should_be_said_in_words() {
		let proof = Proof::Mismatch { span: 3, difference: Difference::BeyondText };
		assert_eq!(
			(proof.name(), wrong(&proof).as_str()),
			("Mismatch", "span 3 is longer than its holder's text")
		);
	}

	#[test]
	fn proofs_should_be_told_apart() {
		let excerpt = Excerpt { first: 0, bytes: Default::default(), path: Default::default() };
		let found = HeldSpan { span: Span { start: 90, len: 40 }, contribution: 7, offset: 5 };
		let (output, text) = (excerpt.clone(), excerpt.clone());
		let longer = Proof::LongerMatch { found, output, text };
		let malformed = Proof::Malformed { at: 17, len: 2, output: excerpt };
		assert_eq!((longer.name(), malformed.name()), ("LongerMatch", "Malformed"));
		let text = wrong(&longer);
		assert!(text.starts_with("contribution 7 has 40 bytes of the output from byte 90 on"));
		assert_eq!(wrong(&malformed), "its output is not in normal form, at byte 17");
	}
}
