// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt show`

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	account,
	convert::to_usize,
	files::{
		self,
		receipt::{Content, SignedReceipt},
	},
	json::{Address, Hex},
	names::Names,
	progress,
	text::count,
	units::amount,
};
use serde::Serialize;
use sp_core::{sr25519, H256};

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show what a signed receipt says.
#[derive(Args)]
pub struct Show {
	/// The signed receipt, as its operator gave it.
	file: PathBuf,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let path = self.file;
		let file = files::batch::name(&path);
		let signed = progress::computing(move || SignedReceipt::read(&path)).await??;
		context.show(&Signed::of(&signed, file));
		Ok(())
	}
}

#[derive(Serialize)]
struct Signed {
	#[serde(flatten)]
	content: Content,
	genesis: H256,
	operator: Address,
	signature: Hex<sr25519::Signature>,
	file: String,
	#[serde(skip)]
	spans: usize,
}

impl Signed {
	fn of(signed: &SignedReceipt, file: String) -> Self {
		Self {
			content: Content::of(&signed.receipt),
			genesis: signed.genesis,
			operator: Address::from(&signed.operator),
			signature: Hex(signed.signature),
			file,
			spans: signed.receipt.spans.len(),
		}
	}
}

impl Shown for Signed {
	fn text(&self, _: &Names) -> String {
		let Content { channel, sequence, model, fee, output_len, output_root, .. } = &self.content;
		let mut fields = vec![("operator", account::address(&self.operator.0))];
		if let Some((channel, sequence)) = channel.zip(*sequence) {
			fields.push(("channel", channel.to_string()));
			fields.push(("answer of the channel", sequence.to_string()));
		}
		let credits = &self.content.credits;
		fields.extend([
			("model", model.to_string()),
			("fee", amount::format(fee.0)),
			("output", count(to_usize(*output_len), "byte")),
			("output root", format!("{output_root:?}")),
			("spans", self.spans.to_string()),
			("contributions", credits.len().to_string()),
			("commitment", format!("{:?}", self.content.commitment)),
			("chain", format!("{:?}", self.genesis)),
		]);
		let mut text = table::fields(&fields);
		if !credits.is_empty() {
			let rows = credits
				.iter()
				.map(|credit| vec![credit.contribution.to_string(), credit.points.to_string()]);
			text.push_str("\n\n");
			text.push_str(&table::table(&[">contribution", ">points"], rows));
		}
		text.push_str("\n\nnothing of it was checked: openledger receipt verify FILE does that");
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{fixtures::receipt::signed, json};
	use serde_json::Value;

	#[test]
	fn a_receipt_should_be_shown_in_full() {
		let signed = signed(4, 3, amount::OPEN);
		let shown = Signed::of(&signed, "3.json".to_owned());
		let text = shown.text(&Names::default());
		let commitment = format!("{:?}", signed.commitment());
		for part in ["1 OPEN", "1000 bytes", &commitment, &account::address(&signed.operator)] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let mut expected = signed.to_json();
		expected["file"] = Value::from("3.json");
		assert_eq!(json::of(&shown), expected);
	}
}
