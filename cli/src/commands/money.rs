// SPDX-License-Identifier: Apache-2.0

//! `openledger balance` and `transfer`

use serde_json::json;

use crate::{
	account, amount,
	args::{Transfer, Who},
	chain::calls,
	commands::rewards::named,
	context::Context,
	error::Error,
	output::{json, progress, table},
};

pub async fn balance(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let funds = view.funds(&who).await?;
	let spendable = funds.spendable(view.existential_deposit()?);
	let owed = view.owed(&who).await?;
	let json = json!({
		"account": json::account(&who),
		"free": json::amount(funds.free),
		"held": json::amount(funds.reserved),
		"frozen": json::amount(funds.frozen),
		"spendable": json::amount(spendable),
		"owed": json::amount(owed),
	});
	context.show(json, || {
		table::fields(&[
			("account", account::address(&who)),
			("free", amount::format(funds.free)),
			("held", amount::format(funds.reserved)),
			("can spend", amount::format(spendable)),
			("is owed", amount::format(owed)),
		])
	});
	Ok(())
}

pub async fn transfer(context: &Context, args: Transfer) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let call = calls::transfer(&args.account, args.amount);
	let needed = args.amount.saturating_add(chain.fee(&call, &key).await?);
	view.ensure_spendable(&key.account(), needed, "the transfer and its fee").await?;
	let events = progress::during("sending", chain.submit(&call, &key)).await?;
	let json = json!({
		"from": json::account(&key.account()),
		"to": json::account(&args.account),
		"amount": json::amount(args.amount),
		"block": json::hash(events.block),
	});
	context.show(json, || {
		format!("sent {} to {}", amount::format(args.amount), account::address(&args.account))
	});
	Ok(())
}
