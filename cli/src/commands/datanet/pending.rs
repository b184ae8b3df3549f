// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet pending`

use clap::Args;
use openledger_client::{account::Account, progress, words};
use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::ContributionInfo;

use crate::{
	args::Limit,
	context::Context,
	error::Error,
	output::{page::Page, table},
};

/// List what waits for the curators of a datanet.
#[derive(Args)]
pub struct Pending {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,

	/// List the page after this contribution. The order means nothing.
	#[arg(long, value_name = "CONTRIBUTION")]
	after: Option<ContributionId>,

	#[command(flatten)]
	limit: Limit,
}

impl Pending {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, after, limit: Limit { limit } } = self;
		let view = context.chain().await?.view().await?;
		view.datanet(id).await?;
		let reading = view.pending(id, after, limit);
		let contributions = progress::during("reading what is pending", reading).await?;
		context.show_named(&view, &page(contributions, limit)).await;
		Ok(())
	}
}

fn page(
	contributions: Vec<ContributionInfo<Account>>,
	limit: u32,
) -> Page<ContributionInfo<Account>> {
	Page {
		limit,
		next: contributions.last().map(|last| format!("--after {}", last.contribution)),
		header: &[">contribution", "owner", ">bytes", ">since block", "content root", "URI"],
		cells: |info, names| {
			vec![
				info.contribution.to_string(),
				names.short(&info.owner),
				info.length.to_string(),
				info.registered_at.to_string(),
				table::short(&info.content_root),
				words::text(&info.uri),
			]
		},
		rows: contributions,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::{fixtures::contribution, names::Names};

	#[test]
	fn a_full_page_should_say_how_to_go_on() {
		let text = |limit| page(vec![contribution::info()], limit).text(&Names::default());
		assert!(text(1).ends_with("more: --after 7"), "{}", text(1));
		assert!(!text(2).contains("more:"));
	}
}
