// SPDX-License-Identifier: Apache-2.0

//! Receipts on their way from answers that nobody paid for to a batch.

use std::path::PathBuf;

use openledger_primitives::receipt::Receipt;
use serde_json::Value;
use sp_core::{Blake2Hasher, H256};

use crate::{
	account::Account,
	chain::{events::BatchSettled, Journal, Roots, Sent},
	error::Error,
	files,
	json::{self, Address},
	note::note,
	store::{rewrite, Store},
};

/// What is in the store before it is paid for: without it, nobody could ever prove what was paid
/// for.
pub struct Unpaid {
	genesis: H256,
	/// What it is known by: the commitment, or the root over those of many.
	hash: H256,
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

	/// Keeps the receipts of a batch, whose roots are in `json`.
	pub fn keep_many(
		store: &Store,
		genesis: H256,
		roots: Roots,
		json: Value,
	) -> Result<Self, Error> {
		// What the chain has of them may be what it has of others.
		Self::keep_as(store, genesis, roots.commitments, json)
	}

	fn keep_as(store: &Store, genesis: H256, hash: H256, json: Value) -> Result<Self, Error> {
		let path = store.save_unpaid(genesis, hash, &json)?;
		Ok(Self { genesis, hash, json, path })
	}

	/// Keeps it by its batch. Returns it, and where it is. It never fails, as it is paid for: it
	/// then stays where it is.
	pub fn paid(self, store: &Store, settled: &BatchSettled) -> (Value, PathBuf) {
		let Self { genesis, hash, mut json, path } = self;
		json["batch"] = settled.batch.into();
		json["finalizable_at"] = settled.finalizable_at.into();
		forget_sent(&mut json);
		match store.save_receipt(genesis, settled.batch, hash, &json, &path) {
			Ok(path) => (json, path),
			Err(error) => {
				let (batch, path_shown) = (settled.batch, path.display());
				note(&format!("warning: {error}; the receipt of batch {batch} is {path_shown}"));
				(json, path)
			}
		}
	}

	/// Takes back that something was sent, when it is certain that it will be in no block.
	pub fn is_unsent(&mut self) {
		forget_sent(&mut self.json);
		// What stays there is looked up once more, and is the same then.
		let _ = rewrite(&self.path, &self.json);
	}

	/// Takes note that it was not paid for, or says where it is when it may be all the same.
	pub fn failed(&mut self, error: &Error) {
		match is_certain(error) {
			true => self.is_unsent(),
			false => self.say_where(error),
		}
	}

	/// Says where it is when it may be paid for all the same.
	pub fn say_where(&self, error: &Error) {
		if !is_certain(error) {
			let path = self.path.display();
			note(&format!(
				"the receipt is {path}: openledger batch reveal {path} finds its batch, should it be \
				 paid for"
			));
		}
	}
}

impl Journal for Unpaid {
	fn record(&mut self, sent: &Sent) -> Result<(), Error> {
		self.json["sent"] = json::of(sent);
		Ok(rewrite(&self.path, &self.json)?)
	}

	fn advice(&self) -> Option<String> {
		let path = self.path.display();
		Some(format!(
			"the receipt is {path}; once it is in a block, openledger batch reveal {path} finds its \
			 batch and answers for it"
		))
	}
}

/// Whether a transaction that failed like this is in no block, or has done nothing there.
pub fn is_certain(error: &Error) -> bool {
	matches!(
		error,
		Error::Refused { .. }
			| Error::Fee { .. }
			| Error::Lost { .. }
			| Error::Dispatch { .. }
			| Error::WouldFail { .. }
	)
}

fn forget_sent(json: &mut Value) {
	if let Some(json) = json.as_object_mut() {
		json.remove("sent");
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
	let mut json = files::receipt::describe(receipt);
	json["genesis"] = json::of(&genesis);
	json["batch"] = Value::Null;
	json["finalizable_at"] = Value::Null;
	json["operator"] = json::of(&Address::from(operator));
	json["payer"] = json::of(&Address::from(payer));
	json["output"] = output.into();
	json
}
