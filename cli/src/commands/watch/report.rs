// SPDX-License-Identifier: Apache-2.0

//! What `watch` prints: one line for each thing that happened, and at the end what came of it all.

use openledger_primitives::{
	challenge::{Difference, Proof, Substitute},
	Balance, BatchId, ChannelId, ModelId,
};
use serde_json::{json, Value};

use super::state::SpanRef;
use crate::{
	commands::{channel::ending, warning::Warning},
	context::Context,
	error::Error,
	hints,
};
use openledger_client::names::Names;
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::End,
	convert::to_usize,
	json::amount,
	text::{count, printable},
	units::amount::format as open,
};

/// What came of it all.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Totals {
	pub blocks: usize,
	pub batches: usize,
	/// Batches whose receipts could not be read.
	pub unseen: usize,
	pub receipts: usize,
	/// Receipts that were audited with the whole output, and with some of it or none.
	pub whole: usize,
	pub partly: usize,
	/// Batches with a false receipt.
	pub found: usize,
	pub refuted: usize,
	pub rewards: Balance,
	pub demanded: usize,
	pub answered: usize,
	/// Demands that nobody answered.
	pub expired: usize,
	/// Demands for which there was no time, or no index of the model in time.
	pub too_late: usize,
	pub lost: Balance,
}

/// Prints what happens. At its end, however it comes, it prints the totals.
pub struct Report<'c> {
	context: &'c Context,
	pub totals: Totals,
	/// What is still held for demands.
	pub at_risk: Balance,
}

impl<'c> Report<'c> {
	pub fn new(context: &'c Context) -> Self {
		Self { context, totals: Totals::default(), at_risk: 0 }
	}

	/// Says something that is no result.
	pub fn note(&self, text: &str) {
		self.context.note(text);
	}

	fn line(&self, event: &str, mut json: Value, text: String) {
		json["event"] = event.into();
		self.context.show_json_line(&json, || text);
	}

	pub fn indexed(&self, model: ModelId, texts: usize) {
		let json = json!({ "model": model, "texts": texts });
		let text =
			format!("model {model}: {} indexed, its receipts are audited", count(texts, "text"));
		self.line("indexed", json, text);
	}

	/// The texts of a model are not all here, or they can't be indexed. Whether its receipts are
	/// audited by others.
	pub fn unindexed(&self, model: ModelId, error: &Error, is_audited: bool) {
		let malformed: Vec<_> = match error {
			Error::Client(ClientError::MissingTexts { texts, .. }) => {
				let malformed = texts.iter().filter(|text| text.is_malformed);
				malformed.map(|text| text.contribution).collect()
			}
			_ => Vec::new(),
		};
		let json = json!({
			"model": model,
			"reason": error.to_string(),
			"malformed": malformed,
			"audited": is_audited,
		});
		let meanwhile = match is_audited {
			true => "its receipts are audited without them meanwhile",
			false => "its receipts are not audited meanwhile",
		};
		self.line("unindexed", json, format!("{error}\n{meanwhile}"));
	}

	pub fn unseen(&mut self, batch: BatchId, block: u64, unread: usize) {
		self.totals.unseen += 1;
		let json = json!({ "batch": batch, "block": block, "unread": unread });
		let why = match unread {
			0 => String::new(),
			_ => format!(" ({} of it can't be decoded)", count(unread, "transaction")),
		};
		let text =
			format!("batch {batch}: no call in block {block} has its receipts{why}: not audited");
		self.line("unseen", json, text);
	}

	/// A receipt is not about its output: nothing can be shown of it.
	pub fn other_output(&self, batch: BatchId, receipt: u32) {
		let json = json!({ "batch": batch, "receipt": receipt });
		let text = format!(
			"batch {batch}, receipt {receipt}: it is not about the output that was seen, so nothing \
			 can be shown"
		);
		self.line("other_output", json, text);
	}

	/// What the payer of an answer should know.
	pub fn warning(&self, batch: BatchId, receipt: u32, warning: &Warning, names: &Names) {
		let mut json = warning.json();
		names.annotate(&mut json);
		json["batch"] = batch.into();
		json["receipt"] = receipt.into();
		let warning = warning.text(names);
		let text = format!("batch {batch}, receipt {receipt}: warning: {warning}");
		self.line("warning", json, text);
	}

	/// A channel ends, or has ended, before block `next`.
	pub fn channel_ends(&self, channel: ChannelId, end: End, next: u64) {
		let json = json!({ "channel": channel, "end": ending::to_json(Some(end)) });
		self.line("channel_ends", json, ending::text(channel, end, next));
	}

	pub fn found(&mut self, batch: BatchId, receipt: u32, proof: &Proof, bytes: usize) {
		self.totals.found += 1;
		let (kind, wrong) = (kind(proof), wrong(proof));
		let json = json!({
			"batch": batch,
			"receipt": receipt,
			"proof": kind,
			"bytes": bytes,
			"wrong": wrong,
		});
		let text =
			format!("batch {batch}, receipt {receipt}: false: {wrong} ({kind}, {bytes} bytes)");
		self.line("false", json, text);
	}

	/// A receipt is false, but nothing that is known binds its operator to it.
	pub fn unbound(&self, batch: BatchId, receipt: u32, proof: &Proof) {
		let (kind, wrong) = (kind(proof), wrong(proof));
		let json = json!({ "batch": batch, "receipt": receipt, "proof": kind, "wrong": wrong });
		let text = format!(
			"batch {batch}, receipt {receipt}: false: {wrong} ({kind}); but without the operator's \
			 signature nobody can show that it is the receipt: demand it with openledger batch demand \
			 {batch} --receipt {receipt}"
		);
		self.line("unbound", json, text);
	}

	/// A file has another receipt of an answer than was settled, and nothing binds its operator to it.
	pub fn other_receipt(&self, batch: BatchId, receipt: u32) {
		let json = json!({ "batch": batch, "receipt": receipt });
		let text = format!(
			"batch {batch}, receipt {receipt}: another one is known of this answer, without its \
			 operator's signature, so nothing can be shown"
		);
		self.line("other_receipt", json, text);
	}

	pub fn would_refute(&self, batch: BatchId, receipt: u32) {
		let json = json!({ "batch": batch, "receipt": receipt });
		self.line("would_refute", json, format!("batch {batch}, receipt {receipt}: would refute"));
	}

	pub fn refuted(&mut self, batch: BatchId, receipt: u32, reward: Balance) {
		self.totals.refuted += 1;
		self.totals.rewards = self.totals.rewards.saturating_add(reward);
		let json = json!({ "batch": batch, "receipt": receipt, "reward": amount(reward) });
		let text = format!("batch {batch}, receipt {receipt}: refuted, reward {}", open(reward));
		self.line("refuted", json, text);
	}

	/// Somebody else, or the chain, was there before.
	pub fn lost_race(&self, batch: BatchId, why: &str) {
		let json = json!({ "batch": batch, "reason": why });
		let text = format!("batch {batch}: somebody was faster ({})", printable(why));
		self.line("faster", json, text);
	}

	pub fn failed(&self, batch: BatchId, what: &str, error: &Error) {
		let json = json!({ "batch": batch, "what": what, "reason": error.to_string() });
		let hint = hints::of(error).map(|hint| format!(" ({hint})")).unwrap_or_default();
		self.line("failed", json, format!("batch {batch}: can't {what}: {error}{hint}"));
	}

	pub fn would_demand(&self, place: SpanRef) {
		self.line("would_demand", at(place), format!("{}: would demand", name(place)));
	}

	pub fn demanded(&mut self, place: SpanRef, bond: Balance, respond_by: u32) {
		self.totals.demanded += 1;
		let mut json = at(place);
		json["bond"] = amount(bond);
		json["respond_by"] = respond_by.into();
		let text =
			format!("{}: demanded for {}, until block {respond_by}", name(place), open(bond));
		self.line("demanded", json, text);
	}

	pub fn answered(&mut self, place: SpanRef, bond: Balance) {
		self.totals.answered += 1;
		self.totals.lost = self.totals.lost.saturating_add(bond);
		let mut json = at(place);
		json["bond"] = amount(bond);
		let text = format!("{}: revealed, which earns its bond of {}", name(place), open(bond));
		self.line("answered", json, text);
	}

	/// A demand is over. `reward` is there if it refuted the batch by this.
	pub fn returned(&mut self, place: SpanRef, bond: Balance, reward: Option<Balance>) {
		let mut json = at(place);
		json["bond"] = amount(bond);
		json["reward"] = reward.map_or(Value::Null, amount);
		let back = format!("{}: the bond of {} is back", name(place), open(bond));
		let text = match reward {
			Some(reward) => {
				self.totals.expired += 1;
				self.totals.refuted += 1;
				self.totals.rewards = self.totals.rewards.saturating_add(reward);
				format!("{back}: nobody answered, so the batch is refuted, reward {}", open(reward))
			}
			None => format!("{back}: the batch is void"),
		};
		self.line("returned", json, text);
	}

	/// A demand ended while nobody watched.
	pub fn unknown(&mut self, place: SpanRef, bond: Balance) {
		self.totals.lost = self.totals.lost.saturating_add(bond);
		let mut json = at(place);
		json["bond"] = amount(bond);
		let text = format!(
			"{}: it ended while nobody watched: its bond of {} counts as lost",
			name(place),
			open(bond)
		);
		self.line("ended", json, text);
	}

	/// The budget allows no more bonds.
	pub fn exhausted(&self, spent: Balance, at_risk: Balance) {
		let json = json!({ "spent": amount(spent), "at_risk": amount(at_risk) });
		let text = format!(
			"the budget is used up: {} are lost and {} at risk (for more, give --budget OPEN)",
			open(spent),
			open(at_risk)
		);
		self.line("exhausted", json, text);
	}

	fn totals_json(&self) -> Value {
		let totals = &self.totals;
		json!({
			"blocks": totals.blocks,
			"batches": totals.batches,
			"unseen": totals.unseen,
			"receipts": totals.receipts,
			"audited": { "whole": totals.whole, "partly": totals.partly },
			"false": totals.found,
			"refuted": totals.refuted,
			"rewards": amount(totals.rewards),
			"demanded": totals.demanded,
			"answered": totals.answered,
			"expired": totals.expired,
			"too_late": totals.too_late,
			"lost": amount(totals.lost),
			"at_risk": amount(self.at_risk),
		})
	}

	fn totals_text(&self) -> String {
		let totals = &self.totals;
		let mut parts = vec![
			format!(
				"{} of {} in {}",
				count(totals.receipts, "receipt"),
				count_of(totals.batches, "batch", "batches"),
				count(totals.blocks, "block")
			),
			format!("{} audited with the whole output, {} in part", totals.whole, totals.partly),
			format!("{} false", totals.found),
			format!("{} refuted, for {}", totals.refuted, open(totals.rewards)),
		];
		if totals.unseen > 0 {
			parts.push(format!("{} could not be read", totals.unseen));
		}
		if totals.demanded + totals.answered + totals.expired > 0 || self.at_risk > 0 {
			parts.push(format!(
				"{} made, {} answered, {} not; bonds of {} lost, of {} at risk",
				count(totals.demanded, "demand"),
				totals.answered,
				totals.expired,
				open(totals.lost),
				open(self.at_risk)
			));
		}
		if totals.too_late > 0 {
			parts.push(format!("no time for {} more", totals.too_late));
		}
		parts.join("; ")
	}
}

impl Drop for Report<'_> {
	fn drop(&mut self) {
		self.line("totals", self.totals_json(), self.totals_text());
	}
}

fn count_of(number: usize, one: &str, many: &str) -> String {
	format!("{number} {}", if number == 1 { one } else { many })
}

fn name(place: SpanRef) -> String {
	let SpanRef { batch, receipt, span } = place;
	format!("batch {batch}, receipt {receipt}, span {span}")
}

fn at(place: SpanRef) -> Value {
	let SpanRef { batch, receipt, span } = place;
	json!({ "batch": batch, "receipt": receipt, "span": span })
}

/// What a proof is called.
pub fn kind(proof: &Proof) -> &'static str {
	match proof {
		Proof::Mismatch { .. } => "Mismatch",
		Proof::LongerMatch { .. } => "LongerMatch",
		Proof::EarlierHolder { .. } => "EarlierHolder",
		Proof::ScoreMismatch { .. } => "ScoreMismatch",
		Proof::Malformed { .. } => "Malformed",
		Proof::Substituted { .. } => "Substituted",
	}
}

/// What a proof shows to be wrong.
fn wrong(proof: &Proof) -> String {
	match proof {
		Proof::Mismatch { span, difference } => {
			let how = match difference {
				Difference::Byte { at, .. } => return format!("byte {at} of span {span} differs"),
				Difference::OutputToken { .. } => "begins within a word of the output",
				Difference::TextToken { .. } => "begins within a word of its holder's text",
				Difference::BeyondText => "is longer than its holder's text",
				Difference::NotInCorpus => "has a holder whose text is malformed",
			};
			format!("span {span} {how}")
		}
		Proof::LongerMatch { found, .. } => format!(
			"contribution {} has {} of the output from byte {} on, which no span that is listed \
			 accounts for",
			found.contribution,
			count(to_usize(found.span.len), "byte"),
			found.span.start
		),
		Proof::EarlierHolder { span, contribution, .. } => {
			format!("contribution {contribution} has span {span}, and is earlier than its holder")
		}
		Proof::ScoreMismatch { .. } => {
			"the chain has something else of it than the receipt says".to_owned()
		}
		Proof::Malformed { at, .. } => {
			format!("its output is not in normal form, at byte {at}")
		}
		Proof::Substituted { settled: Substitute::Receipt { .. } } => {
			"the operator signed another receipt for this answer than it settled".to_owned()
		}
		Proof::Substituted { settled: Substitute::Commitment { .. } } => {
			"the operator signed another receipt for this answer than it commits to".to_owned()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::amount::OPEN;
	use openledger_primitives::{challenge::Excerpt, receipt::HeldSpan, span::Span};

	#[test]
	fn what_is_wrong_should_be_said_in_words() {
		let proof = Proof::Mismatch { span: 3, difference: Difference::BeyondText };
		assert_eq!(
			(kind(&proof), wrong(&proof).as_str()),
			("Mismatch", "span 3 is longer than its holder's text")
		);
	}

	#[test]
	fn proofs_should_be_told_apart() {
		let excerpt = Excerpt { first: 0, bytes: Default::default(), path: Default::default() };
		let found = HeldSpan { span: Span { start: 90, len: 40 }, contribution: 7, offset: 5 };
		let (output, text) = (excerpt.clone(), excerpt.clone());
		let longer = Proof::LongerMatch { found, output, text };
		let malformed = Proof::Malformed { at: 17, len: 2, output: excerpt };
		assert_eq!((kind(&longer), kind(&malformed)), ("LongerMatch", "Malformed"));
		let text = wrong(&longer);
		assert!(text.starts_with("contribution 7 has 40 bytes of the output from byte 90 on"));
		assert_eq!(wrong(&malformed), "its output is not in normal form, at byte 17");
	}

	#[test]
	fn totals_should_say_what_came_of_it_all() {
		let options = crate::args::Global {
			url: String::new(),
			patience: 0,
			key: None,
			key_account: None,
			store: None,
			genesis: None,
			json: false,
			get: None,
		};
		let context = Context::new(options);
		let mut report = Report::new(&context);
		report.totals = Totals { blocks: 1, batches: 2, receipts: 30, ..Totals::default() };
		assert!(report.totals_text().starts_with("30 receipts of 2 batches in 1 block; 0 audited"));
		assert!(!report.totals_text().contains("demand"));
		report.refuted(7, 3, OPEN * 5 / 2);
		let place = SpanRef { batch: 8, receipt: 0, span: 1 };
		report.demanded(place, 2 * OPEN, 75);
		report.returned(place, 2 * OPEN, Some(OPEN));
		report.at_risk = 4 * OPEN;
		let text = report.totals_text();
		assert!(text.contains("2 refuted, for 3.5 OPEN"), "{text}");
		assert!(text.contains("1 demand made, 0 answered, 1 not"), "{text}");
		assert!(text.ends_with("of 4 OPEN at risk"), "{text}");
		let json = report.totals_json();
		assert_eq!(json["rewards"], (OPEN * 7 / 2).to_string());
		assert_eq!(json["at_risk"], (4 * OPEN).to_string());
	}
}
