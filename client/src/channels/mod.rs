// SPDX-License-Identifier: Apache-2.0

//! Payment channels: vouchers, and the records of channels that are kept off the chain.
//!
//! A payer signs with a [`signer`], which notes what it [promises] before a voucher is given to
//! anyone, and [accepts](acceptance) the receipt that comes with the answer.

pub mod acceptance;
pub mod promises;
pub mod redeemable;
pub mod salt;
pub mod shared;
pub mod signer;

use openledger_primitives::voucher::{Promise, Voucher};
use sp_core::H256;

use crate::{error::SettlementError, keys::Key};

/// Signs a promise of a channel with the channel's key, for the chain that began with block
/// `genesis`. Fails unless that is an sr25519 key.
///
/// Nothing is checked of the channel, or written down. A payer that signs for its next request
/// notes that in its [`promises`] before it gives the voucher to anyone.
pub fn sign(key: &Key, genesis: H256, promise: Promise) -> Result<Voucher, SettlementError> {
	let Promise { channel, answers, cumulative } = promise;
	let signature = key.sign(&promise.message(genesis))?;
	Ok(Voucher { channel, answers, cumulative, signature })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::GENESIS;
	use sp_core::sr25519;

	#[test]
	fn a_voucher_should_be_good_for_its_promise_and_its_chain() {
		let key = Key::from_uri("//Alice//hot").unwrap();
		let promise = Promise { channel: 3, answers: 2, cumulative: 50 };
		let voucher = sign(&key, GENESIS, promise).unwrap();
		assert_eq!(voucher.promise(), promise);
		let public = sr25519::Public::from_raw(key.public().0);
		assert!(voucher.is_signed_by(&public, GENESIS));
		assert!(!voucher.is_signed_by(&public, H256::zero()));
	}
}
