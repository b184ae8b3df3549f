// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity show`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		identity::{Data, Judgement, Registration, Standing},
		BlockView,
	},
	error::Role,
	json::{Address, Planck},
	names::Names,
	units::amount,
	words, Error as ClientError,
};
use serde::{Serialize, Serializer};
use sp_core::H256;

use super::set::{DISCORD, GITHUB};
use crate::{
	args::Who,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show who an account says that it is, and what registrars say of that.
#[derive(Args)]
pub struct Show {
	#[command(flatten)]
	who: Who,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		context.show_named(&view, &Found::read(&view, who).await?).await;
		Ok(())
	}
}

/// All that there is about who an account is.
#[derive(Serialize)]
struct Found {
	account: Address,
	username: Option<String>,
	/// By those who are registrars now.
	verified: bool,
	sub_of: Option<Address>,
	/// What it is called there.
	#[serde(skip)]
	sub_name: Option<String>,
	sub_accounts: Vec<Address>,
	identity: Option<Said>,
}

/// What it says itself, and what is said of that.
#[derive(Serialize)]
struct Said {
	fields: Fields,
	hash: H256,
	deposit: Planck,
	judgements: Vec<Judged>,
}

/// Texts by their names. A hash of a text is none.
struct Fields(Vec<(&'static str, Option<String>)>);

impl Serialize for Fields {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_map(self.0.iter().map(|(name, text)| (name, text)))
	}
}

#[derive(Serialize)]
struct Judged {
	registrar: u32,
	judgement: &'static str,
	/// For a registrar that has not judged yet.
	fee_held: Option<Planck>,
}

impl Found {
	async fn read(view: &BlockView, who: Account) -> Result<Self, Error> {
		let registrars = view.registrars().await?;
		let identity = view.identity(&who).await?;
		let parent = view.super_of(&who).await?;
		let username = view.username(&who).await?.map(|username| words::text(&username));
		if identity.is_none() && parent.is_none() && username.is_none() {
			return Err(ClientError::IsNot { role: Role::Identified, who }.into());
		}
		let judgements = identity.as_ref().map(|found| &found.judgements[..]).unwrap_or_default();
		let (_, subs) = view.subs(&who).await?;
		Ok(Self {
			account: Address(who),
			username,
			verified: Standing::of(judgements, &registrars) == Standing::Verified,
			sub_of: parent.as_ref().map(|parent| Address(parent.parent.clone())),
			sub_name: parent.map(|parent| parent.name.text().unwrap_or_default()),
			sub_accounts: subs.into_iter().map(Address).collect(),
			identity: identity.as_ref().map(Said::of),
		})
	}
}

impl Said {
	fn of(identity: &Registration) -> Self {
		let fields = texts(identity).into_iter().map(|(name, data)| (name, data.text()));
		let judgements = identity.judgements.iter().map(|(registrar, judgement)| Judged {
			registrar: *registrar,
			judgement: judgement.word(),
			fee_held: match judgement {
				Judgement::FeePaid(fee) => Some(Planck(*fee)),
				_ => None,
			},
		});
		Self {
			fields: Fields(fields.collect()),
			hash: identity.info.hash(),
			deposit: Planck(identity.deposit),
			judgements: judgements.collect(),
		}
	}
}

/// The texts that an identity can have, and what they are called.
fn texts(identity: &Registration) -> Vec<(&'static str, &Data)> {
	let info = &identity.info;
	let fields = [
		("display", &info.display),
		("legal", &info.legal),
		("web", &info.web),
		("matrix", &info.riot),
		("email", &info.email),
		("image", &info.image),
		("twitter", &info.twitter),
	];
	let additional = |name| info.additional(name).map(|data| (name, data));
	fields.into_iter().chain(additional(GITHUB)).chain(additional(DISCORD)).collect()
}

impl Shown for Found {
	fn text(&self, names: &Names) -> String {
		let mut rows = vec![("account", names.address(&self.account.0))];
		if let Some(username) = &self.username {
			rows.push(("username", username.clone()));
		}
		if let Some(Address(parent)) = &self.sub_of {
			rows.push(("sub-account of", names.address(parent)));
			rows.push(("called there", self.sub_name.clone().unwrap_or_default()));
		}
		if let Some(said) = &self.identity {
			let fields = said.fields.0.iter();
			rows.extend(fields.filter_map(|(name, text)| Some((*name, text.clone()?))));
			for Judged { registrar, judgement, .. } in &said.judgements {
				rows.push(("judged", format!("registrar {registrar}: {judgement}")));
			}
			rows.push(("verified", words::yes_no(self.verified)));
			rows.push(("hash", format!("{:?}", said.hash)));
			rows.push(("deposit", amount::format(said.deposit.0)));
		}
		rows.extend(self.sub_accounts.iter().map(|sub| ("sub-account", names.address(&sub.0))));
		table::fields(&rows)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::address, chain::identity::Info, json, units::amount::OPEN};
	use serde_json::Value;

	fn found() -> Found {
		let mut info = Info {
			display: Data::of("Ada\u{1b}[2J"),
			web: Data::of("https://ada.example"),
			legal: Data::Hash(34, [1; 32]),
			..Info::default()
		};
		info.set_additional("github", Data::of("ada"));
		let judgements = vec![(0, Judgement::Reasonable), (1, Judgement::FeePaid(OPEN))];
		let registration = Registration { judgements, deposit: 20 * OPEN, info };
		Found {
			account: Address(Account::new([1; 32])),
			username: Some("ada.open".to_owned()),
			verified: true,
			sub_of: Some(Address(Account::new([2; 32]))),
			sub_name: Some("novels".to_owned()),
			sub_accounts: vec![Address(Account::new([3; 32]))],
			identity: Some(Said::of(&registration)),
		}
	}

	#[test]
	fn an_identity_should_be_shown_in_full() {
		let text = found().text(&Names::default());
		for part in [
			"https://ada.example",
			"ada.open",
			"novels",
			"registrar 0: reasonable",
			"registrar 1: asked, not judged yet",
			"20 OPEN",
			&address(&Account::new([3; 32])),
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains('\u{1b}') && !text.contains("legal"), "{text}");
	}

	#[test]
	fn an_identity_should_be_read_by_programs() {
		let json = json::of(&found());
		assert_eq!(json["identity"]["fields"]["github"], "ada");
		assert_eq!(json["identity"]["fields"]["legal"], Value::Null);
		assert_eq!(json["identity"]["judgements"][1]["fee_held"], OPEN.to_string());
		assert_eq!(json["verified"], true);
		assert_eq!(json::of(&Found { identity: None, ..found() })["identity"], Value::Null);
	}
}
