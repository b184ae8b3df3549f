// SPDX-License-Identifier: Apache-2.0

//! Accounts by their names.

use std::str::FromStr;

use sp_core::bytes::from_hex;
use subxt_signer::{sr25519::Keypair, SecretUri};

/// The key of a secret URI.
pub fn keypair(uri: &str) -> Keypair {
	Keypair::from_uri(&SecretUri::from_str(uri).expect("it is a secret URI")).expect("it is a key")
}

/// The account of a secret URI, or with these 64 digits after `0x`.
pub fn account(name: &str) -> [u8; 32] {
	match name.starts_with("0x") {
		true => from_hex(name).ok().and_then(|bytes| bytes.try_into().ok()).expect("32 bytes"),
		false => keypair(name).public_key().0,
	}
}
