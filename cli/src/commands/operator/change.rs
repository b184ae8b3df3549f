// SPDX-License-Identifier: Apache-2.0

//! `openledger operator endpoint` and `receipt-key`

use openledger_primitives::limits::MaxUri;
use openledger_runtime_api::OperatorInfo;
use serde_json::json;

use super::Change;
use crate::{commands::datanet::ensure_fits, context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::{self, Account},
	chain::{calls, events::OperatorKeySet},
	error::SettlementError,
	json,
	text::printable,
};

pub async fn set_endpoint(context: &Context, endpoint: String) -> Result<(), Error> {
	ensure_fits("the endpoint", endpoint.as_bytes(), MaxUri::get())?;
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	let call = calls::channels::set_endpoint(endpoint.clone().into_bytes());
	let events = sign(&chain, &view, &key, &call, 0, "setting the endpoint").await?;
	let json = json!({
		"operator": json::account(&info.operator),
		"endpoint": endpoint,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let who = names.address(&info.operator);
		format!("{who} takes requests at {}", printable(&endpoint))
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

pub async fn set_key(context: &Context, receipt_key: Account) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context).await?;
	let public = account::bytes(&receipt_key);
	ensure_changeable(&info, public, chain.next_block().await?)?;
	let call = calls::channels::set_operator_key(public);
	let events = sign(&chain, &view, &key, &call, 0, "setting the receipt key").await?;
	let until = events.one::<OperatorKeySet>()?.until;
	let json = json!({
		"operator": json::account(&info.operator),
		"key": format!("0x{}", hex::encode(public)),
		"former_until": until,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		let who = names.address(&info.operator);
		format!(
			"the receipts of {who} are signed by {} from now on; what the key before has signed counts \
			 for what is settled before block {until}. The channels that are open now end with it: what \
			 is served by them has to be settled before that block, and their payers open new ones",
			account::address(&receipt_key)
		)
	};
	context.show_named(&view, json, text).await;
	Ok(())
}

/// Fails when an operator's receipt key can't be changed to another in block `next`.
fn ensure_changeable(
	info: &OperatorInfo<Account>,
	public: [u8; 32],
	next: u64,
) -> Result<(), SettlementError> {
	if info.key.0 == public {
		return Err(SettlementError::SameReceiptKey);
	}
	match info.former_key {
		Some(former) if next < u64::from(former.until) => {
			Err(SettlementError::ReceiptKeyChanging { until: former.until })
		}
		_ => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::operator::receipt_keys;
	use openledger_client::fixtures::operator::info;
	use openledger_runtime_api::FormerKeyInfo;
	use sp_core::H256;

	#[test]
	fn a_receipt_key_should_be_changed_one_at_a_time() {
		let former_key = Some(FormerKeyInfo { key: H256::repeat_byte(5), until: 10 });
		let info = OperatorInfo { key: H256::repeat_byte(4), former_key, ..info() };
		let error = ensure_changeable(&info, [6; 32], 9).unwrap_err();
		assert!(matches!(error, SettlementError::ReceiptKeyChanging { until: 10 }));
		assert!(ensure_changeable(&info, [6; 32], 10).is_ok());
		let error = ensure_changeable(&info, [4; 32], 10).unwrap_err();
		assert!(matches!(error, SettlementError::SameReceiptKey));
		assert_eq!(receipt_keys(&info, 9).len(), 2);
		assert_eq!(receipt_keys(&info, 10), [H256::repeat_byte(4)]);
	}
}
