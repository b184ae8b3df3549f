// SPDX-License-Identifier: Apache-2.0

//! An audit in words.

use openledger_client::{text::count, units::amount::format as open};
use openledger_watchtower::audit::{Answered, Audit, ChannelAudit, Refutation, Verdict};

use super::view::sums;
use crate::{commands::channel::ending, output::table};

/// An audit, with what came of refutations. Receipts were read at `paths` too.
pub fn text(audit: &Audit, refutations: &[Refutation], paths: &[String]) -> String {
	let mut parts: Vec<_> =
		audit.channels.iter().map(|channel| channel_text(channel, audit)).collect();
	let problems: Vec<_> =
		audit.channels.iter().flat_map(|channel| problems(channel, paths)).collect();
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
		text.push_str(&table::table(&["", ">answers", ">fees"], rows));
	}
	text
}

/// What is to be done about a channel's answers, a line each.
fn problems(channel: &ChannelAudit, paths: &[String]) -> Vec<String> {
	let id = channel.id;
	let paths: String = paths.iter().map(|path| format!(" --receipts {path}")).collect();
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
