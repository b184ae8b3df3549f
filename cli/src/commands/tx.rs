// SPDX-License-Identifier: Apache-2.0

//! `openledger tx`

use clap::Args;
use openledger_client::{
	chain::Transaction,
	json::{Address, Planck},
	names::Names,
	progress,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use super::decode::Decoded;
use crate::{
	args::hash,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a transaction: its call, its fee, and what it did.
#[derive(Args)]
pub struct Tx {
	/// The hash of the transaction, as wallets and `openledger` show it.
	#[arg(value_name = "HASH", value_parser = hash)]
	hash: H256,

	/// Look in this block and those before it. By default from the best block down.
	#[arg(long, value_name = "NUMBER")]
	block: Option<u64>,

	/// How many blocks to look through.
	#[arg(
		long,
		value_name = "COUNT",
		default_value_t = 1_000,
		value_parser = clap::value_parser!(u64).range(1..)
	)]
	within: u64,
}

impl Tx {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { hash, block, within } = self;
		let chain = context.chain().await?;
		let looking = chain.transaction(hash, block, within);
		let found = progress::during("looking for the transaction", looking).await?;
		let transaction = found.ok_or(Error::NoTransaction { hash, blocks: within })?;
		let view = chain.view().await?;
		context.show_named(&view, &Found::from(transaction)).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Found {
	hash: H256,
	block: Block,
	is_final: bool,
	/// Its number in the block.
	index: u32,
	/// `None` for what the block's author put there.
	signer: Option<Address>,
	nonce: Option<u64>,
	call: Decoded,
	succeeded: bool,
	error: Option<Failure>,
	/// The tip is a part of it.
	fee: Option<Planck>,
	tip: Planck,
	events: Vec<Decoded>,
}

#[derive(Serialize)]
struct Block {
	number: u64,
	hash: H256,
}

#[derive(Serialize)]
struct Failure {
	name: String,
	doc: String,
}

impl From<Transaction> for Found {
	fn from(transaction: Transaction) -> Self {
		Self {
			hash: transaction.hash,
			block: Block { number: transaction.number, hash: transaction.block },
			is_final: transaction.is_final,
			index: transaction.index,
			signer: transaction.signer.map(Address),
			nonce: transaction.nonce,
			call: transaction.call.into(),
			succeeded: transaction.failure.is_none(),
			error: transaction.failure.map(|(name, doc)| Failure { name, doc }),
			fee: transaction.fee.map(Planck),
			tip: Planck(transaction.tip),
			events: transaction.events.into_iter().map(Decoded::from).collect(),
		}
	}
}

impl Shown for Found {
	fn text(&self, names: &Names) -> String {
		let Block { number, hash } = self.block;
		let standing = if self.is_final { "final" } else { "not final yet" };
		let outcome = match &self.error {
			None => "succeeded".to_owned(),
			Some(Failure { name, doc }) => format!("failed with {name}: {doc}"),
		};
		let signer = match &self.signer {
			Some(signer) => names.address(&signer.0),
			None => "nobody: the block's author put it there".to_owned(),
		};
		let fee = match (self.fee, self.tip) {
			(None, _) => "none".to_owned(),
			(Some(fee), Planck(0)) => amount::format(fee.0),
			(Some(fee), tip) => {
				format!("{}, of which {} are a tip", amount::format(fee.0), amount::format(tip.0))
			}
		};
		let mut fields = vec![
			("transaction", format!("{:?}", self.hash)),
			("block", format!("{number} ({hash:?}), {standing}")),
			("number in block", self.index.to_string()),
			("signed by", signer),
		];
		fields.extend(self.nonce.map(|nonce| ("nonce", nonce.to_string())));
		fields.extend([("fee", fee), ("outcome", outcome), ("call", self.call.name.clone())]);
		let mut text = format!("{}{}\n\nevents:", table::fields(&fields), self.call.lines());
		for event in &self.events {
			text.push_str(&format!("\n{}", event.text(names)));
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, chain::calldata::ReadCall, json};
	use serde_json::Value;

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
		let text = Found::from(transaction.clone()).text(&Names::default());
		for part in ["70 (0x0202", "final", "succeeded", "2 OPEN", "dest: x", "Balances.Transfer"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let failed = Found::from(Transaction {
			failure: Some(("Models.NotFound".to_owned(), "No model.".to_owned())),
			signer: None,
			is_final: false,
			..transaction
		});
		let text = failed.text(&Names::default());
		assert!(text.contains("failed with Models.NotFound: No model."), "{text}");
		assert!(text.contains("not final yet") && text.contains("nobody"), "{text}");
		let json = json::of(&failed);
		assert_eq!((&json["succeeded"], &json["signer"]), (&Value::Bool(false), &Value::Null));
		assert_eq!(json["fee"], (2 * amount::OPEN).to_string());
	}
}
