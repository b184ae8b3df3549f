// SPDX-License-Identifier: Apache-2.0

//! The proofs that a receipt is false.

// The derive of `Encode` casts variant indices.
#![allow(clippy::cast_possible_truncation)]

use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_core::{Hasher, H256};

use super::{Binding, ChallengeError, Content, Excerpt, Exhibit, ReceiptPath, SettledBatch};
use crate::{
	limits::{MaxSpans, MAX_MATCH_BYTES},
	receipt::{CompactReceipt, HeldSpan, Receipt},
	span::{lacks, Span},
	ContributionId,
};

/// A proof that a receipt is false. Variants are only ever added at the end.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Proof {
	/// The holder of a listed span does not have the span at its offset.
	Mismatch {
		/// The number of the span in the receipt's list, from 0.
		#[codec(compact)]
		span: u32,
		/// How output and text differ.
		difference: Difference,
	},
	/// The corpus has a match that the rule lists and the receipt lacks: as many of its bytes as
	/// are due are in no better listed span. A better span is longer, or as long and further left.
	/// Where the receipt lists as many spans as it may, the match is better than one of them.
	LongerMatch {
		/// The match, with a contribution that has it.
		found: HeldSpan,
		/// The chunks of the output that have the match and the bytes before it.
		output: Excerpt,
		/// The chunks of the contribution that have the match and the bytes before it.
		text: Excerpt,
	},
	/// A contribution earlier than the holder of a listed span has the same bytes.
	EarlierHolder {
		/// The number of the span in the receipt's list, from 0.
		#[codec(compact)]
		span: u32,
		/// The earlier contribution.
		#[codec(compact)]
		contribution: ContributionId,
		/// The position of the span's first byte in the earlier contribution.
		#[codec(compact)]
		offset: u32,
		/// The chunks of the earlier contribution that have the span and the bytes before it.
		text: Excerpt,
		/// The bytes of the span, to compare with.
		reference: Reference,
	},
	/// The batch commits to the receipt, and has a compact receipt at its place that does not
	/// follow from it: with other credits than its spans give, another model, payer, sequence, fee
	/// or length, or other span parameters.
	ScoreMismatch {
		/// The compact receipt that the batch has.
		compact: CompactReceipt,
	},
	/// Some bytes of the output are not in normal form.
	Malformed {
		/// The position of the first of these bytes in the output.
		#[codec(compact)]
		at: u32,
		/// How many bytes they are: 1 to [`MAX_FLAW_BYTES`](crate::normal::MAX_FLAW_BYTES).
		#[codec(compact)]
		len: u32,
		/// The chunks of the output that have these bytes.
		output: Excerpt,
	},
	/// The operator signed the receipt for its channel and sequence, and settled another one for them.
	Substituted {
		/// The part of the settled receipt that differs.
		settled: Substitute,
	},
}

/// The part of a settled receipt that differs from the receipt that was signed.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Substitute {
	/// The batch has another compact receipt for the channel and sequence.
	Receipt {
		/// The compact receipt that the batch has.
		compact: CompactReceipt,
	},
	/// The batch has the compact receipt that follows from the signed one, and commits to another
	/// whole receipt.
	Commitment {
		/// The commitment that the batch has at the receipt's place.
		commitment: H256,
		/// The siblings from the commitment to the root of the batch's commitments.
		path: ReceiptPath,
	},
}

/// A difference between a listed span and its holder's text.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Difference {
	/// A byte of the span differs.
	Byte {
		/// The position of the byte in the span, from 0.
		#[codec(compact)]
		at: u32,
		/// The chunk of the output that has the byte.
		output: Excerpt,
		/// The chunk of the text that has the byte.
		text: Excerpt,
	},
	/// No token of the output starts at the span's first byte.
	OutputToken {
		/// The chunks of the output that have the bytes around that position.
		output: Excerpt,
	},
	/// No token of the text starts at the span's offset.
	TextToken {
		/// The chunks of the text that have the bytes around that position.
		text: Excerpt,
	},
	/// The text ends before the span does.
	BeyondText,
	/// The holder is not in the corpus: its text was shown not to be in normal form, before the
	/// receipt was settled or after.
	NotInCorpus,
}

/// The bytes of a span, as a proof shows them.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Reference {
	/// By the chunks of the output that have them.
	Output(Excerpt),
	/// By the chunks of the holder's text, which has them if the receipt is right. So no output is
	/// needed.
	Holder(Excerpt),
}

/// Checks that `proof` shows that the receipt of `exhibit`, in `batch`, is false. `content_of`
/// gives the contents of the contributions in the corpus of the receipt's model, and `None` for all
/// others.
///
/// Fails if the exhibit or an excerpt does not show what it has to, or if it shows no
/// contradiction.
pub fn refute<H: Hasher<Out = H256>>(
	exhibit: &Exhibit,
	proof: &Proof,
	batch: &SettledBatch,
	content_of: impl Fn(ContributionId) -> Option<Content>,
) -> Result<(), ChallengeError> {
	let text_of = |id| content_of(id).ok_or(ChallengeError::NotInCorpus);
	let is_false = match proof {
		Proof::ScoreMismatch { compact } => {
			let is_committed = matches!(exhibit.binding, Binding::Committed(_));
			is_committed.then_some(()).ok_or(ChallengeError::NotCommitted)?;
			exhibit.ensure_bound::<H>(batch)?;
			exhibit.differs_from::<H>(compact, batch)?
		}
		Proof::Mismatch { span, difference } => {
			let receipt = exhibit.open::<H>(batch)?;
			let held = listed(receipt, *span)?;
			match (difference, content_of(held.contribution)) {
				(Difference::NotInCorpus, content) => content.is_none(),
				(_, None) => return Err(ChallengeError::NotInCorpus),
				(_, Some(content)) => difference.is_shown::<H>(receipt, held, &content)?,
			}
		}
		Proof::LongerMatch { found, output, text } => {
			let receipt = exhibit.open::<H>(batch)?;
			let spans: Vec<Span> = receipt.spans.iter().map(|held| held.span).collect();
			lacks(&spans, found.span, receipt.span_params, MaxSpans::get())
				&& found.is_match::<H>(receipt, &text_of(found.contribution)?, output, text)?
		}
		Proof::EarlierHolder { span, contribution, offset, text, reference } => {
			let receipt = exhibit.open::<H>(batch)?;
			let held = listed(receipt, *span)?;
			let earlier = text_of(*contribution)?;
			let shown = text.verify::<H>(&earlier).ok_or(ChallengeError::InvalidExcerpt)?;
			let (excerpt, content, start) = match reference {
				Reference::Output(excerpt) => (excerpt, output_of(receipt), held.span.start),
				Reference::Holder(excerpt) => (excerpt, text_of(held.contribution)?, held.offset),
			};
			let reference = excerpt.verify::<H>(&content).ok_or(ChallengeError::InvalidExcerpt)?;
			let theirs = shown.get(*offset, held.span.len);
			let same = theirs.ok_or(ChallengeError::InvalidExcerpt)?
				== reference.get(start, held.span.len).ok_or(ChallengeError::InvalidExcerpt)?;
			let starts_token = shown.is_token_start(*offset);
			*contribution < held.contribution
				&& same && starts_token.ok_or(ChallengeError::InvalidExcerpt)?
		}
		Proof::Malformed { at, len, output } => {
			let content = output_of(exhibit.open::<H>(batch)?);
			let shown = output.verify::<H>(&content).and_then(|shown| shown.is_flawed(*at, *len));
			shown.ok_or(ChallengeError::InvalidExcerpt)?
		}
		Proof::Substituted { settled } => settled.replaces::<H>(exhibit, batch)?,
	};
	is_false.then_some(()).ok_or(ChallengeError::NotRefuted)
}

/// Listed span number `span`.
pub(super) fn listed(receipt: &Receipt, span: u32) -> Result<&HeldSpan, ChallengeError> {
	let index = usize::try_from(span).unwrap_or(usize::MAX);
	receipt.spans.get(index).ok_or(ChallengeError::SpanNotFound)
}

pub(super) fn output_of(receipt: &Receipt) -> Content {
	Content { root: receipt.output_root, len: receipt.output_len }
}

impl HeldSpan {
	/// Whether this span of the receipt's output is in `content`, where it says, and begins at a
	/// token start in both.
	pub(super) fn is_match<H: Hasher<Out = H256>>(
		&self,
		receipt: &Receipt,
		content: &Content,
		output: &Excerpt,
		text: &Excerpt,
	) -> Result<bool, ChallengeError> {
		let Span { start, len } = self.span;
		let shown = |excerpt: &Excerpt, content: &Content, start| {
			let shown = excerpt.verify::<H>(content)?;
			// Borrowed from the excerpt, which outlives this.
			Some((shown.get(start, len)?.to_vec(), shown.is_token_start(start)?))
		};
		let ours = shown(output, &output_of(receipt), start);
		let theirs = shown(text, content, self.offset);
		let (ours, theirs) = ours.zip(theirs).ok_or(ChallengeError::InvalidExcerpt)?;
		Ok(len >= receipt.span_params.min_span.into()
			&& len <= MAX_MATCH_BYTES
			&& ours == theirs
			&& ours.1)
	}
}

impl Substitute {
	/// Whether this was settled in place of the exhibit's receipt, which the operator signed.
	fn replaces<H: Hasher<Out = H256>>(
		&self,
		exhibit: &Exhibit,
		batch: &SettledBatch,
	) -> Result<bool, ChallengeError> {
		let is_signed = matches!(exhibit.binding, Binding::Signed(_));
		is_signed.then_some(()).ok_or(ChallengeError::NotSigned)?;
		match self {
			Self::Receipt { compact } => {
				exhibit.ensure_bound::<H>(batch)?;
				let differs = exhibit.differs_from::<H>(compact, batch)?;
				Ok(differs && compact.payment == exhibit.receipt.payment)
			}
			Self::Commitment { commitment, path } => {
				let receipt = exhibit.open::<H>(batch)?;
				let is_in = batch.commits_to::<H>(*commitment, exhibit.index, path);
				is_in.then_some(()).ok_or(ChallengeError::NotInBatch)?;
				Ok(receipt.commitment::<H>() != *commitment)
			}
		}
	}

	/// The number of credits in the compact receipt that it has.
	pub fn credits(&self) -> usize {
		match self {
			Self::Receipt { compact } => compact.answer.credits.len(),
			Self::Commitment { .. } => 0,
		}
	}

	/// The number of siblings that it has.
	pub fn siblings(&self) -> usize {
		match self {
			Self::Receipt { .. } => 0,
			Self::Commitment { path, .. } => path.len(),
		}
	}
}

impl Proof {
	/// The name of its kind.
	pub const fn name(&self) -> &'static str {
		match self {
			Self::Mismatch { .. } => "Mismatch",
			Self::LongerMatch { .. } => "LongerMatch",
			Self::EarlierHolder { .. } => "EarlierHolder",
			Self::ScoreMismatch { .. } => "ScoreMismatch",
			Self::Malformed { .. } => "Malformed",
			Self::Substituted { .. } => "Substituted",
		}
	}

	/// The excerpts that the proof has.
	pub fn excerpts(&self) -> Vec<&Excerpt> {
		match self {
			Self::Mismatch { difference, .. } => match difference {
				Difference::Byte { output, text, .. } => vec![output, text],
				Difference::OutputToken { output } => vec![output],
				Difference::TextToken { text } => vec![text],
				Difference::BeyondText | Difference::NotInCorpus => vec![],
			},
			Self::LongerMatch { output, text, .. } => vec![output, text],
			Self::EarlierHolder { text, reference, .. } => {
				let (Reference::Output(shown) | Reference::Holder(shown)) = reference;
				vec![text, shown]
			}
			Self::ScoreMismatch { .. } | Self::Substituted { .. } => vec![],
			Self::Malformed { output, .. } => vec![output],
		}
	}
}

impl Difference {
	fn is_shown<H: Hasher<Out = H256>>(
		&self,
		receipt: &Receipt,
		held: &HeldSpan,
		content: &Content,
	) -> Result<bool, ChallengeError> {
		let invalid = ChallengeError::InvalidExcerpt;
		match self {
			Self::Byte { at, output, text } => {
				let byte = |excerpt: &Excerpt, content: &Content, start: u32| {
					let position = start.checked_add(*at)?;
					let bytes = excerpt.verify::<H>(content)?.get(position, 1)?;
					bytes.first().copied()
				};
				let ours = byte(output, &output_of(receipt), held.span.start).ok_or(invalid)?;
				let theirs = byte(text, content, held.offset).ok_or(invalid)?;
				Ok(*at < held.span.len && ours != theirs)
			}
			Self::OutputToken { output } => {
				let shown = output.verify::<H>(&output_of(receipt)).ok_or(invalid)?;
				Ok(!shown.is_token_start(held.span.start).ok_or(invalid)?)
			}
			Self::TextToken { text } => {
				let shown = text.verify::<H>(content).ok_or(invalid)?;
				Ok(!shown.is_token_start(held.offset).ok_or(invalid)?)
			}
			Self::BeyondText => {
				let end = held.offset.checked_add(held.span.len);
				Ok(end.is_none_or(|end| end > content.len))
			}
			Self::NotInCorpus => Ok(false),
		}
	}
}
