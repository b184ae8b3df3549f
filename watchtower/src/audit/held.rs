// SPDX-License-Identifier: Apache-2.0

//! The signed receipts that a payer holds.

use std::{
	collections::BTreeMap,
	fs,
	path::{Path, PathBuf},
};

use openledger_primitives::ChannelId;
use sp_core::H256;

use openledger_client::{
	files::{
		batch::name,
		receipt::{Received, SignedReceipt},
	},
	store::Store,
};

use crate::Error;

/// Of a channel, by sequence. There is more than one where the operator has signed several for one
/// answer, or the same several times: a signature may be by a key that does not count, or be none.
pub type Receipts = BTreeMap<u64, Vec<SignedReceipt>>;

/// What is held of channels.
#[derive(Default)]
pub struct Held {
	pub receipts: BTreeMap<ChannelId, Receipts>,
	/// Files of the store that can't be read.
	pub unread: usize,
}

impl Held {
	/// Takes a receipt, if it is of the chain that began with block `genesis`, and of a channel that was
	/// chosen, if any was.
	fn take(&mut self, signed: SignedReceipt, genesis: H256, chosen: &[ChannelId]) {
		let Some((channel, sequence)) = signed.place() else { return };
		let is_chosen = chosen.is_empty() || chosen.contains(&channel);
		if signed.genesis != genesis || !is_chosen {
			return;
		}
		let known = self.receipts.entry(channel).or_default().entry(sequence).or_default();
		if !known.contains(&signed) {
			known.push(signed);
		}
	}
}

/// The receipts of the store and of `paths`: of the chosen channels, or of all. Of a channel that was
/// chosen there need be none.
pub fn load(
	store: &Store,
	genesis: H256,
	chosen: &[ChannelId],
	paths: &[PathBuf],
) -> Result<Held, Error> {
	let mut held = Held::default();
	for channel in chosen {
		held.receipts.entry(*channel).or_default();
	}
	for channel in Received::channels(store, genesis)? {
		if !chosen.is_empty() && !chosen.contains(&channel) {
			continue;
		}
		for (_, path) in Received::of(store, genesis, channel).files()? {
			match SignedReceipt::read(&path) {
				Ok(signed) => held.take(signed, genesis, chosen),
				Err(_) => held.unread += 1,
			}
		}
	}
	for path in paths {
		if !path.exists() {
			return Err(Error::NothingAt(name(path)));
		}
		// Links that lead to what was named are followed, others are not.
		let path = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
		read(&path, &mut |signed| held.take(signed, genesis, chosen));
	}
	Ok(held)
}

/// Reads the signed receipts at or below a path. Other files have none.
fn read(path: &Path, take: &mut dyn FnMut(SignedReceipt)) {
	let Ok(metadata) = fs::symlink_metadata(path) else { return };
	if metadata.is_dir() {
		for entry in fs::read_dir(path).into_iter().flatten().flatten() {
			read(&entry.path(), take);
		}
	} else if path.extension().is_some_and(|extension| extension == "json") {
		if let Ok(signed) = SignedReceipt::read(path) {
			take(signed);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{
		files::receipt::keep,
		fixtures::{batch::GENESIS, receipt::signed},
	};

	#[test]
	fn receipts_should_be_held_once_wherever_they_are() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let (kept, other) = (signed(4, 2, 5), signed(6, 0, 7));
		keep(&store, &kept).unwrap();
		let given = directory.path().join("given");
		fs::create_dir_all(given.join("below")).unwrap();
		kept.write(&given.join("a.json")).unwrap();
		other.write(&given.join("below/b.json")).unwrap();
		fs::write(given.join("c.json"), "{}").unwrap();
		let load = |chosen: &[ChannelId], paths: &[PathBuf]| {
			super::load(&store, GENESIS, chosen, paths).unwrap().receipts
		};
		let sizes = |receipts: &BTreeMap<ChannelId, Receipts>| -> Vec<_> {
			receipts.iter().map(|(channel, all)| (*channel, all.len())).collect()
		};
		assert_eq!(sizes(&load(&[], &[])), [(4, 1)]);
		let all = load(&[], std::slice::from_ref(&given));
		assert_eq!(sizes(&all), [(4, 1), (6, 1)]);
		assert_eq!(all[&4][&2], std::slice::from_ref(&kept));
		// By another signature it may be held against another batch.
		let again = signed(4, 2, 5);
		again.write(&given.join("d.json")).unwrap();
		assert_eq!(load(&[], std::slice::from_ref(&given))[&4][&2], [kept, again]);
		// Of a channel that is asked for there may be none.
		assert_eq!(sizes(&load(&[6, 9], &[given])), [(6, 1), (9, 0)]);
		let error = super::load(&store, GENESIS, &[], &[directory.path().join("gone")]);
		assert!(error.is_err());
		// Another chain's are not these.
		assert!(super::load(&store, H256::zero(), &[], &[]).unwrap().receipts.is_empty());
	}

	#[test]
	fn what_cannot_be_read_should_be_counted() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		keep(&store, &signed(4, 2, 5)).unwrap();
		fs::write(store.received(GENESIS).join("4/3.json"), "{").unwrap();
		let held = load(&store, GENESIS, &[], &[]).unwrap();
		assert_eq!((held.unread, held.receipts[&4].len()), (1, 1));
	}
}
