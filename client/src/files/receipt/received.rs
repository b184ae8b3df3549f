// SPDX-License-Identifier: Apache-2.0

//! The signed receipts that a payer has received, in the store:
//! `received/CHAIN/CHANNEL/SEQUENCE.json`.
//!
//! They are what a payer needs against an operator that settles something else, so none is ever
//! replaced. Should an operator sign two receipts for one answer, the second is kept beside the
//! first as `SEQUENCE-HASH.json`: whichever is settled, the other refutes it. So is the same
//! receipt with another signature: a batch keeps the keys that counted when it was settled, and an
//! operator may have changed its key.

use std::{
	collections::BTreeSet,
	fs,
	io::{self, ErrorKind},
	ops::Range,
	path::{Path, PathBuf},
};

use codec::Encode;
use openledger_primitives::{Balance, ChannelId};
use sp_core::{Blake2Hasher, Hasher, H256};

use super::{ReceiptFileError, SignedReceipt};
use crate::{
	error::Error,
	files::durable::{self, PRIVATE},
	store::{Store, StoreError},
};

/// The outcome of keeping a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Kept {
	/// The receipt is kept at this path: from now on, or since before.
	At(PathBuf),
	/// The operator has signed another receipt for the same answer.
	Beside {
		/// The path of this receipt.
		path: PathBuf,
		/// The path of the receipt that was kept first.
		first: PathBuf,
	},
}

/// Keeps a signed receipt, which was verified, durably. Fails unless a channel pays for it.
pub fn keep(store: &Store, signed: &SignedReceipt) -> Result<Kept, Error> {
	let (directory, sequence) = place(store, signed)?;
	let first = directory.join(format!("{sequence}.json"));
	if !is_there(&first)? {
		write(&first, signed)?;
		return Ok(Kept::At(first));
	}
	// One that can't be read is not taken for another.
	let kept = SignedReceipt::read(&first)?;
	if kept == *signed {
		return Ok(Kept::At(first));
	}
	let path = keep_beside(store, signed)?;
	match kept.commitment() == signed.commitment() {
		true => Ok(Kept::At(path)),
		false => Ok(Kept::Beside { path, first }),
	}
}

/// Keeps a receipt beside the place of the first of its answer, whether that is there or not: one
/// whose signature could not be verified, for example. Returns its path.
pub fn keep_beside(store: &Store, signed: &SignedReceipt) -> Result<PathBuf, Error> {
	let (directory, sequence) = place(store, signed)?;
	let hash = Blake2Hasher::hash(&(signed.commitment(), signed.signature).encode());
	let path = directory.join(format!("{sequence}-{}.json", hex::encode(hash)));
	write(&path, signed)?;
	Ok(path)
}

/// The directory with the receipts of the channel, and the sequence of this one's answer.
fn place(store: &Store, signed: &SignedReceipt) -> Result<(PathBuf, u64), ReceiptFileError> {
	let (channel, sequence) = signed.place().ok_or(ReceiptFileError::NotByChannel)?;
	Ok((store.received(signed.genesis).join(channel.to_string()), sequence))
}

fn write(path: &Path, signed: &SignedReceipt) -> Result<(), StoreError> {
	let text = format!("{:#}\n", signed.to_json());
	durable::write(path, text.as_bytes(), PRIVATE)
		.map_err(|reason| StoreError::Unusable { path: path.to_owned(), reason })
}

/// The receipts that were received from a channel's operator.
#[derive(Clone, Debug)]
pub struct Received(PathBuf);

impl Received {
	/// The receipts of a channel.
	pub fn of(store: &Store, genesis: H256, channel: ChannelId) -> Self {
		Self(store.received(genesis).join(channel.to_string()))
	}

	/// The channels of a chain whose operators gave receipts, ascending.
	pub fn channels(store: &Store, genesis: H256) -> Result<Vec<ChannelId>, StoreError> {
		let mut channels: Vec<_> = entries(&store.received(genesis))?
			.iter()
			.filter_map(|path| path.file_name()?.to_str()?.parse().ok())
			.collect();
		channels.sort_unstable();
		Ok(channels)
	}

	/// The sequences of the answers with a receipt, ascending, and the files that have them: more
	/// than one for a sequence if the operator signed several. The receipts themselves are not
	/// read.
	pub fn files(&self) -> Result<Vec<(u64, PathBuf)>, StoreError> {
		let mut files: Vec<_> = entries(&self.0)?
			.into_iter()
			.filter_map(|path| Some((sequence_of(&path)?, path)))
			.collect();
		files.sort();
		Ok(files)
	}

	/// The sum of the fees, in planck, of the answers with a sequence in `range` whose receipts
	/// were received: the first of each counts.
	pub fn fees(&self, range: Range<u64>) -> Result<Balance, StoreError> {
		if range.is_empty() {
			return Ok(0);
		}
		let sequences = self.files()?.into_iter().map(|(sequence, _)| sequence);
		let sequences: BTreeSet<_> = sequences.filter(|at| range.contains(at)).collect();
		let receipts = sequences.into_iter().filter_map(|sequence| self.first(sequence));
		Ok(receipts.fold(0, |sum, signed| sum.saturating_add(signed.receipt.fee)))
	}

	/// The first receipt of an answer that was received. `None` if there is none that can be read.
	pub fn first(&self, sequence: u64) -> Option<SignedReceipt> {
		SignedReceipt::read(&self.0.join(format!("{sequence}.json"))).ok()
	}
}

/// `7.json` and `7-ab….json` are of answer 7.
fn sequence_of(path: &Path) -> Option<u64> {
	path.extension().filter(|extension| *extension == "json")?;
	path.file_stem()?.to_str()?.split('-').next()?.parse().ok()
}

fn is_there(path: &Path) -> Result<bool, StoreError> {
	path.try_exists().map_err(|reason| StoreError::Unusable { path: path.to_owned(), reason })
}

/// The paths in a directory, which need not be there.
fn entries(directory: &Path) -> Result<Vec<PathBuf>, StoreError> {
	let read = || -> io::Result<Vec<PathBuf>> {
		fs::read_dir(directory)?.map(|entry| Ok(entry?.path())).collect()
	};
	match read() {
		Ok(paths) => Ok(paths),
		Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
		Err(reason) => Err(StoreError::Unusable { path: directory.to_owned(), reason }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::{
		batch::GENESIS,
		receipt::{key, operator, signed},
	};

	#[test]
	fn receipts_should_be_found_by_channel_and_sequence() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let received = Received::of(&store, GENESIS, 4);
		assert!(received.files().unwrap().is_empty() && received.first(0).is_none());
		for (channel, sequence) in [(4, 10), (4, 2), (12, 0)] {
			let kept = keep(&store, &signed(channel, sequence, 5)).unwrap();
			let Kept::At(path) = kept else { panic!("another is there") };
			assert!(path.ends_with(format!("received/07070707/{channel}/{sequence}.json")));
		}
		assert_eq!(Received::channels(&store, GENESIS).unwrap(), [4, 12]);
		assert!(Received::channels(&store, H256::zero()).unwrap().is_empty());
		let sequences: Vec<_> = received.files().unwrap().iter().map(|(at, _)| *at).collect();
		assert_eq!(sequences, [2, 10]);
		assert_eq!(received.first(2).unwrap().place(), Some((4, 2)));
		assert_eq!(received.first(3), None);
	}

	#[test]
	fn no_receipt_should_ever_be_replaced() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let first = signed(4, 2, 5);
		let Kept::At(path) = keep(&store, &first).unwrap() else { panic!("another is there") };
		assert_eq!(keep(&store, &first).unwrap(), Kept::At(path.clone()));
		// The same receipt with another signature is no other, and either may be needed.
		let again = signed(4, 2, 5);
		assert_ne!(again.signature, first.signature);
		for _ in 0..2 {
			let Kept::At(beside) = keep(&store, &again).unwrap() else { panic!("it is no other") };
			assert_ne!(beside, path);
			assert_eq!(SignedReceipt::read(&beside).unwrap(), again);
		}
		let mut other = first.receipt.clone();
		other.fee = 6;
		let other = SignedReceipt::sign(&key(), GENESIS, &operator(), other).unwrap();
		for _ in 0..2 {
			let kept = keep(&store, &other).unwrap();
			let Kept::Beside { path: beside, first } = kept else { panic!("it was replaced") };
			assert_eq!(first, path);
			assert!(beside.to_string_lossy().contains("/2-"));
		}
		let received = Received::of(&store, GENESIS, 4);
		let files = received.files().unwrap();
		let fee = |(_, path): &(u64, PathBuf)| SignedReceipt::read(path).unwrap().receipt.fee;
		let mut fees: Vec<_> = files.iter().map(fee).collect();
		fees.sort_unstable();
		assert_eq!(fees, [5, 5, 6]);
		assert_eq!(received.first(2).unwrap(), first);
	}

	#[test]
	fn the_first_receipt_of_each_answer_should_count() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let received = Received::of(&store, GENESIS, 4);
		assert_eq!(received.fees(0..9).unwrap(), 0);
		for (sequence, fee) in [(0, 10), (2, 30), (2, 99), (7, 50)] {
			keep(&store, &signed(4, sequence, fee)).unwrap();
		}
		// One that nobody could verify counts for nothing.
		let path = keep_beside(&store, &signed(4, 5, 80)).unwrap();
		assert!(path.to_string_lossy().contains("/5-"));
		assert_eq!(received.fees(0..7).unwrap(), 40);
		assert_eq!(received.fees(2..8).unwrap(), 80);
		assert_eq!(received.files().unwrap().len(), 5);
	}

	#[test]
	fn what_can_not_be_read_should_not_be_taken_for_another_receipt() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let Kept::At(path) = keep(&store, &signed(4, 2, 5)).unwrap() else { panic!("another") };
		fs::write(&path, "{").unwrap();
		let error = keep(&store, &signed(4, 2, 5)).unwrap_err();
		assert!(matches!(error, Error::ReceiptFile(ReceiptFileError::Malformed { .. })), "{error}");
		assert_eq!(Received::of(&store, GENESIS, 4).files().unwrap().len(), 1);
	}
}
