// SPDX-License-Identifier: Apache-2.0

//! What the accounts in a watch's lines are called: the chain is asked once in a while.

use std::{
	collections::BTreeSet,
	time::{Duration, Instant},
};

use openledger_client::names::Names;
use openledger_client::{account::Account, chain::BlockView};

/// How long a name is taken for what it was, even if its account or a registrar has changed it.
const STALE: Duration = Duration::from_secs(600);
/// Accounts that are remembered, with a name or without.
const MOST: usize = 1_000;

#[derive(Default)]
pub struct Known {
	names: Names,
	/// Those that were asked about, with a name or without.
	asked: BTreeSet<Account>,
	/// When the first of them was.
	since: Option<Instant>,
}

impl Known {
	pub fn names(&self) -> &Names {
		&self.names
	}

	/// Learns what accounts are called. When that fails, they are shown without, and the next time
	/// they are asked about again.
	pub async fn learn(&mut self, view: &BlockView, accounts: &BTreeSet<Account>) {
		let now = Instant::now();
		let new = self.unknown(accounts, now);
		if let Ok(names) = view.names(&new).await {
			self.add(new, names, now);
		}
	}

	/// The accounts to ask about. All are forgotten at once when they are too old, or too many.
	fn unknown(&mut self, accounts: &BTreeSet<Account>, now: Instant) -> BTreeSet<Account> {
		let is_stale = self.since.is_some_and(|since| now.duration_since(since) >= STALE);
		let more = accounts.difference(&self.asked).count();
		if is_stale || self.asked.len().saturating_add(more) > MOST {
			*self = Self::default();
		}
		accounts.difference(&self.asked).cloned().collect()
	}

	fn add(&mut self, asked: BTreeSet<Account>, names: Names, now: Instant) {
		self.asked.extend(asked);
		self.names.extend(names);
		self.since.get_or_insert(now);
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::names::Name;
	use openledger_client::{account, chain::identity::Standing};

	fn who(number: u16) -> Account {
		let mut bytes = [0; 32];
		bytes[..2].copy_from_slice(&number.to_le_bytes());
		Account::new(bytes)
	}

	fn all(numbers: std::ops::Range<u16>) -> BTreeSet<Account> {
		numbers.map(who).collect()
	}

	/// The first account is called Ada, and no other has a name.
	fn ada() -> Names {
		let mut names = Names::default();
		let (display, standing) = (Some("Ada".to_owned()), Standing::Unverified);
		names.insert(who(0), Name { display, sub: None, standing, username: None });
		names
	}

	#[test]
	fn an_account_should_be_asked_about_once_in_a_while_with_a_name_or_without() {
		let (mut known, start) = (Known::default(), Instant::now());
		assert_eq!(known.unknown(&all(0..2), start), all(0..2));
		// The chain did not answer.
		assert_eq!(known.unknown(&all(0..2), start), all(0..2));
		known.add(all(0..2), ada(), start);
		let later = start + STALE / 2;
		assert_eq!(known.unknown(&all(0..3), later), all(2..3));
		known.add(all(2..3), Names::default(), later);
		assert!(known.unknown(&all(0..3), later).is_empty());
		assert!(known.names().address(&who(0)).ends_with(" Ada (unverified)"));
		assert_eq!(known.unknown(&all(1..2), start + STALE), all(1..2));
		assert_eq!(known.names().address(&who(0)), account::address(&who(0)));
	}

	#[test]
	fn only_so_many_should_be_remembered() {
		let (mut known, now) = (Known::default(), Instant::now());
		let most = u16::try_from(MOST).unwrap();
		known.add(all(0..most), ada(), now);
		assert!(known.unknown(&all(most - 1..most), now).is_empty());
		assert_eq!(known.unknown(&all(most..most + 1), now), all(most..most + 1));
		assert!(known.asked.is_empty());
	}
}
