// SPDX-License-Identifier: Apache-2.0

//! The key that signs, and its passwords: from the environment, or from the terminal.

use std::{
	io::{self, ErrorKind},
	path::Path,
};

use openledger_client::{
	account::Account,
	keys::{
		keystore::{Keystore, Passwords},
		Key,
	},
};

use crate::{context::warn, error::Error};

/// Where the password of a keystore file can be given, and that of an account in a file with many.
pub const PASSWORD: &str = "OPENLEDGER_PASSWORD";
const ACCOUNT_PASSWORD: &str = "OPENLEDGER_ACCOUNT_PASSWORD";

/// Reads a secret URI, or the path of a keystore file; of a file with many accounts, the key of
/// `chosen`. Asks for passwords if it has to.
pub fn load(source: &str, chosen: Option<&Account>) -> Result<Key, Error> {
	let path = Path::new(source);
	let key = match path.is_file() {
		true => {
			// What is wrong with it otherwise is said below.
			if Keystore::read(path).is_ok_and(|keystore| keystore.is_open()) {
				let shown = path.display();
				warn(&format!("{shown} is not encrypted: whoever can read it has its keys"));
			}
			Key::from_keystore(path, chosen, &mut Asking(path))?
		}
		false => Key::from_uri(source)?,
	};
	Ok(key.ensure_of(chosen)?)
}

/// Asks for the passwords of a file: the environment first, then whoever is at the terminal.
struct Asking<'a>(&'a Path);

impl Passwords for Asking<'_> {
	type Error = Error;

	fn of_file(&mut self) -> Result<String, Error> {
		password(PASSWORD, &self.0.display().to_string())
	}

	fn of_account(&mut self, who: &str) -> Result<String, Error> {
		password(ACCOUNT_PASSWORD, &format!("{who} in {}", self.0.display()))
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

	#[test]
	fn a_line_break_at_the_end_of_a_password_should_be_dropped() {
		for (given, password) in
			[("a b\n", "a b"), ("a\r\n", "a"), ("a ", "a "), ("", ""), ("a\n\n", "a\n")]
		{
			assert_eq!(without_line_break(given.to_owned()), password);
		}
	}
}
