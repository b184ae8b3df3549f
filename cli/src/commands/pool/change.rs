// SPDX-License-Identifier: Apache-2.0

//! What makes pools, and changes what members have in them.

use openledger_primitives::Balance;
use serde_json::json;

use super::close::is_open_to_founder;
use crate::{
	args::MoreOf,
	commands::{
		datanet::{ensure_fits, ensure_name},
		stake::targets,
	},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{
			self, lookup,
			staking::{pools, BondExtra, SPANS},
		},
		events::{PoolBonded, PoolCreated, PoolPaidOut, PoolUnbonded, PoolWithdrawn},
		pools::{Member, Pool},
		BlockView,
	},
	error::StakingError,
	json,
	text::{count, printable},
	units::amount,
	words,
};

/// The longest name of a pool, in bytes: `MaxMetadataLen` of the runtime, which no metadata has.
const LONGEST_NAME: u32 = 256;

/// What an account has in its pool.
pub async fn member(view: &BlockView, who: &Account) -> Result<Member, Error> {
	Ok(view.pool_member(who).await?.ok_or_else(|| StakingError::NotMember(who.clone()))?)
}

/// Fails when an account can't be in a pool: it is in one, or it stakes by itself.
async fn ensure_no_member(view: &BlockView, who: &Account) -> Result<(), Error> {
	if let Some(ledger) = view.staked(who).await? {
		let (who, bonded) = (who.clone(), ledger.total);
		return Err(StakingError::StakesAlone { who, bonded }.into());
	}
	match view.pool_member(who).await? {
		None => Ok(()),
		Some(Member { pool_id: pool, .. }) => {
			Err(StakingError::IsMember { who: who.clone(), pool }.into())
		}
	}
}

async fn ensure_pool(view: &BlockView, pool: u32) -> Result<(), Error> {
	match view.pool(pool).await? {
		Some(_) => Ok(()),
		None => Err(StakingError::NoPool(pool).into()),
	}
}

pub async fn create(context: &Context, amount: Balance, name: String) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	ensure_no_member(&view, &who).await?;
	ensure_name("the pool's name", &name)?;
	ensure_fits("the pool's name", name.as_bytes(), LONGEST_NAME)?;
	ensure_enough("to make a pool", amount, view.least_founder_stake().await?)?;
	let role = || lookup(&who);
	let call = pools::create(amount, role(), role(), role());
	// A pool's reward account has to exist.
	let needed = amount.saturating_add(view.existential_deposit()?);
	let purpose = (needed, "the first stake, the pool's own deposit and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "making the pool").await?;
	let pool = events.one::<PoolCreated>()?.pool_id;
	let named = pools::set_metadata(pool, name.clone().into_bytes());
	let events = sign(&chain, &view, &key, &named, 0, "naming the pool").await?;
	let json = json!({
		"pool": pool,
		"name": name,
		"staked": json::amount(amount),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"pool {pool}, {}, has {}\nsay whom it backs: openledger pool nominate {pool} ACCOUNT…",
			printable(&name),
			amount::format(amount)
		)
	});
	Ok(())
}

/// Fails when an amount is less than what is taken.
fn ensure_enough(what: &'static str, amount: Balance, least: Balance) -> Result<(), StakingError> {
	match amount < least {
		true => Err(StakingError::TooLittle { what, least }),
		false => Ok(()),
	}
}

pub async fn join(context: &Context, pool: u32, amount: Balance) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	ensure_pool(&view, pool).await?;
	ensure_no_member(&view, &key.account()).await?;
	ensure_enough("to join a pool", amount, view.least_pool_stake().await?)?;
	let call = pools::join(amount, pool);
	let purpose = (amount, "the stake and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "joining the pool").await?;
	let json = json!({
		"pool": pool,
		"staked": json::amount(amount),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"{} are staked in pool {pool}; its pay comes in era by era: openledger pool status",
			amount::format(amount)
		)
	});
	Ok(())
}

pub async fn extra(context: &Context, more: MoreOf) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let pool = member(&view, &who).await?.pool_id;
	let (extra, needed) = match more.amount {
		Some(amount) => (BondExtra::FreeBalance(amount), amount),
		None => {
			ensure_pay(&view, &who).await?;
			(BondExtra::Rewards, 0)
		}
	};
	let call = pools::bond_extra(extra);
	let purpose = (needed, "the stake and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "adding to the stake").await?;
	let bonded = events.one::<PoolBonded>()?.bonded;
	let json = json!({
		"pool": pool,
		"added": json::amount(bonded),
		"block": json::hash(events.block),
	});
	context
		.show_json(json, || format!("{} more are staked in pool {pool}", amount::format(bonded)));
	Ok(())
}

pub async fn nominate(context: &Context, pool: u32, validators: &[Account]) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	ensure_pool(&view, pool).await?;
	let validators = &targets(context, &view, validators).await?;
	let call = pools::nominate(pool, validators.iter().map(calls::id).collect());
	let events = sign(&chain, &view, &key, &call, 0, "nominating").await?;
	let targets: Vec<_> = validators.iter().map(json::account).collect();
	let json = json!({ "pool": pool, "nominations": targets, "block": json::hash(events.block) });
	let text = |_: &Names| {
		format!(
			"pool {pool} backs {} from the next election on, as far as they are elected",
			count(validators.len(), "validator")
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

async fn ensure_pay(view: &BlockView, who: &Account) -> Result<(), Error> {
	match view.pool_pay(who).await? {
		0 => Err(StakingError::NoPay(who.clone()).into()),
		_ => Ok(()),
	}
}

pub async fn claim(context: &Context) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let pool = member(&view, &who).await?.pool_id;
	ensure_pay(&view, &who).await?;
	let events = sign(&chain, &view, &key, &pools::claim_payout(), 0, "claiming").await?;
	let paid = events.one::<PoolPaidOut>()?.payout;
	let json = json!({
		"pool": pool,
		"paid": json::amount(paid),
		"block": json::hash(events.block),
	});
	context.show_json(json, || format!("{} came from pool {pool}", amount::format(paid)));
	Ok(())
}

pub async fn unbond(context: &Context, amount: Balance) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let Member { pool_id: pool, points, .. } = member(&view, &who).await?;
	let active = view.pool_worth(pool, points).await?;
	if amount > active {
		return Err(StakingError::TooMuch { who, active, asked: amount }.into());
	}
	let found = view.pool(pool).await?.ok_or(StakingError::NoPool(pool))?;
	let is_founder = found.roles.depositor.0 == account::bytes(&who);
	let least = match is_founder {
		true => view.least_founder_stake().await?,
		false => view.least_pool_stake().await?,
	};
	ensure_may_unbond(pool, &found, (&who, is_founder), (active, amount), least)?;
	// All of it to the last point, whatever a slash has rounded.
	let asked = match amount == active {
		true => points,
		false => view.pool_points(pool, amount).await?,
	};
	let call = pools::unbond(lookup(&who), asked);
	let events = sign(&chain, &view, &key, &call, 0, "unbonding").await?;
	let unbonded: PoolUnbonded = events.one()?;
	let json = json!({
		"pool": pool,
		"unbonding": json::amount(unbonded.balance),
		"era": unbonded.era,
		"block": json::hash(events.block),
	});
	let eras = unbonded.era.saturating_sub(view.active_era().await?);
	let millis = view.era_millis()?.saturating_mul(eras.into());
	context.show_json(json, || {
		format!(
			"{} will be free in era {}, in {}: openledger pool withdraw",
			amount::format(unbonded.balance),
			unbonded.era,
			words::rough(millis / 1_000)
		)
	});
	Ok(())
}

/// Fails when a member would have too little left in its pool. Who made it may take all out once
/// the pool ends and everyone else has left.
fn ensure_may_unbond(
	pool: u32,
	found: &Pool,
	(who, is_founder): (&Account, bool),
	(active, amount): (Balance, Balance),
	least: Balance,
) -> Result<(), StakingError> {
	let left = active.saturating_sub(amount);
	if is_founder && !is_open_to_founder(found) && left < least {
		let most = active.saturating_sub(least);
		return Err(StakingError::FounderStays { who: who.clone(), pool, most });
	}
	match left > 0 && left < least {
		true => Err(StakingError::TooLittleInPool { active, left, least }),
		false => Ok(()),
	}
}

pub async fn withdraw(context: &Context) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let Member { pool_id: pool, unbonding_eras, .. } = member(&view, &who).await?;
	let era = view.active_era().await?;
	if !unbonding_eras.iter().any(|(free, _)| *free <= era) {
		return Err(StakingError::NothingFree(who).into());
	}
	let call = pools::withdraw_unbonded(lookup(&who), SPANS);
	let events = sign(&chain, &view, &key, &call, 0, "taking it back").await?;
	let amount = events.one::<PoolWithdrawn>()?.balance;
	let json = json!({
		"pool": pool,
		"withdrawn": json::amount(amount),
		"block": json::hash(events.block),
	});
	context.show_json(json, || format!("{} are free", amount::format(amount)));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{chain::pools::PoolState, fixtures::pool::pool};

	#[test]
	fn nobody_should_leave_too_little_behind() {
		let who = Account::new([1; 32]);
		let open = pool(PoolState::Open);
		let ends = Pool { state: PoolState::Destroying, ..open.clone() };
		let ask = |pool: &Pool, is_founder, amount| {
			ensure_may_unbond(7, pool, (&who, is_founder), (100, amount), 10).err()
		};
		assert!(ask(&open, false, 100).is_none() && ask(&open, false, 90).is_none());
		assert!(matches!(ask(&open, false, 91), Some(StakingError::TooLittleInPool { .. })));
		assert!(ask(&open, true, 90).is_none());
		for amount in [91, 100] {
			let error = ask(&open, true, amount);
			assert!(matches!(error, Some(StakingError::FounderStays { most: 90, .. })));
		}
		assert!(ask(&ends, true, 100).is_none());
		assert!(matches!(ask(&ends, true, 91), Some(StakingError::TooLittleInPool { .. })));
		let others = Pool { member_counter: 2, ..ends };
		assert!(matches!(ask(&others, true, 100), Some(StakingError::FounderStays { .. })));
	}
}
