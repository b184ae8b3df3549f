// SPDX-License-Identifier: Apache-2.0

//! What comes of a watcher's work, counted while it is reported.

use codec::Encode;
use openledger_client::json::Planck;
use openledger_primitives::{challenge::Proof, Balance, BatchId};
use serde::Serialize;

use crate::{
	proof_words::wrong,
	report::{Report, Reporter},
	Error, Note,
};

/// What came of it all.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Totals {
	/// The number of blocks that were read.
	pub blocks: usize,
	/// The number of batches.
	pub batches: usize,
	/// The number of batches whose receipts could not be read.
	pub unseen: usize,
	/// The number of receipts in the others.
	pub receipts: usize,
	/// The numbers of receipts that were audited.
	pub audited: Audits,
	/// The number of batches with a false receipt.
	#[serde(rename = "false")]
	pub found: usize,
	/// The number of batches that were refuted.
	pub refuted: usize,
	/// What that has earned.
	pub rewards: Planck,
	/// The number of demands.
	pub demanded: usize,
	/// The number of them that were answered.
	pub answered: usize,
	/// The number of them that nobody answered.
	pub expired: usize,
	/// The number of demands for which there was no time, or no index of the model in time.
	pub too_late: usize,
	/// The bonds that are lost.
	pub lost: Planck,
	/// The bonds that are still held.
	pub at_risk: Planck,
}

/// How receipts were audited.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Audits {
	/// The number of receipts that were audited with the whole output.
	pub whole: usize,
	/// The number of those of which some of the output was known, or none.
	pub partly: usize,
}

impl Default for Totals {
	fn default() -> Self {
		Self {
			blocks: 0,
			batches: 0,
			unseen: 0,
			receipts: 0,
			audited: Audits::default(),
			found: 0,
			refuted: 0,
			rewards: Planck(0),
			demanded: 0,
			answered: 0,
			expired: 0,
			too_late: 0,
			lost: Planck(0),
			at_risk: Planck(0),
		}
	}
}

fn add(sum: &mut Planck, more: Balance) {
	sum.0 = sum.0.saturating_add(more);
}

impl Totals {
	/// Counts what a report tells.
	fn count(&mut self, report: &Report) {
		match report {
			Report::Unseen { .. } => self.unseen += 1,
			Report::Found { .. } => self.found += 1,
			Report::Refuted { reward, .. } => {
				self.refuted += 1;
				add(&mut self.rewards, reward.0);
			}
			Report::Demanded { .. } => self.demanded += 1,
			Report::Answered { bond, .. } => {
				self.answered += 1;
				add(&mut self.lost, bond.0);
			}
			Report::Returned { reward: Some(reward), .. } => {
				self.expired += 1;
				self.refuted += 1;
				add(&mut self.rewards, reward.0);
			}
			Report::Unknown { bond, .. } => add(&mut self.lost, bond.0),
			_ => {}
		}
	}
}

/// Reports, and counts. When it is dropped, however the work ends, it reports the totals.
pub(crate) struct Tally<'r> {
	reporter: &'r dyn Reporter,
	pub totals: Totals,
}

impl<'r> Tally<'r> {
	pub fn new(reporter: &'r dyn Reporter) -> Self {
		Self { reporter, totals: Totals::default() }
	}

	pub fn report(&mut self, report: Report) {
		self.totals.count(&report);
		self.reporter.report(&report);
	}

	/// Reports that a receipt refutes its batch.
	pub fn found(&mut self, batch: BatchId, receipt: u32, proof: &Proof) {
		let (kind, wrong, bytes) = (proof.name(), wrong(proof), proof.encoded_size());
		self.report(Report::Found { batch, receipt, proof: kind, bytes, wrong });
	}

	/// Reports that something could not be done, be it that somebody was faster.
	pub fn failed(&mut self, batch: BatchId, what: &'static str, error: Error) {
		match error.lost_race() {
			Some(why) => self.report(Report::LostRace { batch, reason: why.to_owned() }),
			None => self.report(Report::Failed { batch, what, error }),
		}
	}

	pub fn note(&self, note: Note) {
		self.reporter.note(&note);
	}
}

impl Drop for Tally<'_> {
	fn drop(&mut self) {
		self.reporter.report(&Report::Totals(self.totals.clone()));
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{report::tests::Silent, SpanRef};
	use openledger_client::{json, units::amount::OPEN};

	#[test]
	fn totals_should_count_what_is_reported() {
		let mut tally = Tally::new(&Silent);
		tally.report(Report::Refuted { batch: 7, receipt: 3, reward: Planck(OPEN * 5 / 2) });
		let (span, bond) = (SpanRef { batch: 8, receipt: 0, span: 1 }, Planck(2 * OPEN));
		tally.report(Report::Demanded { span, bond, respond_by: 75 });
		tally.report(Report::Returned { span, bond, reward: Some(Planck(OPEN)) });
		tally.report(Report::Returned { span, bond, reward: None });
		tally.report(Report::Answered { span, bond });
		let totals = &tally.totals;
		assert_eq!((totals.refuted, totals.demanded, totals.expired), (2, 1, 1));
		let json = json::of(&Report::Totals(totals.clone()));
		assert_eq!((&json["event"], &json["audited"]["whole"]), (&"totals".into(), &0.into()));
		assert_eq!(json["rewards"], (OPEN * 7 / 2).to_string());
		assert_eq!(
			(&json["lost"], &json["at_risk"]),
			(&(2 * OPEN).to_string().into(), &"0".into())
		);
		assert!(json["false"] == 0 && json.get("found").is_none());
	}
}
