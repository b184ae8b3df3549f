// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	files::receipt::keep,
	fixtures::{
		batch::{voucher, GENESIS},
		channel::info,
		receipt::signed,
	},
};

fn edit<T>(
	store: &Store,
	info: &ChannelInfo<Account>,
	change: impl FnOnce(&mut Promises) -> Result<T, Error>,
) -> Result<T, Error> {
	lock(store, GENESIS, 3)?.edit(info, change)
}

fn at(next_sequence: u64) -> ChannelInfo<Account> {
	ChannelInfo { next_sequence, ..info() }
}

#[test]
fn what_was_promised_should_be_known_until_it_is_settled() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	assert!(Promises::load(&store, GENESIS, 3).unwrap().is_empty());
	for (answers, price) in [(1, 10), (2, 20), (3, 30)] {
		edit(&store, &at(0), |promises| {
			assert_eq!(promises.next(&at(0)), answers - 1);
			promises.promise(price, voucher(3, answers, 60));
			Ok(())
		})
		.unwrap();
	}
	edit(&store, &at(0), |promises| {
		promises.accept(1, 15);
		Ok(())
	})
	.unwrap();
	let kept = Promises::load(&store, GENESIS, 3).unwrap();
	assert_eq!(kept.get(1).unwrap().fee, Some(15));
	assert_eq!(kept.get(2).unwrap().voucher, voucher(3, 3, 60));
	let owed = kept.owed(&at(0), |_| None);
	assert_eq!(owed, Owed { charged: 15, promised: 40, missing: vec![0, 2] });
	// A receipt that is there counts, though it was not noted.
	let owed = kept.owed(&at(0), |sequence| (sequence == 0).then_some(4));
	assert_eq!(owed, Owed { charged: 19, promised: 30, missing: vec![2] });
	assert_eq!(owed.most(), 49);
	// What is settled, or passed over, is owed no more, and forgotten when something changes.
	assert_eq!(kept.owed(&at(2), |_| None).missing, [2]);
	edit(&store, &at(2), |_| Ok(())).unwrap();
	let kept = Promises::load(&store, GENESIS, 3).unwrap();
	assert!(kept.get(1).is_none() && kept.get(2).is_some());
	assert_eq!((kept.next(&at(2)), kept.next(&at(9))), (3, 9));
	// Nothing else is left.
	assert_eq!(fs::read_dir(directory.path().join("promised/07070707")).unwrap().count(), 1);
}

#[test]
fn what_is_settled_should_be_held_against_receipts() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let received = Received::of(&store, GENESIS, 3);
	let ask = |settled, next_sequence, writes_off: bool| {
		let info = ChannelInfo { settled, next_sequence, ..info() };
		edit(&store, &info, |promises| {
			let short = promises.unreceipted(&info, &received)?;
			if writes_off {
				promises.write_off(short);
			}
			Ok(short)
		})
	};
	let accept = |sequence, fee| keep(&store, &signed(3, sequence, fee)).unwrap();
	accept(0, 10);
	accept(2, 30);
	// Answer 1 was passed over, and 3 has no receipt.
	assert_eq!(ask(40, 3, false).unwrap(), 0);
	assert_eq!(ask(60, 4, false).unwrap(), 20);
	// It came late.
	accept(3, 20);
	assert_eq!(ask(60, 4, false).unwrap(), 0);
	assert_eq!(ask(67, 5, false).unwrap(), 7);
	assert_eq!(ask(67, 5, true).unwrap(), 7);
	assert_eq!(ask(67, 5, false).unwrap(), 0);
	// What came after it was written off pays for nothing else.
	accept(4, 7);
	assert_eq!(ask(74, 6, false).unwrap(), 7);
	let mut kept = Promises::load(&store, GENESIS, 3).unwrap();
	assert_eq!(kept.accounted, Accounted { end: 6, receipted: 67, written_off: 0 });
	// A node that is behind would have it sign for less than was promised.
	let info = ChannelInfo { settled: 60, next_sequence: 4, ..info() };
	let error = kept.unreceipted(&info, &received).unwrap_err();
	assert!(matches!(error, Error::Audit(AuditError::Behind { seen: 6, next: 4, .. })));
}

#[test]
fn numbers_that_were_signed_for_by_hand_should_not_be_given_again() {
	let mut promises = Promises::default();
	promises.pass(9);
	promises.pass(4);
	assert_eq!((promises.next(&at(2)), promises.is_empty()), (9, false));
}

#[test]
fn what_can_not_be_read_should_not_be_forgotten() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	edit(&store, &at(0), |promises| {
		promises.promise(5, voucher(3, 1, 5));
		Ok(())
	})
	.unwrap();
	let path = store.promises_path(GENESIS, 3);
	for text in ["", "{}", r#"{"next":1,"promised":[{"price":"5","voucher":"0x00"}]}"#] {
		fs::write(&path, text).unwrap();
		let error = Promises::load(&store, GENESIS, 3).unwrap_err();
		assert!(matches!(error, StoreError::BadChannel { .. }), "{text}");
		let edited = edit(&store, &at(0), |_| Ok(()));
		assert!(edited.is_err() && fs::read_to_string(&path).unwrap() == text);
	}
}
