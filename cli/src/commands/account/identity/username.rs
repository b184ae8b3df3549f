// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username`

use serde_json::json;

use super::{tell_deposit, Signing};
use crate::{
	args::{Named, Username},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{identity as identity_calls, lookup},
		events::UsernameQueued,
		identity,
	},
	error::IdentityError,
	json,
	text::printable,
	words,
};

/// What is done with a username that has nothing to tell but that it was done.
#[derive(Clone, Copy)]
enum Step {
	SetPrimary,
	RemoveExpired,
	Unbind,
	Remove,
}

pub async fn run(context: &Context, command: Username) -> Result<(), Error> {
	match command {
		Username::Accept(Named { username }) => accept(context, &username).await,
		Username::SetPrimary(Named { username }) => {
			step(context, Step::SetPrimary, &username).await
		}
		Username::RemoveExpired(Named { username }) => {
			step(context, Step::RemoveExpired, &username).await
		}
		Username::Show(Named { username }) => show(context, &username).await,
		Username::SetFor { account, username, deposit } => {
			set_for(context, account, &username, deposit).await
		}
		Username::Unbind(Named { username }) => step(context, Step::Unbind, &username).await,
		Username::Remove(Named { username }) => step(context, Step::Remove, &username).await,
	}
}

async fn show(context: &Context, username: &str) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	view.ensure_identities()?;
	let standing = view.username_standing(username).await?;
	let (now, millis) = (view.number(), view.block_time()?);
	let json = match &standing {
		identity::Username::Of { owner, removable } => {
			json!({ "owner": json::account(owner), "removable": removable })
		}
		identity::Username::Offered { to, until } => {
			json!({ "offered_to": json::account(to), "until": until })
		}
		identity::Username::Free => json!({ "free": true }),
	};
	let text = |names: &Names| match &standing {
		identity::Username::Of { owner, removable: None } => names.address(owner),
		identity::Username::Of { owner, removable: Some(block) } => {
			let when = words::when(*block, now, millis);
			format!("{}; its authority takes it back, and it can go: {when}", names.address(owner))
		}
		identity::Username::Offered { to, until } => {
			let when = words::when(*until, now, millis);
			format!("offered to {} until {when}", names.address(to))
		}
		identity::Username::Free => "nobody's".to_owned(),
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

async fn accept(context: &Context, username: &str) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let who = key.account();
	match view.username_standing(username).await? {
		identity::Username::Offered { to, .. } if to == who => {}
		_ => return Err(IdentityError::NotOffered { who, username: username.to_owned() }.into()),
	}
	let call = identity_calls::accept_username(username.into());
	let events = sign(&chain, &view, &key, &call, 0, "accepting the username").await?;
	let view = chain.view_of(events.block).await?;
	let is_primary = view.username(&who).await?.is_some_and(|one| one == username.as_bytes());
	let json = json!({
		"account": json::account(&who),
		"username": username,
		"primary": is_primary,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let (who, shown) = (names.address(&who), printable(username));
		match is_primary {
			true => format!("{who} is {shown}"),
			false => format!(
				"{who} has {shown} too; to go by it: openledger account identity username \
				 set-primary {shown}"
			),
		}
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

async fn set_for(
	context: &Context,
	who: Account,
	username: &str,
	has_deposit: bool,
) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let deposit = if has_deposit { view.username_deposit()? } else { 0 };
	tell_deposit(context, deposit, "it is free again when the username is removed");
	let call = identity_calls::set_username_for(lookup(&who), username.into(), None, !has_deposit);
	let events = sign(&chain, &view, &key, &call, deposit, "setting the username aside").await?;
	let until = events.one::<UsernameQueued>()?.expiration;
	let json = json!({
		"account": json::account(&who),
		"username": username,
		"until": until,
		"deposit": json::amount(deposit),
		"block": json::hash(events.block),
	});
	let (now, millis) = (view.number(), view.block_time()?);
	let text = |names: &Names| {
		let shown = printable(username);
		format!(
			"{} can take {shown} until {}: openledger account identity username accept {shown}",
			names.address(&who),
			words::when(until, now, millis)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

async fn step(context: &Context, step: Step, username: &str) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let who = key.account();
	let bytes = username.as_bytes().to_vec();
	let block = match step {
		Step::SetPrimary => {
			ensure_owned(view.username_standing(username).await?, &who, username)?;
			let call = identity_calls::set_primary_username(bytes);
			sign(&chain, &view, &key, &call, 0, "choosing the username").await?.block
		}
		Step::RemoveExpired => {
			let call = identity_calls::remove_expired_approval(bytes);
			sign(&chain, &view, &key, &call, 0, "removing the offer").await?.block
		}
		Step::Unbind => {
			let call = identity_calls::unbind_username(bytes);
			sign(&chain, &view, &key, &call, 0, "taking the username back").await?.block
		}
		Step::Remove => {
			let call = identity_calls::remove_username(bytes);
			sign(&chain, &view, &key, &call, 0, "removing the username").await?.block
		}
	};
	let json = json!({ "username": username, "block": json::hash(block) });
	context.show_json(json, || done(step, &who, &printable(username)));
	Ok(())
}

/// Fails unless an account has a username.
fn ensure_owned(
	standing: identity::Username,
	who: &Account,
	username: &str,
) -> Result<(), IdentityError> {
	match standing {
		identity::Username::Of { owner, .. } if owner == *who => Ok(()),
		_ => {
			let (who, username) = (who.clone(), username.to_owned());
			Err(IdentityError::NotOwned { who, username })
		}
	}
}

fn done(step: Step, who: &Account, username: &str) -> String {
	match step {
		Step::SetPrimary => format!("{} goes by {username}", account::address(who)),
		Step::RemoveExpired => format!("nobody is offered {username} any more"),
		Step::Unbind => format!(
			"{username} can be removed later: openledger account identity username show {username} \
			 says when"
		),
		Step::Remove => format!("{username} is nobody's any more"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_its_owner_should_go_by_a_username() {
		let (who, other) = (Account::new([1; 32]), Account::new([2; 32]));
		let of = |owner: &Account| identity::Username::Of { owner: owner.clone(), removable: None };
		assert!(ensure_owned(of(&who), &who, "ada.open").is_ok());
		assert!(ensure_owned(of(&other), &who, "ada.open").is_err());
		let offered = identity::Username::Offered { to: who.clone(), until: 9 };
		assert!(ensure_owned(offered, &who, "ada.open").is_err());
		assert!(ensure_owned(identity::Username::Free, &who, "ada.open").is_err());
	}
}
