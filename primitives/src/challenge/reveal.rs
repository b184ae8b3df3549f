// SPDX-License-Identifier: Apache-2.0

//! Answers to a demand: an exhibit of the receipt, and the chunks that have one of its spans.

// The derive of `Encode` casts variant indices.
#![allow(clippy::cast_possible_truncation)]

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};

use super::{
	proof::{listed, output_of},
	Binding, ChallengeError, Content, Excerpt, Exhibit, SettledBatch,
};
use crate::{
	content::chunk_count,
	limits::{MaxSpans, MAX_OUTPUT_BYTES},
	ContributionId,
};

/// How many span numbers can be demanded, from 0 on: as many as a receipt may list, and one more
/// for each chunk of the longest output. So every chunk can be demanded, whatever the receipt
/// lists.
pub const DEMANDABLE_SPANS: u32 = MaxSpans::get() + chunk_count(MAX_OUTPUT_BYTES);

/// The chunks that show that a receipt is right about a span that was demanded.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Evidence {
	/// The receipt lists the span.
	Span {
		/// The chunks of the output that have the span and the bytes before it.
		output: Excerpt,
		/// The chunks of the holder's text that have the span and the bytes before it.
		text: Excerpt,
	},
	/// The receipt lists fewer spans. So a demand can look for spans that a receipt leaves out.
	SpanNotFound {
		/// The chunk of the output that [`demanded_chunk`] names.
		output: Excerpt,
	},
}

impl Evidence {
	/// The excerpts that the evidence has.
	pub fn excerpts(&self) -> Vec<&Excerpt> {
		match self {
			Self::Span { output, text } => vec![output, text],
			Self::SpanNotFound { output } => vec![output],
		}
	}
}

/// Checks that `exhibit` and `evidence` answer a demand for listed span number `span`. `content_of`
/// is that of [`super::refute`].
///
/// Fails if the exhibit or an excerpt does not show what it has to, or not what the receipt says.
pub fn check_reveal<H: Hasher<Out = H256>>(
	exhibit: &Exhibit,
	span: u32,
	evidence: &Evidence,
	batch: &SettledBatch,
	content_of: impl Fn(ContributionId) -> Option<Content>,
) -> Result<(), ChallengeError> {
	// What the operator signs only now would answer for commitments that are none.
	let is_committed = matches!(exhibit.binding, Binding::Committed(_));
	is_committed.then_some(()).ok_or(ChallengeError::NotCommitted)?;
	let receipt = exhibit.open::<H>(batch)?;
	let is_shown = match (listed(receipt, span), evidence) {
		(Ok(held), Evidence::Span { output, text }) => {
			let content = content_of(held.contribution).ok_or(ChallengeError::NotInCorpus)?;
			held.is_match::<H>(receipt, &content, output, text)?
		}
		(Err(_), Evidence::SpanNotFound { output }) => {
			let content = output_of(receipt);
			let shown = output.verify::<H>(&content).ok_or(ChallengeError::InvalidExcerpt)?;
			let listed = u32::try_from(receipt.spans.len()).unwrap_or(u32::MAX);
			shown.has_chunk(demanded_chunk(span, listed, content.len))
		}
		(Err(_), Evidence::Span { .. }) => return Err(ChallengeError::SpanNotFound),
		(Ok(_), Evidence::SpanNotFound { .. }) => false,
	};
	is_shown.then_some(()).ok_or(ChallengeError::NotShown)
}

/// The number of the chunk that a demand for span number `span` asks for, of an output of
/// `output_len` bytes whose receipt lists `listed` spans, at most `span`. Span number `listed` asks
/// for the first chunk, the next number for the next chunk, and after the last chunk it begins with
/// the first again.
pub fn demanded_chunk(span: u32, listed: u32, output_len: u32) -> u32 {
	span.saturating_sub(listed).checked_rem(chunk_count(output_len)).unwrap_or_default()
}

/// The number of blocks in which a demand can be answered, about a batch that can be challenged for
/// `window` blocks: `governed`, but never more than a third of the window. So what is demanded in
/// the first third is answered in the second, and what the answer shows can be refuted in the last.
/// It is all of the third if the batch is `paid_by_account`: an operator watches for demands, a
/// payer has to find out about them. It is at least 1.
pub fn reveal_window(governed: u32, window: u32, paid_by_account: bool) -> u32 {
	let most = window.saturating_div(3);
	if paid_by_account { most } else { governed.min(most) }.max(1)
}
