// SPDX-License-Identifier: Apache-2.0

//! `openledger channel show`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::End,
	channels::promises::{Owed, Promises},
	files::receipt::Received,
	json::Planck,
	names::Names,
	progress,
	store::Store,
	units::amount,
	words,
};
use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;
use serde::Serialize;
use sp_core::H256;

use super::ending;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a channel.
#[derive(Args)]
pub struct Show {
	/// The channel.
	#[arg(value_name = "CHANNEL")]
	id: ChannelId,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.channel(self.id).await?;
		let end = End::of(&info, view.reach_of(&info.operator).await?.as_ref());
		let (store, genesis, asked) = (context.store(), chain.genesis(), info.clone());
		let own = progress::computing(move || Own::of(&store?, genesis, &asked)).await?;
		let own = own.unwrap_or_else(|error| {
			context.note(&format!("what the store knows of the channel can't be read: {error}"));
			None
		});
		context.show_named(&view, &Found { info, end, own }).await;
		let next = view.number().saturating_add(1);
		ending::say(context, &view, next, end.map(|end| (self.id, end)))
	}
}

#[derive(Serialize)]
struct Found {
	#[serde(flatten)]
	info: ChannelInfo<Account>,
	end: Option<End>,
	/// What this store knows of it.
	own: Option<Own>,
}

/// What this store has promised by a channel, and received.
#[derive(Serialize)]
struct Own {
	next_request: u64,
	/// For answers with a receipt that are not settled.
	charged: Planck,
	/// For answers without a receipt, at most.
	promised: Planck,
	/// The answers without a receipt.
	missing: Vec<u64>,
	/// Settled without a receipt.
	unreceipted: Planck,
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
		let Owed { charged, promised, missing } = promises.owed(info, fee_of);
		Ok(Some(Self {
			next_request: promises.next(info),
			charged: Planck(charged),
			promised: Planck(promised),
			missing,
			unreceipted: Planck(unreceipted),
		}))
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		let numbers: Vec<_> = self.missing.iter().map(u64::to_string).collect();
		let missing = match numbers.is_empty() {
			true => "none".to_owned(),
			false => numbers.join(", "),
		};
		vec![
			("next request of this store", self.next_request.to_string()),
			("charged, and not settled", amount::format(self.charged.0)),
			("promised besides", amount::format(self.promised.0)),
			("receipts missing of answers", missing),
			("settled without a receipt here", amount::format(self.unreceipted.0)),
		]
	}
}

impl Shown for Found {
	fn text(&self, names: &Names) -> String {
		let Self { info, end, own } = self;
		let mut fields = vec![
			("channel", info.channel.to_string()),
			("payer", names.address(&info.payer)),
			("operator", names.address(&info.operator)),
			("hot key", words::key(info.key)),
			("hot key before", words::former_key(info.former_key)),
			("settled", amount::format(info.settled)),
			("next answer to settle", info.next_sequence.to_string()),
			("can pay", amount::format(info.funds)),
			("state", state(info)),
			("answers are settled", until(*end)),
			("deposit", amount::format(info.deposit)),
		];
		fields.extend(own.iter().flat_map(Own::fields));
		table::fields(&fields)
	}
}

/// Whether a channel is open.
pub fn state(info: &ChannelInfo<Account>) -> String {
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
		json,
		units::amount::OPEN,
		Error as ClientError,
	};
	use serde_json::{json, Value};

	#[test]
	fn a_channel_should_be_shown_in_full() {
		let text = |info, end| Found { info, end, own: None }.text(&Names::default());
		let rotated = text(info(), Some(End::NewKey { until: 75 }));
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
		assert!(text(info(), Some(End::Outdated)).contains("not any more"));
		let open = ChannelInfo { closing: None, former_key: None, ..info() };
		let text = text(open, None);
		assert!(text.contains("while it is open"), "{text}");
		let end = Some(End::Closing { until: 80 });
		let json = json::of(&Found { info: info(), end, own: None });
		assert_eq!(json["funds"], (9 * OPEN).to_string());
		assert_eq!((&json["former_key"]["until"], &json["next_sequence"]), (&json!(70), &json!(7)));
		assert_eq!(json["end"], json!({ "reason": "closing", "block": 80 }));
		assert_eq!(json.get("own"), Some(&Value::Null));
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
		assert_eq!(json::of(&own), expected);
		assert!(table::fields(&own.fields()).contains("0.25 OPEN"));
	}
}
