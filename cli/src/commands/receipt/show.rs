// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt show`

use crate::{args::ShowReceipt, context::Context, error::Error, output::table};
use openledger_client::progress;
use openledger_client::{
	account,
	convert::to_usize,
	files::{self, receipt::SignedReceipt},
	text::count,
	units::amount,
};

pub async fn run(context: &Context, args: ShowReceipt) -> Result<(), Error> {
	let path = args.file;
	let name = files::batch::name(&path);
	let signed = progress::computing(move || SignedReceipt::read(&path)).await??;
	let mut json = signed.to_json();
	json["file"] = name.into();
	context.show_json(json, || to_text(&signed));
	Ok(())
}

fn to_text(signed: &SignedReceipt) -> String {
	let receipt = &signed.receipt;
	let mut fields = vec![("operator", account::address(&signed.operator))];
	if let Some((channel, sequence)) = signed.place() {
		fields.push(("channel", channel.to_string()));
		fields.push(("answer of the channel", sequence.to_string()));
	}
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	fields.extend([
		("model", receipt.model.to_string()),
		("fee", amount::format(receipt.fee)),
		("output", count(to_usize(receipt.output_len), "byte")),
		("output root", format!("{:?}", receipt.output_root)),
		("spans", receipt.spans.len().to_string()),
		("contributions", credits.len().to_string()),
		("commitment", format!("{:?}", signed.commitment())),
		("chain", format!("{:?}", signed.genesis)),
	]);
	let mut text = table::fields(&fields);
	if !credits.is_empty() {
		let rows = credits
			.iter()
			.map(|credit| vec![credit.contribution.to_string(), credit.points.to_string()]);
		text.push_str("\n\n");
		text.push_str(&table::table(&[">contribution", ">points"], rows).trim_fmt());
	}
	text.push_str("\n\nnothing of it was checked: openledger receipt verify FILE does that");
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::receipt::signed;

	#[test]
	fn a_receipt_should_be_shown_in_full() {
		let signed = signed(4, 3, amount::OPEN);
		let text = to_text(&signed);
		let commitment = format!("{:?}", signed.commitment());
		for part in ["1 OPEN", "1000 bytes", &commitment, &account::address(&signed.operator)] {
			assert!(text.contains(part), "{part} in {text}");
		}
	}
}
