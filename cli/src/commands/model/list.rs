// SPDX-License-Identifier: Apache-2.0

//! `openledger model list`

use clap::Args;
use openledger_client::{account::Account, progress, text::count, units::amount, words};
use openledger_primitives::ModelId;
use openledger_runtime_api::ModelInfo;

use crate::{args::Limit, context::Context, error::Error, output::page::Page};

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
		context.show_named(&view, &page(models, limit)).await;
		Ok(())
	}
}

fn page(models: Vec<ModelInfo<Account>>, limit: u32) -> Page<ModelInfo<Account>> {
	Page {
		limit,
		next: models.last().map(|last| format!("--from {}", last.model.saturating_add(1))),
		header: &[
			">model",
			"kind",
			"status",
			"commercial",
			"developer",
			">least fee",
			"parents",
			"corpus",
		],
		cells: |info, names| {
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
		},
		rows: models,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::{fixtures::model::info, names::Names};

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let text = page(vec![info(), info()], 2).text(&Names::default());
		assert_eq!(text.matches("fine-tune").count(), 2);
		assert!(text.contains("1 dataset") && text.ends_with("--from 2"));
	}
}
