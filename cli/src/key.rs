// SPDX-License-Identifier: Apache-2.0

//! The key that signs.

use std::{
	io::{self, ErrorKind},
	path::Path,
};

use sp_core::{ecdsa, ed25519, sr25519, Blake2Hasher, DeriveJunction, Hasher, Pair, H256};
use subxt::{
	transactions::Signer,
	utils::{AccountId32, MultiSignature},
	SubstrateConfig,
};

use crate::{
	account::{self, Account},
	context::warn,
	error::{Error, SettlementError},
	keystore::{Keystore, KeystoreError, Passwords},
	secret::{self, SecretError},
};

/// Where the password of a keystore file can be given, and that of an account in a file with many.
pub const PASSWORD: &str = "OPENLEDGER_PASSWORD";
const ACCOUNT_PASSWORD: &str = "OPENLEDGER_ACCOUNT_PASSWORD";
/// Bytes of the scalar, with which the secret of an sr25519 key begins.
const SCALAR: usize = 32;

/// A key pair, and so an account.
#[derive(Clone)]
pub enum Key {
	Sr25519(sr25519::Pair),
	Ed25519(Box<ed25519::Pair>),
	Ecdsa(ecdsa::Pair),
}

impl Key {
	/// Reads a secret URI, or the path of a keystore file; of a file with many accounts, the key of
	/// `chosen`. Asks for passwords if it has to.
	pub fn load(source: &str, chosen: Option<&Account>) -> Result<Self, Error> {
		let key = match Path::new(source).is_file() {
			true => Self::from_keystore(Path::new(source), chosen)?,
			false => Self::from_uri(source)?,
		};
		match chosen.filter(|chosen| **chosen != key.account()) {
			None => Ok(key),
			Some(chosen) => Err(Error::OtherKey { expected: chosen.clone(), found: key.account() }),
		}
	}

	/// Reads a secret URI.
	fn from_uri(source: &str) -> Result<Self, Error> {
		// A URI with soft junctions alone would be a key that everybody knows: this is a mistyped
		// path.
		let is_path = source.starts_with('/') && !source.starts_with("//");
		if is_path || source.trim_end().ends_with(".json") {
			return Err(Error::NoKeystore(source.to_owned()));
		}
		// Errors don't repeat the text: it may be a secret with a typing error.
		secret::pair(source).map(Self::Sr25519).map_err(|error| match error {
			SecretError::NotUri => Error::BadKey,
			SecretError::Stray(c) => Error::StrayInKey(c),
		})
	}

	fn from_keystore(path: &Path, chosen: Option<&Account>) -> Result<Self, Error> {
		let shown = path.display().to_string();
		let bad = |reason| Error::BadKeystore { path: shown.clone(), reason };
		let keystore = Keystore::read(path).map_err(bad)?;
		if keystore.is_open() {
			warn(&format!("{shown} is not encrypted: whoever can read it has its keys"));
		}
		keystore.key(chosen, &mut Asking(path)).map_err(|error| match error {
			Asked::Keystore(reason) => bad(reason),
			Asked::Other(error) => error,
		})
	}

	/// The key at a path of hard junctions below this one: `//work//name` for `["work", "name"]`.
	pub fn derive(&self, junctions: &[&str]) -> Result<Self, Error> {
		let path = || junctions.iter().map(|junction| DeriveJunction::from(*junction).harden());
		// Hard junctions are what every kind of key has.
		Ok(match self {
			Self::Sr25519(pair) => {
				Self::Sr25519(pair.derive(path(), None).map_err(|_| Error::BadKey)?.0)
			}
			Self::Ed25519(pair) => {
				Self::Ed25519(pair.derive(path(), None).map_err(|_| Error::BadKey)?.0.into())
			}
			Self::Ecdsa(pair) => {
				Self::Ecdsa(pair.derive(path(), None).map_err(|_| Error::BadKey)?.0)
			}
		})
	}

	pub fn account(&self) -> Account {
		Account::new(match self {
			Self::Sr25519(pair) => pair.public().0,
			Self::Ed25519(pair) => pair.public().0,
			Self::Ecdsa(pair) => Blake2Hasher::hash(&pair.public().0).0,
		})
	}

	/// What kind of key it is.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Sr25519(_) => "sr25519",
			Self::Ed25519(_) => "ed25519",
			Self::Ecdsa(_) => "ecdsa",
		}
	}

	/// The public key of a key that signs vouchers or receipts, which is an sr25519 one.
	pub fn public(&self) -> H256 {
		H256(account::bytes(&self.account()))
	}

	/// Signs what only sr25519 keys can: vouchers and receipts.
	pub fn sign(&self, message: &[u8]) -> Result<sr25519::Signature, SettlementError> {
		match self {
			Self::Sr25519(pair) => Ok(pair.sign(message)),
			Self::Ed25519(_) | Self::Ecdsa(_) => {
				Err(SettlementError::KindOfKey { kind: self.kind() })
			}
		}
	}

	/// What only this key makes of a message, and always the same: a hash that nobody can guess who does not
	/// have the secret. A signature is neither, as every one is random, and all verify. For the same kinds of
	/// keys as [`Self::sign`].
	pub fn keyed_hash(&self, domain: &[u8], message: &[u8]) -> Result<[u8; 32], SettlementError> {
		match self {
			Self::Sr25519(pair) => {
				// The rest of the secret only makes signatures random, and is itself random in a key that a
				// soft junction has derived: another one each time that it is read.
				let scalar: Vec<u8> = pair.to_raw_vec().into_iter().take(SCALAR).collect();
				Ok(Blake2Hasher::hash(&[domain, &scalar, message].concat()).0)
			}
			Self::Ed25519(_) | Self::Ecdsa(_) => {
				Err(SettlementError::KindOfKey { kind: self.kind() })
			}
		}
	}

	/// Fails unless it can sign vouchers and receipts.
	pub fn ensure_signs_vouchers(&self) -> Result<(), SettlementError> {
		self.sign(&[]).map(drop)
	}

	/// What signs transactions.
	pub fn pair(&self) -> &Self {
		self
	}
}

impl Signer<SubstrateConfig> for Key {
	fn account_id(&self) -> AccountId32 {
		AccountId32(account::bytes(&self.account()))
	}

	fn sign(&self, payload: &[u8]) -> MultiSignature {
		match self {
			Self::Sr25519(pair) => MultiSignature::Sr25519(pair.sign(payload).0),
			Self::Ed25519(pair) => MultiSignature::Ed25519(pair.sign(payload).0),
			Self::Ecdsa(pair) => MultiSignature::Ecdsa(pair.sign(payload).0),
		}
	}
}

/// Asks for the passwords of a file: the environment first, then whoever is at the terminal.
struct Asking<'a>(&'a Path);

/// Why there is no key.
enum Asked {
	Keystore(KeystoreError),
	Other(Error),
}

impl From<KeystoreError> for Asked {
	fn from(error: KeystoreError) -> Self {
		Self::Keystore(error)
	}
}

impl Passwords for Asking<'_> {
	type Error = Asked;

	fn of_file(&mut self) -> Result<String, Asked> {
		password(PASSWORD, &self.0.display().to_string()).map_err(Asked::Other)
	}

	fn of_account(&mut self, who: &str) -> Result<String, Asked> {
		let what = format!("{who} in {}", self.0.display());
		password(ACCOUNT_PASSWORD, &what).map_err(Asked::Other)
	}
}

/// The password of `what`: that of the variable, or what is typed.
pub fn password(variable: &'static str, what: &str) -> Result<String, Error> {
	match std::env::var(variable) {
		Ok(password) => Ok(without_line_break(password)),
		Err(_) => ask(&format!("Password of {what}: "), variable),
	}
}

/// Asks for what is not shown while it is typed.
pub fn ask(prompt: &str, variable: &'static str) -> Result<String, Error> {
	rpassword::prompt_password(prompt).map_err(|error: io::Error| match error.kind() {
		ErrorKind::Interrupted => Error::Interrupted,
		_ => Error::NoPassword { variable },
	})
}

/// Files end with a line break, which then is in the variable too; what is typed has none.
fn without_line_break(mut password: String) -> String {
	if password.ends_with('\n') {
		password.pop();
		if password.ends_with('\r') {
			password.pop();
		}
	}
	password
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::account;
	use sp_core::crypto::Ss58Codec;
	use std::fs;

	#[test]
	fn a_derived_key_should_be_the_one_of_the_longer_uri() {
		let key = Key::load("//Alice", None).unwrap();
		let derived = key.derive(&["work", "a-name 1.2.3"]).unwrap();
		let expected = Key::load("//Alice//work//a-name 1.2.3", None).unwrap();
		assert_eq!(derived.account(), expected.account());
		assert_eq!(key.account(), account::parse("//Alice").unwrap());
	}

	#[test]
	fn a_signature_should_be_one_of_sr25519() {
		let key = Key::load("//Alice", None).unwrap();
		let public = sr25519::Public::from(key.public().0);
		let signature = Key::sign(&key, b"message").unwrap();
		assert!(sr25519::Pair::verify(&signature, b"message", &public));
		assert!(!sr25519::Pair::verify(&signature, b"another", &public));
	}

	#[test]
	fn a_keyed_hash_should_be_the_same_whenever_the_key_is_read() {
		let hash = |source: &str, domain: &[u8], message: &[u8]| {
			Key::load(source, None).unwrap().keyed_hash(domain, message).unwrap()
		};
		let first = hash("//Alice", b"a", b"message");
		assert_eq!(hash("//Alice", b"a", b"message"), first);
		for other in [
			hash("//Bob", b"a", b"message"),
			hash("//Alice", b"b", b"message"),
			hash("//Alice", b"a", b"another"),
		] {
			assert_ne!(other, first);
		}
		let soft = || hash("//Alice/soft", b"a", b"message");
		assert_eq!(soft(), soft());
		let ed25519 = ed25519::Pair::from_string("//throw-away", None).unwrap();
		let error = Key::Ed25519(ed25519.into()).keyed_hash(b"a", b"message").unwrap_err();
		assert!(matches!(error, SettlementError::KindOfKey { kind: "ed25519" }));
	}

	#[test]
	fn every_kind_of_key_should_sign_transactions_for_its_account() {
		let ed25519 = ed25519::Pair::from_string("//throw-away", None).unwrap();
		let ecdsa = ecdsa::Pair::from_string("//throw-away", None).unwrap();
		for (key, address) in [
			(Key::Ed25519(ed25519.into()), "5DfUbARQexw9R6Lsk9nhbYVSNKktekLKCXRdQ21jdD6QRc19"),
			(Key::Ecdsa(ecdsa.clone()), "5HRBLBoD2izM7um7LRRx7LvcBcmfGA6oDdrYGLgLNCNg1yQv"),
		] {
			let expected = Account::from_ss58check(address).unwrap();
			assert_eq!(key.account(), expected);
			assert_eq!(key.account_id().0, account::bytes(&expected));
			match Signer::sign(&key, b"payload") {
				MultiSignature::Ed25519(bytes) => {
					let signature = ed25519::Signature::from_raw(bytes);
					assert!(ed25519::Pair::verify(&signature, b"payload", &ed25519.public()));
				}
				MultiSignature::Ecdsa(bytes) => {
					let signature = ecdsa::Signature::from_raw(bytes);
					assert!(ecdsa::Pair::verify(&signature, b"payload", &ecdsa.public()));
				}
				MultiSignature::Sr25519(_) => panic!("another kind"),
			}
			// Vouchers are the one thing that it can't sign.
			assert!(matches!(Key::sign(&key, b"voucher"), Err(SettlementError::KindOfKey { .. })));
		}
	}

	#[test]
	fn a_mistyped_path_should_not_become_a_key() {
		for source in ["/no/such/key.json", "no-such-key.json", "/key", "no-such-key.json\n"] {
			assert!(matches!(Key::load(source, None), Err(Error::NoKeystore(_))), "{source}");
		}
		for source in ["", "twelve words that are no mnemonic", "keys/mine"] {
			assert!(Key::load(source, None).is_err(), "{source}");
		}
	}

	#[test]
	fn a_key_with_a_character_too_many_should_be_refused() {
		for source in ["//Alice ", "//Alice\r", "//Alice\u{200b}"] {
			assert!(matches!(Key::load(source, None), Err(Error::StrayInKey(_))), "{source:?}");
		}
	}

	#[test]
	fn a_key_of_another_account_than_the_chosen_should_be_refused() {
		let [alice, bob] = ["//Alice", "//Bob"].map(|who| account::parse(who).unwrap());
		assert!(Key::load("//Alice", Some(&alice)).is_ok());
		assert!(matches!(Key::load("//Alice", Some(&bob)), Err(Error::OtherKey { .. })));
	}

	#[test]
	fn a_file_that_is_no_keystore_should_be_refused() {
		let directory = tempfile::tempdir().unwrap();
		for (name, content) in [("a", "no json"), ("b", "{}"), ("c", r#"{"encoded":"QUJD"}"#)] {
			let path = directory.path().join(name);
			fs::write(&path, content).unwrap();
			let error = Key::load(path.to_str().unwrap(), None).err().unwrap();
			assert!(matches!(error, Error::BadKeystore { .. }), "{content}");
		}
	}

	#[test]
	fn a_line_break_at_the_end_of_a_password_should_be_dropped() {
		for (given, password) in
			[("a b\n", "a b"), ("a\r\n", "a"), ("a ", "a "), ("", ""), ("a\n\n", "a\n")]
		{
			assert_eq!(without_line_break(given.to_owned()), password);
		}
	}
}
