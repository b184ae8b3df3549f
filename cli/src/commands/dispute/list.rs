// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute list`

use clap::Args;
use openledger_client::{account::Account, progress, units::amount, words};
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeInfo;

use crate::{args::Limit, context::Context, error::Error, output::page::Page};

/// List the open disputes, by contribution.
#[derive(Args)]
pub struct List {
	/// List those about later contributions than this.
	#[arg(long, value_name = "ID")]
	after: Option<ContributionId>,

	#[command(flatten)]
	limit: Limit,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { after, limit: Limit { limit } } = self;
		let view = context.chain().await?.view().await?;
		let disputes = progress::during("reading disputes", view.disputes(after, limit)).await?;
		context.show_named(&view, &page(disputes, limit)).await;
		Ok(())
	}
}

fn page(disputes: Vec<DisputeInfo<Account>>, limit: u32) -> Page<DisputeInfo<Account>> {
	Page {
		limit,
		next: disputes.last().map(|last| format!("--after {}", last.contribution)),
		header: &[">contribution", "owner", "claimant", ">bond", ">held back", "stage"],
		cells: |info, names| {
			vec![
				info.contribution.to_string(),
				names.short(&info.owner),
				names.short(&info.claimant),
				amount::format(info.bond),
				amount::format(info.held_back),
				words::dispute_stage(info.stage),
			]
		},
		rows: disputes,
	}
}
