// SPDX-License-Identifier: Apache-2.0

//! What tests of challenges have in common: a corpus that engine and chain know, receipts in a
//! batch, and proofs made by hand.

// No test uses all of it.
#![allow(dead_code)]

use std::{collections::BTreeMap, sync::LazyLock};

use openledger_attributor::{
	exhibit, signed_exhibit, Attribution, Corpus, Index, NormalText, Seen, Verdict,
};
use openledger_primitives::{
	challenge::{
		range_of_match, range_of_token, refute, ChallengeError, Content, Difference, Excerpt,
		Exhibit, Proof, Reference, SettledBatch, Substitute,
	},
	merkle,
	receipt::{
		commitment_leaf,
		signature::{self, Signer},
		CompactReceipt, HeldSpan, Payment, Receipt,
	},
	span::SpanParams,
	ContributionId,
};
use sp_core::{sr25519, Blake2Hasher, Pair, H256};

/// Sentences in scripts with and without spaces, with marks, in both directions, and emoji.
pub const PHRASES: [&str; 14] = [
	"海上有雾的时候，港口的钟敲两下，直到北边码头的灯点亮为止。",
	"霧が北の桟橋を隠すとき、港の鐘は二度鳴る。ランプが灯るまでずっと。",
	"เมื่อหมอกปกคลุมท่าเรือด้านเหนือ ระฆังของท่าเรือจะดังสองครั้ง",
	"នៅពេលដែលអ័ព្ទគ្របដណ្តប់លើកំពង់ផែខាងជើង កណ្តឹងនឹងរោទ៍ពីរដង",
	"မြူများ မြောက်ဘက်ဆိပ်ခံတံတားကို ဖုံးလွှမ်းသောအခါ ခေါင်းလောင်း နှစ်ကြိမ်မြည်သည်",
	"जब कोहरा उत्तरी घाट को छिपा लेता है, तब बंदरगाह की घंटी दो बार बजती है।",
	"عندما يُخفي الضبابُ الرصيفَ الشماليَّ يُقرع جرسُ الميناء مرّتين.",
	"כשהערפל מסתיר את הרציף הצפוני, פעמון הנמל מצלצל פעמיים (בְּקוֹל).",
	"안개가 북쪽 부두를 가리면 항구의 종이 두 번 울린다.",
	"Khi sương mù che khuất bến tàu phía bắc, chuông cảng sẽ rung hai lần.",
	"👩‍🚀 meets 👨‍👩‍👧‍👦 🏳️‍🌈 at 9️⃣ 👍🏽👍🏿 🇰🇭🇱🇦 ok",
	"The sign said “שלום, world — مرحبا” in two directions… ‹both›.",
	"e\u{301}\u{323} o\u{308}\u{304} q\u{307}\u{323} \u{1112}\u{1161}\u{11ab} か\u{3099} \u{301}x",
	"let x1 = a.b(); // “ok” → 42 €",
];

pub type Texts = BTreeMap<ContributionId, NormalText>;

pub fn content(text: &NormalText) -> Content {
	Content { root: text.content_root(), len: text.len() }
}

/// A text of `words` words in which no sequence of words repeats.
pub fn prose(words: usize, seed: usize) -> String {
	let word = |n: usize| format!("w{}x{}", seed, n * n + 7 * n);
	(0..words).map(word).collect::<Vec<_>>().join(" ")
}

/// A text of `lines` lines like those of a program: every other character is a token.
pub fn code(lines: usize, seed: usize) -> String {
	let line = |n: usize| format!("f{seed}(a[{n}],&{});", n * n % 9_973);
	(0..lines).map(line).collect()
}

pub fn normal(text: &str) -> NormalText {
	NormalText::from_bytes(text.as_bytes()).unwrap()
}

/// What a contribution earns.
pub fn points_of(attribution: &Attribution, contribution: ContributionId) -> u32 {
	let credits = attribution.credits.iter();
	credits.filter(|credit| credit.contribution == contribution).map(|credit| credit.points).sum()
}

/// A corpus, as the engine and as the chain knows it.
pub struct World {
	pub texts: Texts,
	pub index: Index,
	contents: BTreeMap<ContributionId, Content>,
}

impl World {
	pub fn new(texts: Texts) -> Self {
		let mut corpus = Corpus::new();
		for (id, text) in &texts {
			corpus.insert(*id, text.clone()).unwrap();
		}
		let contents = texts.iter().map(|(id, text)| (*id, content(text))).collect();
		Self { texts, index: Index::build(corpus).unwrap(), contents }
	}

	pub fn content_of(&self, id: ContributionId) -> Option<Content> {
		self.contents.get(&id).copied()
	}

	/// The true receipt of an output.
	pub fn receipt(&self, output: &NormalText, span_params: SpanParams) -> Receipt {
		let attribution = self.index.attribute(output, span_params).unwrap();
		let payment = Payment::Channel { channel: 5, sequence: 0 };
		attribution.into_receipt(1, payment, 1_000, [7; 32])
	}

	pub fn refute(
		&self,
		batch: &SettledBatch,
		exhibit: &Exhibit,
		proof: &Proof,
	) -> Result<(), ChallengeError> {
		refute::<Blake2Hasher>(exhibit, proof, batch, |id| self.content_of(id))
	}
}

pub const GENESIS: H256 = H256::repeat_byte(2);
pub const OPERATOR: [u8; 32] = [3; 32];

/// The operator's key.
static KEY: LazyLock<sr25519::Pair> = LazyLock::new(|| sr25519::Pair::from_seed(&[1; 32]));

/// The operator's signature over a receipt.
pub fn sign(receipt: &Receipt) -> sr25519::Signature {
	signature::sign(&KEY, GENESIS, &OPERATOR, receipt.commitment::<Blake2Hasher>())
}

/// A batch of the operator's, as the chain knows it.
pub fn settled_batch(leaves: &[H256], commitments: &[H256]) -> SettledBatch {
	let committed: Vec<H256> =
		commitments.iter().map(|one| commitment_leaf::<Blake2Hasher>(*one)).collect();
	SettledBatch {
		receipts: leaves.len() as u32,
		root: merkle::root::<Blake2Hasher>(leaves).unwrap(),
		commitments: merkle::root::<Blake2Hasher>(&committed).unwrap(),
		signer: Some(Signer { genesis: GENESIS, operator: OPERATOR, keys: vec![KEY.public()] }),
	}
}

/// The same proof by the operator's signature, where that is another.
fn by_signature(proof: &Proof) -> Proof {
	match proof {
		Proof::ScoreMismatch { compact } => {
			Proof::Substituted { settled: Substitute::Receipt { compact: compact.clone() } }
		}
		other => other.clone(),
	}
}

/// A settled receipt, opened by its commitment.
pub struct Settled {
	pub compact: CompactReceipt,
	pub batch: SettledBatch,
	pub exhibit: Exhibit,
	leaves: Vec<H256>,
}

impl Settled {
	/// Settles a receipt, for which the chain gets `compact`, in the middle of others.
	pub fn new(receipt: Receipt, compact: CompactReceipt) -> Self {
		let other = H256::repeat_byte;
		let leaves = vec![other(1), other(2), compact.leaf::<Blake2Hasher>(), other(3), other(4)];
		let commitment = receipt.commitment::<Blake2Hasher>();
		let commitments = [other(5), other(6), commitment, other(7), other(8)];
		let batch = settled_batch(&leaves, &commitments);
		let exhibit = exhibit(&leaves, &commitments, 2, receipt).unwrap();
		Self { compact, batch, exhibit, leaves }
	}

	pub fn audit(&self, world: &World, seen: Seen<'_>) -> Verdict {
		world.index.audit(&self.exhibit.receipt, &self.compact, seen)
	}

	/// The same receipt by the operator's signature.
	pub fn signed(&self) -> Exhibit {
		let receipt = self.exhibit.receipt.clone();
		let signature = sign(&receipt);
		signed_exhibit(&self.leaves, self.exhibit.index, receipt, signature).unwrap()
	}

	/// What refutes a receipt by its commitment does so by the signature.
	pub fn refute(&self, world: &World, proof: &Proof) -> Result<(), ChallengeError> {
		let decided = world.refute(&self.batch, &self.exhibit, proof);
		let is_of_answer = self.compact.payment == self.exhibit.receipt.payment;
		if decided.is_ok() && is_of_answer {
			let unknown = SettledBatch { commitments: H256::zero(), ..self.batch.clone() };
			let signed = world.refute(&unknown, &self.signed(), &by_signature(proof));
			assert_eq!(signed, Ok(()), "{proof:?}");
		}
		decided
	}
}

/// Makes any proof about an output, right or wrong. `None` where there are no bytes to show.
#[derive(Clone, Copy)]
pub struct Prover<'a> {
	pub world: &'a World,
	pub output: &'a NormalText,
}

impl Prover<'_> {
	fn output(&self, (from, to): (u32, u32)) -> Option<Excerpt> {
		Excerpt::of::<Blake2Hasher>(self.output.as_bytes(), from, to)
	}

	fn text(&self, id: ContributionId, (from, to): (u32, u32)) -> Option<Excerpt> {
		Excerpt::of::<Blake2Hasher>(self.world.texts.get(&id)?.as_bytes(), from, to)
	}

	pub fn longer(&self, found: HeldSpan) -> Option<Proof> {
		let len = found.span.len;
		let output = self.output(range_of_match(found.span.start, len))?;
		let text = self.text(found.contribution, range_of_match(found.offset, len))?;
		Some(Proof::LongerMatch { found, output, text })
	}

	pub fn malformed(&self, at: u32, len: u32) -> Option<Proof> {
		let output = self.output((at, at.checked_add(len)?))?;
		Some(Proof::Malformed { at, len, output })
	}

	/// By the output, and by the holder's text.
	pub fn earlier(
		&self,
		span: u32,
		held: &HeldSpan,
		contribution: ContributionId,
		offset: u32,
	) -> Vec<Proof> {
		let range = |start: u32| (start, start.saturating_add(held.span.len));
		let output = self.output(range(held.span.start)).map(Reference::Output);
		let holder = self.text(held.contribution, range(held.offset)).map(Reference::Holder);
		let text = self.text(contribution, range_of_match(offset, held.span.len));
		let references = output.into_iter().chain(holder);
		references
			.filter_map(|reference| {
				let text = text.clone()?;
				Some(Proof::EarlierHolder { span, contribution, offset, text, reference })
			})
			.collect()
	}

	pub fn byte(&self, span: u32, held: &HeldSpan, at: u32) -> Option<Proof> {
		let range = |start: u32| Some((start.checked_add(at)?, start.checked_add(at)? + 1));
		let output = self.output(range(held.span.start)?)?;
		let text = self.text(held.contribution, range(held.offset)?)?;
		Some(Proof::Mismatch { span, difference: Difference::Byte { at, output, text } })
	}

	/// That no token starts where the span does, in the output and in the holder's text, and that
	/// the text ends before it.
	pub fn places(&self, span: u32, held: &HeldSpan) -> Vec<Proof> {
		let output = self.output(range_of_token(held.span.start, self.output.len()));
		let len = self.world.texts.get(&held.contribution).map_or(0, NormalText::len);
		let text = self.text(held.contribution, range_of_token(held.offset, len));
		output
			.map(|output| Difference::OutputToken { output })
			.into_iter()
			.chain(text.map(|text| Difference::TextToken { text }))
			.chain([Difference::BeyondText, Difference::NotInCorpus])
			.map(|difference| Proof::Mismatch { span, difference })
			.collect()
	}
}
