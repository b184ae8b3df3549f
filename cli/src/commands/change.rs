// SPDX-License-Identifier: Apache-2.0

//! What it takes to change a datanet, a contribution or a model.

use openledger_primitives::{ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{ContributionInfo, DatanetInfo, ModelInfo};

use super::ownership::Ownership;
use crate::{context::Context, error::Error};
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain},
	keys::Key,
	record::Record,
};

/// What has an owner.
pub trait Owned: Sized {
	type Id;

	/// Looks it up; fails when it is not there.
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

pub struct Change<Info> {
	pub key: Key,
	pub chain: Chain,
	pub view: BlockView,
	pub info: Info,
}

impl<Info: Owned> Change<Info> {
	/// Looks up what the key's account may or may not own.
	pub async fn prepare(context: &Context, id: Info::Id) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = Info::read(&view, id).await?;
		Ok(Self { key, chain, view, info })
	}

	/// Looks up what the key's account owns.
	pub async fn by_owner(context: &Context, id: Info::Id) -> Result<Self, Error> {
		let change = Self::prepare(context, id).await?;
		change.info.ownership().ensure_owner(&change.key.account())?;
		Ok(change)
	}
}
