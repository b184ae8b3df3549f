// SPDX-License-Identifier: Apache-2.0

//! Nomination pools, and the stakes of their members.

use openledger_primitives::Balance;
use subxt::utils::AccountId32;

use super::BlockView;
use crate::{
	account::{self, Account},
	error::Error,
	interface::api::runtime_types::pallet_nomination_pools,
};

const PALLET: &str = "NominationPools";

/// A member of a pool. Its points are without those that are being unbonded, each part of which is
/// after the era from which on it can be withdrawn.
pub use pallet_nomination_pools::PoolMember as Member;
/// The accounts that run a pool.
pub type Roles = pallet_nomination_pools::PoolRoles<AccountId32>;
/// A nomination pool. Its points are those of all members, without those that are being unbonded.
pub use pallet_nomination_pools::BondedPoolInner as Pool;
/// Whether a pool takes members.
pub use pallet_nomination_pools::PoolState;

impl BlockView {
	/// The pool with an id. `None` if there is none.
	pub async fn pool(&self, pool: u32) -> Result<Option<Pool>, Error> {
		self.stored(PALLET, "BondedPools", (pool,)).await
	}

	/// All pools, by id.
	pub async fn pools(&self) -> Result<Vec<(u32, Pool)>, Error> {
		self.entries(PALLET, "BondedPools").await
	}

	/// The name of a pool, in UTF-8. Empty if it has none.
	pub async fn pool_name(&self, pool: u32) -> Result<Vec<u8>, Error> {
		Ok(self.stored(PALLET, "Metadata", (pool,)).await?.unwrap_or_default())
	}

	/// The membership of an account. `None` if it is in no pool.
	pub async fn pool_member(&self, who: &Account) -> Result<Option<Member>, Error> {
		self.stored(PALLET, "PoolMembers", (account::bytes(who),)).await
	}

	/// All members of a pool.
	pub async fn pool_members(&self, pool: u32) -> Result<Vec<(Account, Member)>, Error> {
		let all = self.entries::<[u8; 32], Member>(PALLET, "PoolMembers").await?;
		let own = all.into_iter().filter(|(_, member)| member.pool_id == pool);
		Ok(own.map(|(who, member)| (Account::new(who), member)).collect())
	}

	/// The stake of a pool, in planck, what is being unbonded included.
	pub async fn pool_balance(&self, pool: u32) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_pool_balance", pool).await
	}

	/// The account that stakes for a pool.
	pub async fn pool_account(&self, pool: u32) -> Result<Account, Error> {
		let (bonded, _): ([u8; 32], [u8; 32]) =
			self.ask_runtime("NominationPoolsApi_pool_accounts", pool).await?;
		Ok(Account::new(bonded))
	}

	/// The worth of points of a pool, in planck.
	pub async fn pool_worth(&self, pool: u32, points: Balance) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_points_to_balance", (pool, points)).await
	}

	/// The points of a pool that are worth an amount, in planck.
	pub async fn pool_points(&self, pool: u32, amount: Balance) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_balance_to_points", (pool, amount)).await
	}

	/// The pay of a member that has come in and was not claimed, in planck.
	pub async fn pool_pay(&self, who: &Account) -> Result<Balance, Error> {
		self.ask_runtime("NominationPoolsApi_pending_rewards", account::bytes(who)).await
	}
}
