// SPDX-License-Identifier: Apache-2.0

//! What strangers send: proofs, exhibits and evidence that begin as right ones and are changed.
//! Nothing of it refutes an honest batch, shows what is not there, or panics.

use std::sync::OnceLock;

use openledger_attributor::{exhibit, signed_exhibit, NormalText, Seen, Verdict};
use openledger_primitives::{
	challenge::{
		check_reveal, Binding, ChallengeError, Difference, Evidence, Excerpt, Exhibit, Proof,
		Reference, SettledBatch, Substitute,
	},
	content::CHUNK_BYTES,
	normal::MAX_FLAW_BYTES,
	receipt::{commitment_leaf, CompactReceipt, HeldSpan, Payment, Receipt},
	span::{Span, SpanParams},
};
use proptest::{prelude::*, sample::Index as Pick};
use sp_core::{bounded::BoundedVec, Blake2Hasher, Decode, Encode, Get, H256};

mod common;
use common::{prose, settled_batch, sign, Prover, Settled, Texts, World};

fn normal(text: &str) -> NormalText {
	NormalText::from_bytes(text.as_bytes()).unwrap()
}

/// Where it is fought.
struct Arena {
	world: World,
	outputs: Vec<NormalText>,
	/// An honest batch, and each of its receipts, by its commitment.
	batch: SettledBatch,
	exhibits: Vec<Exhibit>,
	/// Receipts that the honest operator signed: these, and those of answers that are not settled.
	signed: Vec<(Receipt, Binding)>,
	/// What the honest batch can be said to have in place of them.
	substitutes: Vec<Substitute>,
	/// False receipts with proofs that refute them, and the honest ones with proofs that nearly do.
	proofs: Vec<(Exhibit, Proof)>,
	/// Receipts of which the first span is not there.
	unshowable: Vec<Settled>,
	/// Right excerpts of outputs and texts.
	excerpts: Vec<Excerpt>,
}

fn arena() -> &'static Arena {
	static ARENA: OnceLock<Arena> = OnceLock::new();
	ARENA.get_or_init(Arena::new)
}

impl Arena {
	fn new() -> Self {
		let (one, two, three, four) = (prose(300, 1), prose(200, 2), prose(20, 3), prose(900, 4));
		let texts = [
			(3, one.clone()),
			(7, format!("preface {} and {two}", &one[600..1_500])),
			(9, three.clone()),
			(20, four.clone()),
			(31, format!("{} {}", &four[100..3_000], prose(100, 5))),
		];
		let texts: Texts = texts.into_iter().map(|(id, text)| (id, normal(&text))).collect();
		let world = World::new(texts);
		let quoted = (&one[100..700], &two[200..700], &four[500..2_500]);
		let outputs = [
			format!("{} then {} or {three} of {}", quoted.0, quoted.1, quoted.2),
			format!("{} it goes", &four[2_900..7_000]),
			prose(60, 8),
		];
		let outputs: Vec<NormalText> = outputs.iter().map(|text| normal(text)).collect();

		// Each answer has its sequence; those from 3 on are not settled yet.
		let paid = |(sequence, output)| {
			let payment = Payment::Channel { channel: 5, sequence };
			Receipt { payment, ..world.receipt(output, SpanParams::DEFAULT) }
		};
		let given: Vec<Receipt> = (0..6).zip(outputs.iter().cycle()).map(paid).collect();
		let signed: Vec<_> =
			given.iter().map(|one| (one.clone(), Binding::Signed(sign(one)))).collect();
		let receipts = given[..3].to_vec();
		let compacts: Vec<CompactReceipt> =
			receipts.iter().map(|receipt| receipt.compact().unwrap()).collect();
		let leaves: Vec<H256> =
			compacts.iter().map(|compact| compact.leaf::<Blake2Hasher>()).collect();
		let commitments: Vec<H256> =
			receipts.iter().map(Receipt::commitment::<Blake2Hasher>).collect();
		let batch = settled_batch(&leaves, &commitments);
		let exhibits: Vec<Exhibit> = (0..)
			.zip(&receipts)
			.map(|(nth, receipt)| exhibit(&leaves, &commitments, nth, receipt.clone()).unwrap())
			.collect();
		let mut substitutes = Vec::new();
		for ((compact, commitment), exhibit) in compacts.into_iter().zip(commitments).zip(&exhibits)
		{
			let Binding::Committed(path) = exhibit.binding.clone() else { panic!("a path") };
			substitutes.push(Substitute::Receipt { compact });
			substitutes.push(Substitute::Commitment { commitment, path });
		}

		let mut proofs = near_misses(&world, &outputs, &exhibits);
		for settled in &substitutes {
			for exhibit in &exhibits {
				let settled = settled.clone();
				let proof = Proof::Substituted { settled };
				proofs.extend(signed.iter().cloned().map(|(receipt, binding)| {
					(Exhibit { receipt, binding, ..exhibit.clone() }, proof.clone())
				}));
			}
		}
		let mut unshowable = Vec::new();
		for (settled, mut refuting, is_there) in falsehoods(&world, &outputs[0], &receipts[0]) {
			let Verdict::False(smallest) = settled.audit(&world, Seen::Whole(&outputs[0])) else {
				panic!("it is false");
			};
			refuting.push(*smallest);
			assert!(refuting.len() > 1, "no proof by hand");
			for proof in refuting {
				assert_eq!(settled.refute(&world, &proof), Ok(()), "{proof:?}");
				proofs.push((settled.exhibit.clone(), proof));
			}
			if !is_there {
				unshowable.push(settled);
			}
		}
		proofs.extend(replaced(&world, &receipts[0]));
		let excerpts = outputs.iter().chain(world.texts.values()).flat_map(excerpts_of).collect();
		Self { world, outputs, batch, exhibits, signed, substitutes, proofs, unshowable, excerpts }
	}

	fn refute(&self, exhibit: &Exhibit, proof: &Proof) -> Result<(), ChallengeError> {
		self.world.refute(&self.batch, exhibit, proof)
	}

	fn reveal(
		&self,
		batch: &SettledBatch,
		exhibit: &Exhibit,
		span: u32,
		evidence: &Evidence,
	) -> Result<(), ChallengeError> {
		check_reveal::<Blake2Hasher>(exhibit, span, evidence, batch, |id| self.world.content_of(id))
	}
}

/// Each chunk, and from each on as many as an excerpt may have.
fn excerpts_of(text: &NormalText) -> Vec<Excerpt> {
	let len = text.len();
	let starts = (0..len).step_by(CHUNK_BYTES);
	let ranges = starts.flat_map(|from| [(from, from + 1), (from, (from + 5_120).min(len))]);
	ranges.filter_map(|(from, to)| Excerpt::of::<Blake2Hasher>(text.as_bytes(), from, to)).collect()
}

/// Proofs about what is true.
fn near_misses(
	world: &World,
	outputs: &[NormalText],
	exhibits: &[Exhibit],
) -> Vec<(Exhibit, Proof)> {
	let mut proofs = Vec::new();
	for (output, exhibit) in outputs.iter().zip(exhibits) {
		let prover = Prover { world, output };
		for (nth, held) in (0..).zip(&exhibit.receipt.spans) {
			let last = held.span.len - 1;
			let own = prover.earlier(nth, held, held.contribution, held.offset);
			let all = prover.longer(*held).into_iter();
			let all = all.chain(prover.byte(nth, held, 0)).chain(prover.byte(nth, held, last));
			let all = all.chain(own).chain(prover.places(nth, held));
			let flaw = prover.malformed(held.span.start, held.span.len.min(MAX_FLAW_BYTES));
			let all = all.chain(flaw);
			proofs.extend(all.map(|proof| (exhibit.clone(), proof)));
		}
	}
	proofs
}

/// False receipts of an output, what refutes each, and whether its first span is there.
fn falsehoods(
	world: &World,
	output: &NormalText,
	truth: &Receipt,
) -> Vec<(Settled, Vec<Proof>, bool)> {
	let prover = Prover { world, output };
	let first = truth.spans[0];
	let settle = |nth: usize, held: Option<HeldSpan>| {
		let mut spans = truth.spans.to_vec();
		match held {
			Some(held) => spans[nth] = held,
			None => {
				spans.remove(nth);
			}
		}
		let receipt = Receipt { spans: spans.try_into().unwrap(), ..truth.clone() };
		let compact = receipt.compact().unwrap();
		Settled::new(receipt, compact)
	};
	let with_len = |len| HeldSpan { span: Span { len, ..first.span }, ..first };
	let mut all = Vec::new();

	// A byte too long.
	let longer = with_len(first.span.len + 1);
	let byte = prover.byte(0, &longer, first.span.len);
	all.push((settle(0, Some(longer)), Vec::from_iter(byte), false));
	// Within a token.
	let within = Span { start: first.span.start + 1, len: first.span.len - 1 };
	let within = HeldSpan { span: within, offset: first.offset + 1, ..first };
	let mut tokens = prover.places(0, &within);
	tokens.truncate(2);
	all.push((settle(0, Some(within)), tokens, false));
	// Beyond the text.
	let beyond = HeldSpan { offset: u32::MAX, ..first };
	let end = Proof::Mismatch { span: 0, difference: Difference::BeyondText };
	all.push((settle(0, Some(beyond)), vec![end], false));
	// Too short, or left out.
	let better = prover.longer(first);
	all.push((settle(0, Some(with_len(40))), Vec::from_iter(better.clone()), true));
	all.push((settle(0, None), Vec::from_iter(better), true));
	// Held by a copy.
	let nth = truth.spans.iter().position(|held| held.contribution == 20).unwrap();
	let held = truth.spans[nth];
	let quoted = &output.as_str()[held.span.start as usize..held.span.end() as usize];
	let offset = world.texts[&31].as_str().find(quoted).unwrap() as u32;
	let copy = HeldSpan { contribution: 31, offset, ..held };
	let earlier = prover.earlier(nth as u32, &copy, 20, held.offset);
	assert_eq!(earlier.len(), 2);
	all.push((settle(nth, Some(copy)), earlier, true));
	// Credits that don't follow.
	let mut compact = truth.compact().unwrap();
	compact.answer.credits[0].points += 1;
	let proof = Proof::ScoreMismatch { compact: compact.clone() };
	all.push((Settled::new(truth.clone(), compact), vec![proof], true));
	all
}

/// What refutes those who settled, or committed to, another receipt than the one that was given.
fn replaced(world: &World, given: &Receipt) -> Vec<(Exhibit, Proof)> {
	let leaf = given.compact().unwrap().leaf::<Blake2Hasher>();
	let other = H256::repeat_byte;
	let exhibit = |leaf| signed_exhibit(&[other(1), leaf], 1, given.clone(), sign(given)).unwrap();
	let dearer = Receipt { fee: given.fee + 1, ..given.clone() };
	let compact = dearer.compact().unwrap();
	let commitments = [other(2), dearer.commitment::<Blake2Hasher>()];
	let settled = compact.leaf::<Blake2Hasher>();
	let proof = Proof::Substituted { settled: Substitute::Receipt { compact } };
	let by_receipt = (exhibit(settled), proof, settled_batch(&[other(1), settled], &commitments));
	let batch = settled_batch(&[other(1), leaf], &commitments);
	let path = vec![commitment_leaf::<Blake2Hasher>(other(2))].try_into().unwrap();
	let settled = Substitute::Commitment { commitment: commitments[1], path };
	let by_commitment = (exhibit(leaf), Proof::Substituted { settled }, batch);
	let all = [by_receipt, by_commitment];
	for (exhibit, proof, batch) in &all {
		assert_eq!(world.refute(batch, exhibit, proof), Ok(()), "{proof:?}");
	}
	all.map(|(exhibit, proof, _)| (exhibit, proof)).to_vec()
}

/// Another number.
#[derive(Clone, Debug)]
enum Number {
	More(u32),
	Less(u32),
	Any(u32),
}

fn number() -> impl Strategy<Value = Number> {
	prop_oneof![
		(1u32..70).prop_map(Number::More),
		(1u32..70).prop_map(Number::Less),
		(0u32..5_000).prop_map(Number::Any),
		any::<u32>().prop_map(Number::Any),
		prop::sample::select(vec![0, 32, 256, 257, 1_023, 1_024, 4_092, 4_093, u32::MAX])
			.prop_map(Number::Any),
	]
}

impl Number {
	fn of(&self, number: u32) -> u32 {
		match self {
			Self::More(by) => number.saturating_add(*by),
			Self::Less(by) => number.saturating_sub(*by),
			Self::Any(any) => *any,
		}
	}
}

/// A change of an excerpt.
#[derive(Clone, Debug)]
enum Cut {
	First(Number),
	FlipByte(Pick, u8),
	FlipHash(Pick, u8),
	TruncateBytes(Pick),
	TruncatePath(Pick),
	PushByte(u8),
	PushHash(u8),
	/// Another, which is right.
	Right(Pick),
}

fn cut() -> impl Strategy<Value = Cut> {
	prop_oneof![
		1 => number().prop_map(Cut::First),
		1 => any::<(Pick, u8)>().prop_map(|(at, bits)| Cut::FlipByte(at, bits)),
		1 => any::<(Pick, u8)>().prop_map(|(at, bits)| Cut::FlipHash(at, bits)),
		1 => any::<Pick>().prop_map(Cut::TruncateBytes),
		1 => any::<Pick>().prop_map(Cut::TruncatePath),
		1 => any::<u8>().prop_map(Cut::PushByte),
		1 => any::<u8>().prop_map(Cut::PushHash),
		4 => any::<Pick>().prop_map(Cut::Right),
	]
}

impl Cut {
	fn change(&self, excerpt: &mut Excerpt) {
		// What is full stays as it is.
		match self {
			Self::First(number) => excerpt.first = number.of(excerpt.first),
			Self::FlipByte(at, bits) => {
				let at = at.index(excerpt.bytes.len().max(1));
				excerpt.bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte ^= bits);
			}
			Self::FlipHash(at, bits) => flip(at, *bits, excerpt.path.iter_mut()),
			Self::TruncateBytes(at) => excerpt.bytes.truncate(at.index(excerpt.bytes.len() + 1)),
			Self::TruncatePath(at) => excerpt.path.truncate(at.index(excerpt.path.len() + 1)),
			Self::PushByte(byte) => excerpt.bytes.try_push(*byte).unwrap_or_default(),
			Self::PushHash(byte) => push(&mut excerpt.path, *byte),
			Self::Right(pick) => *excerpt = pick.get(&arena().excerpts).clone(),
		}
	}
}

/// Adds a hash, if there is room.
fn push<S: Get<u32>>(hashes: &mut BoundedVec<H256, S>, byte: u8) {
	hashes.try_push(H256::repeat_byte(byte)).unwrap_or_default();
}

/// Flips bits of one of the hashes.
fn flip<'a>(at: &Pick, bits: u8, hashes: impl ExactSizeIterator<Item = &'a mut H256>) {
	let at = at.index(hashes.len().max(1));
	hashes.skip(at).take(1).for_each(|hash| hash.0[at % 32] ^= bits);
}

/// A change of a proof.
#[derive(Clone, Debug)]
enum Change {
	Number(Pick, Number),
	Contribution(u64),
	Excerpt(Pick, Cut),
	/// One excerpt for the other.
	Swap,
	/// The reference is to be of the other content.
	Refer,
	/// It is to be of another receipt of the honest batch.
	Substitute(Pick),
}

fn change() -> impl Strategy<Value = Change> {
	prop_oneof![
		4 => (any::<Pick>(), number()).prop_map(|(which, number)| Change::Number(which, number)),
		2 => prop::sample::select(vec![0, 3, 7, 9, 20, 31, 32, u64::MAX])
			.prop_map(Change::Contribution),
		4 => (any::<Pick>(), cut()).prop_map(|(which, cut)| Change::Excerpt(which, cut)),
		1 => Just(Change::Swap),
		1 => Just(Change::Refer),
		1 => any::<Pick>().prop_map(Change::Substitute),
	]
}

impl Change {
	fn change(&self, proof: &mut Proof) {
		match self {
			Self::Number(which, number) => {
				let mut numbers = numbers(proof);
				if !numbers.is_empty() {
					let which = which.index(numbers.len());
					*numbers[which] = number.of(*numbers[which]);
				}
			}
			Self::Contribution(id) => match proof {
				Proof::LongerMatch { found, .. } => found.contribution = *id,
				Proof::EarlierHolder { contribution, .. } => *contribution = *id,
				Proof::ScoreMismatch { compact }
				| Proof::Substituted { settled: Substitute::Receipt { compact } } => {
					let credits = compact.answer.credits.iter_mut();
					credits.take(1).for_each(|credit| credit.contribution = *id);
				}
				Proof::Mismatch { .. } | Proof::Malformed { .. } | Proof::Substituted { .. } => (),
			},
			Self::Excerpt(which, cut) => {
				let mut excerpts = excerpts(proof);
				if !excerpts.is_empty() {
					let which = which.index(excerpts.len());
					cut.change(excerpts[which]);
				}
			}
			Self::Swap => {
				if let [one, other] = &mut excerpts(proof)[..] {
					std::mem::swap(&mut **one, &mut **other);
				}
			}
			Self::Refer => {
				if let Proof::EarlierHolder { reference, .. } = proof {
					*reference = match reference.clone() {
						Reference::Output(shown) => Reference::Holder(shown),
						Reference::Holder(shown) => Reference::Output(shown),
					};
				}
			}
			Self::Substitute(which) => {
				let settled = which.get(&arena().substitutes).clone();
				*proof = match (proof.clone(), settled) {
					(Proof::ScoreMismatch { .. }, Substitute::Receipt { compact }) => {
						Proof::ScoreMismatch { compact }
					}
					(_, settled) => Proof::Substituted { settled },
				};
			}
		}
	}
}

fn numbers(proof: &mut Proof) -> Vec<&mut u32> {
	match proof {
		Proof::Mismatch { span, difference: Difference::Byte { at, .. } } => vec![span, at],
		Proof::Mismatch { span, .. } => vec![span],
		Proof::LongerMatch { found, .. } => {
			vec![&mut found.span.start, &mut found.span.len, &mut found.offset]
		}
		Proof::Malformed { at, len, .. } => vec![at, len],
		Proof::EarlierHolder { span, offset, .. } => vec![span, offset],
		Proof::ScoreMismatch { compact }
		| Proof::Substituted { settled: Substitute::Receipt { compact } } => {
			let points = compact.answer.credits.iter_mut().map(|credit| &mut credit.points);
			std::iter::once(&mut compact.answer.output_len).chain(points).collect()
		}
		Proof::Substituted { .. } => vec![],
	}
}

fn excerpts(proof: &mut Proof) -> Vec<&mut Excerpt> {
	match proof {
		Proof::Mismatch { difference, .. } => match difference {
			Difference::Byte { output, text, .. } => vec![output, text],
			Difference::OutputToken { output: shown } | Difference::TextToken { text: shown } => {
				vec![shown]
			}
			Difference::BeyondText | Difference::NotInCorpus => vec![],
		},
		Proof::LongerMatch { output, text, .. } => vec![output, text],
		Proof::EarlierHolder { text, reference, .. } => {
			let (Reference::Output(shown) | Reference::Holder(shown)) = reference;
			vec![text, shown]
		}
		Proof::ScoreMismatch { .. } | Proof::Substituted { .. } => vec![],
		Proof::Malformed { output, .. } => vec![output],
	}
}

/// A change of an exhibit.
#[derive(Clone, Debug)]
enum Forgery {
	Index(Number),
	FlipHash(Pick, u8),
	TruncatePath(Pick),
	PushHash(u8),
	Drop(Pick),
	Span(Pick, u8, Number),
	Holder(Pick, u64),
	Len(Number),
	Root(Pick),
	Model(u32),
	Fee,
	Salt(u8),
	/// For another answer of the channel, or of another channel.
	Payment(u64, u64),
	/// What binds the operator to a receipt that it signed, or to both.
	Binding(Pick),
	Signed(Pick),
	FlipSignature(Pick, u8),
}

fn forgery() -> impl Strategy<Value = Forgery> {
	prop_oneof![
		number().prop_map(Forgery::Index),
		any::<(Pick, u8)>().prop_map(|(at, bits)| Forgery::FlipHash(at, bits)),
		any::<Pick>().prop_map(Forgery::TruncatePath),
		any::<u8>().prop_map(Forgery::PushHash),
		any::<Pick>().prop_map(Forgery::Drop),
		(any::<Pick>(), any::<u8>(), number())
			.prop_map(|(span, field, number)| Forgery::Span(span, field, number)),
		(any::<Pick>(), 0u64..40).prop_map(|(span, id)| Forgery::Holder(span, id)),
		number().prop_map(Forgery::Len),
		any::<Pick>().prop_map(Forgery::Root),
		(0u32..3).prop_map(Forgery::Model),
		Just(Forgery::Fee),
		any::<u8>().prop_map(Forgery::Salt),
		(5u64..7, 0u64..4).prop_map(|(channel, sequence)| Forgery::Payment(channel, sequence)),
		any::<Pick>().prop_map(Forgery::Binding),
		any::<Pick>().prop_map(Forgery::Signed),
		any::<Pick>().prop_map(Forgery::Signed),
		any::<(Pick, u8)>().prop_map(|(at, bits)| Forgery::FlipSignature(at, bits)),
	]
}

impl Forgery {
	fn change(&self, exhibit: &mut Exhibit) {
		let receipt = &mut exhibit.receipt;
		match self {
			Self::Index(number) => exhibit.index = number.of(exhibit.index),
			Self::FlipHash(at, bits) => flip(at, *bits, exhibit.path.iter_mut()),
			Self::TruncatePath(at) => exhibit.path.truncate(at.index(exhibit.path.len() + 1)),
			Self::PushHash(byte) => push(&mut exhibit.path, *byte),
			Self::Drop(span) => {
				if !receipt.spans.is_empty() {
					receipt.spans.remove(span.index(receipt.spans.len()));
				}
			}
			Self::Span(span, field, number) => {
				let at = span.index(receipt.spans.len().max(1));
				for held in receipt.spans.iter_mut().skip(at).take(1) {
					let field = match field % 3 {
						0 => &mut held.span.start,
						1 => &mut held.span.len,
						_ => &mut held.offset,
					};
					*field = number.of(*field);
				}
			}
			Self::Holder(span, id) => {
				let at = span.index(receipt.spans.len().max(1));
				receipt.spans.iter_mut().skip(at).take(1).for_each(|held| held.contribution = *id);
			}
			Self::Len(number) => receipt.output_len = number.of(receipt.output_len),
			Self::Root(output) => {
				receipt.output_root = output.get(&arena().outputs).content_root();
			}
			Self::Model(model) => receipt.model = *model,
			Self::Fee => receipt.fee += 1,
			Self::Salt(byte) => receipt.salt = [*byte; 32],
			Self::Payment(channel, sequence) => {
				receipt.payment = Payment::Channel { channel: *channel, sequence: *sequence };
			}
			Self::Binding(which) => exhibit.binding = which.get(&arena().signed).1.clone(),
			Self::Signed(which) => {
				(exhibit.receipt, exhibit.binding) = which.get(&arena().signed).clone();
			}
			Self::FlipSignature(at, bits) => match &mut exhibit.binding {
				Binding::Signed(signature) => signature.0[at.index(64)] ^= bits,
				Binding::Committed(path) => flip(at, *bits, path.iter_mut()),
			},
		}
	}
}

/// A change of what is encoded.
#[derive(Clone, Debug)]
enum Noise {
	Flip(Pick, u8),
	Set(Pick, u8),
	Insert(Pick, u8),
	Remove(Pick),
	Truncate(Pick),
	/// Some bytes again, elsewhere.
	Copy(Pick, Pick, usize),
}

fn noise() -> impl Strategy<Value = Noise> {
	prop_oneof![
		4 => any::<(Pick, u8)>().prop_map(|(at, bits)| Noise::Flip(at, bits)),
		2 => any::<(Pick, u8)>().prop_map(|(at, byte)| Noise::Set(at, byte)),
		1 => any::<(Pick, u8)>().prop_map(|(at, byte)| Noise::Insert(at, byte)),
		1 => any::<Pick>().prop_map(Noise::Remove),
		1 => any::<Pick>().prop_map(Noise::Truncate),
		1 => (any::<Pick>(), any::<Pick>(), 1usize..64)
			.prop_map(|(from, to, len)| Noise::Copy(from, to, len)),
	]
}

impl Noise {
	fn change(&self, bytes: &mut Vec<u8>) {
		let len = bytes.len();
		if len == 0 {
			return;
		}
		match self {
			Self::Flip(at, bits) => bytes[at.index(len)] ^= bits,
			Self::Set(at, byte) => bytes[at.index(len)] = *byte,
			Self::Insert(at, byte) => bytes.insert(at.index(len), *byte),
			Self::Remove(at) => {
				bytes.remove(at.index(len));
			}
			Self::Truncate(at) => bytes.truncate(at.index(len)),
			Self::Copy(from, to, count) => {
				let (from, to) = (from.index(len), to.index(len));
				let count = (*count).min(len - from).min(len - to);
				bytes.copy_within(from..from + count, to);
			}
		}
	}
}

/// An honest exhibit as often as one that goes with the proof, and a proof, each perhaps changed.
fn attack() -> impl Strategy<Value = (Exhibit, Proof)> {
	(
		any::<Pick>(),
		prop::option::weighted(0.7, any::<Pick>()),
		prop::collection::vec(change(), 0..4),
		prop_oneof![
			2 => prop::collection::vec(forgery(), 0..1),
			1 => prop::collection::vec(forgery(), 1..3),
		],
	)
		.prop_map(|(base, honest, changes, forgeries)| {
			let (own, mut proof) = base.get(&arena().proofs).clone();
			let mut exhibit = match honest {
				Some(honest) => honest.get(&arena().exhibits).clone(),
				None => own,
			};
			changes.iter().for_each(|change| change.change(&mut proof));
			forgeries.iter().for_each(|forgery| forgery.change(&mut exhibit));
			(exhibit, proof)
		})
}

/// Whether it is what some output or text has in this place.
fn is_right(excerpt: &Excerpt) -> bool {
	let mut contents = arena().outputs.iter().chain(arena().world.texts.values());
	let from = excerpt.first as usize * CHUNK_BYTES;
	contents.any(|content| {
		content.as_bytes().get(from..from + excerpt.bytes.len()) == Some(&excerpt.bytes[..])
	})
}

fn changed(evidence: &Evidence, changes: &[(bool, Cut)]) -> Evidence {
	let mut evidence = evidence.clone();
	for (of_text, cut) in changes {
		match &mut evidence {
			Evidence::Span { text, .. } if *of_text => cut.change(text),
			Evidence::Span { output, .. } | Evidence::SpanNotFound { output } => cut.change(output),
		}
	}
	evidence
}

#[test]
fn honest_receipts_should_be_what_is_attacked() {
	let arena = arena();
	let spans: Vec<_> = arena.exhibits.iter().map(|exhibit| exhibit.receipt.spans.len()).collect();
	assert!(spans[0] >= 4 && spans[1] >= 2 && spans[2] == 0, "{spans:?}");
	for exhibit in &arena.exhibits {
		assert!(exhibit.open::<Blake2Hasher>(&arena.batch).is_ok());
	}
	// A proof of a false receipt says nothing of an honest one.
	for (own, proof) in &arena.proofs {
		for exhibit in arena.exhibits.iter().chain([own]) {
			assert!(arena.refute(exhibit, proof).is_err(), "{proof:?}");
		}
	}
}

proptest! {
	#[test]
	fn no_attack_should_refute_an_honest_batch((exhibit, proof) in attack()) {
		prop_assert!(arena().refute(&exhibit, &proof).is_err());
	}

	#[test]
	fn no_bytes_should_refute_an_honest_batch(
		(exhibit, proof) in attack(),
		noise in prop::collection::vec(noise(), 1..4),
	) {
		let mut bytes = (exhibit, proof).encode();
		noise.iter().for_each(|noise| noise.change(&mut bytes));
		if let Ok((exhibit, proof)) = <(Exhibit, Proof)>::decode(&mut &bytes[..]) {
			prop_assert!(arena().refute(&exhibit, &proof).is_err());
		}
	}

	#[test]
	fn only_what_is_there_should_be_revealed(
		which in any::<Pick>(),
		span in 0u32..8,
		changes in prop::collection::vec((any::<bool>(), cut()), 0..3),
		forgeries in prop::collection::vec(forgery(), 0..2),
		noise in prop::collection::vec(noise(), 0..2),
	) {
		let arena = arena();
		let nth = which.index(arena.exhibits.len());
		let (exhibit, output) = (&arena.exhibits[nth], &arena.outputs[nth]);
		let evidence = arena.world.index.evidence(&exhibit.receipt, output, span).unwrap();
		prop_assert_eq!(arena.reveal(&arena.batch, exhibit, span, &evidence), Ok(()));

		let mut forged = exhibit.clone();
		forgeries.iter().for_each(|forgery| forgery.change(&mut forged));
		let mut bytes = changed(&evidence, &changes).encode();
		noise.iter().for_each(|noise| noise.change(&mut bytes));
		if let Ok(evidence) = Evidence::decode(&mut &bytes[..]) {
			if arena.reveal(&arena.batch, &forged, span, &evidence).is_ok() {
				prop_assert_eq!(&forged.receipt, &exhibit.receipt);
				prop_assert!(evidence.excerpts().into_iter().all(is_right));
			}
		}
	}

	#[test]
	fn what_is_not_there_should_not_be_revealed(
		which in any::<Pick>(),
		evidence in any::<Pick>(),
		changes in prop::collection::vec((any::<bool>(), cut()), 0..4),
	) {
		let arena = arena();
		let settled = which.get(&arena.unshowable);
		// That of one of the true spans, as a start.
		let truth = &arena.exhibits[0].receipt;
		let span = evidence.index(truth.spans.len() + 1) as u32;
		let evidence = arena.world.index.evidence(truth, &arena.outputs[0], span).unwrap();
		let evidence = changed(&evidence, &changes);
		let revealed = arena.reveal(&settled.batch, &settled.exhibit, 0, &evidence);
		prop_assert!(revealed.is_err());
	}
}

/// A receipt that lists all it may, of 1,100 spans, and those that it does not list.
struct Full {
	world: World,
	output: NormalText,
	settled: Settled,
	unlisted: Vec<HeldSpan>,
}

impl Full {
	fn new() -> Self {
		let phrase =
			|n: usize| format!("ph{n:05} is what phrase {n:05} says{}", "s".repeat(1 + n * 7 % 13));
		let page =
			|page: usize| (0..110).map(|n| phrase(page * 110 + n)).collect::<Vec<_>>().join("\n|");
		let texts: Texts = (0..10).map(|n| (n as u64, normal(&page(n)))).collect();
		let output: Vec<String> = (0..1_100).map(|n| phrase(n * 271 % 1_100)).collect();
		let (world, output) = (World::new(texts), normal(&output.join(" ~ ")));
		let receipt = world.receipt(&output, SpanParams::DEFAULT);
		let unlisted = output
			.as_str()
			.match_indices("ph0")
			.map(|(start, _)| {
				let span = world.index.longest_match(&output, start as u32);
				let bytes = &output.as_bytes()[start..span.end() as usize];
				let (contribution, offset) = world.index.holder(bytes).unwrap();
				HeldSpan { span, contribution, offset }
			})
			.filter(|held| !receipt.spans.contains(held))
			.collect();
		let compact = receipt.compact().unwrap();
		Self { settled: Settled::new(receipt, compact), world, output, unlisted }
	}
}

fn full() -> &'static Full {
	static FULL: OnceLock<Full> = OnceLock::new();
	FULL.get_or_init(Full::new)
}

proptest! {
	#[test]
	fn no_match_should_refute_a_full_list_of_the_best(
		which in any::<Pick>(),
		is_listed in prop::bool::weighted(0.2),
		len in number(),
		changes in prop::collection::vec(change(), 0..2),
	) {
		let full = full();
		let listed = &full.settled.exhibit.receipt.spans;
		prop_assert_eq!((listed.len(), full.unlisted.len()), (1_024, 76));
		let found = if is_listed { *which.get(listed) } else { *which.get(&full.unlisted) };
		let prover = Prover { world: &full.world, output: &full.output };
		let shorter = Span { len: len.of(found.span.len).min(found.span.len), ..found.span };
		for span in [found.span, shorter] {
			if let Some(mut proof) = prover.longer(HeldSpan { span, ..found }) {
				prop_assert!(full.settled.refute(&full.world, &proof).is_err());
				changes.iter().for_each(|change| change.change(&mut proof));
				prop_assert!(full.settled.refute(&full.world, &proof).is_err());
			}
		}
	}
}
