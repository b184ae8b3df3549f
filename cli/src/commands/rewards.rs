// SPDX-License-Identifier: Apache-2.0

//! `openledger owed`, `claim` and `payout`

use serde_json::json;
use subxt::transactions::Payload;

use crate::{
	args::{Claim, Payout, Who},
	commands::stake::ensure_in_no_pool,
	context::Context,
	error::Error,
};
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{
		calls,
		events::{Claimed, Events},
		BlockView, Chain,
	},
	json,
	keys::Key,
	units::amount,
};
use openledger_client::{names::Names, progress};

/// The account that was named, or the key's.
pub fn named(context: &Context, account: Option<Account>) -> Result<Account, Error> {
	match account {
		Some(account) => Ok(account),
		None => Ok(context.key()?.account()),
	}
}

pub async fn owed(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let owed = view.owed(&who).await?;
	let json = json!({ "account": json::account(&who), "owed": json::amount(owed) });
	let text = |names: &Names| format!("{} is owed {}", names.address(&who), amount::format(owed));
	context.show_named_json(&view, json, text).await;
	Ok(())
}

pub async fn claim(context: &Context, args: Claim) -> Result<(), Error> {
	let key = context.key()?;
	let who = args.who.unwrap_or_else(|| key.account());
	let chain = context.chain().await?;
	let view = chain.view().await?;
	if view.owed(&who).await? == 0 {
		return Err(ClientError::NothingOwed(who).into());
	}
	if args.bond {
		ensure_in_no_pool(&view, &who).await?;
	}
	let events = match args.bond {
		true => submit(&chain, &view, &key, &who, &calls::claim_and_bond()).await?,
		false => submit(&chain, &view, &key, &who, &calls::claim_for(&who)).await?,
	};
	let claimed: Claimed = events.one()?;
	let payee = Account::new(claimed.payee.0);
	let json = json!({
		"account": json::account(&who),
		"payee": json::account(&payee),
		"amount": json::amount(claimed.amount),
		"bonded": args.bond,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let (amount, payee) = (amount::format(claimed.amount), names.address(&payee));
		match args.bond {
			true => format!("{amount} went to {payee}, and is bonded there"),
			false => format!("{amount} went to {payee}"),
		}
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Sends a claim for `who`, if the key's account can pay its fee.
async fn submit<C: Payload>(
	chain: &Chain,
	view: &BlockView,
	key: &Key,
	who: &Account,
	call: &C,
) -> Result<Events, Error> {
	let (payer, needed) = (key.account(), chain.fee(call, key).await?);
	let spendable = view.spendable(&payer).await?;
	if spendable < needed {
		return Err(Error::ClaimFee { payer, who: who.clone(), needed, spendable });
	}
	Ok(progress::during("claiming", chain.submit(call, key)).await?)
}

pub async fn payout(context: &Context, args: Payout) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let call = calls::set_payout(&args.account);
	progress::during("setting the payout account", chain.submit(&call, &key)).await?;
	let (who, payee) = (key.account(), args.account);
	let json = json!({ "account": json::account(&who), "payee": json::account(&payee) });
	let text = |names: &Names| {
		let (who, payee) = (names.address(&who), names.address(&payee));
		format!("what {who} is owed goes to {payee} from now on")
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
