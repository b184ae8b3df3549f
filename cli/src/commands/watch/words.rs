// SPDX-License-Identifier: Apache-2.0

//! Reports in words.

use openledger_client::{
	text::{count, printable},
	units::amount::format as open,
};
use openledger_watchtower::{report::Revealed, Report, SpanRef, Totals};

use crate::{commands::channel::ending, hints};

/// A report, as a person reads it.
pub fn text(report: &Report) -> String {
	match report {
		Report::Indexed { model, texts } => {
			format!("model {model}: {} indexed, its receipts are audited", count(*texts, "text"))
		}
		Report::Unindexed { error, is_audited: true, .. } => {
			format!("{error}\nits receipts are audited without them meanwhile")
		}
		Report::Unindexed { error, .. } => {
			format!("{error}\nits receipts are not audited meanwhile")
		}
		Report::Unseen { batch, block, unread } => {
			let why = match unread {
				0 => String::new(),
				_ => format!(" ({} of it can't be decoded)", count(*unread, "transaction")),
			};
			format!("batch {batch}: no call in block {block} has its receipts{why}: not audited")
		}
		Report::OtherOutput { batch, receipt } => format!(
			"batch {batch}, receipt {receipt}: it is not about the output that was seen, so nothing \
			 can be shown"
		),
		Report::Warning { batch, receipt, warning, names } => {
			format!("batch {batch}, receipt {receipt}: warning: {}", warning.text(names))
		}
		Report::ChannelEnds { channel, end, next } => ending::text(*channel, *end, *next),
		Report::Found { batch, receipt, proof, bytes, wrong } => {
			format!("batch {batch}, receipt {receipt}: false: {wrong} ({proof}, {bytes} bytes)")
		}
		Report::Unbound { batch, receipt, proof, wrong } => format!(
			"batch {batch}, receipt {receipt}: false: {wrong} ({proof}); but without the operator's \
			 signature nobody can show that it is the receipt: demand it with openledger batch demand \
			 {batch} --receipt {receipt}"
		),
		Report::OtherReceipt { batch, receipt } => format!(
			"batch {batch}, receipt {receipt}: another one is known of this answer, without its \
			 operator's signature, so nothing can be shown"
		),
		Report::WouldRefute { batch, receipt } => {
			format!("batch {batch}, receipt {receipt}: would refute")
		}
		Report::Refuted { batch, receipt, reward } => {
			format!("batch {batch}, receipt {receipt}: refuted, reward {}", open(reward.0))
		}
		Report::LostRace { batch, reason } => {
			format!("batch {batch}: somebody was faster ({})", printable(reason))
		}
		Report::Failed { batch, what, error } => {
			let hint = hints::of_watchtower(error).map(|hint| format!(" ({hint})"));
			format!("batch {batch}: can't {what}: {error}{}", hint.unwrap_or_default())
		}
		Report::WouldDemand(span) => format!("{}: would demand", name(*span)),
		Report::Demanded { span, bond, respond_by } => {
			let bond = open(bond.0);
			format!("{}: demanded for {bond}, until block {respond_by}", name(*span))
		}
		Report::Answered { span, bond } => {
			format!("{}: revealed, which earns its bond of {}", name(*span), open(bond.0))
		}
		Report::Returned { span, bond, reward } => {
			let back = format!("{}: the bond of {} is back", name(*span), open(bond.0));
			match reward {
				Some(reward) => format!(
					"{back}: nobody answered, so the batch is refuted, reward {}",
					open(reward.0)
				),
				None => format!("{back}: the batch is void"),
			}
		}
		Report::Unknown { span, bond } => format!(
			"{}: it ended while nobody watched: its bond of {} counts as lost",
			name(*span),
			open(bond.0)
		),
		Report::Exhausted { spent, at_risk } => format!(
			"the budget is used up: {} are lost and {} at risk (for more, give --budget OPEN)",
			open(spent.0),
			open(at_risk.0)
		),
		Report::Totals(all) => totals(all),
		Report::Revealed(Revealed { span, bond }) => {
			format!("{}: revealed, for {}", name(*span), open(bond.0))
		}
	}
}

fn totals(totals: &Totals) -> String {
	let batches = if totals.batches == 1 { "batch" } else { "batches" };
	let mut parts = vec![
		format!(
			"{} of {} {batches} in {}",
			count(totals.receipts, "receipt"),
			totals.batches,
			count(totals.blocks, "block")
		),
		format!(
			"{} audited with the whole output, {} in part",
			totals.audited.whole, totals.audited.partly
		),
		format!("{} false", totals.found),
		format!("{} refuted, for {}", totals.refuted, open(totals.rewards.0)),
	];
	if totals.unseen > 0 {
		parts.push(format!("{} could not be read", totals.unseen));
	}
	if totals.demanded + totals.answered + totals.expired > 0 || totals.at_risk.0 > 0 {
		parts.push(format!(
			"{} made, {} answered, {} not; bonds of {} lost, of {} at risk",
			count(totals.demanded, "demand"),
			totals.answered,
			totals.expired,
			open(totals.lost.0),
			open(totals.at_risk.0)
		));
	}
	if totals.too_late > 0 {
		parts.push(format!("no time for {} more", totals.too_late));
	}
	parts.join("; ")
}

fn name(span: SpanRef) -> String {
	let SpanRef { batch, receipt, span } = span;
	format!("batch {batch}, receipt {receipt}, span {span}")
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{json::Planck, units::amount::OPEN};

	#[test]
	fn totals_should_say_what_came_of_it_all() {
		let mut totals = Totals { blocks: 1, batches: 2, receipts: 30, ..Totals::default() };
		let text = text(&Report::Totals(totals.clone()));
		assert!(text.starts_with("30 receipts of 2 batches in 1 block; 0 audited"), "{text}");
		assert!(!text.contains("demand"), "{text}");
		(totals.refuted, totals.rewards) = (2, Planck(OPEN * 7 / 2));
		(totals.demanded, totals.expired, totals.at_risk) = (1, 1, Planck(4 * OPEN));
		let text = super::text(&Report::Totals(totals));
		assert!(text.contains("2 refuted, for 3.5 OPEN"), "{text}");
		assert!(text.contains("1 demand made, 0 answered, 1 not"), "{text}");
		assert!(text.ends_with("of 4 OPEN at risk"), "{text}");
	}
}
