// SPDX-License-Identifier: Apache-2.0

//! `openledger batch show`

use openledger_primitives::BatchId;
use openledger_runtime_api::BatchInfo;
use serde_json::{json, Value};

use crate::{
	account::{self, Account},
	amount,
	commands::finalise::ensure_was,
	context::Context,
	error::Error,
	output::{json, table},
};

pub async fn run(context: &Context, id: BatchId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	match view.batch(id).await? {
		Some(info) => context.show(to_json(id, &info), || table::fields(&fields(id, &info))),
		None => {
			ensure_was(&view, id).await?;
			context.show(json!({ "batch": id, "final": true }), || {
				format!(
					"batch {id} is final, and no more on the chain: what it paid is in openledger \
					 owed ACCOUNT, or was claimed"
				)
			});
		}
	}
	Ok(())
}

fn to_json(id: BatchId, info: &BatchInfo<Account>) -> Value {
	let mut json = json::of(info);
	json["batch"] = id.into();
	json["final"] = false.into();
	json
}

fn fields(id: BatchId, info: &BatchInfo<Account>) -> Vec<(&'static str, String)> {
	let (state, unpaid) = match (info.is_void, &info.payer) {
		(false, _) => ("pending", "contributions unpaid"),
		(true, None) => ("void: its fees go back to the channels", "refunds unpaid"),
		(true, Some(_)) => ("void: nothing goes back to its payer", "refunds unpaid"),
	};
	vec![
		("batch", id.to_string()),
		("state", state.to_owned()),
		("model", info.model.to_string()),
		("operator", account::address(&info.operator)),
		(
			"paid by",
			match &info.payer {
				Some(payer) => account::address(payer),
				None => "channels".to_owned(),
			},
		),
		("fees", amount::format(info.fees)),
		("receipts", info.receipts.to_string()),
		("root", format!("{:?}", info.root)),
		("settled in block", info.settled_at.to_string()),
		("final from block", info.due.to_string()),
		(unpaid, info.unpaid.to_string()),
	]
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::OPEN;
	use sp_core::H256;

	fn info() -> BatchInfo<Account> {
		BatchInfo {
			model: 3,
			payer: None,
			operator: Account::new([1; 32]),
			fees: 5 * OPEN / 2,
			receipts: 7,
			root: H256::repeat_byte(2),
			settled_at: 70,
			due: 80,
			is_void: false,
			unpaid: 4,
		}
	}

	#[test]
	fn a_batch_should_be_shown_in_full() {
		let text = table::fields(&fields(9, &info()));
		for part in ["pending", "channels", "2.5 OPEN", "0x0202", "80", "contributions unpaid"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = to_json(9, &info());
		assert_eq!((&json["batch"], &json["final"]), (&json!(9), &json!(false)));
		assert_eq!(json["fees"], (5 * OPEN / 2).to_string());
		assert_eq!(json["payer"], Value::Null);
		let payer = Account::new([5; 32]);
		let void = BatchInfo { is_void: true, payer: Some(payer.clone()), ..info() };
		let text = table::fields(&fields(9, &void));
		assert!(text.contains("nothing goes back") && text.contains(&account::address(&payer)));
		let void = BatchInfo { is_void: true, ..info() };
		assert!(table::fields(&fields(9, &void)).contains("go back to the channels"));
	}
}
