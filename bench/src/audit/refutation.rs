// SPDX-License-Identifier: Apache-2.0

//! What it takes to find a false receipt and to refute it.

use std::{collections::BTreeSet, time::Instant};

use openledger_attributor::{exhibit, Index, Seen, Verdict};
use openledger_primitives::{
	challenge::{refute, Content, Proof, SettledBatch},
	content::content_root,
	receipt::CompactReceipt,
	ContributionId,
};
use sp_core::Blake2Hasher;

use super::{
	answers::{encoded_bytes, settled_batch, Answer},
	forgery::Forgery,
	rate,
};
use crate::{
	error::Error,
	report::{float, mean, number},
};

/// What was measured of the false receipts of a kind.
#[derive(Default)]
pub struct Refutations(Vec<Refutation>);

struct Refutation {
	/// To find that it is false, and to build the proof.
	us: f64,
	proof: &'static str,
	proof_bytes: u64,
	exhibit_bytes: u64,
}

impl Refutations {
	pub const HEADER: [&'static str; 7] =
		["false receipts", "count", "proofs", "us", "proof, bytes", "most", "exhibit, bytes"];

	/// Audits each false receipt, and has the chain's code decide on the proof.
	pub fn measure(index: &Index, forgery: Forgery, forged: &[Answer]) -> Result<Self, Error> {
		if forged.is_empty() {
			println!("no receipt could be made false by {}: take more", forgery.name());
			return Ok(Self::default());
		}
		let batch = settled_batch(forged)?;
		let settled: Vec<CompactReceipt> =
			forged.iter().map(|answer| answer.settled.clone()).collect();
		let numbered: Vec<(u32, &Answer)> = (0..).zip(forged).collect();
		let mut done = Vec::with_capacity(forged.len());
		rate(&numbered, forgery.name(), |(number, answer)| {
			done.push(refutation(index, &batch, &settled, *number, answer)?);
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
		mean(self.0.iter().map(|done| float(done.exhibit_bytes)))
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
		]
	}
}

fn refutation(
	index: &Index,
	batch: &SettledBatch,
	settled: &[CompactReceipt],
	number: u32,
	answer: &Answer,
) -> Result<Refutation, Error> {
	let seen = Seen::Whole(&answer.output);
	let start = Instant::now();
	let verdict = index.audit(&answer.receipt, &answer.settled, batch, seen);
	let us = start.elapsed().as_secs_f64() * 1e6;
	let Verdict::False(proof) = verdict else {
		return Err(Error::new("the audit passes over a false receipt: please report this"));
	};
	let exhibit = exhibit(settled, number, answer.receipt.clone())
		.ok_or_else(|| Error::new("a receipt is not at its place of a batch"))?;
	let content_of = |id| content_of(index, id);
	refute::<Blake2Hasher>(&exhibit, &proof, batch, content_of).map_err(|why| {
		Error::new(format!("the chain would refuse a proof ({why:?}): please report this"))
	})?;
	Ok(Refutation {
		us,
		proof: name(&proof),
		proof_bytes: encoded_bytes(&*proof),
		exhibit_bytes: encoded_bytes(&exhibit),
	})
}

fn content_of(index: &Index, id: ContributionId) -> Option<Content> {
	let text = index.text(id)?.as_bytes();
	let len = u32::try_from(text.len()).ok()?;
	Some(Content { root: content_root::<Blake2Hasher>(text)?, len })
}

fn name(proof: &Proof) -> &'static str {
	match proof {
		Proof::Mismatch { .. } => "Mismatch",
		Proof::LongerMatch { .. } => "LongerMatch",
		Proof::EarlierHolder { .. } => "EarlierHolder",
		Proof::ScoreMismatch { .. } => "ScoreMismatch",
		Proof::Malformed { .. } => "Malformed",
	}
}
