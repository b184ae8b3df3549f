// SPDX-License-Identifier: Apache-2.0

//! Keystore files: JSON as wallets export it, with one account or with many, and as this crate
//! writes it for a new key.

mod cipher;
mod error;
mod pkcs8;

pub use error::KeystoreError;

use std::{fs, path::Path};

use serde::Serialize;
use serde_json::Value;
use sp_core::{crypto::Ss58Codec, sr25519, Blake2Hasher, Hasher, Pair};

use crate::{
	account::{self, Account},
	json::{self, Address},
	keys::Key,
};

/// The size, in bytes, above which no file is read. An account takes a few hundred; a wallet's
/// export may have many accounts.
const MAX_BYTES: u64 = 1024 * 1024;
/// The format that is read and written.
const VERSION: &str = "3";
/// The format's name for the content of one account, and of many.
const ONE: &str = "pkcs8";
const MANY: &str = "batch-pkcs8";
/// The length of an ECDSA public key, in bytes.
const ECDSA_PUBLIC: usize = 33;
/// The byte order mark that some editors put in front.
const MARK: char = '\u{feff}';

/// A source of passwords: that of a file, or of an account in it.
pub trait Passwords {
	/// The error of having no password, or no key.
	type Error;

	/// The password of the file.
	fn of_file(&mut self) -> Result<String, Self::Error>;

	/// The password of an account of a file with many, each of which is encrypted once more.
	fn of_account(&mut self, who: &str) -> Result<String, Self::Error>;
}

/// The content of a keystore file.
pub struct Keystore {
	sealed: Sealed,
	/// The accounts of a file with many.
	accounts: Option<Vec<Account>>,
}

/// A secret, encrypted or not, and the fields that are written beside it.
struct Sealed {
	encoded: String,
	content: Vec<String>,
	encryption: Vec<String>,
	address: Option<String>,
}

impl Keystore {
	/// Reads the file at `path`.
	pub fn read(path: &Path) -> Result<Self, KeystoreError> {
		let size = fs::metadata(path).map_err(KeystoreError::Unreadable)?.len();
		if size > MAX_BYTES {
			return Err(KeystoreError::TooLarge(size));
		}
		let bytes = fs::read(path).map_err(KeystoreError::Unreadable)?;
		Self::parse(&String::from_utf8(bytes).map_err(|_| KeystoreError::NotText)?)
	}

	fn parse(text: &str) -> Result<Self, KeystoreError> {
		// The parser's own message may repeat what it has found.
		let value: Value = serde_json::from_str(text.trim_start_matches(MARK))
			.map_err(|error| KeystoreError::NotJson { line: error.line() })?;
		let sealed = Sealed::of(&value)?;
		if !sealed.has(MANY) {
			return Ok(Self { sealed, accounts: None });
		}
		let listed = value.get("accounts").and_then(Value::as_array);
		let accounts = listed.into_iter().flatten().filter_map(address_of).collect();
		Ok(Self { sealed, accounts: Some(accounts) })
	}

	/// Whether the file is not encrypted, so that whoever reads it has its keys.
	pub fn is_open(&self) -> bool {
		!self.sealed.is_encrypted()
	}

	/// The key of its account, or of `chosen` among many. Asks `passwords` where it is encrypted.
	/// Fails when it does not have `chosen`, or has many accounts and none is chosen.
	pub fn key<P: Passwords>(
		&self,
		chosen: Option<&Account>,
		passwords: &mut P,
	) -> Result<Key, P::Error>
	where
		P::Error: From<KeystoreError>,
	{
		let Some(accounts) = &self.accounts else {
			let password = match self.sealed.is_encrypted() {
				true => passwords.of_file()?,
				false => String::new(),
			};
			let key = self.sealed.key(&password)?;
			return match chosen.filter(|chosen| **chosen != key.account()) {
				None => Ok(key),
				Some(other) => {
					let accounts = vec![key.account()];
					Err(KeystoreError::NoAccount { who: other.clone(), accounts }.into())
				}
			};
		};
		let who = choose(accounts, chosen)?;
		let password = match self.sealed.is_encrypted() {
			true => passwords.of_file()?,
			false => String::new(),
		};
		let all: Value = serde_json::from_slice(&self.sealed.open(&password)?)
			.map_err(|_| KeystoreError::Damaged("the list of accounts in it can't be read"))?;
		let mut all = all.as_array().into_iter().flatten();
		let own = all.find(|one| address_of(one).as_ref() == Some(who));
		let own = own.ok_or(KeystoreError::Damaged("an account is listed and not in it"))?;
		let own = Sealed::of(own)?;
		if !own.is_encrypted() {
			return Ok(own.key("")?);
		}
		// Who gave the export a password often took that of the account.
		match own.key(&password) {
			Err(KeystoreError::WrongPassword) => {
				let password = passwords.of_account(&account::address(who))?;
				Ok(own.key(&password)?)
			}
			other => Ok(other?),
		}
	}
}

/// The account that is meant.
fn choose<'a>(
	accounts: &'a [Account],
	chosen: Option<&Account>,
) -> Result<&'a Account, KeystoreError> {
	match (chosen, accounts) {
		(None, [only]) => Ok(only),
		(None, []) => Err(KeystoreError::Damaged("it has no account that can sign here")),
		(None, all) => Err(KeystoreError::WhichAccount(all.to_vec())),
		(Some(who), all) => all
			.iter()
			.find(|one| *one == who)
			.ok_or_else(|| KeystoreError::NoAccount { who: who.clone(), accounts: all.to_vec() }),
	}
}

/// The account whose address, of whichever chain, is beside a secret.
fn address_of(value: &Value) -> Option<Account> {
	value.get("address").and_then(Value::as_str).and_then(account_of)
}

fn account_of(address: &str) -> Option<Account> {
	let Some(digits) = address.strip_prefix("0x") else {
		return Account::from_ss58check_with_version(address).ok().map(|(account, _)| account);
	};
	// Of an ECDSA key wallets write the public key, of which the account is the hash.
	match hex::decode(digits).ok()?.as_slice() {
		public if public.len() == ECDSA_PUBLIC => Some(Account::new(Blake2Hasher::hash(public).0)),
		_ => None,
	}
}

/// The words of a field: older files have one where newer ones have a list.
fn words(value: Option<&Value>) -> Vec<String> {
	match value {
		Some(Value::String(word)) => vec![word.clone()],
		Some(Value::Array(words)) => {
			words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
		}
		_ => Vec::new(),
	}
}

impl Sealed {
	fn of(value: &Value) -> Result<Self, KeystoreError> {
		let is_ethereum = ["crypto", "Crypto"].iter().any(|key| value.get(key).is_some());
		if is_ethereum {
			return Err(KeystoreError::Ethereum);
		}
		let encoded = value.get("encoded").and_then(Value::as_str);
		let encoded = encoded.ok_or(KeystoreError::NoKey)?.to_owned();
		let encoding = value.get("encoding").ok_or(KeystoreError::NoKey)?;
		let version = encoding.get("version").and_then(Value::as_str).unwrap_or_default();
		if version != VERSION {
			return Err(KeystoreError::Version(version.to_owned()));
		}
		let address = value.get("address").and_then(Value::as_str).map(str::to_owned);
		let (content, encryption) = (words(encoding.get("content")), words(encoding.get("type")));
		// Before a password is asked for that would open nothing.
		if content.iter().any(|word| word == "ethereum") {
			return Err(KeystoreError::Ethereum);
		}
		Ok(Self { encoded, content, encryption, address })
	}

	fn has(&self, content: &str) -> bool {
		self.content.iter().any(|word| word == content)
	}

	fn is_encrypted(&self) -> bool {
		!self.encryption.iter().any(|word| word == cipher::NONE)
	}

	/// The secret in the clear.
	fn open(&self, password: &str) -> Result<Vec<u8>, KeystoreError> {
		let bytes = cipher::decode(&self.encoded)?;
		if !self.is_encrypted() {
			return Ok(bytes);
		}
		let is_known = cipher::NAMES.iter().all(|name| self.encryption.iter().any(|is| is == name));
		match is_known {
			true => cipher::decrypt(&bytes, password),
			false => Err(KeystoreError::Encryption(self.encryption.join(" "))),
		}
	}

	fn key(&self, password: &str) -> Result<Key, KeystoreError> {
		if !self.has(ONE) {
			return Err(KeystoreError::NoKey);
		}
		let kind = self.content.iter().find(|word| *word != ONE).map(String::as_str);
		let key = match kind {
			Some("sr25519") => Key::Sr25519(pkcs8::sr25519(&self.open(password)?)?),
			Some("ed25519") => Key::Ed25519(pkcs8::ed25519(&self.open(password)?)?.into()),
			Some("ecdsa") => Key::Ecdsa(pkcs8::ecdsa(&self.open(password)?)?),
			other => {
				let other = other.unwrap_or("nameless").to_owned();
				return Err(KeystoreError::Crypto(other));
			}
		};
		let is_own = |address: &String| account_of(address) == Some(key.account());
		match self.address.as_ref().is_none_or(is_own) {
			true => Ok(key),
			false => Err(KeystoreError::Damaged("its key is not that of its address")),
		}
	}
}

/// A keystore file as it is written, with the fields that wallets read.
#[derive(Serialize)]
struct Written {
	encoded: String,
	encoding: Encoding,
	address: Address,
	meta: Meta,
}

#[derive(Serialize)]
struct Encoding {
	content: [&'static str; 2],
	#[serde(rename = "type")]
	names: [&'static str; 2],
	version: &'static str,
}

#[derive(Serialize)]
struct Meta {
	name: &'static str,
}

/// The JSON of a keystore file with a new key, encrypted with `password`, as wallets read it.
pub fn written(pair: &sr25519::Pair, password: &str) -> Result<Value, KeystoreError> {
	// The seed of a new key is 32 bytes of the system's randomness.
	let random = || sr25519::Pair::generate().1;
	let sealed = cipher::encrypt(&pkcs8::of_sr25519(pair), password, random(), random())?;
	Ok(json::of(&Written {
		encoded: cipher::encode(&sealed),
		encoding: Encoding { content: [ONE, "sr25519"], names: cipher::NAMES, version: VERSION },
		address: Address(Account::new(pair.public().0)),
		meta: Meta { name: "OpenLedger" },
	}))
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::path::PathBuf;

	const SR25519: &str = "5H3Yc2nJkbCJFWzVpswZ9tcqJGsaGaEWX1X2HBE3e1G5M1KL";
	const ED25519: &str = "5DfUbARQexw9R6Lsk9nhbYVSNKktekLKCXRdQ21jdD6QRc19";
	const ECDSA: &str = "5HRBLBoD2izM7um7LRRx7LvcBcmfGA6oDdrYGLgLNCNg1yQv";

	/// Gives what it has, in order.
	struct Give(Vec<&'static str>);

	impl Give {
		fn next(&mut self) -> Result<String, KeystoreError> {
			Ok(self.0.remove(0).to_owned())
		}
	}

	impl Passwords for Give {
		type Error = KeystoreError;

		fn of_file(&mut self) -> Result<String, KeystoreError> {
			self.next()
		}

		fn of_account(&mut self, _: &str) -> Result<String, KeystoreError> {
			self.next()
		}
	}

	fn sample(name: &str) -> PathBuf {
		// Tests run in the folder of their package.
		Path::new("src/keys/keystore/samples").join(name).with_extension("json")
	}

	fn open(
		name: &str,
		chosen: Option<&str>,
		passwords: &[&'static str],
	) -> Result<String, KeystoreError> {
		let chosen = chosen.map(|address| account_of(address).unwrap());
		let mut passwords = Give(passwords.to_vec());
		let key = Keystore::read(&sample(name))?.key(chosen.as_ref(), &mut passwords)?;
		assert!(passwords.0.is_empty(), "{name} asked for less");
		Ok(address_of_42(&key.account()))
	}

	fn address_of_42(account: &Account) -> String {
		account.to_ss58check_with_version(sp_core::crypto::Ss58AddressFormat::custom(42))
	}

	#[test]
	fn what_wallets_export_should_be_read() {
		assert_eq!(open("sr25519", None, &["password"]).unwrap(), SR25519);
		assert_eq!(open("ed25519", None, &["password"]).unwrap(), ED25519);
		assert_eq!(open("ecdsa", None, &["password"]).unwrap(), ECDSA);
		// Without a password there is nothing to ask for.
		assert_eq!(open("unencrypted", None, &[]).unwrap(), SR25519);
		assert!(Keystore::read(&sample("unencrypted")).unwrap().is_open());
		assert!(!Keystore::read(&sample("sr25519")).unwrap().is_open());
	}

	#[test]
	fn one_of_all_accounts_should_be_read() {
		assert_eq!(open("all", Some(SR25519), &["password"]).unwrap(), SR25519);
		// Its own password is another than that of the export.
		assert_eq!(open("all", Some(ED25519), &["password", "another"]).unwrap(), ED25519);
		assert_eq!(open("all-unencrypted", None, &[]).unwrap(), ECDSA);

		// Which one is said before a password is asked for.
		let error = open("all", None, &[]).unwrap_err();
		assert!(error.to_string().contains("has 2 accounts"));
		let ed25519 = account_of(ED25519).unwrap();
		assert!(matches!(error, KeystoreError::WhichAccount(all) if all.contains(&ed25519)));
		let error = open("all", Some(ECDSA), &[]).unwrap_err();
		assert!(matches!(error, KeystoreError::NoAccount { .. }));
		let error = open("sr25519", Some(ECDSA), &["password"]).unwrap_err();
		assert!(matches!(error, KeystoreError::NoAccount { .. }));
		assert_eq!(open("sr25519", Some(SR25519), &["password"]).unwrap(), SR25519);
	}

	#[test]
	fn a_wrong_password_should_be_called_so() {
		for (name, passwords) in
			[("sr25519", &["Password"][..]), ("ed25519", &[""][..]), ("ecdsa", &["password "][..])]
		{
			let error = open(name, None, passwords).unwrap_err();
			assert!(matches!(error, KeystoreError::WrongPassword), "{name}");
		}
		let error = open("all", Some(ED25519), &["password", "wrong"]).unwrap_err();
		assert!(matches!(error, KeystoreError::WrongPassword));
	}

	#[test]
	fn a_byte_order_mark_should_be_passed_over() {
		let json = fs::read_to_string(sample("unencrypted")).unwrap();
		let keystore = Keystore::parse(&format!("\u{feff}{json}")).unwrap();
		let key = keystore.key(None, &mut Give(Vec::new())).unwrap();
		assert_eq!(address_of_42(&key.account()), SR25519);
	}

	#[test]
	fn what_is_no_keystore_should_be_called_what_it_is() {
		let reason = |json: &str| match Keystore::parse(json) {
			Ok(keystore) => {
				keystore.key(None, &mut Give(vec!["password"])).err().map(|error| error.to_string())
			}
			Err(error) => Some(error.to_string()),
		};
		let encoding = |content: &str, kind: &str, version: &str| {
			format!(
				r#"{{"encoded":"QUJD","encoding":{{"content":["pkcs8","{content}"],
				"type":["{kind}"],"version":"{version}"}}}}"#
			)
		};
		for (json, part) in [
			("legal winner thank year".to_owned(), "is no JSON"),
			("{}".to_owned(), "has no key"),
			("[1]".to_owned(), "has no key"),
			(r#"{"crypto":{},"id":1,"version":3}"#.to_owned(), "Ethereum"),
			(encoding("ethereum", "none", "3"), "Ethereum"),
			(encoding("sr25519", "xsalsa20-poly1305", "2"), "version `2`"),
			(encoding("sr25519", "rot13", "3"), "unknown way: rot13"),
			(encoding("bls", "none", "3"), "unknown kind `bls`"),
			(encoding("sr25519", "none", "3"), "damaged"),
		] {
			let found = reason(&json).unwrap();
			assert!(found.contains(part), "{found}");
			// A mnemonic in a file is not repeated.
			assert!(!found.contains("winner"));
		}
		let error = open("ethereum", None, &[]).unwrap_err();
		assert!(matches!(error, KeystoreError::Ethereum));
	}

	#[test]
	fn a_keystore_that_is_written_should_be_read() {
		let pair = sr25519::Pair::from_string("//throw-away", None).unwrap();
		let json = written(&pair, "a password").unwrap();
		let keystore = Keystore::parse(&json.to_string()).unwrap();
		let key = keystore.key(None, &mut Give(vec!["a password"])).unwrap();
		assert_eq!(address_of_42(&key.account()), SR25519);
		assert!(keystore.key(None, &mut Give(vec!["another"])).is_err());
	}
}
