// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity sub`

use openledger_primitives::Balance;
use serde_json::{json, Value};
use sp_core::H256;
use subxt::utils::Static;

use super::{tell_deposit, Signing};
use crate::{
	args::Sub,
	commands::datanet::{ensure_fits, ensure_name},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls::{identity, lookup},
		identity::{Data, LONGEST},
		BlockView, Chain,
	},
	error::IdentityError,
	json,
};

pub async fn run(context: &Context, command: Sub) -> Result<(), Error> {
	match command {
		Sub::Add { account, name } => add(context, account, &name).await,
		Sub::Rename { account, name } => rename(context, account, &name).await,
		Sub::Remove { account } => remove(context, account).await,
		Sub::Quit => quit(context).await,
	}
}

fn data(name: &str) -> Result<Static<Data>, Error> {
	ensure_name("the name", name)?;
	ensure_fits("the name", name.as_bytes(), LONGEST)?;
	Ok(Static(Data::of(name)))
}

async fn add(context: &Context, sub: Account, name: &str) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let (parent, data) = (key.account(), data(name)?);
	view.identified(&parent).await?;
	if let Some(other) = view.super_of(&sub).await? {
		return Err(IdentityError::IsSub { who: sub, parent: other.parent }.into());
	}
	let deposit = view.sub_account_deposit()?;
	let back = "openledger account identity sub remove gives it back";
	tell_deposit(context, deposit, back);
	let call = identity::add_sub(lookup(&sub), data);
	let events = sign(&chain, &view, &key, &call, deposit, "adding the sub-account").await?;
	shown(context, &chain, (&sub, &parent), Some(deposit), events.block).await
}

async fn rename(context: &Context, sub: Account, name: &str) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let (parent, data) = (key.account(), data(name)?);
	ensure_sub(&view, &sub, &parent).await?;
	let call = identity::rename_sub(lookup(&sub), data);
	let events = sign(&chain, &view, &key, &call, 0, "renaming the sub-account").await?;
	shown(context, &chain, (&sub, &parent), None, events.block).await
}

/// Shows what a sub-account is called since a block.
async fn shown(
	context: &Context,
	chain: &Chain,
	(sub, parent): (&Account, &Account),
	deposit: Option<Balance>,
	block: H256,
) -> Result<(), Error> {
	let view = chain.view_of(block).await?;
	let mut json = json!({
		"sub_account": json::account(sub),
		"account": json::account(parent),
		"block": json::hash(block),
	});
	if let Some(deposit) = deposit {
		json["deposit"] = json::amount(deposit);
	}
	let text = |names: &Names| format!("it is called so from now on: {}", names.address(sub));
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Fails unless an account is a sub-account of the other.
async fn ensure_sub(view: &BlockView, sub: &Account, parent: &Account) -> Result<(), Error> {
	match view.super_of(sub).await? {
		Some(found) if found.parent == *parent => Ok(()),
		_ => {
			let (who, parent) = (sub.clone(), parent.clone());
			Err(IdentityError::NotSub { who, parent }.into())
		}
	}
}

async fn remove(context: &Context, sub: Account) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let parent = key.account();
	ensure_sub(&view, &sub, &parent).await?;
	let call = identity::remove_sub(lookup(&sub));
	let events = sign(&chain, &view, &key, &call, 0, "removing the sub-account").await?;
	ended(context, &view, (&sub, &parent), events.block).await
}

async fn quit(context: &Context) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let sub = key.account();
	let parent = view.super_of(&sub).await?;
	let parent = parent.ok_or_else(|| IdentityError::NoSuper(sub.clone()))?.parent;
	let events = sign(&chain, &view, &key, &identity::quit_sub(), 0, "quitting").await?;
	ended(context, &view, (&sub, &parent), events.block).await
}

async fn ended(
	context: &Context,
	view: &BlockView,
	(sub, parent): (&Account, &Account),
	block: H256,
) -> Result<(), Error> {
	let json: Value = json!({
		"sub_account": json::account(sub),
		"account": json::account(parent),
		"block": json::hash(block),
	});
	// With the names that there were: whose it was is what matters.
	let text = |names: &Names| format!("it was called so until now: {}", names.address(sub));
	context.show_named_json(view, json, text).await;
	Ok(())
}
