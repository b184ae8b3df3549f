// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution list`

use clap::Args;
use openledger_client::{account::Account, progress, words};
use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::{ContributionInfo, TextInfo};

use crate::{
	args::{next_of, Limit, ReadAccount},
	context::Context,
	error::Error,
	output::{page::Page, table},
};

/// List contributions, the oldest first.
#[derive(Args)]
pub struct List {
	/// Start at this id; with --datanet, at this index there.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: ContributionId,

	#[command(flatten)]
	limit: Limit,

	/// List only those of this owner. Reads all, from --from on.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount, conflicts_with = "datanet")]
	owner: Option<Account>,

	/// List the texts that this datanet accepted, by index.
	#[arg(long, value_name = "ID")]
	datanet: Option<DatanetId>,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { from, limit: Limit { limit }, owner, datanet } = self;
		let view = context.chain().await?.view().await?;
		if let Some(datanet) = datanet {
			view.datanet(datanet).await?;
			// No index is larger.
			let from = u32::try_from(from).unwrap_or(u32::MAX);
			let texts = view.texts(datanet, from, limit);
			let texts = progress::during("reading the datanet", texts).await?;
			context.show(&accepted(datanet, texts, limit));
			return Ok(());
		}
		let reading = async {
			match &owner {
				Some(owner) => view.contributions_of(owner, from, limit).await,
				None => view.contributions(from, limit).await,
			}
		};
		let contributions = progress::during("reading contributions", reading).await?;
		context.show_named(&view, &page(contributions, owner.as_ref(), limit)).await;
		Ok(())
	}
}

fn page(
	contributions: Vec<ContributionInfo<Account>>,
	owner: Option<&Account>,
	limit: u32,
) -> Page<ContributionInfo<Account>> {
	Page {
		limit,
		next: contributions
			.last()
			.map(|last| next_of("owner", owner, last.contribution.saturating_add(1))),
		header: &[">contribution", ">datanet", "status", "owner", ">bytes", "content root"],
		cells: |info, names| {
			vec![
				info.contribution.to_string(),
				info.datanet.to_string(),
				words::status(info.status),
				names.short(&info.owner),
				info.length.to_string(),
				table::short(&info.content_root),
			]
		},
		rows: contributions,
	}
}

/// The texts that a datanet accepted.
fn accepted(datanet: DatanetId, texts: Vec<TextInfo>, limit: u32) -> Page<TextInfo> {
	Page {
		limit,
		next: texts
			.last()
			.map(|last| format!("--datanet {datanet} --from {}", last.index.saturating_add(1))),
		header: &[">index", ">contribution", "status", ">bytes", "content root", "URI"],
		cells: |text, _| {
			vec![
				text.index.to_string(),
				text.contribution.to_string(),
				match text.withdrawal {
					_ if text.malformed => "malformed".to_owned(),
					None => "accepted".to_owned(),
					Some(nth) => format!("withdrawn or struck, as number {nth}"),
				},
				text.length.to_string(),
				table::short(&text.content_root),
				words::text(&text.uri),
			]
		},
		rows: texts,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::names::Names;
	use sp_core::H256;

	#[test]
	fn a_full_page_should_say_how_to_go_on() {
		let withdrawn = TextInfo {
			contribution: 7,
			index: 4,
			withdrawal: Some(0),
			content_root: H256::zero(),
			length: 100,
			uri: Vec::new(),
			malformed: false,
		};
		let text = |text: TextInfo, limit| accepted(2, vec![text], limit).text(&Names::default());
		let full = text(withdrawn.clone(), 1);
		assert!(full.contains("withdrawn") && full.ends_with("more: --datanet 2 --from 5"));
		let malformed = text(TextInfo { malformed: true, ..withdrawn }, 2);
		assert!(malformed.contains("malformed") && !malformed.contains("withdrawn"));
	}
}
