// SPDX-License-Identifier: Apache-2.0

//! The span rule, applied to an output by an index.

use openledger_primitives::{
	limits::{MaxSpans, MAX_MATCH_BYTES, MAX_OUTPUT_BYTES},
	receipt::{credits_of, Credits, HeldSpan, Payment, Receipt},
	span::{listed_spans, owned_stretches, Span, SpanParams},
	token::token_starts,
	Balance, ModelId,
};
use sp_core::{bounded_vec::BoundedVec, H256};

use crate::{
	index::Index,
	normal::NormalText,
	position::{to_index, to_position},
};

/// Why an output can't be attributed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AttributeError {
	/// The output in normal form is longer than [`MAX_OUTPUT_BYTES`].
	#[error("an output of {bytes} bytes, more than {max}")]
	OutputTooLong {
		/// The length of the output in normal form, in bytes.
		bytes: u32,
		/// The most that it may be, in bytes.
		max: u32,
	},
	/// A number of the span rule is out of its bounds.
	#[error("span parameters out of bounds: {0:?}")]
	UnsoundSpanParams(SpanParams),
	/// The engine made spans that no receipt can hold. It is a bug, and was never seen.
	#[error("inconsistent spans: a bug in the attributor, please report it")]
	Inconsistent,
}

/// The contributions that are in an output, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribution {
	/// The length of the output in normal form, in bytes.
	pub output_len: u32,
	/// The content root of the output in normal form.
	pub output_root: H256,
	/// The span rule's numbers that were applied.
	pub span_params: SpanParams,
	/// The spans that the span rule lists, each with its earliest holder, ascending by start.
	pub spans: BoundedVec<HeldSpan, MaxSpans>,
	/// The points of each contribution that holds a span, ascending by contribution.
	pub credits: Credits,
}

impl Attribution {
	/// Makes the receipt of this output, for an answer of `model` with a `fee` in planck. `salt`
	/// has to be bytes that nobody else can guess, other ones for every receipt.
	pub fn into_receipt(
		self,
		model: ModelId,
		payment: Payment,
		fee: Balance,
		salt: [u8; 32],
	) -> Receipt {
		let Self { output_len, output_root, span_params, spans, credits: _ } = self;
		Receipt { payment, model, span_params, fee, output_len, output_root, spans, salt }
	}

	/// Each span after the stretch of the output that it owns, ascending by start.
	pub fn owned(&self) -> Vec<(Span, HeldSpan)> {
		let spans: Vec<Span> = self.spans.iter().map(|held| held.span).collect();
		let stretches = owned_stretches(&spans).unwrap_or_default();
		stretches.into_iter().zip(self.spans.iter().copied()).collect()
	}
}

impl Index {
	/// Attributes an output to the contributions of the corpus. Fails if the output is too long, or
	/// if `span_params` are out of bounds.
	pub fn attribute(
		&self,
		output: &NormalText,
		span_params: SpanParams,
	) -> Result<Attribution, AttributeError> {
		let (output_len, held) = (output.len(), self.held_spans(output, span_params)?);
		let credits =
			credits_of(&held, span_params, output_len).ok_or(AttributeError::Inconsistent)?;
		Ok(Attribution {
			output_len,
			output_root: output.content_root(),
			span_params,
			spans: held.try_into().map_err(|_| AttributeError::Inconsistent)?,
			credits,
		})
	}

	/// The spans that a receipt of an output lists, ascending by start.
	pub(crate) fn held_spans(
		&self,
		output: &NormalText,
		span_params: SpanParams,
	) -> Result<Vec<HeldSpan>, AttributeError> {
		let (bytes, max) = (output.len(), MAX_OUTPUT_BYTES);
		if bytes > max {
			return Err(AttributeError::OutputTooLong { bytes, max });
		}
		if !span_params.is_sound() {
			return Err(AttributeError::UnsoundSpanParams(span_params));
		}
		let longest: Vec<Span> = self.matches(output, span_params.min_span).collect();
		let listed = listed_spans(&longest, span_params, MaxSpans::get());
		let held: Option<Vec<HeldSpan>> =
			listed.into_iter().map(|span| self.held(output, span)).collect();
		held.ok_or(AttributeError::Inconsistent)
	}

	/// The longest match at each token start that is followed by enough for one.
	fn matches<'a>(
		&'a self,
		output: &'a NormalText,
		min_span: u16,
	) -> impl Iterator<Item = Span> + 'a {
		let len = output.len();
		let mut reaches_end = false;
		token_starts(output.as_bytes())
			.map(to_position)
			.take_while(move |start| start + u32::from(min_span) <= len)
			.map(move |start| {
				// What starts within a match starts a token of its text too, so all the rest is one
				// where that reaches the end.
				let rest = Span { start, len: (len - start).min(MAX_MATCH_BYTES) };
				let span = if reaches_end { rest } else { self.longest_match(output, start) };
				reaches_end |= span.end() == len;
				span
			})
	}

	fn held(&self, output: &NormalText, span: Span) -> Option<HeldSpan> {
		let needle = output.as_bytes().get(to_index(span.start)..to_index(span.end()))?;
		let (contribution, offset) = self.holder(needle)?;
		Some(HeldSpan { span, contribution, offset })
	}
}
