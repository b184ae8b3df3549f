// SPDX-License-Identifier: Apache-2.0

//! What records cost while they are on the chain.

use codec::Encode;
use openledger_primitives::{Balance, ContributionId};
use sp_core::H256;

use super::View;
use crate::{account::Account, convert::to_u64, error::Error};

/// More than any datanet or model takes, in bytes.
const LARGE_RECORD: u64 = 2_000;
/// The record of a batch without its payments, and the length of their list, in bytes.
const BATCH_BYTES: u64 = 208 + 4;
/// A contribution's id and its amount, in bytes.
const PAYMENT_BYTES: u64 = 24;

impl View {
	/// The deposit of a contribution without sources whose text is at `uri`.
	pub fn contribution_deposit(&self, uri: &[u8]) -> Result<Balance, Error> {
		self.deposit("Contributions", to_u64(contribution_record(uri).encoded_size()))
	}

	/// More than the deposit of a datanet.
	pub fn datanet_deposit(&self) -> Result<Balance, Error> {
		self.deposit("Contributions", LARGE_RECORD)
	}

	/// More than the deposit of a model with a handful of datasets.
	pub fn model_deposit(&self) -> Result<Balance, Error> {
		self.deposit("Models", LARGE_RECORD)
	}

	/// The deposit of a batch that pays so many contributions, while it is pending.
	pub fn batch_deposit(&self, contributions: usize) -> Result<Balance, Error> {
		let payments = to_u64(contributions).saturating_mul(PAYMENT_BYTES);
		self.deposit("Attribution", payments.saturating_add(BATCH_BYTES))
	}

	fn deposit(&self, pallet: &str, bytes: u64) -> Result<Balance, Error> {
		let base: Balance = self.constant(pallet, "DepositBase")?;
		let per_byte: Balance = self.constant(pallet, "DepositPerByte")?;
		Ok(per_byte.saturating_mul(bytes.into()).saturating_add(base))
	}
}

/// A record as long as the chain's: all of it but the URI has one size.
fn contribution_record(uri: &[u8]) -> impl Encode {
	let (datanet, length, registered_at, pending) = (0u32, 0u32, 0u32, 0u8);
	let account = Account::new([0; 32]);
	let sources: Vec<(ContributionId, u32)> = vec![(0, 0)];
	let deposit: Balance = 0;
	(
		(datanet, account.clone(), account, H256::zero(), length),
		(uri.to_vec(), pending, sources, registered_at, deposit),
	)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_record_should_grow_with_its_uri() {
		let size = |uri: &[u8]| contribution_record(uri).encoded_size();
		assert_eq!(size(b""), 139);
		assert_eq!(size(&[b'x'; 63]), 139 + 63);
		assert_eq!(size(&[b'x'; 64]), 139 + 65);
	}
}
