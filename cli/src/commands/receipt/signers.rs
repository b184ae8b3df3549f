// SPDX-License-Identifier: Apache-2.0

//! Whose signatures over receipts count.

use openledger_runtime_api::OperatorInfo;
use sp_core::H256;

use super::{search::Record, standing::Standing};
use crate::{
	commands::operator::{all_keys, receipt_keys},
	error::Error,
};
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain},
};

/// The keys of an operator that sign a batch's receipts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signers {
	pub keys: Vec<H256>,
	/// Whether just these counted when the batch was settled. Otherwise nobody here knows which did, and
	/// they are those that the operator has now, and had before.
	pub is_certain: bool,
}

impl Signers {
	/// Those of a batch that channels paid for.
	pub async fn of(chain: &Chain, view: &BlockView, record: &Record) -> Result<Self, Error> {
		let info = &record.info;
		if !info.signers.is_empty() {
			return Ok(Self { keys: info.signers.clone(), is_certain: true });
		}
		// Most nodes have discarded that state.
		if let Ok(then) = chain.view_at(info.settled_at.into()).await {
			if let Ok(Some(operator)) = then.operator(&info.operator).await {
				let keys = receipt_keys(&operator, info.settled_at.into());
				return Ok(Self { keys, is_certain: true });
			}
		}
		let now = view.operator(&info.operator).await?;
		Ok(Self { keys: now.iter().flat_map(all_keys).collect(), is_certain: false })
	}
}

/// The keys that count for a receipt in no batch: where it can still be settled in block `next`, only
/// those that would then.
pub fn unsettled_keys(
	operator: Option<&OperatorInfo<Account>>,
	standing: Standing,
	next: u64,
) -> Vec<H256> {
	let Some(operator) = operator else { return Vec::new() };
	match standing {
		Standing::Unsettled { .. } => receipt_keys(operator, next),
		Standing::Uncharged | Standing::Settled(_) => all_keys(operator),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures;
	use openledger_runtime_api::FormerKeyInfo;

	#[test]
	fn a_key_whose_time_is_over_should_not_count_for_what_is_to_be_settled() {
		let (key, former) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let former_key = Some(FormerKeyInfo { key: former, until: 50 });
		let info = OperatorInfo { key, former_key, ..fixtures::operator::info() };
		let keys = |standing, next| unsettled_keys(Some(&info), standing, next);
		let open = Standing::Unsettled { next: 4 };
		assert_eq!((keys(open, 49), keys(open, 50)), (vec![key, former], vec![key]));
		// What never will be is the operator's all the same.
		assert_eq!(keys(Standing::Uncharged, 50), [key, former]);
		assert!(unsettled_keys(None, open, 49).is_empty());
	}
}
