// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute list`

use clap::Args;
use openledger_client::{account::Account, names::Names, progress, units::amount, words};
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeInfo;
use serde::Serialize;

use crate::{
	args::Limit,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

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
		context.show_named(&view, &Page { disputes, limit }).await;
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Page {
	disputes: Vec<DisputeInfo<Account>>,
	#[serde(skip)]
	limit: u32,
}

impl Shown for Page {
	fn text(&self, names: &Names) -> String {
		let header = [">contribution", "owner", "claimant", ">bond", ">held back", "stage"];
		let rows = self.disputes.iter().map(|info| {
			vec![
				info.contribution.to_string(),
				names.short(&info.owner),
				names.short(&info.claimant),
				amount::format(info.bond),
				amount::format(info.held_back),
				words::dispute_stage(info.stage),
			]
		});
		let next = self.disputes.last().map(|last| format!("--after {}", last.contribution));
		table::page(&header, rows, self.limit, next)
	}
}
