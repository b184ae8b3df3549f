// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	channels::shared,
	error::Unpayable,
	fixtures::{
		self,
		batch::{receipt, unsigned, voucher, GENESIS},
		channel::info,
		ending::{ALL, ROTATED},
		terms::terms,
	},
	keys::Key,
};
use openledger_primitives::{
	span::SpanParams,
	voucher::{Promise, Voucher},
};
use openledger_runtime_api::ModelStatus;

fn key() -> Key {
	Key::from_uri("//Alice//hot").unwrap()
}

fn signed(channel: ChannelId, answers: u64, cumulative: Balance) -> Voucher {
	let promise = Promise { channel, answers, cumulative };
	let signature = key().sign(&promise.message(GENESIS)).unwrap();
	Voucher { channel, answers, cumulative, signature }
}

/// Channel 1, which has paid 100 for answers below 1, and has 200 left; channel 4, which is closed;
/// model 3 takes requests, and model 9 does not.
fn payers() -> Payers {
	let operator = fixtures::operator::info().operator;
	let info = ChannelInfo {
		channel: 1,
		operator: operator.clone(),
		key: key().public(),
		former_key: None,
		settled: 100,
		funds: 200,
		next_sequence: 1,
		closing: None,
		..info()
	};
	let served = ModelInfo {
		commercial: true,
		price_floor: 10,
		status: ModelStatus::Active,
		..fixtures::model::info()
	};
	let stopped = ModelInfo { status: ModelStatus::Paused, served_until: None, ..served.clone() };
	Payers {
		terms: Terms { span_params: SpanParams::DEFAULT, ..terms() },
		operator,
		reach: ALL,
		next: 50,
		models: [(3, served), (9, stopped)].into(),
		channels: [(1, Some(info)), (4, None)].into(),
	}
}

/// A file with these receipts, and a voucher of channel 1 for 9 answers and 1,000.
fn with(receipts: impl IntoIterator<Item = Receipt>) -> BatchFile {
	let mut file = BatchFile::new(GENESIS);
	file.operator = Some(fixtures::operator::info().operator);
	file.vouchers = [(1, signed(1, 9, 1_000)), (4, voucher(4, 9, 1_000))].into();
	file.answers = receipts.into_iter().map(unsigned).collect();
	file
}

fn out_of(file: &BatchFile) -> Vec<Place> {
	payers().unpayable(file).into_iter().collect()
}

#[test]
fn what_is_wrong_with_some_answers_should_be_told_from_what_is_with_all() {
	let refused = |name: &str| Error::WouldFail {
		call: "Attribution.settle_batch".to_owned(),
		name: name.to_owned(),
		doc: String::new(),
	};
	let operator = fixtures::operator::info().operator;
	let some: [Error; 5] = [
		Error::Unpayable { model: 3, why: Unpayable::Inactive },
		refused("Attribution.SpanParamsNotInForce"),
		Error::not_found(Kind::Channel, 4u32, 9u32),
		SettlementError::Ended { channel: 4, operator, end: End::Closing { until: 9 } }.into(),
		SettlementError::Draft(DraftError::NoVoucher(7)).into(),
	];
	assert!(some.iter().all(is_of_some));
	let all: [Error; 3] = [
		SettlementError::Draft(DraftError::Empty).into(),
		refused("Channels.TooMuchExposure"),
		Error::Inconsistent,
	];
	assert!(!all.iter().any(is_of_some));
}

#[test]
fn what_the_chain_pays_for_should_stay() {
	assert!(out_of(&with([receipt(1, 1, 50), receipt(1, 3, 150)])).is_empty());
	// Of a channel and a model that nobody has asked about, it is seen later.
	let other = Receipt { model: 12, ..receipt(1, 2, 10) };
	assert!(out_of(&with([other, receipt(7, 0, 5)])).is_empty());
}

#[test]
fn what_no_one_pays_for_should_be_left_out_and_cost_nothing() {
	let span_params = SpanParams { min_span: 40, ..SpanParams::DEFAULT };
	let file = with([
		// Settled; of a model that stopped; under its floor; by another rule; of a closed channel.
		receipt(1, 0, 50),
		Receipt { model: 9, ..receipt(1, 2, 150) },
		receipt(1, 3, 9),
		Receipt { span_params, ..receipt(1, 4, 150) },
		receipt(4, 0, 50),
		receipt(1, 1, 50),
		receipt(1, 5, 150),
		// Beyond the voucher.
		receipt(1, 9, 10),
	]);
	assert_eq!(out_of(&file), [(1, 0), (1, 2), (1, 3), (1, 4), (1, 9), (4, 0)]);
}

#[test]
fn what_a_channel_paid_for_that_has_ended_should_be_left_out() {
	let file = with([receipt(1, 1, 50)]);
	let is_out = |payers: Payers| !payers.unpayable(&file).is_empty();
	let rotated = |next| Payers { reach: ROTATED, next, ..payers() };
	assert!(!is_out(rotated(59)) && is_out(rotated(60)));
	let closing = |next| {
		let mut payers = Payers { next, ..payers() };
		let info = payers.channels.get_mut(&1).and_then(Option::as_mut).unwrap();
		info.closing = Some(55);
		payers
	};
	assert!(!is_out(closing(54)) && is_out(closing(55)));
}

#[test]
fn what_comes_behind_what_is_too_dear_should_be_left_out_with_it() {
	let dear = with([receipt(1, 1, 150), receipt(1, 2, 51), receipt(1, 3, 10)]);
	assert_eq!(out_of(&dear), [(1, 2), (1, 3)]);
	let mut less = with([receipt(1, 1, 50), receipt(1, 2, 10)]);
	less.vouchers.insert(1, signed(1, 9, 150));
	assert_eq!(out_of(&less), [(1, 2)]);
	// A voucher that nobody signed is none.
	less.vouchers.insert(1, voucher(1, 9, 1_000));
	assert_eq!(out_of(&less).len(), 2);
}

#[test]
fn what_is_left_out_should_be_in_a_file_of_its_own() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(&directory.path().join("store"))).unwrap();
	let path = |name: &str| directory.path().join(name);
	let (own, out) = (path("batch.json"), path("batch-unpayable.json"));
	let file = with([receipt(1, 1, 50), receipt(1, 2, 9), receipt(1, 3, 10)]);
	file.save(&own).unwrap();
	let mut channel = Shared::open(&store, GENESIS, 1).unwrap();
	channel.enter(&own, 1).unwrap();
	for sequence in [1, 2, 3] {
		channel.signs(sequence).unwrap();
	}
	drop(channel);
	let left_out = payers().move_out(&store, &own).unwrap().unwrap();
	assert_eq!((left_out.path, left_out.answers), (out.clone(), 1));
	let (kept, moved) = (BatchFile::existing(&own).unwrap(), BatchFile::existing(&out).unwrap());
	let places = |file: &BatchFile| file.answers.keys().copied().collect::<Vec<_>>();
	assert_eq!((places(&kept), places(&moved)), (vec![(1, 1), (1, 3)], vec![(1, 2)]));
	assert_eq!((&moved.operator, &moved.vouchers[&1]), (&file.operator, &file.vouchers[&1]));
	// Nothing waits for it, and it is signed once all the same.
	shared::ensure_first(&store, &own, &kept, &[(1, 1..4)].into(), false).unwrap();
	let elsewhere = shared::look(&store, GENESIS, 1, &own).unwrap();
	assert!(elsewhere.answers.is_empty() && elsewhere.signed.contains(&2));
	assert!(payers().move_out(&store, &own).unwrap().is_none());
	// A file of which nothing can be settled stays: settling it says why.
	assert!(payers().move_out(&store, &out).unwrap().is_none());
	// Nor is what was left out before written over.
	with([receipt(1, 1, 50), receipt(1, 5, 9)]).save(&own).unwrap();
	let again = payers().move_out(&store, &own).unwrap().unwrap();
	assert_eq!(again.path, path("batch-unpayable-2.json"));
	assert_eq!(BatchFile::existing(&out).unwrap(), moved);
}
