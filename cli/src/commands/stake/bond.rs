// SPDX-License-Identifier: Apache-2.0

//! `openledger stake bond`, `extra`, `unbond`, `rebond` and `withdraw`

use openledger_primitives::Balance;
use serde_json::json;

use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::chain::staking::Payee;
use openledger_client::{
	account::Account,
	chain::{
		calls::staking,
		events::{StakeUnbonded, StakeWithdrawn},
		staking::Ledger,
		BlockView,
	},
	error::StakingError,
	json,
	units::amount,
	words,
};

/// What an account has bonded.
pub async fn bonded(view: &BlockView, who: &Account) -> Result<Ledger, Error> {
	Ok(view.staked(who).await?.ok_or_else(|| StakingError::NotBonded(who.clone()))?)
}

/// Fails when an account stakes through a pool: it can't stake by itself too.
pub async fn ensure_in_no_pool(view: &BlockView, who: &Account) -> Result<(), Error> {
	match view.pool_member(who).await? {
		None => Ok(()),
		Some(member) => Err(StakingError::InPool { who: who.clone(), pool: member.pool_id }.into()),
	}
}

pub async fn bond(context: &Context, amount: Balance, payee: &Payee) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	if let Some(ledger) = view.staked(&who).await? {
		return Err(StakingError::IsBonded { who, bonded: ledger.total }.into());
	}
	ensure_in_no_pool(&view, &who).await?;
	let call = staking::bond(amount, payee.into());
	let events =
		sign_for(&chain, &view, &key, &call, (amount, "the bond and the fee"), "bonding").await?;
	let json = json!({ "bonded": json::amount(amount), "block": json::hash(events.block) });
	context.show_json(json, || {
		format!(
			"{} are bonded\nnow back validators: openledger stake nominate ACCOUNT…\nor validate: \
			 openledger stake keys, and openledger stake validate",
			amount::format(amount)
		)
	});
	Ok(())
}

pub async fn extra(context: &Context, amount: Balance) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let ledger = bonded(&view, &key.account()).await?;
	let call = staking::bond_extra(amount);
	let events =
		sign_for(&chain, &view, &key, &call, (amount, "the bond and the fee"), "bonding").await?;
	let active = ledger.active.saturating_add(amount);
	let json = json!({ "bonded": json::amount(active), "block": json::hash(events.block) });
	context.show_json(json, || format!("{} are bonded now", amount::format(active)));
	Ok(())
}

/// Fails when an account would go on nominating or validating with less than that takes. All of it
/// can be unbonded: that ends both.
async fn ensure_enough_left(
	view: &BlockView,
	who: &Account,
	ledger: &Ledger,
	amount: Balance,
) -> Result<(), Error> {
	let left = ledger.active.saturating_sub(amount);
	if amount >= ledger.total {
		return Ok(());
	}
	let validates = view.validators().await?.iter().any(|(one, _)| one == who);
	let (role, least) = match (validates, view.nominations(who).await?.is_some()) {
		(true, _) => ("validates", view.least_validator_bond().await?),
		(false, true) => ("nominates", view.least_nominator_bond().await?),
		(false, false) => return Ok(()),
	};
	match left < least {
		true => Err(StakingError::TooLittleLeft { who: who.clone(), role, left, least }.into()),
		false => Ok(()),
	}
}

pub async fn unbond(context: &Context, amount: Balance) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let ledger = bonded(&view, &who).await?;
	let active = ledger.active;
	if amount > active {
		return Err(StakingError::TooMuch { who, active, asked: amount }.into());
	}
	ensure_enough_left(&view, &who, &ledger, amount).await?;
	let events = sign(&chain, &view, &key, &staking::unbond(amount), 0, "unbonding").await?;
	let unbonded: StakeUnbonded = events.one()?;
	let eras: u32 = view.constant("Staking", "BondingDuration")?;
	let millis = view.era_millis()?.saturating_mul(eras.into());
	let json = json!({
		"unbonding": json::amount(unbonded.amount),
		"eras": eras,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"{} will be free in {eras} eras, {}: openledger stake withdraw",
			amount::format(unbonded.amount),
			words::rough(millis / 1_000)
		)
	});
	Ok(())
}

pub async fn rebond(context: &Context, amount: Balance) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let ledger = bonded(&view, &who).await?;
	let unlocking = ledger.total.saturating_sub(ledger.active);
	if unlocking == 0 {
		return Err(StakingError::NothingUnbonding(who).into());
	}
	let events = sign(&chain, &view, &key, &staking::rebond(amount), 0, "rebonding").await?;
	let active = ledger.active.saturating_add(amount.min(unlocking));
	let json = json!({ "bonded": json::amount(active), "block": json::hash(events.block) });
	context.show_json(json, || format!("{} are bonded now", amount::format(active)));
	Ok(())
}

pub async fn withdraw(context: &Context) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let (ledger, era) = (bonded(&view, &who).await?, view.active_era().await?);
	if !ledger.unlocking.iter().any(|part| part.era <= era) {
		return Err(StakingError::NothingFree(who).into());
	}
	let call = staking::withdraw_unbonded(staking::SPANS);
	let events = sign(&chain, &view, &key, &call, 0, "taking it back").await?;
	let withdrawn: StakeWithdrawn = events.one()?;
	let amount = withdrawn.amount;
	let json = json!({ "withdrawn": json::amount(amount), "block": json::hash(events.block) });
	context.show_json(json, || format!("{} are free", amount::format(amount)));
	Ok(())
}
