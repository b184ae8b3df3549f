// SPDX-License-Identifier: Apache-2.0

//! The format of batch files.

use std::collections::BTreeMap;

use codec::Encode;
use openledger_primitives::{voucher::Voucher, Balance, BatchId, ChannelId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::H256;

use super::{paid_by, BatchFile, Place, Signed, VERSION};
use crate::{
	account,
	chain::{Roots, Sent},
	files::receipt::{hex, parse_receipt, parse_signature},
	json,
};

/// The version of files from before there were versions.
const FIRST_VERSION: u32 = 1;

/// The fields that tell the versions apart.
#[derive(Deserialize)]
struct Versioned {
	version: Option<u32>,
	/// The receipts of the first version.
	receipts: Option<Value>,
}

#[derive(Serialize, Deserialize)]
struct Written {
	version: u32,
	genesis: H256,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	operator: Option<String>,
	vouchers: Vec<WrittenVoucher>,
	answers: Vec<WrittenAnswer>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	batch: Option<BatchId>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	root: Option<H256>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	commitments: Option<H256>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	sent: Option<Sent>,
}

#[derive(Serialize, Deserialize)]
struct WrittenVoucher {
	channel: ChannelId,
	answers: u64,
	/// In planck.
	cumulative: String,
	signature: String,
}

#[derive(Serialize, Deserialize)]
struct WrittenAnswer {
	/// SCALE encoded, in hex.
	receipt: String,
	signature: String,
}

/// A fault of a file.
#[derive(PartialEq, Eq, Debug)]
pub enum Problem {
	/// It has this other version.
	Version(u32),
	At {
		place: String,
		reason: String,
	},
}

/// The JSON of a batch file, in the present version.
pub fn to_json(file: &BatchFile) -> Value {
	json::of(&Written {
		version: VERSION,
		genesis: file.genesis,
		operator: file.operator.as_ref().map(account::address),
		vouchers: file
			.vouchers
			.values()
			.map(|voucher| WrittenVoucher {
				channel: voucher.channel,
				answers: voucher.answers,
				cumulative: voucher.cumulative.to_string(),
				signature: hex(voucher.signature),
			})
			.collect(),
		answers: file
			.answers
			.values()
			.map(|signed| WrittenAnswer {
				receipt: hex(signed.receipt.encode()),
				signature: hex(signed.signature),
			})
			.collect(),
		batch: file.batch,
		root: file.roots.map(|roots| roots.root),
		commitments: file.roots.map(|roots| roots.commitments),
		sent: file.sent.clone(),
	})
}

/// Reads the text of a batch file.
pub fn parse(text: &str) -> Result<BatchFile, Problem> {
	let unread = |error: serde_json::Error| {
		let message = error.to_string();
		Problem::At {
			place: format!("line {}, column {}", error.line(), error.column()),
			// It ends with the place.
			reason: message.split(" at line ").next().unwrap_or_default().to_owned(),
		}
	};
	let versioned: Versioned = serde_json::from_str(text).map_err(unread)?;
	match (versioned.version, versioned.receipts) {
		(Some(VERSION), _) => {}
		(Some(other), _) => return Err(Problem::Version(other)),
		(None, Some(_)) => return Err(Problem::Version(FIRST_VERSION)),
		// No batch file at all: what is missing is said below.
		(None, None) => {}
	}
	let written: Written = serde_json::from_str(text).map_err(unread)?;
	let operator =
		written.operator.as_deref().map(account::parse).transpose().map_err(|error| {
			Problem::At { place: "operator".to_owned(), reason: error.to_string() }
		})?;
	let mut vouchers = BTreeMap::new();
	for (index, written) in written.vouchers.iter().enumerate() {
		let at = |reason: String| Problem::At { place: format!("vouchers[{index}]"), reason };
		let voucher = voucher(written).map_err(at)?;
		if vouchers.insert(voucher.channel, voucher).is_some() {
			return Err(at(format!("channel {} has a voucher already", voucher.channel)));
		}
	}
	let mut answers = BTreeMap::new();
	for (index, written) in written.answers.iter().enumerate() {
		let at = |reason: String| Problem::At { place: format!("answers[{index}]"), reason };
		let (place, signed) = answer(written).map_err(at)?;
		if answers.insert(place, signed).is_some() {
			let (channel, sequence) = place;
			return Err(at(format!("answer {sequence} of channel {channel} is there already")));
		}
	}
	let Written { genesis, batch, root, commitments, sent, .. } = written;
	let roots = roots(root, commitments)?;
	Ok(BatchFile { genesis, operator, vouchers, answers, batch, roots, sent })
}

/// One root without the other does not tell which batch it is.
fn roots(root: Option<H256>, commitments: Option<H256>) -> Result<Option<Roots>, Problem> {
	let alone = |place: &str, other| {
		let reason = format!("there is no `{other}` beside it");
		Err(Problem::At { place: place.to_owned(), reason })
	};
	match (root, commitments) {
		(Some(root), Some(commitments)) => Ok(Some(Roots { root, commitments })),
		(None, None) => Ok(None),
		(Some(_), None) => alone("root", "commitments"),
		(None, Some(_)) => alone("commitments", "root"),
	}
}

fn voucher(written: &WrittenVoucher) -> Result<Voucher, String> {
	let WrittenVoucher { channel, answers, cumulative, signature } = written;
	let cumulative = planck(cumulative).ok_or("its cumulative amount is no number of planck")?;
	let signature = parse_signature(signature).ok_or("its signature is not 0x and 128 digits")?;
	Ok(Voucher { channel: *channel, answers: *answers, cumulative, signature })
}

/// Reads an amount in planck.
pub fn planck(text: &str) -> Option<Balance> {
	let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
	text.parse().ok().filter(|_| is_number)
}

fn answer(written: &WrittenAnswer) -> Result<(Place, Signed), String> {
	let receipt = parse_receipt(&written.receipt)?;
	let signature =
		parse_signature(&written.signature).ok_or("its signature is not 0x and 128 digits")?;
	let place = paid_by(&receipt).ok_or("no channel pays for it, but an account")?;
	Ok((place, Signed { receipt, signature }))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::{file, receipt, unsigned, GENESIS, ROOTS};
	use openledger_primitives::receipt::{Payment, Receipt};
	use serde_json::json;

	fn place(json: &Value) -> String {
		match parse(&json.to_string()).unwrap_err() {
			Problem::At { place, .. } => place,
			Problem::Version(version) => format!("version {version}"),
		}
	}

	#[test]
	fn a_file_should_survive_the_round_trip() {
		let open = file();
		assert_eq!(parse(&open.to_json().to_string()), Ok(open.clone()));
		let roots = Some(Roots { root: H256::repeat_byte(1), commitments: H256::repeat_byte(2) });
		let settled = BatchFile { batch: Some(3), roots, ..open };
		assert_eq!(parse(&format!("{:#}\n", settled.to_json())), Ok(settled));
		let new = BatchFile::new(GENESIS);
		assert_eq!(parse(&new.to_json().to_string()), Ok(new));
	}

	#[test]
	fn a_file_should_be_written_as_it_is_specified() {
		let json = file().to_json();
		assert_eq!((&json["version"], &json["genesis"]), (&json!(2), &json!(GENESIS)));
		assert_eq!(json["vouchers"][1]["channel"], 4);
		assert_eq!(json["vouchers"][0]["answers"], 2);
		assert_eq!(json["vouchers"][1]["cumulative"], "25");
		assert_eq!(json["vouchers"][1]["signature"], format!("0x{}", "09".repeat(64)));
		// They ascend by channel and sequence.
		let encoded = hex(receipt(4, 0, 25).encode());
		assert_eq!(json["answers"][2]["receipt"], encoded);
		assert_eq!(json["answers"][2]["signature"], format!("0x{}", "08".repeat(64)));
		for field in ["batch", "root", "commitments"] {
			assert!(json.get(field).is_none(), "{field}");
		}
		let settled = BatchFile { batch: Some(3), roots: Some(ROOTS), ..file() }.to_json();
		for field in ["root", "commitments"] {
			assert_eq!(settled[field], json!(H256::zero()), "{field}");
		}
	}

	#[test]
	fn what_is_wrong_should_be_named_with_its_place() {
		let Problem::At { place: at, reason } = parse("{\n\"genesis\": 1}").unwrap_err() else {
			panic!("it is of no version")
		};
		assert!(at.starts_with("line 2") && !reason.contains(" at line "));
		let changed = |pointer: &str, value: Value| {
			let mut json = file().to_json();
			*json.pointer_mut(pointer).unwrap() = value;
			json
		};
		let twice = file().to_json()["answers"][0].clone();
		for (pointer, value, expected) in [
			("/vouchers/0/cumulative", json!("+5"), "vouchers[0]"),
			("/vouchers/0/cumulative", json!(""), "vouchers[0]"),
			("/vouchers/1/cumulative", json!("1.5"), "vouchers[1]"),
			("/vouchers/1/signature", json!("0x00"), "vouchers[1]"),
			("/vouchers/1/channel", json!(1), "vouchers[1]"),
			("/answers/0/receipt", json!("00"), "answers[0]"),
			("/answers/1/receipt", json!("0xzz"), "answers[1]"),
			("/answers/2/receipt", json!("0x00"), "answers[2]"),
			("/answers/2/signature", json!("0x00"), "answers[2]"),
			("/answers/2", twice, "answers[2]"),
			("/operator", json!("nobody"), "operator"),
			("/version", json!(1), "version 1"),
			("/version", json!(3), "version 3"),
		] {
			assert_eq!(place(&changed(pointer, value)), expected, "{pointer}");
		}
		// Other batches may have the same root, with other commitments.
		for field in ["root", "commitments"] {
			let mut json = file().to_json();
			json[field] = json!(H256::zero());
			assert_eq!(place(&json), field);
		}
		for (pointer, value) in [
			("/genesis", json!("0x12")),
			("/vouchers", json!({})),
			("/vouchers/0/channel", json!(-1)),
			("/answers", Value::Null),
		] {
			assert!(place(&changed(pointer, value)).starts_with("line "), "{pointer}");
		}
	}

	#[test]
	fn receipts_of_several_models_should_share_a_file_and_none_be_paid_by_an_account() {
		let mut mixed = file();
		let other = Receipt { model: 4, ..receipt(1, 2, 10) };
		mixed.answers.extend([unsigned(other)]);
		assert_eq!(parse(&mixed.to_json().to_string()), Ok(mixed.clone()));
		let direct = Receipt { payment: Payment::Direct { payer: [1; 32] }, ..receipt(1, 2, 10) };
		let mut json = mixed.to_json();
		json["answers"][3]["receipt"] = hex(direct.encode()).into();
		let Err(Problem::At { reason, .. }) = parse(&json.to_string()) else {
			panic!("it was read")
		};
		assert!(reason.contains("no channel"));
	}
}
