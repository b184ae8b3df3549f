// SPDX-License-Identifier: Apache-2.0

//! `openledger model list`

use clap::Args;
use openledger_client::{account::Account, progress, text::count, units::amount, words};
use openledger_primitives::ModelId;
use openledger_runtime_api::ModelInfo;

use crate::{
	args::{next_of, Limit, ReadAccount},
	context::Context,
	error::Error,
	output::page::Page,
};

/// List models, the oldest first.
#[derive(Args)]
pub struct List {
	/// Start at this id.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: ModelId,

	#[command(flatten)]
	limit: Limit,

	/// List only those of this developer. Reads all, from --from on.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	developer: Option<Account>,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { from, limit: Limit { limit }, developer } = self;
		let view = context.chain().await?.view().await?;
		let reading = async {
			match &developer {
				Some(developer) => view.models_of(developer, from, limit).await,
				None => view.models(from, limit).await,
			}
		};
		let models = progress::during("reading models", reading).await?;
		context.show_named(&view, &page(models, developer.as_ref(), limit)).await;
		Ok(())
	}
}

fn page(
	models: Vec<ModelInfo<Account>>,
	developer: Option<&Account>,
	limit: u32,
) -> Page<ModelInfo<Account>> {
	Page {
		limit,
		next: models
			.last()
			.map(|last| next_of("developer", developer, last.model.saturating_add(1).into())),
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
	use openledger_client::names::Names;
	use openledger_client::{account::address, fixtures::model::info};

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let page = |developer| page(vec![info(), info()], developer, 2);
		let text = page(None).text(&Names::default());
		assert_eq!(text.matches("fine-tune").count(), 2);
		assert!(text.contains("1 dataset") && text.ends_with("--from 2"));
		let developer = Account::new([7; 32]);
		let expected = format!("--developer {} --from 2", address(&developer));
		assert!(page(Some(&developer)).text(&Names::default()).ends_with(&expected));
	}
}
