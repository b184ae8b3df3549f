// SPDX-License-Identifier: Apache-2.0

//! Signed receipts in files: what an operator gives with an answer, and its payer keeps.
//!
//! A file has one receipt. Besides what counts (`genesis`, `operator`, `receipt` and `signature`), it
//! says for people what the receipt says; none of that is read.

mod received;

use std::path::Path;

use codec::{DecodeAll, Encode};
use openledger_primitives::{
	receipt::{
		signature::{self, Signer},
		CompactReceipt, Receipt,
	},
	ChannelId,
};
use serde::Deserialize;
use serde_json::{json, Value};
use sp_core::{sr25519, Blake2Hasher, H256};

pub use received::{keep, keep_beside, Kept, Received};

use crate::{
	account::{self, Account},
	batch_file::{self, paid_by, BatchFileError},
	error::SettlementError,
	key::Key,
	output::{json, printable},
};

#[derive(Debug, thiserror::Error)]
pub enum ReceiptFileError {
	#[error("there is no receipt at {0}")]
	Missing(String),
	#[error("{0} can't be used: {1}")]
	Unusable(String, String),
	#[error("{path} is no signed receipt: {reason}")]
	Malformed { path: String, reason: String },
	#[error("the receipt is for another chain: its genesis is {found:?}, not {expected:?}")]
	OtherGenesis { found: H256, expected: H256 },
	#[error(
		"the receipt is of {}, not of {}",
		account::address(.found), account::address(.expected)
	)]
	OtherOperator { found: Account, expected: Account },
	#[error("none of the keys of {} signed the receipt", account::address(.0))]
	NotSigned(Account),
	#[error("the receipt lists spans that can't be")]
	MalformedSpans,
	#[error("an account pays for the receipt, and not a channel")]
	NotByChannel,
}

impl ReceiptFileError {
	/// What to do next.
	pub fn hint(&self) -> &'static str {
		match self {
			Self::Missing(_) | Self::Malformed { .. } => {
				"name a file that the operator gave with the answer: openledger batch add writes it \
				 with --out"
			}
			Self::Unusable(..) => "check its permissions, and that its directory is there",
			Self::OtherGenesis { .. } => "name another file, or that chain's node with --url",
			Self::OtherOperator { .. } | Self::NotByChannel => {
				"ask the operator of the channel for the receipt of this answer"
			}
			Self::NotSigned(_) => {
				"don't accept the answer with it; the operator's keys are in openledger operator show"
			}
			Self::MalformedSpans => "don't accept the answer: nobody can settle such a receipt",
		}
	}
}

/// A receipt, and the operator's signature over it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedReceipt {
	/// Hash of the chain's block 0.
	pub genesis: H256,
	pub operator: Account,
	pub receipt: Receipt,
	pub signature: sr25519::Signature,
}

/// What is read of a file.
#[derive(Deserialize)]
struct Written {
	genesis: H256,
	operator: String,
	/// SCALE encoded, in hex.
	receipt: String,
	signature: String,
}

impl SignedReceipt {
	/// Signs a receipt with an operator's receipt key.
	pub fn sign(
		key: &Key,
		genesis: H256,
		operator: &Account,
		receipt: Receipt,
	) -> Result<Self, SettlementError> {
		let commitment = receipt.commitment::<Blake2Hasher>();
		let message = signature::message(genesis, &account::bytes(operator), commitment);
		let signature = key.sign(&message)?;
		Ok(Self { genesis, operator: operator.clone(), receipt, signature })
	}

	/// The file at `path`, which must be there.
	pub fn read(path: &Path) -> Result<Self, ReceiptFileError> {
		let name = batch_file::name(path);
		match batch_file::read(path) {
			Ok(Some(text)) => Self::parse(&text).map_err(|reason| {
				let reason = printable(&reason);
				ReceiptFileError::Malformed { path: name, reason }
			}),
			Ok(None) => Err(ReceiptFileError::Missing(name)),
			Err(error) => Err(unusable(name, &error)),
		}
	}

	/// What a file says, or why it is none.
	pub fn parse(text: &str) -> Result<Self, String> {
		let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
		let Written { genesis, operator, receipt, signature } = written;
		let operator = account::parse(&operator).map_err(|error| format!("operator: {error}"))?;
		let receipt = parse_receipt(&receipt).map_err(|reason| format!("receipt: {reason}"))?;
		let signature =
			parse_signature(&signature).ok_or("signature: it is not 0x and 128 digits")?;
		Ok(Self { genesis, operator, receipt, signature })
	}

	/// As it is written.
	pub fn to_json(&self) -> Value {
		let mut json = describe(&self.receipt);
		json["genesis"] = json::hash(self.genesis);
		json["operator"] = json::account(&self.operator);
		json["signature"] = hex(self.signature).into();
		json
	}

	/// Writes it to `path`, whole or not at all.
	pub fn write(&self, path: &Path) -> Result<(), ReceiptFileError> {
		let text = format!("{:#}\n", self.to_json());
		batch_file::replace(path, &text).map_err(|error| unusable(batch_file::name(path), &error))
	}

	/// What the operator's signature is over.
	pub fn commitment(&self) -> H256 {
		self.receipt.commitment::<Blake2Hasher>()
	}

	/// The channel that pays for it, and its answer's number there.
	pub fn place(&self) -> Option<(ChannelId, u64)> {
		paid_by(&self.receipt)
	}

	/// What the chain would see of it. `None` for spans that can't be.
	pub fn compact(&self) -> Option<CompactReceipt> {
		self.receipt.compact()
	}

	/// Whether one of `keys` signed it, for its operator and its chain.
	pub fn is_signed_by(&self, keys: &[H256]) -> bool {
		let signer = Signer {
			genesis: self.genesis,
			operator: account::bytes(&self.operator),
			keys: keys.iter().map(|key| sr25519::Public::from_raw(key.0)).collect(),
		};
		signer.has_signed(self.commitment(), &self.signature)
	}

	/// Fails unless it is of `operator` and of the chain that began with block `genesis`, and could be
	/// settled as far as it shows itself: a channel pays, and its spans can be.
	pub fn ensure_sound(&self, genesis: H256, operator: &Account) -> Result<(), ReceiptFileError> {
		if self.genesis != genesis {
			let (found, expected) = (self.genesis, genesis);
			return Err(ReceiptFileError::OtherGenesis { found, expected });
		}
		if self.operator != *operator {
			let (found, expected) = (self.operator.clone(), operator.clone());
			return Err(ReceiptFileError::OtherOperator { found, expected });
		}
		self.place().ok_or(ReceiptFileError::NotByChannel)?;
		let compact = self.compact().ok_or(ReceiptFileError::MalformedSpans)?;
		compact.answer.check().map(drop).map_err(|_| ReceiptFileError::MalformedSpans)
	}

	/// Fails unless it is [sound](Self::ensure_sound), and `operator` signed it with one of `keys`.
	pub fn verify(
		&self,
		genesis: H256,
		operator: &Account,
		keys: &[H256],
	) -> Result<(), ReceiptFileError> {
		self.ensure_sound(genesis, operator)?;
		match self.is_signed_by(keys) {
			true => Ok(()),
			false => Err(ReceiptFileError::NotSigned(operator.clone())),
		}
	}
}

/// What a receipt says, for people and machines: `receipt` is all of it, in SCALE.
pub fn describe(receipt: &Receipt) -> Value {
	let credits = receipt.credits().map(|credits| credits.to_vec()).unwrap_or_default();
	let (channel, sequence) = paid_by(receipt).unzip();
	json!({
		"channel": channel,
		"sequence": sequence,
		"model": receipt.model,
		"fee": json::amount(receipt.fee),
		"span_params": json::span_params(receipt.span_params),
		"output_len": receipt.output_len,
		"output_root": json::hash(receipt.output_root),
		"spans": receipt.spans.iter().map(json::span).collect::<Vec<_>>(),
		"credits": json::credits(&credits),
		"salt": hex(receipt.salt),
		"commitment": json::hash(receipt.commitment::<Blake2Hasher>()),
		"receipt": hex(receipt.encode()),
	})
}

/// Reads a SCALE-encoded receipt in hex.
pub fn parse_receipt(text: &str) -> Result<Receipt, String> {
	let bytes = bytes(text).ok_or("it is not 0x and hexadecimal digits")?;
	Receipt::decode_all(&mut &bytes[..])
		.map_err(|error| format!("it is no SCALE-encoded receipt ({error})"))
}

/// Reads a signature in hex.
pub fn parse_signature(text: &str) -> Option<sr25519::Signature> {
	let bytes = <[u8; 64]>::try_from(bytes(text)?).ok()?;
	Some(sr25519::Signature::from_raw(bytes))
}

/// Bytes in hex.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Reads bytes in hex.
pub fn bytes(text: &str) -> Option<Vec<u8>> {
	hex::decode(text.strip_prefix("0x")?).ok()
}

fn unusable(name: String, error: &BatchFileError) -> ReceiptFileError {
	let reason = match error {
		BatchFileError::Unusable { reason, .. } => reason.to_string(),
		other => other.to_string(),
	};
	ReceiptFileError::Unusable(name, reason)
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::batch_file::tests::{receipt, GENESIS};
	use openledger_primitives::receipt::Payment;

	/// The receipt key of [`operator`].
	pub fn key() -> Key {
		Key::load("//Bob//receipts", None).unwrap()
	}

	pub fn operator() -> Account {
		account::parse("//Bob").unwrap()
	}

	/// A receipt of a channel's answer, signed with [`key`].
	pub fn signed(channel: ChannelId, sequence: u64, fee: u128) -> SignedReceipt {
		let receipt = receipt(channel, sequence, fee);
		SignedReceipt::sign(&key(), GENESIS, &operator(), receipt).unwrap()
	}

	#[test]
	fn a_receipt_should_survive_its_file() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("3.json");
		assert!(matches!(SignedReceipt::read(&path), Err(ReceiptFileError::Missing(_))));
		let signed = signed(4, 3, 50);
		signed.write(&path).unwrap();
		assert_eq!(SignedReceipt::read(&path).unwrap(), signed);
		let json = signed.to_json();
		assert_eq!((&json["channel"], &json["sequence"]), (&json!(4), &json!(3)));
		assert_eq!(json["fee"], "50");
		assert_eq!(json["commitment"], format!("{:?}", signed.commitment()));
		assert_eq!(json["signature"].as_str().unwrap().len(), 2 + 128);
	}

	#[test]
	fn what_is_no_signed_receipt_should_be_refused_with_the_reason() {
		let signed = signed(4, 3, 50);
		let good = signed.to_json();
		let reason = |field: &str, value: Value| {
			let mut json = good.clone();
			json[field] = value;
			SignedReceipt::parse(&json.to_string()).unwrap_err()
		};
		assert!(reason("operator", json!("nobody")).starts_with("operator: "));
		assert!(reason("receipt", json!("0x00")).starts_with("receipt: "));
		assert!(reason("receipt", json!("00")).starts_with("receipt: "));
		assert!(reason("signature", json!("0x00")).starts_with("signature: "));
		assert!(!reason("genesis", Value::Null).is_empty());
		// What is written for people is not read.
		let mut json = good.clone();
		json["fee"] = json!("7");
		assert_eq!(SignedReceipt::parse(&json.to_string()), Ok(signed));
	}

	#[test]
	fn only_what_the_operator_signed_for_the_chain_should_be_verified() {
		let signed = signed(4, 3, 50);
		let keys = [H256::repeat_byte(9), key().public()];
		let verify = |signed: &SignedReceipt| signed.verify(GENESIS, &operator(), &keys);
		assert!(verify(&signed).is_ok());
		let none = signed.verify(GENESIS, &operator(), &keys[..1]);
		assert!(matches!(none, Err(ReceiptFileError::NotSigned(_))));
		let elsewhere = signed.verify(H256::zero(), &operator(), &keys);
		assert!(matches!(elsewhere, Err(ReceiptFileError::OtherGenesis { .. })));
		let other = Account::new([9; 32]);
		let other = signed.verify(GENESIS, &other, &keys);
		assert!(matches!(other, Err(ReceiptFileError::OtherOperator { .. })));
		let mut changed = signed.clone();
		changed.receipt.fee += 1;
		assert!(matches!(verify(&changed), Err(ReceiptFileError::NotSigned(_))));
		let sign = |receipt| SignedReceipt::sign(&key(), GENESIS, &operator(), receipt).unwrap();
		let direct = Receipt { payment: Payment::Direct { payer: [1; 32] }, ..receipt(4, 3, 50) };
		assert!(matches!(verify(&sign(direct)), Err(ReceiptFileError::NotByChannel)));
		let empty = Receipt { output_len: 0, ..receipt(4, 3, 50) };
		assert!(matches!(verify(&sign(empty)), Err(ReceiptFileError::MalformedSpans)));
	}
}
