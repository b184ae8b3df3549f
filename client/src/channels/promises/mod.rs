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
mod tests;
