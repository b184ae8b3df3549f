// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet show`, `list` and `pending`

use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::{AdmissionInfo, DatanetInfo};
use serde_json::{json, Value};

use crate::{commands::contribution::pending_table, context::Context, error::Error, output::table};
use openledger_client::{
	account::{self, Account},
	json,
	units::amount,
	words,
};
use openledger_client::{names::Names, progress};

pub async fn show(context: &Context, id: DatanetId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = view.datanet(id).await?;
	let text = |names: &Names| table::fields(&fields(&info, names));
	context.show_named_json(&view, to_json(&info), text).await;
	Ok(())
}

/// Who may accept contributions; nobody has to where there are none.
fn curators(info: &DatanetInfo<Account>) -> &[Account] {
	match &info.admission {
		AdmissionInfo::Open => &[],
		AdmissionInfo::Curated(curators) => curators,
	}
}

/// With a list of curators, open or not.
fn to_json(info: &DatanetInfo<Account>) -> Value {
	let curators: Vec<_> = curators(info).iter().map(account::address).collect();
	let mut json = json::of(info);
	json["curators"] = json!(curators);
	json
}

fn fields(info: &DatanetInfo<Account>, names: &Names) -> Vec<(&'static str, String)> {
	let curators: Vec<_> = curators(info).iter().map(|who| names.address(who)).collect();
	vec![
		("datanet", info.datanet.to_string()),
		("name", words::text(&info.name)),
		("owner", names.address(&info.owner)),
		("offered to", names.nobody_or(info.new_owner.as_ref())),
		(
			"admission",
			match curators.is_empty() {
				true => "open".to_owned(),
				false => format!("curated by {}", curators.join(", ")),
			},
		),
		("license", words::license_terms(&info.license.terms)),
		("permits", words::permissions(&info.license).to_owned()),
		("metadata", words::text(&info.metadata)),
		("frozen", words::yes_no(info.frozen)),
		("accepted", info.accepted.to_string()),
		("withdrawn of these", info.withdrawals.to_string()),
		("deposit", amount::format(info.deposit)),
	]
}

pub async fn list(context: &Context, from: DatanetId, limit: u32) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let infos = progress::during("reading datanets", view.datanets(from, limit)).await?;
	let text = |names: &Names| list_table(&infos, names, limit);
	context.show_named_json(&view, json::of(&infos), text).await;
	Ok(())
}

fn list_table(infos: &[DatanetInfo<Account>], names: &Names, limit: u32) -> String {
	let header =
		[">datanet", "name", "owner", "admission", ">accepted", ">withdrawn", "license", "state"];
	let rows = infos.iter().map(|info| {
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
	let next = infos.last().map(|last| format!("--from {}", last.datanet.saturating_add(1)));
	table::page(&header, rows, limit, next)
}

pub async fn pending(
	context: &Context,
	id: DatanetId,
	after: Option<ContributionId>,
	limit: u32,
) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	view.datanet(id).await?;
	let infos = view.pending(id, after, limit);
	let infos = progress::during("reading what is pending", infos).await?;
	let text = |names: &Names| pending_table(&infos, names, limit);
	context.show_named_json(&view, json::of(&infos), text).await;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_runtime_api::{LicenseInfo, LicenseTermsInfo};

	fn info() -> DatanetInfo<Account> {
		DatanetInfo {
			datanet: 3,
			owner: Account::new([1; 32]),
			new_owner: Some(Account::new([2; 32])),
			name: b"essays".to_vec(),
			admission: AdmissionInfo::Curated(vec![Account::new([4; 32])]),
			license: LicenseInfo {
				terms: LicenseTermsInfo::Spdx(b"CC-BY-NC-4.0".to_vec()),
				commercial_training: false,
				derivatives: true,
			},
			metadata: b"https://example.org".to_vec(),
			accepted: 10,
			withdrawals: 2,
			frozen: true,
			deposit: amount::OPEN,
		}
	}

	#[test]
	fn a_datanet_should_be_shown_in_full() {
		let curator = account::address(&Account::new([4; 32]));
		let text = table::fields(&fields(&info(), &Names::default()));
		for part in ["essays", "CC-BY-NC-4.0", "no commercial models", "https://", "yes", &curator]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = to_json(&info());
		assert_eq!(json["curators"], json!([curator]));
		assert_eq!(json["name"], "essays");
		assert_eq!(json["license"]["commercial_training"], false);
		let open = DatanetInfo { admission: AdmissionInfo::Open, ..info() };
		assert_eq!(to_json(&open)["curators"], json!([]));
	}

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let text = list_table(&[info(), info()], &Names::default(), 2);
		assert_eq!(text.matches("essays").count(), 2);
		assert!(text.contains("frozen") && text.ends_with("--from 4"));
	}
}
