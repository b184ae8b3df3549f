// SPDX-License-Identifier: Apache-2.0

//! Proofs that are not built yet: what each would take is known before any text is hashed.

use openledger_primitives::{
	challenge::{Difference, Proof, Reference},
	receipt::HeldSpan,
	ContributionId,
};

use super::excerpts::Cut;

/// A proof, with the excerpts that it would have.
#[derive(Clone, Copy)]
pub(super) enum Plan<'a> {
	BeyondText {
		span: u32,
	},
	OutputToken {
		span: u32,
		output: Cut<'a>,
	},
	TextToken {
		span: u32,
		text: Cut<'a>,
	},
	Byte {
		span: u32,
		at: u32,
		output: Cut<'a>,
		text: Cut<'a>,
	},
	EarlierHolder {
		span: u32,
		contribution: ContributionId,
		offset: u32,
		text: Cut<'a>,
		/// Of the output, or of the holder's text.
		reference: Cut<'a>,
	},
	LongerMatch {
		over: u32,
		found: HeldSpan,
		output: Cut<'a>,
		text: Cut<'a>,
	},
}

impl Plan<'_> {
	/// Bytes of its excerpts. What else a proof has is as good as nothing beside them.
	pub(super) fn size(&self) -> u32 {
		match self {
			Self::BeyondText { .. } => 0,
			Self::OutputToken { output: cut, .. } | Self::TextToken { text: cut, .. } => cut.size(),
			Self::Byte { output: one, text, .. }
			| Self::EarlierHolder { reference: one, text, .. }
			| Self::LongerMatch { output: one, text, .. } => one.size().saturating_add(text.size()),
		}
	}

	/// The proof itself. Hashes all of the texts that it shows something of.
	pub(super) fn build(&self) -> Option<Proof> {
		let mismatch = |span, difference| Proof::Mismatch { span, difference };
		Some(match *self {
			Self::BeyondText { span } => mismatch(span, Difference::BeyondText),
			Self::OutputToken { span, output } => {
				mismatch(span, Difference::OutputToken { output: output.excerpt()? })
			}
			Self::TextToken { span, text } => {
				mismatch(span, Difference::TextToken { text: text.excerpt()? })
			}
			Self::Byte { span, at, output, text } => {
				let (output, text) = (output.excerpt()?, text.excerpt()?);
				mismatch(span, Difference::Byte { at, output, text })
			}
			Self::EarlierHolder { span, contribution, offset, text, reference } => {
				let place =
					if reference.is_of_output() { Reference::Output } else { Reference::Holder };
				let (text, reference) = (text.excerpt()?, place(reference.excerpt()?));
				Proof::EarlierHolder { span, contribution, offset, text, reference }
			}
			Self::LongerMatch { over, found, output, text } => {
				Proof::LongerMatch { over, found, output: output.excerpt()?, text: text.excerpt()? }
			}
		})
	}
}
