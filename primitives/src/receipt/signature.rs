// SPDX-License-Identifier: Apache-2.0

//! The operator's signature over a receipt, given with the answer.
//!
//! The signature binds the operator to a receipt that only the payer has yet: if the operator
//! settles another one in its place, the payer shows this one.

use sp_core::{sr25519, H256};
use sp_runtime::traits::Verify;

/// The domain of the message that is signed.
const DOMAIN: &[u8; 20] = b"openledger/receipt/2";

/// The length of the message that is signed, in bytes.
pub const MESSAGE_BYTES: usize = 116;

/// The message that an operator's key signs: domain, genesis hash, the operator's account, the
/// receipt's commitment.
pub fn message(genesis: H256, operator: &[u8; 32], commitment: H256) -> [u8; MESSAGE_BYTES] {
	let mut message = [0; MESSAGE_BYTES];
	let parts = DOMAIN
		.iter()
		.chain(genesis.as_bytes())
		.chain(operator)
		.chain(commitment.as_bytes())
		.copied();
	message.iter_mut().zip(parts).for_each(|(byte, part)| *byte = part);
	message
}

/// Signs a receipt's commitment with `pair`, the receipt key of `operator`, for the chain that
/// began with block `genesis`.
#[cfg(feature = "std")]
pub fn sign(
	pair: &sr25519::Pair,
	genesis: H256,
	operator: &[u8; 32],
	commitment: H256,
) -> sr25519::Signature {
	sp_core::Pair::sign(pair, &message(genesis, operator, commitment))
}

/// An operator, as its signatures are verified.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signer {
	/// The hash of the chain's block 0.
	pub genesis: H256,
	/// The operator's account.
	pub operator: [u8; 32],
	/// The operator's receipt key, and its former one while that counts.
	pub keys: alloc::vec::Vec<sr25519::Public>,
}

impl Signer {
	/// Whether the operator signed `commitment`, by one of its keys.
	pub fn has_signed(&self, commitment: H256, signature: &sr25519::Signature) -> bool {
		let message = message(self.genesis, &self.operator, commitment);
		self.keys.iter().any(|key| signature.verify(&message[..], key))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::voucher::{Promise, Voucher};
	use proptest::prelude::*;
	use sp_core::Pair;

	#[test]
	fn the_message_should_be_as_specified() {
		let message = message(H256::repeat_byte(7), &[8; 32], H256::repeat_byte(9));
		assert_eq!(&message[..20], b"openledger/receipt/2");
		assert_eq!((&message[20..52], &message[52..84]), (&[7; 32][..], &[8; 32][..]));
		assert_eq!(&message[84..], [9; 32]);
	}

	#[test]
	fn a_signature_should_be_good_for_what_was_signed_and_nothing_else() {
		let pair = sr25519::Pair::from_seed(&[1; 32]);
		let (genesis, commitment) = (H256::repeat_byte(7), H256::repeat_byte(9));
		let signature = sign(&pair, genesis, &[8; 32], commitment);
		let other = sr25519::Pair::from_seed(&[2; 32]).public();
		let signer = Signer { genesis, operator: [8; 32], keys: vec![other, pair.public()] };
		assert!(signer.has_signed(commitment, &signature));
		assert!(!signer.has_signed(H256::zero(), &signature));
		for signer in [
			Signer { genesis: H256::zero(), ..signer.clone() },
			Signer { operator: [9; 32], ..signer.clone() },
			Signer { keys: vec![other], ..signer.clone() },
			Signer { keys: vec![], ..signer },
		] {
			assert!(!signer.has_signed(commitment, &signature));
		}
	}

	#[test]
	fn what_a_key_signs_for_a_channel_should_be_no_receipt() {
		// One key may be an operator's and a channel's.
		let pair = sr25519::Pair::from_seed(&[1; 32]);
		let genesis = H256::repeat_byte(7);
		let promise = Promise { channel: 5, answers: 3, cumulative: 1_000 };
		let voucher = Voucher::sign(&pair, genesis, promise);
		let signer = Signer { genesis, operator: [8; 32], keys: vec![pair.public()] };
		assert!(!signer.has_signed(H256::repeat_byte(9), &voucher.signature));
		let signature = sign(&pair, genesis, &[8; 32], H256::repeat_byte(9));
		assert!(!Voucher { signature, ..voucher }.is_signed_by(&pair.public(), genesis));
	}

	proptest! {
		#[test]
		fn a_changed_signature_should_be_refused(bit in 0usize..512, commitment: [u8; 32]) {
			let pair = sr25519::Pair::from_seed(&[1; 32]);
			let (genesis, commitment) = (H256::repeat_byte(7), H256(commitment));
			let signer = Signer { genesis, operator: [8; 32], keys: vec![pair.public()] };
			let mut signature = sign(&pair, genesis, &[8; 32], commitment);
			prop_assert!(signer.has_signed(commitment, &signature));
			signature.0[bit / 8] ^= 1 << (bit % 8);
			prop_assert!(!signer.has_signed(commitment, &signature));
		}
	}
}
