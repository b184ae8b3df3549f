// SPDX-License-Identifier: Apache-2.0

//! What datanets, contributions and models have in common: an owner, who may offer them.

use serde_json::{json, Value};

use crate::args::{Offer, PaidAt};
use openledger_client::names::Names;
use openledger_client::{account::Account, error::RegistryError, json, record::Record};

/// Who has something, and to whom it is offered.
#[derive(Clone, Copy)]
pub struct Ownership<'a> {
	pub record: Record,
	pub owner: &'a Account,
	pub offered_to: Option<&'a Account>,
}

impl Ownership<'_> {
	/// Fails unless `who` is the owner.
	pub fn ensure_owner(&self, who: &Account) -> Result<(), RegistryError> {
		match self.owner == who {
			true => Ok(()),
			false => {
				Err(RegistryError::NotOwner { record: self.record, owner: self.owner.clone() })
			}
		}
	}

	/// Fails unless `who` can make the offer, or take it back.
	pub fn ensure_can_offer(&self, who: &Account, offer: &Offer) -> Result<(), RegistryError> {
		self.ensure_owner(who)?;
		match offer.to() {
			Some(to) if to == self.owner => Err(RegistryError::Yours(self.record)),
			None if self.offered_to.is_none() => Err(RegistryError::NoOffer(self.record)),
			_ => Ok(()),
		}
	}

	/// Fails unless it is offered to `who`.
	pub fn ensure_offered_to(&self, who: &Account) -> Result<(), RegistryError> {
		if self.offered_to == Some(who) {
			return Ok(());
		}
		Err(match self.owner == who {
			true => RegistryError::Yours(self.record),
			false => RegistryError::NotOffered { record: self.record, to: who.clone() },
		})
	}
}

/// The account that is to be credited; `None` for the owner.
pub fn payout(paid_at: PaidAt, owner: &Account) -> Option<Account> {
	paid_at.other().filter(|account| account != owner)
}

/// What came of an offer, for machines and for people.
pub fn offered(
	record: Record,
	to: Option<&Account>,
) -> (Value, impl FnOnce(&Names) -> String + '_) {
	let mut json = json!({ "offered_to": to.map(json::account) });
	json[record.command()] = record.id().into();
	let text = move |names: &Names| match to {
		Some(to) => format!(
			"{record} is offered to {}, who takes it with: openledger {} take {}",
			names.address(to),
			record.command(),
			record.id()
		),
		None => format!("{record} is offered to nobody any more"),
	};
	(json, text)
}

/// What came of taking something that was `from`'s, for machines and for people.
pub fn taken<'a>(
	record: Record,
	from: &'a Account,
	to: &'a Account,
) -> (Value, impl FnOnce(&Names) -> String + 'a) {
	let mut json = json!({ "from": json::account(from), "to": json::account(to) });
	json[record.command()] = record.id().into();
	let text = move |names: &Names| {
		format!("{record} went from {} to {}", names.address(from), names.address(to))
	};
	(json, text)
}

#[cfg(test)]
mod tests {
	use super::*;

	const RECORD: Record = Record::Model(3);

	fn account(n: u8) -> Account {
		Account::new([n; 32])
	}

	fn offer(to: Option<u8>) -> Offer {
		Offer { account: to.map(account), cancel: to.is_none() }
	}

	#[test]
	fn only_the_owner_should_offer_and_only_to_others() {
		let (owner, other) = (account(1), account(2));
		let mine = Ownership { record: RECORD, owner: &owner, offered_to: None };
		assert!(mine.ensure_can_offer(&owner, &offer(Some(2))).is_ok());
		let error = mine.ensure_can_offer(&other, &offer(Some(3))).unwrap_err();
		assert!(matches!(error, RegistryError::NotOwner { .. }));
		let error = mine.ensure_can_offer(&owner, &offer(Some(1))).unwrap_err();
		assert!(matches!(error, RegistryError::Yours(_)));
		let error = mine.ensure_can_offer(&owner, &offer(None)).unwrap_err();
		assert!(matches!(error, RegistryError::NoOffer(_)));
		let mine = Ownership { offered_to: Some(&other), ..mine };
		assert!(mine.ensure_can_offer(&owner, &offer(None)).is_ok());
	}

	#[test]
	fn only_whom_it_is_offered_to_should_take_it() {
		let (owner, other) = (account(1), account(2));
		let mine = Ownership { record: RECORD, owner: &owner, offered_to: Some(&other) };
		assert!(mine.ensure_offered_to(&other).is_ok());
		let error = mine.ensure_offered_to(&owner).unwrap_err();
		assert!(matches!(error, RegistryError::Yours(_)));
		let error = mine.ensure_offered_to(&account(3)).unwrap_err();
		assert!(matches!(error, RegistryError::NotOffered { .. }));
	}

	#[test]
	fn the_owner_should_be_paid_by_default() {
		let (owner, other) = (account(1), account(2));
		let paid_at = |who: Option<u8>| PaidAt { account: who.map(account), owner: who.is_none() };
		assert_eq!(payout(paid_at(None), &owner), None);
		assert_eq!(payout(paid_at(Some(1)), &owner), None);
		assert_eq!(payout(paid_at(Some(2)), &owner), Some(other));
	}

	#[test]
	fn an_offer_should_say_how_it_is_taken() {
		let to = account(2);
		let (json, text) = offered(RECORD, Some(&to));
		assert_eq!(json["model"], 3);
		assert!(text(&Names::default()).ends_with("openledger model take 3"));
		assert_eq!(offered(RECORD, None).0["offered_to"], Value::Null);
		let from = account(1);
		let (json, _) = taken(RECORD, &from, &to);
		assert_eq!(json["to"], json::account(&to));
	}
}
