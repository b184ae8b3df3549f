// SPDX-License-Identifier: Apache-2.0

//! What the chain has to decide, by whoever has all texts at hand: byte for byte, and with no code
//! of the chain's but types, the siblings of chunks, and the normal form of a whole text.

mod batches;
mod histories;
mod signatures;

pub use batches::{netted, promise_message};
pub use histories::{path_of, peaks_of};
pub use signatures::{commitment, has_signed};

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use openledger_primitives::{
	challenge::{
		Binding, Content, Difference, Evidence, Excerpt, Exhibit, Proof, Reference, Substitute,
	},
	merkle,
	normal::normalize,
	receipt::{Answer, CompactReceipt, Credit, HeldSpan, Receipt},
	ContributionId,
};

use crate::{
	to_index, to_position,
	world::{Batch, Filed, Text, H, WORLD},
};

const CHUNK: usize = 1_024;
const LONGEST_EXCERPT: usize = 5 * CHUNK;
const LONGEST_MATCH: u32 = 4_092;
const LONGEST_FLAW: u32 = 256;
/// Bytes before a position, and from it on, that say whether a token starts there.
const CONTEXT: u32 = 4;
const LISTED_SPANS: usize = 1_024;
const LONGEST_OUTPUT: u32 = 64 * 1_024;

/// Whether a token of a text of the world starts at byte `at`.
pub fn starts_token(text: &[u8], at: usize) -> bool {
	let Some(c) = (1..=4).find_map(|len| only_char(text.get(at..at + len)?)) else { return false };
	let is_after_word = match at {
		0 => false,
		_ => match (1..=4).find_map(|len| only_char(text.get(at.checked_sub(len)?..at)?)) {
			Some(before) => is_of_word(before),
			None => return false,
		},
	};
	c != ' ' && !(is_of_word(c) && is_after_word)
}

/// The character that these bytes are, if they are one.
fn only_char(bytes: &[u8]) -> Option<char> {
	let mut chars = str::from_utf8(bytes).ok()?.chars();
	chars.next().filter(|_| chars.next().is_none())
}

/// Whether a character of the world's texts is a part of words, and not a token by itself.
fn is_of_word(c: char) -> bool {
	match c {
		_ if c.is_ascii() => c.is_ascii_alphanumeric(),
		'é' | 'î' | '\u{301}' | '\u{200b}' | '\u{ad}' => true,
		'“' | '”' | '’' | '—' | '…' | '，' | '。' => false,
		// Chinese and Thai are written without spaces.
		'\u{4e00}'..='\u{9fff}' | '\u{e01}'..='\u{e3a}' | '\u{e40}'..='\u{e4e}' => false,
		_ => panic!("no text of the world has {c:?}"),
	}
}

/// Whether no text in normal form has these bytes: between two characters that nothing composes
/// with, or at its ends, they would not stay what they are.
pub fn is_flawed(window: &[u8], is_first: bool, is_last: bool) -> bool {
	let begins_within = window.first().is_none_or(|byte| byte & 0xc0 == 0x80 && !is_first);
	if begins_within {
		return false;
	}
	let (text, is_last) = match str::from_utf8(window) {
		Ok(text) => (text, is_last),
		// Bytes that are no character, or the end of the text within one.
		Err(error) if error.error_len().is_some() || is_last => return true,
		Err(error) => (str::from_utf8(&window[..error.valid_up_to()]).unwrap_or_default(), false),
	};
	let frame = |is_end| if is_end { "" } else { "|" };
	let framed = [frame(is_first), text, frame(is_last)].concat();
	normalize(&framed) != framed
}

/// Bytes of a text that somebody has shown.
pub struct Shown {
	text: &'static Text,
	range: Range<usize>,
}

impl Shown {
	/// What `excerpt` shows of `content`. `None` unless the world has such a text, and these are
	/// chunks of it with all their siblings.
	pub fn by(excerpt: &Excerpt, content: &Content) -> Option<Self> {
		let text = WORLD.texts().find(|text| text.content == *content)?;
		let from = to_index(excerpt.first).checked_mul(CHUNK)?;
		let range = from..from.checked_add(excerpt.bytes.len())?;
		let is_whole = range.end.is_multiple_of(CHUNK) || range.end == text.bytes.len();
		let is_there = !range.is_empty()
			&& is_whole
			&& text.bytes.get(range.clone()) == Some(excerpt.bytes.as_slice());
		is_there.then_some(())?;
		let chunks = to_position(range.len().div_ceil(CHUNK));
		let path = merkle::range_path::<H>(&text.hashes, excerpt.first, chunks)?;
		(path == excerpt.path.as_slice()).then_some(Self { text, range })
	}

	pub fn get(&self, start: u32, len: u32) -> Option<&'static [u8]> {
		let start = to_index(start);
		let end = start.checked_add(to_index(len))?;
		let is_shown = self.range.start <= start && end <= self.range.end;
		is_shown.then(|| &self.text.bytes[start..end])
	}

	/// `None` when it is not in the text, or not all of what says it is shown.
	pub fn starts_token(&self, at: u32) -> Option<bool> {
		let len = self.text.content.len;
		let (from, to) = (at.saturating_sub(CONTEXT), at.saturating_add(CONTEXT).min(len));
		(at < len).then(|| self.get(from, to - from))??;
		Some(starts_token(&self.text.bytes, to_index(at)))
	}

	/// `None` when these bytes are not all shown, or are none or too many.
	fn is_flawed(&self, at: u32, len: u32) -> Option<bool> {
		let window = self.get(at, len).filter(|_| (1..=LONGEST_FLAW).contains(&len))?;
		Some(is_flawed(window, at == 0, at + len == self.text.content.len))
	}
}

/// Whether an excerpt can have the bytes from `from` to before `to` of a text of `len` bytes.
pub fn fits_excerpt(len: usize, from: u32, to: u32) -> bool {
	let (from, to) = (to_index(from), to_index(to));
	from < to && to <= len && {
		let end = to.next_multiple_of(CHUNK).min(len);
		end - from / CHUNK * CHUNK <= LONGEST_EXCERPT
	}
}

/// What is at the place that an exhibit shows, if whoever settled it is bound to the receipt.
fn bound<'a>(batch: &'a Batch, exhibit: &Exhibit) -> Option<&'a Filed> {
	let filed = batch.filed.get(to_index(exhibit.index))?;
	let is_bound = || match &exhibit.binding {
		Binding::Committed(path) => {
			*path == filed.committed_path && commitment(&exhibit.receipt) == filed.committed
		}
		Binding::Signed(signature) => {
			let signer = batch.settled.signer.as_ref();
			signer.is_some_and(|signer| has_signed(signer, &exhibit.receipt, signature))
		}
	};
	(exhibit.path == filed.exhibit.path && is_bound()).then_some(filed)
}

/// The same, if the chain has of the receipt what follows from it.
pub fn opened<'a>(batch: &'a Batch, exhibit: &Exhibit) -> Option<&'a Filed> {
	bound(batch, exhibit).filter(|filed| follows(&exhibit.receipt, &filed.settled))
}

/// Whether a compact receipt of the world's batches is that of a receipt.
fn follows(receipt: &Receipt, settled: &CompactReceipt) -> bool {
	let Answer { model, span_params, fee, output_len, credits: settled_credits } = &settled.answer;
	let is_same = receipt.payment == settled.payment
		&& (receipt.model, receipt.span_params) == (*model, *span_params)
		&& (receipt.fee, receipt.output_len) == (*fee, *output_len);
	is_same
		&& is_output(receipt.output_len)
		&& credits(receipt).as_deref() == Some(settled_credits.as_slice())
}

/// Whether `proof` refutes a receipt of `batch`.
pub fn refutes(batch: &Batch, exhibit: &Exhibit, proof: &Proof) -> bool {
	let decide = || {
		let (receipt, is_signed) =
			(&exhibit.receipt, matches!(exhibit.binding, Binding::Signed(_)));
		let filed = match proof {
			Proof::ScoreMismatch { compact } => {
				let filed = bound(batch, exhibit).filter(|_| !is_signed)?;
				return Some(filed.settled == *compact && !follows(receipt, compact));
			}
			Proof::Substituted { settled: Substitute::Receipt { compact } } => {
				let filed = bound(batch, exhibit).filter(|_| is_signed)?;
				let is_of_answer = compact.payment == receipt.payment;
				return Some(
					is_of_answer && filed.settled == *compact && !follows(receipt, compact),
				);
			}
			_ => opened(batch, exhibit)?,
		};
		match proof {
			Proof::ScoreMismatch { .. } => None,
			Proof::Substituted { settled: Substitute::Receipt { .. } } => None,
			Proof::Substituted { settled: Substitute::Commitment { commitment: other, path } } => {
				let is_committed = *path == filed.committed_path && *other == filed.committed;
				Some(is_signed && is_committed && commitment(receipt) != *other)
			}
			Proof::Mismatch { span, difference } => {
				is_mismatch(receipt, receipt.spans.get(to_index(*span))?, difference)
			}
			Proof::LongerMatch { found, output, text } => {
				Some(is_match(receipt, found, output, text)? && is_missing(receipt, found))
			}
			Proof::EarlierHolder { span, contribution, offset, text, reference } => {
				let held = receipt.spans.get(to_index(*span))?;
				let earlier = Shown::by(text, &content(*contribution)?)?;
				let (theirs, start) = match reference {
					Reference::Output(excerpt) => {
						(Shown::by(excerpt, &output_of(receipt))?, held.span.start)
					}
					Reference::Holder(excerpt) => {
						(Shown::by(excerpt, &content(held.contribution)?)?, held.offset)
					}
				};
				let is_same =
					earlier.get(*offset, held.span.len)? == theirs.get(start, held.span.len)?;
				let is_earlier = *contribution < held.contribution;
				Some(earlier.starts_token(*offset)? && is_same && is_earlier)
			}
			Proof::Malformed { at, len, output } => {
				Shown::by(output, &output_of(receipt))?.is_flawed(*at, *len)
			}
		}
	};
	decide().unwrap_or(false)
}

/// Whether `evidence` answers a demand for listed span number `span`.
pub fn reveals(batch: &Batch, exhibit: &Exhibit, span: u32, evidence: &Evidence) -> bool {
	let decide = || {
		matches!(exhibit.binding, Binding::Committed(_)).then_some(())?;
		opened(batch, exhibit)?;
		let receipt = &exhibit.receipt;
		match (receipt.spans.get(to_index(span)), evidence) {
			(Some(held), Evidence::Span { output, text }) => is_match(receipt, held, output, text),
			(None, Evidence::SpanNotFound { output }) => {
				// The first number beyond the listed ones asks for the first chunk, and round.
				let beyond = to_index(span) - receipt.spans.len();
				let chunks = to_index(receipt.output_len).div_ceil(CHUNK);
				let asked = to_position(beyond % chunks * CHUNK);
				Some(Shown::by(output, &output_of(receipt))?.get(asked, 1).is_some())
			}
			_ => None,
		}
	};
	decide().unwrap_or(false)
}

fn content(id: ContributionId) -> Option<Content> {
	WORLD.corpus.get(&id).map(|text| text.content)
}

fn output_of(receipt: &Receipt) -> Content {
	Content { root: receipt.output_root, len: receipt.output_len }
}

/// Whether the difference is there. `None` when what it takes is not shown.
fn is_mismatch(receipt: &Receipt, held: &HeldSpan, difference: &Difference) -> Option<bool> {
	let Some(content) = content(held.contribution) else {
		return Some(matches!(difference, Difference::NotInCorpus));
	};
	Some(match difference {
		Difference::Byte { at, output, text } => {
			let ours = Shown::by(output, &output_of(receipt))?;
			let theirs = Shown::by(text, &content)?;
			let ours = ours.get(held.span.start.checked_add(*at)?, 1)?;
			let theirs = theirs.get(held.offset.checked_add(*at)?, 1)?;
			*at < held.span.len && ours != theirs
		}
		Difference::OutputToken { output } => {
			!Shown::by(output, &output_of(receipt))?.starts_token(held.span.start)?
		}
		Difference::TextToken { text } => !Shown::by(text, &content)?.starts_token(held.offset)?,
		Difference::BeyondText => {
			u64::from(held.offset) + u64::from(held.span.len) > u64::from(content.len)
		}
		Difference::NotInCorpus => false,
	})
}

/// Whether the span is a match of output and text. `None` when not all of it is shown.
fn is_match(receipt: &Receipt, held: &HeldSpan, output: &Excerpt, text: &Excerpt) -> Option<bool> {
	let ours = Shown::by(output, &output_of(receipt))?;
	let theirs = Shown::by(text, &content(held.contribution)?)?;
	let len = held.span.len;
	let starts = ours.starts_token(held.span.start)? && theirs.starts_token(held.offset)?;
	let same = ours.get(held.span.start, len)? == theirs.get(held.offset, len)?;
	Some(starts && same && len >= u32::from(receipt.span_params.min_span) && len <= LONGEST_MATCH)
}

/// Bytes of its own that a listed span of `len` bytes has at least.
fn due(len: u32, receipt: &Receipt) -> u32 {
	(len - u32::from(receipt.span_params.min_span)) / 2 + 1
}

/// Whether the rule would list a match of the output that the receipt does not list: better spans
/// leave as many of its bytes as are due, and it has a place among them.
fn is_missing(receipt: &Receipt, found: &HeldSpan) -> bool {
	// Greater is better.
	let rank = |held: &HeldSpan| (held.span.len, Reverse(held.span.start));
	let is_better = |held: &&HeldSpan| rank(held) >= rank(found);
	let better: Vec<&HeldSpan> = receipt.spans.iter().filter(is_better).collect();
	let has = |held: &HeldSpan, byte: u32| {
		held.span.start <= byte && byte < held.span.start + held.span.len
	};
	let bytes = found.span.start..found.span.start + found.span.len;
	let left = bytes.filter(|byte| !better.iter().any(|held| has(held, *byte))).count();
	left >= to_index(due(found.span.len, receipt)) && better.len() < LISTED_SPANS
}

/// The credits that a receipt's spans give, if they can be. Only for outputs that can be.
pub fn credits(receipt: &Receipt) -> Option<Vec<Credit>> {
	let spans = receipt.spans.as_slice();
	let end = |held: &HeldSpan| u64::from(held.span.start) + u64::from(held.span.len);
	let can_be = |held: &HeldSpan| {
		end(held) <= u64::from(receipt.output_len)
			&& held.span.len >= u32::from(receipt.span_params.min_span)
			&& held.span.len <= LONGEST_MATCH
	};
	let ascends = |pair: &[HeldSpan]| {
		pair[0].span.start < pair[1].span.start && end(&pair[0]) < end(&pair[1])
	};
	if !spans.iter().all(can_be) || !spans.windows(2).all(ascends) {
		return None;
	}
	// Each byte is painted by all spans over it, by the best one last.
	let mut order: Vec<usize> = (0..spans.len()).collect();
	order.sort_by_key(|nth| (spans[*nth].span.len, Reverse(spans[*nth].span.start)));
	let mut owners = vec![None; to_index(receipt.output_len)];
	for nth in order {
		let start = to_index(spans[nth].span.start);
		owners[start..start + to_index(spans[nth].span.len)].fill(Some(nth));
	}
	let mut owned = vec![0_u32; spans.len()];
	owners.into_iter().flatten().for_each(|nth| owned[nth] += 1);
	let mut points = BTreeMap::<ContributionId, u32>::new();
	for (held, owned) in spans.iter().zip(owned) {
		if owned < due(held.span.len, receipt) {
			return None;
		}
		let each = held.span.len.min(receipt.span_params.full_span.into());
		*points.entry(held.contribution).or_default() += owned * each;
	}
	let credit = |(contribution, points)| Credit { contribution, points };
	Some(points.into_iter().map(credit).collect())
}

/// Whether an output can have this length.
pub fn is_output(len: u32) -> bool {
	(1..=LONGEST_OUTPUT).contains(&len)
}

/// Whether an answer may be settled, as far as it shows itself.
pub fn is_sound(answer: &Answer) -> bool {
	let credits = answer.credits.as_slice();
	let points: u64 = credits.iter().map(|credit| u64::from(credit.points)).sum();
	is_output(answer.output_len)
		&& credits.windows(2).all(|pair| pair[0].contribution < pair[1].contribution)
		&& credits.iter().all(|credit| credit.points > 0)
		&& points <= u64::from(answer.span_params.full_span) * u64::from(answer.output_len)
}
