// SPDX-License-Identifier: Apache-2.0

//! Receipts on their way from answers that nobody paid for to a batch.

use std::path::PathBuf;

use codec::Encode;
use openledger_primitives::receipt::Receipt;
use serde_json::{json, Value};
use sp_core::{Blake2Hasher, H256};

use crate::{
	account::Account, chain::events::BatchSettled, context::warn, error::Error, output::json,
	store::Store,
};

/// What is in the store before it is paid for: without it, nobody could ever prove what was paid
/// for.
pub struct Unpaid {
	genesis: H256,
	json: Value,
	path: PathBuf,
}

impl Unpaid {
	/// Keeps a receipt that an account is about to pay for.
	pub fn keep(
		store: &Store,
		receipt: &Receipt,
		operator: &Account,
		payer: &Account,
		genesis: H256,
		output: &str,
	) -> Result<Self, Error> {
		let json = describe(receipt, operator, payer, genesis, output);
		Self::keep_as(store, genesis, receipt.commitment::<Blake2Hasher>(), json)
	}

	/// Keeps one receipt or more, of which `hash` is in `json`: the commitment, or the root.
	pub fn keep_as(store: &Store, genesis: H256, hash: H256, json: Value) -> Result<Self, Error> {
		let path = store.save_unpaid(genesis, hash, &json)?;
		Ok(Self { genesis, json, path })
	}

	/// Keeps it by its batch. Returns it, and where it is. It never fails, as it is paid for: it
	/// then stays where it is.
	pub fn paid(self, store: &Store, settled: &BatchSettled) -> (Value, PathBuf) {
		let Self { genesis, mut json, path } = self;
		json["batch"] = settled.batch.into();
		json["due"] = settled.due.into();
		match store.save_receipt(genesis, settled.batch, &json, &path) {
			Ok(path) => (json, path),
			Err(error) => {
				let (batch, path_shown) = (settled.batch, path.display());
				warn(&format!("warning: {error}; the receipt of batch {batch} is {path_shown}"));
				(json, path)
			}
		}
	}

	/// Says where it is when it may be paid for all the same.
	pub fn say_where(&self, error: &Error) {
		if matches!(
			error,
			Error::Unknown { .. }
				| Error::Unread { .. }
				| Error::Lost { .. }
				| Error::NoEvent { .. }
		) {
			warn(&format!("the receipt, should it be paid for, is {}", self.path.display()));
		}
	}
}

/// All that operator and payer know of an answer, for the store. It has no batch yet.
fn describe(
	receipt: &Receipt,
	operator: &Account,
	payer: &Account,
	genesis: H256,
	output: &str,
) -> Value {
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	json!({
		"genesis": json::hash(genesis),
		"batch": null,
		"due": null,
		"model": receipt.model,
		"operator": json::account(operator),
		"payer": json::account(payer),
		"fee": json::amount(receipt.fee),
		"rule": json::rule(receipt.rule),
		"output_len": receipt.output_len,
		"output_root": json::hash(receipt.output_root),
		"spans": receipt.spans.iter().map(json::span).collect::<Vec<_>>(),
		"credits": json::credits(&credits),
		"salt": format!("0x{}", hex::encode(receipt.salt)),
		"commitment": json::hash(receipt.commitment::<Blake2Hasher>()),
		"encoded": format!("0x{}", hex::encode(receipt.encode())),
		"output": output,
	})
}
