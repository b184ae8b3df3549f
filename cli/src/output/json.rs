// SPDX-License-Identifier: Apache-2.0

//! Values as machines read them: amounts are strings of planck, hashes hex, accounts addresses.

use openledger_primitives::{
	receipt::{Credit, HeldSpan},
	span::SpanParams,
	Balance,
};
use serde::Serialize;
use serde_json::{json, Value};
use sp_core::H256;

use crate::account::{self, Account};

/// A type of the runtime API, as it writes itself.
pub fn of(value: &impl Serialize) -> Value {
	serde_json::to_value(value).unwrap_or_default()
}

pub fn amount(planck: Balance) -> Value {
	Value::String(planck.to_string())
}

pub fn hash(hash: H256) -> Value {
	Value::String(format!("{hash:?}"))
}

pub fn account(account: &Account) -> Value {
	Value::String(account::address(account))
}

pub fn rule(rule: SpanParams) -> Value {
	json!({ "min_span": rule.min_span, "full_span": rule.full_span })
}

pub fn credits(credits: &[Credit]) -> Value {
	let credit =
		|credit: &Credit| json!({ "contribution": credit.contribution, "points": credit.points });
	Value::Array(credits.iter().map(credit).collect())
}

pub fn span(held: &HeldSpan) -> Value {
	json!({
		"start": held.span.start,
		"len": held.span.len,
		"contribution": held.contribution,
		"offset": held.offset,
	})
}
