// SPDX-License-Identifier: Apache-2.0

//! Values as machines read them, in JSON: amounts are strings of planck, hashes are in hex,
//! accounts are addresses.

use openledger_primitives::Balance;
use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::{
	account::{self, Account},
	text::printable,
};

/// The JSON of a type of the runtime API, as the type itself defines it.
pub fn of(value: &impl Serialize) -> Value {
	serde_json::to_value(value).unwrap_or_default()
}

/// JSON of which no text can control the terminal that it is shown on: characters that
/// [`printable`] would not let through are written as `\u` and digits, which says the same to a
/// JSON parser.
pub fn escaped(json: &str) -> String {
	let mut safe = String::with_capacity(json.len());
	for c in json.chars() {
		let mut text = [0; 4];
		let text: &str = c.encode_utf8(&mut text);
		// Below, JSON itself has escaped what is in a text; line breaks are between values.
		match c > '\u{7e}' && printable(text) != *text {
			true => {
				let mut units = [0; 2];
				for unit in c.encode_utf16(&mut units) {
					safe.push_str(&format!("\\u{unit:04x}"));
				}
			}
			false => safe.push(c),
		}
	}
	safe
}

/// An amount in planck, which JSON has as a string: its numbers are too small.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Planck(pub Balance);

impl Serialize for Planck {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&self.0)
	}
}

/// An account, which JSON has by its address on this chain.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Address(pub Account);

impl From<&Account> for Address {
	fn from(account: &Account) -> Self {
		Self(account.clone())
	}
}

impl Serialize for Address {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&account::address(&self.0))
	}
}

/// Bytes, which JSON has in hex after 0x.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hex<T>(pub T);

impl<T: AsRef<[u8]>> Serialize for Hex<T> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_str(&format_args!("0x{}", hex::encode(self.0.as_ref())))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn values_should_be_written_as_machines_read_them() {
		let who = account::parse("//Bob").unwrap();
		assert_eq!(of(&Planck(u128::MAX)), u128::MAX.to_string());
		assert_eq!(of(&Address::from(&who)), account::address(&who));
		assert_eq!(of(&Hex([1, 0xab])), "0x01ab");
	}

	#[test]
	fn what_strangers_wrote_should_say_the_same_and_control_nothing() {
		let uri = "a\u{1b}[2J\n\"\u{9b}31m\u{202e}\u{7f}é字\u{1f600}";
		let json = json!({ "uri": uri, "more": [1, "two"] });
		for text in [json.to_string(), format!("{json:#}")] {
			let safe = escaped(&text);
			assert_eq!(serde_json::from_str::<Value>(&safe).unwrap(), json);
			assert!(safe.chars().all(|c| c == '\n' || printable(&c.to_string()) == c.to_string()));
			assert!(safe.contains("\\u009b31m\\u202e\\u007fé字\u{1f600}"), "{safe}");
		}
		assert_eq!(escaped("{\n  \"a\": 1\n}"), "{\n  \"a\": 1\n}");
	}
}
