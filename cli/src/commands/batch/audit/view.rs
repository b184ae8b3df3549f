// SPDX-License-Identifier: Apache-2.0

//! An audit, as it is shown.

use std::collections::BTreeMap;

use openledger_client::{
	chain::End,
	json::{Address, Planck},
	names::Names,
};
use openledger_primitives::{BatchId, ChannelId, ModelId};
use openledger_watchtower::audit::{
	Answered, Audit, BatchAudit, ChannelAudit, Refutation, Sum, Unsettled, Verdict,
};
use serde::Serialize;

use super::words;
use crate::output::shown::Shown;

/// What an audit found, and what came of refutations.
#[derive(Serialize)]
pub struct View<'a> {
	channels: Vec<Channel<'a>>,
	refutations: Vec<Refuted>,
	first_batch: BatchId,
	unread_batches: &'a [BatchId],
	no_history: Option<&'a str>,
	#[serde(skip)]
	text: String,
}

#[derive(Serialize)]
struct Refuted {
	batch: BatchId,
	reward: Option<Planck>,
	/// Why it was not refuted.
	reason: Option<String>,
}

#[derive(Serialize)]
struct Channel<'a> {
	channel: ChannelId,
	operator: Option<Address>,
	settled: Option<Planck>,
	found: Planck,
	complete: bool,
	end: Option<End>,
	receipts: usize,
	batches: Vec<Batch<'a>>,
	unsettled: Vec<Open>,
	sums: BTreeMap<&'static str, Total>,
}

#[derive(Serialize)]
struct Batch<'a> {
	batch: BatchId,
	state: &'static str,
	settled_at: u32,
	finalizable_at: Option<u32>,
	fees: Planck,
	answers: Vec<Answer<'a>>,
}

#[derive(Serialize)]
struct Answer<'a> {
	sequence: u64,
	receipt: u32,
	model: ModelId,
	fee: Planck,
	verdict: &'static str,
	how: Option<&'a str>,
	signed_fee: Option<Planck>,
}

/// An answer of which a receipt is held, and that is in no batch.
#[derive(Serialize)]
struct Open {
	sequence: u64,
	fee: Planck,
	verdict: &'static str,
}

#[derive(Serialize)]
struct Total {
	answers: usize,
	fees: Planck,
}

impl<'a> View<'a> {
	pub fn of(audit: &'a Audit, refutations: &[Refutation], paths: &[String]) -> Self {
		Self {
			channels: audit.channels.iter().map(Channel::of).collect(),
			refutations: refutations.iter().map(Refuted::of).collect(),
			first_batch: audit.first,
			unread_batches: &audit.unread,
			no_history: audit.no_history.as_deref(),
			text: words::text(audit, refutations, paths),
		}
	}
}

impl Refuted {
	fn of(refutation: &Refutation) -> Self {
		let (reward, reason) = match &refutation.result {
			Ok(reward) => (Some(Planck(*reward)), None),
			Err(error) => (None, Some(error.to_string())),
		};
		Self { batch: refutation.batch, reward, reason }
	}
}

impl<'a> Channel<'a> {
	fn of(channel: &'a ChannelAudit) -> Self {
		let open = |(sequence, fee, why): &(u64, u128, Unsettled)| Open {
			sequence: *sequence,
			fee: Planck(*fee),
			verdict: why.name(),
		};
		let total = |sum: Sum| Total { answers: sum.answers, fees: Planck(sum.fees) };
		let sums = sums(channel).into_iter().map(|(name, _, sum)| (name, total(sum)));
		Self {
			channel: channel.id,
			operator: channel.operator.as_ref().map(Address::from),
			settled: channel.settled.map(Planck),
			found: Planck(channel.fees()),
			complete: channel.is_whole(),
			end: channel.end,
			receipts: channel.held(),
			batches: channel.batches.iter().map(Batch::of).collect(),
			unsettled: channel.unsettled.iter().map(open).collect(),
			sums: sums.collect(),
		}
	}
}

impl<'a> Batch<'a> {
	fn of(batch: &'a BatchAudit) -> Self {
		Self {
			batch: batch.id,
			state: batch.state(),
			settled_at: batch.settled_at,
			finalizable_at: batch.finalizable_at,
			fees: Planck(batch.fees()),
			answers: batch.answers.iter().map(Answer::of).collect(),
		}
	}
}

impl<'a> Answer<'a> {
	fn of(answer: &'a Answered) -> Self {
		let (how, signed_fee) = match &answer.verdict {
			Verdict::Substituted { how, signed } => (Some(how), Some(signed.receipt.fee)),
			Verdict::Unverified { how } => (how.as_ref(), None),
			_ => (None, None),
		};
		Self {
			sequence: answer.sequence,
			receipt: answer.index,
			model: answer.model,
			fee: Planck(answer.fee),
			verdict: answer.verdict.name(),
			how: how.map(String::as_str),
			signed_fee: signed_fee.map(Planck),
		}
	}
}

impl Shown for View<'_> {
	fn text(&self, _: &Names) -> String {
		self.text.clone()
	}
}

/// What a channel's answers come to: how that is called by machines and by people.
pub fn sums(channel: &ChannelAudit) -> Vec<(&'static str, &'static str, Sum)> {
	let of = |name: &str| channel.sum(|_, answer| answer.verdict.name() == name);
	vec![
		("as_signed", "settled as signed", of("as_signed")),
		("substituted", "settled as something else than what was signed", of("substituted")),
		("not_held", "settled without a receipt here", of("not_held")),
		("not_signed", "settled, with a receipt that another key signed", of("not_signed")),
		("unverified", "settled, with a receipt by a key that is not known", of("unverified")),
		("not_committed", "settled in a batch that commits to another", of("not_committed")),
		("void", "of these in void batches: paid back", channel.sum(|batch, _| batch.is_void())),
		("not_settled", "not settled yet", channel.sum_unsettled(Unsettled::NotYet)),
		("not_charged", "not charged", channel.sum_unsettled(Unsettled::NotCharged)),
		(
			"unknown",
			"in batches that were not looked at",
			channel.sum_unsettled(Unsettled::Unknown),
		),
	]
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::json as shown;
	use openledger_watchtower::{audit::fixtures::audit, Error};
	use serde_json::{json, Value};

	fn json(audit: &Audit, refutations: &[Refutation]) -> Value {
		shown::of(&View::of(audit, refutations, &[]))
	}

	fn told(audit: &Audit, refutations: &[Refutation]) -> String {
		let paths = ["a.json", "b"].map(str::to_owned);
		View::of(audit, refutations, &paths).text(&Names::default())
	}

	#[test]
	fn an_audit_should_be_told_to_machines() {
		let refutations = [
			Refutation { batch: 9, result: Ok(7) },
			Refutation { batch: 8, result: Err(Error::NothingHeld) },
		];
		let json = json(&audit(), &refutations);
		let channel = &json["channels"][0];
		assert_eq!((&channel["settled"], &channel["found"]), (&json!("210"), &json!("210")));
		assert_eq!(channel["complete"], true);
		let batch = &channel["batches"][0];
		assert_eq!((&batch["state"], &batch["finalizable_at"]), (&json!("pending"), &json!(80)));
		assert_eq!(channel["batches"][1]["state"], "void");
		let answer = &batch["answers"][1];
		assert_eq!(
			(&answer["verdict"], &answer["fee"], &answer["signed_fee"]),
			(&json!("substituted"), &json!("30"), &json!("40"))
		);
		assert_eq!(channel["sums"]["not_held"], json!({ "answers": 1, "fees": "50" }));
		assert_eq!(channel["unsettled"][1]["verdict"], "not_settled");
		assert_eq!((&json["first_batch"], &json["unread_batches"]), (&json!(3), &json!([5])));
		assert_eq!(json["refutations"][0]["reward"], "7");
		assert!(json["refutations"][1]["reason"].is_string());
	}

	#[test]
	fn an_audit_should_be_told_to_people() {
		let refutations = [Refutation { batch: 9, result: Ok(7) }];
		let text = told(&audit(), &refutations);
		for part in [
			"channel 4: 5 receipts here; all of the",
			"this refutes it: openledger batch audit 4 --receipts a.json --receipts b --refute",
			"these batches can't be read: 5",
			"batch 9: refuted, reward",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains("knows nothing"), "{text}");
		let mut cut = audit();
		cut.no_history = Some("it is discarded".to_owned());
		assert!(told(&cut, &[]).contains("the node knows nothing of batches before 3"));
		assert_eq!(json(&cut, &[])["no_history"], "it is discarded");
		// What is void was paid back.
		assert!(!text.contains("batch demand 7"), "{text}");
	}

	#[test]
	fn whoever_pays_should_be_told_that_a_channel_ends() {
		let mut audit = audit();
		assert_eq!(json(&audit, &[])["channels"][0]["end"], Value::Null);
		assert!(!told(&audit, &[]).contains("new receipt key"));
		audit.channels[0].end = Some(End::NewKey { until: 80 });
		let end = json!({ "reason": "new_key", "block": 80 });
		assert_eq!(json(&audit, &[])["channels"][0]["end"], end);
		let text = told(&audit, &[]);
		assert!(text.contains("channel 4 ends at block 80: its operator has a new receipt key"));
		audit.next = 80;
		let text = told(&audit, &[]);
		assert!(text.contains("channel 4 has ended at block 80") && text.contains("close 4"));
	}

	#[test]
	fn what_is_not_paid_out_should_not_be_called_final() {
		let mut audit = audit();
		audit.channels[0].batches[0].is_pending = false;
		let json = json(&audit, &[]);
		assert_eq!(json["channels"][0]["batches"][0]["state"], "finalizable");
	}

	#[test]
	fn what_nobody_can_verify_should_be_no_accusation() {
		let mut audit = audit();
		let answers = &mut audit.channels[0].batches[0].answers;
		answers[0].verdict = Verdict::NotCommitted;
		answers[1].verdict = Verdict::Unverified { how: Some("another fee".to_owned()) };
		let text = told(&audit, &[]);
		for part in [
			"batch demand 9 --receipt 0",
			"another fee; but which keys the operator had then is not known",
			"settled in a batch that commits to another",
			"settled, with a receipt by a key that is not known",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains("--refute"), "{text}");
		let json = json(&audit, &[]);
		let answer = &json["channels"][0]["batches"][0]["answers"][1];
		assert_eq!(answer["how"], "another fee");
		assert_eq!(json["channels"][0]["sums"]["not_committed"]["answers"], 1);
	}
}
