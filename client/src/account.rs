// SPDX-License-Identifier: Apache-2.0

//! Accounts, as a person writes and reads them.

use std::ops::RangeInclusive;

use sp_core::{
	crypto::{set_default_ss58_version, Ss58AddressFormat, Ss58Codec},
	Pair,
};

use crate::keys::secret::{self, in_words, SecretError};

pub use sp_core::crypto::AccountId32 as Account;

/// The prefix of the chain's addresses.
const PREFIX: u16 = 1612;
/// The prefix of addresses that are of no chain in particular.
const ANY_CHAIN: u16 = 42;

/// Characters of the longest way to write an account: a public key in hex.
const MAX_CHARS: usize = 2 + 64;

/// Characters of the words of mnemonics.
const WORD_CHARS: RangeInclusive<usize> = 3..=8;

/// The characters of each end that a shortened address has.
const SHORT_CHARS: usize = 6;

/// Why a text is not an account.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AccountError {
	/// It has none of the forms of an account. Holds the text.
	#[error(
		"`{0}` is not an account: give an SS58 address, a public key as 0x and 64 digits, or the \
		 path of a development key such as //Bob"
	)]
	NotAccount(String),
	/// It is an address with the prefix of another chain.
	#[error(
		"`{text}` is an address of another chain, with the prefix {prefix}: OPEN that is sent there \
		 may be lost to its owner; if it is meant, give it as this chain has it: {here}"
	)]
	OtherChain {
		/// The text.
		text: String,
		/// The SS58 prefix of the other chain.
		prefix: u16,
		/// The same account as an address of this chain.
		here: String,
	},
	/// The path of a development key has a character in it that is hard to see, or out of place.
	/// Holds the character.
	#[error("the account's path has {} in it, which would make it another account", in_words(*.0))]
	Stray(char),
	/// It has none of the forms of an account, and may be a secret: it is not repeated.
	#[error(
		"that is not an account, and not shown here as it may be a secret: give an SS58 address, \
		 or a public key as 0x and 64 digits"
	)]
	Hidden,
}

/// Reads an SS58 address of this chain or of none in particular, a public key in hex, or a
/// development key's path.
pub fn parse(text: &str) -> Result<Account, AccountError> {
	// An address and a public key can't become others by what is around them.
	let text = if text.trim_start().starts_with("//") { text } else { text.trim() };
	let account = if text.trim_start().starts_with("//") {
		match secret::pair(text) {
			Ok(pair) => Some(Account::new(pair.public().0)),
			Err(SecretError::Stray(c)) => return Err(AccountError::Stray(c)),
			Err(SecretError::NotUri) => None,
		}
	} else if let Some(digits) = text.strip_prefix("0x") {
		let mut bytes = [0; 32];
		hex::decode_to_slice(digits, &mut bytes).ok().map(|()| Account::new(bytes))
	} else {
		match Account::from_ss58check_with_version(text) {
			Ok((account, format)) if ![PREFIX, ANY_CHAIN].contains(&u16::from(format)) => {
				let (text, here) = (text.to_owned(), address(&account));
				return Err(AccountError::OtherChain { text, prefix: format.into(), here });
			}
			found => found.ok().map(|(account, _)| account),
		}
	};
	account.ok_or_else(|| match may_be_secret(text) {
		true => AccountError::Hidden,
		false => AccountError::NotAccount(text.to_owned()),
	})
}

/// Whether a text that is not an account looks like a mnemonic, or the first word of one that nobody
/// quoted, or another secret.
fn may_be_secret(text: &str) -> bool {
	let chars = text.chars().count();
	let is_word = WORD_CHARS.contains(&chars) && text.chars().all(|c| c.is_ascii_lowercase());
	is_word || text.chars().any(char::is_whitespace) || chars > MAX_CHARS
}

/// The account's address on this chain.
pub fn address(account: &Account) -> String {
	account.to_ss58check_with_version(Ss58AddressFormat::custom(PREFIX))
}

/// The account of an address of this chain. `None` for any other text, addresses of other chains
/// among them.
pub fn of_address(text: &str) -> Option<Account> {
	let (account, format) = Account::from_ss58check_with_version(text).ok()?;
	(u16::from(format) == PREFIX).then_some(account)
}

/// The beginning and the end of the account's address: enough to tell a few apart.
pub fn short(account: &Account) -> String {
	let address = address(account);
	// An address has ASCII letters and digits only.
	let end = address.len().saturating_sub(SHORT_CHARS);
	let (first, last) = (address.get(..SHORT_CHARS), address.get(end..));
	format!("{}…{}", first.unwrap_or_default(), last.unwrap_or_default())
}

/// Makes this chain's prefix the default of the whole process, so that accounts are serialized as
/// addresses of this chain.
pub fn use_prefix() {
	set_default_ss58_version(Ss58AddressFormat::custom(PREFIX));
}

/// The bytes of the account's id.
pub fn bytes(account: &Account) -> [u8; 32] {
	let bytes: &[u8; 32] = account.as_ref();
	*bytes
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_way_to_write_an_account_should_lead_to_the_same() {
		let alice = parse("//Alice").unwrap();
		let hex = "0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";
		assert_eq!(parse(hex).unwrap(), alice);
		assert_eq!(parse("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY").unwrap(), alice);
		assert_eq!(parse(&address(&alice)).unwrap(), alice);
		assert_eq!(bytes(&alice).to_vec(), hex::decode(&hex[2..]).unwrap());
	}

	#[test]
	fn an_address_of_another_chain_should_be_refused_and_given_as_this_chain_has_it() {
		let alice = parse("//Alice").unwrap();
		for prefix in [0, 2, 5, 1611] {
			let there = alice.to_ss58check_with_version(Ss58AddressFormat::custom(prefix));
			let here = address(&alice);
			let expected = AccountError::OtherChain { text: there.clone(), prefix, here };
			assert_eq!(parse(&there), Err(expected.clone()));
			assert!(expected.to_string().ends_with(&address(&alice)));
		}
	}

	#[test]
	fn a_character_too_many_should_not_make_another_account() {
		let alice = parse("//Alice").unwrap();
		for (text, stray) in [("//Alice ", ' '), (" //Alice", ' '), ("//Alice\r", '\r')] {
			assert_eq!(parse(text), Err(AccountError::Stray(stray)));
		}
		assert_eq!(parse(&format!(" {}\r\n", address(&alice))), Ok(alice));
	}

	#[test]
	fn only_an_address_of_this_chain_should_be_one() {
		let alice = parse("//Alice").unwrap();
		assert_eq!(of_address(&address(&alice)), Some(alice.clone()));
		let there = alice.to_ss58check_with_version(Ss58AddressFormat::custom(ANY_CHAIN));
		for text in [there.as_str(), "", "//Alice", &short(&alice)] {
			assert_eq!(of_address(text), None, "{text}");
		}
	}

	#[test]
	fn a_short_address_should_have_both_ends() {
		let alice = parse("//Alice").unwrap();
		let (address, short) = (address(&alice), short(&alice));
		let (first, last) = short.split_once('…').unwrap();
		assert!(first.len() == 6 && last.len() == 6);
		assert!(address.starts_with(first) && address.ends_with(last));
	}

	#[test]
	fn json_should_have_addresses_of_this_chain() {
		use_prefix();
		let alice = parse("//Alice").unwrap();
		assert_eq!(serde_json::to_value(&alice).unwrap(), address(&alice));
	}

	#[test]
	fn what_is_no_account_should_be_refused() {
		for text in ["", "Alice", "0x12", "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ"] {
			assert_eq!(parse(text), Err(AccountError::NotAccount(text.to_owned())));
		}
	}

	#[test]
	fn what_may_be_a_secret_should_not_be_repeated() {
		let long = format!("0x{}", "1".repeat(128));
		for text in ["bottom drive obey lake", "//a secret///b", long.as_str()] {
			if let Err(error) = parse(text) {
				assert_eq!(error, AccountError::Hidden);
				assert!(!error.to_string().contains(text));
			}
		}
		for text in ["bottom drive", "bottom", "add", "absolute"] {
			assert_eq!(parse(text), Err(AccountError::Hidden));
		}
	}
}
