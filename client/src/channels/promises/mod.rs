// SPDX-License-Identifier: Apache-2.0

//! The promises of a payer by a channel, in the store: one for each answer that it asked for, by
//! sequence, until that is settled.
//!
//! A payer that numbers its requests without gaps, and gives the same voucher again for the same
//! request, can be charged for each of them once. So a promise is written down before its voucher
//! is given to anyone. And what is settled is held against the receipts that came: who charges
//! without one is promised nothing more.

mod format;
mod locked;

pub use locked::{lock, Locked};

use std::{
	collections::BTreeMap,
	fs,
	io::{self, ErrorKind},
	path::Path,
};

use openledger_primitives::{voucher::Voucher, Balance, ChannelId};
use openledger_runtime_api::ChannelInfo;
use sp_core::H256;

use crate::{
	account::Account,
	error::{AuditError, Error},
	files::receipt::Received,
	store::{Store, StoreError},
};

/// The promise for an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Promised {
	/// The most that the answer costs, in planck.
	pub price: Balance,
	/// The voucher that was signed for it, and for all answers before.
	pub voucher: Voucher,
	/// The fee of the answer, in planck. `None` until its receipt was accepted.
	pub fee: Option<Balance>,
}

/// The promises of a channel.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Promises {
	/// The sequence of the next request.
	next: u64,
	by_sequence: BTreeMap<u64, Promised>,
	accounted: Accounted,
}

/// The account of what was settled, as far as it has been checked.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Accounted {
	/// The sequence after those of all answers that were counted.
	end: u64,
	/// The fees of their receipts that were received, in planck.
	receipted: Balance,
	/// The amount, in planck, that was settled besides, and is not asked about again.
	written_off: Balance,
}

/// The debt of a channel for answers that are not settled.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Owed {
	/// The fees of answers with a receipt, in planck.
	pub charged: Balance,
	/// The most that answers without a receipt cost, in planck.
	pub promised: Balance,
	/// The sequences of answers without a receipt, ascending.
	pub missing: Vec<u64>,
}

impl Owed {
	/// The most that all of it may come to, in planck.
	pub fn most(&self) -> Balance {
		self.charged.saturating_add(self.promised)
	}
}

impl Promises {
	/// Reads the promises of a channel from the store: none if it has no file.
	pub fn load(store: &Store, genesis: H256, channel: ChannelId) -> Result<Self, StoreError> {
		Self::read(&store.promises_path(genesis, channel))
	}

	fn read(path: &Path) -> Result<Self, StoreError> {
		let text = match fs::read_to_string(path) {
			Ok(text) => text,
			Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
			Err(reason) => return Err(unusable(path)(reason)),
		};
		Self::parse(&text)
			.map_err(|reason| StoreError::BadChannel { path: path.to_owned(), reason })
	}

	/// The sequence of the next request, on the channel that `info` describes.
	pub fn next(&self, info: &ChannelInfo<Account>) -> u64 {
		self.next.max(info.next_sequence)
	}

	/// Whether nothing was ever promised here.
	pub fn is_empty(&self) -> bool {
		self.next == 0
	}

	/// The promise for the answer with a sequence. `None` if there was none, or it is settled and
	/// forgotten.
	pub fn get(&self, sequence: u64) -> Option<&Promised> {
		self.by_sequence.get(&sequence)
	}

	/// The debt for answers that are not settled, as `info` says. `fee_of` returns the fee, in
	/// planck, of an answer by its sequence, or `None` where there is no receipt of it.
	pub fn owed(
		&self,
		info: &ChannelInfo<Account>,
		fee_of: impl Fn(u64) -> Option<Balance>,
	) -> Owed {
		let mut owed = Owed::default();
		for (sequence, promised) in self.by_sequence.range(info.next_sequence..) {
			match promised.fee.or_else(|| fee_of(*sequence)) {
				Some(fee) => owed.charged = owed.charged.saturating_add(fee),
				None => {
					owed.promised = owed.promised.saturating_add(promised.price);
					owed.missing.push(*sequence);
				}
			}
		}
		owed
	}

	/// The amount, in planck, that was settled beyond the fees of the `received` receipts and was
	/// not written off. An answer that was passed over costs nothing, with a receipt or without.
	/// Fails when the chain has settled fewer answers than were counted before.
	pub fn unreceipted(
		&mut self,
		info: &ChannelInfo<Account>,
		received: &Received,
	) -> Result<Balance, Error> {
		let ChannelInfo { channel, settled, next_sequence: next, .. } = *info;
		let Accounted { end, mut receipted, mut written_off } = self.accounted;
		if next < end {
			return Err(AuditError::Behind { channel, seen: end, next }.into());
		}
		let new = received.fees(end..next)?;
		let short = |receipted: Balance, written_off: Balance| {
			settled.saturating_sub(receipted.saturating_add(new).saturating_add(written_off))
		};
		if short(receipted, written_off) > 0 {
			// Receipts may have come late: what they charge need not be written off.
			let again = received.fees(0..end)?;
			written_off = written_off.saturating_sub(again.saturating_sub(receipted));
			receipted = again;
		}
		let short = short(receipted, written_off);
		self.accounted =
			Accounted { end: next, receipted: receipted.saturating_add(new), written_off };
		Ok(short)
	}

	/// Takes note that `amount` planck, settled without a receipt, are not asked about again.
	pub fn write_off(&mut self, amount: Balance) {
		let written_off = &mut self.accounted.written_off;
		*written_off = written_off.saturating_add(amount);
	}

	/// Takes note that a voucher is about to be signed for the first `answers` answers, whatever
	/// was asked for: none of their sequences is given to another request.
	pub fn pass(&mut self, answers: u64) {
		self.next = self.next.max(answers);
	}

	/// Takes note of the promise that is about to be made for the next request: at most `price`
	/// planck.
	pub fn promise(&mut self, price: Balance, voucher: Voucher) {
		let sequence = voucher.answers.saturating_sub(1);
		self.by_sequence.insert(sequence, Promised { price, voucher, fee: None });
		self.next = self.next.max(voucher.answers);
	}

	/// Takes note of the fee, in planck, of an answer whose receipt was accepted.
	pub fn accept(&mut self, sequence: u64, fee: Balance) {
		if let Some(promised) = self.by_sequence.get_mut(&sequence) {
			promised.fee = Some(fee);
		}
	}

	/// Forgets the promises for answers that are settled.
	fn forget_settled(&mut self, info: &ChannelInfo<Account>) {
		self.by_sequence = self.by_sequence.split_off(&info.next_sequence);
	}
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
	move |reason| StoreError::Unusable { path: path.to_owned(), reason }
}

#[cfg(test)]
mod tests {
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
}
