// SPDX-License-Identifier: Apache-2.0

//! `openledger model list`

use clap::Args;
use openledger_client::{
	account::Account, names::Names, progress, text::count, units::amount, words,
};
use openledger_primitives::ModelId;
use openledger_runtime_api::ModelInfo;
use serde::Serialize;

use crate::{
	args::Limit,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List models, the oldest first.
#[derive(Args)]
pub struct List {
	/// Start at this id.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: ModelId,

	#[command(flatten)]
	limit: Limit,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { from, limit: Limit { limit } } = self;
		let view = context.chain().await?.view().await?;
		let models = progress::during("reading models", view.models(from, limit)).await?;
		context.show_named(&view, &Page { models, limit }).await;
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Page {
	models: Vec<ModelInfo<Account>>,
	#[serde(skip)]
	limit: u32,
}

impl Shown for Page {
	fn text(&self, names: &Names) -> String {
		let header = [
			">model",
			"kind",
			"status",
			"commercial",
			"developer",
			">least fee",
			"parents",
			"corpus",
		];
		let rows = self.models.iter().map(|info| {
			let parents: Vec<_> = info.parents.iter().map(|(id, _)| id.to_string()).collect();
			vec![
				info.model.to_string(),
				words::kind(info.kind).to_owned(),
				words::model_status(info.status).to_owned(),
				words::yes_no(info.commercial),
				names.short(&info.developer),
				amount::format(info.price_floor),
				parents.join(", "),
				count(info.corpus.entries().len(), "dataset"),
			]
		});
		let last = self.models.last();
		let next = last.map(|last| format!("--from {}", last.model.saturating_add(1)));
		table::page(&header, rows, self.limit, next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::model::info;

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let text = Page { models: vec![info(), info()], limit: 2 }.text(&Names::default());
		assert_eq!(text.matches("fine-tune").count(), 2);
		assert!(text.contains("1 dataset") && text.ends_with("--from 2"));
	}
}
