// SPDX-License-Identifier: Apache-2.0

//! The key that signs.

use std::{
	fs,
	io::{self, ErrorKind},
	path::Path,
	str::FromStr,
};

use sp_core::{sr25519, H256};
use subxt_signer::{polkadot_js_compat::decrypt_json, sr25519::Keypair, DeriveJunction, SecretUri};

use crate::{account::Account, error::Error};

/// Where the password of a keystore file can be given.
const PASSWORD: &str = "OPENLEDGER_PASSWORD";
/// A keystore file is a few hundred bytes.
const MAX_KEYSTORE_BYTES: u64 = 64 * 1024;
/// Salt, parameters and nonce of an encrypted key, in base64.
const MIN_ENCODED: usize = 92;

/// A key pair, and so an account.
#[derive(Clone)]
pub struct Key(Keypair);

impl Key {
	/// Reads a secret URI, or the path of a keystore file. Asks for the file's password if it has
	/// to.
	pub fn load(source: &str) -> Result<Self, Error> {
		if Path::new(source).is_file() {
			return Self::from_keystore(Path::new(source));
		}
		// A URI with soft junctions alone would be a key that everybody knows: this is a mistyped
		// path.
		let is_path = source.starts_with('/') && !source.starts_with("//");
		if is_path || source.ends_with(".json") {
			return Err(Error::NoKeystore(source.to_owned()));
		}
		// An empty URI too is a key that everybody knows.
		if source.is_empty() {
			return Err(Error::BadKey);
		}
		// Errors don't repeat the text: it may be a secret with a typing error.
		let uri = SecretUri::from_str(source).map_err(|_| Error::BadKey)?;
		Keypair::from_uri(&uri).map(Self).map_err(|_| Error::BadKey)
	}

	fn from_keystore(path: &Path) -> Result<Self, Error> {
		let bad = |reason: String| Error::BadKeystore { path: path.display().to_string(), reason };
		let size = fs::metadata(path).map_err(|error| bad(error.to_string()))?.len();
		if size > MAX_KEYSTORE_BYTES {
			return Err(bad(format!("it has {size} bytes")));
		}
		let json = fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
		let value: serde_json::Value =
			serde_json::from_str(&json).map_err(|error| bad(error.to_string()))?;
		let encoded = value.get("encoded").and_then(serde_json::Value::as_str).unwrap_or_default();
		if encoded.len() < MIN_ENCODED {
			return Err(bad("it has no encrypted key".to_owned()));
		}
		let password = password(path)?;
		decrypt_json(&json, &password).map(Self).map_err(|error| bad(error.to_string()))
	}

	/// The key at a path of hard junctions below this one: `//work//name` for `["work", "name"]`.
	pub fn derive(&self, junctions: &[&str]) -> Self {
		Self(
			self.0.derive(junctions.iter().map(|junction| DeriveJunction::from(junction).harden())),
		)
	}

	pub fn account(&self) -> Account {
		Account::new(self.0.public_key().0)
	}

	/// The public key.
	pub fn public(&self) -> H256 {
		H256(self.0.public_key().0)
	}

	pub fn sign(&self, message: &[u8]) -> sr25519::Signature {
		sr25519::Signature::from_raw(self.0.sign(message).0)
	}

	pub fn pair(&self) -> &Keypair {
		&self.0
	}
}

fn password(path: &Path) -> Result<String, Error> {
	if let Ok(password) = std::env::var(PASSWORD) {
		return Ok(password);
	}
	rpassword::prompt_password(format!("Password of {}: ", path.display())).map_err(
		|error: io::Error| match error.kind() {
			ErrorKind::Interrupted => Error::Interrupted,
			_ => Error::NoPassword(path.display().to_string()),
		},
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::account;

	#[test]
	fn a_derived_key_should_be_the_one_of_the_longer_uri() {
		let key = Key::load("//Alice").unwrap();
		let derived = key.derive(&["work", "a-name 1.2.3"]);
		let expected = Key::load("//Alice//work//a-name 1.2.3").unwrap();
		assert_eq!(derived.account(), expected.account());
		assert_eq!(key.account(), account::parse("//Alice").unwrap());
	}

	#[test]
	fn a_signature_should_be_one_of_sr25519() {
		use sp_core::Pair;
		let key = Key::load("//Alice").unwrap();
		let public = sr25519::Public::from(key.public().0);
		let signature = key.sign(b"message");
		assert!(sr25519::Pair::verify(&signature, b"message", &public));
		assert!(!sr25519::Pair::verify(&signature, b"another", &public));
	}

	#[test]
	fn a_mistyped_path_should_not_become_a_key() {
		for source in ["/no/such/key.json", "no-such-key.json", "/key"] {
			assert!(matches!(Key::load(source), Err(Error::NoKeystore(_))), "{source}");
		}
		for source in ["", "twelve words that are no mnemonic", "keys/mine"] {
			assert!(Key::load(source).is_err(), "{source}");
		}
	}

	#[test]
	fn a_file_that_is_no_keystore_should_be_refused() {
		let directory = tempfile::tempdir().unwrap();
		for (name, content) in [("a", "no json"), ("b", "{}"), ("c", r#"{"encoded":"QUJD"}"#)] {
			let path = directory.path().join(name);
			fs::write(&path, content).unwrap();
			let error = Key::load(path.to_str().unwrap()).err().unwrap();
			assert!(matches!(error, Error::BadKeystore { .. }), "{content}");
		}
	}
}
