// SPDX-License-Identifier: Apache-2.0

//! `openledger operator show` and `list`

use openledger_runtime_api::OperatorInfo;

use crate::{args::Who, commands::rewards::named, context::Context, error::Error, output::table};
use openledger_client::{
	account::{self, Account},
	json,
	units::amount,
	words,
};
use openledger_client::{names::Names, progress};

pub async fn show(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let info = view.registered(&who).await?;
	let text = |names: &Names| table::fields(&fields(&info, names));
	context.show_named(&view, json::of(&info), text).await;
	Ok(())
}

fn fields(info: &OperatorInfo<Account>, names: &Names) -> Vec<(&'static str, String)> {
	let unbonding: Vec<_> = info
		.unbonding
		.iter()
		.map(|part| format!("{} from block {} on", amount::format(part.amount), part.unlocks_at))
		.collect();
	vec![
		("operator", names.address(&info.operator)),
		("endpoint", words::text(&info.endpoint)),
		("receipt key", words::key(info.key)),
		("receipt key before", words::former_key(info.former_key)),
		("bond", amount::format(info.bond)),
		(
			"unbonding",
			match unbonding.is_empty() {
				true => "nothing".to_owned(),
				false => unbonding.join(", "),
			},
		),
		("in batches not final", amount::format(info.exposure)),
		("at most", amount::format(info.limit)),
		("last of them final from block", info.last_finalizable_at.to_string()),
		("deposit", amount::format(info.deposit)),
	]
}

pub async fn list(context: &Context, after: Option<Account>, limit: u32) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let infos = progress::during("reading operators", view.operators(after, limit)).await?;
	let text = |names: &Names| list_table(&infos, names, limit);
	context.show_named(&view, json::of(&infos), text).await;
	Ok(())
}

fn list_table(infos: &[OperatorInfo<Account>], names: &Names, limit: u32) -> String {
	let header = ["operator", ">bond", ">not final", ">at most", "endpoint"];
	let rows = infos.iter().map(|info| {
		vec![
			names.address(&info.operator),
			amount::format(info.bond),
			amount::format(info.exposure),
			amount::format(info.limit),
			words::text(&info.endpoint),
		]
	});
	let next = infos.last().map(|last| format!("--after {}", account::address(&last.operator)));
	table::page(&header, rows, limit, next)
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn an_operator_should_be_shown_in_full() {
		let text = table::fields(&fields(&info(), &Names::default()));
		let key = account::address(&Account::new([2; 32]));
		for part in ["https://example.org", "1000 OPEN", "6 OPEN from block 80 on", &key, "0.5"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&info());
		assert_eq!(json["bond"], (1_000 * OPEN).to_string());
		assert_eq!(json["unbonding"][1]["unlocks_at"], 80);
		let idle = OperatorInfo { unbonding: Vec::new(), ..info() };
		assert!(table::fields(&fields(&idle, &Names::default())).contains("nothing"));
	}

	#[test]
	fn a_full_page_should_say_how_to_go_on() {
		let address = account::address(&info().operator);
		let text = list_table(&[info()], &Names::default(), 1);
		assert!(text.ends_with(&format!("--after {address}")), "{text}");
		assert!(!list_table(&[info()], &Names::default(), 2).contains("--after"));
	}
}
