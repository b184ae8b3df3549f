// SPDX-License-Identifier: Apache-2.0

//! The encryption of keystores: XSalsa20-Poly1305, under a key that scrypt derives from the
//! password.
//!
//! The bytes are the salt, the parameters of scrypt, the nonce, and the sealed secret.

use base64::{engine::general_purpose::STANDARD, Engine};
use crypto_secretbox::{
	aead::{Aead, KeyInit},
	Key, Nonce, XSalsa20Poly1305,
};
use scrypt::Params;

use super::KeystoreError;

/// The format's names for the encoding of an encrypted key, and for that of one in the clear.
pub const NAMES: [&str; 2] = ["scrypt", "xsalsa20-poly1305"];
pub const NONE: &str = "none";

const SALT: usize = 32;
const NONCE: usize = 24;
/// The rounds, as a power of two, the parallelism and the block size of the keystores that are
/// written.
const WORK: (u8, u32, u32) = (17, 1, 8);
/// The bounds of the work that files may ask for: the least and the most memory, and the passes
/// over it.
const ROUNDS: std::ops::RangeInclusive<u8> = 13..=17;
const MAX_PARALLEL: u32 = 10;
const BLOCK: u32 = 8;

/// Reads base64.
pub fn decode(text: &str) -> Result<Vec<u8>, KeystoreError> {
	STANDARD.decode(text.trim()).map_err(|_| KeystoreError::Damaged("its key is no base64"))
}

/// Writes base64.
pub fn encode(bytes: &[u8]) -> String {
	STANDARD.encode(bytes)
}

/// Decrypts the bytes of a keystore. Fails when the password is wrong, the bytes are damaged, or
/// they ask for more work than is allowed.
pub fn decrypt(bytes: &[u8], password: &str) -> Result<Vec<u8>, KeystoreError> {
	let short = || KeystoreError::Damaged("its key is cut off");
	let (salt, rest) = bytes.split_at_checked(SALT).ok_or_else(short)?;
	let mut numbers = [0; 3];
	let mut rest = rest;
	for number in &mut numbers {
		let (four, after) = rest.split_first_chunk::<4>().ok_or_else(short)?;
		*number = u32::from_le_bytes(*four);
		rest = after;
	}
	let (nonce, sealed) = rest.split_at_checked(NONCE).ok_or_else(short)?;
	let [rounds, parallel, block] = numbers;
	let log = u8::try_from(rounds.checked_ilog2().unwrap_or_default()).unwrap_or(u8::MAX);
	let is_usual = rounds.is_power_of_two()
		&& ROUNDS.contains(&log)
		&& (1..=MAX_PARALLEL).contains(&parallel)
		&& block == BLOCK;
	if !is_usual {
		return Err(KeystoreError::Work);
	}
	let key = key(password, salt, (log, parallel, block))?;
	XSalsa20Poly1305::new(&key)
		.decrypt(Nonce::from_slice(nonce), sealed)
		.map_err(|_| KeystoreError::WrongPassword)
}

/// Encrypts a secret. The nonce is the beginning of `random`.
pub fn encrypt(
	secret: &[u8],
	password: &str,
	salt: [u8; SALT],
	random: [u8; 32],
) -> Result<Vec<u8>, KeystoreError> {
	let (log, parallel, block) = WORK;
	let nonce = random.first_chunk::<NONCE>().ok_or(KeystoreError::Work)?;
	let key = key(password, &salt, WORK)?;
	let sealed = XSalsa20Poly1305::new(&key)
		.encrypt(Nonce::from_slice(nonce), secret)
		.map_err(|_| KeystoreError::Work)?;
	let mut bytes = salt.to_vec();
	for number in [1u32 << log, parallel, block] {
		bytes.extend_from_slice(&number.to_le_bytes());
	}
	bytes.extend_from_slice(nonce);
	bytes.extend_from_slice(&sealed);
	Ok(bytes)
}

fn key(password: &str, salt: &[u8], work: (u8, u32, u32)) -> Result<Key, KeystoreError> {
	let (log, parallel, block) = work;
	let mut key = Key::default();
	let params = Params::new(log, block, parallel, key.len()).map_err(|_| KeystoreError::Work)?;
	scrypt::scrypt(password.as_bytes(), salt, &params, &mut key)
		.map_err(|_| KeystoreError::Work)?;
	Ok(key)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_the_password_should_open_what_it_sealed() {
		let sealed = encrypt(b"secret", "password", [1; 32], [2; 32]).unwrap();
		assert_eq!(decrypt(&sealed, "password").unwrap(), b"secret");
		for wrong in ["", "Password", "password\n"] {
			assert!(matches!(decrypt(&sealed, wrong), Err(KeystoreError::WrongPassword)));
		}
		let cut = decrypt(sealed.get(..40).unwrap(), "password");
		assert!(matches!(cut, Err(KeystoreError::Damaged(_))));
	}

	#[test]
	fn a_file_should_not_choose_how_much_work_it_is() {
		let mut sealed = encrypt(b"secret", "password", [1; 32], [2; 32]).unwrap();
		for rounds in [0, 1, 3, 1 << 18, u32::MAX] {
			sealed[32..36].copy_from_slice(&u32::to_le_bytes(rounds));
			assert!(matches!(decrypt(&sealed, "password"), Err(KeystoreError::Work)), "{rounds}");
		}
	}
}
