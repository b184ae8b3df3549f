// SPDX-License-Identifier: Apache-2.0

//! Secret URIs: a mnemonic or a seed, a path, a password.
//!
//! Every text is the path of some key. So characters that nobody types on purpose are refused: with
//! a space at its end, a path would be that of another account.

use sp_core::{sr25519, Pair};

use crate::text::is_invisible;

/// The separator between a path and a password.
const PASSWORD: &str = "///";

/// Why a text is not a secret URI. The text is not repeated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SecretError {
	/// It has none of the forms of a secret URI.
	NotUri,
	/// It has this character in it, which is hard to see or out of place, and would make it another
	/// URI.
	Stray(char),
}

/// The sr25519 key of a secret URI.
pub fn pair(text: &str) -> Result<sr25519::Pair, SecretError> {
	let uri = without_stray(text)?;
	// An empty URI is a key that everybody knows.
	if uri.is_empty() {
		return Err(SecretError::NotUri);
	}
	sr25519::Pair::from_string(uri, None).map_err(|_| SecretError::NotUri)
}

/// The URI. Fails when something in it is hard to see, and would make it the URI of another key.
fn without_stray(text: &str) -> Result<&str, SecretError> {
	// Mnemonics and seeds can't be taken for others.
	if !text.contains('/') {
		return Ok(text.trim());
	}
	let (path, password) = text.split_once(PASSWORD).unwrap_or((text, ""));
	let mut stray = path.chars().chain(password.chars()).find(|c| is_invisible(*c));
	for junction in path.split('/') {
		let ends = [junction.chars().next(), junction.chars().next_back()];
		stray = stray.or(ends.into_iter().flatten().find(|c| c.is_whitespace()));
	}
	stray.map_or(Ok(text), |c| Err(SecretError::Stray(c)))
}

/// The code point of a character that can't be seen, with its name where it has a common one.
pub fn in_words(c: char) -> String {
	let name = match c {
		' ' => ", a space",
		'\t' => ", a tab",
		'\n' => ", a line break",
		'\r' => ", a carriage return",
		_ => "",
	};
	format!("U+{:04X}{name}", u32::from(c))
}

#[cfg(test)]
mod tests {
	use super::*;

	const PHRASE: &str = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";

	fn public(text: &str) -> [u8; 32] {
		pair(text).unwrap().public().0
	}

	#[test]
	fn a_character_too_many_should_not_make_another_account() {
		for (text, stray) in [
			("//Alice ", ' '),
			(" //Alice", ' '),
			("//Alice\r", '\r'),
			("//Alice\n", '\n'),
			("//Alice\t", '\t'),
			("//Alice\u{a0}", '\u{a0}'),
			("//Alice\u{200b}", '\u{200b}'),
			("\u{feff}//Alice", '\u{feff}'),
			("//Alice //stash", ' '),
			("// Alice", ' '),
			("//Alice///password\r\n", '\r'),
			("//Alice///pass\u{200b}word", '\u{200b}'),
		] {
			assert_eq!(pair(text).err(), Some(SecretError::Stray(stray)), "{text:?}");
		}
	}

	#[test]
	fn what_cannot_be_mistaken_should_be_read() {
		assert_eq!(public(&format!("{PHRASE}//Alice")), public("//Alice"));
		for around in [format!("{PHRASE}\n"), format!(" {PHRASE} "), format!("{PHRASE}\r\n")] {
			assert_eq!(public(&around), public(PHRASE));
		}
		// A password may have spaces, and a name too.
		assert_ne!(public("//Alice///one two"), public("//Alice///onetwo"));
		assert!(pair("//my account").is_ok());
	}

	#[test]
	fn what_is_no_uri_should_be_refused() {
		for text in ["", " ", "twelve words that are no mnemonic", "keys/mine", "0x12"] {
			assert_eq!(pair(text).err(), Some(SecretError::NotUri), "{text:?}");
		}
	}

	#[test]
	fn a_stray_character_should_be_named() {
		assert_eq!(in_words(' '), "U+0020, a space");
		assert_eq!(in_words('\u{200b}'), "U+200B");
	}
}
