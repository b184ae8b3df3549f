// SPDX-License-Identifier: Apache-2.0

//! `openledger batch show`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{Ended, Refuted},
	json::{Address, Planck},
	names::Names,
	progress,
	settlement::finalize::ensure_was,
	units::amount,
	words,
};
use openledger_primitives::{span::SpanParams, Balance, BatchId, ModelId};
use openledger_runtime_api::BatchInfo;
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a batch.
#[derive(Args)]
pub struct Show {
	/// The batch.
	#[arg(value_name = "BATCH")]
	id: BatchId,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id } = self;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.batch(id).await?;
		if info.is_none() {
			ensure_was(&view, id).await?;
		}
		let is_pending = info.as_ref().is_some_and(|info| !info.is_void);
		let ended = match is_pending {
			true => None,
			false => progress::during("looking for its end", chain.end_of(id)).await?,
		};
		context.show_named(&view, &Batch::of(id, info, ended)).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Batch {
	/// While it is on the chain.
	#[serde(flatten)]
	info: Option<BatchInfo<Account>>,
	batch: BatchId,
	/// `None` where it is gone, and the node does not know how.
	#[serde(rename = "final")]
	is_final: Option<bool>,
	refuted: Option<Refutation>,
	#[serde(skip)]
	ended: Option<Ended>,
}

#[derive(Serialize)]
struct Refutation {
	block: u64,
	receipt: u32,
	ground: String,
	challenger: Address,
	fees: Option<Planck>,
	paid_back: Option<Planck>,
	payer: Option<Address>,
}

impl Batch {
	fn of(id: BatchId, info: Option<BatchInfo<Account>>, ended: Option<Ended>) -> Self {
		let (is_final, refuted) = match (&info, &ended) {
			(_, Some(Ended::Refuted(refuted))) => (Some(false), Some(Refutation::of(refuted))),
			(Some(_), _) => (Some(false), None),
			(None, Some(Ended::Final { .. })) => (Some(true), None),
			(None, None) => (None, None),
		};
		Self { info, batch: id, is_final, refuted, ended }
	}
}

impl Refutation {
	fn of(refuted: &Refuted) -> Self {
		let fees = refuted.fees.map(Planck);
		Self {
			block: refuted.block,
			receipt: refuted.receipt,
			ground: refuted.ground.clone(),
			challenger: Address::from(&refuted.challenger),
			fees,
			// What an account paid does not come back.
			paid_back: match refuted.payer {
				Some(_) => Some(Planck(0)),
				None => fees,
			},
			payer: refuted.payer.as_ref().map(Address::from),
		}
	}
}

impl Shown for Batch {
	fn text(&self, names: &Names) -> String {
		let ended = self.ended.as_ref();
		match &self.info {
			Some(info) => table::fields(&fields(self.batch, info, ended, names)),
			None => gone(self.batch, ended, names),
		}
	}
}

/// What is said of a batch that is no more on the chain.
fn gone(id: BatchId, ended: Option<&Ended>, names: &Names) -> String {
	match ended {
		Some(Ended::Final { block }) => format!(
			"batch {id} is final, since block {block}: what it paid is in openledger account owed ACCOUNT, \
			 or was claimed"
		),
		Some(Ended::Refuted(refuted)) => format!("batch {id} was refuted {}", how(refuted, names)),
		None => format!(
			"batch {id} is no more on the chain: it is final, or was refuted and paid back; the node \
			 has discarded which (ask one that keeps all states)"
		),
	}
}

/// When, why, and who was paid back.
fn how(refuted: &Refuted, names: &Names) -> String {
	let Refuted { block, receipt, challenger, ground, payer, fees } = refuted;
	let fees = fees.map_or_else(|| "what was paid".to_owned(), amount::format);
	let paid = match payer {
		Some(payer) => format!(
			"of {fees} nothing went back to {}, who paid: the contributions' part is the treasury's",
			names.address(payer)
		),
		None => format!("{fees} went back to the channels that paid"),
	};
	format!(
		"in block {block}, by {}: receipt {receipt} was false ({ground}); {paid}",
		names.address(challenger)
	)
}

fn fields(
	id: BatchId,
	info: &BatchInfo<Account>,
	ended: Option<&Ended>,
	names: &Names,
) -> Vec<(&'static str, String)> {
	let (state, unpaid) = match (info.is_void, &info.payer) {
		(false, _) => ("pending", "contributions unpaid"),
		(true, None) => ("void: its fees go back to the channels", "refunds unpaid"),
		(true, Some(_)) => ("void: nothing goes back to its payer", "refunds unpaid"),
	};
	let signers: Vec<_> = info.signers.iter().map(|key| words::key(*key)).collect();
	let SpanParams { min_span, full_span } = info.span_params;
	let rule = format!("spans from {min_span} bytes, in full from {full_span}");
	let model =
		|(model, amount): &(ModelId, Balance)| format!("{model} for {}", amount::format(*amount));
	let models: Vec<_> = info.models.iter().map(model).collect();
	let mut fields = vec![
		("batch", id.to_string()),
		("state", state.to_owned()),
		("operator", names.address(&info.operator)),
		(
			"paid by",
			match &info.payer {
				Some(payer) => names.address(payer),
				None => "channels".to_owned(),
			},
		),
		("fees", amount::format(info.fees)),
		("receipts", info.receipts.to_string()),
		("root", format!("{:?}", info.root)),
		("root of the commitments", format!("{:?}", info.commitments)),
		(
			"receipt keys",
			match info.signers.is_empty() {
				true => "none: an account paid for it".to_owned(),
				false => signers.join(", "),
			},
		),
		("rule", rule),
		("settled in block", info.settled_at.to_string()),
		("final from block", info.finalizable_at.to_string()),
		("models unpaid", models.join(", ")),
		(unpaid, info.unpaid.to_string()),
	];
	if let Some(Ended::Refuted(refuted)) = ended {
		fields.push(("refuted", how(refuted, names)));
	}
	fields
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account, fixtures, json, units::amount::OPEN};
	use serde_json::{json, Value};

	fn info() -> BatchInfo<Account> {
		BatchInfo { fees: 5 * OPEN / 2, ..fixtures::settled::info() }
	}

	fn refuted(payer: Option<Account>) -> Ended {
		Ended::Refuted(Refuted {
			block: 75,
			receipt: 4,
			challenger: Account::new([7; 32]),
			ground: "LongerMatch".to_owned(),
			payer,
			fees: Some(OPEN),
		})
	}

	/// The JSON and the text of batch 9.
	fn shown(info: Option<BatchInfo<Account>>, ended: Option<Ended>) -> (Value, String) {
		let batch = Batch::of(9, info, ended);
		(json::of(&batch), batch.text(&Names::default()))
	}

	#[test]
	fn a_batch_should_be_shown_in_full() {
		let (json, text) = shown(Some(info()), None);
		for part in ["pending", "channels", "2.5 OPEN", "0x0202", "0x0303", "contributions unpaid"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(text.contains("3 for 1 OPEN") && text.contains(&words::key(info().signers[0])));
		assert_eq!((&json["finalizable_at"], &json["models"][0]["model"]), (&json!(80), &json!(3)));
		assert_eq!((&json["batch"], &json["final"]), (&json!(9), &json!(false)));
		assert_eq!(json["fees"], (5 * OPEN / 2).to_string());
		assert_eq!((&json["payer"], &json["refuted"]), (&Value::Null, &Value::Null));
		let payer = Account::new([5; 32]);
		let void = BatchInfo { is_void: true, payer: Some(payer.clone()), ..info() };
		let (_, text) = shown(Some(void), Some(refuted(None)));
		assert!(text.contains("nothing goes back") && text.contains(&account::address(&payer)));
		assert!(text.contains("in block 75") && text.contains("LongerMatch"));
		let void = BatchInfo { is_void: true, ..info() };
		assert!(shown(Some(void), None).1.contains("go back to the channels"));
	}

	#[test]
	fn a_batch_that_was_refuted_should_not_be_called_final() {
		let payer = Account::new([5; 32]);
		let (json, text) = shown(None, Some(refuted(Some(payer.clone()))));
		assert!(!text.contains("final") && text.contains("receipt 4 was false (LongerMatch)"));
		assert!(
			text.contains(&format!("of 1 OPEN nothing went back to {}", account::address(&payer)))
		);
		assert_eq!((&json["final"], &json["refuted"]["block"]), (&json!(false), &json!(75)));
		assert_eq!(json["refuted"]["fees"], OPEN.to_string());
		assert_eq!(json["refuted"]["paid_back"], json!("0"));
		assert!(shown(None, Some(refuted(None))).1.contains("the channels that paid"));
		let (json, _) = shown(None, Some(Ended::Final { block: 80 }));
		assert_eq!(json, json!({ "batch": 9, "final": true, "refuted": null }));
		// What nobody knows is not said.
		let (json, text) = shown(None, None);
		assert!(json["final"].is_null() && text.contains("discarded"));
	}
}
