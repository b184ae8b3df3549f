// SPDX-License-Identifier: Apache-2.0

//! Receipts, true or not, as an operator makes them who asks nobody.

use openledger_primitives::{
	content::content_root,
	receipt::{HeldSpan, Payment, Receipt},
	span::SpanParams,
};
use serde_json::{json, Value};
use sp_core::{bytes::to_hex, sr25519, Blake2Hasher, Pair, H256};
use subxt::ext::codec::Encode;

use crate::works::number;

/// A receipt that says so, whether it is or not.
pub fn receipt(payment: Payment, fee: u128, output: &str, spans: Vec<HeldSpan>) -> Receipt {
	Receipt {
		payment,
		model: 0,
		span_params: SpanParams::DEFAULT,
		fee,
		output_len: number(output.len()),
		// Outputs are written in normal form.
		output_root: content_root::<Blake2Hasher>(output.as_bytes()).expect("it is not empty"),
		spans: spans.try_into().expect("there are a few"),
		salt: sr25519::Pair::generate().1,
	}
}

/// The file of a single answer, as far as it is read: what nobody has signed.
pub fn answer_file(genesis: H256, receipt: &Receipt, output: &str) -> Value {
	let (genesis, receipt) = (format!("{genesis:?}"), to_hex(&receipt.encode(), false));
	json!({ "genesis": genesis, "batch": null, "receipt": receipt, "output": output })
}
