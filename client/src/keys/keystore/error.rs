// SPDX-License-Identifier: Apache-2.0

//! Errors of keystore files.

use std::io;

use crate::{
	account::{address, Account},
	text::{count, printable},
};

/// Why a keystore file gives no key, or can't be written. Messages begin with the verb: the name of
/// the file goes before.
#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
	/// The file can't be read.
	#[error("can't be read: {0}")]
	Unreadable(io::Error),
	/// The file can't be written.
	#[error("can't be written: {0}")]
	Unwritable(io::Error),
	/// The file has this many bytes, more than a keystore has.
	#[error("has {0} bytes, too many for a keystore")]
	TooLarge(u64),
	/// The file is not UTF-8.
	#[error("is no text in UTF-8, as a keystore is")]
	NotText,
	/// The file is not JSON. What is there instead is not repeated: it may be a secret.
	#[error("is no JSON, as a keystore is (line {line})")]
	NotJson {
		/// The line of the first fault, from 1.
		line: usize,
	},
	/// The file has no key in it.
	#[error("has no key in it")]
	NoKey,
	/// The keystore has this version, which is not read.
	#[error("is a keystore of version `{}`, which is not read", printable(.0))]
	Version(String),
	/// The keystore is encrypted in this way, which is not known.
	#[error("is encrypted in an unknown way: {}", printable(.0))]
	Encryption(String),
	/// The keystore is that of an Ethereum account, which can't sign on this chain.
	#[error("has an Ethereum account, which can't sign on this chain")]
	Ethereum,
	/// The key is of this kind, which is not known.
	#[error("has a key of the unknown kind `{}`", printable(.0))]
	Crypto(String),
	/// The password does not open the keystore.
	#[error("is not opened by this password")]
	WrongPassword,
	/// The keystore asks for more work to open it than is allowed.
	#[error("asks for more work to open it than any wallet does")]
	Work,
	/// The keystore is damaged, in this way.
	#[error("is damaged: {0}")]
	Damaged(&'static str),
	/// The keystore has these accounts, and none was chosen.
	#[error("has {}, and one has to be chosen", count(.0.len(), "account"))]
	WhichAccount(Vec<Account>),
	/// The keystore does not have the account that was chosen.
	#[error("does not have the account {}", address(.who))]
	NoAccount {
		/// The account that was chosen.
		who: Account,
		/// The accounts that the keystore has.
		accounts: Vec<Account>,
	},
}
