// SPDX-License-Identifier: Apache-2.0

//! What operators sign.

use codec::Encode;
use openledger_primitives::receipt::{signature::Signer, Receipt};
use sp_core::{sr25519, Hasher, Pair, H256};

use crate::world::H;

pub fn commitment(receipt: &Receipt) -> H256 {
	// The domain has 23 bytes, which is 92 in compact form.
	let input = [&b"\x5copenledger/commitment/2"[..], &receipt.encode()].concat();
	H::hash(&input)
}

/// Whether one of the signer's keys signed the receipt.
pub fn has_signed(signer: &Signer, receipt: &Receipt, signature: &sr25519::Signature) -> bool {
	let message =
		[&b"openledger/receipt/2"[..], &signer.genesis.0, &signer.operator, &commitment(receipt).0]
			.concat();
	signer.keys.iter().any(|key| sr25519::Pair::verify(signature, &message, key))
}
