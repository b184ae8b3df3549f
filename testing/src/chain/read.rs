// SPDX-License-Identifier: Apache-2.0

//! What commands and their files say, in the chain's own types.

use openledger_primitives::receipt::Receipt;
use serde_json::Value;
use sp_core::{bytes::from_hex, H256};
use subxt::ext::codec::DecodeAll;

/// A hash that is shown as hexadecimal digits.
pub fn hash(shown: &Value) -> H256 {
	let bytes = from_hex(shown.as_str().expect("a hash is text")).expect("a hash is hex");
	H256::from_slice(&bytes)
}

/// The receipts in a batch file, in the order that they have in its batch.
pub fn receipts(file: &Value) -> Vec<Receipt> {
	let answers = file["answers"].as_array().expect("there is a list").iter();
	answers.map(|answer| decoded(&answer["receipt"])).collect()
}

/// What is shown in SCALE.
pub fn decoded<T: DecodeAll>(shown: &Value) -> T {
	let bytes = from_hex(shown.as_str().expect("it is text")).expect("it is hex");
	T::decode_all(&mut &bytes[..]).expect("it is such a value")
}
