// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity set` and `clear`

use codec::Encode;
use serde_json::json;
use subxt::utils::Static;

use super::{tell_deposit, Signing};
use crate::{
	args::SetIdentity,
	commands::datanet::{ensure_fits, ensure_name},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	chain::{
		calls::identity,
		events::IdentityCleared,
		identity::{Data, Info, LONGEST},
	},
	error::IdentityError,
	json,
	units::amount,
};

/// What fields that have no place of their own are called.
pub const GITHUB: &str = "github";
pub const DISCORD: &str = "discord";

pub async fn set(context: &Context, args: SetIdentity) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let who = key.account();
	let before = view.identity(&who).await?;
	let old = before.as_ref().map(|before| before.info.clone()).unwrap_or_default();
	let info = changed(old.clone(), args)?;
	if before.is_some() && info == old {
		return Err(IdentityError::Same(who).into());
	}
	let deposit = view.identity_deposit(info.encoded_size())?;
	let more = deposit.saturating_sub(before.as_ref().map_or(0, |before| before.deposit));
	tell_deposit(context, more, "openledger account identity clear gives it back");
	let is_judged = |before: &openledger_client::chain::identity::Registration| {
		before.judgements.iter().any(|(_, judgement)| judgement.is_good())
	};
	if before.as_ref().is_some_and(is_judged) {
		context.note("what registrars have judged is void with it: ask them again");
	}
	let hash = info.hash();
	let call = identity::set_identity(Static(info));
	let events = sign(&chain, &view, &key, &call, more, "setting the identity").await?;
	let json = json!({
		"account": json::account(&who),
		"hash": json::hash(hash),
		"deposit": json::amount(deposit),
		"block": json::hash(events.block),
	});
	let view = chain.view_of(events.block).await?;
	let text = |names: &Names| {
		format!(
			"{} has said who it is, with a deposit of {}; have it verified: openledger account \
			 identity registrars",
			names.address(&who),
			amount::format(deposit)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// An identity with the fields that are given instead of those that it has.
fn changed(mut info: Info, args: SetIdentity) -> Result<Info, Error> {
	let SetIdentity { display, legal, web, matrix, email, image, twitter, github, discord } = args;
	if let Some(display) = display.as_deref().filter(|display| !display.is_empty()) {
		ensure_name("the name", display)?;
	}
	for (what, given, field) in [
		("the name", display, &mut info.display),
		("the legal name", legal, &mut info.legal),
		("the website", web, &mut info.web),
		("the handle in Matrix", matrix, &mut info.riot),
		("the email address", email, &mut info.email),
		("the place of the picture", image, &mut info.image),
		("the account of Twitter", twitter, &mut info.twitter),
	] {
		if let Some(data) = data(what, given)? {
			*field = data;
		}
	}
	for (what, given, name) in
		[("the account of GitHub", github, GITHUB), ("the account of Discord", discord, DISCORD)]
	{
		if let Some(data) = data(what, given)? {
			info.set_additional(name, data);
		}
	}
	Ok(info)
}

/// What a field becomes, if it is given.
fn data(what: &'static str, given: Option<String>) -> Result<Option<Data>, Error> {
	let Some(text) = given else { return Ok(None) };
	ensure_fits(what, text.as_bytes(), LONGEST)?;
	Ok(Some(Data::of(&text)))
}

pub async fn clear(context: &Context) -> Result<(), Error> {
	let Signing { key, chain, view } = Signing::prepare(context).await?;
	let who = key.account();
	view.identified(&who).await?;
	let call = identity::clear_identity();
	let events = sign(&chain, &view, &key, &call, 0, "clearing the identity").await?;
	let deposit = events.one::<IdentityCleared>()?.deposit;
	let json = json!({
		"account": json::account(&who),
		"deposit": json::amount(deposit),
		"block": json::hash(events.block),
	});
	// With the name that it had.
	let text = |names: &Names| {
		let (who, deposit) = (names.address(&who), amount::format(deposit));
		format!("{who} has no identity any more: {deposit} are free again")
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::Error as ClientError;

	fn given(text: &str) -> Option<String> {
		Some(text.to_owned())
	}

	#[test]
	fn what_is_not_given_should_stay() {
		let args =
			SetIdentity { display: given("Ada"), github: given("ada"), ..Default::default() };
		let ada = changed(Info::default(), args).unwrap();
		let args = SetIdentity { web: given("ada.example"), ..Default::default() };
		let more = changed(ada.clone(), args).unwrap();
		assert_eq!(more.display, Data::of("Ada"));
		assert_eq!(more.additional("github"), Some(&Data::of("ada")));
		assert_eq!(more.web, Data::of("ada.example"));
		let args = SetIdentity { web: given(""), ..Default::default() };
		assert_eq!(changed(more, args).unwrap(), ada);
	}

	#[test]
	fn what_nobody_can_see_or_does_not_fit_should_be_refused() {
		let args = SetIdentity { display: given(" \u{200b}"), ..Default::default() };
		assert!(matches!(
			changed(Info::default(), args),
			Err(Error::Client(ClientError::Blank { .. }))
		));
		let args = SetIdentity { legal: given(&"é".repeat(17)), ..Default::default() };
		let error = changed(Info::default(), args).unwrap_err();
		assert!(error.to_string().contains("the legal name has 34 bytes"), "{error}");
		let args = SetIdentity { legal: given(&"é".repeat(16)), ..Default::default() };
		assert!(changed(Info::default(), args).is_ok());
	}
}
