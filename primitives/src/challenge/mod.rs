// SPDX-License-Identifier: Apache-2.0

//! Challenges: how a false receipt is refuted, and how a hidden one is revealed.
//!
//! A batch commits to its receipts by a Merkle root. An [`Exhibit`] is one receipt with its path; a
//! [`Proof`] shows that it is false, with a few chunks of the output and of contributions
//! ([`Excerpt`]). [`refute`] decides that, and [`check_reveal`] whether an operator has answered a
//! demand. Both are total: any input gives a result, in work that is bounded by its length.
//!
//! A receipt that the span rule gives is refuted by no proof. One whose credits the rule does not
//! give is refuted by some proof, if its output is what the payer got.

mod excerpt;
mod exhibit;
mod proof;
mod reveal;

pub use excerpt::{range_of_match, range_of_token, Content, Excerpt, Shown};
pub use exhibit::{Exhibit, SettledBatch};
pub use proof::{refute, Difference, Proof, Reference};
pub use reveal::{check_reveal, demanded_chunk, reveal_window, Evidence, DEMANDABLE_SPANS};

/// Why a challenge, or an answer to one, comes to nothing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ChallengeError {
	/// The receipt is not at this place of the batch.
	NotInBatch,
	/// The receipt lists no such span.
	NoSuchSpan,
	/// The contribution is not in the corpus of the batch's model.
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
