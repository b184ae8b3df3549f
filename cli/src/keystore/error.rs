// SPDX-License-Identifier: Apache-2.0

//! Why a file gives no key.

use std::io;

use crate::{
	account::{address, Account},
	output::{count, printable},
};

#[derive(Debug, thiserror::Error)]
pub enum KeystoreError {
	#[error("can't be read: {0}")]
	Unreadable(io::Error),
	#[error("can't be written: {0}")]
	Unwritable(io::Error),
	#[error("has {0} bytes, too many for a keystore")]
	TooLarge(u64),
	#[error("is no text in UTF-8, as a keystore is")]
	NotText,
	/// Without what is there instead: it may be a secret.
	#[error("is no JSON, as a keystore is (line {line})")]
	NotJson { line: usize },
	#[error("has no key in it")]
	NoKey,
	#[error("is a keystore of version `{}`, which is not read", printable(.0))]
	Version(String),
	#[error("is encrypted in an unknown way: {}", printable(.0))]
	Encryption(String),
	#[error("has an Ethereum account, which can't sign on this chain")]
	Ethereum,
	#[error("has a key of the unknown kind `{}`", printable(.0))]
	Crypto(String),
	#[error("is not opened by this password")]
	WrongPassword,
	#[error("asks for more work to open it than any wallet does")]
	Work,
	#[error("is damaged: {0}")]
	Damaged(&'static str),
	#[error("has {}, and one has to be chosen", count(.0.len(), "account"))]
	WhichAccount(Vec<Account>),
	#[error("does not have the account {}", address(.who))]
	NoAccount { who: Account, accounts: Vec<Account> },
}

impl KeystoreError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::Unreadable(_) | Self::Unwritable(_) => {
				"check the path and the permissions of the file".to_owned()
			}
			Self::TooLarge(_) | Self::NotText | Self::NotJson { .. } | Self::NoKey => {
				"a keystore is the JSON that a wallet exports, or that openledger key new --into \
				 FILE writes; a mnemonic in a file is given as \
				 OPENLEDGER_KEY=\"$(cat FILE)\""
					.to_owned()
			}
			Self::Version(_) | Self::Encryption(_) | Self::Crypto(_) => {
				"import it into a present wallet, and export the account from there".to_owned()
			}
			Self::Ethereum => {
				"use an account of the kind sr25519, ed25519 or ecdsa; openledger key new makes one"
					.to_owned()
			}
			Self::WrongPassword => {
				"try again: it is the password that the file was exported with, and \
				 OPENLEDGER_PASSWORD is taken before anything is asked"
					.to_owned()
			}
			Self::Work | Self::Damaged(_) => "export it from the wallet again".to_owned(),
			Self::WhichAccount(accounts) | Self::NoAccount { accounts, .. } => {
				let all: Vec<_> = accounts.iter().map(address).collect();
				format!("choose one with --key-account: {}", all.join(", "))
			}
		}
	}
}
