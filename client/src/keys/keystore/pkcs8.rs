// SPDX-License-Identifier: Apache-2.0

//! Keys as wallets write them: the secret and the public key, each behind fixed bytes.

use sp_core::{ecdsa, ed25519, sr25519, Pair};

use super::KeystoreError;

const BEFORE_SECRET: [u8; 16] = [48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32];
const BEFORE_PUBLIC: [u8; 5] = [161, 35, 3, 33, 0];
/// The length of a scalar and a nonce, and that of a seed, in bytes.
const EXPANDED: usize = 64;
const SEED: usize = 32;
/// An expanded secret has its scalar times the cofactor, which is two to this power.
const COFACTOR_BITS: u32 = 3;

/// The secret and the public key, of which the secret has `size` bytes.
fn parts(bytes: &[u8], size: usize) -> Result<(&[u8], &[u8]), KeystoreError> {
	let parts = || {
		let rest = bytes.strip_prefix(&BEFORE_SECRET)?;
		let (secret, rest) = rest.split_at_checked(size)?;
		Some((secret, rest.strip_prefix(&BEFORE_PUBLIC)?))
	};
	parts().ok_or(KeystoreError::Damaged("its key has another form than its kind has"))
}

/// The key, if it has this public key.
fn checked<P: Pair>(pair: Option<P>, public: &[u8]) -> Result<P, KeystoreError> {
	pair.filter(|pair| pair.public().as_ref() == public)
		.ok_or(KeystoreError::Damaged("its secret is not that of its public key"))
}

/// Reads an sr25519 key.
pub fn sr25519(bytes: &[u8]) -> Result<sr25519::Pair, KeystoreError> {
	let (secret, public) = parts(bytes, EXPANDED)?;
	let mut secret = secret.to_vec();
	let mut carried = 0;
	for byte in secret.iter_mut().take(SEED).rev() {
		let whole = *byte;
		*byte = whole >> COFACTOR_BITS | carried;
		carried = whole << (u8::BITS - COFACTOR_BITS);
	}
	checked(sr25519::Pair::from_seed_slice(&secret).ok(), public)
}

/// Writes an sr25519 key.
pub fn of_sr25519(pair: &sr25519::Pair) -> Vec<u8> {
	let mut secret = pair.to_raw_vec();
	let mut carried = 0;
	for byte in secret.iter_mut().take(SEED) {
		let whole = *byte;
		*byte = whole << COFACTOR_BITS | carried;
		carried = whole >> (u8::BITS - COFACTOR_BITS);
	}
	[&BEFORE_SECRET[..], &secret, &BEFORE_PUBLIC, &pair.public().0].concat()
}

/// Reads an ed25519 key.
pub fn ed25519(bytes: &[u8]) -> Result<ed25519::Pair, KeystoreError> {
	// The secret has the public key at its end.
	let (secret, public) = parts(bytes, EXPANDED)?;
	let seed = secret.first_chunk::<SEED>();
	checked(seed.map(ed25519::Pair::from_seed), public)
}

/// Reads an ECDSA key.
pub fn ecdsa(bytes: &[u8]) -> Result<ecdsa::Pair, KeystoreError> {
	let (secret, public) = parts(bytes, SEED)?;
	checked(ecdsa::Pair::from_seed_slice(secret).ok(), public)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_key_should_survive_the_round_trip() {
		for path in ["//Alice", "//Bob//stash", "//Eve/soft"] {
			let pair = sr25519::Pair::from_string(path, None).unwrap();
			let bytes = of_sr25519(&pair);
			assert_eq!(bytes.len(), 117);
			assert_eq!(sr25519(&bytes).unwrap().to_raw_vec(), pair.to_raw_vec());
		}
	}

	#[test]
	fn what_does_not_fit_should_be_refused() {
		let pair = sr25519::Pair::from_string("//Alice", None).unwrap();
		let mut bytes = of_sr25519(&pair);
		assert!(ed25519(&bytes).is_err() && ecdsa(&bytes).is_err());
		assert!(sr25519(&bytes[..116]).is_err());
		bytes[116] ^= 1;
		assert!(sr25519(&bytes).is_err());
	}
}
