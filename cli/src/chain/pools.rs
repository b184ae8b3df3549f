// SPDX-License-Identifier: Apache-2.0

//! Nomination pools, and what members have in them.

use openledger_primitives::Balance;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::View;
use crate::{
	account::{self, Account},
	error::Error,
};

const PALLET: &str = "NominationPools";

/// Whether a pool takes members.
#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum PoolState {
	Open,
	Blocked,
	Destroying,
}

#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Roles {
	pub depositor: AccountId32,
	/// Runs it.
	pub root: Option<AccountId32>,
	/// May block it, and end it.
	pub bouncer: Option<AccountId32>,
	pub nominator: Option<AccountId32>,
}

#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Pool {
	pub points: Balance,
	pub state: PoolState,
	pub roles: Roles,
	pub member_counter: u32,
}

#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Member {
	pub pool_id: u32,
	pub points: Balance,
	/// Points that are free again from an era on.
	pub unbonding_eras: Vec<(u32, Balance)>,
}

impl View {
	pub async fn pool(&self, pool: u32) -> Result<Option<Pool>, Error> {
		self.stored(PALLET, "BondedPools", (pool,)).await
	}

	/// All pools, by id.
	pub async fn pools(&self) -> Result<Vec<(u32, Pool)>, Error> {
		self.entries(PALLET, "BondedPools").await
	}

	pub async fn pool_name(&self, pool: u32) -> Result<Vec<u8>, Error> {
		Ok(self.stored(PALLET, "Metadata", (pool,)).await?.unwrap_or_default())
	}

	pub async fn pool_member(&self, who: &Account) -> Result<Option<Member>, Error> {
		self.stored(PALLET, "PoolMembers", (account::bytes(who),)).await
	}

	/// All members of a pool.
	pub async fn pool_members(&self, pool: u32) -> Result<Vec<(Account, Member)>, Error> {
		let all = self.entries::<[u8; 32], Member>(PALLET, "PoolMembers").await?;
		let own = all.into_iter().filter(|(_, member)| member.pool_id == pool);
		Ok(own.map(|(who, member)| (Account::new(who), member)).collect())
	}

	/// What is staked through a pool, what is being unbonded included.
	pub async fn pool_balance(&self, pool: u32) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_pool_balance", pool).await
	}

	/// The account that stakes for a pool.
	pub async fn pool_account(&self, pool: u32) -> Result<Account, Error> {
		let (bonded, _): ([u8; 32], [u8; 32]) =
			self.ask_runtime("NominationPoolsApi_pool_accounts", pool).await?;
		Ok(Account::new(bonded))
	}

	/// What points of a pool are worth.
	pub async fn pool_worth(&self, pool: u32, points: Balance) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_points_to_balance", (pool, points)).await
	}

	/// The points of an amount.
	pub async fn pool_points(&self, pool: u32, amount: Balance) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_balance_to_points", (pool, amount)).await
	}

	/// Pay that has come in for a member.
	pub async fn pool_pay(&self, who: &Account) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_pending_rewards", account::bytes(who)).await
	}
}
