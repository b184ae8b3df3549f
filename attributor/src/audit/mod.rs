// SPDX-License-Identifier: Apache-2.0

//! The challenger: compares a receipt with the rule, and refutes it where it is false.
//!
//! # Every false receipt is refuted
//!
//! Let all of the output be seen, and every text of the corpus be indexed. If none of the proofs
//! exists against a receipt, its spans are those that the rule lists, each with the holder that the
//! rule says. Of two matches the better is the longer, of equals the one further left.
//!
//! 1. No `ScoreMismatch`, or no `Substituted` where the receipt is shown by the operator's signature:
//!    the chain's credits follow from the listed spans. So these ascend, are no more than 1,024, have
//!    `min_span` to 4,092 bytes of the output, and each owns what is due of it: as many of its bytes
//!    are in no better one that is listed.
//! 2. No `Mismatch`: each is a match of the output with its holder's text. No `EarlierHolder`: its
//!    holder is the earliest.
//! 3. Suppose that list and rule differ, and let `m` be the best match on which they do. All that
//!    are better are in both or in neither, so as many of its bytes are left to it by the receipt as
//!    by the rule.
//!    - The rule lists `m`, the receipt does not. What is due of `m` is left to it; and if the list
//!      is full, it has a worse one than `m`, as those that are better are listed by the rule as
//!      well, with `m`. So `m` is a `LongerMatch`.
//!    - The receipt lists `m`, the rule does not. By 1 what is due of `m` is left to it. So the rule
//!      has 1,024 that are better, and the receipt has them too, and `m`: too many.
//!
//! # No true receipt is refuted
//!
//! A match that the rule does not list had less left to it than is due when its turn came, by those
//! better ones that are listed, or 1,024 better ones were. One that the rule lists has nothing left.
//! So neither is a `LongerMatch`. An output in normal form has nothing that is `Malformed`.
//!
//! A beginning of the longest match at each token start is enough as a `LongerMatch`. What is left
//! free is the offset where a contribution has the same bytes twice: it changes no payment, and no
//! proof is about it.

mod better;
mod evidence;
mod excerpts;
mod flaws;
mod listed;
mod plan;
mod whole;

pub use evidence::{exhibit, signed_exhibit};

use openledger_primitives::{
	challenge::{Content, Excerpt, Proof},
	receipt::{CompactReceipt, Receipt},
};

use crate::{index::Index, normal::NormalText};
use excerpts::Known;
use plan::Plan;

/// Places of the same bytes that are compared by the size of their excerpts: a stock phrase may be
/// in every text, and each of them shows the same.
const PLACES_COMPARED: usize = 64;

/// The part of an output that an auditor has seen.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
	/// The whole output.
	Whole(&'a NormalText),
	/// Some of the output's chunks, or none. The audit ignores excerpts that are not of the
	/// receipt's output.
	Chunks(&'a [Excerpt]),
}

/// The result of an audit of a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
	/// The receipt is true: the whole output was attributed again, and the rule gives exactly these
	/// spans with these holders.
	True,
	/// Nothing that was seen contradicts the receipt.
	Unrefuted,
	/// The receipt is false, and this proof shows it.
	False(Box<Proof>),
	/// The receipt is about another output (root or length differ), so nothing can be shown.
	OtherOutput,
}

impl Verdict {
	fn by(proof: Option<Proof>) -> Self {
		proof.map_or(Self::Unrefuted, |proof| Self::False(Box::new(proof)))
	}
}

/// A receipt that is audited, and what it is held against.
#[derive(Clone, Copy)]
struct Case<'a> {
	index: &'a Index,
	receipt: &'a Receipt,
	output: &'a Known,
}

impl<'a> Case<'a> {
	/// By the smallest proof against the receipt, or one of some others.
	fn verdict(self, others: impl Iterator<Item = Plan<'a>>) -> Verdict {
		let plans = self.against_listed().chain(self.by_matches()).chain(others);
		Verdict::by(plans.min_by_key(Plan::size).and_then(Plan::build))
	}
}

impl Index {
	/// Audits a receipt. `settled` is the compact receipt that the chain has at its place.
	///
	/// A true receipt costs one attribution of its output. Against a false one the audit builds the
	/// proof with the fewest bytes. It can show nothing of a text that is not indexed, so a false
	/// receipt may be [`Verdict::Unrefuted`].
	///
	/// If `settled` does not follow from the receipt, the proof is [`Proof::ScoreMismatch`], and no
	/// other one is looked for. It takes an [`exhibit`]; with a [`signed_exhibit`] the proof of the
	/// same is [`Proof::Substituted`].
	pub fn audit(&self, receipt: &Receipt, settled: &CompactReceipt, seen: Seen<'_>) -> Verdict {
		// First: every other proof needs the leaf to follow from the receipt.
		if receipt.compact().as_ref() != Some(settled) {
			return Verdict::by(Some(Proof::ScoreMismatch { compact: settled.clone() }));
		}
		match seen {
			Seen::Whole(output) => self.audit_whole(receipt, output),
			Seen::Chunks(excerpts) => {
				let output = Content { root: receipt.output_root, len: receipt.output_len };
				let known = Known::shown(&output, excerpts);
				let case = Case { index: self, receipt, output: &known };
				case.verdict(case.by_flaws())
			}
		}
	}
}

/// Whether the receipt is about this output.
fn is_about(receipt: &Receipt, output: &NormalText) -> bool {
	output.len() == receipt.output_len && output.content_root() == receipt.output_root
}

#[cfg(test)]
mod tests;
