// SPDX-License-Identifier: Apache-2.0

//! Who signs receipts. Signatures are random elsewhere; here they are the same in every run.

use std::sync::LazyLock;

use openledger_primitives::receipt::{signature, signature::Signer};
use rand_core::{CryptoRng, Error, RngCore};
use schnorrkel::{context::attach_rng, signing_context, ExpansionMode, Keypair, MiniSecretKey};
use sp_core::{sr25519, H256};

pub const GENESIS: H256 = H256::repeat_byte(2);
pub const OPERATOR: [u8; 32] = [3; 32];

/// The operator's key, and its former one, which counts still.
pub static KEY: LazyLock<Keypair> = LazyLock::new(|| keypair(1));
pub static FORMER_KEY: LazyLock<Keypair> = LazyLock::new(|| keypair(2));
/// Somebody else's.
pub static STRANGER: LazyLock<Keypair> = LazyLock::new(|| keypair(9));

fn keypair(seed: u8) -> Keypair {
	let secret = MiniSecretKey::from_bytes(&[seed; 32]).expect("a seed has 32 bytes");
	secret.expand_to_keypair(ExpansionMode::Ed25519)
}

pub fn public(pair: &Keypair) -> sr25519::Public {
	sr25519::Public::from_raw(pair.public.to_bytes())
}

/// Who answers for the batches that channels paid for.
pub fn signer() -> Signer {
	let keys = vec![public(&KEY), public(&FORMER_KEY)];
	Signer { genesis: GENESIS, operator: OPERATOR, keys }
}

/// The signature of a receipt's commitment that is always the same.
pub fn sign(
	pair: &Keypair,
	genesis: H256,
	operator: [u8; 32],
	commitment: H256,
) -> sr25519::Signature {
	let message = signature::message(genesis, &operator, commitment);
	let transcript = attach_rng(signing_context(b"substrate").bytes(&message), Fixed);
	sr25519::Signature::from_raw(pair.secret.sign(transcript, &pair.public).to_bytes())
}

/// What gives no randomness: a signature's nonce is then that of its key and message.
struct Fixed;

impl RngCore for Fixed {
	fn next_u32(&mut self) -> u32 {
		0
	}

	fn next_u64(&mut self) -> u64 {
		0
	}

	fn fill_bytes(&mut self, bytes: &mut [u8]) {
		bytes.fill(0);
	}

	fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
		self.fill_bytes(bytes);
		Ok(())
	}
}

impl CryptoRng for Fixed {}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn signatures_should_be_good_and_the_same() {
		let commitment = H256::repeat_byte(7);
		let signer = signer();
		for pair in [&KEY, &FORMER_KEY] {
			let signed = || sign(pair, GENESIS, OPERATOR, commitment);
			assert!(signer.has_signed(commitment, &signed()));
			assert_eq!(signed(), signed());
		}
		let foreign = sign(&STRANGER, GENESIS, OPERATOR, commitment);
		assert!(!signer.has_signed(commitment, &foreign));
	}
}
