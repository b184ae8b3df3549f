// SPDX-License-Identifier: Apache-2.0

//! How an audit is told.

use openledger_primitives::history::Outcome;
use serde_json::{json, Map, Value};

use super::{
	refute::Refutation,
	verdict::{Answered, BatchAudit, ChannelAudit, Sum, Unsettled, Verdict},
	Audit,
};
use crate::{commands::channel::ending, output::table};
use openledger_client::{json, text::count, units::amount::format as open};

impl Verdict {
	fn name(&self) -> &'static str {
		match self {
			Self::AsSigned { .. } => "as_signed",
			Self::Substituted { .. } => "substituted",
			Self::NotHeld => "not_held",
			Self::NotSigned => "not_signed",
			Self::Unverified { .. } => "unverified",
			Self::NotCommitted => "not_committed",
		}
	}
}

impl Unsettled {
	fn name(self) -> &'static str {
		match self {
			Self::NotYet => "not_settled",
			Self::NotCharged => "not_charged",
			Self::Unknown => "unknown",
		}
	}
}

/// What a batch is said to be.
fn state(batch: &BatchAudit) -> &'static str {
	match (batch.outcome, batch.is_pending) {
		(Outcome::Settled, true) => "pending",
		// It can't be challenged any more, and nobody was credited yet.
		(Outcome::Settled, false) => "finalizable",
		(Outcome::Final, _) => "final",
		(Outcome::Void, _) => "void",
	}
}

pub fn to_json(audit: &Audit, refutations: &[Refutation]) -> Value {
	let refutation = |refutation: &Refutation| {
		let reward = refutation.result.as_ref().ok().map(|reward| json::amount(*reward));
		let reason = refutation.result.as_ref().err().map(ToString::to_string);
		json!({ "batch": refutation.batch, "reward": reward, "reason": reason })
	};
	json!({
		"channels": audit.channels.iter().map(channel_json).collect::<Vec<_>>(),
		"refutations": refutations.iter().map(refutation).collect::<Vec<_>>(),
		"first_batch": audit.first,
		"unread_batches": audit.unread,
		"no_history": audit.no_history,
	})
}

fn channel_json(channel: &ChannelAudit) -> Value {
	let unsettled: Vec<_> = channel
		.unsettled
		.iter()
		.map(|(sequence, fee, why)| {
			json!({ "sequence": sequence, "fee": json::amount(*fee), "verdict": why.name() })
		})
		.collect();
	let sums = sums(channel).into_iter();
	let sums: Map<String, Value> =
		sums.map(|(name, _, sum)| (name.to_owned(), sum_json(sum))).collect();
	json!({
		"channel": channel.id,
		"operator": channel.operator.as_ref().map(json::account),
		"settled": channel.settled.map(json::amount),
		"found": json::amount(channel.fees()),
		"complete": channel.is_whole(),
		"end": ending::to_json(channel.end),
		"receipts": channel.held(),
		"batches": channel.batches.iter().map(batch_json).collect::<Vec<_>>(),
		"unsettled": unsettled,
		"sums": sums,
	})
}

fn sum_json(sum: Sum) -> Value {
	json!({ "answers": sum.answers, "fees": json::amount(sum.fees) })
}

fn batch_json(batch: &BatchAudit) -> Value {
	json!({
		"batch": batch.id,
		"state": state(batch),
		"settled_at": batch.settled_at,
		"finalizable_at": batch.finalizable_at,
		"fees": json::amount(batch.fees()),
		"answers": batch.answers.iter().map(answer_json).collect::<Vec<_>>(),
	})
}

fn answer_json(answer: &Answered) -> Value {
	let (how, signed_fee) = match &answer.verdict {
		Verdict::Substituted { how, signed } => (Some(how), Some(signed.receipt.fee)),
		Verdict::Unverified { how } => (how.as_ref(), None),
		_ => (None, None),
	};
	json!({
		"sequence": answer.sequence,
		"receipt": answer.index,
		"model": answer.model,
		"fee": json::amount(answer.fee),
		"verdict": answer.verdict.name(),
		"how": how,
		"signed_fee": signed_fee.map(json::amount),
	})
}

/// What a channel's answers come to: how that is called by machines and by people.
fn sums(channel: &ChannelAudit) -> Vec<(&'static str, &'static str, Sum)> {
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

pub fn to_text(audit: &Audit, refutations: &[Refutation]) -> String {
	let mut parts: Vec<_> =
		audit.channels.iter().map(|channel| channel_text(channel, audit)).collect();
	let problems: Vec<_> =
		audit.channels.iter().flat_map(|channel| problems(channel, audit)).collect();
	if !problems.is_empty() {
		parts.push(problems.join("\n"));
	}
	let ends = audit.channels.iter().filter_map(|channel| {
		let end = channel.end?;
		Some(ending::text(channel.id, end, audit.next))
	});
	let ends: Vec<_> = ends.collect();
	if !ends.is_empty() {
		parts.push(ends.join("\n"));
	}
	if !audit.unread.is_empty() {
		let ids: Vec<_> = audit.unread.iter().map(ToString::to_string).collect();
		parts.push(format!("the receipts of these batches can't be read: {}", ids.join(", ")));
	}
	if audit.no_history.is_some() {
		parts.push(format!("the node knows nothing of batches before {}", audit.first));
	}
	let lines = refutations.iter().map(|refutation| match &refutation.result {
		Ok(reward) => format!("batch {}: refuted, reward {}", refutation.batch, open(*reward)),
		Err(error) => format!("batch {}: not refuted: {error}", refutation.batch),
	});
	let lines: Vec<_> = lines.collect();
	if !lines.is_empty() {
		parts.push(lines.join("\n"));
	}
	parts.join("\n\n")
}

fn channel_text(channel: &ChannelAudit, audit: &Audit) -> String {
	let further = match audit.no_history {
		Some(_) => "ask a node that has the history, with --url",
		None => "look further back with --back COUNT",
	};
	let found = match channel.settled {
		Some(settled) if channel.is_whole() => {
			format!("all of the {} that were settled are accounted for", open(settled))
		}
		Some(settled) => format!(
			"of the {} that were settled, {} are accounted for: {further}",
			open(settled),
			open(channel.fees())
		),
		None => format!("it is closed; {} that were settled are found", open(channel.fees())),
	};
	let mut text =
		format!("channel {}: {} here; {found}", channel.id, count(channel.held(), "receipt"));
	let rows = sums(channel).into_iter().filter(|(_, _, sum)| sum.answers > 0);
	let rows: Vec<_> = rows
		.map(|(_, words, sum)| vec![words.to_owned(), sum.answers.to_string(), open(sum.fees)])
		.collect();
	if !rows.is_empty() {
		text.push('\n');
		text.push_str(&table::table(&["", ">answers", ">fees"], rows).trim_fmt());
	}
	text
}

/// What is to be done about a channel's answers, a line each.
fn problems(channel: &ChannelAudit, audit: &Audit) -> Vec<String> {
	let id = channel.id;
	let paths: String = audit.paths.iter().map(|path| format!(" --receipts {path}")).collect();
	let mut lines = Vec::new();
	for batch in channel.batches.iter().filter(|batch| !batch.is_void()) {
		for answer in &batch.answers {
			let Answered { index, sequence, verdict, .. } = answer;
			let place =
				format!("channel {id}, answer {sequence}, receipt {index} of batch {}", batch.id);
			let line = match (verdict, batch.is_pending) {
				(Verdict::AsSigned { .. } | Verdict::Unverified { how: None }, _) => continue,
				(Verdict::Substituted { how, .. }, true) => {
					format!(
						"{place}: {how}; this refutes it: openledger batch audit {id}{paths} --refute"
					)
				}
				(Verdict::Substituted { how, .. }, false) => {
					format!("{place}: {how}; the batch can't be challenged any more")
				}
				(Verdict::NotHeld, true) => format!(
					"{place}: there is no receipt of it here; its operator has to show one: openledger \
					 batch demand {} --receipt {index}",
					batch.id
				),
				(Verdict::NotHeld, false) => {
					format!("{place}: there is no receipt of it here")
				}
				(Verdict::NotSigned, _) => format!(
					"{place}: its receipt here is by none of the operator's keys that count for the batch"
				),
				(Verdict::Unverified { how: Some(how) }, _) => format!(
					"{place}: {how}; but which keys the operator had then is not known, and its receipt \
					 here is by none that is"
				),
				(Verdict::NotCommitted, true) => format!(
					"{place}: its batch commits to another receipt of this answer, or of one beside it; \
					 its operator has to show which: openledger batch demand {} --receipt {index}",
					batch.id
				),
				(Verdict::NotCommitted, false) => format!(
					"{place}: its batch commits to another receipt of this answer, or of one beside it, \
					 and can't be challenged any more"
				),
			};
			lines.push(line);
		}
	}
	lines
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{commands::batch::audit::verdict::tests::audit as channel, error::Error};
	use openledger_client::chain::End;

	fn audit() -> Audit {
		Audit {
			channels: vec![channel()],
			cases: Vec::new(),
			unread: vec![5],
			first: 3,
			no_history: None,
			paths: vec!["a.json".to_owned(), "b".to_owned()],
			next: 75,
		}
	}

	#[test]
	fn an_audit_should_be_told_to_machines() {
		let refutations = [
			Refutation { batch: 9, result: Ok(7) },
			Refutation { batch: 8, result: Err(Error::NoKey) },
		];
		let json = to_json(&audit(), &refutations);
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
		let text = to_text(&audit(), &refutations);
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
		assert!(to_text(&cut, &[]).contains("the node knows nothing of batches before 3"));
		assert_eq!(to_json(&cut, &[])["no_history"], "it is discarded");
		// What is void was paid back.
		assert!(!text.contains("batch demand 7"), "{text}");
	}

	#[test]
	fn whoever_pays_should_be_told_that_a_channel_ends() {
		let mut audit = audit();
		assert_eq!(to_json(&audit, &[])["channels"][0]["end"], Value::Null);
		assert!(!to_text(&audit, &[]).contains("new receipt key"));
		audit.channels[0].end = Some(End::NewKey { until: 80 });
		let end = json!({ "reason": "new_key", "block": 80 });
		assert_eq!(to_json(&audit, &[])["channels"][0]["end"], end);
		let text = to_text(&audit, &[]);
		assert!(text.contains("channel 4 ends at block 80: its operator has a new receipt key"));
		audit.next = 80;
		let text = to_text(&audit, &[]);
		assert!(text.contains("channel 4 has ended at block 80") && text.contains("close 4"));
	}

	#[test]
	fn what_is_not_paid_out_should_not_be_called_final() {
		let mut audit = audit();
		audit.channels[0].batches[0].is_pending = false;
		let json = to_json(&audit, &[]);
		assert_eq!(json["channels"][0]["batches"][0]["state"], "finalizable");
	}

	#[test]
	fn what_nobody_can_verify_should_be_no_accusation() {
		let mut audit = audit();
		let answers = &mut audit.channels[0].batches[0].answers;
		answers[0].verdict = Verdict::NotCommitted;
		answers[1].verdict = Verdict::Unverified { how: Some("another fee".to_owned()) };
		let text = to_text(&audit, &[]);
		for part in [
			"batch demand 9 --receipt 0",
			"another fee; but which keys the operator had then is not known",
			"settled in a batch that commits to another",
			"settled, with a receipt by a key that is not known",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains("--refute"), "{text}");
		let json = to_json(&audit, &[]);
		let answer = &json["channels"][0]["batches"][0]["answers"][1];
		assert_eq!(answer["how"], "another fee");
		assert_eq!(json["channels"][0]["sums"]["not_committed"]["answers"], 1);
	}
}
