// SPDX-License-Identifier: Apache-2.0

//! What pays for receipts, and what is signed of them, as a program does that checks nothing before.

use std::collections::BTreeMap;

use openledger_primitives::{
	receipt::{signature, Payment, Receipt},
	voucher::{Promise, Voucher},
	ChannelId,
};
use serde_json::{json, Value};
use sp_core::{
	bytes::to_hex,
	crypto::{AccountId32, Ss58AddressFormat, Ss58Codec},
	sr25519, Blake2Hasher, H256,
};
use subxt::ext::codec::Encode;

use crate::{account, signing_key};

/// The prefix of the chain's addresses.
const PREFIX: u16 = 1612;

/// Signs for what receipts cost: for all that a channel owes by then, and no more.
pub struct Till {
	genesis: H256,
	key: sr25519::Pair,
	/// By channel, all that was signed for.
	promises: BTreeMap<ChannelId, Promise>,
}

impl Till {
	/// A till of channels whose vouchers the key of a secret URI signs.
	pub fn new(genesis: H256, key: &str) -> Self {
		Self { genesis, key: signing_key(key), promises: BTreeMap::new() }
	}

	/// What pays for receipts, ascending by channel: vouchers for all answers up to the last of them.
	pub fn pay(&mut self, receipts: &[Receipt]) -> Vec<Voucher> {
		let mut paying = BTreeMap::new();
		for receipt in receipts {
			let Payment::Channel { channel, sequence } = receipt.payment else {
				panic!("no channel pays for {receipt:?}")
			};
			let none = Promise { channel, answers: 0, cumulative: 0 };
			let promise = self.promises.entry(channel).or_insert(none);
			promise.answers = promise.answers.max(sequence + 1);
			promise.cumulative += receipt.fee;
			paying.insert(channel, *promise);
		}
		paying.into_values().map(|promise| self.sign(promise)).collect()
	}

	/// A voucher for anything.
	pub fn sign(&self, promise: Promise) -> Voucher {
		Voucher::sign(&self.key, self.genesis, promise)
	}

	/// All that a channel was signed for.
	pub fn owed(&self, channel: ChannelId) -> u128 {
		self.promises.get(&channel).map(|promise| promise.cumulative).unwrap_or_default()
	}
}

/// A receipt as an operator gives it to a payer, signed with the key of a secret URI.
pub fn signed_receipt(genesis: H256, operator: &str, key: &str, receipt: &Receipt) -> Value {
	let operator = account(operator);
	let commitment = receipt.commitment::<Blake2Hasher>();
	let signature = signature::sign(&signing_key(key), genesis, &operator, commitment);
	let prefix = Ss58AddressFormat::custom(PREFIX);
	json!({
		"receipt": to_hex(&receipt.encode(), false),
		"operator": AccountId32::new(operator).to_ss58check_with_version(prefix),
		"signature": to_hex(&signature.0, false),
		"genesis": format!("{genesis:?}"),
	})
}
