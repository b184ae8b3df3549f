// SPDX-License-Identifier: Apache-2.0

//! `openledger tx`

use openledger_client::{
	chain::{calldata::ReadCall, Transaction},
	json,
	names::Names,
	progress,
	text::printable,
	units::amount,
};
use serde_json::{json, Value};

use crate::{args, context::Context, error::Error, output::table};

pub async fn run(context: &Context, args: args::Tx) -> Result<(), Error> {
	let args::Tx { hash, block, within } = args;
	let chain = context.chain().await?;
	let looking = chain.transaction(hash, block, within);
	let found = progress::during("looking for the transaction", looking).await?;
	let transaction = found.ok_or(Error::NoTransaction { hash, blocks: within })?;
	let view = chain.view().await?;
	context
		.show_named_json(&view, to_json(&transaction), |names| to_text(&transaction, names))
		.await;
	Ok(())
}

fn to_json(transaction: &Transaction) -> Value {
	let failure = transaction.failure.as_ref();
	json!({
		"hash": json::hash(transaction.hash),
		"block": { "number": transaction.number, "hash": json::hash(transaction.block) },
		"is_final": transaction.is_final,
		"index": transaction.index,
		"signer": transaction.signer.as_ref().map(json::account),
		"nonce": transaction.nonce,
		"call": call_json(&transaction.call),
		"succeeded": failure.is_none(),
		"error": failure.map(|(name, doc)| json!({ "name": name, "doc": doc })),
		"fee": transaction.fee.map(json::amount),
		"tip": json::amount(transaction.tip),
		"events": transaction.events.iter().map(call_json).collect::<Vec<_>>(),
	})
}

/// A call or an event.
pub fn call_json(call: &ReadCall) -> Value {
	let arguments: Vec<_> = call
		.arguments
		.iter()
		.map(|(name, value)| json!({ "name": name, "value": value }))
		.collect();
	json!({ "name": call.name, "arguments": arguments })
}

fn to_text(transaction: &Transaction, names: &Names) -> String {
	let Transaction { number, block, index, .. } = transaction;
	let standing = if transaction.is_final { "final" } else { "not final yet" };
	let outcome = match &transaction.failure {
		None => "succeeded".to_owned(),
		Some((name, doc)) => format!("failed with {name}: {doc}"),
	};
	let signer = match &transaction.signer {
		Some(signer) => names.address(signer),
		None => "nobody: the block's author put it there".to_owned(),
	};
	let fee = match (transaction.fee, transaction.tip) {
		(None, _) => "none".to_owned(),
		(Some(fee), 0) => amount::format(fee),
		(Some(fee), tip) => {
			format!("{}, of which {} are a tip", amount::format(fee), amount::format(tip))
		}
	};
	let mut fields = vec![
		("transaction", format!("{:?}", transaction.hash)),
		("block", format!("{number} ({block:?}), {standing}")),
		("number in block", index.to_string()),
		("signed by", signer),
		("fee", fee),
		("outcome", outcome),
		("call", transaction.call.name.clone()),
	];
	if let Some(nonce) = transaction.nonce {
		fields.insert(4, ("nonce", nonce.to_string()));
	}
	let mut text = table::fields(&fields);
	text.push_str(&arguments(&transaction.call));
	text.push_str("\n\nevents:");
	for event in &transaction.events {
		text.push_str(&format!("\n{}{}", printable(&event.name), arguments(event)));
	}
	text
}

/// The arguments of a call, or the fields of an event, a line each.
pub fn arguments(call: &ReadCall) -> String {
	let lines = call.arguments.iter().map(|(name, value)| match name.is_empty() {
		true => format!("\n  {}", printable(value)),
		false => format!("\n  {name}: {}", printable(value)),
	});
	lines.collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::account::Account;
	use sp_core::H256;

	fn call(name: &str, arguments: &[(&str, &str)]) -> ReadCall {
		let arguments = arguments.iter().map(|(name, value)| ((*name).into(), (*value).into()));
		ReadCall { name: name.to_owned(), arguments: arguments.collect() }
	}

	#[test]
	fn a_transaction_should_be_shown_with_what_it_cost_and_did() {
		let transaction = Transaction {
			hash: H256::repeat_byte(1),
			number: 70,
			block: H256::repeat_byte(2),
			is_final: true,
			index: 2,
			signer: Some(Account::new([3; 32])),
			nonce: Some(9),
			call: call("Balances.transfer_keep_alive", &[("dest", "x"), ("value", "5")]),
			failure: None,
			fee: Some(2 * amount::OPEN),
			tip: 0,
			events: vec![call("Balances.Transfer", &[("amount", "5")])],
		};
		let text = to_text(&transaction, &Names::default());
		for part in ["70 (0x0202", "final", "succeeded", "2 OPEN", "dest: x", "Balances.Transfer"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let failed = Transaction {
			failure: Some(("Models.NotFound".to_owned(), "No model.".to_owned())),
			signer: None,
			is_final: false,
			..transaction
		};
		let text = to_text(&failed, &Names::default());
		assert!(text.contains("failed with Models.NotFound: No model."), "{text}");
		assert!(text.contains("not final yet") && text.contains("nobody"), "{text}");
		let json = to_json(&failed);
		assert_eq!((&json["succeeded"], &json["signer"]), (&json!(false), &Value::Null));
		assert_eq!(json["fee"], (2 * amount::OPEN).to_string());
	}
}
