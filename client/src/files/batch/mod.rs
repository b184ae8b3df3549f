// SPDX-License-Identifier: Apache-2.0

//! Batch files: receipts that an operator has signed and not settled yet, and the vouchers that pay
//! for them.
//!
//! A file is replaced whole whenever it changes, and locked meanwhile, so that a receipt is in it
//! or was never given to anyone.

mod disk;
mod error;
mod format;
mod parts;

use std::{collections::BTreeMap, path::Path};

use openledger_primitives::{
	receipt::{Payment, Receipt},
	voucher::Voucher,
	Balance, BatchId, ChannelId,
};
use serde_json::Value;
use sp_core::{sr25519, H256};

use crate::{
	account::Account,
	chain::{Roots, Sent},
	files::receipt::SignedReceipt,
	text::printable,
};

use self::format::Problem;
pub use self::{
	disk::{edit, lock, name, open, read, replace, whole},
	error::BatchFileError,
	format::planck,
	parts::parts,
};

/// The version of batch files that this client makes and reads.
pub const VERSION: u32 = 2;

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

/// The channel that pays for a receipt, and the sequence of its answer. `None` where an account
/// pays.
pub fn paid_by(receipt: &Receipt) -> Option<Place> {
	match receipt.payment {
		Payment::Channel { channel, sequence } => Some((channel, sequence)),
		Payment::Direct { .. } => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{fixtures::batch::*, Error};
	use std::fs;

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
}
