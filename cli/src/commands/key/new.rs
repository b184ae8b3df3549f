// SPDX-License-Identifier: Apache-2.0

//! `openledger key new`

use std::path::{Path, PathBuf};

use clap::Args;
use openledger_client::{
	account::{self, Account},
	files::durable::{self, PRIVATE},
	json::Address,
	keys::keystore::{self, KeystoreError},
	names::Names,
	Error as ClientError,
};
use serde::Serialize;
use sp_core::{sr25519, Pair};

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
	passwords::{ask, password, PASSWORD},
};

const KIND: &str = "sr25519";

/// Make a new account. Without --into, its mnemonic is shown once: write it down, whoever has it has
/// the account.
#[derive(Args)]
pub struct New {
	/// Write the key to a keystore file instead, encrypted with a password, which is asked for or
	/// taken from OPENLEDGER_PASSWORD.
	#[arg(long, value_name = "FILE")]
	into: Option<PathBuf>,
}

impl New {
	pub fn run(self, context: &Context) -> Result<(), Error> {
		if let Some(path) = self.into {
			context.show(&write(&path)?);
			return Ok(());
		}
		let (pair, mnemonic, _) = sr25519::Pair::generate_with_phrase(None);
		context.show(&Made { account: address(&pair), kind: KIND, mnemonic });
		Ok(())
	}
}

fn address(pair: &sr25519::Pair) -> Address {
	Address(Account::new(pair.public().0))
}

fn write(path: &Path) -> Result<Written, Error> {
	// A key that is overwritten is lost, and with it all that its account has.
	if path.symlink_metadata().is_ok() {
		return Err(Error::misuse(
			format!(
				"{} is there already",
				openledger_client::text::printable(&path.display().to_string())
			),
			"name another file: a key that is overwritten is lost with all that it has",
		));
	}
	let password = new_password(path)?;
	let (pair, _) = sr25519::Pair::generate();
	let bad = |reason| ClientError::BadKeystore { path: path.display().to_string(), reason };
	let keystore = keystore::written(&pair, &password).map_err(bad)?;
	durable::write(path, format!("{keystore}\n").as_bytes(), PRIVATE)
		.map_err(|error| bad(KeystoreError::Unwritable(error)))?;
	Ok(Written { account: address(&pair), kind: KIND, file: path.display().to_string() })
}

/// A password that was typed twice, or is in the variable.
fn new_password(path: &Path) -> Result<String, Error> {
	let what = path.display().to_string();
	let chosen = password(PASSWORD, &what)?;
	if chosen.is_empty() {
		return Err(Error::misuse(
			"a keystore without a password would be open to whoever reads the file",
			"choose a password of several words",
		));
	}
	if std::env::var(PASSWORD).is_err() && ask("The same again: ", PASSWORD)? != chosen {
		return Err(Error::misuse("that is another password", "nothing was written: try again"));
	}
	Ok(chosen)
}

#[derive(Serialize)]
struct Made {
	account: Address,
	kind: &'static str,
	mnemonic: String,
}

impl Shown for Made {
	fn text(&self, _: &Names) -> String {
		let fields = table::fields(&[
			("account", account::address(&self.account.0)),
			("mnemonic", self.mnemonic.clone()),
		]);
		format!(
			"{fields}\n\nwrite the mnemonic down: it is not kept, and there is no other way to the \
			 account\nhave a file instead, which a password protects: openledger key new --into FILE"
		)
	}
}

#[derive(Serialize)]
struct Written {
	account: Address,
	kind: &'static str,
	file: String,
}

impl Shown for Written {
	fn text(&self, _: &Names) -> String {
		let Self { account, file, .. } = self;
		let fields =
			table::fields(&[("account", account::address(&account.0)), ("keystore", file.clone())]);
		format!(
			"{fields}\n\nkeep a copy of the file and its password: there is no other way to the \
			 account\nuse it: export OPENLEDGER_KEY={file}"
		)
	}
}
