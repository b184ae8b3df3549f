// SPDX-License-Identifier: Apache-2.0

//! Challenges: how a false receipt is refuted, and how a hidden one is revealed.
//!
//! A batch has two Merkle roots: over what the chain sees of its receipts, and over commitments to the
//! whole ones. An [`Exhibit`] is one receipt with its path in the first, and either its path in the
//! second or the operator's signature over it; a [`Proof`] shows that it is false, with a few chunks
//! of the output and of contributions ([`Excerpt`]). [`refute`] decides that, and [`check_reveal`]
//! whether an operator has answered a demand. Both are total: any input gives a result, in work that
//! is bounded by its length.
//!
//! A receipt that the span rule gives, and that is the only one that its operator signed for its
//! channel and sequence, is refuted by no proof. One whose credits the rule does not give is refuted by
//! some proof, and so is one that stands in place of another that was signed.

mod excerpt;
mod exhibit;
mod proof;
mod reveal;

pub use excerpt::{range_of_match, range_of_token, Content, Excerpt, Shown};
pub use exhibit::{Binding, Exhibit, ReceiptPath, SettledBatch};
pub use proof::{refute, Difference, Proof, Reference, Substitute};
pub use reveal::{check_reveal, demanded_chunk, reveal_window, Evidence, DEMANDABLE_SPANS};

/// Why a challenge, or an answer to one, comes to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChallengeError {
	/// The receipt is not at this place of the batch.
	NotInBatch,
	/// The operator did not sign the receipt, or its signature has to be shown and was not.
	NotSigned,
	/// The receipt has to be shown by its path in the batch's commitments.
	NotCommitted,
	/// The receipt lists no such span.
	NoSuchSpan,
	/// The contribution is not in the corpus of the receipt's model.
	NotInCorpus,
	/// Chunks are not those of the content, or not those that are needed.
	InvalidExcerpt,
	/// What is shown is no contradiction.
	NotRefuted,
	/// What is shown is not what the receipt says.
	NotShown,
}

#[cfg(test)]
mod tests;
