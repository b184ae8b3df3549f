// SPDX-License-Identifier: Apache-2.0

//! `openledger merit`

use serde_json::json;

use crate::{args::Who, commands::rewards::named, context::Context, error::Error, output::table};
use openledger_client::names::Names;
use openledger_client::{
	json,
	units::{amount, percent},
	words,
};

pub async fn run(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let info = view.merit(&who).await?;
	let half_life = words::lasting(view.half_life()?, view.block_time()?);
	let json = json!({
		"account": json::account(&who),
		"merit": json::amount(info.merit),
		"total": json::amount(info.total),
	});
	let text = |names: &Names| {
		table::fields(&[
			("account", names.address(&who)),
			("merit", amount::format(info.merit)),
			("everybody's", amount::format(info.total)),
			("share", percent::of_amount(info.merit, info.total)),
			("halves in", half_life),
		])
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
