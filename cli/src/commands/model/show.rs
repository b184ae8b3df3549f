// SPDX-License-Identifier: Apache-2.0

//! `openledger model show` and `list`

use openledger_primitives::{corpus::Snapshot, ModelId};
use openledger_runtime_api::{ModelInfo, ModelStatus};
use serde_json::Value;

use crate::{context::Context, error::Error, output::table};
use openledger_client::{
	account::Account,
	json,
	text::count,
	units::{amount, percent},
	words,
};
use openledger_client::{names::Names, progress};

pub async fn show(context: &Context, id: ModelId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = view.model(id).await?;
	let text = |names: &Names| table::fields(&fields(&info, names));
	context.show_named_json(&view, to_json(&info), text).await;
	Ok(())
}

/// With whether it takes requests in one word.
fn to_json(info: &ModelInfo<Account>) -> Value {
	let mut json = json::of(info);
	json["active"] = (info.status == ModelStatus::Active).into();
	json
}

fn shares(shares: &[(ModelId, u32)]) -> String {
	let shares: Vec<_> = shares
		.iter()
		.map(|(model, parts)| format!("model {model}: {}", percent::format(*parts)))
		.collect();
	shares.join(", ")
}

fn snapshot(snapshot: &Snapshot) -> String {
	let Snapshot { dataset, withdrawals } = snapshot;
	let all = match dataset.excluded.len() {
		0 => "all".to_owned(),
		excluded => format!("all but {excluded}"),
	};
	let text = format!("datanet {}, {all} below {}", dataset.datanet, dataset.end);
	match withdrawals {
		0 => text,
		withdrawals => format!("{text} and but the first {withdrawals} withdrawn"),
	}
}

fn fields(info: &ModelInfo<Account>, names: &Names) -> Vec<(&'static str, String)> {
	let corpus: Vec<_> = info.corpus.entries().iter().map(snapshot).collect();
	let status = words::model_status(info.status);
	let status = match info.served_until {
		Some(until) => format!("{status}; what it gave before can be settled until block {until}"),
		None => status.to_owned(),
	};
	let floor = amount::format(info.price_floor);
	let floor = match info.former_floor {
		Some(former) => {
			let before = amount::format(former.price_floor);
			format!("{floor}; answers at {before} can be settled until block {}", former.until)
		}
		None => floor,
	};
	vec![
		("model", info.model.to_string()),
		("kind", words::kind(info.kind).to_owned()),
		("status", status),
		("commercial", words::yes_no(info.commercial)),
		("developer", names.address(&info.developer)),
		("paid at", names.address(&info.payout)),
		("offered to", names.nobody_or(info.new_developer.as_ref())),
		("least fee", floor),
		(
			"derivatives",
			match info.min_royalty {
				Some(least) => format!("for a royalty of {} at least", percent::format(least)),
				None => "forbidden".to_owned(),
			},
		),
		("parents", shares(&info.parents)),
		("royalties", shares(&info.royalties)),
		("corpus", corpus.join("; ")),
		("artifact", format!("{:?}", info.artifact)),
		("metadata", words::text(&info.metadata)),
		("deposit", amount::format(info.deposit)),
	]
}

pub async fn list(context: &Context, from: ModelId, limit: u32) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let infos = progress::during("reading models", view.models(from, limit)).await?;
	let text = |names: &Names| list_table(&infos, names, limit);
	context.show_named_json(&view, json::of(&infos), text).await;
	Ok(())
}

fn list_table(infos: &[ModelInfo<Account>], names: &Names, limit: u32) -> String {
	let header =
		[">model", "kind", "status", "commercial", "developer", ">least fee", "parents", "corpus"];
	let rows = infos.iter().map(|info| {
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
	});
	let next = infos.last().map(|last| format!("--from {}", last.model.saturating_add(1)));
	table::page(&header, rows, limit, next)
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::fixtures::model::{entry, info};

	use openledger_runtime_api::FormerFloor;

	#[test]
	fn a_snapshot_should_say_what_is_not_in() {
		assert_eq!(snapshot(&entry(&[], 0)), "datanet 3, all below 10");
		assert_eq!(
			snapshot(&entry(&[4, 5], 2)),
			"datanet 3, all but 2 below 10 and but the first 2 withdrawn"
		);
	}

	#[test]
	fn a_model_should_be_shown_in_full() {
		let text = table::fields(&fields(&info(), &Names::default()));
		for part in ["paused", "0.5 OPEN", "of 20 % at least", "model 1: 75 %", "all but 2"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let former_floor = Some(FormerFloor { price_floor: amount::OPEN / 4, until: 90 });
		let changed = ModelInfo { served_until: Some(80), former_floor, ..info() };
		let text = table::fields(&fields(&changed, &Names::default()));
		for part in ["until block 80", "0.5 OPEN; answers at 0.25 OPEN", "until block 90"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = to_json(&info());
		assert_eq!(json["active"], false);
		assert_eq!(json["kind"], "fine_tune");
		assert_eq!(json["parents"], serde_json::json!([{ "model": 0, "parts": 250_000_000 }]));
		assert_eq!(json["corpus"][0]["end"], 10);
		assert_eq!(json["corpus"][0]["withdrawals"], 2);
		assert_eq!(json["price_floor"], (amount::OPEN / 2).to_string());
	}

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let text = list_table(&[info(), info()], &Names::default(), 2);
		assert_eq!(text.matches("fine-tune").count(), 2);
		assert!(text.contains("1 dataset") && text.ends_with("--from 2"));
	}
}
