// SPDX-License-Identifier: Apache-2.0

//! Values as machines read them: amounts are strings of planck, hashes hex, accounts addresses.

use openledger_primitives::{receipt::HeldSpan, span::SpanParams, Balance};
use serde_json::{json, Value};
use sp_core::H256;

use crate::account::{self, Account};

pub fn amount(planck: Balance) -> Value {
	Value::String(planck.to_string())
}

pub fn hash(hash: H256) -> Value {
	Value::String(format!("{hash:?}"))
}

pub fn account(account: &Account) -> Value {
	Value::String(account::address(account))
}

/// Bytes that are text as they should be, or in hex.
pub fn text(bytes: &[u8]) -> Value {
	match std::str::from_utf8(bytes) {
		Ok(text) => Value::String(text.to_owned()),
		Err(_) => Value::String(format!("0x{}", hex::encode(bytes))),
	}
}

pub fn rule(rule: SpanParams) -> Value {
	json!({ "min_span": rule.min_span, "full_span": rule.full_span })
}

pub fn span(held: &HeldSpan) -> Value {
	json!({
		"start": held.span.start,
		"len": held.span.len,
		"contribution": held.contribution,
		"offset": held.offset,
	})
}
