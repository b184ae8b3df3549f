// SPDX-License-Identifier: Apache-2.0

//! Batches under watch, and what is known of their receipts.

use std::collections::BTreeMap;

use openledger_client::{
	account::{self, Account},
	chain::{seen::RevealedCall, settled_batch},
	convert::to_usize,
	files::batch::paid_by,
};
use openledger_primitives::{
	challenge::{Binding, Content, Evidence, Proof, SettledBatch},
	merkle,
	receipt::{commitment_leaf, CompactReceipt, Payment, Receipt},
	BatchId, ChannelId, ModelId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::{sr25519, Blake2Hasher, H256};

use super::{
	answers::{Answers, Held},
	known::{Audited, Bound, Known},
};

/// The batches under watch.
pub type Batches = BTreeMap<BatchId, Watched>;

/// A batch that can still be refuted.
pub struct Watched {
	pub info: BatchInfo<Account>,
	/// What proofs need to know of it.
	pub settled: SettledBatch,
	pub receipts: Receipts,
	/// What is known in full, by number.
	pub known: BTreeMap<u32, Known>,
	/// Whether receipts of it are being audited.
	pub is_audited: bool,
	pub refuting: Option<Refuting>,
}

/// What was seen of the receipts that were settled.
pub enum Receipts {
	/// The block was not read yet.
	Unread,
	/// The block does not have them where they can be read.
	Unseen,
	Seen(Answered),
}

/// What a batch has receipts of.
pub struct Answered {
	/// Channels and sequences, ascending, each with the number of its receipt.
	answers: Vec<((ChannelId, u64), u32)>,
	/// By number.
	models: Vec<ModelId>,
	/// Each of them once, ascending.
	distinct: Vec<ModelId>,
}

impl Answered {
	pub fn by(receipts: &[CompactReceipt]) -> Self {
		let answer = |(number, receipt): (u32, &CompactReceipt)| match receipt.payment {
			Payment::Channel { channel, sequence } => Some(((channel, sequence), number)),
			Payment::Direct { .. } => None,
		};
		let mut answers: Vec<_> = (0u32..).zip(receipts).filter_map(answer).collect();
		answers.sort_unstable();
		let models: Vec<_> = receipts.iter().map(|receipt| receipt.answer.model).collect();
		let mut distinct = models.clone();
		distinct.sort_unstable();
		distinct.dedup();
		Self { answers, models, distinct }
	}

	/// The number of an answer's receipt.
	fn number(&self, answer: (ChannelId, u64)) -> Option<u32> {
		let found = self.answers.binary_search_by_key(&answer, |(answer, _)| *answer).ok()?;
		self.answers.get(found).map(|(_, number)| *number)
	}
}

/// A batch that is being refuted.
pub struct Refuting {
	/// The number of the receipt that is false.
	pub receipt: u32,
	pub proof: Box<Proof>,
	/// How often that has failed.
	pub failures: u32,
	pub step: Step,
}

impl Refuting {
	pub fn new(receipt: u32, proof: Box<Proof>) -> Self {
		Self { receipt, proof, failures: 0, step: Step::Open { from: 0 } }
	}
}

/// Where a refutation is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
	/// To be sent, once the best block is that one.
	Open {
		from: u64,
	},
	Sent,
	/// The batch is void, by this refutation or another, as of a block that may be replaced.
	Done {
		at: u64,
	},
	/// It is of no use.
	GivenUp,
}

impl Watched {
	/// A batch of the chain that began with block `genesis`.
	pub fn new(info: BatchInfo<Account>, genesis: H256) -> Self {
		Self {
			settled: settled_batch(&info, genesis),
			info,
			receipts: Receipts::Unread,
			known: BTreeMap::new(),
			is_audited: false,
			refuting: None,
		}
	}

	/// Whether nothing can be refuted in block `next` any more.
	pub fn is_closed(&self, next: u64) -> bool {
		next >= u64::from(self.info.finalizable_at)
	}

	/// The models of its receipts, as far as they were read.
	pub fn models(&self) -> &[ModelId] {
		match &self.receipts {
			Receipts::Seen(answered) => &answered.distinct,
			Receipts::Unread | Receipts::Unseen => &[],
		}
	}

	/// The model of a receipt, if it was read.
	pub fn model_of(&self, number: u32) -> Option<ModelId> {
		match &self.receipts {
			Receipts::Seen(answered) => answered.models.get(to_usize(number)).copied(),
			Receipts::Unread | Receipts::Unseen => None,
		}
	}

	/// Whether all of a receipt can be audited: it is known, and so is where its output is.
	pub fn has_output(&self, number: u32, answers: &Answers) -> bool {
		let known = self.known.get(&number);
		known.is_some_and(|known| answers.source(known.receipt.output_root).is_some())
	}

	/// The number that the answer of a receipt has in this batch.
	pub fn number_of(&self, receipt: &Receipt) -> Option<u32> {
		match (paid_by(receipt), &self.receipts) {
			(Some(answer), Receipts::Seen(answered)) => answered.number(answer),
			(None, Receipts::Seen(_)) => {
				let leaf = commitment_leaf::<Blake2Hasher>(receipt.commitment::<Blake2Hasher>());
				(self.info.commitments == leaf && self.info.receipts == 1).then_some(0)
			}
			(_, Receipts::Unread | Receipts::Unseen) => None,
		}
	}

	/// Whether to look again at what is known of an answer, now that `held` is.
	pub fn is_news(&self, number: u32, held: &Held) -> bool {
		self.known.get(&number).is_none_or(|known| {
			known.signature.is_none() && self.signature_of(held).is_some()
				|| !known.has_commitment(held.receipt.commitment::<Blake2Hasher>())
		})
	}

	/// The receipt of an answer, of which the chain has `settled`: rather one that its operator has
	/// signed, and of these one that was not settled.
	pub fn identify(&self, settled: &CompactReceipt, answers: &Answers) -> Option<Known> {
		let candidates = answers.candidates(&settled.payment, self.info.commitments);
		candidates
			.map(|held| Known::new(held.receipt.clone(), settled.clone(), self.signature_of(held)))
			.max_by_key(|known| {
				let is_signed = known.signature.is_some();
				(is_signed && !known.follows, is_signed, known.follows)
			})
	}

	/// The signature of a receipt that is of the batch's operator, by a key that counts for the batch.
	fn signature_of(&self, held: &Held) -> Option<sr25519::Signature> {
		let signer = self.settled.signer.as_ref()?;
		let commitment = held.receipt.commitment::<Blake2Hasher>();
		let own = held.signatures.iter().filter(|(who, _)| account::bytes(who) == signer.operator);
		let mut own = own.map(|(_, signature)| *signature);
		own.find(|signature| signer.has_signed(commitment, signature))
	}

	/// Takes note of a receipt. What is bound to it stays, unless another one shows more. Returns
	/// whether something is known now that was not.
	pub fn learn(&mut self, number: u32, new: Known) -> bool {
		let Some(known) = self.known.get_mut(&number) else {
			self.known.insert(number, new);
			return true;
		};
		let is_same = known.receipt == new.receipt;
		match (known.signature, new.signature) {
			(None, Some(signature)) if is_same => {
				known.signature = Some(signature);
				known.bind();
			}
			// Of several that were signed, one that was not settled.
			(None, Some(_)) => known.replace(new),
			(Some(_), Some(_)) if known.follows && !new.follows => known.replace(new),
			_ => return false,
		}
		true
	}

	/// Takes note of a receipt that a call revealed, if it proves to be in the batch. Returns whether
	/// it is an answer to a demand.
	pub fn take_revealed(&mut self, call: RevealedCall) -> bool {
		let RevealedCall { exhibit, evidence, .. } = call;
		if exhibit.open::<Blake2Hasher>(&self.settled).is_err() {
			return false;
		}
		let (number, receipt) = (exhibit.index, &exhibit.receipt);
		let Some(compact) = receipt.compact() else { return false };
		let (Evidence::Span { output, .. } | Evidence::SpanNotFound { output }) = evidence;
		let content = Content { root: receipt.output_root, len: receipt.output_len };
		let is_shown = output.verify::<Blake2Hasher>(&content).is_some();
		let is_committed = matches!(exhibit.binding, Binding::Committed(_));
		let revealed = || Known::new(receipt.clone(), compact, None);
		let known = self.known.entry(number).or_insert_with(revealed);
		if known.receipt != *receipt && known.signature.is_none() {
			// Nobody was bound to what a file had.
			let settled = known.settled.clone();
			known.replace(Known::new(receipt.clone(), settled, None));
		}
		if is_shown && known.receipt == *receipt && !known.excerpts.contains(&output) {
			known.excerpts.push(output);
			// Who has all of it learns nothing.
			if known.audited == Audited::Partly {
				known.audited = Audited::No;
			}
		}
		let had = known.revealed.as_ref().map(|shown| &shown.binding);
		if is_committed || !matches!(had, Some(Binding::Committed(_))) {
			known.revealed = Some(exhibit);
			known.bind();
		}
		is_shown && is_committed
	}

	/// A receipt that contradicts what was settled, whatever its output is.
	pub fn contradiction(&self) -> Option<(u32, Proof)> {
		let substituted = |(number, known): (&u32, &Known)| Some((*number, known.substituted()?));
		self.known.iter().find_map(substituted).or_else(|| {
			let (number, known) = self.known.iter().find(|(_, known)| !known.follows)?;
			// As `ScoreMismatch`, which takes the commitment's path.
			self.commitments()?;
			Some((*number, Proof::ScoreMismatch { compact: known.settled.clone() }))
		})
	}

	/// All commitments of the batch, if its receipts are known and these are what it commits to.
	fn commitments(&self) -> Option<Vec<H256>> {
		if self.known.len() != to_usize(self.info.receipts) {
			return None;
		}
		let receipts = self.known.values().map(|known| &known.receipt);
		let all: Vec<_> = receipts.map(Receipt::commitment::<Blake2Hasher>).collect();
		let leaves: Vec<_> = all.iter().map(|one| commitment_leaf::<Blake2Hasher>(*one)).collect();
		let root = merkle::root::<Blake2Hasher>(&leaves);
		(root == Some(self.info.commitments)).then_some(all)
	}

	/// What binds the operator to a known receipt, in the way that a proof needs.
	pub fn bound(&self, number: u32, proof: &Proof) -> Option<Bound> {
		let known = self.known.get(&number)?;
		let signed = known.signature.map(Bound::Signed);
		let revealed = known.revealed.as_ref().filter(|shown| shown.receipt == known.receipt);
		let revealed = revealed.map(|shown| Bound::Revealed(Box::new(shown.clone())));
		let committed = || self.commitments().map(Bound::Committed);
		match proof {
			Proof::Substituted { .. } => signed,
			Proof::ScoreMismatch { .. } => committed(),
			_ => revealed.or(signed).or_else(committed),
		}
	}
}

#[cfg(test)]
pub mod tests;
