// SPDX-License-Identifier: Apache-2.0

//! `openledger answer settle`

mod consent;
mod earlier;
mod planned;

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	account::{self, Account},
	files,
	json::{Address, Planck},
	names::Names,
	progress,
	settlement::{ensure_acceptable, salt, settle_answer, settle_one},
	texts::input,
	units::amount,
};
use openledger_primitives::{receipt::Payment, Balance, BatchId, ModelId};
use serde::Serialize;
use serde_json::Value;
use sp_core::H256;

use self::{
	consent::{ensure_meant, total},
	planned::Planned,
};
use super::attribute::{attribute, Attributed};
use crate::{
	args::{positive, ReadAccount},
	commands::{batch::reveal::Reveal, warning},
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Pay for an output of a model.
#[derive(Args)]
pub struct Settle {
	/// The output, or - for standard input.
	file: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	model: ModelId,

	/// What to pay for it.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	fee: Balance,

	/// Who served it. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	operator: Option<Account>,

	/// Pay for it even if the store has a receipt of the same output.
	#[arg(long)]
	again: bool,

	/// Pay even if nobody's text is in it, without asking.
	#[arg(long)]
	even_for_nobody: bool,

	/// Say what it would pay, hold and cost, and send nothing.
	#[arg(long, conflicts_with = "follow")]
	dry_run: bool,

	/// Stay, and show the receipt to whoever demands to see it, until nobody can any more.
	#[arg(long)]
	follow: bool,
}

impl Settle {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file, model, fee, operator, again, even_for_nobody, dry_run, follow } = self;
		let key = context.key()?;
		let store = context.store()?;
		let output = progress::computing(move || input::read_output(&file)).await??;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.model(model).await?;
		let payer = key.account();
		ensure_acceptable(model, &info, fee)?;
		view.ensure_spendable(&payer, fee, "the fee of the answer").await?;

		if !again {
			earlier::ensure_unpaid(&chain, &store, output.normal(), model, &payer).await?;
		}
		let operator = operator.unwrap_or_else(|| payer.clone());
		let attributed = attribute(&view, &store, model, &info, Some(&operator), output).await?;
		let Attributed { output, attribution, warnings, .. } = attributed;
		let output = output.into_normal();
		let payment = Payment::Direct { payer: account::bytes(&payer) };
		let receipt = attribution.into_receipt(model, payment, fee, salt());
		let call = settle_one(&receipt, &operator)?;
		let network_fee = chain.fee(&call, &key).await?;
		let cost = chain.cost(&call, &payer).await?;
		let contributions = receipt.credits().map_or(0, |credits| credits.len());
		let (deposit, needed) = (cost.saturating_sub(fee), cost.saturating_add(network_fee));
		let purpose = "the fee of the answer, that of the network, and the deposit of the batch";
		view.ensure_spendable(&payer, needed, purpose).await?;
		warning::say(context, &view, &warnings).await;
		if dry_run {
			chain.dry_run(&call, &key).await?;
			let planned = Planned {
				dry_run,
				model,
				operator: Address(operator),
				payer: Address(payer),
				fee: Planck(fee),
				network_fee: Planck(network_fee),
				deposit: Planck(deposit),
				total: Planck(needed),
				contributions,
				warnings: warning::json(&warnings),
			};
			context.show_named(&view, &planned).await;
			return Ok(());
		}
		ensure_meant(contributions, model, fee, even_for_nobody)?;
		context.note(&total(fee, network_fee, deposit));

		let paid = settle_answer(&chain, &store, &key, &operator, &receipt, &output).await?;
		let path = paid.path;
		let settled = Settled {
			receipt: files::receipt::describe(&receipt),
			genesis: chain.genesis(),
			batch: paid.settled.batch,
			finalizable_at: paid.settled.finalizable_at,
			operator: Address(operator),
			payer: Address(payer),
			output: output.as_str().to_owned(),
			warnings: warning::json(&warnings),
			fee,
			contributions,
			path: path.clone(),
		};
		context.show_named(&view, &settled).await;
		if follow {
			return Reveal { file: path, follow: true, max_tip: None }.run(context).await;
		}
		context.note(&format!(
			"Until it is final anyone may demand to see the receipt. Where nobody shows it, the \
			 deposit is lost, and what its authors would get. This shows it: openledger batch reveal \
			 {} --follow",
			path.display()
		));
		Ok(())
	}
}

/// An answer that is paid for, as the store has it.
#[derive(Serialize)]
struct Settled {
	#[serde(flatten)]
	receipt: Value,
	genesis: H256,
	batch: BatchId,
	finalizable_at: u32,
	operator: Address,
	payer: Address,
	output: String,
	warnings: Value,
	#[serde(skip)]
	fee: Balance,
	/// How many contributions are credited.
	#[serde(skip)]
	contributions: usize,
	/// The file with the receipt.
	#[serde(skip)]
	path: PathBuf,
}

impl Shown for Settled {
	fn text(&self, _: &Names) -> String {
		table::fields(&[
			("batch", self.batch.to_string()),
			("final from block", self.finalizable_at.to_string()),
			("fee", amount::format(self.fee)),
			("contributions", self.contributions.to_string()),
			("receipt", self.path.display().to_string()),
		])
	}
}
