// SPDX-License-Identifier: Apache-2.0

//! Signed receipts in files, which an operator gives with an answer, and its payer keeps.
//!
//! A file has one receipt. Besides what counts (`genesis`, `operator`, `receipt` and `signature`),
//! it says for people what the receipt says; none of that is read.

mod content;
mod error;
mod received;

use std::path::Path;

use codec::DecodeAll;
use openledger_primitives::{
	receipt::{
		signature::{self, Signer},
		CompactReceipt, Receipt,
	},
	ChannelId,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::{sr25519, Blake2Hasher, H256};

pub use content::Content;
pub use error::ReceiptFileError;
pub use received::{keep, keep_beside, Kept, Received};

use crate::{
	account::{self, Account},
	error::SettlementError,
	files::{
		self,
		batch::{paid_by, BatchFileError},
	},
	json::{self, Address, Hex},
	keys::Key,
	text::printable,
};

/// A receipt, and the operator's signature over it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedReceipt {
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The operator that served the answer.
	pub operator: Account,
	/// The receipt.
	pub receipt: Receipt,
	/// The operator's signature over it.
	pub signature: sr25519::Signature,
}

/// The fields that are read of a file.
#[derive(Deserialize)]
struct Written {
	genesis: H256,
	operator: String,
	/// SCALE encoded, in hex.
	receipt: String,
	signature: String,
}

impl SignedReceipt {
	/// Signs a receipt with an operator's receipt key. Fails unless that is an sr25519 key.
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

	/// Reads the file at `path`. Fails when there is none.
	pub fn read(path: &Path) -> Result<Self, ReceiptFileError> {
		let name = files::batch::name(path);
		match files::batch::read(path) {
			Ok(Some(text)) => Self::parse(&text).map_err(|reason| {
				let reason = printable(&reason);
				ReceiptFileError::Malformed { path: name, reason }
			}),
			Ok(None) => Err(ReceiptFileError::Missing(name)),
			Err(error) => Err(unusable(name, &error)),
		}
	}

	/// Reads the text of a file. The error says what is wrong with it.
	pub fn parse(text: &str) -> Result<Self, String> {
		let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
		let Written { genesis, operator, receipt, signature } = written;
		let operator = account::parse(&operator).map_err(|error| format!("operator: {error}"))?;
		let receipt = parse_receipt(&receipt).map_err(|reason| format!("receipt: {reason}"))?;
		let signature =
			parse_signature(&signature).ok_or("signature: it is not 0x and 128 digits")?;
		Ok(Self { genesis, operator, receipt, signature })
	}

	/// The JSON of its file.
	pub fn to_json(&self) -> Value {
		#[derive(Serialize)]
		struct File {
			#[serde(flatten)]
			content: Content,
			genesis: H256,
			operator: Address,
			signature: Hex<sr25519::Signature>,
		}

		json::of(&File {
			content: Content::of(&self.receipt),
			genesis: self.genesis,
			operator: Address::from(&self.operator),
			signature: Hex(self.signature),
		})
	}

	/// Writes it to `path`, whole or not at all.
	pub fn write(&self, path: &Path) -> Result<(), ReceiptFileError> {
		let text = format!("{:#}\n", self.to_json());
		files::batch::replace(path, &text)
			.map_err(|error| unusable(files::batch::name(path), &error))
	}

	/// The commitment of the receipt, which the operator's signature is over.
	pub fn commitment(&self) -> H256 {
		self.receipt.commitment::<Blake2Hasher>()
	}

	/// The channel that pays for it, and the sequence of its answer. `None` where an account pays.
	pub fn place(&self) -> Option<(ChannelId, u64)> {
		paid_by(&self.receipt)
	}

	/// The compact receipt, which the chain would see of it. `None` for malformed spans.
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

	/// Fails unless it is of `operator` and for the chain that began with block `genesis`, and
	/// could be settled as far as it shows itself: a channel pays, and its spans are well-formed.
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

/// The [`Content`] of a receipt as JSON.
pub fn describe(receipt: &Receipt) -> Value {
	json::of(&Content::of(receipt))
}

/// Reads a SCALE-encoded receipt in hex. The error says what is wrong with it.
pub fn parse_receipt(text: &str) -> Result<Receipt, String> {
	let bytes = bytes(text).ok_or("it is not 0x and hexadecimal digits")?;
	Receipt::decode_all(&mut &bytes[..])
		.map_err(|error| format!("it is no SCALE-encoded receipt ({error})"))
}

/// Reads a signature in hex. `None` unless it is 0x and 128 digits.
pub fn parse_signature(text: &str) -> Option<sr25519::Signature> {
	let bytes = <[u8; 64]>::try_from(bytes(text)?).ok()?;
	Some(sr25519::Signature::from_raw(bytes))
}

/// Writes bytes in hex, after 0x.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// Reads bytes in hex. `None` unless they are 0x and an even number of digits.
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
mod tests {
	use super::*;
	use crate::fixtures::batch::{receipt, GENESIS};
	use crate::fixtures::receipt::*;
	use openledger_primitives::receipt::Payment;
	use serde_json::json;

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
