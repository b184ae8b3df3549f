// SPDX-License-Identifier: Apache-2.0

//! Engine and chain agree: what the engine attributes is refuted by no proof that anyone can make,
//! and what pays otherwise is refuted by the engine's proof.

use std::collections::{BTreeMap, BTreeSet};

use openledger_attributor::{NormalText, Seen, Verdict};
use openledger_primitives::{
	challenge::{check_reveal, Excerpt, Proof},
	content::content_root,
	limits::MAX_MATCH_BYTES,
	normal::{find_flaw, MAX_FLAW_BYTES},
	receipt::{CompactReceipt, Credit, HeldSpan, Payment, Receipt},
	span::{due, owned_stretches, Span, SpanParams},
	token::token_starts,
	ContributionId,
};
use proptest::{prelude::*, sample::Index as Pick};
use sp_core::Blake2Hasher;

mod common;
use common::{prose, Prover, Settled, Texts, World};

/// Proofs of a kind that are tried in a case: some hundred, which nearly all cases have fewer than;
/// in a soak all there are.
fn tried() -> usize {
	if is_soak() {
		usize::MAX
	} else {
		200
	}
}

fn is_soak() -> bool {
	std::env::var_os("OPENLEDGER_SOAK").is_some()
}

/// All of them, or of more than `most` every n-th from somewhere on.
fn thin<T>(all: Vec<T>, most: usize, from: usize) -> impl Iterator<Item = T> {
	let step = all.len().div_ceil(most).max(1);
	all.into_iter().skip(from % step).step_by(step)
}

/// The longest matches, from every token start of the output on with every token start of every
/// text.
fn matches(
	world: &World,
	output: &NormalText,
	span_params: SpanParams,
	from: usize,
) -> Vec<HeldSpan> {
	let least = usize::from(span_params.min_span);
	let mut places = BTreeMap::<&[u8], Vec<(ContributionId, usize, &[u8])>>::new();
	for (id, text) in &world.texts {
		for offset in token_starts(text.as_bytes()) {
			let tail = &text.as_bytes()[offset..];
			if let Some(head) = tail.get(..least) {
				places.entry(head).or_default().push((*id, offset, tail));
			}
		}
	}
	let mut found = Vec::new();
	for start in token_starts(output.as_bytes()) {
		let rest = &output.as_bytes()[start..];
		let there = rest.get(..least).and_then(|head| places.get(head)).cloned();
		for (contribution, offset, tail) in
			thin(there.unwrap_or_default(), tried().div_ceil(5), from)
		{
			let len = rest.iter().zip(tail).take_while(|(a, b)| a == b).count();
			let len = (len as u32).min(MAX_MATCH_BYTES);
			let span = Span { start: start as u32, len };
			found.push(HeldSpan { span, contribution, offset: offset as u32 });
		}
	}
	found
}

/// Every `LongerMatch`: by each match and by beginnings of it, to where listed spans begin and end,
/// and as long as they are.
fn longer_matches(
	prover: &Prover<'_>,
	receipt: &Receipt,
	matches: &[HeldSpan],
	from: usize,
) -> Vec<Proof> {
	let least = u32::from(receipt.span_params.min_span);
	let spans = || receipt.spans.iter().map(|held| held.span);
	let edges: BTreeSet<u32> =
		spans().flat_map(|span| [span.start, span.end() - 1, span.end()]).collect();
	let lens: BTreeSet<u32> =
		spans().flat_map(|span| [span.len - 1, span.len, span.len + 1]).collect();
	let mut all = Vec::new();
	for found in thin(matches.to_vec(), tried().saturating_mul(2), from) {
		let Span { start, len } = found.span;
		// The last is no match.
		let mut tried = BTreeSet::from([len, least, (len + least) / 2, len + 1]);
		tried.extend(edges.range(start + 1..=start + len).map(|edge| edge - start));
		tried.extend(lens.range(least..=len));
		for len in tried {
			all.push(HeldSpan { span: Span { start, len }, ..found });
		}
		// From within a token on, or from the next.
		let within = Span { start: start + 1, len: len - 1 };
		all.push(HeldSpan { span: within, offset: found.offset + 1, ..found });
	}
	thin(all, tried(), from).filter_map(|found| prover.longer(found)).collect()
}

/// Every `EarlierHolder`: each listed span in each text, at each offset where it is, at a token
/// start or not, and at some where it is not.
fn earlier_holders(prover: &Prover<'_>, receipt: &Receipt, from: usize) -> Vec<Proof> {
	let (mut same, mut other) = (Vec::new(), Vec::new());
	for (span, held) in (0..).zip(&receipt.spans) {
		let start = held.span.start as usize;
		let bytes = &prover.output.as_bytes()[start..held.span.end() as usize];
		for (id, text) in &prover.world.texts {
			for (offset, window) in text.as_bytes().windows(bytes.len()).enumerate() {
				if window == bytes {
					same.push((span, *held, *id, offset as u32));
				} else if is_soak() || offset % 16 == from % 16 {
					other.push((span, *held, *id, offset as u32));
				}
			}
		}
	}
	thin(same, tried().div_ceil(2), from)
		.chain(thin(other, tried().div_ceil(10), from))
		.flat_map(|(span, held, id, offset)| prover.earlier(span, &held, id, offset))
		.collect()
}

/// Every `Mismatch`: each byte of each listed span and one more, its places, its end.
fn mismatches(prover: &Prover<'_>, receipt: &Receipt, from: usize) -> Vec<Proof> {
	let listed = || (0..).zip(&receipt.spans);
	let bytes =
		listed().flat_map(|(span, held)| (0..=held.span.len).map(move |at| (span, held, at)));
	thin(bytes.collect(), tried(), from)
		.filter_map(|(span, held, at)| prover.byte(span, held, at))
		.chain(listed().flat_map(|(span, held)| prover.places(span, held)))
		.collect()
}

/// Every `Malformed`: each byte with those that follow, and with as many as a flaw may have.
fn malformed(prover: &Prover<'_>, from: usize) -> Vec<Proof> {
	let len = prover.output.len();
	let windows = (0..len).flat_map(|at| {
		let lens = BTreeSet::from([1, 2, 3, 4, 30, MAX_FLAW_BYTES]);
		lens.into_iter().map(move |most| (at, most.min(len - at)))
	});
	thin(windows.collect(), tried(), from)
		.filter_map(|(at, len)| prover.malformed(at, len))
		.collect()
}

/// Every `ScoreMismatch` by a compact receipt that is a little different, and by the right one.
fn score_mismatches(settled: &Settled) -> Vec<Proof> {
	let changes: [fn(&mut CompactReceipt); 7] = [
		|_| (),
		|compact| compact.answer.model += 1,
		|compact| compact.answer.fee += 1,
		|compact| compact.answer.output_len += 1,
		|compact| compact.answer.credits.iter_mut().for_each(|credit| credit.points += 1),
		|compact| compact.answer.credits.truncate(compact.answer.credits.len() / 2),
		|compact| compact.payment = Payment::Channel { channel: 5, sequence: 1 },
	];
	let change = |change: fn(&mut CompactReceipt)| {
		let mut compact = settled.compact.clone();
		change(&mut compact);
		Proof::ScoreMismatch { compact }
	};
	changes.into_iter().map(change).collect()
}

/// Few letters, so that matches abound; every class of byte; characters of two and four bytes.
fn letters() -> impl Strategy<Value = String> {
	let character = prop_oneof![
		6 => prop::sample::select(vec!['a', 'b']),
		3 => Just(' '),
		2 => prop::sample::select(vec!['c', 'é', '.', '7', '😀', '“', '…', '漢', '字', 'ก', '한', 'ह', '\u{94d}']),
	];
	let random = prop::collection::vec(character, 0..40);
	prop_oneof![
		4 => random.prop_map(String::from_iter),
		1 => ("[ab.é]{1,3} ?", 1usize..20).prop_map(|(unit, times)| unit.repeat(times)),
	]
}

/// Few words, so that stretches of a few tokens are in several texts.
fn words() -> impl Strategy<Value = String> {
	let word = prop::sample::select(vec![
		"tide",
		"bell",
		"the",
		"of",
		"harbour",
		"fog-bound",
		"pier.",
		"at",
		"lamp",
		"é",
		"x1",
		"“the",
		"lamp”—at",
		"海上有雾",
		"灯。",
		"หมอก",
		"туман",
		"कोहरा",
		"ضباب",
		"안개",
		"sương",
	]);
	prop::collection::vec(word, 1..14).prop_map(|words| words.join(" "))
}

/// What a text is put together from: a whole piece, or a stretch of one.
type Part = (Pick, Option<(Pick, Pick)>);

fn parts(count: std::ops::Range<usize>) -> impl Strategy<Value = Vec<Part>> {
	let part = (any::<Pick>(), prop::option::of(any::<(Pick, Pick)>()));
	prop::collection::vec(part, count)
}

fn assemble(parts: &[Part], pieces: &[String], max: usize) -> Option<NormalText> {
	let text: String = parts
		.iter()
		.map(|(piece, ends)| {
			let piece: &String = piece.get(pieces);
			let count = piece.chars().count() + 1;
			let (one, other) =
				ends.map_or((0, count), |(one, other)| (one.index(count), other.index(count)));
			piece.chars().skip(one.min(other)).take(one.abs_diff(other)).collect::<String>()
		})
		.collect();
	let end = (0..=max.min(text.len())).rev().find(|end| text.is_char_boundary(*end))?;
	NormalText::from_bytes(&text.as_bytes()[..end]).ok()
}

/// Words that nothing else has, before a text: what follows is in a later chunk of it.
fn pad(text: NormalText, words: usize, seed: usize) -> NormalText {
	let padded = format!("{} {}", prose(words, seed), text.as_str());
	NormalText::from_bytes(padded.as_bytes()).unwrap()
}

/// A corpus of 2 to 6 texts, and an output of up to 400 bytes, all from the same pieces. At times
/// the output or a text is longer by a chunk or two.
fn scene() -> impl Strategy<Value = (Texts, NormalText)> {
	let pieces =
		prop_oneof![prop::collection::vec(letters(), 2..7), prop::collection::vec(words(), 2..7),];
	let padding = prop_oneof![3 => Just(0usize), 1 => 130usize..290];
	(
		pieces,
		prop::collection::btree_map(0u64..40, parts(1..9), 2..=6),
		parts(2..12),
		padding.clone(),
		padding,
		any::<Pick>(),
	)
		.prop_filter_map(
			"an output has a byte",
			|(pieces, texts, output, before, within, longer)| {
				let mut texts: Texts = texts
					.into_iter()
					.filter_map(|(id, parts)| Some((id, assemble(&parts, &pieces, 300)?)))
					.collect();
				// The output takes from whole texts too.
				let whole = texts.values().map(|text| text.as_str().to_owned());
				let sources: Vec<String> = pieces.into_iter().chain(whole).collect();
				let output = assemble(&output, &sources, 400)?;
				if !texts.is_empty() {
					let id = *longer.get(&texts.keys().copied().collect::<Vec<_>>());
					let text = texts.remove(&id)?;
					texts.insert(id, pad(text, within, 1));
				}
				Some((texts, pad(output, before, 2)))
			},
		)
}

fn span_params() -> impl Strategy<Value = SpanParams> {
	let full_span = prop::sample::select(vec![16, 32, 40, 64, 256, 4_092]);
	(prop::sample::select(vec![16, 32]), full_span).prop_map(|(min_span, full_span)| SpanParams {
		min_span,
		full_span: min_span.max(full_span),
	})
}

/// Stretches of an output that someone has seen.
fn seen() -> impl Strategy<Value = Vec<(Pick, u32)>> {
	prop::collection::vec((any::<Pick>(), 1u32..1_500), 0..3)
}

fn excerpts(output: &NormalText, seen: &[(Pick, u32)]) -> Vec<Excerpt> {
	seen.iter()
		.filter_map(|(from, len)| {
			let from = from.index(output.len() as usize) as u32;
			let to = (from + len).min(output.len());
			Excerpt::of::<Blake2Hasher>(output.as_bytes(), from, to)
		})
		.collect()
}

/// How a receipt is falsified.
#[derive(Clone, Debug)]
enum Lie {
	Drop(Pick),
	Shorten(Pick, u32),
	Lengthen(Pick, u32),
	/// The span begins at a later token.
	Behead(Pick, Pick),
	/// All of the span is somewhere else in the output.
	Move(Pick, Pick),
	Offset(Pick, Pick),
	/// Held by any contribution, at any token start.
	Holder(Pick, Pick, Pick),
	/// Held by another that has it.
	Copy(Pick, Pick),
	/// A match more, which may own nothing.
	Add(Pick, u32),
	/// Other matches instead.
	Matches(Vec<(Pick, u32)>),
	/// The spans of an output that differs in one place.
	OtherOutput(Pick),
	Points(Pick, u32),
	NewCredit(u64, u32),
	Fee,
	Model,
	Params,
	Payer,
	Sequence,
}

const OF_THE_CHAIN: [Lie; 5] = [Lie::Fee, Lie::Model, Lie::Params, Lie::Payer, Lie::Sequence];

fn lie() -> impl Strategy<Value = Lie> {
	let pick = any::<Pick>;
	let few = || prop_oneof![3 => 1u32..8, 1 => 8u32..100];
	prop_oneof![
		2 => pick().prop_map(Lie::Drop),
		2 => (pick(), few()).prop_map(|(span, by)| Lie::Shorten(span, by)),
		1 => (pick(), few()).prop_map(|(span, by)| Lie::Lengthen(span, by)),
		2 => (pick(), pick()).prop_map(|(span, token)| Lie::Behead(span, token)),
		1 => (pick(), pick()).prop_map(|(span, start)| Lie::Move(span, start)),
		1 => (pick(), pick()).prop_map(|(span, offset)| Lie::Offset(span, offset)),
		1 => (pick(), pick(), pick()).prop_map(|(span, text, at)| Lie::Holder(span, text, at)),
		3 => (pick(), pick()).prop_map(|(span, place)| Lie::Copy(span, place)),
		2 => (pick(), few()).prop_map(|(found, len)| Lie::Add(found, len)),
		4 => prop::collection::vec((pick(), few()), 0..8).prop_map(Lie::Matches),
		1 => pick().prop_map(Lie::OtherOutput),
		1 => (pick(), few()).prop_map(|(credit, by)| Lie::Points(credit, by)),
		1 => (0u64..40, few()).prop_map(|(id, points)| Lie::NewCredit(id, points)),
		1 => prop::sample::select(OF_THE_CHAIN.to_vec()),
	]
}

/// An answer that is falsified.
struct Answer<'a> {
	world: &'a World,
	output: &'a NormalText,
	span_params: SpanParams,
	matches: Vec<HeldSpan>,
}

impl Answer<'_> {
	/// A beginning of one of the matches.
	fn beginning(&self, found: &Pick, more: u32) -> Option<HeldSpan> {
		let least = u32::from(self.span_params.min_span);
		let found = (!self.matches.is_empty()).then(|| *found.get(&self.matches))?;
		let len = least + more % (found.span.len - least + 1);
		// As often the whole of it.
		let len = if more.is_multiple_of(2) { found.span.len } else { len };
		Some(HeldSpan { span: Span { len, ..found.span }, ..found })
	}

	fn falsify(&self, lie: &Lie, spans: &mut Vec<HeldSpan>) {
		match lie {
			Lie::Drop(pick) => {
				if !spans.is_empty() {
					spans.remove(pick.index(spans.len()));
				}
			}
			Lie::Matches(list) => {
				*spans = list.iter().filter_map(|(pick, n)| self.beginning(pick, *n)).collect();
			}
			Lie::Add(pick, n) => spans.extend(self.beginning(pick, *n)),
			Lie::OtherOutput(pick) => {
				let mut bytes = self.output.as_bytes().to_vec();
				let at = pick.index(bytes.len());
				bytes[at] = b'#';
				// Not where it cuts a character, or makes or ends a space.
				if let Ok(other) = NormalText::from_bytes(&bytes) {
					let attribution = self.world.index.attribute(&other, self.span_params).unwrap();
					*spans = attribution.spans.to_vec();
				}
			}
			Lie::Shorten(pick, _)
			| Lie::Lengthen(pick, _)
			| Lie::Behead(pick, _)
			| Lie::Move(pick, _)
			| Lie::Offset(pick, _)
			| Lie::Holder(pick, _, _)
			| Lie::Copy(pick, _) => {
				if !spans.is_empty() {
					self.falsify_span(lie, pick.get_mut(spans));
				}
			}
			Lie::Points(..) | Lie::NewCredit(..) => (),
			Lie::Fee | Lie::Model | Lie::Params | Lie::Payer | Lie::Sequence => (),
		}
	}

	fn falsify_span(&self, lie: &Lie, held: &mut HeldSpan) {
		let starts = |text: &NormalText| token_starts(text.as_bytes()).collect::<Vec<_>>();
		match lie {
			Lie::Shorten(_, by) => held.span.len = held.span.len.saturating_sub(*by),
			Lie::Lengthen(_, by) => held.span.len += by,
			Lie::Behead(_, token) => {
				let range = held.span.start as usize..held.span.end() as usize;
				let within: Vec<_> =
					starts(self.output).into_iter().filter(|start| range.contains(start)).collect();
				if !within.is_empty() {
					let by = *token.get(&within) as u32 - held.span.start;
					held.span.start += by;
					held.span.len -= by;
					held.offset += by;
				}
			}
			Lie::Move(_, start) => {
				let starts = starts(self.output);
				if !starts.is_empty() {
					held.span.start = *start.get(&starts) as u32;
				}
			}
			Lie::Offset(_, offset) => {
				if let Some(text) = self.world.texts.get(&held.contribution) {
					held.offset = offset.index(text.len() as usize) as u32;
				}
			}
			Lie::Holder(_, text, offset) => {
				let texts: Vec<_> = self.world.texts.iter().collect();
				if !texts.is_empty() {
					let (id, text) = *text.get(&texts);
					let starts = starts(text);
					held.contribution = *id;
					held.offset = if starts.is_empty() { 0 } else { *offset.get(&starts) as u32 };
				}
			}
			Lie::Copy(_, place) => {
				let same = |found: &&HeldSpan| {
					found.span.start == held.span.start && found.span.len >= held.span.len
				};
				let places: Vec<_> = self.matches.iter().filter(same).collect();
				if !places.is_empty() {
					let found = place.get(&places);
					(held.contribution, held.offset) = (found.contribution, found.offset);
				}
			}
			_ => (),
		}
	}

	/// Leaves only what gives credits.
	fn tidy(&self, spans: &mut Vec<HeldSpan>) {
		let lens = u32::from(self.span_params.min_span)..=MAX_MATCH_BYTES;
		spans.retain(|held| lens.contains(&held.span.len) && held.span.end() <= self.output.len());
		spans.sort_by_key(|held| (held.span.start, held.span.len));
		let mut last: Option<Span> = None;
		spans.retain(|held| {
			let ascends = last
				.is_none_or(|last| last.start < held.span.start && last.end() < held.span.end());
			last = if ascends { Some(held.span) } else { last };
			ascends
		});
		let plain: Vec<Span> = spans.iter().map(|held| held.span).collect();
		let mut owned = owned_stretches(&plain).unwrap().into_iter();
		// What is taken out leaves more to the others.
		spans.retain(|held| {
			let least = due(held.span.len, self.span_params.min_span);
			owned.next().is_some_and(|stretch| stretch.len >= least)
		});
	}
}

/// Settles `receipt` with what lies say of the chain's part. `truth` is what is true of its output.
fn settle(receipt: Receipt, truth: &CompactReceipt, lies: &[Lie]) -> Settled {
	// Spans that give no credits are settled with those of the truth.
	let mut compact = receipt.compact().unwrap_or_else(|| truth.clone());
	let answer = &mut compact.answer;
	for lie in lies {
		match lie {
			Lie::Points(pick, by) if !answer.credits.is_empty() => {
				let nth = pick.index(answer.credits.len());
				answer.credits[nth].points += by;
			}
			Lie::Points(..) => {}
			Lie::NewCredit(contribution, points) => {
				let credit = Credit { contribution: *contribution, points: *points };
				answer.credits.try_push(credit).unwrap();
			}
			Lie::Fee => answer.fee += 1,
			Lie::Model => answer.model += 1,
			Lie::Params => answer.span_params.full_span += 1,
			Lie::Payer => compact.payment = Payment::Direct { payer: [1; 32] },
			Lie::Sequence => compact.payment = Payment::Channel { channel: 5, sequence: 1 },
			_ => (),
		}
	}
	Settled::new(receipt, compact)
}

proptest! {
	#[test]
	fn no_proof_should_refute_what_the_engine_attributes(
		(texts, output) in scene(),
		span_params in span_params(),
		seen in seen(),
		from in any::<usize>(),
	) {
		let world = World::new(texts);
		let mut receipt = world.receipt(&output, span_params);
		let matches = matches(&world, &output, span_params, from);
		// Any offset in the holder is true where it has the same.
		for held in receipt.spans.iter_mut() {
			let same = matches.iter().filter(|found| {
				(found.span.start, found.contribution) == (held.span.start, held.contribution)
					&& found.span.len >= held.span.len
			});
			let offsets: Vec<u32> = same.map(|found| found.offset).collect();
			held.offset = offsets.get(from % 3).copied().unwrap_or(held.offset);
		}

		let compact = receipt.compact().unwrap();
		let settled = Settled::new(receipt.clone(), compact);
		prop_assert_eq!(settled.audit(&world, Seen::Whole(&output)), Verdict::True);
		let excerpts = excerpts(&output, &seen);
		prop_assert_eq!(settled.audit(&world, Seen::Chunks(&excerpts)), Verdict::Unrefuted);

		let prover = Prover { world: &world, output: &output };
		let proofs = longer_matches(&prover, &receipt, &matches, from)
			.into_iter()
			.chain(earlier_holders(&prover, &receipt, from))
			.chain(mismatches(&prover, &receipt, from))
			.chain(malformed(&prover, from))
			.chain(score_mismatches(&settled));
		let signed = settled.signed();
		for (nth, proof) in proofs.enumerate() {
			prop_assert!(settled.refute(&world, &proof).is_err(), "{:?}", proof);
			// By the operator's signature it is not otherwise; this takes longer.
			if is_soak() || nth % 64 == from % 64 {
				prop_assert!(world.refute(&settled.batch, &signed, &proof).is_err());
			}
		}

		for span in 0..=receipt.spans.len() as u32 {
			let evidence = world.index.evidence(&receipt, &output, span).unwrap();
			let checked = check_reveal::<Blake2Hasher>(
				&settled.exhibit,
				span,
				&evidence,
				&settled.batch,
				|id| world.content_of(id),
			);
			prop_assert_eq!(checked, Ok(()));
		}
	}

	#[test]
	fn every_false_credit_should_be_refuted(
		(texts, output) in scene(),
		span_params in span_params(),
		lies in prop::collection::vec(lie(), 1..4),
		is_tidy in prop::bool::weighted(0.8),
		seen in seen(),
		from in any::<usize>(),
	) {
		let world = World::new(texts);
		let truth = world.receipt(&output, span_params);
		let matches = matches(&world, &output, span_params, from);
		let answer = Answer { world: &world, output: &output, span_params, matches };
		let mut spans = truth.spans.to_vec();
		lies.iter().for_each(|lie| answer.falsify(lie, &mut spans));
		if is_tidy {
			answer.tidy(&mut spans);
		}
		let receipt = Receipt { spans: spans.clone().try_into().unwrap(), ..truth.clone() };
		let paid = truth.compact().unwrap();
		let settled = settle(receipt, &paid, &lies);

		match settled.audit(&world, Seen::Whole(&output)) {
			Verdict::False(proof) => {
				prop_assert_eq!(settled.refute(&world, &proof), Ok(()), "{:?}", proof);
			},
			verdict => {
				prop_assert_eq!(verdict, Verdict::True);
				prop_assert_eq!(&settled.compact, &paid);
				let held = |held: &HeldSpan| (held.span, held.contribution);
				prop_assert!(spans.iter().map(held).eq(truth.spans.iter().map(held)));
			},
		}
		// What a part of the output shows is no less right.
		let excerpts = excerpts(&output, &seen);
		match settled.audit(&world, Seen::Chunks(&excerpts)) {
			Verdict::False(proof) => {
				prop_assert_eq!(settled.refute(&world, &proof), Ok(()), "{:?}", proof);
			},
			verdict => prop_assert_eq!(verdict, Verdict::Unrefuted),
		}
	}

	#[test]
	fn an_output_that_is_no_normal_form_should_be_refuted(
		(texts, output) in scene(),
		span_params in span_params(),
		flaws in prop::collection::vec((any::<Pick>(), flaw()), 1..4),
	) {
		let world = World::new(texts);
		let honest = world.receipt(&output, span_params);
		let mut bytes = output.as_bytes().to_vec();
		for (at, flaw) in flaws {
			let at = at.index(bytes.len() + 1);
			bytes.splice(at..at, flaw);
		}
		let is_normal = NormalText::from_bytes(&bytes).is_ok_and(|text| text.as_bytes() == bytes);
		prop_assume!(!is_normal && bytes.len() <= 5_000);
		// Nothing that the rule says of it is wrong.
		let output_root = content_root::<Blake2Hasher>(&bytes).unwrap();
		let receipt = Receipt { output_root, output_len: bytes.len() as u32, ..honest };
		let receipt = Receipt { spans: Default::default(), ..receipt };
		let compact = receipt.compact().unwrap();
		let settled = Settled::new(receipt, compact);
		let all = Excerpt::of::<Blake2Hasher>(&bytes, 0, bytes.len() as u32).unwrap();
		let (at, len) = find_flaw(&bytes).unwrap();
		let proof = Proof::Malformed { at, len, output: all.clone() };
		prop_assert_eq!(settled.refute(&world, &proof), Ok(()));
		let Verdict::False(proof) = settled.audit(&world, Seen::Chunks(&[all])) else {
			panic!("it is no normal form");
		};
		prop_assert_eq!(settled.refute(&world, &proof), Ok(()));
	}
}

/// Bytes that most texts are flawed by, wherever they are put.
fn flaw() -> impl Strategy<Value = Vec<u8>> {
	let text = prop::sample::select(vec![
		"\u{200b}", "\u{ad}", "\u{1}", "  ", "\t", "\u{a0}", "e\u{301}", "\u{323}", "\u{212b}",
		"\u{378}", "\u{feff}", "\u{fe0f}",
	]);
	prop_oneof![
		3 => text.prop_map(|text| text.as_bytes().to_vec()),
		1 => prop::collection::vec(any::<u8>(), 1..3),
	]
}
