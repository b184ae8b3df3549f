// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet list`

use clap::Args;
use openledger_client::{account::Account, progress, words};
use openledger_primitives::DatanetId;
use openledger_runtime_api::DatanetInfo;

use crate::{
	args::{next_of, Limit, ReadAccount},
	context::Context,
	error::Error,
	output::page::Page,
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
		context.show_named(&view, &page(datanets, owner.as_ref(), limit)).await;
		Ok(())
	}
}

fn page(
	datanets: Vec<DatanetInfo<Account>>,
	owner: Option<&Account>,
	limit: u32,
) -> Page<DatanetInfo<Account>> {
	Page {
		limit,
		next: datanets
			.last()
			.map(|last| next_of("owner", owner, last.datanet.saturating_add(1).into())),
		header: &[
			">datanet",
			"name",
			"owner",
			"admission",
			">accepted",
			">withdrawn",
			"license",
			"state",
		],
		cells: |info, names| {
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
		},
		rows: datanets,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::fixtures::contribution::datanet;
	use openledger_client::names::Names;

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let page = page(vec![datanet(), datanet()], None, 2);
		let text = page.text(&Names::default());
		assert_eq!(text.matches("essays").count(), 2);
		assert!(text.contains("frozen") && text.ends_with("--from 4"));
	}
}
