// SPDX-License-Identifier: Apache-2.0

//! Keys and accounts, by their names.

use std::str::FromStr;

use sp_core::{bytes::from_hex, sr25519, Pair};
use subxt::utils::AccountId32;
use subxt_signer::{
	sr25519::{dev, Keypair},
	SecretUri,
};

/// The key that signs transactions, of a secret URI.
pub fn keypair(uri: &str) -> Keypair {
	Keypair::from_uri(&SecretUri::from_str(uri).expect("it is a secret URI")).expect("it is a key")
}

/// The key that signs vouchers and receipts, of a secret URI.
pub fn signing_key(uri: &str) -> sr25519::Pair {
	sr25519::Pair::from_string(uri, None).expect("it is a secret URI")
}

/// The keys of the accounts that have money on a development chain.
pub fn developers() -> Vec<Keypair> {
	vec![dev::alice(), dev::bob(), dev::charlie(), dev::dave(), dev::eve(), dev::ferdie()]
}

/// The account of a secret URI, or with these 64 digits after `0x`.
pub fn account(name: &str) -> [u8; 32] {
	match name.starts_with("0x") {
		true => from_hex(name).ok().and_then(|bytes| bytes.try_into().ok()).expect("32 bytes"),
		false => keypair(name).public_key().0,
	}
}

/// The account of a key, as calls name it.
pub fn account_id(key: &Keypair) -> AccountId32 {
	AccountId32(key.public_key().0)
}
