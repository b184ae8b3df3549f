// SPDX-License-Identifier: Apache-2.0

//! Keys that sign transactions, vouchers and receipts.

pub mod keystore;
pub mod secret;

use std::path::Path;

use sp_core::{ecdsa, ed25519, sr25519, Blake2Hasher, DeriveJunction, Hasher, Pair, H256};
use subxt::{
	transactions::Signer,
	utils::{AccountId32, MultiSignature},
	SubstrateConfig,
};

use self::{
	keystore::{Keystore, KeystoreError, Passwords},
	secret::SecretError,
};
use crate::{
	account::{self, Account},
	error::{Error, SettlementError},
};

/// The length, in bytes, of the scalar with which the secret of an sr25519 key begins.
const SCALAR: usize = 32;

/// A key pair, and so an account.
#[derive(Clone)]
pub enum Key {
	/// An sr25519 key, the only kind that signs vouchers and receipts.
	Sr25519(sr25519::Pair),
	/// An ed25519 key.
	Ed25519(Box<ed25519::Pair>),
	/// An ECDSA key on secp256k1.
	Ecdsa(ecdsa::Pair),
}

impl Key {
	/// Returns the key. Fails when it is not that of the account `chosen`, if there is one.
	pub fn ensure_of(self, chosen: Option<&Account>) -> Result<Self, Error> {
		match chosen.filter(|chosen| **chosen != self.account()) {
			None => Ok(self),
			Some(chosen) => {
				Err(Error::OtherKey { expected: chosen.clone(), found: self.account() })
			}
		}
	}

	/// Reads a secret URI, a mnemonic or a seed, with or without a path, as an sr25519 key.
	pub fn from_uri(source: &str) -> Result<Self, Error> {
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

	/// Reads the key in a keystore file, or that of `chosen` in a file with many accounts. Asks
	/// `passwords` where the file is encrypted.
	pub fn from_keystore<P: Passwords>(
		path: &Path,
		chosen: Option<&Account>,
		passwords: &mut P,
	) -> Result<Self, P::Error>
	where
		P::Error: From<Error>,
	{
		let bad = |reason| Error::BadKeystore { path: path.display().to_string(), reason };
		let keystore = Keystore::read(path).map_err(bad)?;
		keystore.key(chosen, &mut Asking(passwords)).map_err(|error| match error {
			Asked::Keystore(reason) => bad(reason).into(),
			Asked::Other(error) => error,
		})
	}

	/// Derives the key at a path of hard junctions below this one: `//work//name` for
	/// `["work", "name"]`.
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

	/// The account of the key: its public key, or the BLAKE2b-256 hash of that for ECDSA.
	pub fn account(&self) -> Account {
		Account::new(match self {
			Self::Sr25519(pair) => pair.public().0,
			Self::Ed25519(pair) => pair.public().0,
			Self::Ecdsa(pair) => Blake2Hasher::hash(&pair.public().0).0,
		})
	}

	/// The name of the kind of key.
	pub fn kind(&self) -> &'static str {
		match self {
			Self::Sr25519(_) => "sr25519",
			Self::Ed25519(_) => "ed25519",
			Self::Ecdsa(_) => "ecdsa",
		}
	}

	/// The public key of an sr25519 key, which signs vouchers or receipts. Of other kinds, the id
	/// of the account.
	pub fn public(&self) -> H256 {
		H256(account::bytes(&self.account()))
	}

	/// Signs a message as vouchers and receipts are signed. Fails unless this is an sr25519 key.
	pub fn sign(&self, message: &[u8]) -> Result<sr25519::Signature, SettlementError> {
		match self {
			Self::Sr25519(pair) => Ok(pair.sign(message)),
			Self::Ed25519(_) | Self::Ecdsa(_) => {
				Err(SettlementError::KindOfKey { kind: self.kind() })
			}
		}
	}

	/// The hash of a message under this key, which is always the same, and which nobody can guess
	/// without the secret. A signature would not do: every one is random, and all verify. Fails
	/// unless this is an sr25519 key.
	pub fn keyed_hash(&self, domain: &[u8], message: &[u8]) -> Result<[u8; 32], SettlementError> {
		match self {
			Self::Sr25519(pair) => {
				// The rest of the secret only makes signatures random, and is itself random in a
				// key that a soft junction has derived: another one each time that it is read.
				let scalar: Vec<u8> = pair.to_raw_vec().into_iter().take(SCALAR).collect();
				Ok(Blake2Hasher::hash(&[domain, &scalar, message].concat()).0)
			}
			Self::Ed25519(_) | Self::Ecdsa(_) => {
				Err(SettlementError::KindOfKey { kind: self.kind() })
			}
		}
	}

	/// Fails unless the key can sign vouchers and receipts.
	pub fn ensure_signs_vouchers(&self) -> Result<(), SettlementError> {
		self.sign(&[]).map(drop)
	}

	/// The signer of transactions.
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

/// Asks for passwords, and tells errors of that from errors of the file.
struct Asking<'p, P>(&'p mut P);

enum Asked<E> {
	Keystore(KeystoreError),
	Other(E),
}

impl<E> From<KeystoreError> for Asked<E> {
	fn from(error: KeystoreError) -> Self {
		Self::Keystore(error)
	}
}

impl<P: Passwords> Passwords for Asking<'_, P> {
	type Error = Asked<P::Error>;

	fn of_file(&mut self) -> Result<String, Self::Error> {
		self.0.of_file().map_err(Asked::Other)
	}

	fn of_account(&mut self, who: &str) -> Result<String, Self::Error> {
		self.0.of_account(who).map_err(Asked::Other)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::account;
	use sp_core::crypto::Ss58Codec;
	use std::fs;

	/// Asked for none.
	struct NoPasswords;

	impl Passwords for NoPasswords {
		type Error = Error;

		fn of_file(&mut self) -> Result<String, Error> {
			unreachable!("nothing is encrypted")
		}

		fn of_account(&mut self, _: &str) -> Result<String, Error> {
			self.of_file()
		}
	}

	#[test]
	fn a_derived_key_should_be_the_one_of_the_longer_uri() {
		let key = Key::from_uri("//Alice").unwrap();
		let derived = key.derive(&["work", "a-name 1.2.3"]).unwrap();
		let expected = Key::from_uri("//Alice//work//a-name 1.2.3").unwrap();
		assert_eq!(derived.account(), expected.account());
		assert_eq!(key.account(), account::parse("//Alice").unwrap());
	}

	#[test]
	fn a_signature_should_be_one_of_sr25519() {
		let key = Key::from_uri("//Alice").unwrap();
		let public = sr25519::Public::from(key.public().0);
		let signature = Key::sign(&key, b"message").unwrap();
		assert!(sr25519::Pair::verify(&signature, b"message", &public));
		assert!(!sr25519::Pair::verify(&signature, b"another", &public));
	}

	#[test]
	fn a_keyed_hash_should_be_the_same_whenever_the_key_is_read() {
		let hash = |source: &str, domain: &[u8], message: &[u8]| {
			Key::from_uri(source).unwrap().keyed_hash(domain, message).unwrap()
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
			assert!(matches!(Key::from_uri(source), Err(Error::NoKeystore(_))), "{source}");
		}
		for source in ["", "twelve words that are no mnemonic", "keys/mine"] {
			assert!(Key::from_uri(source).is_err(), "{source}");
		}
	}

	#[test]
	fn a_key_with_a_character_too_many_should_be_refused() {
		for source in ["//Alice ", "//Alice\r", "//Alice\u{200b}"] {
			assert!(matches!(Key::from_uri(source), Err(Error::StrayInKey(_))), "{source:?}");
		}
	}

	#[test]
	fn a_key_of_another_account_than_the_chosen_should_be_refused() {
		let [alice, bob] = ["//Alice", "//Bob"].map(|who| account::parse(who).unwrap());
		let key = || Key::from_uri("//Alice").unwrap();
		assert!(key().ensure_of(Some(&alice)).is_ok() && key().ensure_of(None).is_ok());
		assert!(matches!(key().ensure_of(Some(&bob)), Err(Error::OtherKey { .. })));
	}

	#[test]
	fn a_file_that_is_no_keystore_should_be_refused() {
		let directory = tempfile::tempdir().unwrap();
		for (name, content) in [("a", "no json"), ("b", "{}"), ("c", r#"{"encoded":"QUJD"}"#)] {
			let path = directory.path().join(name);
			fs::write(&path, content).unwrap();
			let error = Key::from_keystore(&path, None, &mut NoPasswords).err().unwrap();
			assert!(matches!(error, Error::BadKeystore { .. }), "{content}");
		}
	}
}
