// SPDX-License-Identifier: Apache-2.0

//! `openledger operator register` and `deregister`

use openledger_primitives::limits::MaxUri;
use openledger_runtime_api::OperatorInfo;
use serde_json::json;

use super::Change;
use crate::{
	args::RegisterOperator, commands::datanet::ensure_fits, context::Context, error::Error,
	output::table,
};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::calls,
	error::SettlementError,
	json,
	text::count,
	units::amount,
};

pub async fn register(context: &Context, args: RegisterOperator) -> Result<(), Error> {
	let RegisterOperator { bond, endpoint, receipt_key } = args;
	ensure_fits("the endpoint", endpoint.as_bytes(), MaxUri::get())?;
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let who = key.account();
	if view.operator(&who).await?.is_some() {
		return Err(SettlementError::IsOperator(who).into());
	}
	let least = view.terms().await?.min_bond;
	if bond < least {
		return Err(SettlementError::BondTooLow { bond, least }.into());
	}
	if receipt_key.is_none() {
		key.ensure_signs_vouchers()?;
	}
	let receipt_key = receipt_key.unwrap_or_else(|| who.clone());
	let (url, public) = (endpoint.clone().into_bytes(), account::bytes(&receipt_key));
	let call = calls::channels::register_operator(url, public, bond);
	let hold = bond.saturating_add(view.operator_deposit()?);
	let purpose = (hold, "the bond and the deposit of the operator, and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "registering the operator").await?;
	let json = json!({
		"operator": json::account(&who),
		"bond": json::amount(bond),
		"endpoint": endpoint,
		"key": format!("0x{}", hex::encode(public)),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		table::fields(&[
			("operator", names.address(&who)),
			("endpoint", endpoint),
			("receipt key", account::address(&receipt_key)),
			("bond", amount::format(bond)),
		])
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

pub async fn deregister(context: &Context) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	ensure_free(&info)?;
	let call = calls::channels::deregister_operator();
	let events = sign(&chain, &view, &key, &call, 0, "leaving").await?;
	let json = json!({
		"operator": json::account(&info.operator),
		"returned": json::amount(info.deposit),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let (who, deposit) = (names.address(&info.operator), amount::format(info.deposit));
		format!("{who} is no operator any more, and has its deposit of {deposit} back")
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

/// Fails while something of an operator is bonded, or still answered for.
fn ensure_free(info: &OperatorInfo<Account>) -> Result<(), SettlementError> {
	let mut obstacles = Vec::new();
	if info.bond > 0 {
		obstacles.push(format!("a bond of {}", amount::format(info.bond)));
	}
	if !info.unbonding.is_empty() {
		let parts = count(info.unbonding.len(), "part");
		obstacles.push(format!("{parts} of the bond that it has not taken back"));
	}
	if info.exposure > 0 {
		obstacles.push(format!("{} in batches that are not final", amount::format(info.exposure)));
	}
	match obstacles.is_empty() {
		true => Ok(()),
		false => Err(SettlementError::StillBonded(obstacles.join(", "))),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;

	#[test]
	fn an_operator_should_leave_with_nothing_bonded() {
		let free = OperatorInfo { bond: 0, unbonding: Vec::new(), exposure: 0, ..info() };
		assert!(ensure_free(&free).is_ok());
		let reason = |info| ensure_free(&info).unwrap_err().to_string();
		let bonded = OperatorInfo { bond: amount::OPEN, ..free.clone() };
		assert_eq!(reason(bonded), "an operator can't leave with a bond of 1 OPEN");
		let exposed = OperatorInfo { exposure: amount::OPEN, ..free.clone() };
		assert!(reason(exposed).ends_with("with 1 OPEN in batches that are not final"));
		let unbonding = OperatorInfo { unbonding: info().unbonding, ..free };
		assert!(reason(unbonding).contains("with 2 parts of the bond"));
	}
}
