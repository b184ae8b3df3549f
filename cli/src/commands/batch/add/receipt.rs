// SPDX-License-Identifier: Apache-2.0

//! A receipt that is shown, and given to whoever pays.

use std::path::PathBuf;

use codec::Encode;
use openledger_client::{
	files::{
		batch::name,
		receipt::{hex, SignedReceipt},
	},
	json::{Address, Hex, Planck},
	names::Names,
	settlement::add::Added,
	units::amount,
	Error as ClientError,
};
use openledger_primitives::{receipt::Credit, ChannelId};
use serde::Serialize;
use serde_json::Value;
use sp_core::H256;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Says what became of an answer that was added before.
pub fn say(context: &Context, added: &Added) {
	context.note("the answer was added before: this is the receipt that was signed then");
	for what in &added.renewed {
		context.note(&format!("{} has a new {what} for it", name(&added.path)));
	}
}

/// Shows a receipt, and writes it for whoever pays: it is in its file by now.
pub fn show(
	context: &Context,
	added: Added,
	out: Option<PathBuf>,
	warnings: Value,
) -> Result<(), Error> {
	if let Some(out) = &out {
		added.signed.write(out)?;
	}
	let Added { signed, path, index, is_new, charged, renewed } = added;
	let (channel, sequence) = signed.place().ok_or(ClientError::Inconsistent)?;
	let commitment = signed.commitment();
	let SignedReceipt { genesis, operator, receipt, signature } = signed;
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	context.show(&Receipt {
		genesis,
		file: name(&path),
		index,
		channel,
		sequence,
		fee: Planck(receipt.fee),
		credits,
		commitment,
		receipt: Hex(receipt.encode()),
		signature: Hex(signature.0.to_vec()),
		operator: Address(operator),
		out: out.as_deref().map(name),
		is_new,
		renewed,
		cumulative: charged.map(Planck),
		warnings,
	});
	Ok(())
}

#[derive(Serialize)]
struct Receipt {
	genesis: H256,
	file: String,
	index: Option<usize>,
	channel: ChannelId,
	sequence: u64,
	fee: Planck,
	credits: Vec<Credit>,
	commitment: H256,
	receipt: Hex<Vec<u8>>,
	signature: Hex<Vec<u8>>,
	operator: Address,
	out: Option<String>,
	is_new: bool,
	renewed: Vec<&'static str>,
	/// All that the channel has paid, or owes then.
	cumulative: Option<Planck>,
	warnings: Value,
}

impl Shown for Receipt {
	fn text(&self, _: &Names) -> String {
		let mut fields = vec![
			("file", self.file.clone()),
			("channel", self.channel.to_string()),
			("answer of the channel", self.sequence.to_string()),
			("fee", amount::format(self.fee.0)),
			("contributions", self.credits.len().to_string()),
			("commitment", format!("{:?}", self.commitment)),
			("signature", hex(&self.signature.0)),
		];
		if let Some(charged) = self.cumulative {
			fields.push(("the channel's answers cost in all", amount::format(charged.0)));
		}
		if let Some(out) = &self.out {
			fields.push(("for whoever pays", out.clone()));
		}
		table::fields(&fields)
	}
}
