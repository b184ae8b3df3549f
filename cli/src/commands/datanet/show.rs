// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet show`

use clap::Args;
use openledger_client::{account::Account, json::Address, names::Names, units::amount, words};
use openledger_primitives::DatanetId;
use openledger_runtime_api::{AdmissionInfo, DatanetInfo};
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a datanet.
#[derive(Args)]
pub struct Show {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let info = view.datanet(self.id).await?;
		context.show_named(&view, &Datanet::from(info)).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Datanet {
	#[serde(flatten)]
	info: DatanetInfo<Account>,
	/// Who may accept contributions: nobody has to in an open datanet.
	curators: Vec<Address>,
}

impl From<DatanetInfo<Account>> for Datanet {
	fn from(info: DatanetInfo<Account>) -> Self {
		let curators = match &info.admission {
			AdmissionInfo::Open => Vec::new(),
			AdmissionInfo::Curated(curators) => curators.iter().map(Address::from).collect(),
		};
		Self { info, curators }
	}
}

impl Shown for Datanet {
	fn text(&self, names: &Names) -> String {
		let Self { info, curators } = self;
		let curators: Vec<_> = curators.iter().map(|who| names.address(&who.0)).collect();
		let admission = match curators.is_empty() {
			true => "open".to_owned(),
			false => format!("curated by {}", curators.join(", ")),
		};
		table::fields(&[
			("datanet", info.datanet.to_string()),
			("name", words::text(&info.name)),
			("owner", names.address(&info.owner)),
			("offered to", names.nobody_or(info.new_owner.as_ref())),
			("admission", admission),
			("license", words::license_terms(&info.license.terms)),
			("permits", words::permissions(&info.license).to_owned()),
			("metadata", words::text(&info.metadata)),
			("frozen", words::yes_no(info.frozen)),
			("accepted", info.accepted.to_string()),
			("withdrawn of these", info.withdrawals.to_string()),
			("deposit", amount::format(info.deposit)),
		])
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account, fixtures::contribution::datanet, json};
	use serde_json::json;

	#[test]
	fn a_datanet_should_be_shown_in_full() {
		let curator = account::address(&Account::new([4; 32]));
		let shown = Datanet::from(datanet());
		let text = shown.text(&Names::default());
		for part in ["essays", "CC-BY-NC-4.0", "no commercial models", "https://", "yes", &curator]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&shown);
		assert_eq!(json["curators"], json!([curator]));
		assert_eq!(json["name"], "essays");
		assert_eq!(json["license"]["commercial_training"], false);
		let open = DatanetInfo { admission: AdmissionInfo::Open, ..datanet() };
		assert_eq!(json::of(&Datanet::from(open))["curators"], json!([]));
	}
}
