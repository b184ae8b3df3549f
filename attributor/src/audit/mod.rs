// SPDX-License-Identifier: Apache-2.0

//! The challenger: holds a receipt against the rule, and refutes it where it is false.
//!
//! # Every false receipt is refuted
//!
//! Let all of the output be seen, and every text of the corpus be indexed. If none of the four
//! proofs exists against a receipt, its spans are those that the rule lists, each with the holder
//! that the rule says. Of two matches the better is the longer, of equals the one further left.
//!
//! 1. No `ScoreMismatch`: the chain's credits follow from the listed spans. So these ascend, have
//!    `min_span` to 4,096 bytes of the output, and each owns a byte by the receipt.
//! 2. No `Mismatch`: each is a match of the output with its holder's text. No `EarlierHolder`: its
//!    holder is the earliest.
//! 3. No `LongerMatch` over a byte that a listed span owns: the span is the best match over it. The
//!    best match over a byte lies in no other, as that would be longer. So it is one of the rule's
//!    spans, and owns the byte by the rule too. With 1, every listed span owns a byte by the rule.
//! 4. The list is not full, and no `LongerMatch` is over a byte that no listed span owns: no match
//!    at all is over it. With 3, each byte has the owner that the rule gives it, if any. So all
//!    that own a byte by the rule are listed, which are fewer than 1,024.
//! 5. The list is full. Were a span that the rule lists not in it, then with 3 it would have one in
//!    its place that is worse. The missing span owns a byte by the rule. With 3, no listed span is
//!    over that byte, or the missing one would be listed. So it is a `LongerMatch` over this byte:
//!    better than the worst that is listed.
//!
//! The longest match at each token start, or its beginning, is enough as a `LongerMatch`. What is
//! left free is the offset where a contribution has the same bytes twice: it changes no payment,
//! and no proof is about it.

mod better;
mod evidence;
mod excerpts;
mod listed;
mod plan;
mod whole;

pub use evidence::exhibit;

use openledger_primitives::{
	challenge::{Content, Excerpt, Proof, SettledBatch},
	receipt::{CompactReceipt, Receipt},
};
use sp_core::Blake2Hasher;

use crate::{index::Index, normal::NormalText};
use excerpts::Known;
use plan::Plan;

/// Places of the same bytes that are compared by the size of their excerpts: a stock phrase may be
/// in every text, and each of them shows the same.
const PLACES_COMPARED: usize = 64;

/// What an auditor has seen of an output.
#[derive(Clone, Copy, Debug)]
pub enum Seen<'a> {
	/// All of it.
	Whole(&'a NormalText),
	/// Some of its chunks, or none. Excerpts that are not of the receipt's output are passed over.
	Chunks(&'a [Excerpt]),
}

/// What an audit says of a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
	/// The rule gives exactly these spans' credits: the whole output was attributed again.
	True,
	/// Nothing in what was seen contradicts it.
	Unrefuted,
	/// It is false, and this shows it.
	False(Box<Proof>),
	/// It is not about this output (root or length differ), so nothing can be shown.
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

impl Case<'_> {
	/// By the smallest proof against the receipt.
	fn verdict(self) -> Verdict {
		let plans = self.against_listed().chain(self.by_matches());
		Verdict::by(plans.min_by_key(Plan::size).and_then(Plan::build))
	}
}

impl Index {
	/// Audits a receipt. `settled` is what the chain has of it, in `batch`.
	///
	/// A true receipt costs one attribution of its output. Against a false one the proof with the
	/// fewest bytes is built. Of a text that is not indexed nothing is shown, so what is false may
	/// be [`Verdict::Unrefuted`]. So is a receipt that `settled` does not commit to.
	pub fn audit(
		&self,
		receipt: &Receipt,
		settled: &CompactReceipt,
		batch: &SettledBatch,
		seen: Seen<'_>,
	) -> Verdict {
		// First: every other proof needs the leaf to follow from the receipt.
		let follows = receipt.compact::<Blake2Hasher>().as_ref() == Some(settled);
		if !follows || !batch.can_have(receipt) {
			let is_committed = receipt.commitment::<Blake2Hasher>() == settled.commitment;
			let proof = || Proof::ScoreMismatch { compact: settled.clone() };
			return Verdict::by(is_committed.then(proof));
		}
		match seen {
			Seen::Whole(output) => self.audit_whole(receipt, output),
			Seen::Chunks(excerpts) => {
				let output = Content { root: receipt.output_root, len: receipt.output_len };
				let known = Known::shown(&output, excerpts);
				Case { index: self, receipt, output: &known }.verdict()
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
