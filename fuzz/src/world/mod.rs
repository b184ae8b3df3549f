// SPDX-License-Identifier: Apache-2.0

//! The world that all targets share: a corpus, answers, and batches of receipts. It is the same in
//! every run, and built once.

mod batch;
mod false_receipts;
mod substituted;
mod true_receipts;

pub mod signers;
pub mod texts;

use std::{collections::BTreeMap, sync::LazyLock};

use openledger_attributor::{Corpus, Index};
use openledger_primitives::{
	challenge::{Content, Excerpt},
	content::{chunk_hashes, content_root},
	receipt::Receipt,
	span::SpanParams,
	ContributionId,
};
use sp_core::{sr25519, Blake2Hasher, H256};

pub use batch::{Answer, Batch, Filed, MODEL, PAYER};

use crate::{model::starts_token, to_position};

/// The chain's hash.
pub type H = Blake2Hasher;

/// Parameters besides the default ones: with the shortest spans that there can be.
pub const FINE_PARAMS: SpanParams = SpanParams { min_span: 16, full_span: 64 };

pub static WORLD: LazyLock<World> = LazyLock::new(World::build);

/// Builds the world before there is any input, so that none has to answer for the seconds it takes.
pub fn begin() {
	LazyLock::force(&WORLD);
}

pub struct World {
	/// The contributions in the corpus of the batches' model.
	pub corpus: BTreeMap<ContributionId, Text>,
	/// A contribution that is not in it.
	pub outside: Text,
	/// Those that are in normal form first.
	pub answers: Vec<Text>,
	/// A batch of false receipts first, then one of substituted ones, then those of which all receipts
	/// are true.
	pub batches: Vec<Batch>,
	/// All that was ever signed: for these receipts, and for some that refute nobody.
	pub signatures: Vec<(Receipt, sr25519::Signature)>,
}

/// A text with what the chain knows of it.
pub struct Text {
	pub bytes: Vec<u8>,
	pub content: Content,
	/// Of its chunks.
	pub hashes: Vec<H256>,
}

impl Text {
	fn new(bytes: &[u8]) -> Self {
		let root = content_root::<H>(bytes).expect("a text has bytes");
		let content = Content { root, len: to_position(bytes.len()) };
		Self { hashes: chunk_hashes::<H>(bytes), bytes: bytes.to_vec(), content }
	}

	/// The chunks with the bytes from `from` to before `to`, if an excerpt can have them.
	pub fn excerpt(&self, from: u32, to: u32) -> Option<Excerpt> {
		Excerpt::of::<H>(&self.bytes, from, to)
	}
}

impl World {
	fn build() -> Self {
		let (mut all, mut corpus) = (BTreeMap::new(), Corpus::new());
		for (id, text) in texts::contributions() {
			all.insert(id, Text::new(text.as_bytes()));
			if id != texts::OUTSIDE {
				corpus.insert(id, text).expect("contributions are few and differ");
			}
		}
		let outside = all.remove(&texts::OUTSIDE).expect("one contribution is outside");
		let index = Index::build(corpus).expect("a small corpus can be sorted");
		let answers = texts::answers();
		let normal = answers.iter().map(|answer| Text::new(answer.as_bytes()));
		let flawed: Vec<Text> = texts::flawed().iter().map(|answer| Text::new(answer)).collect();
		let false_ones = [
			false_receipts::answers(&index, &answers),
			false_receipts::of_flawed(&index, &answers, &flawed),
		];
		let by = || Some(signers::signer());
		let batches = vec![
			Batch::of(by(), false_ones.into_iter().flatten().collect()),
			Batch::of(by(), substituted::answers(&index, &answers)),
			Batch::of(by(), true_receipts::by_channel(&index, &answers)),
			Batch::of(None, true_receipts::direct(&index, &answers)),
		];
		assert!(
			batches.iter().skip(2).all(Batch::is_true),
			"the index does not give what the rule does"
		);
		let filed = batches.iter().flat_map(|batch| &batch.filed);
		let signatures = filed
			.map(|filed| (filed.exhibit.receipt.clone(), filed.signature))
			.chain(substituted::harmless(true_receipts::unsettled(&index, &answers), &batches))
			.collect();
		let answers = normal.chain(flawed).collect();
		Self { corpus: all, outside, answers, batches, signatures }
	}

	/// What the chain knows of a contribution in the corpus of the batches' model.
	pub fn content(&self, id: ContributionId) -> Option<Content> {
		self.corpus.get(&id).map(|text| text.content)
	}

	/// All texts, the one that is not in the corpus too.
	pub fn texts(&self) -> impl Iterator<Item = &Text> {
		self.corpus.values().chain([&self.outside]).chain(&self.answers)
	}

	/// All receipts, of all batches.
	pub fn filed(&self) -> Vec<&Filed> {
		self.batches.iter().flat_map(|batch| &batch.filed).collect()
	}
}

/// A token start of `text` at which `needle` is, mostly the first one.
pub fn find(text: &[u8], needle: &[u8]) -> Option<u32> {
	// By `str`, whose search is fast; a needle that ends within a character is not looked for.
	let (whole, needle) = (str::from_utf8(text).ok()?, str::from_utf8(needle).ok()?);
	let mut found = whole.match_indices(needle).map(|(offset, _)| offset);
	found.find(|offset| starts_token(text, *offset)).map(to_position)
}
