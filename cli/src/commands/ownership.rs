// SPDX-License-Identifier: Apache-2.0

//! What datanets, contributions and models have in common: an owner, who may offer them to another
//! account.

use openledger_client::{
	account::Account,
	chain::{BlockView, Chain},
	error::Idle,
	json::Address,
	keys::Key,
	names::Names,
	record::Record,
};
use openledger_primitives::{ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{ContributionInfo, DatanetInfo, ModelInfo};
use serde::Serialize;

use crate::{
	args::{Offer, PaidAt},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// A record with an owner.
pub trait Owned: Sized {
	type Id;

	/// Reads the record. Fails when there is none.
	async fn read(view: &BlockView, id: Self::Id) -> Result<Self, Error>;

	fn ownership(&self) -> Ownership<'_>;
}

impl Owned for DatanetInfo<Account> {
	type Id = DatanetId;

	async fn read(view: &BlockView, id: DatanetId) -> Result<Self, Error> {
		Ok(view.datanet(id).await?)
	}

	fn ownership(&self) -> Ownership<'_> {
		let record = Record::Datanet(self.datanet);
		Ownership { record, owner: &self.owner, offered_to: self.new_owner.as_ref() }
	}
}

impl Owned for ContributionInfo<Account> {
	type Id = ContributionId;

	async fn read(view: &BlockView, id: ContributionId) -> Result<Self, Error> {
		Ok(view.existing(id).await?)
	}

	fn ownership(&self) -> Ownership<'_> {
		let record = Record::Contribution(self.contribution);
		Ownership { record, owner: &self.owner, offered_to: self.new_owner.as_ref() }
	}
}

impl Owned for ModelInfo<Account> {
	type Id = ModelId;

	async fn read(view: &BlockView, id: ModelId) -> Result<Self, Error> {
		Ok(view.model(id).await?)
	}

	fn ownership(&self) -> Ownership<'_> {
		let record = Record::Model(self.model);
		Ownership { record, owner: &self.developer, offered_to: self.new_developer.as_ref() }
	}
}

/// What a change of a record needs.
pub struct Change<Info> {
	pub key: Key,
	pub chain: Chain,
	pub view: BlockView,
	pub info: Info,
}

impl<Info: Owned> Change<Info> {
	pub async fn prepare(context: &Context, id: Info::Id) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = Info::read(&view, id).await?;
		Ok(Self { key, chain, view, info })
	}
}

/// The owner of a record, and the account that it is offered to.
#[derive(Clone, Copy)]
pub struct Ownership<'a> {
	pub record: Record,
	pub owner: &'a Account,
	pub offered_to: Option<&'a Account>,
}

impl Ownership<'_> {
	/// Fails when an offer would change nothing, which the chain would take a fee for.
	pub fn ensure_changed_by(&self, offer: &Offer) -> Result<(), Idle> {
		let what = match offer.to() {
			Some(to) if to == self.owner => "its owner's",
			None if self.offered_to.is_none() => "offered to nobody",
			_ => return Ok(()),
		};
		Err(Idle::Already { record: self.record, what })
	}
}

/// The account that is to be credited; `None` for the owner.
pub fn payout(paid_at: PaidAt, owner: &Account) -> Option<Account> {
	paid_at.other().filter(|account| account != owner)
}

/// A record that is offered to an account, or to nobody any more.
#[derive(Serialize)]
pub struct Offered {
	#[serde(flatten)]
	record: Record,
	offered_to: Option<Address>,
}

impl Offered {
	pub fn new(record: Record, to: Option<&Account>) -> Self {
		Self { record, offered_to: to.map(Address::from) }
	}
}

impl Shown for Offered {
	fn text(&self, names: &Names) -> String {
		let record = self.record;
		match &self.offered_to {
			Some(to) => format!(
				"{record} is offered to {}, who takes it with: openledger {} accept-ownership {}",
				names.address(&to.0),
				record.command(),
				record.id()
			),
			None => format!("{record} is offered to nobody any more"),
		}
	}
}

/// A record that has another owner now.
#[derive(Serialize)]
pub struct Taken {
	#[serde(flatten)]
	pub record: Record,
	pub from: Address,
	pub to: Address,
}

impl Shown for Taken {
	fn text(&self, names: &Names) -> String {
		let Self { record, from, to } = self;
		format!("{record} went from {} to {}", names.address(&from.0), names.address(&to.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::json;
	use serde_json::json;

	const RECORD: Record = Record::Model(3);

	fn account(n: u8) -> Account {
		Account::new([n; 32])
	}

	#[test]
	fn an_offer_that_changes_nothing_should_be_refused() {
		let (owner, other) = (account(1), account(2));
		let offer = |to: Option<u8>| Offer { account: to.map(account), cancel: to.is_none() };
		let mine = Ownership { record: RECORD, owner: &owner, offered_to: None };
		assert!(mine.ensure_changed_by(&offer(Some(2))).is_ok());
		for to in [Some(1), None] {
			let error = mine.ensure_changed_by(&offer(to)).unwrap_err();
			assert!(matches!(error, Idle::Already { .. }), "{error}");
		}
		let mine = Ownership { offered_to: Some(&other), ..mine };
		assert!(mine.ensure_changed_by(&offer(None)).is_ok());
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
		let offered = Offered::new(RECORD, Some(&to));
		assert_eq!(json::of(&offered)["model"], 3);
		let text = offered.text(&Names::default());
		assert!(text.ends_with("openledger model accept-ownership 3"), "{text}");
		let expected = json!({ "model": 3, "offered_to": null });
		assert_eq!(json::of(&Offered::new(RECORD, None)), expected);
	}
}
