// SPDX-License-Identifier: Apache-2.0

//! The names of accounts, shown beside their addresses.
//!
//! A name is a stranger's text. It comes after the address, never in its place; it is short; and
//! nothing in it can be taken for an address, for the mark of a name that a registrar has verified,
//! or for the next column of a table.

mod annotate;

use std::collections::BTreeMap;

pub use self::annotate::{accounts, SUFFIX};
use crate::{
	account::{self, Account},
	chain::identity::Standing,
	text::is_invisible,
};

/// The mark behind a name that a registrar found good, and behind no other.
const VERIFIED: &str = "✓";
const UNVERIFIED: &str = "(unverified)";
/// The mark behind a name that a registrar found wrong.
const ERRONEOUS: &str = "(erroneous)";
/// The number of characters of the longest name that is shown in whole. Escapes count as they are
/// shown.
const LONGEST: usize = 40;

/// The name of an account, as the chain has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Name {
	/// The name that the account gives itself, or that of the account that it is a sub-account of.
	pub display: Option<String>,
	/// The account that it is a sub-account of, and its name there.
	pub sub: Option<(Account, String)>,
	/// The weight that the name has by the judgements of registrars.
	pub standing: Standing,
	/// The username, which an authority has given to this account alone.
	pub username: Option<String>,
}

impl Name {
	fn text(&self) -> Option<String> {
		let Some(display) = &self.display else {
			return self.username.as_ref().map(|username| format!("@{}", plain(username)));
		};
		let mark = match self.standing {
			Standing::Verified => VERIFIED,
			Standing::Unverified => UNVERIFIED,
			Standing::Erroneous => ERRONEOUS,
		};
		let sub = self.sub.as_ref().map_or(String::new(), |(_, name)| format!("/{}", plain(name)));
		Some(format!("{}{sub} {mark}", plain(display)))
	}
}

/// The names of accounts, as far as they have any.
#[derive(Clone, Default, Debug)]
pub struct Names(BTreeMap<Account, Name>);

impl Names {
	/// Adds the name of an account.
	pub fn insert(&mut self, who: Account, name: Name) {
		self.0.insert(who, name);
	}

	/// Adds more names.
	pub fn extend(&mut self, more: Self) {
		self.0.extend(more.0);
	}

	/// The account's address, with its name behind it.
	pub fn address(&self, who: &Account) -> String {
		self.beside(account::address(who), who)
	}

	/// The account's shortened address, with its name behind it.
	pub fn short(&self, who: &Account) -> String {
		self.beside(account::short(who), who)
	}

	/// A text, with a name behind it if it is the address of an account that has one.
	pub fn if_address(&self, text: &str) -> String {
		account::of_address(text).map_or_else(|| text.to_owned(), |who| self.address(&who))
	}

	/// The account's address with its name, or "nobody" for `None`.
	pub fn nobody_or(&self, who: Option<&Account>) -> String {
		who.map_or_else(|| "nobody".to_owned(), |who| self.address(who))
	}

	fn beside(&self, address: String, who: &Account) -> String {
		match self.0.get(who).and_then(Name::text) {
			Some(name) => format!("{address} {name}"),
			None => address,
		}
	}
}

/// A name as it is shown: in one piece, with single blanks, and with an escape for whatever is not
/// seen or looks like a mark.
fn plain(name: &str) -> String {
	let (mut shown, mut length) = (String::new(), 0usize);
	let words: Vec<_> = name.split_whitespace().collect();
	for c in words.join(" ").chars() {
		let piece = match is_invisible(c) || is_mark(c) {
			true => c.escape_unicode().to_string(),
			false => c.to_string(),
		};
		length = length.saturating_add(piece.chars().count());
		if length > LONGEST {
			shown.push('…');
			break;
		}
		shown.push_str(&piece);
	}
	shown
}

/// Whether a character can be taken for the mark of a verified name, or for the middle of a
/// shortened address: symbols, and characters of private use.
fn is_mark(c: char) -> bool {
	matches!(
		c,
		'\u{2020}'..='\u{2bff}'
			| '\u{e000}'..='\u{f8ff}'
			| '\u{fe19}'
			| '\u{1f197}'
			| '\u{1f5f8}'..='\u{1f5f9}'
			| '\u{1fb00}'..='\u{1fbff}'
			| '\u{f0000}'..
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn who(byte: u8) -> Account {
		Account::new([byte; 32])
	}

	fn name(display: &str, standing: Standing) -> Name {
		Name { display: Some(display.to_owned()), sub: None, standing, username: None }
	}

	fn names(name: Name) -> Names {
		let mut names = Names::default();
		names.insert(who(1), name);
		names
	}

	fn shown(name: Name) -> String {
		let text = names(name).address(&who(1));
		let text = text.strip_prefix(&account::address(&who(1))).unwrap();
		text.trim_start().to_owned()
	}

	#[test]
	fn a_name_should_come_after_the_address_with_what_it_is_worth() {
		let ada = names(name("Ada Lovelace", Standing::Verified));
		let (address, short) = (account::address(&who(1)), account::short(&who(1)));
		assert_eq!(ada.address(&who(1)), format!("{address} Ada Lovelace ✓"));
		assert_eq!(ada.short(&who(1)), format!("{short} Ada Lovelace ✓"));
		assert_eq!(ada.if_address(&address), ada.address(&who(1)));
		assert_eq!(ada.if_address("5 OPEN"), "5 OPEN");
		assert_eq!(ada.nobody_or(None), "nobody");
		assert_eq!(ada.nobody_or(Some(&who(2))), account::address(&who(2)));
		assert_eq!(shown(name("Ada", Standing::Unverified)), "Ada (unverified)");
		assert_eq!(shown(name("Ada", Standing::Erroneous)), "Ada (erroneous)");
	}

	#[test]
	fn a_username_should_stand_for_a_name_that_is_missing() {
		let username = Some("ada.open".to_owned());
		let only =
			Name { display: None, username: username.clone(), ..name("", Standing::Verified) };
		assert_eq!(shown(only), "@ada.open");
		let both = Name { username, ..name("Ada", Standing::Unverified) };
		assert_eq!(shown(both), "Ada (unverified)");
	}

	#[test]
	fn a_name_should_not_look_verified_by_what_is_in_it() {
		for mark in ["✓", "✔", "☑", "✅", "√", "🗸", "🗹", "\u{1fbb1}", "\u{e0a0}", "🆗"]
		{
			let text = shown(name(&format!("Ada {mark}"), Standing::Unverified));
			assert!(!text.contains(mark), "{text}");
			assert!(text.starts_with(r"Ada \u{") && text.ends_with("} (unverified)"), "{text}");
		}
		let text = shown(name("Ada ✓ (verified)", Standing::Unverified));
		assert_eq!(text, r"Ada \u{2713} (verified) (unverified)");
	}

	#[test]
	fn a_name_should_not_control_the_terminal_or_pass_for_another_column() {
		let text = shown(name("A\u{1b}[2J\u{202e}b\u{200b}", Standing::Unverified));
		assert_eq!(text, r"A\u{1b}[2J\u{202e}b\u{200b} (unverified)");
		let text = shown(name("  Ada     elected\n\t\u{a0}\u{3000}yes ", Standing::Unverified));
		assert_eq!(text, "Ada elected yes (unverified)");
		// A name in Urdu, one in Hindi and one with an accent of its own stay what they are.
		for own in ["آدا", "अदा", "Ade\u{301}le", "O’Hara – Søn", "字"] {
			assert_eq!(shown(name(own, Standing::Verified)), format!("{own} ✓"));
		}
	}

	#[test]
	fn a_name_should_not_pass_for_an_address() {
		let short = account::short(&who(2));
		let text = shown(name(&short, Standing::Unverified));
		assert!(!text.contains(&short) && text.contains(r"\u{2026}"), "{text}");
		// The chain's longest, of characters that are shown as six.
		let text = shown(name(&"\u{1b}".repeat(32), Standing::Unverified));
		let (shown, _) = text.split_once(" (").unwrap();
		assert!(shown.chars().count() <= LONGEST + 1 && shown.ends_with("}…"), "{text}");
		assert!(LONGEST < account::address(&who(2)).len());
	}

	#[test]
	fn a_sub_account_should_be_called_by_both_names() {
		let sub = Some((who(7), "no✓vels".to_owned()));
		let name = Name { sub, ..name("Ada", Standing::Verified) };
		assert_eq!(shown(name), r"Ada/no\u{2713}vels ✓");
	}
}
