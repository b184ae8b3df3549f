// SPDX-License-Identifier: Apache-2.0

//! Challenges: proofs that refute a false receipt, and answers that reveal a hidden one.
//!
//! A batch has two Merkle roots: over its compact receipts, and over commitments to the whole ones.
//! An [`Exhibit`] is one receipt with its path in the first tree, and either its path in the second
//! or the operator's signature over it. A [`Proof`] shows that the receipt is false, with a few
//! chunks of the output and of contributions ([`Excerpt`]). [`refute`] decides whether a proof
//! refutes, and [`check_reveal`] whether an answer to a demand is one. Both are total: any input
//! gives a result, in work that is bounded by its length.
//!
//! No proof refutes a receipt that the span rule gives, if its operator signed no other one for its
//! channel and sequence. Some proof refutes a receipt whose credits the rule does not give, and a
//! receipt that was settled in place of another that was signed.

mod excerpt;
mod exhibit;
mod proof;
mod reveal;

pub use excerpt::{range_of_match, range_of_token, Content, Excerpt, Shown};
pub use exhibit::{Binding, Exhibit, ReceiptPath, SettledBatch};
pub use proof::{refute, Difference, Proof, Reference, Substitute};
pub use reveal::{check_reveal, demanded_chunk, reveal_window, Evidence, DEMANDABLE_SPANS};

/// Why a challenge, or an answer to a demand, fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChallengeError {
	/// The batch does not have the receipt, or the commitment, at this place.
	NotInBatch,
	/// The operator did not sign the receipt, or the proof needs its signature and the exhibit has
	/// none.
	NotSigned,
	/// The exhibit has to show the receipt by its path in the batch's commitments, and does not.
	NotCommitted,
	/// The receipt lists no such span.
	SpanNotFound,
	/// The contribution is not in the corpus of the receipt's model.
	NotInCorpus,
	/// An excerpt has other chunks than those of the content, or lacks some that are needed.
	InvalidExcerpt,
	/// The proof shows nothing that contradicts the receipt.
	NotRefuted,
	/// The answer does not show what the receipt says.
	NotShown,
}

#[cfg(test)]
mod tests;
