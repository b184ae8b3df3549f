// SPDX-License-Identifier: Apache-2.0

//! `openledger channel show` and `list`

use openledger_primitives::{Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;
use serde_json::{json, Value};
use sp_core::H256;

use super::ending;
use crate::{args::ListChannels, context::Context, error::Error, output::table};
use openledger_client::{
	account::Account,
	chain::End,
	channels::promises::{Owed, Promises},
	files::receipt::Received,
	json,
	store::Store,
	units::amount,
	words,
};
use openledger_client::{names::Names, progress};

pub async fn show(context: &Context, id: ChannelId) -> Result<(), Error> {
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.channel(id).await?;
	let end = End::of(&info, view.reach_of(&info.operator).await?.as_ref());
	let (store, genesis, asked) = (context.store(), chain.genesis(), info.clone());
	let own = progress::computing(move || Own::of(&store?, genesis, &asked)).await?;
	let own = own.unwrap_or_else(|error| {
		context.note(&format!("what the store knows of the channel can't be read: {error}"));
		None
	});
	let mut json = json::of(&info);
	json["end"] = ending::to_json(end);
	json["own"] = own.as_ref().map(Own::to_json).into();
	let text = |names: &Names| {
		let mut all = fields(&info, end, names);
		all.extend(own.iter().flat_map(Own::fields));
		table::fields(&all)
	};
	context.show_named_json(&view, json, text).await;
	let next = view.number().saturating_add(1);
	ending::say(context, &view, next, end.map(|end| (id, end)))
}

/// What this store has promised by a channel, and received.
struct Own {
	/// The number of the next request.
	next: u64,
	owed: Owed,
	/// What was settled without a receipt.
	unreceipted: Balance,
}

impl Own {
	/// `None` where nothing was promised.
	fn of(
		store: &Store,
		genesis: H256,
		info: &ChannelInfo<Account>,
	) -> Result<Option<Self>, Error> {
		let mut promises = Promises::load(store, genesis, info.channel)?;
		if promises.is_empty() {
			return Ok(None);
		}
		let received = Received::of(store, genesis, info.channel);
		let unreceipted = promises.unreceipted(info, &received)?;
		let fee_of = |sequence| received.first(sequence).map(|kept| kept.receipt.fee);
		let owed = promises.owed(info, fee_of);
		Ok(Some(Self { next: promises.next(info), owed, unreceipted }))
	}

	fn to_json(&self) -> Value {
		let Owed { charged, promised, missing } = &self.owed;
		json!({
			"next_request": self.next,
			"charged": json::amount(*charged),
			"promised": json::amount(*promised),
			"missing": missing,
			"unreceipted": json::amount(self.unreceipted),
		})
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		let Owed { charged, promised, missing } = &self.owed;
		let numbers: Vec<_> = missing.iter().map(u64::to_string).collect();
		vec![
			("next request of this store", self.next.to_string()),
			("charged, and not settled", amount::format(*charged)),
			("promised besides", amount::format(*promised)),
			(
				"receipts missing of answers",
				match numbers.is_empty() {
					true => "none".to_owned(),
					false => numbers.join(", "),
				},
			),
			("settled without a receipt here", amount::format(self.unreceipted)),
		]
	}
}

fn fields(
	info: &ChannelInfo<Account>,
	end: Option<End>,
	names: &Names,
) -> Vec<(&'static str, String)> {
	vec![
		("channel", info.channel.to_string()),
		("payer", names.address(&info.payer)),
		("operator", names.address(&info.operator)),
		("hot key", words::key(info.key)),
		("hot key before", words::former_key(info.former_key)),
		("settled", amount::format(info.settled)),
		("next answer to settle", info.next_sequence.to_string()),
		("can pay", amount::format(info.funds)),
		("state", state(info)),
		("answers are settled", until(end)),
		("deposit", amount::format(info.deposit)),
	]
}

fn state(info: &ChannelInfo<Account>) -> String {
	match info.closing {
		Some(until) => format!("closed from block {until} on"),
		None => "open".to_owned(),
	}
}

/// How long answers of a channel are settled.
fn until(end: Option<End>) -> String {
	match end {
		None => "while it is open".to_owned(),
		Some(End::Outdated) => "not any more".to_owned(),
		Some(End::Closing { until } | End::NewKey { until }) => format!("before block {until}"),
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
	context.show_named_json(&view, json::of(&infos), text).await;
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
mod tests {
	use super::*;
	use openledger_client::{
		account,
		channels::promises,
		fixtures::{
			batch::{voucher, GENESIS},
			channel::info,
		},
		units::amount::OPEN,
		Error as ClientError,
	};

	#[test]
	fn a_channel_should_be_shown_in_full() {
		let text =
			|info: &ChannelInfo<Account>, end| table::fields(&fields(info, end, &Names::default()));
		let rotated = text(&info(), Some(End::NewKey { until: 75 }));
		let key = account::address(&Account::new([4; 32]));
		for part in [
			key.as_str(),
			"until block 70",
			"0.5 OPEN",
			"9 OPEN",
			"closed from block 80",
			"before block 75",
			"0.25",
		] {
			assert!(rotated.contains(part), "{part} in {rotated}");
		}
		assert!(text(&info(), Some(End::Outdated)).contains("not any more"));
		let json = json::of(&info());
		assert_eq!(json["funds"], (9 * OPEN).to_string());
		assert_eq!((&json["former_key"]["until"], &json["next_sequence"]), (&json!(70), &json!(7)));
		let open = ChannelInfo { closing: None, former_key: None, ..info() };
		let text = text(&open, None);
		assert!(text.contains("while it is open"), "{text}");
	}

	#[test]
	fn what_was_promised_should_be_shown_where_it_was() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		assert!(Own::of(&store, GENESIS, &info()).unwrap().is_none());
		for (answers, price) in [(8, OPEN), (9, 2 * OPEN)] {
			let locked = promises::lock(&store, GENESIS, 3).unwrap();
			let edited = locked.edit(&info(), |promises| {
				promises.promise(price, voucher(3, answers, 9 * OPEN));
				promises.accept(7, OPEN / 4);
				Ok::<_, ClientError>(())
			});
			edited.unwrap();
		}
		let own = Own::of(&store, GENESIS, &info()).unwrap().unwrap();
		let expected = json!({
			"next_request": 9,
			"charged": (OPEN / 4).to_string(),
			"promised": (2 * OPEN).to_string(),
			"missing": [8],
			"unreceipted": (OPEN / 2).to_string(),
		});
		assert_eq!(own.to_json(), expected);
		assert!(table::fields(&own.fields()).contains("0.25 OPEN"));
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
