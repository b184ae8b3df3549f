// SPDX-License-Identifier: Apache-2.0

//! `openledger operator bond`, `unbond` and `withdraw`

use openledger_primitives::{limits::MaxUnbonding, Balance};
use openledger_runtime_api::{OperatorInfo, UnbondingInfo};
use serde_json::json;

use super::Change;
use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls,
		events::{OperatorBonded, OperatorUnbonded, OperatorWithdrew},
	},
	convert::to_usize,
	error::SettlementError,
	json,
	units::amount,
};

pub async fn bond(context: &Context, more: Balance) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	let call = calls::channels::bond_extra(more);
	let purpose = (more, "the bond and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "bonding").await?;
	let bond = events.one::<OperatorBonded>()?.bond;
	let json = json!({
		"operator": json::account(&info.operator),
		"amount": json::amount(more),
		"bond": json::amount(bond),
		"block": json::hash(events.block),
	});
	let text = |_: &Names| format!("the bond is {}", amount::format(bond));
	context.show_named(&view, json, text).await;
	Ok(())
}

pub async fn unbond(context: &Context, less: Balance) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	ensure_dispensable(&info, less, view.terms().await?.leverage)?;
	let call = calls::channels::unbond(less);
	let events = sign(&chain, &view, &key, &call, 0, "unbonding").await?;
	let OperatorUnbonded { amount, unlocks_at } = events.one()?;
	let json = json!({
		"operator": json::account(&info.operator),
		"amount": json::amount(amount),
		"unlocks_at": unlocks_at,
		"block": json::hash(events.block),
	});
	let text = |_: &Names| {
		format!(
			"{} can be taken back from block {unlocks_at} on: openledger operator withdraw",
			amount::format(amount)
		)
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

/// Fails when a part of the bond can't be taken out of it.
fn ensure_dispensable(
	info: &OperatorInfo<Account>,
	asked: Balance,
	leverage: u32,
) -> Result<(), SettlementError> {
	let OperatorInfo { bond, exposure, .. } = *info;
	let rest = bond.checked_sub(asked).ok_or(SettlementError::NotEnoughBond { asked, bond })?;
	let least = exposure.div_ceil(Balance::from(leverage).max(1));
	if rest < least {
		return Err(SettlementError::BondNeeded { exposure, least });
	}
	if info.unbonding.len() >= to_usize(MaxUnbonding::get()) {
		return Err(SettlementError::TooManyUnbonding);
	}
	Ok(())
}

pub async fn withdraw(context: &Context) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	let next = chain.next_block().await?;
	let unlocks_at = first_free(&info.unbonding).ok_or(SettlementError::NothingUnbonding)?;
	let blocks = u64::from(unlocks_at).saturating_sub(next);
	if blocks > 0 {
		let delay = view.delay(blocks)?;
		return Err(SettlementError::NotUnbonded { unlocks_at, delay }.into());
	}
	let call = calls::channels::withdraw_unbonded();
	let events = sign(&chain, &view, &key, &call, 0, "withdrawing").await?;
	let OperatorWithdrew { amount } = events.one()?;
	let json = json!({
		"operator": json::account(&info.operator),
		"amount": json::amount(amount),
		"block": json::hash(events.block),
	});
	let text = |_: &Names| format!("{} of the bond are free again", amount::format(amount));
	context.show_named(&view, json, text).await;
	Ok(())
}

/// The block from which on the first part can be withdrawn.
fn first_free(unbonding: &[UnbondingInfo]) -> Option<u32> {
	unbonding.iter().map(|part| part.unlocks_at).min()
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn the_bond_should_cover_what_is_not_final() {
		let info = OperatorInfo { bond: 100 * OPEN, exposure: 25 * OPEN + 1, ..info() };
		let unbond = |asked| ensure_dispensable(&info, asked, 10);
		assert!(unbond(97 * OPEN).is_ok());
		// A planck of exposure more than 2.5 OPEN answer for.
		match unbond(97 * OPEN + OPEN / 2).unwrap_err() {
			SettlementError::BondNeeded { least, .. } => assert_eq!(least, 5 * OPEN / 2 + 1),
			other => panic!("{other}"),
		}
		let error = unbond(101 * OPEN).unwrap_err();
		assert!(matches!(error, SettlementError::NotEnoughBond { .. }));
	}

	#[test]
	fn only_so_many_parts_should_be_unbonding() {
		let part = UnbondingInfo { amount: 1, unlocks_at: 7 };
		let with = |parts| OperatorInfo { unbonding: vec![part; parts], exposure: 0, ..info() };
		assert!(ensure_dispensable(&with(15), 1, 10).is_ok());
		let error = ensure_dispensable(&with(16), 1, 10).unwrap_err();
		assert!(matches!(error, SettlementError::TooManyUnbonding));
		assert_eq!(first_free(&[]), None);
		assert_eq!(first_free(&[UnbondingInfo { unlocks_at: 9, ..part }, part]), Some(7));
	}
}
