// SPDX-License-Identifier: Apache-2.0

//! How a batch file is written.

use std::collections::BTreeMap;

use codec::{DecodeAll, Encode};
use openledger_primitives::{receipt::Receipt, voucher::Voucher, Balance, BatchId, ChannelId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::{sr25519, H256};

use super::{paid_by, BatchFile};
use crate::{chain::Sent, output::json};

#[derive(Serialize, Deserialize)]
struct Written {
	genesis: H256,
	vouchers: Vec<WrittenVoucher>,
	/// SCALE encoded, in hex.
	receipts: Vec<String>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	batch: Option<BatchId>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	root: Option<H256>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	sent: Option<Sent>,
}

#[derive(Serialize, Deserialize)]
struct WrittenVoucher {
	channel: ChannelId,
	/// In planck.
	cumulative: String,
	signature: String,
}

/// What is wrong with a file, and where.
#[derive(PartialEq, Eq, Debug)]
pub struct Problem {
	pub place: String,
	pub reason: String,
}

pub fn to_json(file: &BatchFile) -> Value {
	json::of(&Written {
		genesis: file.genesis,
		vouchers: file
			.vouchers
			.values()
			.map(|voucher| WrittenVoucher {
				channel: voucher.channel,
				cumulative: voucher.cumulative.to_string(),
				signature: hex(&voucher.signature),
			})
			.collect(),
		receipts: file.receipts.iter().map(|receipt| hex(&receipt.encode())).collect(),
		batch: file.batch,
		root: file.root,
		sent: file.sent.clone(),
	})
}

pub fn parse(text: &str) -> Result<BatchFile, Problem> {
	let written: Written = serde_json::from_str(text).map_err(|error| {
		let message = error.to_string();
		Problem {
			place: format!("line {}, column {}", error.line(), error.column()),
			// It ends with the place.
			reason: message.split(" at line ").next().unwrap_or_default().to_owned(),
		}
	})?;
	let mut vouchers = BTreeMap::new();
	for (index, written) in written.vouchers.iter().enumerate() {
		let at = |reason: String| Problem { place: format!("vouchers[{index}]"), reason };
		let voucher = voucher(written).map_err(at)?;
		if vouchers.insert(voucher.channel, voucher).is_some() {
			return Err(at(format!("channel {} has a voucher already", voucher.channel)));
		}
	}
	let mut receipts: Vec<Receipt> = Vec::new();
	for (index, written) in written.receipts.iter().enumerate() {
		let at = |reason: String| Problem { place: format!("receipts[{index}]"), reason };
		let receipt = receipt(written).map_err(at)?;
		if let Some(first) = receipts.first() {
			if receipt.model != first.model {
				let (model, other) = (receipt.model, first.model);
				return Err(at(format!("it is of model {model}, the first of model {other}")));
			}
			if receipt.rule != first.rule {
				return Err(at("it follows another rule than the first".to_owned()));
			}
		}
		receipts.push(receipt);
	}
	let Written { genesis, batch, root, sent, .. } = written;
	Ok(BatchFile { genesis, vouchers, receipts, batch, root, sent })
}

fn voucher(written: &WrittenVoucher) -> Result<Voucher, String> {
	let WrittenVoucher { channel, cumulative, signature } = written;
	let is_number = cumulative.bytes().all(|byte| byte.is_ascii_digit());
	let cumulative: Balance = cumulative
		.parse()
		.ok()
		.filter(|_| is_number)
		.ok_or("its cumulative amount is no number of planck")?;
	let signature = bytes(signature)
		.and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
		.ok_or("its signature is not 0x and 128 digits")?;
	let signature = sr25519::Signature::from_raw(signature);
	Ok(Voucher { channel: *channel, cumulative, signature })
}

fn receipt(written: &str) -> Result<Receipt, String> {
	let bytes = bytes(written).ok_or("it is not 0x and hexadecimal digits")?;
	let receipt = Receipt::decode_all(&mut &bytes[..])
		.map_err(|error| format!("it is no SCALE-encoded receipt ({error})"))?;
	match paid_by(&receipt) {
		Some(_) => Ok(receipt),
		None => Err("no channel pays for it, but an account".to_owned()),
	}
}

fn hex(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(bytes))
}

fn bytes(text: &str) -> Option<Vec<u8>> {
	hex::decode(text.strip_prefix("0x")?).ok()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::batch_file::tests::{file, receipt, GENESIS};
	use openledger_primitives::receipt::Payment;
	use serde_json::json;

	fn place(json: &Value) -> String {
		parse(&json.to_string()).unwrap_err().place
	}

	#[test]
	fn a_file_should_survive_the_round_trip() {
		let open = file();
		assert_eq!(parse(&open.to_json().to_string()), Ok(open.clone()));
		let settled = BatchFile { batch: Some(3), root: Some(H256::repeat_byte(1)), ..open };
		assert_eq!(parse(&format!("{:#}\n", settled.to_json())), Ok(settled));
	}

	#[test]
	fn a_file_should_be_written_as_it_is_specified() {
		let json = file().to_json();
		assert_eq!(json["genesis"], format!("{GENESIS:?}"));
		assert_eq!(json["vouchers"][1]["channel"], 4);
		assert_eq!(json["vouchers"][1]["cumulative"], "25");
		assert_eq!(json["vouchers"][1]["signature"], format!("0x{}", "09".repeat(64)));
		let encoded = format!("0x{}", hex::encode(file().receipts[2].encode()));
		assert_eq!(json["receipts"][2], encoded);
		assert!(json.get("batch").is_none() && json.get("root").is_none());
	}

	#[test]
	fn what_is_wrong_should_be_named_with_its_place() {
		let problem = parse("{\n\"genesis\": 1}").unwrap_err();
		assert!(problem.place.starts_with("line 2") && !problem.reason.contains(" at line "));
		let changed = |pointer: &str, value: Value| {
			let mut json = file().to_json();
			*json.pointer_mut(pointer).unwrap() = value;
			json
		};
		for (pointer, value, expected) in [
			("/vouchers/0/cumulative", json!("+5"), "vouchers[0]"),
			("/vouchers/0/cumulative", json!(""), "vouchers[0]"),
			("/vouchers/1/cumulative", json!("1.5"), "vouchers[1]"),
			("/vouchers/1/signature", json!("0x00"), "vouchers[1]"),
			("/vouchers/1/channel", json!(1), "vouchers[1]"),
			("/receipts/0", json!("00"), "receipts[0]"),
			("/receipts/1", json!("0xzz"), "receipts[1]"),
			("/receipts/2", json!("0x00"), "receipts[2]"),
		] {
			assert_eq!(place(&changed(pointer, value)), expected, "{pointer}");
		}
		for (pointer, value) in [
			("/genesis", json!("0x12")),
			("/vouchers", json!({})),
			("/vouchers/0/channel", json!(-1)),
			("/receipts", Value::Null),
		] {
			assert!(place(&changed(pointer, value)).starts_with("line "), "{pointer}");
		}
	}

	#[test]
	fn receipts_of_different_kinds_should_be_refused() {
		let with = |change: fn(&mut Receipt)| {
			let mut other = receipt(1, 2, 10);
			change(&mut other);
			let mut file = file();
			file.receipts.push(other);
			parse(&file.to_json().to_string())
		};
		assert!(with(|_| ()).is_ok());
		assert_eq!(with(|other| other.model = 4).unwrap_err().place, "receipts[3]");
		assert_eq!(with(|other| other.rule.min_span += 1).unwrap_err().place, "receipts[3]");
		let direct = with(|other| other.payment = Payment::Direct { payer: [1; 32] });
		assert!(direct.unwrap_err().reason.contains("no channel"));
	}
}
