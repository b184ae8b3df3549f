// SPDX-License-Identifier: Apache-2.0

//! What the chain has to decide, by whoever has all texts at hand: byte for byte, and with no code
//! of the chain's but types and the siblings of chunks.

use std::{cmp::Reverse, collections::BTreeMap, ops::Range};

use openledger_primitives::{
	challenge::{Content, Difference, Evidence, Excerpt, Exhibit, Proof, Reference},
	merkle,
	receipt::{CompactReceipt, Credit, HeldSpan, Receipt},
	ContributionId,
};

use crate::{
	to_index, to_position,
	world::{Batch, Filed, Text, H, WORLD},
};

const CHUNK: usize = 1_024;
const LONGEST_EXCERPT: usize = 5 * CHUNK;
const LONGEST_MATCH: u32 = 4_096;
const LISTED_SPANS: usize = 1_024;
const LONGEST_OUTPUT: u32 = 64 * 1_024;

/// Whether a token of `text` starts at byte `at`.
pub fn starts_token(text: &[u8], at: usize) -> bool {
	let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
	match text.get(at) {
		None | Some(b' ') => false,
		Some(byte) if is_word(byte) => !at.checked_sub(1).is_some_and(|at| is_word(&text[at])),
		Some(_) => true,
	}
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

	/// `None` when the byte or the one before is not shown.
	pub fn starts_token(&self, at: u32) -> Option<bool> {
		self.get(at.saturating_sub(1), if at == 0 { 1 } else { 2 })?;
		Some(starts_token(&self.text.bytes, to_index(at)))
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

/// The receipt that an exhibit shows, if it is the one that the batch has at this place.
fn filed<'a>(batch: &'a Batch, exhibit: &Exhibit) -> Option<&'a Filed> {
	let filed = batch.filed.get(to_index(exhibit.index))?;
	(filed.exhibit == *exhibit).then_some(filed)
}

/// The same, if the chain has of it what follows from it.
pub fn opened<'a>(batch: &'a Batch, exhibit: &Exhibit) -> Option<&'a Filed> {
	filed(batch, exhibit).filter(|filed| filed.follows)
}

/// Whether `proof` refutes a receipt of `batch`.
pub fn refutes(batch: &Batch, exhibit: &Exhibit, proof: &Proof) -> bool {
	let decide = || {
		if let Proof::ScoreMismatch { compact } = proof {
			let filed = filed(batch, exhibit)?;
			return Some(filed.settled == *compact && !filed.follows);
		}
		let receipt = &opened(batch, exhibit)?.exhibit.receipt;
		match proof {
			Proof::ScoreMismatch { .. } => None,
			Proof::Mismatch { span, difference } => {
				is_mismatch(receipt, receipt.spans.get(to_index(*span))?, difference)
			}
			Proof::LongerMatch { over, found, output, text } => {
				Some(beats(receipt, *over, found) && is_match(receipt, found, output, text)?)
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
		}
	};
	decide().unwrap_or(false)
}

/// Whether `evidence` answers a demand for listed span number `span`.
pub fn reveals(batch: &Batch, exhibit: &Exhibit, span: u32, evidence: &Evidence) -> bool {
	let decide = || {
		let receipt = &opened(batch, exhibit)?.exhibit.receipt;
		match (receipt.spans.get(to_index(span)), evidence) {
			(Some(held), Evidence::Span { output, text }) => is_match(receipt, held, output, text),
			(None, Evidence::NoSuchSpan { output }) => {
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
	let content = content(held.contribution)?;
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
	})
}

/// Whether the span is a match of output and text. `None` when not all of it is shown.
fn is_match(receipt: &Receipt, held: &HeldSpan, output: &Excerpt, text: &Excerpt) -> Option<bool> {
	let ours = Shown::by(output, &output_of(receipt))?;
	let theirs = Shown::by(text, &content(held.contribution)?)?;
	let len = held.span.len;
	let starts = ours.starts_token(held.span.start)? && theirs.starts_token(held.offset)?;
	let same = ours.get(held.span.start, len)? == theirs.get(held.offset, len)?;
	Some(starts && same && len >= u32::from(receipt.rule.min_span) && len <= LONGEST_MATCH)
}

/// Whether a match is over byte `over` of the output and better than what the receipt says of it.
fn beats(receipt: &Receipt, over: u32, found: &HeldSpan) -> bool {
	let is_over = |held: &HeldSpan| {
		let end = u64::from(held.span.start) + u64::from(held.span.len);
		held.span.start <= over && u64::from(over) < end
	};
	// Greater is better.
	let rank = |held: &HeldSpan| (held.span.len, Reverse(held.span.start));
	let owner = receipt.spans.iter().filter(|held| is_over(held)).map(rank).max();
	let to_beat = match owner {
		Some(owner) => Some(owner),
		None if receipt.spans.len() == LISTED_SPANS => receipt.spans.iter().map(rank).min(),
		None => None,
	};
	is_over(found) && to_beat.is_none_or(|to_beat| rank(found) > to_beat)
}

/// The credits that a receipt's spans give, if they can be. Only for outputs that can be.
pub fn credits(receipt: &Receipt) -> Option<Vec<Credit>> {
	let spans = receipt.spans.as_slice();
	let end = |held: &HeldSpan| u64::from(held.span.start) + u64::from(held.span.len);
	let can_be = |held: &HeldSpan| {
		end(held) <= u64::from(receipt.output_len)
			&& held.span.len >= u32::from(receipt.rule.min_span)
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
		if owned == 0 {
			return None;
		}
		let each = held.span.len.min(receipt.rule.full_span.into());
		*points.entry(held.contribution).or_default() += owned * each;
	}
	let credit = |(contribution, points)| Credit { contribution, points };
	Some(points.into_iter().map(credit).collect())
}

/// Whether an output can have this length.
pub fn is_output(len: u32) -> bool {
	(1..=LONGEST_OUTPUT).contains(&len)
}

/// Whether a compact receipt may be settled, as far as it shows itself.
pub fn is_sound(compact: &CompactReceipt) -> bool {
	let credits = compact.credits.as_slice();
	let points: u64 = credits.iter().map(|credit| u64::from(credit.points)).sum();
	is_output(compact.output_len)
		&& credits.windows(2).all(|pair| pair[0].contribution < pair[1].contribution)
		&& credits.iter().all(|credit| credit.points > 0)
		&& points <= u64::from(compact.rule.full_span) * u64::from(compact.output_len)
}
