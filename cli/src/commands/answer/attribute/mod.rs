// SPDX-License-Identifier: Apache-2.0

//! `openledger answer attribute`

mod shown;

use std::{collections::HashMap, path::PathBuf};

use clap::Args;
use openledger_attributor::Attribution;
use openledger_client::{
	account::Account,
	chain::BlockView,
	progress,
	store::Store,
	texts::{
		corpus,
		input::{self, Given},
	},
};
use openledger_primitives::{ContributionId, ModelId};
use openledger_runtime_api::{ContributionInfo, ModelInfo};

use crate::{
	args::ReadAccount,
	commands::warning::{contributions, warnings, Makers, Warning},
	context::Context,
	error::Error,
};

/// Show which registered texts an answer quotes, and whose they are.
///
/// Spans are shown in the output as it was given. In JSON each has its place twice: `start` and
/// `len`, in bytes of the output's normal form, as a receipt has them; and `original`, from `start`
/// to before `end`, in bytes of the output as it was given. What the normal form leaves out is
/// counted as `dropped`. Warnings say whether characters that nobody sees are among that, and
/// whether a large part is credited to who made the answer: its operator or the model's developer.
#[derive(Args)]
pub struct Attribute {
	/// The output, or - for standard input.
	file: PathBuf,

	/// The model that made it.
	#[arg(long, value_name = "ID")]
	model: ModelId,

	/// Who served it, to be warned if a large part is credited to works of theirs.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	operator: Option<Account>,
}

impl Attribute {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file, model, operator } = self;
		let store = context.store()?;
		let output = progress::computing(move || input::read_output(&file)).await??;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.model(model).await?;
		let attributed = attribute(&view, &store, model, &info, operator.as_ref(), output).await?;
		context.show_named(&view, &attributed).await;
		Ok(())
	}
}

/// An output, and who is in it.
pub struct Attributed {
	pub output: Given,
	pub attribution: Attribution,
	/// What who pays for it should know.
	pub warnings: Vec<Warning>,
	model: ModelId,
	/// Those that are credited.
	contributions: HashMap<ContributionId, ContributionInfo<Account>>,
}

/// Attributes an output to the corpus of a model, by the span parameters in force. `operator` is who
/// served it, where that is known.
pub async fn attribute(
	view: &BlockView,
	store: &Store,
	model: ModelId,
	info: &ModelInfo<Account>,
	operator: Option<&Account>,
	output: Given,
) -> Result<Attributed, Error> {
	let params = view.terms().await?.span_params;
	let index = corpus::index(view, store, model, &info.corpus).await?;
	let (output, attribution) = progress::computing(move || {
		let attribution = index.attribute(output.normal(), params);
		(output, attribution)
	})
	.await?;
	let attribution = attribution?;
	let ids = attribution.credits.iter().map(|credit| credit.contribution);
	let contributions = contributions(view, ids).await?;
	let makers = Makers { operator: operator.cloned(), developer: info.developer.clone() };
	let warnings = warnings(&output.dropped(), &attribution.credits, &contributions, &makers);
	Ok(Attributed { output, attribution, warnings, model, contributions })
}
