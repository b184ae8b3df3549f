// SPDX-License-Identifier: Apache-2.0

//! What commands and their files say, in the chain's own types.

use openledger_primitives::receipt::Receipt;
use serde_json::Value;
use sp_core::{bytes::from_hex, H256};
use subxt::ext::codec::Decode;

pub fn hash(shown: &Value) -> H256 {
	let bytes = from_hex(shown.as_str().expect("a hash is text")).expect("a hash is hex");
	H256::from_slice(&bytes)
}

/// The receipts in a batch file.
pub fn receipts(file: &Value) -> Vec<Receipt> {
	let receipts = file["receipts"].as_array().expect("there is a list").iter();
	receipts
		.map(|receipt| {
			let bytes = from_hex(receipt.as_str().expect("a receipt is text")).expect("it is hex");
			Receipt::decode(&mut &bytes[..]).expect("it is a receipt")
		})
		.collect()
}
