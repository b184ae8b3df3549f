// SPDX-License-Identifier: Apache-2.0

//! What happens, as reports: a program prints them, logs them, or keeps them.

use openledger_client::{chain::End, json::Planck, names::Names, warnings::Warning};
use openledger_primitives::{BatchId, ChannelId, ContributionId, ModelId};
use serde::{Serialize, Serializer};

use crate::{Error, Note, SpanRef, Totals};

/// Takes reports, from several tasks at once. It must not take long: nothing goes on meanwhile.
pub trait Reporter: Send + Sync {
	/// Takes a result.
	fn report(&self, report: &Report);

	/// Takes something that is no result, but that a person should know.
	fn note(&self, note: &Note);
}

/// A result. As JSON it has its name as `event`, and its fields: amounts in planck, accounts by their
/// addresses.
#[derive(Debug, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Report {
	/// The receipts of a model are audited.
	Indexed {
		/// The model.
		model: ModelId,
		/// The number of its texts that are here.
		texts: usize,
	},
	/// The texts of a model are not all here, or they can't be indexed.
	Unindexed {
		/// The model.
		model: ModelId,
		/// Why.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
		/// Those that are here as they were registered, and not in normal form.
		malformed: Vec<ContributionId>,
		/// Whether its receipts are audited by the others.
		#[serde(rename = "audited")]
		is_audited: bool,
	},
	/// A batch can't be audited: its block does not have its receipts where they can be read.
	Unseen {
		/// The batch.
		batch: BatchId,
		/// The number of its block.
		block: u64,
		/// The number of transactions in the block that can't be decoded.
		unread: usize,
	},
	/// A receipt is not about the output that was seen, so nothing can be shown of it.
	OtherOutput {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it.
		receipt: u32,
	},
	/// The payer of an answer should know something.
	Warning {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it.
		receipt: u32,
		/// What it is.
		#[serde(flatten)]
		warning: Warning,
		/// What the accounts in it are called.
		#[serde(skip)]
		names: Names,
	},
	/// A channel ends, or has ended, as its operator has a new receipt key.
	ChannelEnds {
		/// The channel.
		channel: ChannelId,
		/// What ends it.
		end: End,
		/// The number of the block that comes.
		#[serde(skip)]
		next: u64,
	},
	/// A receipt is false, which refutes its batch.
	#[serde(rename = "false")]
	Found {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it.
		receipt: u32,
		/// What the proof is called.
		proof: &'static str,
		/// The size of the proof.
		bytes: usize,
		/// What it shows to be wrong, in words.
		wrong: String,
	},
	/// A receipt is false, but nothing that is known binds its operator to it.
	Unbound {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it.
		receipt: u32,
		/// What the proof is called.
		proof: &'static str,
		/// What it shows to be wrong, in words.
		wrong: String,
	},
	/// A file has another receipt of an answer than was settled, and nothing binds its operator to it.
	OtherReceipt {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it.
		receipt: u32,
	},
	/// A batch would be refuted, if there were a key.
	WouldRefute {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it that is false.
		receipt: u32,
	},
	/// A batch is refuted.
	Refuted {
		/// The batch.
		batch: BatchId,
		/// The number of the receipt in it that is false.
		receipt: u32,
		/// What that earns.
		reward: Planck,
	},
	/// Somebody else, or the chain, was there before.
	#[serde(rename = "faster")]
	LostRace {
		/// The batch.
		batch: BatchId,
		/// What the chain says.
		reason: String,
	},
	/// Something could not be done.
	Failed {
		/// The batch.
		batch: BatchId,
		/// What was to be done.
		what: &'static str,
		/// Why it was not.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
	},
	/// A span would be demanded, if there were a key.
	WouldDemand(SpanRef),
	/// A span is demanded.
	Demanded {
		/// The span.
		#[serde(flatten)]
		span: SpanRef,
		/// What was put up for it.
		bond: Planck,
		/// The number of the last block in which it can be answered.
		respond_by: u32,
	},
	/// A demand was answered, which earns its bond.
	Answered {
		/// The span.
		#[serde(flatten)]
		span: SpanRef,
		/// The bond, which is lost.
		bond: Planck,
	},
	/// A demand is over, and its bond is back.
	Returned {
		/// The span.
		#[serde(flatten)]
		span: SpanRef,
		/// The bond.
		bond: Planck,
		/// What it earns that nobody answered. `None` where the batch was void already.
		reward: Option<Planck>,
	},
	/// A demand ended while nobody watched, so its bond counts as lost.
	#[serde(rename = "ended")]
	Unknown {
		/// The span.
		#[serde(flatten)]
		span: SpanRef,
		/// The bond.
		bond: Planck,
	},
	/// The budget allows no more bonds.
	Exhausted {
		/// What is lost.
		spent: Planck,
		/// What is held for demands.
		at_risk: Planck,
	},
	/// What came of it all, when a watcher ends.
	Totals(Totals),
	/// A responder has answered a demand.
	Revealed(Revealed),
}

/// A demand that a responder has answered.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub struct Revealed {
	/// The span.
	#[serde(flatten)]
	pub span: SpanRef,
	/// What the answer earns.
	pub bond: Planck,
}

pub(crate) fn in_words<S: Serializer>(error: &Error, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.collect_str(error)
}

#[cfg(test)]
pub(crate) mod tests {
	use super::*;
	use openledger_client::{json, units::amount::OPEN};

	/// Reports to nobody.
	pub struct Silent;

	impl Reporter for Silent {
		fn report(&self, _: &Report) {}
		fn note(&self, _: &Note) {}
	}

	#[test]
	fn a_report_should_have_its_name_and_its_fields_as_json() {
		let span = SpanRef { batch: 7, receipt: 3, span: 1 };
		let json = json::of(&Report::Demanded { span, bond: Planck(2 * OPEN), respond_by: 75 });
		assert_eq!((&json["event"], &json["batch"]), (&"demanded".into(), &7.into()));
		assert_eq!((&json["span"], &json["respond_by"]), (&1.into(), &75.into()));
		assert_eq!(json["bond"], (2 * OPEN).to_string());
		let json = json::of(&Report::WouldDemand(span));
		assert_eq!((&json["event"], &json["receipt"]), (&"would_demand".into(), &3.into()));
		let failed = Report::Failed { batch: 7, what: "demand", error: Error::NothingHeld };
		assert_eq!(json::of(&failed)["reason"], "there is no receipt to audit");
		let warning = Warning::Invisible { characters: 12 };
		let warning = Report::Warning { batch: 7, receipt: 3, warning, names: Names::default() };
		let json = json::of(&warning);
		assert_eq!((&json["event"], &json["kind"]), (&"warning".into(), &"invisible".into()));
		assert!(json.get("names").is_none() && json["characters"] == 12);
		let end = Report::ChannelEnds { channel: 4, end: End::NewKey { until: 80 }, next: 75 };
		assert_eq!(json::of(&end)["end"]["reason"], "new_key");
		assert!(json::of(&end).get("next").is_none());
	}
}
