// SPDX-License-Identifier: Apache-2.0

//! Vouchers as a payer gives them to an operator: a file that also says for people what the voucher
//! promises, or the bytes alone.

use std::path::Path;

use codec::{DecodeAll, Encode};
use openledger_primitives::{voucher::Voucher, ChannelId};
use serde::{Deserialize, Serialize};
use sp_core::{sr25519, H256};

use crate::{
	error::{Error, SettlementError},
	files::{
		self,
		batch::{name, planck},
		receipt::{bytes, parse_signature},
	},
	json::{Hex, Planck},
	text::printable,
};

/// A voucher, and the chain that it is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GivenVoucher {
	/// The voucher.
	pub voucher: Voucher,
	/// The hash of the chain's genesis block. `None` for the bytes alone, which do not say.
	pub genesis: Option<H256>,
}

/// The fields that are read of a file.
#[derive(Deserialize)]
struct Written {
	genesis: H256,
	channel: u64,
	answers: u64,
	/// In planck.
	cumulative: String,
	signature: String,
}

/// The content of a voucher's file.
#[derive(Clone, Serialize)]
pub struct VoucherFile {
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The channel that pays.
	pub channel: ChannelId,
	/// The number of the channel's answers that it is for, from the first on.
	pub answers: u64,
	/// The most that they cost in all.
	pub cumulative: Planck,
	/// The signature of the channel's key.
	pub signature: Hex<sr25519::Signature>,
	/// The voucher in SCALE.
	pub voucher: Hex<Vec<u8>>,
}

impl VoucherFile {
	/// The file of a voucher, on the chain that began with block `genesis`.
	pub fn of(voucher: &Voucher, genesis: H256) -> Self {
		let Voucher { channel, answers, cumulative, signature } = *voucher;
		let (cumulative, signature) = (Planck(cumulative), Hex(signature));
		Self { genesis, channel, answers, cumulative, signature, voucher: Hex(voucher.encode()) }
	}
}

/// Reads a voucher: `given` is SCALE-encoded in hex, or the path of a file.
pub fn read(given: &str) -> Result<GivenVoucher, Error> {
	let bad = SettlementError::BadVoucher;
	if given.starts_with("0x") {
		let bytes = bytes(given).ok_or_else(|| bad("it is not 0x and digits".to_owned()))?;
		let voucher = Voucher::decode_all(&mut &bytes[..])
			.map_err(|error| bad(format!("it is not encoded as one ({error})")))?;
		return Ok(GivenVoucher { voucher, genesis: None });
	}
	let path = Path::new(given);
	let text = files::batch::read(path)?
		.ok_or_else(|| bad(format!("there is no file at {}", name(path))))?;
	let unread = |reason: String| bad(format!("{}: {}", name(path), printable(&reason)));
	Ok(parse(&text).map_err(unread)?)
}

fn parse(text: &str) -> Result<GivenVoucher, String> {
	let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
	let Written { genesis, channel, answers, cumulative, signature } = written;
	let cumulative = planck(&cumulative).ok_or("its cumulative amount is no number of planck")?;
	let signature = parse_signature(&signature).ok_or("its signature is not 0x and 128 digits")?;
	let voucher = Voucher { channel, answers, cumulative, signature };
	Ok(GivenVoucher { voucher, genesis: Some(genesis) })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		fixtures::batch::{voucher, GENESIS},
		json,
	};
	use serde_json::json;
	use std::fs;

	#[test]
	fn a_voucher_should_be_read_as_it_is_given() {
		let voucher = voucher(4, 7, 900);
		let json = json::of(&VoucherFile::of(&voucher, GENESIS));
		let encoded = json["voucher"].as_str().unwrap();
		assert_eq!(read(encoded).unwrap(), GivenVoucher { voucher, genesis: None });
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("voucher.json");
		fs::write(&path, json.to_string()).unwrap();
		let read = read(path.to_str().unwrap()).unwrap();
		assert_eq!(read, GivenVoucher { voucher, genesis: Some(GENESIS) });
	}

	#[test]
	fn what_is_no_voucher_should_be_refused_with_the_reason() {
		let reason = |given: &str| read(given).unwrap_err().to_string();
		assert!(reason("0x").contains("not encoded"));
		assert!(reason("0x0z").contains("digits"));
		assert!(reason("no-such-file").contains("no file"));
		let mut json = json::of(&VoucherFile::of(&voucher(4, 7, 900), GENESIS));
		json["cumulative"] = json!("1.5");
		assert!(parse(&json.to_string()).unwrap_err().contains("planck"));
		json["cumulative"] = json!("1");
		json["signature"] = json!("0x");
		assert!(parse(&json.to_string()).unwrap_err().contains("signature"));
		assert!(parse("{}").is_err());
	}
}
