// SPDX-License-Identifier: Apache-2.0

//! `openledger channel show` and `list`

use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;

use crate::{
	account::Account,
	amount,
	args::ListChannels,
	context::Context,
	error::Error,
	output::{json, names::Names, progress, table, words},
};

pub async fn show(context: &Context, id: ChannelId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = view.channel(id).await?;
	let text = |names: &Names| table::fields(&fields(&info, names));
	context.show_named(&view, json::of(&info), text).await;
	Ok(())
}

fn fields(info: &ChannelInfo<Account>, names: &Names) -> Vec<(&'static str, String)> {
	vec![
		("channel", info.channel.to_string()),
		("payer", names.address(&info.payer)),
		("operator", names.address(&info.operator)),
		("hot key", words::key(info.key)),
		(
			"hot key before",
			match info.former_key {
				Some(former) => {
					format!("{}, good until block {}", words::key(former.key), former.until)
				}
				None => "none that is good".to_owned(),
			},
		),
		("settled", amount::format(info.settled)),
		("can pay", amount::format(info.funds)),
		("state", state(info)),
		("deposit", amount::format(info.deposit)),
	]
}

fn state(info: &ChannelInfo<Account>) -> String {
	match info.closing {
		Some(until) => format!("closed from block {until} on"),
		None => "open".to_owned(),
	}
}

pub async fn list(context: &Context, args: ListChannels) -> Result<(), Error> {
	let ListChannels { payer, operator, from, limit } = args;
	let view = context.chain().await?.view().await?;
	let keep = |info: &ChannelInfo<Account>| {
		is_or_any(payer.as_ref(), &info.payer) && is_or_any(operator.as_ref(), &info.operator)
	};
	let infos = view.channels(from, limit.limit, keep);
	let infos = progress::during("reading channels", infos).await?;
	let text = |names: &Names| list_table(&infos, names, limit.limit);
	context.show_named(&view, json::of(&infos), text).await;
	Ok(())
}

/// Whether an account is the wanted one, where one is wanted.
fn is_or_any(wanted: Option<&Account>, who: &Account) -> bool {
	wanted.is_none_or(|wanted| wanted == who)
}

fn list_table(infos: &[ChannelInfo<Account>], names: &Names, limit: u32) -> String {
	let header = [">channel", "payer", "operator", ">settled", ">can pay", "state"];
	let rows = infos.iter().map(|info| {
		vec![
			info.channel.to_string(),
			names.short(&info.payer),
			names.short(&info.operator),
			amount::format(info.settled),
			amount::format(info.funds),
			state(info),
		]
	});
	let next = infos.last().map(|last| format!("--from {}", last.channel.saturating_add(1)));
	table::page(&header, rows, limit, next)
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::{account, amount::OPEN};
	use openledger_runtime_api::FormerKeyInfo;
	use sp_core::H256;

	pub fn info() -> ChannelInfo<Account> {
		ChannelInfo {
			channel: 3,
			payer: Account::new([1; 32]),
			operator: Account::new([2; 32]),
			key: H256::repeat_byte(4),
			former_key: Some(FormerKeyInfo { key: H256::repeat_byte(5), until: 70 }),
			funds: 9 * OPEN,
			settled: OPEN / 2,
			closing: Some(80),
			deposit: OPEN / 4,
		}
	}

	#[test]
	fn a_channel_should_be_shown_in_full() {
		let text = table::fields(&fields(&info(), &Names::default()));
		let key = account::address(&Account::new([4; 32]));
		for part in [key.as_str(), "until block 70", "0.5 OPEN", "9 OPEN", "from block 80", "0.25"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&info());
		assert_eq!(json["funds"], (9 * OPEN).to_string());
		assert_eq!(json["former_key"]["until"], 70);
		let open = ChannelInfo { closing: None, former_key: None, ..info() };
		assert!(table::fields(&fields(&open, &Names::default())).contains("open"));
	}

	#[test]
	fn a_list_should_have_a_row_for_each() {
		let text = list_table(&[info(), info()], &Names::default(), 2);
		assert_eq!(text.matches("9 OPEN").count(), 2);
		assert!(text.ends_with("--from 4"));
	}

	#[test]
	fn channels_should_be_chosen_by_party() {
		let (one, other) = (Account::new([1; 32]), Account::new([2; 32]));
		assert!(is_or_any(None, &one));
		assert!(is_or_any(Some(&one), &one));
		assert!(!is_or_any(Some(&other), &one));
	}
}
