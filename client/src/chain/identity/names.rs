// SPDX-License-Identifier: Apache-2.0

//! The names of many accounts, read together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use codec::Decode;

use super::{BlockView, Data, Registrar, Registration, Standing, Super, PALLET};
use crate::{
	account::{self, Account},
	error::Error,
	names::{Name, Names},
	text::is_blank,
	words,
};

/// Stored values by their keys. Some may not have the type that this client knows: such an account
/// has no name, and the rest of the result is right.
struct Stored(HashMap<Vec<u8>, Vec<u8>>);

impl Stored {
	fn get<V: Decode>(&self, key: &[u8]) -> Option<V> {
		self.0.get(key).and_then(|bytes| V::decode(&mut &bytes[..]).ok())
	}
}

/// The storage keys of an account's names.
struct Keys {
	identity: Vec<u8>,
	username: Vec<u8>,
	parent: Vec<u8>,
}

impl BlockView {
	/// The names of accounts, read in one request, and another where some are sub-accounts. Empty
	/// on a chain that is older than names.
	pub async fn names(&self, accounts: &BTreeSet<Account>) -> Result<Names, Error> {
		if accounts.is_empty() || !self.has_identities() {
			return Ok(Names::default());
		}
		let entry = |name: &str, who: &Account| self.key_of(PALLET, name, (account::bytes(who),));
		let registrars = self.key_of(PALLET, "Registrars", ())?;
		let mut all = vec![registrars.clone()];
		let mut keys = Vec::new();
		for who in accounts {
			let own = Keys {
				identity: entry("IdentityOf", who)?,
				username: entry("UsernameOf", who)?,
				parent: entry("SuperOf", who)?,
			};
			all.extend([own.identity.clone(), own.username.clone(), own.parent.clone()]);
			keys.push((who, own));
		}
		let mut stored = Stored(self.many(&all).await?);
		let registrars: Vec<Option<Registrar>> = stored.get(&registrars).unwrap_or_default();

		// An account that says itself who it is needs nobody to say it.
		let mut parents = BTreeMap::new();
		for (_, own) in &keys {
			if stored.0.contains_key(&own.identity) {
				continue;
			}
			if let Some(Super { parent, .. }) = stored.get(&own.parent) {
				parents.insert(parent.clone(), entry("IdentityOf", &parent)?);
			}
		}
		let missing: Vec<_> =
			parents.values().filter(|key| !stored.0.contains_key(*key)).cloned().collect();
		if !missing.is_empty() {
			stored.0.extend(self.many(&missing).await?);
		}

		let mut names = Names::default();
		for (who, own) in keys {
			let username: Option<Vec<u8>> = stored.get(&own.username);
			let parent: Option<Super> = stored.get(&own.parent);
			let of_parent = parent.and_then(|parent| {
				let key = parents.get(&parent.parent)?;
				Some((parent, stored.get(key)?))
			});
			let own = stored.get(&own.identity);
			if let Some(name) = name(own, of_parent, username.as_deref(), &registrars) {
				names.insert(who.clone(), name);
			}
		}
		Ok(names)
	}
}

/// The name of an account: its own, or else that of its parent. `None` if it has neither, nor a
/// username.
fn name(
	own: Option<Registration>,
	parent: Option<(Super, Registration)>,
	username: Option<&[u8]>,
	registrars: &[Option<Registrar>],
) -> Option<Name> {
	let seen = |data: &Data| data.text().filter(|text| !is_blank(text));
	let username = username.map(words::text);
	let mut name = Name { display: None, sub: None, standing: Standing::Unverified, username };
	match (own, parent) {
		(Some(own), _) => {
			name.display = seen(&own.info.display);
			name.standing = Standing::of(&own.judgements, registrars);
		}
		(None, Some((Super { parent, name: sub }, of_parent))) => {
			name.display = seen(&of_parent.info.display);
			name.sub = name.display.as_ref().map(|_| (parent, seen(&sub).unwrap_or_default()));
			name.standing = Standing::of(&of_parent.judgements, registrars);
		}
		(None, None) => {}
	}
	(name.display.is_some() || name.username.is_some()).then_some(name)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::chain::identity::{Info, Judgement};
	use codec::Encode;

	fn registration(display: &str, judgement: Judgement) -> Registration {
		let info = Info { display: Data::of(display), ..Info::default() };
		Registration { judgements: vec![(0, judgement)], deposit: 1, info }
	}

	fn registrars() -> Vec<Option<Registrar>> {
		Vec::decode(&mut &[vec![4, 1], vec![9; 32], vec![0; 24]].concat()[..]).unwrap()
	}

	fn under(parent: u8, name: &str) -> Super {
		Super { parent: Account::new([parent; 32]), name: Data::of(name) }
	}

	#[test]
	fn an_account_should_be_called_what_it_says_itself() {
		let ada = registration("Ada", Judgement::Reasonable);
		let other = (under(7, "stolen"), registration("Eve", Judgement::KnownGood));
		let found = name(Some(ada), Some(other), Some(b"ada.open"), &registrars()).unwrap();
		assert_eq!(found.display.as_deref(), Some("Ada"));
		assert_eq!((found.sub, found.standing), (None, Standing::Verified));
		assert_eq!(found.username.as_deref(), Some("ada.open"));
	}

	#[test]
	fn a_sub_account_should_have_its_parents_name_and_standing() {
		let parent = |judgement| registration("Ada", judgement);
		let found = |judgement| {
			name(None, Some((under(7, "novels"), parent(judgement))), None, &registrars()).unwrap()
		};
		let verified = found(Judgement::KnownGood);
		assert_eq!(verified.sub, Some((Account::new([7; 32]), "novels".to_owned())));
		assert_eq!(verified.standing, Standing::Verified);
		assert_eq!(found(Judgement::Unknown).standing, Standing::Unverified);
		assert_eq!(found(Judgement::Erroneous).standing, Standing::Erroneous);
		// Nobody can be under who has no name.
		let nameless = (under(7, "novels"), registration("", Judgement::KnownGood));
		assert_eq!(name(None, Some(nameless), None, &registrars()), None);
	}

	#[test]
	fn what_cannot_be_seen_should_be_no_name() {
		let blank = registration(" \u{200b}", Judgement::KnownGood);
		assert_eq!(name(Some(blank), None, None, &registrars()), None);
		assert_eq!(name(None, None, None, &[]), None);
		let only = name(None, None, Some(b"ada.open"), &[]).unwrap();
		assert_eq!((only.display, only.standing), (None, Standing::Unverified));
	}

	#[test]
	fn what_cannot_be_read_should_be_left_out() {
		let good = registration("Ada", Judgement::Unknown);
		let stored = [(vec![1], good.encode()), (vec![2], vec![255; 3])];
		let stored = Stored(stored.into());
		assert_eq!(stored.get(&[1]), Some(good));
		assert_eq!(stored.get::<Registration>(&[2]), None);
		assert_eq!(stored.get::<Registration>(&[3]), None);
	}
}
