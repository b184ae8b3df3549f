// SPDX-License-Identifier: Apache-2.0

//! Receipts and vouchers, true or not, as an operator makes them who asks nobody.

use std::collections::BTreeMap;

use openledger_primitives::{
	content::content_root,
	receipt::{HeldSpan, Payment, Receipt},
	span::SpanParams,
	voucher::{Redemption, Voucher},
	ChannelId,
};
use serde_json::{json, Value};
use sp_core::{bytes::to_hex, sr25519, Blake2Hasher, Pair, H256};
use subxt::ext::codec::Encode;

use crate::{works::number, world::HOT};

/// A receipt that says so, whether it is or not.
pub fn receipt(payment: Payment, fee: u128, output: &str, spans: Vec<HeldSpan>) -> Receipt {
	Receipt {
		model: 0,
		payment,
		fee,
		rule: SpanParams::DEFAULT,
		output_len: number(output.len()),
		// Outputs are written in normal form.
		output_root: content_root::<Blake2Hasher>(output.as_bytes()).expect("it is not empty"),
		spans: spans.try_into().expect("there are a few"),
		salt: sr25519::Pair::generate().1,
	}
}

/// What payers have of receipts: a batch file, as it is before it is settled.
pub fn batch_file(genesis: H256, receipts: &[Receipt]) -> Value {
	let receipts: Vec<_> = receipts.iter().map(encoded).collect();
	json!({ "genesis": format!("{genesis:?}"), "vouchers": [], "receipts": receipts })
}

/// The file of a single answer, as far as it is read.
pub fn answer_file(genesis: H256, receipt: &Receipt, output: &str) -> Value {
	let genesis = format!("{genesis:?}");
	json!({ "genesis": genesis, "batch": null, "encoded": encoded(receipt), "output": output })
}

fn encoded(receipt: &Receipt) -> String {
	to_hex(&receipt.encode(), false)
}

fn hot_key() -> sr25519::Pair {
	sr25519::Pair::from_string(HOT, None).expect("it is a secret URI")
}

/// Signs for what receipts cost.
pub struct Till {
	genesis: H256,
	/// By channel, all that was signed for.
	owed: BTreeMap<ChannelId, u128>,
}

impl Till {
	pub fn new(genesis: H256) -> Self {
		Self { genesis, owed: BTreeMap::new() }
	}

	/// What pays for receipts, ascending by channel.
	pub fn pay(&mut self, receipts: &[Receipt]) -> Vec<Redemption> {
		let mut fees = BTreeMap::<ChannelId, u128>::new();
		for receipt in receipts {
			let Payment::Channel { channel, .. } = receipt.payment else {
				panic!("no channel pays for {receipt:?}")
			};
			*fees.entry(channel).or_default() += receipt.fee;
		}
		let redemption = |(channel, amount): (ChannelId, u128)| {
			let owed = self.owed.entry(channel).or_default();
			*owed += amount;
			let voucher = Voucher::sign(&hot_key(), self.genesis, channel, *owed);
			Redemption { voucher, amount }
		};
		fees.into_iter().map(redemption).collect()
	}

	/// All that a channel was signed for.
	pub fn owed(&self, channel: ChannelId) -> u128 {
		self.owed.get(&channel).copied().unwrap_or_default()
	}
}
