// SPDX-License-Identifier: Apache-2.0

//! `openledger batch show`

use openledger_primitives::{span::SpanParams, Balance, BatchId, ModelId};
use openledger_runtime_api::BatchInfo;
use serde_json::{json, Value};

use crate::{context::Context, error::Error, output::table};
use openledger_client::settlement::finalize::ensure_was;
use openledger_client::{
	account::Account,
	chain::{Ended, Refuted},
	json,
	units::amount,
	words,
};
use openledger_client::{names::Names, progress};

pub async fn run(context: &Context, id: BatchId) -> Result<(), Error> {
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
	let json = to_json(id, info.as_ref(), ended.as_ref());
	let text = |names: &Names| match &info {
		Some(info) => table::fields(&fields(id, info, ended.as_ref(), names)),
		None => gone(id, ended.as_ref(), names),
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

fn to_json(id: BatchId, info: Option<&BatchInfo<Account>>, ended: Option<&Ended>) -> Value {
	let mut json = info.map_or_else(|| json!({}), json::of);
	json["batch"] = id.into();
	let (is_final, refuted) = match (info, ended) {
		(_, Some(Ended::Refuted(refuted))) => (json!(false), refuted_json(refuted)),
		(Some(_), _) => (json!(false), Value::Null),
		(None, Some(Ended::Final { .. })) => (json!(true), Value::Null),
		// It is gone, and the node does not know how.
		(None, None) => (Value::Null, Value::Null),
	};
	json["final"] = is_final;
	json["refuted"] = refuted;
	json
}

fn refuted_json(refuted: &Refuted) -> Value {
	json!({
		"block": refuted.block,
		"receipt": refuted.receipt,
		"ground": refuted.ground,
		"challenger": json::account(&refuted.challenger),
		"fees": refuted.fees.map(json::amount),
		// What an account paid does not come back.
		"paid_back": match refuted.payer {
			Some(_) => Some(json::amount(0)),
			None => refuted.fees.map(json::amount),
		},
		"payer": refuted.payer.as_ref().map(json::account),
	})
}

/// What is said of a batch that is no more on the chain.
fn gone(id: BatchId, ended: Option<&Ended>, names: &Names) -> String {
	match ended {
		Some(Ended::Final { block }) => format!(
			"batch {id} is final, since block {block}: what it paid is in openledger owed ACCOUNT, \
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
	use openledger_client::{account, units::amount::OPEN};

	fn info() -> BatchInfo<Account> {
		BatchInfo { fees: 5 * OPEN / 2, ..openledger_client::fixtures::settled::info() }
	}

	#[test]
	fn a_batch_should_be_shown_in_full() {
		let text = table::fields(&fields(9, &info(), None, &Names::default()));
		for part in ["pending", "channels", "2.5 OPEN", "0x0202", "0x0303", "contributions unpaid"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(text.contains("3 for 1 OPEN") && text.contains(&words::key(info().signers[0])));
		let json = to_json(9, Some(&info()), None);
		assert_eq!((&json["finalizable_at"], &json["models"][0]["model"]), (&json!(80), &json!(3)));
		assert_eq!((&json["batch"], &json["final"]), (&json!(9), &json!(false)));
		assert_eq!(json["fees"], (5 * OPEN / 2).to_string());
		assert_eq!((&json["payer"], &json["refuted"]), (&Value::Null, &Value::Null));
		let payer = Account::new([5; 32]);
		let void = BatchInfo { is_void: true, payer: Some(payer.clone()), ..info() };
		let text = table::fields(&fields(9, &void, Some(&refuted(None)), &Names::default()));
		assert!(text.contains("nothing goes back") && text.contains(&account::address(&payer)));
		assert!(text.contains("in block 75") && text.contains("LongerMatch"));
		let void = BatchInfo { is_void: true, ..info() };
		assert!(table::fields(&fields(9, &void, None, &Names::default()))
			.contains("go back to the channels"));
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

	#[test]
	fn a_batch_that_was_refuted_should_not_be_called_final() {
		let payer = Account::new([5; 32]);
		let ended = refuted(Some(payer.clone()));
		let text = gone(9, Some(&ended), &Names::default());
		assert!(!text.contains("final") && text.contains("receipt 4 was false (LongerMatch)"));
		assert!(
			text.contains(&format!("of 1 OPEN nothing went back to {}", account::address(&payer)))
		);
		assert!(gone(9, Some(&refuted(None)), &Names::default()).contains("the channels that paid"));
		let json = to_json(9, None, Some(&ended));
		assert_eq!((&json["final"], &json["refuted"]["block"]), (&json!(false), &json!(75)));
		assert_eq!(json["refuted"]["fees"], OPEN.to_string());
		assert_eq!(json["refuted"]["paid_back"], json!("0"));
		let json = to_json(9, None, Some(&Ended::Final { block: 80 }));
		assert_eq!(json, json!({ "batch": 9, "final": true, "refuted": null }));
		// What nobody knows is not said.
		assert_eq!(to_json(9, None, None)["final"], Value::Null);
		assert!(gone(9, None, &Names::default()).contains("discarded"));
	}
}
