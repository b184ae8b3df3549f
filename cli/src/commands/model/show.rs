// SPDX-License-Identifier: Apache-2.0

//! `openledger model show`

use clap::Args;
use openledger_client::{
	account::Account,
	names::Names,
	units::{amount, percent},
	words,
};
use openledger_primitives::{corpus::Snapshot, ModelId};
use openledger_runtime_api::{ModelInfo, ModelStatus};
use serde::Serialize;

use super::Which;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a model.
#[derive(Args)]
pub struct Show {
	#[command(flatten)]
	model: Which,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let info = view.model(self.model.id).await?;
		context.show_named(&view, &Model::from(info)).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Model {
	#[serde(flatten)]
	info: ModelInfo<Account>,
	/// Whether it takes requests.
	active: bool,
}

impl From<ModelInfo<Account>> for Model {
	fn from(info: ModelInfo<Account>) -> Self {
		let active = info.status == ModelStatus::Active;
		Self { info, active }
	}
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

impl Shown for Model {
	fn text(&self, names: &Names) -> String {
		let info = &self.info;
		let corpus: Vec<_> = info.corpus.entries().iter().map(snapshot).collect();
		let status = words::model_status(info.status);
		let status = match info.served_until {
			Some(until) => {
				format!("{status}; what it gave before can be settled until block {until}")
			}
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
		table::fields(&[
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
		])
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{
		fixtures::model::{entry, info},
		json,
	};
	use openledger_runtime_api::FormerFloor;
	use serde_json::json;

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
		let text = |info| Model::from(info).text(&Names::default());
		for part in ["paused", "0.5 OPEN", "of 20 % at least", "model 1: 75 %", "all but 2"] {
			assert!(text(info()).contains(part), "{part} in {}", text(info()));
		}
		let former_floor = Some(FormerFloor { price_floor: amount::OPEN / 4, until: 90 });
		let changed = text(ModelInfo { served_until: Some(80), former_floor, ..info() });
		for part in ["until block 80", "0.5 OPEN; answers at 0.25 OPEN", "until block 90"] {
			assert!(changed.contains(part), "{part} in {changed}");
		}
		let json = json::of(&Model::from(info()));
		assert_eq!(json["active"], false);
		assert_eq!(json["kind"], "fine_tune");
		assert_eq!(json["parents"], json!([{ "model": 0, "parts": 250_000_000 }]));
		assert_eq!(json["corpus"][0]["end"], 10);
		assert_eq!(json["corpus"][0]["withdrawals"], 2);
		assert_eq!(json["price_floor"], (amount::OPEN / 2).to_string());
	}
}
