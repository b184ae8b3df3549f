// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution list`

use clap::Args;
use openledger_client::{account::Account, names::Names, progress, words};
use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::{ContributionInfo, TextInfo};
use serde::Serialize;

use crate::{
	args::{next_of, Limit, ReadAccount},
	context::Context,
	error::Error,
	output::{shown::Shown, table},
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
			context.show(&Texts { texts, datanet, limit });
			return Ok(());
		}
		let reading = async {
			match &owner {
				Some(owner) => view.contributions_of(owner, from, limit).await,
				None => view.contributions(from, limit).await,
			}
		};
		let contributions = progress::during("reading contributions", reading).await?;
		context.show_named(&view, &Page { contributions, owner, limit }).await;
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Page {
	contributions: Vec<ContributionInfo<Account>>,
	#[serde(skip)]
	owner: Option<Account>,
	#[serde(skip)]
	limit: u32,
}

impl Shown for Page {
	fn text(&self, names: &Names) -> String {
		let header = [">contribution", ">datanet", "status", "owner", ">bytes", "content root"];
		let rows = self.contributions.iter().map(|info| {
			vec![
				info.contribution.to_string(),
				info.datanet.to_string(),
				words::status(info.status),
				names.short(&info.owner),
				info.length.to_string(),
				table::short(&info.content_root),
			]
		});
		let last = self.contributions.last();
		let next = last.map(|last| last.contribution.saturating_add(1));
		let next = next.map(|next| next_of("owner", self.owner.as_ref(), next));
		table::page(&header, rows, self.limit, next)
	}
}

/// The texts that a datanet accepted.
#[derive(Serialize)]
#[serde(transparent)]
struct Texts {
	texts: Vec<TextInfo>,
	#[serde(skip)]
	datanet: DatanetId,
	#[serde(skip)]
	limit: u32,
}

impl Shown for Texts {
	fn text(&self, _: &Names) -> String {
		let header = [">index", ">contribution", "status", ">bytes", "content root", "URI"];
		let rows = self.texts.iter().map(|text| {
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
		});
		let next = self.texts.last().map(|last| last.index.saturating_add(1));
		let next = next.map(|next| format!("--datanet {} --from {next}", self.datanet));
		table::page(&header, rows, self.limit, next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
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
		let text = |text: TextInfo, limit| {
			Texts { texts: vec![text], datanet: 2, limit }.text(&Names::default())
		};
		let full = text(withdrawn.clone(), 1);
		assert!(full.contains("withdrawn") && full.ends_with("more: --datanet 2 --from 5"));
		let malformed = text(TextInfo { malformed: true, ..withdrawn }, 2);
		assert!(malformed.contains("malformed") && !malformed.contains("withdrawn"));
	}
}
