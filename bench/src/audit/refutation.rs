// SPDX-License-Identifier: Apache-2.0

//! What it takes to find a false receipt and to refute it.

use std::{
	cell::RefCell,
	collections::{BTreeMap, BTreeSet},
	hint::black_box,
	time::Instant,
};

use openledger_attributor::{exhibit, signed_exhibit, Index, Seen, Verdict};
use openledger_primitives::{
	challenge::{refute, Content, Exhibit, Proof, SettledBatch, Substitute},
	content::content_root,
	ContributionId,
};
use sp_core::Blake2Hasher;

use super::{
	answers::{encoded_bytes, Answer, Batch},
	forgery::Forgery,
	rate,
};
use crate::{
	error::Error,
	report::{float, mean, number},
};

/// How often the chain's code decides on a proof, so that the clock has something to measure.
const DECISIONS: u32 = 10;

/// What was measured of the false receipts of a kind.
#[derive(Default)]
pub struct Refutations(Vec<Refutation>);

struct Refutation {
	/// To find that it is false, and to build the proof.
	us: f64,
	proof: &'static str,
	proof_bytes: u64,
	/// By its path in the commitments.
	committed: Decided,
	/// By the operator's signature.
	signed: Decided,
}

/// A proof that the chain's code decides on.
struct Decided {
	exhibit_bytes: u64,
	/// To decide on it.
	us: f64,
}

impl Refutations {
	pub const HEADER: [&'static str; 10] = [
		"false receipts",
		"count",
		"proofs",
		"us",
		"proof, bytes",
		"most",
		"exhibit, bytes",
		"signed, bytes",
		"decided, us",
		"signed, us",
	];

	/// Audits each false receipt, and has the chain's code decide on the proof, by a path and by a
	/// signature.
	pub fn measure(index: &Index, forgery: Forgery, forged: &[Answer]) -> Result<Self, Error> {
		if forged.is_empty() {
			println!("no receipt could be made false by {}: take more", forgery.name());
			return Ok(Self::default());
		}
		let batch = Batch::of(forged)?;
		let numbered: Vec<(u32, &Answer)> = (0..).zip(forged).collect();
		let mut done = Vec::with_capacity(forged.len());
		rate(&numbered, forgery.name(), |(number, answer)| {
			done.push(refutation(index, &batch, *number, answer)?);
			Ok(())
		})?;
		Ok(Self(done))
	}

	pub fn count(&self) -> usize {
		self.0.len()
	}

	/// Means. `None` where nothing was refuted.
	pub fn us(&self) -> Option<f64> {
		mean(self.0.iter().map(|done| done.us))
	}

	pub fn proof_bytes(&self) -> Option<f64> {
		mean(self.0.iter().map(|done| float(done.proof_bytes)))
	}

	pub fn exhibit_bytes(&self) -> Option<f64> {
		mean(self.0.iter().map(|done| float(done.committed.exhibit_bytes)))
	}

	pub fn signed_exhibit_bytes(&self) -> Option<f64> {
		mean(self.0.iter().map(|done| float(done.signed.exhibit_bytes)))
	}

	pub fn refute_us(&self) -> Option<f64> {
		mean(self.0.iter().map(|done| done.committed.us))
	}

	pub fn signed_refute_us(&self) -> Option<f64> {
		mean(self.0.iter().map(|done| done.signed.us))
	}

	/// Bytes of the longest proof.
	pub fn most_proof_bytes(&self) -> Option<u64> {
		self.0.iter().map(|done| done.proof_bytes).max()
	}

	pub fn cells(&self, forgery: Forgery) -> Vec<String> {
		let proofs: BTreeSet<_> = self.0.iter().map(|done| done.proof).collect();
		vec![
			forgery.name().to_owned(),
			self.count().to_string(),
			proofs.into_iter().collect::<Vec<_>>().join(", "),
			number(self.us()),
			number(self.proof_bytes()),
			self.most_proof_bytes().map_or_else(|| "-".to_owned(), |bytes| bytes.to_string()),
			number(self.exhibit_bytes()),
			number(self.signed_exhibit_bytes()),
			number(self.refute_us()),
			number(self.signed_refute_us()),
		]
	}
}

fn refutation(
	index: &Index,
	batch: &Batch,
	number: u32,
	answer: &Answer,
) -> Result<Refutation, Error> {
	let Answer { output, receipt, settled } = answer;
	let seen = Seen::Whole(output);
	let start = Instant::now();
	let verdict = index.audit(receipt, settled, seen);
	let us = start.elapsed().as_secs_f64() * 1e6;
	let Verdict::False(proof) = verdict else {
		return Err(Error::new("the audit passes over a false receipt: please report this"));
	};
	let lost = || Error::new("a receipt is not at its place of a batch");
	let Batch { leaves, commitments, settled: record, .. } = batch;
	let exhibit = exhibit(leaves, commitments, number, receipt.clone()).ok_or_else(lost)?;
	let signature = batch.signature(receipt);
	let signed = signed_exhibit(leaves, number, receipt.clone(), signature).ok_or_else(lost)?;
	Ok(Refutation {
		us,
		proof: proof.name(),
		proof_bytes: encoded_bytes(&*proof),
		committed: decide(index, record, &exhibit, &proof)?,
		signed: decide(index, record, &signed, &by_signature(&proof))?,
	})
}

/// What shows by a signature what a proof shows by a path.
fn by_signature(proof: &Proof) -> Proof {
	match proof {
		Proof::ScoreMismatch { compact } => {
			let settled = Substitute::Receipt { compact: compact.clone() };
			Proof::Substituted { settled }
		}
		other => other.clone(),
	}
}

/// Has the chain's code decide.
fn decide(
	index: &Index,
	batch: &SettledBatch,
	exhibit: &Exhibit,
	proof: &Proof,
) -> Result<Decided, Error> {
	// The chain has them in its state. Here each is made once, before anything is measured.
	let known = RefCell::new(BTreeMap::new());
	let content_of = |id| *known.borrow_mut().entry(id).or_insert_with(|| content_of(index, id));
	let decide = || refute::<Blake2Hasher>(exhibit, proof, batch, &content_of);
	decide().map_err(|why| {
		Error::new(format!("the chain would refuse a proof ({why:?}): please report this"))
	})?;
	let start = Instant::now();
	for _ in 0..DECISIONS {
		let _ = black_box(decide());
	}
	let us = start.elapsed().as_secs_f64() * 1e6 / f64::from(DECISIONS);
	Ok(Decided { exhibit_bytes: encoded_bytes(exhibit), us })
}

fn content_of(index: &Index, id: ContributionId) -> Option<Content> {
	let text = index.text(id)?.as_bytes();
	let len = u32::try_from(text.len()).ok()?;
	Some(Content { root: content_root::<Blake2Hasher>(text)?, len })
}
