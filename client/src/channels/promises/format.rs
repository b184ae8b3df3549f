// SPDX-License-Identifier: Apache-2.0

//! The file of a channel's promises.

use std::collections::BTreeMap;

use codec::{DecodeAll, Encode};
use openledger_primitives::voucher::Voucher;
use serde::{Deserialize, Serialize};

use super::{Accounted, Promised, Promises};
use crate::{
	files::{
		batch::planck,
		receipt::{bytes, hex},
	},
	json,
};

#[derive(Serialize, Deserialize)]
struct Written {
	next: u64,
	promised: Vec<WrittenPromise>,
	#[serde(default, skip_serializing_if = "Option::is_none")]
	accounted: Option<WrittenAccount>,
}

#[derive(Serialize, Deserialize)]
struct WrittenAccount {
	end: u64,
	/// In planck.
	receipted: String,
	/// In planck.
	written_off: String,
}

#[derive(Serialize, Deserialize)]
struct WrittenPromise {
	/// In planck.
	price: String,
	/// SCALE encoded, in hex.
	voucher: String,
	/// In planck.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	fee: Option<String>,
}

impl Promises {
	/// Reads the text of a file. The error says what is wrong with it.
	pub(super) fn parse(text: &str) -> Result<Self, String> {
		let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
		let mut by_sequence = BTreeMap::new();
		for written in written.promised {
			let promised = written.read().ok_or("a promise is malformed")?;
			let sequence =
				promised.voucher.answers.checked_sub(1).ok_or("a promise is of nothing")?;
			by_sequence.insert(sequence, promised);
		}
		let accounted = match written.accounted {
			Some(written) => written.read().ok_or("what was settled is malformed")?,
			None => Accounted::default(),
		};
		Ok(Self { next: written.next, by_sequence, accounted })
	}

	/// The text of its file.
	pub(super) fn to_text(&self) -> String {
		let promised = self
			.by_sequence
			.values()
			.map(|promised| WrittenPromise {
				price: promised.price.to_string(),
				voucher: hex(promised.voucher.encode()),
				fee: promised.fee.map(|fee| fee.to_string()),
			})
			.collect();
		let Accounted { end, receipted, written_off } = self.accounted;
		let (receipted, written_off) = (receipted.to_string(), written_off.to_string());
		let accounted = Some(WrittenAccount { end, receipted, written_off });
		format!("{:#}\n", json::of(&Written { next: self.next, promised, accounted }))
	}
}

impl WrittenPromise {
	fn read(&self) -> Option<Promised> {
		let voucher = Voucher::decode_all(&mut &bytes(&self.voucher)?[..]).ok()?;
		let fee = match &self.fee {
			Some(fee) => Some(planck(fee)?),
			None => None,
		};
		Some(Promised { price: planck(&self.price)?, voucher, fee })
	}
}

impl WrittenAccount {
	fn read(&self) -> Option<Accounted> {
		let Self { end, receipted, written_off } = self;
		let (receipted, written_off) = (planck(receipted)?, planck(written_off)?);
		Some(Accounted { end: *end, receipted, written_off })
	}
}
