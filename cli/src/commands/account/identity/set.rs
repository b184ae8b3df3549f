// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity set`

use clap::Args;
use codec::Encode;
use openledger_client::{
	chain::{
		calls::identity,
		identity::{Data, Info, LONGEST},
	},
	error::Idle,
	json::{Address, Planck},
	names::Names,
	text::{ensure_fits, ensure_name},
	units::amount,
};
use serde::Serialize;
use sp_core::H256;
use subxt::utils::Static;

use super::{prepare, tell_deposit};
use crate::{context::Context, error::Error, output::shown::Shown};

/// What fields that have no place of their own are called.
pub const GITHUB: &str = "github";
pub const DISCORD: &str = "discord";

/// Say who the key's account is. It holds a deposit, and what registrars have judged is void.
#[derive(Args, Clone, Default)]
#[group(required = true, multiple = true)]
pub struct Set {
	/// What it is called. What is not given stays as it is; "" removes a field.
	#[arg(long, value_name = "NAME")]
	display: Option<String>,

	/// The legal name.
	#[arg(long, value_name = "NAME")]
	legal: Option<String>,

	/// A website.
	#[arg(long, value_name = "URL")]
	web: Option<String>,

	/// The handle in Matrix, as @ada:matrix.org.
	#[arg(long, value_name = "HANDLE")]
	matrix: Option<String>,

	/// The email address.
	#[arg(long, value_name = "ADDRESS")]
	email: Option<String>,

	/// Where a picture is.
	#[arg(long, value_name = "URL")]
	image: Option<String>,

	/// The account of Twitter.
	#[arg(long, value_name = "ACCOUNT")]
	twitter: Option<String>,

	/// The account of GitHub.
	#[arg(long, value_name = "ACCOUNT")]
	github: Option<String>,

	/// The account of Discord.
	#[arg(long, value_name = "ACCOUNT")]
	discord: Option<String>,
}

impl Set {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = prepare(context).await?;
		let before = signing.view.identity(&signing.who).await?.unwrap_or_default();
		let info = self.changed(before.info.clone())?;
		// The chain takes it, and voids what registrars have judged.
		if info == before.info && before.deposit > 0 {
			return Err(Idle::SameIdentity(signing.who).into());
		}
		let deposit = signing.view.identity_deposit(info.encoded_size())?;
		let more = deposit.saturating_sub(before.deposit);
		tell_deposit(context, more, "openledger account identity clear gives it back");
		if before.judgements.iter().any(|(_, judgement)| judgement.is_good()) {
			context.note("what registrars have judged is void with it: ask them again");
		}
		let hash = info.hash();
		let call = identity::set_identity(Static(info));
		let events = signing.sign(&call, "setting the identity").await?;
		let view = signing.chain.view_of(events.block).await?;
		let set = Said {
			account: Address(signing.who),
			hash,
			deposit: Planck(deposit),
			block: events.block,
		};
		context.show_named(&view, &set).await;
		Ok(())
	}

	/// An identity with the fields that are given instead of those that it has.
	fn changed(self, mut info: Info) -> Result<Info, Error> {
		let Self { display, legal, web, matrix, email, image, twitter, github, discord } = self;
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
		for (what, given, name) in [
			("the account of GitHub", github, GITHUB),
			("the account of Discord", discord, DISCORD),
		] {
			if let Some(data) = data(what, given)? {
				info.set_additional(name, data);
			}
		}
		Ok(info)
	}
}

/// What a field becomes, if it is given.
fn data(what: &'static str, given: Option<String>) -> Result<Option<Data>, Error> {
	let Some(text) = given else { return Ok(None) };
	ensure_fits(what, text.as_bytes(), LONGEST)?;
	Ok(Some(Data::of(&text)))
}

#[derive(Serialize)]
struct Said {
	account: Address,
	/// By which a registrar says which identity it has judged.
	hash: H256,
	deposit: Planck,
	block: H256,
}

impl Shown for Said {
	fn text(&self, names: &Names) -> String {
		format!(
			"{} has said who it is, with a deposit of {}; have it verified: openledger account \
			 identity registrars",
			names.address(&self.account.0),
			amount::format(self.deposit.0)
		)
	}
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
		let set = Set { display: given("Ada"), github: given("ada"), ..Set::default() };
		let ada = set.changed(Info::default()).unwrap();
		let set = Set { web: given("ada.example"), ..Set::default() };
		let more = set.changed(ada.clone()).unwrap();
		assert_eq!(more.display, Data::of("Ada"));
		assert_eq!(more.additional("github"), Some(&Data::of("ada")));
		assert_eq!(more.web, Data::of("ada.example"));
		assert_eq!(Set { web: given(""), ..Set::default() }.changed(more).unwrap(), ada);
	}

	#[test]
	fn what_nobody_can_see_or_does_not_fit_should_be_refused() {
		let blank = Set { display: given(" \u{200b}"), ..Set::default() };
		let error = blank.changed(Info::default()).unwrap_err();
		assert!(matches!(error, Error::Client(ClientError::Blank { .. })));
		let legal = |length| Set { legal: given(&"é".repeat(length)), ..Set::default() };
		let error = legal(17).changed(Info::default()).unwrap_err();
		assert!(error.to_string().contains("the legal name has 34 bytes"), "{error}");
		assert!(legal(16).changed(Info::default()).is_ok());
	}
}
