// SPDX-License-Identifier: Apache-2.0

//! Batch files: receipts that an operator has signed and not settled yet, and the vouchers that pay
//! for them.
//!
//! A file is replaced whole whenever it changes, and locked meanwhile, so that a receipt is in it
//! or was never given to anyone.

mod format;
mod parts;

use std::{
	collections::BTreeMap,
	fs,
	io::{self, ErrorKind},
	path::{Path, PathBuf},
};

use openledger_primitives::{
	receipt::{Payment, Receipt},
	voucher::Voucher,
	Balance, BatchId, ChannelId,
};
use serde_json::Value;
use sp_core::{sr25519, H256};

use crate::{
	account::{address, Account},
	chain::{Roots, Sent},
	error::Error,
	files::{
		durable::{self, PRIVATE},
		lock::FileLock,
		receipt::SignedReceipt,
	},
	text::printable,
};

pub use self::format::planck;
use self::format::Problem;
pub use self::parts::parts;

/// The version of batch files that this client makes and reads.
pub const VERSION: u32 = 2;
/// The size, in bytes, above which no file is read: no batch has as much.
const MAX_BYTES: u64 = 1 << 31;

/// Why a batch file can't be used. Paths are as they can be shown.
#[derive(Debug, thiserror::Error)]
pub enum BatchFileError {
	/// There is no file at this path.
	#[error("there is no batch file at {0}")]
	Missing(String),
	/// The file can't be read or written.
	#[error("{path} can't be used: {reason}")]
	Unusable {
		/// The path of the file.
		path: String,
		/// The error of the system.
		reason: io::Error,
	},
	/// Something else than a file is at this path.
	#[error("{0} is no file")]
	NotAFile(String),
	/// The file is larger than any batch.
	#[error("{path} has {bytes} bytes, more than any batch")]
	TooLarge {
		/// The path of the file.
		path: String,
		/// The size of the file, in bytes.
		bytes: u64,
	},
	/// The file does not have the format of batch files.
	#[error("{path} is no batch file: {place}: {reason}")]
	Malformed {
		/// The path of the file.
		path: String,
		/// The place in the file, such as a line or a field.
		place: String,
		/// What is wrong there.
		reason: String,
	},
	/// The file has another version of the format than [`VERSION`].
	#[error(
		"{path} is a batch file of version {found}, and this client reads version {}",
		VERSION
	)]
	OtherVersion {
		/// The path of the file.
		path: String,
		/// The version of the file.
		found: u32,
	},
	/// The file has receipts of another operator.
	#[error(
		"{path} has receipts of another operator: {}, not {}",
		address(.found), address(.expected)
	)]
	OtherOperator {
		/// The path of the file.
		path: String,
		/// The operator of the file.
		found: Account,
		/// The operator that it should have.
		expected: Account,
	},
	/// The file is for another chain.
	#[error("{path} is for another chain: its genesis is {found:?}, not {expected:?}")]
	OtherGenesis {
		/// The path of the file.
		path: String,
		/// The genesis hash of the file.
		found: H256,
		/// The genesis hash of the chain.
		expected: H256,
	},
	/// The file at this path can't be changed: its settlement was sent, or is about to be.
	#[error("{0} is being settled, or was")]
	Sent(String),
	/// The file can't be changed: its receipts are settled.
	#[error("{path} was settled as batch {batch}")]
	Settled {
		/// The path of the file.
		path: String,
		/// The batch that they were settled as.
		batch: BatchId,
	},
}

/// The place of an answer: its channel, and its sequence there.
pub type Place = (ChannelId, u64);

/// A receipt, and its operator's signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Signed {
	/// The receipt.
	pub receipt: Receipt,
	/// The operator's signature over it.
	pub signature: sr25519::Signature,
}

/// The content of a batch file. All receipts are of one operator, and paid by channels.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BatchFile {
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The operator that serves the answers. `None` before the first.
	pub operator: Option<Account>,
	/// The voucher that covers most, of each channel.
	pub vouchers: BTreeMap<ChannelId, Voucher>,
	/// The signed receipts, in the order that they have in a batch.
	pub answers: BTreeMap<Place, Signed>,
	/// The batch that it was settled as. `None` until then.
	pub batch: Option<BatchId>,
	/// The roots of its batch, once it is settled or about to be.
	pub roots: Option<Roots>,
	/// The transaction that settles it, from before it is sent: whatever happens then, its batch
	/// can be found.
	pub sent: Option<Sent>,
}

impl BatchFile {
	/// A file without receipts, for the chain that began with block `genesis`.
	pub fn new(genesis: H256) -> Self {
		Self {
			genesis,
			operator: None,
			vouchers: BTreeMap::new(),
			answers: BTreeMap::new(),
			batch: None,
			roots: None,
			sent: None,
		}
	}

	/// Reads the file at `path`. `None` when there is none.
	pub fn load(path: &Path) -> Result<Option<Self>, BatchFileError> {
		read(path)?.map(|text| Self::parse(path, &text)).transpose()
	}

	/// Reads `text`, the content of the file at `path`.
	pub fn parse(path: &Path, text: &str) -> Result<Self, BatchFileError> {
		format::parse(text).map_err(|problem| match problem {
			Problem::Version(found) => BatchFileError::OtherVersion { path: name(path), found },
			Problem::At { place, reason } => {
				let reason = printable(&reason);
				BatchFileError::Malformed { path: name(path), place, reason }
			}
		})
	}

	/// Reads the file at `path`. Fails when there is none.
	pub fn existing(path: &Path) -> Result<Self, BatchFileError> {
		Self::load(path)?.ok_or_else(|| BatchFileError::Missing(name(path)))
	}

	/// Replaces the file at `path`.
	pub fn save(&self, path: &Path) -> Result<(), BatchFileError> {
		replace(path, &format!("{:#}\n", self.to_json()))
	}

	/// The JSON of the file.
	pub fn to_json(&self) -> Value {
		format::to_json(self)
	}

	/// Fails when it is for another chain than the one that began with block `genesis`, or settled.
	pub fn ensure_open(&self, path: &Path, genesis: H256) -> Result<(), BatchFileError> {
		if self.genesis != genesis {
			let (found, expected) = (self.genesis, genesis);
			return Err(BatchFileError::OtherGenesis { path: name(path), found, expected });
		}
		match self.batch {
			Some(batch) => Err(BatchFileError::Settled { path: name(path), batch }),
			None => Ok(()),
		}
	}

	/// Fails when it can't be changed: it is for another chain, or settled, or its settlement is
	/// under way.
	pub fn ensure_editable(&self, path: &Path, genesis: H256) -> Result<(), BatchFileError> {
		self.ensure_open(path, genesis)?;
		match self.sent {
			Some(_) => Err(BatchFileError::Sent(name(path))),
			None => Ok(()),
		}
	}

	/// Whether it is being settled: its settlement was sent, or is about to be.
	pub fn is_being_settled(&self) -> bool {
		self.batch.is_none() && (self.sent.is_some() || self.roots.is_some())
	}

	/// Fails when it has receipts of another operator.
	pub fn ensure_of(&self, path: &Path, operator: &Account) -> Result<(), BatchFileError> {
		match &self.operator {
			Some(found) if found != operator => {
				let (found, expected) = (found.clone(), operator.clone());
				Err(BatchFileError::OtherOperator { path: name(path), found, expected })
			}
			_ => Ok(()),
		}
	}

	/// The receipts, in the order that they have in a batch.
	pub fn receipts(&self) -> Vec<Receipt> {
		self.answers.values().map(|signed| signed.receipt.clone()).collect()
	}

	/// The vouchers of the channels that pay.
	pub fn paying(&self) -> Vec<Voucher> {
		self.vouchers.values().copied().collect()
	}

	/// The sum of the fees of each channel's receipts, in planck.
	pub fn fees(&self) -> BTreeMap<ChannelId, Balance> {
		let mut fees = BTreeMap::<ChannelId, Balance>::new();
		for ((channel, _), signed) in &self.answers {
			let sum = fees.entry(*channel).or_default();
			*sum = sum.saturating_add(signed.receipt.fee);
		}
		fees
	}

	/// The signed receipts of a channel, each after its sequence, ascending.
	pub fn of_channel(&self, channel: ChannelId) -> impl Iterator<Item = (u64, &Signed)> {
		let own = self.answers.range((channel, 0)..=(channel, u64::MAX));
		own.map(|((_, sequence), signed)| (*sequence, signed))
	}

	/// The sequence after those of all answers of a channel: 0 if it has none.
	pub fn next_sequence(&self, channel: ChannelId) -> u64 {
		let last = self.of_channel(channel).last();
		last.map_or(0, |(sequence, _)| sequence.saturating_add(1))
	}

	/// The number that a channel's answer has in a batch of what is in the file now. `None` if it
	/// is not in the file.
	pub fn position(&self, place: Place) -> Option<usize> {
		self.answers.keys().position(|other| *other == place)
	}

	/// The signed receipt of a channel's answer, as it was given to the payer. `None` if it is not
	/// in the file.
	pub fn signed(&self, place: Place) -> Option<SignedReceipt> {
		let Signed { receipt, signature } = self.answers.get(&place)?.clone();
		let (genesis, operator) = (self.genesis, self.operator.clone()?);
		Some(SignedReceipt { genesis, operator, receipt, signature })
	}
}

/// The text of the file at `path`. `None` when there is none.
pub fn read(path: &Path) -> Result<Option<String>, BatchFileError> {
	let metadata = match fs::metadata(path) {
		Ok(metadata) => metadata,
		Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
		Err(error) => return Err(unusable(path)(error)),
	};
	// To open a pipe may take forever.
	if !metadata.is_file() {
		return Err(BatchFileError::NotAFile(name(path)));
	}
	if metadata.len() > MAX_BYTES {
		return Err(BatchFileError::TooLarge { path: name(path), bytes: metadata.len() });
	}
	fs::read_to_string(path).map(Some).map_err(unusable(path))
}

/// Replaces the content of the file at `path`, whole or not at all.
pub fn replace(path: &Path, text: &str) -> Result<(), BatchFileError> {
	durable::write(&whole(path), text.as_bytes(), PRIVATE).map_err(unusable(path))
}

/// The channel that pays for a receipt, and the sequence of its answer. `None` where an account
/// pays.
pub fn paid_by(receipt: &Receipt) -> Option<Place> {
	match receipt.payment {
		Payment::Channel { channel, sequence } => Some((channel, sequence)),
		Payment::Direct { .. } => None,
	}
}

/// Changes the file at `path`, or makes one, under its lock. It stays as it was when the change
/// fails.
pub fn edit<T, E: From<Error>>(
	path: &Path,
	genesis: H256,
	change: impl FnOnce(&mut BatchFile) -> Result<T, E>,
) -> Result<T, E> {
	let _lock = lock(path).map_err(Error::from)?;
	let file = BatchFile::load(path).map_err(Error::from)?;
	let mut file = file.unwrap_or_else(|| BatchFile::new(genesis));
	file.ensure_editable(path, genesis).map_err(Error::from)?;
	// Of a settlement that ended before anything was sent: nobody else has the lock now.
	file.roots = None;
	let result = change(&mut file)?;
	file.save(path).map_err(Error::from)?;
	Ok(result)
}

/// Locks the file at `path` and reads it. Fails when there is none.
pub fn open(path: &Path) -> Result<(FileLock, BatchFile), BatchFileError> {
	if !path.exists() {
		return Err(BatchFileError::Missing(name(path)));
	}
	let lock = lock(path)?;
	Ok((lock, BatchFile::existing(path)?))
}

/// Waits for the lock on the file at `path`, which need not be there.
pub fn lock(path: &Path) -> Result<FileLock, BatchFileError> {
	FileLock::wait_for(&whole(path)).map_err(unusable(path))
}

/// The path by which a file is known, wherever the program is run and through whatever links: what
/// these lead to is replaced, and not they. The file need not be there yet.
pub fn whole(path: &Path) -> PathBuf {
	let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
	let new = || Some(fs::canonicalize(absolute.parent()?).ok()?.join(absolute.file_name()?));
	fs::canonicalize(&absolute).ok().or_else(new).unwrap_or(absolute)
}

/// A path as it can be shown.
pub fn name(path: &Path) -> String {
	printable(&path.display().to_string())
}

fn unusable(path: &Path) -> impl Fn(io::Error) -> BatchFileError + '_ {
	move |reason| BatchFileError::Unusable { path: name(path), reason }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::*;

	#[test]
	fn a_file_should_be_made_changed_and_kept_when_a_change_fails() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		assert!(matches!(BatchFile::existing(&path), Err(BatchFileError::Missing(_))));
		assert!(matches!(open(&path), Err(BatchFileError::Missing(_))));
		for sequence in 0..3 {
			edit(&path, GENESIS, |file| {
				file.answers.extend([unsigned(receipt(1, sequence, 10))]);
				Ok::<_, Error>(())
			})
			.unwrap();
		}
		let refused = edit(&path, GENESIS, |file| {
			file.answers.clear();
			Err::<(), _>(Error::Inconsistent)
		});
		assert!(refused.is_err());
		let (_, file) = open(&path).unwrap();
		assert_eq!(file.next_sequence(1), 3);
		assert_eq!(file.position((1, 2)), Some(2));
		assert_eq!(file.position((1, 3)), None);
		assert_eq!(file.fees(), BTreeMap::from([(1, 30)]));
		// No lock and no half of a file is left.
		assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 1);
	}

	#[test]
	fn receipts_should_have_the_order_of_a_batch() {
		let file = file();
		let places: Vec<_> = file.receipts().iter().filter_map(paid_by).collect();
		assert_eq!(places, [(1, 0), (1, 1), (4, 0)]);
		assert_eq!(file.position((4, 0)), Some(2));
		assert_eq!(file.of_channel(1).count(), 2);
		assert_eq!((file.next_sequence(1), file.next_sequence(2)), (2, 0));
		let signed = file.signed((1, 1)).unwrap();
		assert_eq!((signed.operator, signed.receipt.fee), (Account::new([2; 32]), 100));
		assert_eq!(file.signed((1, 2)), None);
		let path = Path::new("batch.json");
		assert!(file.ensure_of(path, &Account::new([2; 32])).is_ok());
		let other = file.ensure_of(path, &Account::new([3; 32]));
		assert!(matches!(other, Err(BatchFileError::OtherOperator { .. })));
	}

	#[test]
	fn a_file_of_an_earlier_client_should_be_refused_as_such() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let json = serde_json::json!({ "genesis": GENESIS, "vouchers": [], "receipts": ["0x00"] });
		fs::write(&path, json.to_string()).unwrap();
		let error = BatchFile::load(&path).unwrap_err();
		assert!(matches!(error, BatchFileError::OtherVersion { found: 1, .. }));
		assert!(error.to_string().contains("version 1"));
	}

	#[test]
	fn a_file_of_another_chain_or_settled_should_be_left_alone() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let settled = BatchFile { batch: Some(3), roots: Some(ROOTS), ..file() };
		settled.save(&path).unwrap();
		let change = |genesis| edit(&path, genesis, |_| Ok::<_, Error>(())).unwrap_err();
		assert!(matches!(
			change(H256::zero()),
			Error::BatchFile(BatchFileError::OtherGenesis { .. })
		));
		assert!(matches!(
			change(GENESIS),
			Error::BatchFile(BatchFileError::Settled { batch: 3, .. })
		));
		assert_eq!(BatchFile::existing(&path).unwrap(), settled);
	}

	#[test]
	fn what_is_no_batch_file_should_be_refused_with_its_name() {
		let directory = tempfile::tempdir().unwrap();
		let error = BatchFile::load(directory.path()).unwrap_err();
		assert!(matches!(error, BatchFileError::NotAFile(_)));
		let path = directory.path().join("batch.json");
		for content in [&b""[..], b"{}", b"[1", b"\xff"] {
			fs::write(&path, content).unwrap();
			let error = BatchFile::load(&path).unwrap_err();
			assert!(error.to_string().contains("batch.json"));
		}
	}

	#[test]
	fn what_ended_before_it_was_sent_should_not_be_being_settled_for_good() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("batch.json");
		let begun = BatchFile { roots: Some(ROOTS), ..file() };
		assert!(begun.is_being_settled() && !file().is_being_settled());
		assert!(!BatchFile { batch: Some(3), ..begun.clone() }.is_being_settled());
		begun.save(&path).unwrap();
		edit(&path, GENESIS, |_| Ok::<_, Error>(())).unwrap();
		assert_eq!(BatchFile::existing(&path).unwrap(), file());
	}

	#[cfg(unix)]
	#[test]
	fn a_file_should_have_one_path_before_and_after_it_is_made() {
		let directory = tempfile::tempdir().unwrap();
		let (real, link) = (directory.path().join("real"), directory.path().join("link"));
		fs::create_dir(&real).unwrap();
		std::os::unix::fs::symlink(&real, &link).unwrap();
		let before = whole(&link.join("batch.json"));
		file().save(&link.join("batch.json")).unwrap();
		assert_eq!(before, whole(&real.join("batch.json")));
		assert_eq!(before, whole(&link.join("batch.json")));
		// Nothing is known of what is nowhere.
		let nowhere = directory.path().join("none/batch.json");
		assert_eq!(whole(&nowhere), nowhere);
	}

	#[cfg(unix)]
	#[test]
	fn a_link_should_lead_to_the_file_as_before() {
		let directory = tempfile::tempdir().unwrap();
		let (path, link) = (directory.path().join("batch.json"), directory.path().join("link"));
		file().save(&path).unwrap();
		std::os::unix::fs::symlink(&path, &link).unwrap();
		edit(&link, GENESIS, |file| {
			file.answers.clear();
			Ok::<_, Error>(())
		})
		.unwrap();
		assert!(BatchFile::existing(&path).unwrap().answers.is_empty());
		assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
	}
}
