// SPDX-License-Identifier: Apache-2.0

//! Whose signatures over receipts count.

use openledger_runtime_api::{FormerKeyInfo, OperatorInfo};
use sp_core::H256;

use super::search::Record;
use crate::{
	account::Account,
	chain::{BlockView, Chain},
	error::Error,
};

/// The keys whose signatures count in block `next`: `key`, and the one before it while it is good.
pub fn good_keys(key: H256, former: Option<FormerKeyInfo>, next: u64) -> Vec<H256> {
	let former = former.filter(|former| next < u64::from(former.until));
	[Some(key), former.map(|former| former.key)].into_iter().flatten().collect()
}

/// The keys whose signatures over receipts count for what an operator settles in block `next`.
pub fn receipt_keys(info: &OperatorInfo<Account>, next: u64) -> Vec<H256> {
	good_keys(info.key, info.former_key, next)
}

/// The keys that an operator has and had, whether they count or not.
pub fn all_keys(info: &OperatorInfo<Account>) -> Vec<H256> {
	let former = info.former_key.as_ref().map(|former| former.key);
	std::iter::once(info.key).chain(former).collect()
}

/// The keys of an operator that sign a batch's receipts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signers {
	/// The keys.
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

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::operator::info;

	#[test]
	fn a_former_receipt_key_should_count_until_it_ends() {
		let former_key = Some(FormerKeyInfo { key: H256::repeat_byte(5), until: 10 });
		let info = OperatorInfo { key: H256::repeat_byte(4), former_key, ..info() };
		assert_eq!(receipt_keys(&info, 9).len(), 2);
		assert_eq!(receipt_keys(&info, 10), [H256::repeat_byte(4)]);
		assert_eq!(all_keys(&info).len(), 2);
	}
}
