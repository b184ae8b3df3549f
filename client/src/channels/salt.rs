// SPDX-License-Identifier: Apache-2.0

//! The salts of receipts that an operator signs.
//!
//! Two receipts for one answer refute each other, whatever they differ in. So the salt is not random, as
//! that of a receipt that an account pays for: whoever signs for the same answer again, after a file or a
//! store was lost, makes the same receipt. Others can't guess it without the secret of the receipt key.

use codec::Encode;
use openledger_primitives::ModelId;
use sp_core::H256;

use crate::{error::SettlementError, files::batch::Place, keys::Key};

/// No other hash over the secret begins so.
const DOMAIN: &[u8] = b"openledger/salt/2";

/// The salt of the receipt that an operator's `key` signs for a channel's answer: an output of a model.
pub fn salt(
	key: &Key,
	genesis: H256,
	(channel, sequence): Place,
	model: ModelId,
	output_root: H256,
) -> Result<[u8; 32], SettlementError> {
	// Each of them has as many bytes as ever.
	let message = (genesis, channel, sequence, model, output_root).encode();
	key.keyed_hash(DOMAIN, &message)
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::GENESIS;
	use sp_core::{sr25519, Pair};

	fn key(seed: u8) -> Key {
		Key::Sr25519(sr25519::Pair::from_seed(&[seed; 32]))
	}

	#[test]
	fn the_same_answer_should_have_the_same_salt_and_no_other_have_it() {
		let root = H256::repeat_byte(3);
		let of = |key: &Key, genesis, place, model, root| {
			salt(key, genesis, place, model, root).unwrap()
		};
		let first = of(&key(4), GENESIS, (5, 0), 1, root);
		assert_eq!(of(&key(4), GENESIS, (5, 0), 1, root), first);
		let others = [
			of(&key(5), GENESIS, (5, 0), 1, root),
			of(&key(4), H256::zero(), (5, 0), 1, root),
			of(&key(4), GENESIS, (6, 0), 1, root),
			of(&key(4), GENESIS, (5, 1), 1, root),
			of(&key(4), GENESIS, (5, 0), 2, root),
			of(&key(4), GENESIS, (5, 0), 1, H256::zero()),
		];
		for (nth, other) in others.iter().enumerate() {
			assert_ne!(*other, first, "{nth}");
			assert!(!others[..nth].contains(other), "{nth}");
		}
	}

	/// The vector of the specification.
	#[test]
	fn a_salt_should_be_what_the_specification_says() {
		let root = "9d65937828110b5fc6a40eecd4b74af555853ab8ac614f6f54f599e8d18caa88";
		let root = H256::from_slice(&hex::decode(root).unwrap());
		let found = salt(&key(4), H256::repeat_byte(2), (5, 0), 1, root).unwrap();
		let expected = "4c522183dfc313c5bcd3c5677464086ea52d3521775cb99e6c9191793fc32816";
		assert_eq!(hex::encode(found), expected);
	}
}
