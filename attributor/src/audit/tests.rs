// SPDX-License-Identifier: Apache-2.0

//! Which proof there is against which receipt, and how small it is.

use super::*;
use crate::corpus::Corpus;
use openledger_primitives::{
	challenge::{
		check_reveal, refute, Binding, ChallengeError, Content, Difference, Exhibit, Reference,
		SettledBatch, Substitute,
	},
	content::content_root,
	merkle,
	receipt::{
		commitment_leaf,
		signature::{self, Signer},
		HeldSpan, Payment,
	},
	span::{Span, SpanParams},
	token::token_starts,
	ContributionId,
};
use sp_core::{sr25519, Blake2Hasher as H, Encode, Pair, H256};

const OLD: &str = "The harbour bell rings twice when fog hides the northern pier.";
const NEW: &str = "At sea, fog hides the northern pier until the lamp is lit at dusk. \
                   The harbour bell rings twice when fog hides the northern pier.";
const OUTPUT: &str = "Old rule: the harbour bell rings twice when fog hides the northern pier \
                      until the lamp is lit again.";

fn normal(text: &str) -> NormalText {
	NormalText::from_bytes(text.as_bytes()).unwrap()
}

fn held(start: u32, len: u32, contribution: ContributionId, offset: u32) -> HeldSpan {
	HeldSpan { span: Span { start, len }, contribution, offset }
}

/// A text of `words` words in which no sequence of words repeats.
fn prose(words: usize, seed: usize) -> String {
	let word = |n: usize| format!("w{}x{}", seed, n * n + 7 * n);
	(0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// An output, and the texts of a corpus.
struct Scene {
	index: Index,
	output: NormalText,
}

impl Scene {
	fn new(texts: &[(ContributionId, &str)], output: &str) -> Self {
		let mut corpus = Corpus::new();
		for (id, text) in texts {
			corpus.insert(*id, normal(text)).unwrap();
		}
		Self { index: Index::build(corpus).unwrap(), output: normal(output) }
	}

	/// The worked example of the protocol.
	fn example() -> Self {
		Self::new(&[(5, OLD), (8, NEW)], OUTPUT)
	}

	fn truth(&self) -> Vec<HeldSpan> {
		self.index.attribute(&self.output, SpanParams::DEFAULT).unwrap().spans.to_vec()
	}

	fn receipt(&self, spans: Vec<HeldSpan>) -> Receipt {
		Receipt {
			payment: Payment::Channel { channel: 5, sequence: 0 },
			model: 1,
			span_params: SpanParams::DEFAULT,
			fee: 1_000_000,
			output_len: self.output.len(),
			output_root: self.output.content_root(),
			spans: spans.try_into().unwrap(),
			salt: [7; 32],
		}
	}

	fn content_of(&self, id: ContributionId) -> Option<Content> {
		let text = self.index.bytes_of(id)?;
		Some(Content { root: content_root::<H>(text).unwrap(), len: text.len() as u32 })
	}

	/// By the commitment, and by the operator's signature alike.
	fn refute(&self, settled: &Settled, proof: &Proof) -> Result<(), ChallengeError> {
		let decided =
			[&settled.exhibit, &settled.signed].map(|exhibit| self.decide(settled, exhibit, proof));
		assert_eq!(decided[0], decided[1]);
		decided[0]
	}

	fn decide(
		&self,
		settled: &Settled,
		exhibit: &Exhibit,
		proof: &Proof,
	) -> Result<(), ChallengeError> {
		refute::<H>(exhibit, proof, &settled.batch, |id| self.content_of(id))
	}

	/// The proof of an audit, which the chain accepts.
	fn proof(&self, spans: Vec<HeldSpan>, seen: Seen<'_>) -> Option<Proof> {
		let settled = Settled::new(self.receipt(spans));
		match settled.audit(&self.index, seen) {
			Verdict::False(proof) => {
				assert_eq!(self.refute(&settled, &proof), Ok(()));
				Some(*proof)
			}
			verdict => {
				let expected = match seen {
					Seen::Whole(_) => Verdict::True,
					Seen::Chunks(_) => Verdict::Unrefuted,
				};
				assert_eq!(verdict, expected);
				None
			}
		}
	}

	fn by_all(&self, spans: Vec<HeldSpan>) -> Option<Proof> {
		self.proof(spans, Seen::Whole(&self.output))
	}

	fn by_chunks(&self, spans: Vec<HeldSpan>, ranges: &[(u32, u32)]) -> Option<Proof> {
		let excerpts: Vec<Excerpt> = ranges.iter().map(|range| self.excerpt(*range)).collect();
		self.proof(spans, Seen::Chunks(&excerpts))
	}

	fn excerpt(&self, (from, to): (u32, u32)) -> Excerpt {
		Excerpt::of::<H>(self.output.as_bytes(), from, to).unwrap()
	}
}

/// A receipt in the middle of a batch, by its commitment and by its operator's signature.
struct Settled {
	compact: CompactReceipt,
	batch: SettledBatch,
	exhibit: Exhibit,
	signed: Exhibit,
}

fn leaves_of(receipts: &[CompactReceipt]) -> Vec<H256> {
	receipts.iter().map(|compact| compact.leaf::<H>()).collect()
}

impl Settled {
	fn new(receipt: Receipt) -> Self {
		let compact = receipt.compact().unwrap();
		Self::with(receipt, compact)
	}

	fn with(receipt: Receipt, compact: CompactReceipt) -> Self {
		let other = H256::repeat_byte;
		let leaves = [other(1), compact.leaf::<H>(), other(2), other(3)];
		let commitment = receipt.commitment::<H>();
		let commitments = [other(4), commitment, other(5), other(6)];
		let committed = commitments.map(commitment_leaf::<H>);
		let key = sr25519::Pair::from_seed(&[1; 32]);
		let (genesis, operator) = (H256::repeat_byte(2), [3; 32]);
		let batch = SettledBatch {
			receipts: 4,
			root: merkle::root::<H>(&leaves).unwrap(),
			commitments: merkle::root::<H>(&committed).unwrap(),
			signer: Some(Signer { genesis, operator, keys: vec![key.public()] }),
		};
		let signature = signature::sign(&key, genesis, &operator, commitment);
		let signed = signed_exhibit(&leaves, 1, receipt.clone(), signature).unwrap();
		let exhibit = exhibit(&leaves, &commitments, 1, receipt).unwrap();
		Self { compact, batch, exhibit, signed }
	}

	fn audit(&self, index: &Index, seen: Seen<'_>) -> Verdict {
		index.audit(&self.exhibit.receipt, &self.compact, seen)
	}
}

/// Bytes of a proof's excerpts.
fn shown(proof: &Proof) -> usize {
	proof.excerpts().iter().map(|excerpt| excerpt.bytes.len()).sum()
}

#[test]
fn the_truth_should_be_true() {
	let scene = Scene::example();
	assert_eq!(scene.truth(), [held(14, 57, 5, 4), held(44, 51, 8, 8)]);
	assert_eq!(scene.by_all(scene.truth()), None);
	assert_eq!(scene.by_chunks(scene.truth(), &[]), None);
	assert_eq!(scene.by_chunks(scene.truth(), &[(0, 100)]), None);
}

#[test]
fn an_offset_that_is_not_the_first_should_be_true() {
	let phrase = "a phrase that this text has more than once";
	let text = format!("{phrase}; {phrase}");
	let scene = Scene::new(&[(4, &*text)], &format!("Say: {phrase}."));
	assert_eq!(scene.truth(), [held(5, 42, 4, 0)]);
	assert_eq!(scene.by_all(vec![held(5, 42, 4, 44)]), None);
	assert_eq!(scene.by_chunks(vec![held(5, 42, 4, 44)], &[(0, 5)]), None);
	// Where it has something else, it is false.
	let proof = scene.by_all(vec![held(5, 42, 4, 2)]).unwrap();
	assert!(matches!(proof, Proof::Mismatch { span: 0, .. }), "{proof:?}");
}

#[test]
fn each_falsehood_should_have_its_proof() {
	let scene = Scene::example();
	let second = held(44, 51, 8, 8);
	let proof = |first| scene.by_all(vec![first, second]).unwrap();
	let is_mismatch = |proof: Proof, expected: fn(&Difference) -> bool| match proof {
		Proof::Mismatch { span: 0, difference } => expected(&difference),
		_ => false,
	};
	// Past the text, past what they share, within a token.
	let beyond = proof(held(14, 59, 5, 4));
	assert!(is_mismatch(beyond, |difference| *difference == Difference::BeyondText));
	let longer = proof(held(14, 58, 5, 4));
	assert!(is_mismatch(longer, |found| matches!(found, Difference::Byte { at: 57, .. })));
	let within = proof(held(15, 56, 5, 5));
	assert!(is_mismatch(within, |found| !matches!(found, Difference::Byte { .. })));

	let later = proof(held(14, 57, 8, 71));
	assert!(matches!(later, Proof::EarlierHolder { span: 0, contribution: 5, offset: 4, .. }));
	let shorter = proof(held(14, 40, 5, 4));
	assert!(matches!(shorter, Proof::LongerMatch { .. }));
}

#[test]
fn what_no_span_owns_should_be_refuted_by_the_least_that_counts() {
	let scene = Scene::example();
	let Some(Proof::LongerMatch { found, .. }) = scene.by_all(vec![]) else {
		panic!("a longer match");
	};
	// Both spans would do. The proof is no longer than it has to be.
	assert_eq!(found.span.len, 32);
	let Some(Proof::LongerMatch { found, .. }) = scene.by_all(vec![held(14, 57, 5, 4)]) else {
		panic!("a longer match");
	};
	assert_eq!(found, held(44, 32, 8, 8));
}

#[test]
fn a_proof_should_show_one_chunk_where_that_is_enough() {
	let (long, rest) = (prose(700, 1), prose(40, 2));
	let scene = Scene::new(&[(3, &*long), (6, &*rest)], &format!("{rest} and {}", &long[..5_000]));
	let truth = scene.truth();
	let at = truth.iter().position(|held| held.contribution == 3).unwrap();
	// One byte of 4,096 is wrong: the span is moved by a word, to where other words follow.
	let falsified = |change: fn(&mut HeldSpan)| {
		let mut spans = truth.clone();
		change(&mut spans[at]);
		scene.by_all(spans).unwrap()
	};
	let moved = falsified(|held| held.offset += 5);
	assert!(matches!(moved, Proof::Mismatch { .. }));
	assert!(shown(&moved) <= 2_048, "{}", shown(&moved));
	assert!(moved.encoded_size() < 2_048 + 32 * 10);
	// A span of which only the head is listed.
	let shorter = falsified(|held| held.span.len = 100);
	assert!(matches!(shorter, Proof::LongerMatch { .. }));
	assert!(shown(&shorter) <= 2_048, "{}", shown(&shorter));
}

#[test]
fn an_earlier_holder_should_be_shown_by_what_is_shorter() {
	let phrase = prose(8, 1);
	let padding = prose(500, 3);
	let (early, late) = (format!("{padding} {phrase}"), format!("so {phrase} it is"));
	let output = format!("{} {phrase}; {}", prose(90, 4), prose(90, 5));
	let scene = Scene::new(&[(2, &*early), (4, &*phrase), (9, &*late)], &output);
	let truth = scene.truth();
	assert_eq!(truth.len(), 1);
	let later = HeldSpan { contribution: 9, offset: 3, ..truth[0] };
	let proof = scene.by_all(vec![later]).unwrap();
	// Not by the earliest, which is longer, nor by the output.
	let Proof::EarlierHolder { contribution, reference, .. } = proof else {
		panic!("an earlier holder");
	};
	assert_eq!(contribution, 4);
	assert!(matches!(reference, Reference::Holder(_)));
}

#[test]
fn what_the_chain_has_otherwise_should_be_refuted_first() {
	let scene = Scene::example();
	let receipt = scene.receipt(scene.truth());
	let truth = receipt.compact().unwrap();
	let changes: [fn(&mut CompactReceipt); 7] = [
		|compact| compact.answer.credits[1].points += 1,
		|compact| compact.answer.fee += 1,
		|compact| compact.answer.output_len += 1,
		|compact| compact.answer.model = 2,
		|compact| compact.answer.span_params.full_span += 1,
		|compact| compact.payment = Payment::Channel { channel: 5, sequence: 1 },
		|compact| compact.payment = Payment::Direct { payer: [1; 32] },
	];
	for change in changes {
		let mut compact = truth.clone();
		change(&mut compact);
		let is_of_answer = compact.payment == truth.payment;
		let settled = Settled::with(receipt.clone(), compact.clone());
		let proof = Proof::ScoreMismatch { compact: compact.clone() };
		for seen in [Seen::Whole(&scene.output), Seen::Chunks(&[])] {
			assert_eq!(settled.audit(&scene.index, seen), Verdict::False(Box::new(proof.clone())));
		}
		let decide = |exhibit, proof| scene.decide(&settled, exhibit, proof);
		assert_eq!(decide(&settled.exhibit, &proof), Ok(()));
		assert_eq!(decide(&settled.signed, &proof), Err(ChallengeError::NotCommitted));
		// Whoever has the signature says that it was substituted, if it is of the same answer.
		let proof = Proof::Substituted { settled: Substitute::Receipt { compact } };
		let expected = is_of_answer.then_some(()).ok_or(ChallengeError::NotRefuted);
		assert_eq!(decide(&settled.signed, &proof), expected);
		assert_eq!(decide(&settled.exhibit, &proof), Err(ChallengeError::NotSigned));
	}
	// A receipt that can't be.
	let nested = scene.receipt(vec![held(14, 57, 5, 4), held(22, 49, 5, 12)]);
	let settled = Settled::with(nested, truth);
	let Verdict::False(proof) = settled.audit(&scene.index, Seen::Chunks(&[])) else {
		panic!("it is false");
	};
	assert_eq!(scene.decide(&settled, &settled.exhibit, &proof), Ok(()));
}

#[test]
fn another_output_should_show_nothing() {
	let scene = Scene::example();
	let settled = Settled::new(scene.receipt(vec![]));
	for text in [OUTPUT[1..].to_owned(), OLD.to_owned(), OUTPUT.replace("Old", "New")] {
		let other = normal(&text);
		assert_eq!(settled.audit(&scene.index, Seen::Whole(&other)), Verdict::OtherOutput);
		assert_eq!(scene.index.evidence(&settled.exhibit.receipt, &other, 0), None);
		let excerpt = Excerpt::of::<H>(other.as_bytes(), 0, other.len()).unwrap();
		let verdict = settled.audit(&scene.index, Seen::Chunks(&[excerpt]));
		assert_eq!(verdict, Verdict::Unrefuted);
	}
}

#[test]
fn a_later_holder_should_be_refuted_without_the_output() {
	let scene = Scene::example();
	let later = vec![held(14, 57, 8, 71), held(44, 51, 8, 8)];
	let proof = scene.by_chunks(later, &[]).unwrap();
	let Proof::EarlierHolder { span: 0, contribution: 5, offset: 4, reference, .. } = proof else {
		panic!("an earlier holder");
	};
	assert!(matches!(reference, Reference::Holder(_)));
}

#[test]
fn what_lists_a_malformed_text_should_be_refuted_by_that_alone() {
	let mut corpus = Corpus::new();
	corpus.insert(5, normal(OLD)).unwrap();
	corpus.note_malformed(8);
	let scene = Scene { index: Index::build(corpus).unwrap(), output: normal(OUTPUT) };
	let expected = Proof::Mismatch { span: 1, difference: Difference::NotInCorpus };
	let spans = vec![held(14, 57, 5, 4), held(44, 51, 8, 8)];
	assert_eq!(scene.by_chunks(spans.clone(), &[]), Some(expected.clone()));
	assert_eq!(scene.by_all(spans), Some(expected));
	assert_eq!(scene.by_all(scene.truth()), None);
}

#[test]
fn a_wrong_place_in_a_text_should_be_refuted_without_the_output() {
	let scene = Scene::example();
	let proof = |first| scene.by_chunks(vec![first, held(44, 51, 8, 8)], &[]);
	let beyond = Proof::Mismatch { span: 0, difference: Difference::BeyondText };
	assert_eq!(proof(held(14, 59, 5, 4)), Some(beyond.clone()));
	assert_eq!(proof(held(14, 57, 5, u32::MAX)), Some(beyond));
	let within = proof(held(15, 56, 5, 5)).unwrap();
	let token = |proof: Proof| match proof {
		Proof::Mismatch { span: 0, difference: Difference::TextToken { text } } => Some(text),
		_ => None,
	};
	assert_eq!(token(within).map(|text| text.bytes.len()), Some(OLD.len()));
	// Which of the output's bytes it claims, nobody can tell.
	assert_eq!(proof(held(14, 58, 5, 4)), None);
	assert_eq!(proof(held(14, 40, 5, 4)), None);
}

/// An output of 4 chunks, with a span over three of them and a short one.
fn long_scene() -> Scene {
	let (long, short) = (prose(700, 1), prose(9, 2));
	let output = format!("{} {} ~ {short} ~ {}", prose(30, 3), &long[..2_498], prose(80, 4));
	Scene::new(&[(3, &*long), (6, &*short)], &output)
}

#[test]
fn what_a_chunk_shows_should_refute() {
	let scene = long_scene();
	let truth = scene.truth();
	assert_eq!(truth.iter().map(|held| held.contribution).collect::<Vec<_>>(), [3, 6]);
	let first = truth[0];
	assert!(first.span.start < 1_024 && first.span.len == 2_498);
	// All there are.
	let chunks = [(0, 1), (1_024, 1_025), (2_048, 2_049), (3_072, 3_073)];
	assert_eq!(scene.by_chunks(truth.clone(), &chunks), None);
	// Other bytes, in the one chunk that is shown.
	let moved = vec![HeldSpan { offset: first.offset + 5, ..first }, truth[1]];
	for chunk in &chunks[..3] {
		let proof = scene.by_chunks(moved.clone(), &[*chunk]).unwrap();
		assert!(matches!(proof, Proof::Mismatch { span: 0, .. }), "{proof:?}");
		assert!(shown(&proof) <= 2_048);
	}
	// A stretch that is left out: a match that is cut at both ends of the chunk is still better.
	let proof = scene.by_chunks(vec![truth[1]], &[chunks[1]]).unwrap();
	let Proof::LongerMatch { found, output, .. } = &proof else {
		panic!("a longer match");
	};
	assert_eq!((found.span.len, output), (32, &scene.excerpt(chunks[1])));
	// What is shown of the second span's chunk is none of the first span's business.
	assert_eq!(scene.by_chunks(vec![first], &[chunks[1]]), None);
}

#[test]
fn what_is_cut_short_should_be_refuted_by_what_follows() {
	let scene = long_scene();
	let truth = scene.truth();
	// 1,500 bytes are listed of 2,498. Behind them any match will do.
	let shorter = HeldSpan { span: Span { len: 1_500, ..truth[0].span }, ..truth[0] };
	let spans = vec![shorter, truth[1]];
	let by_chunk = scene.by_chunks(spans.clone(), &[(2_048, 2_049)]).unwrap();
	for proof in [scene.by_all(spans).unwrap(), by_chunk] {
		let Proof::LongerMatch { found, output, text, .. } = &proof else {
			panic!("a longer match");
		};
		assert!(found.span.len >= 32);
		assert_eq!((output.chunks(), text.chunks()), (1, 1));
	}
}

#[test]
fn neighbouring_chunks_should_refute_together() {
	let scene = long_scene();
	let truth = scene.truth();
	let (first, end) = (truth[0], truth[0].span.end());
	// A span listed as two, of which the second is the longer, and longer than a chunk.
	let second = token_starts(scene.output.as_bytes())
		.map(|start| start as u32)
		.filter(|start| *start <= first.span.start + 1_240)
		.last()
		.unwrap();
	let spans = vec![
		HeldSpan { span: Span { len: 1_240, ..first.span }, ..first },
		held(second, end - second, 3, second - first.span.start),
		truth[1],
	];
	for chunk in [0, 1_024, 2_048, 3_072] {
		assert_eq!(scene.by_chunks(spans.clone(), &[(chunk, chunk + 1)]), None);
	}
	assert_eq!(scene.by_chunks(spans.clone(), &[(2_048, 2_049), (0, 1)]), None);
	let proof = scene.by_chunks(spans, &[(1_024, 1_025), (0, 1)]).unwrap();
	let Proof::LongerMatch { found, output, .. } = &proof else {
		panic!("a longer match");
	};
	assert!(found.span.len > 1_240);
	assert_eq!(output, &scene.excerpt((0, 1_025)));
}

#[test]
fn texts_that_are_not_indexed_should_show_nothing() {
	let scene = Scene::example();
	let unknown = held(14, 57, 99, u32::MAX);
	// An earlier holder of what the output shows is one all the same.
	let spans = vec![unknown, held(44, 51, 8, 8)];
	for proof in [scene.by_all(spans.clone()), scene.by_chunks(spans.clone(), &[(0, 1)])] {
		let Some(Proof::EarlierHolder { contribution: 5, reference, .. }) = proof else {
			panic!("an earlier holder");
		};
		assert!(matches!(reference, Reference::Output(_)));
	}
	assert_eq!(scene.by_chunks(spans, &[]), None);
	let other = scene.receipt(vec![held(14, 57, 5, 4), held(44, 51, 1, 8)]);
	assert_eq!(scene.index.evidence(&other, &scene.output, 1), None);
	let verdict = Settled::new(other).audit(&scene.index, Seen::Whole(&scene.output));
	assert_eq!(verdict, Verdict::Unrefuted);
}

#[test]
fn bytes_that_are_no_text_should_match_nothing() {
	// Its operator committed to what has the byte between two texts in memory.
	let scene = Scene::example();
	let output = [OLD.as_bytes(), b"\xff", NEW.as_bytes()].concat();
	let mut receipt = scene.receipt(vec![held(0, 62, 5, 0)]);
	receipt.output_len = output.len() as u32;
	receipt.output_root = content_root::<H>(&output).unwrap();
	let excerpt = Excerpt::of::<H>(&output, 0, receipt.output_len).unwrap();
	let settled = Settled::new(receipt);
	let Verdict::False(proof) = settled.audit(&scene.index, Seen::Chunks(&[excerpt])) else {
		panic!("what follows is not listed");
	};
	assert_eq!(scene.refute(&settled, &proof), Ok(()));
}

#[test]
fn evidence_should_answer_every_demand() {
	for scene in [Scene::example(), long_scene()] {
		let settled = Settled::new(scene.receipt(scene.truth()));
		let receipt = &settled.exhibit.receipt;
		for span in [0, 1, 2, 1_023, u32::MAX] {
			let evidence = scene.index.evidence(receipt, &scene.output, span).unwrap();
			let checked =
				check_reveal::<H>(&settled.exhibit, span, &evidence, &settled.batch, |id| {
					scene.content_of(id)
				});
			assert_eq!(checked, Ok(()), "{span}");
		}
	}
}

#[test]
fn only_receipts_of_the_batch_should_be_exhibited() {
	let scene = Scene::example();
	let (one, other) = (scene.receipt(scene.truth()), scene.receipt(vec![]));
	let leaves = leaves_of(&[one.compact().unwrap(), other.compact().unwrap()]);
	let commitments = [&one, &other].map(Receipt::commitment::<H>);
	let shown = exhibit(&leaves, &commitments, 1, other.clone()).unwrap();
	assert_eq!((shown.index, &shown.receipt, &shown.path[..]), (1, &other, &leaves[..1]));
	let path = vec![commitment_leaf::<H>(commitments[0])].try_into().unwrap();
	assert_eq!(shown.binding, Binding::Committed(path));
	assert_eq!(exhibit(&leaves, &commitments, 0, other.clone()), None);
	assert_eq!(exhibit(&leaves, &commitments, 2, one.clone()), None);
	assert_eq!(exhibit(&leaves[..1], &commitments, 0, one.clone()), None);
	assert_eq!(exhibit(&leaves, &commitments[..1], 0, one.clone()), None);
	// By a signature, whatever the batch commits to.
	let signature = sr25519::Signature::from_raw([7; 64]);
	let shown = signed_exhibit(&leaves, 0, other.clone(), signature).unwrap();
	assert_eq!((shown.index, &shown.receipt, &shown.path[..]), (0, &other, &leaves[1..]));
	assert_eq!(shown.binding, Binding::Signed(signature));
	assert_eq!(signed_exhibit(&leaves, 2, other, signature), None);
}

#[test]
fn a_full_list_should_be_held_to_its_best() {
	// 1,100 phrases of several lengths, of which 1,024 can be listed.
	let phrase =
		|n: usize| format!("ph{n:05} is what phrase {n:05} says{}", "s".repeat(1 + n * 7 % 13));
	let pages: Vec<String> = (0..10)
		.map(|page| (0..110).map(|n| phrase(page * 110 + n)).collect::<Vec<_>>().join("\n|"))
		.collect();
	let texts: Vec<_> = (0..).zip(pages.iter().map(String::as_str)).collect();
	let output: Vec<String> = (0..1_100).map(|n| phrase(n * 271 % 1_100)).collect();
	let scene = Scene::new(&texts, &output.join(" ~ "));
	let truth = scene.truth();
	assert_eq!(truth.len(), 1_024);
	assert_eq!(scene.by_all(truth.clone()), None);

	let all = scene.output.as_str().match_indices("ph0").map(|(start, _)| {
		let span = scene.index.longest_match(&scene.output, start as u32);
		let bytes = scene.output.as_bytes()[start..].split_at(span.len as usize).0;
		let (contribution, offset) = scene.index.holder(bytes).unwrap();
		HeldSpan { span, contribution, offset }
	});
	let unlisted: Vec<HeldSpan> = all.filter(|held| !truth.contains(held)).collect();
	assert_eq!(unlisted.len(), 1_100 - 1_024);
	// One is left out.
	let best = truth.iter().position(|held| held.span.len > 40).unwrap();
	let mut fewer = truth.clone();
	fewer.remove(best);
	assert!(matches!(scene.by_all(fewer.clone()), Some(Proof::LongerMatch { .. })));
	// One that is not among the best takes its place.
	fewer.push(unlisted[0]);
	fewer.sort_by_key(|held| held.span.start);
	assert!(matches!(scene.by_all(fewer), Some(Proof::LongerMatch { .. })));
}
