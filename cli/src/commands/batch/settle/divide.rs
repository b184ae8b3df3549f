// SPDX-License-Identifier: Apache-2.0

//! Dividing a file of which one batch has no room for all.

use std::{
	collections::BTreeSet,
	path::{Path, PathBuf},
};

use openledger_primitives::ChannelId;
use sp_core::H256;

use super::super::shared::Shared;
use crate::{
	account::Account,
	batch_file::{self, parts, BatchFile, Place},
	error::Error,
	store::Store,
};

/// Divides a file into files that have room in a batch each. Returns them, in the order in which they
/// have to be settled: the file itself is the first. Nothing is lost whenever this is interrupted:
/// what others have is in the file until it is in all of them.
pub fn divide(
	store: &Store,
	path: &Path,
	genesis: H256,
	operator: &Account,
) -> Result<Vec<PathBuf>, Error> {
	loop {
		let seen = BatchFile::existing(path)?;
		seen.ensure_open(path, genesis)?;
		seen.ensure_of(path, operator)?;
		// What is being settled is one batch.
		if seen.sent.is_some() || parts(&seen.answers).len() <= 1 {
			return Ok(vec![path.to_owned()]);
		}
		// Those who add answers take the locks in this order too.
		let channels = channels_of(&seen);
		let mut shared = channels
			.iter()
			.map(|channel| Shared::open(store, genesis, *channel))
			.collect::<Result<Vec<_>, _>>()?;
		let (_lock, file) = batch_file::open(path)?;
		file.ensure_editable(path, genesis)?;
		if channels_of(&file) == channels {
			return divide_locked(path, file, &mut shared);
		}
	}
}

fn divide_locked(
	path: &Path,
	file: BatchFile,
	shared: &mut [Shared],
) -> Result<Vec<PathBuf>, Error> {
	let mut files = vec![path.to_owned()];
	let mut parts = parts(&file.answers).into_iter();
	let first = parts.next().unwrap_or_default();
	let mut number = 1;
	for part in parts {
		let at = loop {
			number += 1;
			let at = beside(path, number);
			if is_free(&at, &file) {
				break at;
			}
		};
		only(&file, &part).save(&at)?;
		for shared in shared.iter_mut() {
			shared.has(&at, 0, 0)?;
		}
		files.push(at);
	}
	only(&file, &first).save(path)?;
	Ok(files)
}

fn channels_of(file: &BatchFile) -> BTreeSet<ChannelId> {
	file.answers.keys().map(|(channel, _)| *channel).collect()
}

/// `batch-2.json` for `batch.json`.
fn beside(path: &Path, number: u32) -> PathBuf {
	let mut name = path.file_stem().unwrap_or_default().to_owned();
	name.push(format!("-{number}"));
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
				&& (there.batch, &there.sent) == (None, &None)
				&& there.answers.iter().all(|(place, own)| file.answers.get(place) == Some(own))
		}
		Err(_) => false,
	}
}

/// A file with these of the answers, and the vouchers that pay for them.
fn only(file: &BatchFile, part: &[Place]) -> BatchFile {
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
		batch_file::tests::{file, receipt, unsigned, GENESIS},
		commands::batch::shared,
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
	fn files_should_be_named_one_after_the_other() {
		assert_eq!(beside(Path::new("a/batch.json"), 2), Path::new("a/batch-2.json"));
		assert_eq!(beside(Path::new("a/b.c.json"), 3), Path::new("a/b.c-3.json"));
		assert_eq!(beside(Path::new("batch"), 2), Path::new("batch-2"));
	}
}
