// SPDX-License-Identifier: Apache-2.0

//! What several batch files have of one channel: its funds are spent once, its answers are settled in
//! order, and each of them has one receipt. The store knows which files there are, and of which
//! answers receipts were signed.

use std::{
	collections::{BTreeMap, BTreeSet},
	fs,
	io::{self, ErrorKind},
	ops::Range,
	path::{Path, PathBuf},
};

use openledger_primitives::{voucher::Voucher, Balance, ChannelId};
use serde::{Deserialize, Serialize};
use sp_core::H256;

use crate::{
	batch_file::{BatchFile, Place},
	durable::{self, PRIVATE},
	file_lock::FileLock,
	output::json,
	receipt_file::SignedReceipt,
	store::{Store, StoreError},
};

#[derive(Serialize, Deserialize, Default, Debug)]
struct Written {
	/// The number of the channel's next answer.
	next: u64,
	/// The answers that receipts were signed of, from the first on that is not settled.
	#[serde(default)]
	signed: BTreeSet<u64>,
	files: BTreeSet<PathBuf>,
}

/// What is known of a channel's receipts in all files. Nobody else changes it as long as this lives.
pub struct Shared {
	path: PathBuf,
	written: Written,
	genesis: H256,
	channel: ChannelId,
	_lock: FileLock,
}

/// What other files have of a channel.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Elsewhere {
	/// The answers that are not settled, by sequence.
	pub answers: BTreeMap<u64, Other>,
	pub vouchers: Vec<Voucher>,
	/// The number of the next answer.
	pub next: u64,
	/// The answers that receipts were signed of, wherever they are.
	pub signed: BTreeSet<u64>,
}

/// An answer in another file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Other {
	pub path: PathBuf,
	pub signed: SignedReceipt,
	/// Whether it is being settled.
	pub is_sent: bool,
}

impl Elsewhere {
	/// What its answers from `sequence` on cost that are below `end`.
	pub fn fees(&self, sequence: u64, end: u64) -> Balance {
		let fees = self.answers.range(sequence..).take_while(|(at, _)| **at < end);
		fees.fold(0, |sum, (_, other)| sum.saturating_add(other.signed.receipt.fee))
	}
}

impl Shared {
	/// What is known of a channel, while nobody else changes it.
	pub fn open(store: &Store, genesis: H256, channel: ChannelId) -> Result<Self, StoreError> {
		let path = store.channel_path(genesis, channel);
		if let Some(directory) = path.parent() {
			fs::create_dir_all(directory).map_err(unusable(&path))?;
		}
		let lock = FileLock::wait_for(&path).map_err(unusable(&path))?;
		let written = read(&path)?;
		Ok(Self { path, written, genesis, channel, _lock: lock })
	}

	/// What files other than `own` have. Those that are gone, or settled, have nothing any more.
	pub fn elsewhere(&self, own: &Path) -> Elsewhere {
		elsewhere(&self.written, self.genesis, self.channel, own)
	}

	/// Takes note that a file has receipts of the channel, or is about to. `next` is the next answer
	/// then, and `first` the first that is not settled.
	pub fn has(&mut self, own: &Path, next: u64, first: u64) -> Result<(), StoreError> {
		let genesis = self.genesis;
		self.written.files.retain(|path| open(path, genesis).is_some());
		self.written.files.insert(whole(own));
		self.written.next = self.written.next.max(next);
		self.written.signed = self.written.signed.split_off(&first);
		self.save()
	}

	/// Takes note that the receipt of an answer was signed, before it is given to anyone.
	pub fn signs(&mut self, sequence: u64) -> Result<(), StoreError> {
		self.written.signed.insert(sequence);
		self.save()
	}

	fn save(&self) -> Result<(), StoreError> {
		let text = format!("{:#}\n", json::of(&self.written));
		durable::write(&self.path, text.as_bytes(), PRIVATE).map_err(unusable(&self.path))
	}
}

/// What files other than `own` have of a channel, as it is in the store now.
pub fn look(
	store: &Store,
	genesis: H256,
	channel: ChannelId,
	own: &Path,
) -> Result<Elsewhere, StoreError> {
	let written = read(&store.channel_path(genesis, channel))?;
	Ok(elsewhere(&written, genesis, channel, own))
}

/// An answer that another file than `own` has, among those of channels in these ranges.
pub fn find(
	store: &Store,
	genesis: H256,
	own: &Path,
	ranges: &BTreeMap<ChannelId, Range<u64>>,
) -> Result<Option<(Place, PathBuf)>, StoreError> {
	let own = whole(own);
	let mut files = BTreeSet::new();
	for channel in ranges.keys() {
		files.extend(read(&store.channel_path(genesis, *channel))?.files);
	}
	files.remove(&own);
	Ok(files.into_iter().find_map(|path| {
		let file = open(&path, genesis)?;
		let is_there = |(channel, sequence): &&Place| {
			ranges.get(channel).is_some_and(|range| range.contains(sequence))
		};
		let place = file.answers.keys().find(is_there).copied()?;
		Some((place, path))
	}))
}

fn read(path: &Path) -> Result<Written, StoreError> {
	match fs::read(path) {
		Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| StoreError::BadChannel {
			path: path.to_owned(),
			reason: error.to_string(),
		}),
		Err(error) if error.kind() == ErrorKind::NotFound => Ok(Written::default()),
		Err(error) => Err(unusable(path)(error)),
	}
}

fn elsewhere(written: &Written, genesis: H256, channel: ChannelId, own: &Path) -> Elsewhere {
	let own = whole(own);
	let mut found =
		Elsewhere { next: written.next, signed: written.signed.clone(), ..Elsewhere::default() };
	for path in written.files.iter().filter(|path| **path != own) {
		let Some(file) = open(path, genesis) else { continue };
		found.vouchers.extend(file.vouchers.get(&channel));
		for (sequence, _) in file.of_channel(channel) {
			let Some(signed) = file.signed((channel, sequence)) else { continue };
			let (path, is_sent) = (path.clone(), file.sent.is_some());
			found.answers.insert(sequence, Other { path, signed, is_sent });
		}
	}
	found
}

/// The file at `path`, if it is of the chain and not settled.
fn open(path: &Path, genesis: H256) -> Option<BatchFile> {
	let file = BatchFile::load(path).ok()??;
	(file.genesis == genesis && file.batch.is_none()).then_some(file)
}

/// A path by which a file is known wherever the program is run.
fn whole(path: &Path) -> PathBuf {
	let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
	fs::canonicalize(&absolute).unwrap_or(absolute)
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
	move |reason| StoreError::Unusable { path: path.to_owned(), reason }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::batch_file::tests::{file, receipt, unsigned, voucher, GENESIS};

	#[test]
	fn what_other_files_have_should_be_known_until_they_are_settled() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| directory.path().join(name);
		let elsewhere = |own: &str| look(&store, GENESIS, 1, &path(own)).unwrap();
		assert_eq!(elsewhere("a.json"), Elsewhere::default());
		// Of channel 1 they have answers 0 and 1, for 50 and 100; and 2 and 3.
		let answers = [receipt(1, 2, 50), receipt(1, 3, 100)].map(unsigned);
		let second = BatchFile { answers: answers.into_iter().collect(), ..file() };
		for (name, file) in [("a.json", &file()), ("b.json", &second)] {
			file.save(&path(name)).unwrap();
			let mut shared = Shared::open(&store, GENESIS, 1).unwrap();
			shared.has(&path(name), file.next_sequence(1), 0).unwrap();
		}
		let found = elsewhere("a.json");
		assert_eq!((found.next, found.fees(0, 9), found.fees(3, 9)), (4, 150, 100));
		assert_eq!((found.fees(0, 3), found.fees(4, 9)), (50, 0));
		assert_eq!(found.vouchers, [voucher(1, 2, 150)]);
		assert_eq!(elsewhere("c.json").fees(0, 9), 300);
		let find = |own, range| find(&store, GENESIS, &path(own), &[(1, range)].into()).unwrap();
		assert_eq!(find("b.json", 1..4).map(|(place, _)| place), Some((1, 1)));
		assert_eq!((find("b.json", 2..9), find("a.json", 0..2)), (None, None));
		let other = &elsewhere("c.json").answers[&1];
		assert!(other.path.ends_with("a.json") && !other.is_sent);
		assert_eq!(other.signed.place(), Some((1, 1)));
		BatchFile { batch: Some(3), ..second }.save(&path("b.json")).unwrap();
		assert_eq!(elsewhere("c.json").fees(0, 9), 150);
		fs::remove_file(path("a.json")).unwrap();
		assert!(elsewhere("c.json").answers.is_empty() && elsewhere("c.json").next == 4);
		// Another channel has nothing to do with it.
		let other = look(&store, GENESIS, 2, &path("c.json")).unwrap();
		assert_eq!(other, Elsewhere::default());
	}

	#[test]
	fn what_was_signed_should_be_known_until_it_is_settled_whatever_becomes_of_files() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let own = directory.path().join("a.json");
		let mut shared = Shared::open(&store, GENESIS, 1).unwrap();
		for sequence in [4, 2, 3] {
			shared.signs(sequence).unwrap();
		}
		let signed = || look(&store, GENESIS, 1, &own).unwrap().signed;
		assert_eq!(signed(), BTreeSet::from([2, 3, 4]));
		shared.has(&own, 5, 3).unwrap();
		assert_eq!(signed(), BTreeSet::from([3, 4]));
		drop(shared);
		// What can't be read is not begun anew: it would be signed once more.
		fs::write(store.channel_path(GENESIS, 1), "{").unwrap();
		let error = Shared::open(&store, GENESIS, 1).err().unwrap();
		assert!(matches!(error, StoreError::BadChannel { .. }));
	}
}
