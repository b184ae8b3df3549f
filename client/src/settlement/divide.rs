// SPDX-License-Identifier: Apache-2.0

//! Dividing a batch file of which one batch has no room for all.

use std::{
	collections::{BTreeMap, BTreeSet},
	path::{Path, PathBuf},
};

use openledger_primitives::ChannelId;
use sp_core::H256;

use crate::{
	account::Account,
	channels::shared::Shared,
	error::Error,
	files::{
		self,
		batch::{parts, whole, BatchFile, Place},
	},
	store::Store,
};

/// Divides the file of `operator` at `path` into files that have room in a batch each. Returns them,
/// in the order in which they have to be settled: the file itself is the first.
///
/// Nothing is lost whenever this is interrupted: what others have is in the file until it is in all of
/// them, and the store knows of them.
pub fn divide(
	store: &Store,
	path: &Path,
	genesis: H256,
	operator: &Account,
) -> Result<Vec<PathBuf>, Error> {
	let (_lock, file) = files::batch::open(path)?;
	file.ensure_open(path, genesis)?;
	file.ensure_of(path, operator)?;
	let mut files = vec![path.to_owned()];
	let parts = parts(&file.answers);
	// What is being settled is one batch.
	let Some((first, others)) = parts.split_first().filter(|_| file.sent.is_none()) else {
		return Ok(files);
	};
	if others.is_empty() {
		return Ok(files);
	}
	let mut names = numbers();
	let mut moved = BTreeMap::<ChannelId, BTreeSet<PathBuf>>::new();
	for part in others {
		let at = put_beside(path, &mut names, &only(&file, part), &file)?;
		for (channel, _) in part {
			moved.entry(*channel).or_default().insert(at.clone());
		}
		files.push(at);
	}
	// Before it is in none but them.
	for (channel, files) in moved {
		Shared::open(store, genesis, channel)?.also_in(&files)?;
	}
	only(&file, first).save(path)?;
	Ok(files)
}

/// The files into which the file at `path` was divided once that are neither settled nor among
/// `files`.
pub fn left(path: &Path, genesis: H256, operator: &Account, files: &[PathBuf]) -> Vec<PathBuf> {
	let known: BTreeSet<_> = files.iter().map(|path| whole(path)).collect();
	let there = numbers().map(|number| beside(path, &number)).take_while(|at| at.is_file());
	there
		.filter(|at| {
			let file = BatchFile::load(at).ok().flatten();
			let is_left = |file: &BatchFile| {
				file.ensure_open(at, genesis).is_ok()
					&& file.operator.as_ref() == Some(operator)
					&& !file.answers.is_empty()
			};
			!known.contains(&whole(at)) && file.as_ref().is_some_and(is_left)
		})
		.collect()
}

/// What the parts of a file are called after it.
fn numbers() -> impl Iterator<Item = String> {
	(2u64..).map(|number| number.to_string())
}

/// Writes a part of `file`, which is at `path`, beside it: to the first place where nothing is lost by
/// that. Returns where.
pub(super) fn put_beside(
	path: &Path,
	names: &mut dyn Iterator<Item = String>,
	part: &BatchFile,
	file: &BatchFile,
) -> Result<PathBuf, Error> {
	for name in names {
		let at = beside(path, &name);
		if !is_free(&at, file) {
			continue;
		}
		let _lock = files::batch::lock(&at)?;
		// Somebody may have begun to use it meanwhile.
		if is_free(&at, file) {
			part.save(&at)?;
			return Ok(at);
		}
	}
	Err(Error::Inconsistent)
}

/// `batch-2.json` for `batch.json`.
fn beside(path: &Path, suffix: &str) -> PathBuf {
	let mut name = path.file_stem().unwrap_or_default().to_owned();
	name.push(format!("-{suffix}"));
	let beside = path.with_file_name(name);
	match path.extension() {
		Some(extension) => {
			let mut name = beside.into_os_string();
			name.push(".");
			name.push(extension);
			PathBuf::from(name)
		}
		None => beside,
	}
}

/// Whether nothing is lost by writing there: there is nothing, or only what the file has too, since it
/// was being divided before.
fn is_free(path: &Path, file: &BatchFile) -> bool {
	match BatchFile::load(path) {
		Ok(None) => true,
		Ok(Some(there)) => {
			there.genesis == file.genesis
				&& there.batch.is_none()
				&& !there.is_being_settled()
				&& there.answers.iter().all(|(place, own)| file.answers.get(place) == Some(own))
		}
		Err(_) => false,
	}
}

/// A file with these of the answers, and the vouchers that pay for them.
pub(super) fn only<'p>(file: &BatchFile, part: impl IntoIterator<Item = &'p Place>) -> BatchFile {
	let mut only = BatchFile::new(file.genesis);
	only.operator = file.operator.clone();
	for place in part {
		let (channel, _) = place;
		only.answers.extend(file.answers.get(place).map(|signed| (*place, signed.clone())));
		only.vouchers.extend(file.vouchers.get(channel).map(|voucher| (*channel, *voucher)));
	}
	only
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		channels::shared,
		fixtures::batch::{file, receipt, unsigned, GENESIS, ROOTS},
	};
	use openledger_primitives::{batch::Draft, receipt::Receipt, span::SpanParams};
	use sp_core::Blake2Hasher;
	use std::fs;

	/// A file of two rules.
	fn mixed() -> BatchFile {
		let mut file = file();
		let span_params = SpanParams { min_span: 40, ..SpanParams::DEFAULT };
		let other = Receipt { span_params, ..receipt(1, 2, 5) };
		file.answers.extend([unsigned(other)]);
		if let Some(voucher) = file.vouchers.get_mut(&1) {
			voucher.answers = 3;
		}
		file
	}

	fn divided(store: &Store, path: &Path) -> Vec<PathBuf> {
		divide(store, path, GENESIS, &Account::new([2; 32])).unwrap()
	}

	#[test]
	fn a_file_that_has_room_should_stay_whole() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = directory.path().join("batch.json");
		file().save(&path).unwrap();
		assert_eq!(divided(&store, &path), std::slice::from_ref(&path));
		assert_eq!(BatchFile::existing(&path).unwrap(), file());
		let error = divide(&store, &path, GENESIS, &Account::new([9; 32])).unwrap_err();
		assert!(matches!(error, Error::BatchFile(_)));
	}

	#[test]
	fn a_file_without_room_should_be_divided_and_nothing_be_lost() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| directory.path().join(name);
		mixed().save(&path("batch.json")).unwrap();
		// Somebody has a file of that name; and it was interrupted once.
		fs::write(path("batch-2.json"), "{}").unwrap();
		only(&mixed(), &[(1, 2)]).save(&path("batch-3.json")).unwrap();
		let files = divided(&store, &path("batch.json"));
		assert_eq!(files, [path("batch.json"), path("batch-3.json")]);
		let mut all = BatchFile::new(GENESIS).answers;
		for file in &files {
			let file = BatchFile::existing(file).unwrap();
			assert_eq!(file.operator, mixed().operator);
			assert!(Draft::of::<Blake2Hasher>(&file.receipts(), &file.paying()).is_ok());
			all.extend(file.answers);
		}
		assert_eq!(all, mixed().answers);
		assert_eq!(fs::read_to_string(path("batch-2.json")).unwrap(), "{}");
		// It is known where they are now.
		let elsewhere = shared::look(&store, GENESIS, 1, &path("batch.json")).unwrap();
		assert_eq!(elsewhere.answers.keys().copied().collect::<Vec<_>>(), [2]);
		assert_eq!(divided(&store, &path("batch.json")).len(), 1);
	}

	#[test]
	fn what_was_divided_and_not_settled_should_be_named() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| directory.path().join(name);
		mixed().save(&path("batch.json")).unwrap();
		let operator = Account::new([2; 32]);
		let left = |files: &[PathBuf]| left(&path("batch.json"), GENESIS, &operator, files);
		assert!(left(&[]).is_empty());
		let files = divided(&store, &path("batch.json"));
		assert!(left(&files).is_empty());
		// As whoever divided it was ended then.
		assert_eq!(left(&files[..1]), [path("batch-2.json")]);
		let part = BatchFile::existing(&files[1]).unwrap();
		BatchFile { batch: Some(7), ..part.clone() }.save(&files[1]).unwrap();
		assert!(left(&files[..1]).is_empty());
		// Others have files too.
		BatchFile { operator: Some(Account::new([9; 32])), ..part }.save(&files[1]).unwrap();
		assert!(left(&files[..1]).is_empty());
	}

	#[test]
	fn what_is_being_settled_should_not_be_written_over() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = |name: &str| directory.path().join(name);
		mixed().save(&path("batch.json")).unwrap();
		let part = only(&mixed(), &[(1, 2)]);
		BatchFile { roots: Some(ROOTS), ..part }.save(&path("batch-2.json")).unwrap();
		let files = divided(&store, &path("batch.json"));
		assert_eq!(files, [path("batch.json"), path("batch-3.json")]);
	}

	#[test]
	fn a_file_of_many_channels_should_be_divided_too() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let path = directory.path().join("batch.json");
		let answers = (0..1_100).map(|channel| unsigned(receipt(channel, 0, 5))).collect();
		BatchFile { answers, ..file() }.save(&path).unwrap();
		let files = divided(&store, &path);
		let count = |path: &PathBuf| BatchFile::existing(path).unwrap().answers.len();
		assert_eq!(files.iter().map(count).collect::<Vec<_>>(), [1_024, 76]);
		let elsewhere = shared::look(&store, GENESIS, 1_099, &path).unwrap();
		assert_eq!(elsewhere.answers.len(), 1);
	}

	#[test]
	fn files_should_be_named_one_after_the_other() {
		assert_eq!(beside(Path::new("a/batch.json"), "2"), Path::new("a/batch-2.json"));
		assert_eq!(beside(Path::new("a/b.c.json"), "3"), Path::new("a/b.c-3.json"));
		assert_eq!(beside(Path::new("batch"), "2"), Path::new("batch-2"));
	}
}
