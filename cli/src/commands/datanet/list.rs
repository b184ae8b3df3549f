// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet list`

use clap::Args;
use openledger_client::{account::Account, names::Names, progress, words};
use openledger_primitives::DatanetId;
use openledger_runtime_api::DatanetInfo;
use serde::Serialize;

use crate::{
	args::{next_of, Limit, ReadAccount},
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List datanets, the oldest first.
#[derive(Args)]
pub struct List {
	/// Start at this id.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: DatanetId,

	#[command(flatten)]
	limit: Limit,

	/// List only those of this owner. Reads all, from --from on.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	owner: Option<Account>,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { from, limit: Limit { limit }, owner } = self;
		let view = context.chain().await?.view().await?;
		let reading = async {
			match &owner {
				Some(owner) => view.datanets_of(owner, from, limit).await,
				None => view.datanets(from, limit).await,
			}
		};
		let datanets = progress::during("reading datanets", reading).await?;
		context.show_named(&view, &Page { datanets, owner, limit }).await;
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Page {
	datanets: Vec<DatanetInfo<Account>>,
	#[serde(skip)]
	owner: Option<Account>,
	#[serde(skip)]
	limit: u32,
}

impl Shown for Page {
	fn text(&self, names: &Names) -> String {
		let header = [
			">datanet",
			"name",
			"owner",
			"admission",
			">accepted",
			">withdrawn",
			"license",
			"state",
		];
		let rows = self.datanets.iter().map(|info| {
			vec![
				info.datanet.to_string(),
				words::text(&info.name),
				names.short(&info.owner),
				words::admission(&info.admission),
				info.accepted.to_string(),
				info.withdrawals.to_string(),
				words::license_terms(&info.license.terms),
				if info.frozen { "frozen" } else { "in use" }.to_owned(),
			]
		});
		let last = self.datanets.last();
		let next = last.map(|last| last.datanet.saturating_add(1));
		let next = next.map(|next| next_of("owner", self.owner.as_ref(), next.into()));
		table::page(&header, rows, self.limit, next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::contribution::datanet;

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let page = Page { datanets: vec![datanet(), datanet()], owner: None, limit: 2 };
		let text = page.text(&Names::default());
		assert_eq!(text.matches("essays").count(), 2);
		assert!(text.contains("frozen") && text.ends_with("--from 4"));
	}
}
