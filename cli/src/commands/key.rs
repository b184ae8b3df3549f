// SPDX-License-Identifier: Apache-2.0

//! `openledger key`

use std::path::{Path, PathBuf};

use serde_json::json;
use sp_core::{sr25519, Pair};

use crate::{
	args::KeyCommand,
	context::Context,
	error::Error,
	output::table,
	passwords::{ask, password, PASSWORD},
};
use openledger_client::Error as ClientError;
use openledger_client::{
	account::{self, Account},
	files::durable::{self, PRIVATE},
	json,
	keys::keystore,
};

pub fn run(context: &Context, command: KeyCommand) -> Result<(), Error> {
	match command {
		KeyCommand::New { into: None } => {
			new(context);
			Ok(())
		}
		KeyCommand::New { into: Some(path) } => write(context, &path),
		KeyCommand::Show => show(context),
	}
}

fn new(context: &Context) {
	let (pair, phrase, _) = sr25519::Pair::generate_with_phrase(None);
	let who = Account::new(pair.public().0);
	let json = json!({ "account": json::account(&who), "kind": "sr25519", "mnemonic": phrase });
	context.show_json(json, || {
		format!(
			"{}\n\nwrite the mnemonic down: it is not kept, and there is no other way to the \
			 account\nhave a file instead, which a password protects: openledger key new --into FILE",
			table::fields(&[("account", account::address(&who)), ("mnemonic", phrase.clone())])
		)
	});
}

fn write(context: &Context, path: &Path) -> Result<(), Error> {
	// A key that is overwritten is lost, and with it all that its account has.
	if path.symlink_metadata().is_ok() {
		return Err(Error::KeystoreThere(path.to_owned()));
	}
	let password = new_password(path)?;
	let (pair, _) = sr25519::Pair::generate();
	let who = Account::new(pair.public().0);
	let bad = |reason| ClientError::BadKeystore { path: path.display().to_string(), reason };
	let json = keystore::written(&pair, &password).map_err(bad)?;
	durable::write(path, format!("{json}\n").as_bytes(), PRIVATE)
		.map_err(|error| bad(keystore::KeystoreError::Unwritable(error)))?;
	let json = json!({
		"account": json::account(&who),
		"kind": "sr25519",
		"file": path.display().to_string(),
	});
	context.show_json(json, || {
		let file = path.display();
		format!(
			"{}\n\nkeep a copy of the file and its password: there is no other way to the \
			 account\nuse it: export OPENLEDGER_KEY={file}",
			table::fields(&[
				("account", account::address(&who)),
				("keystore", PathBuf::from(path).display().to_string()),
			])
		)
	});
	Ok(())
}

/// A password that was typed twice, or is in the variable.
fn new_password(path: &Path) -> Result<String, Error> {
	let what = path.display().to_string();
	let chosen = password(PASSWORD, &what)?;
	if chosen.is_empty() {
		return Err(Error::EmptyPassword);
	}
	if std::env::var(PASSWORD).is_err() && ask("The same again: ", PASSWORD)? != chosen {
		return Err(Error::OtherPassword);
	}
	Ok(chosen)
}

fn show(context: &Context) -> Result<(), Error> {
	let key = context.key()?;
	let who = key.account();
	let public = format!("0x{}", hex::encode(account::bytes(&who)));
	let json = json!({ "account": json::account(&who), "kind": key.kind(), "id": public });
	context.show_json(json, || {
		table::fields(&[
			("account", account::address(&who)),
			("account id", public.clone()),
			("kind", key.kind().to_owned()),
		])
	});
	Ok(())
}
