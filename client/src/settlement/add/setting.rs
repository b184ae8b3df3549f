// SPDX-License-Identifier: Apache-2.0

//! A channel, its payer and an operator, for the tests of adding answers.

use std::path::Path;

use openledger_primitives::{
	voucher::{Promise, Voucher},
	Balance,
};
use openledger_runtime_api::ChannelInfo;

use super::{earlier::Added, sign::add, terms::Terms};
use crate::{
	account::Account,
	channels::shared::Elsewhere,
	files::batch::BatchFile,
	fixtures::{answer::attribution, batch::GENESIS, channel::info, receipt::key},
	keys::Key,
};

pub fn payer() -> Key {
	Key::from_uri("//Alice//hot").unwrap()
}

pub fn promise(answers: u64, cumulative: Balance) -> Voucher {
	let promise = Promise { channel: 1, answers, cumulative };
	let signature = payer().sign(&promise.message(GENESIS)).unwrap();
	Voucher { channel: 1, answers, cumulative, signature }
}

/// Of channel 1, which can pay 1,000, has paid 500, and has 0 and 1 in the file for 150.
pub fn terms(voucher: Option<Voucher>) -> Terms {
	let info = ChannelInfo {
		channel: 1,
		operator: Account::new([2; 32]),
		key: payer().public(),
		former_key: None,
		funds: 1_000,
		settled: 500,
		next_sequence: 0,
		closing: None,
		..info()
	};
	let keys = vec![payer().public()];
	Terms { genesis: GENESIS, info, keys, end: None, voucher, sequence: None, fee: 10 }
}

pub fn added(file: &mut BatchFile, terms: &Terms) -> Added {
	let path = Path::new("batch.json");
	add(file, path, attribution(), terms, 3, &Elsewhere::default(), &key()).unwrap()
}
