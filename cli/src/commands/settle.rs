// SPDX-License-Identifier: Apache-2.0

//! `openledger settle`

mod earlier;

use openledger_primitives::receipt::Payment;

use crate::{
	args,
	commands::{
		attribute::{attribute, Attributed},
		batch::reveal::Reveal,
		consent::{ensure_meant, total},
		warning,
	},
	context::Context,
	error::Error,
	output::table,
};
use openledger_client::settlement::receipt_store::Unpaid;
use openledger_client::settlement::{ensure_acceptable, salt, settle_one};
use openledger_client::{
	account::{self},
	chain::{events::BatchSettled, BatchSize, Until},
	texts::input,
	units::amount,
};
use openledger_client::{names::Names, progress};

pub async fn run(context: &Context, args: args::Settle) -> Result<(), Error> {
	let key = context.key()?;
	let store = context.store()?;
	let path = args.file;
	let output = progress::computing(move || input::read_output(&path)).await??;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.model(args.model).await?;
	let payer = key.account();
	ensure_acceptable(args.model, &info, args.fee)?;
	view.ensure_spendable(&payer, args.fee, "the fee of the answer").await?;

	if !args.again {
		earlier::ensure_unpaid(&chain, &store, output.normal(), args.model, &payer).await?;
	}
	let operator = args.operator.unwrap_or_else(|| payer.clone());
	let attributed = attribute(&view, &store, args.model, &info, Some(&operator), output).await?;
	let Attributed { output, attribution, warnings, .. } = attributed;
	let output = output.into_normal();
	let payment = Payment::Direct { payer: account::bytes(&payer) };
	let receipt = attribution.into_receipt(args.model, payment, args.fee, salt());
	let call = settle_one(&receipt, &operator)?;
	let network_fee = chain.fee(&call, &key).await?;
	let paid = receipt.credits().map_or(0, |credits| credits.len());
	let deposit = view.batch_deposit(BatchSize { contributions: paid, models: 1, channels: 0 })?;
	let needed = args.fee.saturating_add(network_fee).saturating_add(deposit);
	let purpose = "the fee of the answer, that of the network, and the deposit of the batch";
	view.ensure_spendable(&payer, needed, purpose).await?;
	warning::say(context, &view, &warnings).await;
	ensure_meant(paid, args.model, args.fee, args.even_for_nobody)?;
	context.note(&total(args.fee, network_fee, deposit));

	// Whoever settles may have to show the output.
	store.save_output(&output)?;
	let mut unpaid =
		Unpaid::keep(&store, &receipt, &operator, &payer, chain.genesis(), output.as_str())?;
	let sending = chain.submit_recorded(&call, &key, Until::Final, None, &mut unpaid);
	let settled = progress::during("settling", sending).await.and_then(|events| events.one());
	let settled: BatchSettled = settled.inspect_err(|error| unpaid.failed(error))?;
	let (mut json, path) = unpaid.paid(&store, &settled);
	json["warnings"] = warning::json(&warnings);
	let text = |_: &Names| {
		table::fields(&[
			("batch", settled.batch.to_string()),
			("final from block", settled.finalizable_at.to_string()),
			("fee", amount::format(receipt.fee)),
			("contributions", paid.to_string()),
			("receipt", path.display().to_string()),
		])
	};
	context.show_named_json(&view, json, text).await;
	if args.follow {
		return Reveal { file: path, follow: true, max_tip: None }.run(context).await;
	}
	context.note(&format!(
		"Until it is final anyone may demand to see the receipt. Where nobody shows it, the deposit is \
		 lost, and what its authors would get. This shows it: openledger batch reveal {} --follow",
		path.display()
	));
	Ok(())
}
