// SPDX-License-Identifier: Apache-2.0

//! `openledger batch list`

use clap::Args;
use openledger_client::{account::Account, progress, units::amount};
use openledger_primitives::BatchId;
use openledger_runtime_api::BatchInfo;
use serde::Serialize;

use crate::{args::Limit, context::Context, error::Error, output::page::Page};

/// List the batches that are not final yet, the oldest first.
#[derive(Args)]
pub struct List {
	/// Start at this id.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: BatchId,

	#[command(flatten)]
	limit: Limit,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { from, limit: Limit { limit } } = self;
		let view = context.chain().await?.view().await?;
		let batches = progress::during("reading batches", view.batches(from, limit)).await?;
		let batches = batches.into_iter().map(|(batch, info)| Batch { batch, info }).collect();
		context.show_named(&view, &page(batches, limit)).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Batch {
	batch: BatchId,
	#[serde(flatten)]
	info: BatchInfo<Account>,
}

fn page(batches: Vec<Batch>, limit: u32) -> Page<Batch> {
	Page {
		limit,
		next: batches.last().map(|last| format!("--from {}", last.batch.saturating_add(1))),
		header: &[
			">batch",
			"state",
			"operator",
			"paid by",
			">fees",
			">receipts",
			">final from block",
		],
		cells: |Batch { batch, info }, names| {
			let payer = info.payer.as_ref();
			vec![
				batch.to_string(),
				if info.is_void { "void" } else { "pending" }.to_owned(),
				names.short(&info.operator),
				payer.map_or_else(|| "channels".to_owned(), |payer| names.short(payer)),
				amount::format(info.fees),
				info.receipts.to_string(),
				info.finalizable_at.to_string(),
			]
		},
		rows: batches,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::names::Names;
	use openledger_client::{fixtures::settled::info, json};

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let void = BatchInfo { is_void: true, ..info() };
		let batches = vec![Batch { batch: 7, info: info() }, Batch { batch: 9, info: void }];
		let page = page(batches, 2);
		let text = page.text(&Names::default());
		assert!(text.contains("pending") && text.contains("void") && text.contains("channels"));
		assert!(text.ends_with("--from 10"), "{text}");
		let json = json::of(&page);
		assert_eq!((&json[0]["batch"], &json[1]["is_void"]), (&7.into(), &true.into()));
	}
}
