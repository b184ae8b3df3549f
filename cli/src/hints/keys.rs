// SPDX-License-Identifier: Apache-2.0

//! What to do about a file that gives no key.

use openledger_client::{account::address, keys::keystore::KeystoreError};

/// How to give a key, where there is none or what is given is none.
pub const GIVE_ONE: &str =
	"give the path of a keystore file, or a mnemonic, with OPENLEDGER_KEY or --key; \
	 openledger key new makes an account; on a development chain, --key //Alice has OPEN";

/// What to do next.
pub fn hint(error: &KeystoreError) -> String {
	use KeystoreError as E;
	match error {
		E::Unreadable(_) | E::Unwritable(_) => {
			"check the path and the permissions of the file".to_owned()
		}
		E::TooLarge(_) | E::NotText | E::NotJson { .. } | E::NoKey => {
			"a keystore is the JSON that a wallet exports, or that openledger key new --into \
			 FILE writes; a mnemonic in a file is given as \
			 OPENLEDGER_KEY=\"$(cat FILE)\""
				.to_owned()
		}
		E::Version(_) | E::Encryption(_) | E::Crypto(_) => {
			"import it into a present wallet, and export the account from there".to_owned()
		}
		E::Ethereum => {
			"use an account of the kind sr25519, ed25519 or ecdsa; openledger key new makes one"
				.to_owned()
		}
		E::WrongPassword => "try again: it is the password that the file was exported with, and \
			 OPENLEDGER_PASSWORD is taken before anything is asked"
			.to_owned(),
		E::Work | E::Damaged(_) => "export it from the wallet again".to_owned(),
		E::WhichAccount(accounts) | E::NoAccount { accounts, .. } => {
			let all: Vec<_> = accounts.iter().map(address).collect();
			format!("choose one with --key-account: {}", all.join(", "))
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::account::Account;

	#[test]
	fn the_accounts_of_a_file_should_be_offered() {
		let all = vec![Account::new([1; 32]), Account::new([2; 32])];
		let hint = hint(&KeystoreError::WhichAccount(all.clone()));
		assert!(hint.contains("--key-account"));
		assert!(all.iter().all(|account| hint.contains(&address(account))), "{hint}");
	}
}
