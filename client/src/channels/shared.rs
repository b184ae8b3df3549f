// SPDX-License-Identifier: Apache-2.0

//! What several batch files have of one channel: its funds are spent once, its answers are settled in
//! order, and each of them has one receipt. The store knows which files there are, and of which
//! answers receipts were signed.
//!
//! Whoever has the lock of a file may wait for that of a channel, of one at a time, and never the
//! other way round.

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
	error::{Error, Kept, SettlementError},
	files::{
		batch::{name, whole, BatchFile, Place},
		durable::{self, PRIVATE},
		lock::FileLock,
		receipt::SignedReceipt,
	},
	json,
	store::{Store, StoreError},
};

#[derive(Serialize, Deserialize, Default, Debug)]
struct Written {
	/// The number of the channel's next answer.
	next: u64,
	/// The answers that receipts were signed of, from the first on that is not settled.
	#[serde(default)]
	signed: BTreeSet<u64>,
	/// Those of them that settlement need not wait for.
	#[serde(default)]
	left_out: BTreeSet<u64>,
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
	/// The last voucher that each of them has.
	pub vouchers: Vec<Voucher>,
	/// The number of the next answer.
	pub next: u64,
	/// The answers that receipts were signed of, wherever they are.
	pub signed: BTreeSet<u64>,
	/// Files that can't be read now, or are gone.
	pub unread: Vec<PathBuf>,
}

/// An answer in another file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Other {
	/// The file.
	pub path: PathBuf,
	/// The receipt of the answer.
	pub signed: SignedReceipt,
	/// Whether it is being settled.
	pub is_sent: bool,
}

/// What a file is now.
enum State {
	Open(Box<BatchFile>),
	Settled,
	/// It is not there, or of another chain.
	Gone,
	/// Nobody can say now what it has.
	Unread,
}

impl State {
	fn has(&self, place: Place) -> bool {
		matches!(self, Self::Open(file) if file.answers.contains_key(&place))
	}
}

impl Elsewhere {
	/// What files other than `own`, which are in these states, have of a channel.
	fn of(written: &Written, files: Vec<(PathBuf, State)>, channel: ChannelId, own: &Path) -> Self {
		let mut found = Self { signed: written.signed.clone(), ..Self::default() };
		for (path, state) in files.into_iter().filter(|(path, _)| path != own) {
			let file = match state {
				State::Open(file) => file,
				State::Settled => continue,
				State::Gone | State::Unread => {
					found.unread.push(path);
					continue;
				}
			};
			found.vouchers.extend(file.vouchers.get(&channel));
			for (sequence, _) in file.of_channel(channel) {
				let Some(signed) = file.signed((channel, sequence)) else { continue };
				let (path, is_sent) = (path.clone(), file.is_being_settled());
				found.answers.insert(sequence, Other { path, signed, is_sent });
			}
		}
		let last = found.answers.keys().chain(&found.signed).max();
		found.next = written.next.max(last.map_or(0, |last| last.saturating_add(1)));
		found
	}

	/// What its answers from `sequence` on cost that are below `end`, but for those that the file
	/// itself has too.
	pub fn fees(&self, sequence: u64, end: u64, is_own: impl Fn(u64) -> bool) -> Balance {
		let fees = self.answers.range(sequence..).take_while(|(at, _)| **at < end);
		fees.filter(|(at, _)| !is_own(**at))
			.fold(0, |sum, (_, other)| sum.saturating_add(other.signed.receipt.fee))
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

	/// Takes note that a file has receipts of the channel, or is about to, and returns what others
	/// have. `first` is the first answer that is not settled.
	pub fn enter(&mut self, own: &Path, first: u64) -> Result<Elsewhere, StoreError> {
		let (channel, own) = (self.channel, whole(own));
		let written = &mut self.written;
		written.signed = written.signed.split_off(&first);
		written.left_out = written.left_out.split_off(&first);
		let files = states(&written.files, self.genesis);
		// A file that is gone is forgotten only when it had nothing that is missing: it may come back.
		let is_here = |sequence: &u64| files.iter().any(|(_, file)| file.has((channel, *sequence)));
		let is_whole = written.signed.difference(&written.left_out).all(is_here);
		for (path, state) in &files {
			if matches!(state, State::Settled) || (is_whole && matches!(state, State::Gone)) {
				written.files.remove(path);
			}
		}
		written.files.insert(own.clone());
		let elsewhere = Elsewhere::of(written, files, channel, &own);
		self.save()?;
		Ok(elsewhere)
	}

	/// Takes note that the receipt of an answer was signed, before it is given to anyone.
	pub fn signs(&mut self, sequence: u64) -> Result<(), StoreError> {
		self.written.signed.insert(sequence);
		self.written.next = self.written.next.max(sequence.saturating_add(1));
		self.save()
	}

	/// Takes note that these files have receipts of the channel too.
	pub fn also_in(&mut self, files: &BTreeSet<PathBuf>) -> Result<(), StoreError> {
		self.written.files.extend(files.iter().map(|path| whole(path)));
		self.save()
	}

	/// Takes note that settlement need not wait for these answers.
	pub fn leaves_out(&mut self, sequences: &BTreeSet<u64>) -> Result<(), StoreError> {
		self.written.left_out.extend(sequences);
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
	let files = states(&written.files, genesis);
	Ok(Elsewhere::of(&written, files, channel, &whole(own)))
}

/// Fails when something can't be settled any more once `file` is, which is at `own`: answers of
/// channels in these ranges that another file has, or, unless those are `passed_over`, of which a
/// receipt was signed that is in no file. Whoever adds answers from then on sees that the file is being
/// settled, if it says so.
pub fn ensure_first(
	store: &Store,
	own: &Path,
	file: &BatchFile,
	ranges: &BTreeMap<ChannelId, Range<u64>>,
	passed_over: bool,
) -> Result<(), Error> {
	let (mut paths, mut signed) = (BTreeSet::new(), BTreeSet::new());
	for (channel, range) in ranges {
		// Whoever was adding an answer has done so by now.
		let Written { signed: all, left_out, files, .. } =
			Shared::open(store, file.genesis, *channel)?.written;
		let is_open = |sequence: &&u64| range.contains(*sequence);
		signed.extend(all.difference(&left_out).filter(is_open).map(|at| (*channel, *at)));
		paths.extend(files);
	}
	paths.remove(&whole(own));
	signed.retain(|place| !file.answers.contains_key(place));
	let mut unread = Vec::new();
	for (path, state) in states(&paths, file.genesis) {
		let other = match state {
			State::Open(other) => other,
			State::Settled => continue,
			State::Gone | State::Unread => {
				unread.push(path);
				continue;
			}
		};
		let is_passed = |place: &&Place| {
			let (channel, sequence) = place;
			let is_open = ranges.get(channel).is_some_and(|range| range.contains(sequence));
			is_open && !file.answers.contains_key(*place)
		};
		if let Some((channel, sequence)) = other.answers.keys().find(is_passed).copied() {
			let kept = Kept::In(name(&path));
			return Err(SettlementError::Earlier { channel, sequence, kept }.into());
		}
	}
	match signed.first().filter(|_| !passed_over) {
		Some((channel, sequence)) => {
			let kept = Kept::Nowhere { unread: names(&unread) };
			let (channel, sequence) = (*channel, *sequence);
			Err(SettlementError::Earlier { channel, sequence, kept }.into())
		}
		None => Ok(()),
	}
}

/// Files as they can be shown.
pub fn names(paths: &[PathBuf]) -> String {
	let names: Vec<_> = paths.iter().map(|path| name(path)).collect();
	names.join(", ")
}

fn read(path: &Path) -> Result<Written, StoreError> {
	let mut written: Written = match fs::read(path) {
		Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| StoreError::BadChannel {
			path: path.to_owned(),
			reason: error.to_string(),
		})?,
		Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Written::default()),
		Err(error) => return Err(unusable(path)(error)),
	};
	// A file that was named by a link has one path all the same.
	written.files = written.files.iter().map(|path| whole(path)).collect();
	Ok(written)
}

fn states(paths: &BTreeSet<PathBuf>, genesis: H256) -> Vec<(PathBuf, State)> {
	let state = |path: &PathBuf| match BatchFile::load(path) {
		Ok(Some(file)) if file.genesis != genesis => State::Gone,
		Ok(Some(file)) if file.batch.is_some() => State::Settled,
		Ok(Some(file)) => State::Open(Box::new(file)),
		Ok(None) => State::Gone,
		Err(_) => State::Unread,
	};
	paths.iter().map(|path| (path.clone(), state(path))).collect()
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
	move |reason| StoreError::Unusable { path: path.to_owned(), reason }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::{file, receipt, unsigned, voucher, GENESIS, ROOTS};

	fn enter(store: &Store, own: &Path, first: u64) -> Elsewhere {
		Shared::open(store, GENESIS, 1).unwrap().enter(own, first).unwrap()
	}

	fn signs(store: &Store, sequences: impl IntoIterator<Item = u64>) {
		let mut shared = Shared::open(store, GENESIS, 1).unwrap();
		sequences.into_iter().for_each(|sequence| shared.signs(sequence).unwrap());
	}

	/// A file with answers of channel 1.
	fn with(sequences: impl IntoIterator<Item = u64>) -> BatchFile {
		let answers = sequences.into_iter().map(|sequence| unsigned(receipt(1, sequence, 50)));
		BatchFile { answers: answers.collect(), ..file() }
	}

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
			enter(&store, &path(name), 0);
		}
		let found = elsewhere("a.json");
		let fees = |found: &Elsewhere, first, end| found.fees(first, end, |_| false);
		assert_eq!((found.next, fees(&found, 0, 9), fees(&found, 3, 9)), (4, 150, 100));
		assert_eq!((fees(&found, 0, 3), fees(&found, 4, 9)), (50, 0));
		assert_eq!(found.vouchers, [voucher(1, 2, 150)]);
		let all = elsewhere("c.json");
		assert_eq!((fees(&all, 0, 9), all.fees(0, 9, |sequence| sequence == 3)), (300, 200));
		let other = &all.answers[&1];
		assert!(other.path.ends_with("a.json") && !other.is_sent);
		assert_eq!(other.signed.place(), Some((1, 1)));
		// Whoever settles a file says so in it first.
		BatchFile { roots: Some(ROOTS), ..file() }.save(&path("a.json")).unwrap();
		assert!(elsewhere("c.json").answers[&1].is_sent);
		BatchFile { batch: Some(3), ..second }.save(&path("b.json")).unwrap();
		assert_eq!(fees(&elsewhere("c.json"), 0, 9), 150);
		signs(&store, [3]);
		fs::remove_file(path("a.json")).unwrap();
		let found = elsewhere("c.json");
		assert!(found.answers.is_empty() && found.next == 4);
		assert_eq!(found.unread, [whole(&path("a.json"))]);
		// Another channel has nothing to do with it.
		let other = look(&store, GENESIS, 2, &path("c.json")).unwrap();
		assert_eq!(other, Elsewhere::default());
	}

	#[test]
	fn what_was_signed_should_be_known_until_it_is_settled_whatever_becomes_of_files() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let own = directory.path().join("a.json");
		signs(&store, [4, 2, 3]);
		let signed = || look(&store, GENESIS, 1, &own).unwrap().signed;
		assert_eq!(signed(), BTreeSet::from([2, 3, 4]));
		assert_eq!(enter(&store, &own, 3).next, 5);
		assert_eq!(signed(), BTreeSet::from([3, 4]));
		// What can't be read is not begun anew: it would be signed once more.
		fs::write(store.channel_path(GENESIS, 1), "{").unwrap();
		let error = Shared::open(&store, GENESIS, 1).err().unwrap();
		assert!(matches!(error, StoreError::BadChannel { .. }));
	}

	#[test]
	fn a_file_should_be_forgotten_only_once_nothing_of_it_is_missing() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| whole(&directory.path().join(name));
		let [first, second, third] = ["a.json", "b.json", "c.json"].map(path);
		with([0]).save(&first).unwrap();
		with([1]).save(&second).unwrap();
		enter(&store, &first, 0);
		signs(&store, [0, 1]);
		assert!(enter(&store, &second, 0).unread.is_empty());
		// Away for a moment, or not to be read: both count when they are back.
		let away = path("away.json");
		fs::rename(&first, &away).unwrap();
		fs::write(&second, "{").unwrap();
		assert_eq!(enter(&store, &third, 0).unread, [first.clone(), second.clone()]);
		fs::rename(&away, &first).unwrap();
		with([1]).save(&second).unwrap();
		assert_eq!(enter(&store, &third, 0).fees(0, 9, |_| false), 100);
		// What it had is settled, or elsewhere.
		fs::remove_file(&first).unwrap();
		assert_eq!(enter(&store, &third, 1).unread, [first]);
		assert!(enter(&store, &third, 1).unread.is_empty());
	}

	#[cfg(unix)]
	#[test]
	fn a_file_behind_a_link_should_be_one_file() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let (real, link) = (directory.path().join("real"), directory.path().join("link"));
		fs::create_dir(&real).unwrap();
		std::os::unix::fs::symlink(&real, &link).unwrap();
		let own = link.join("batch.json");
		enter(&store, &own, 0);
		with([0]).save(&own).unwrap();
		signs(&store, [0]);
		assert!(enter(&store, &own, 0).answers.is_empty());
		assert_eq!(Shared::open(&store, GENESIS, 1).unwrap().written.files.len(), 1);
		// As an earlier client has written it down, before the file was there.
		let written = Written { files: [own.clone()].into(), ..Written::default() };
		fs::write(store.channel_path(GENESIS, 1), json::of(&written).to_string()).unwrap();
		for path in [own, real.join("batch.json")] {
			assert!(look(&store, GENESIS, 1, &path).unwrap().answers.is_empty());
			let ranges = [(1, 0..1)].into();
			ensure_first(&store, &path, &BatchFile::new(GENESIS), &ranges, false).unwrap();
		}
	}

	#[test]
	fn a_file_should_be_settled_only_when_it_passes_over_nothing() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| directory.path().join(name);
		for (name, sequences) in [("a.json", 0..2), ("b.json", 2..4)] {
			with(sequences.clone()).save(&path(name)).unwrap();
			enter(&store, &path(name), 0);
			signs(&store, sequences);
		}
		let first = |name: &str, range: Range<u64>, passed_over| {
			let file = with(range.clone());
			let ranges = [(1, 0..range.end)].into();
			match ensure_first(&store, &path(name), &file, &ranges, passed_over) {
				Err(Error::Settlement(error)) => Some(error),
				other => {
					other.unwrap();
					None
				}
			}
		};
		assert!(first("a.json", 0..2, false).is_none());
		let error = first("b.json", 2..4, false).unwrap();
		assert!(matches!(error, SettlementError::Earlier { sequence: 0, kept: Kept::In(_), .. }));
		// What it has itself is not passed over, whoever else has it.
		assert!(first("copy.json", 0..4, false).is_none());
		// What was signed and is nowhere to be read counts too, unless it is given up.
		fs::remove_file(path("a.json")).unwrap();
		match first("b.json", 2..4, false).unwrap() {
			SettlementError::Earlier { sequence: 0, kept: Kept::Nowhere { unread }, .. } => {
				assert!(unread.ends_with("a.json"));
			}
			other => panic!("{other}"),
		}
		assert!(first("b.json", 2..4, true).is_none());
		let mut shared = Shared::open(&store, GENESIS, 1).unwrap();
		shared.leaves_out(&BTreeSet::from([0, 1])).unwrap();
		drop(shared);
		assert!(first("b.json", 2..4, false).is_none());
		// And it is signed once all the same.
		assert!(look(&store, GENESIS, 1, &path("b.json")).unwrap().signed.contains(&0));
	}
}
