// SPDX-License-Identifier: Apache-2.0

//! Audits by whoever has the whole output.

use std::iter::empty;

use openledger_primitives::receipt::{HeldSpan, Receipt};

use super::{
	excerpts::{slice, starts_token, Known},
	is_about, Case, Verdict,
};
use crate::{index::Index, normal::NormalText};

impl Index {
	pub(super) fn audit_whole(&self, receipt: &Receipt, output: &NormalText) -> Verdict {
		if !is_about(receipt, output) {
			return Verdict::OtherOutput;
		}
		// What can't be attributed, for its length or its rule, can't have been settled.
		let Ok(truth) = self.held_spans(output, receipt.span_params) else {
			return Verdict::Unrefuted;
		};
		if self.agree(&receipt.spans, &truth) {
			return Verdict::True;
		}
		let known = Known::whole(output.as_bytes());
		// What is given as a text is in normal form.
		Case { index: self, receipt, output: &known }.verdict(empty())
	}

	/// Whether `listed` are the rule's spans, with its holders, at offsets where these have them.
	fn agree(&self, listed: &[HeldSpan], truth: &[HeldSpan]) -> bool {
		let agrees = |(listed, truth): (&HeldSpan, &HeldSpan)| {
			listed.span == truth.span
				&& listed.contribution == truth.contribution
				&& (listed.offset == truth.offset || self.repeats(listed, truth.offset))
		};
		listed.len() == truth.len() && listed.iter().zip(truth).all(agrees)
	}

	/// Whether the holder has the same at its offset as at `other`, a token start.
	fn repeats(&self, held: &HeldSpan, other: u32) -> bool {
		self.bytes_of(held.contribution).is_some_and(|text| {
			let bytes = |offset| slice(text, offset, held.span.len);
			bytes(held.offset) == bytes(other) && starts_token(text, held.offset) == Some(true)
		})
	}
}
