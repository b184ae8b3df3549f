// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution show`

use std::str::FromStr;

use clap::Args;
use openledger_client::{
	account::Account,
	error::RegistryError,
	names::Names,
	units::{amount, percent},
	words,
};
use openledger_primitives::ContributionId;
use openledger_runtime_api::{ContributionInfo, DisputeInfo};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::hash,
	commands::dispute::summary,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a contribution.
#[derive(Args)]
pub struct Show {
	/// Its id, or the content root of its text.
	#[arg(value_name = "CONTRIBUTION|ROOT")]
	which: Which,
}

/// A contribution, by its id or by what it holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Which {
	Id(ContributionId),
	Root(H256),
}

impl FromStr for Which {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		if text.starts_with("0x") {
			return hash(text).map(Self::Root);
		}
		text.parse().map(Self::Id).map_err(|_| {
			format!("`{text}` is no contribution: give its id, or 0x and the 64 digits of its root")
		})
	}
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let info = match self.which {
			Which::Id(id) => view.existing(id).await?,
			Which::Root(root) => view.holder(root).await?.ok_or(RegistryError::NoRoot(root))?,
		};
		let dispute = view.dispute(info.contribution).await?;
		context.show_named(&view, &Contribution { info, dispute }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Contribution {
	#[serde(flatten)]
	info: ContributionInfo<Account>,
	dispute: Option<DisputeInfo<Account>>,
}

impl Shown for Contribution {
	fn text(&self, names: &Names) -> String {
		let Self { info, dispute } = self;
		let sources: Vec<_> = info
			.sources
			.iter()
			.map(|(id, parts)| format!("contribution {id}: {}", percent::format(*parts)))
			.collect();
		let disputed = dispute.as_ref().map(|dispute| summary(dispute, names));
		table::fields(&[
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
			("disputed", disputed.unwrap_or_else(|| "no".to_owned())),
		])
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{fixtures::contribution, json};
	use serde_json::Value;

	#[test]
	fn a_contribution_should_be_shown_in_full() {
		let shown = Contribution { info: contribution::info(), dispute: None };
		let text = shown.text(&Names::default());
		for part in ["accepted at 4", "contribution 5: 25 %", "nobody", "1 OPEN", "https://"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&shown);
		assert_eq!(json["deposit"], amount::OPEN.to_string());
		assert_eq!(json["status"]["accepted"]["index"], 4);
		assert_eq!(json["sources"][0]["contribution"], 5);
		assert_eq!(json.get("dispute"), Some(&Value::Null));
	}

	#[test]
	fn a_contribution_should_be_found_by_id_and_by_root() {
		let root = format!("0x{}", "5".repeat(64));
		assert_eq!("12".parse(), Ok(Which::Id(12)));
		assert_eq!(root.parse(), Ok(Which::Root(H256::repeat_byte(0x55))));
		for bad in ["", "x", "-1", "0x5", &root[2..]] {
			assert!(bad.parse::<Which>().is_err(), "{bad}");
		}
	}
}
