// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution show` and `list`

use openledger_primitives::DatanetId;
use openledger_runtime_api::{ContributionInfo, TextInfo};

use crate::{
	args::{ListContributions, Which},
	commands::dispute::summary,
	context::Context,
	error::Error,
	output::table,
};
use openledger_client::{
	account::Account,
	error::RegistryError,
	json,
	units::{amount, percent},
	words,
};
use openledger_client::{names::Names, progress};

pub async fn show(context: &Context, which: Which) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = match which {
		Which::Id(id) => view.existing(id).await?,
		Which::Root(root) => view.holder(root).await?.ok_or(RegistryError::NoRoot(root))?,
	};
	let dispute = view.dispute(info.contribution).await?;
	let mut json = json::of(&info);
	json["dispute"] = json::of(&dispute);
	let text = |names: &Names| {
		let mut rows = fields(&info, names);
		let disputed = dispute.as_ref().map(|dispute| summary(dispute, names));
		rows.push(("disputed", disputed.unwrap_or_else(|| "no".to_owned())));
		table::fields(&rows)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

fn fields(info: &ContributionInfo<Account>, names: &Names) -> Vec<(&'static str, String)> {
	let sources: Vec<_> = info
		.sources
		.iter()
		.map(|(id, parts)| format!("contribution {id}: {}", percent::format(*parts)))
		.collect();
	vec![
		("contribution", info.contribution.to_string()),
		("datanet", info.datanet.to_string()),
		("status", words::status(info.status)),
		("owner", names.address(&info.owner)),
		("paid at", names.address(&info.payout)),
		("offered to", names.nobody_or(info.new_owner.as_ref())),
		("content root", format!("{:?}", info.content_root)),
		("bytes", info.length.to_string()),
		("URI", words::text(&info.uri)),
		("earnings", sources.join(", ")),
		("registered in block", info.registered_at.to_string()),
		("deposit", amount::format(info.deposit)),
	]
}

pub async fn list(context: &Context, args: ListContributions) -> Result<(), Error> {
	let (from, limit) = (args.from, args.limit.limit);
	let view = context.chain().await?.view().await?;
	if let Some(datanet) = args.datanet {
		view.datanet(datanet).await?;
		// No index is larger.
		let from = u32::try_from(from).unwrap_or(u32::MAX);
		let texts = view.texts(datanet, from, limit);
		let texts = progress::during("reading the datanet", texts).await?;
		context.show_json(json::of(&texts), || texts_table(datanet, &texts, limit));
		return Ok(());
	}
	let infos = view.contributions(from, limit);
	let infos = progress::during("reading contributions", infos).await?;
	let text = |names: &Names| {
		let next = infos.last().map(|last| last.contribution.saturating_add(1));
		let header = [">contribution", ">datanet", "status", "owner", ">bytes", "content root"];
		let rows = infos.iter().map(|info| {
			vec![
				info.contribution.to_string(),
				info.datanet.to_string(),
				words::status(info.status),
				names.short(&info.owner),
				info.length.to_string(),
				format!("{:?}", info.content_root),
			]
		});
		table::page(&header, rows, limit, next.map(|next| format!("--from {next}")))
	};
	context.show_named_json(&view, json::of(&infos), text).await;
	Ok(())
}

fn texts_table(datanet: DatanetId, texts: &[TextInfo], limit: u32) -> String {
	let next = texts.last().map(|last| last.index.saturating_add(1));
	let header = [">index", ">contribution", "status", ">bytes", "content root", "URI"];
	let rows = texts.iter().map(|text| {
		vec![
			text.index.to_string(),
			text.contribution.to_string(),
			match text.withdrawal {
				_ if text.malformed => "malformed".to_owned(),
				None => "accepted".to_owned(),
				Some(nth) => format!("withdrawn or struck, as number {nth}"),
			},
			text.length.to_string(),
			format!("{:?}", text.content_root),
			words::text(&text.uri),
		]
	});
	let next = next.map(|next| format!("--datanet {datanet} --from {next}"));
	table::page(&header, rows, limit, next)
}

/// What waits for the curators of a datanet.
pub fn pending_table(infos: &[ContributionInfo<Account>], names: &Names, limit: u32) -> String {
	let header = [">contribution", "owner", ">bytes", ">since block", "content root", "URI"];
	let rows = infos.iter().map(|info| {
		vec![
			info.contribution.to_string(),
			names.short(&info.owner),
			info.length.to_string(),
			info.registered_at.to_string(),
			format!("{:?}", info.content_root),
			words::text(&info.uri),
		]
	});
	let next = infos.last().map(|last| format!("--after {}", last.contribution));
	table::page(&header, rows, limit, next)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_runtime_api::ContributionStatus;
	use sp_core::H256;

	fn info() -> ContributionInfo<Account> {
		ContributionInfo {
			contribution: 7,
			datanet: 2,
			owner: Account::new([1; 32]),
			payout: Account::new([2; 32]),
			new_owner: None,
			content_root: H256::repeat_byte(3),
			length: 100,
			uri: b"https://example.org/7".to_vec(),
			status: ContributionStatus::Accepted { index: 4 },
			sources: vec![(5, 250_000_000), (7, 750_000_000)],
			registered_at: 9,
			deposit: amount::OPEN,
		}
	}

	#[test]
	fn a_contribution_should_be_shown_in_full() {
		let text = table::fields(&fields(&info(), &Names::default()));
		for part in ["accepted at 4", "contribution 5: 25 %", "nobody", "1 OPEN", "https://"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&info());
		assert_eq!(json["deposit"], amount::OPEN.to_string());
		assert_eq!(json["status"]["accepted"]["index"], 4);
		assert_eq!(json["sources"][0]["contribution"], 5);
	}

	#[test]
	fn a_full_page_should_say_how_to_go_on() {
		let text = pending_table(&[info()], &Names::default(), 1);
		assert!(text.ends_with("more: --after 7"), "{text}");
		assert!(!pending_table(&[info()], &Names::default(), 2).contains("more:"));
		let withdrawn = TextInfo {
			contribution: 7,
			index: 4,
			withdrawal: Some(0),
			content_root: H256::zero(),
			length: 100,
			uri: Vec::new(),
			malformed: false,
		};
		let text = texts_table(2, std::slice::from_ref(&withdrawn), 1);
		assert!(text.contains("withdrawn") && text.ends_with("more: --datanet 2 --from 5"));
		let malformed = TextInfo { malformed: true, ..withdrawn };
		let text = texts_table(2, &[malformed], 2);
		assert!(text.contains("malformed") && !text.contains("withdrawn"));
	}
}
