// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity show` and `registrars`

use serde_json::{json, Value};

use super::set::{DISCORD, GITHUB};
use crate::{args::Who, commands::rewards::named, context::Context, error::Error, output::table};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		identity::{Data, Judgement, Registrar, Registration, Standing, Super},
		BlockView,
	},
	error::IdentityError,
	json,
	units::amount,
	words,
};

/// All that there is about who an account is.
struct Found {
	who: Account,
	identity: Option<Registration>,
	/// By those who are registrars now.
	standing: Standing,
	parent: Option<Super>,
	subs: Vec<Account>,
	username: Option<String>,
}

pub async fn show(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let found = Found::read(&view, who).await?;
	context
		.show_named_json(&view, found.to_json(), |names| table::fields(&found.fields(names)))
		.await;
	Ok(())
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

impl Found {
	async fn read(view: &BlockView, who: Account) -> Result<Self, Error> {
		let registrars = view.registrars().await?;
		let identity = view.identity(&who).await?;
		let parent = view.super_of(&who).await?;
		let username = view.username(&who).await?.map(|username| words::text(&username));
		if identity.is_none() && parent.is_none() && username.is_none() {
			return Err(IdentityError::NoIdentity(who).into());
		}
		let judgements = identity.as_ref().map(|found| &found.judgements[..]).unwrap_or_default();
		let standing = Standing::of(judgements, &registrars);
		let (_, subs) = view.subs(&who).await?;
		Ok(Self { who, identity, standing, parent, subs, username })
	}

	fn to_json(&self) -> Value {
		let mut json = json!({
			"account": json::account(&self.who),
			"username": self.username,
			"verified": self.standing == Standing::Verified,
			"sub_of": self.parent.as_ref().map(|parent| json::account(&parent.parent)),
			"sub_accounts": self.subs.iter().map(json::account).collect::<Vec<_>>(),
			"identity": null,
		});
		if let Some(identity) = &self.identity {
			let fields: serde_json::Map<_, _> = texts(identity)
				.into_iter()
				.map(|(name, data)| (name.to_owned(), json!(data.text())))
				.collect();
			let judgements = identity.judgements.iter().map(|(registrar, judgement)| {
				let paid = match judgement {
					Judgement::FeePaid(fee) => Some(json::amount(*fee)),
					_ => None,
				};
				json!({ "registrar": registrar, "judgement": judgement.word(), "fee_held": paid })
			});
			json["identity"] = json!({
				"fields": fields,
				"hash": json::hash(identity.info.hash()),
				"deposit": json::amount(identity.deposit),
				"judgements": judgements.collect::<Vec<_>>(),
			});
		}
		json
	}

	fn fields(&self, names: &Names) -> Vec<(&'static str, String)> {
		let mut rows = vec![("account", names.address(&self.who))];
		if let Some(username) = &self.username {
			rows.push(("username", username.clone()));
		}
		if let Some(parent) = &self.parent {
			let name = parent.name.text().unwrap_or_default();
			rows.push(("sub-account of", names.address(&parent.parent)));
			rows.push(("called there", name));
		}
		if let Some(identity) = &self.identity {
			let texts = texts(identity).into_iter();
			rows.extend(texts.filter_map(|(name, data)| Some((name, data.text()?))));
			for (registrar, judgement) in &identity.judgements {
				rows.push(("judged", format!("registrar {registrar}: {}", judgement.word())));
			}
			rows.push(("verified", words::yes_no(self.standing == Standing::Verified)));
			rows.push(("hash", format!("{:?}", identity.info.hash())));
			rows.push(("deposit", amount::format(identity.deposit)));
		}
		rows.extend(self.subs.iter().map(|sub| ("sub-account", names.address(sub))));
		rows
	}
}

pub async fn registrars(context: &Context) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let all = numbered(view.registrars().await?);
	let json = all.iter().map(|(index, registrar)| {
		json!({
			"registrar": index,
			"account": json::account(&registrar.account),
			"fee": json::amount(registrar.fee),
		})
	});
	let text = |names: &Names| {
		if all.is_empty() {
			return "there is no registrar yet: openledger referendum registrar ACCOUNT".to_owned();
		}
		let rows = all.iter().map(|(index, registrar)| {
			let fee = amount::format(registrar.fee);
			vec![index.to_string(), fee, names.address(&registrar.account)]
		});
		table::table(&[">registrar", ">asks", "account"], rows).trim_fmt()
	};
	context.show_named_json(&view, json.collect(), text).await;
	Ok(())
}

/// Those that were not removed, each with its number.
fn numbered(all: Vec<Option<Registrar>>) -> Vec<(u32, Registrar)> {
	(0..).zip(all).filter_map(|(index, registrar)| Some((index, registrar?))).collect()
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Decode;
	use openledger_client::{chain::identity::Info, units::amount::OPEN};

	fn found() -> Found {
		let mut info = Info {
			display: Data::of("Ada\u{1b}[2J"),
			web: Data::of("https://ada.example"),
			legal: Data::Hash(34, [1; 32]),
			..Info::default()
		};
		info.set_additional("github", Data::of("ada"));
		let judgements = vec![(0, Judgement::Reasonable), (1, Judgement::FeePaid(OPEN))];
		Found {
			who: Account::new([1; 32]),
			identity: Some(Registration { judgements, deposit: 20 * OPEN, info }),
			standing: Standing::Verified,
			parent: Some(Super { parent: Account::new([2; 32]), name: Data::of("novels") }),
			subs: vec![Account::new([3; 32])],
			username: Some("ada.open".to_owned()),
		}
	}

	#[test]
	fn an_identity_should_be_shown_in_full() {
		let text = table::fields(&found().fields(&Names::default()));
		for part in [
			"https://ada.example",
			"ada.open",
			"novels",
			"registrar 0: reasonable",
			"registrar 1: asked, not judged yet",
			"20 OPEN",
			&openledger_client::account::address(&Account::new([3; 32])),
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert!(!text.contains('\u{1b}') && !text.contains("legal"), "{text}");
	}

	#[test]
	fn an_identity_should_be_read_by_programs() {
		let json = found().to_json();
		assert_eq!(json["identity"]["fields"]["github"], "ada");
		assert_eq!(json["identity"]["fields"]["legal"], Value::Null);
		assert_eq!(json["identity"]["judgements"][1]["fee_held"], OPEN.to_string());
		assert_eq!(json["verified"], true);
		let none = Found { identity: None, ..found() };
		assert_eq!(none.to_json()["identity"], Value::Null);
	}

	#[test]
	fn a_registrar_should_keep_its_number() {
		let one = || Registrar::decode(&mut &[1u8; 56][..]).ok();
		let all = numbered(vec![one(), None, one()]);
		assert_eq!(all.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [0, 2]);
	}
}
