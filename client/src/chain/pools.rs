// SPDX-License-Identifier: Apache-2.0

//! Nomination pools, and the stakes of their members.

use openledger_primitives::Balance;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::BlockView;
use crate::{
	account::{self, Account},
	error::Error,
};

const PALLET: &str = "NominationPools";

/// Whether a pool takes members.
#[derive(DecodeAsType, Clone, Copy, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum PoolState {
	/// It takes members.
	Open,
	/// It takes no members.
	Blocked,
	/// It is being ended: it takes no members, and anyone can unbond those it has.
	Destroying,
}

/// The accounts that run a pool.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Roles {
	/// The account that created it, and leaves last.
	pub depositor: AccountId32,
	/// The account that may do all that the others may, and give out their roles.
	pub root: Option<AccountId32>,
	/// The account that may block it, and end it.
	pub bouncer: Option<AccountId32>,
	/// The account that sets the validators that it backs.
	pub nominator: Option<AccountId32>,
}

/// A nomination pool.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Pool {
	/// The points of all members, without those that are being unbonded.
	pub points: Balance,
	/// Whether it takes members.
	pub state: PoolState,
	/// The accounts that run it.
	pub roles: Roles,
	/// The number of its members.
	pub member_counter: u32,
}

/// A member of a pool.
#[derive(DecodeAsType, Clone, PartialEq, Eq, Debug)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Member {
	/// The id of the pool.
	pub pool_id: u32,
	/// The member's points, without those that are being unbonded.
	pub points: Balance,
	/// The points that are being unbonded, each part after the era from which on it can be
	/// withdrawn.
	pub unbonding_eras: Vec<(u32, Balance)>,
}

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
