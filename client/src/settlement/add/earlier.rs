// SPDX-License-Identifier: Apache-2.0

//! The receipt that was signed for an answer before: there is one for each, whatever happens.

use std::path::{Path, PathBuf};

use openledger_primitives::{Balance, BatchId, ModelId};
use openledger_runtime_api::ChannelInfo;
use sp_core::H256;

use super::terms::Terms;
use crate::{
	chain::{BlockView, Chain, Roots},
	channels::shared::{names, Elsewhere},
	error::{Behind, Error, Kept, SettlementError},
	files::{
		batch::{name, BatchFile, Place},
		receipt::SignedReceipt,
	},
	store::{Store, StoreError},
};

/// What an answer must be to be the same.
#[derive(Clone, Copy)]
pub struct Asked {
	/// The model that gave it.
	pub model: ModelId,
	/// What it costs, in planck.
	pub fee: Balance,
	/// The content root of the output.
	pub output_root: H256,
}

/// A receipt in a file of the store.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SettledCopy {
	pub signed: SignedReceipt,
	pub path: PathBuf,
	/// The batch that the file says it is of, and what that is known by.
	pub batch: Option<(BatchId, Roots)>,
}

/// A receipt in a file.
pub struct Added {
	/// The receipt, as its payer gets it.
	pub signed: SignedReceipt,
	/// The file that has it.
	pub path: PathBuf,
	/// Its number in a batch of what is in the file now.
	pub index: Option<usize>,
	/// Whether it was not added before.
	pub is_new: bool,
	/// What the channel has paid, or owes then, in planck. `None` if it was added before.
	pub charged: Option<Balance>,
	/// What the file has anew of an answer that was added before: a signature, or a voucher.
	pub renewed: Vec<&'static str>,
}

/// The answer's number: the given one, the voucher's last, or the next.
pub fn sequence_of(file: &BatchFile, elsewhere: &Elsewhere, terms: &Terms) -> u64 {
	let ChannelInfo { channel, next_sequence, .. } = terms.info;
	let of_voucher = terms.voucher.and_then(|voucher| voucher.answers.checked_sub(1));
	let next = file.next_sequence(channel).max(elsewhere.next).max(next_sequence);
	terms.sequence.or(of_voucher).unwrap_or(next)
}

/// The receipt that was signed for the answer before. Fails when it is of another answer, or nowhere
/// any more.
pub fn earlier(
	file: &BatchFile,
	path: &Path,
	elsewhere: &Elsewhere,
	terms: &Terms,
	asked: Asked,
) -> Result<Option<Added>, SettlementError> {
	let channel = terms.info.channel;
	let sequence = sequence_of(file, elsewhere, terms);
	let own = file.signed((channel, sequence)).map(|signed| (signed, path.to_owned()));
	let other = || elsewhere.answers.get(&sequence);
	let found = own.or_else(|| other().map(|other| (other.signed.clone(), other.path.clone())));
	let Some((signed, path)) = found else {
		return match elsewhere.signed.contains(&sequence) && sequence >= terms.info.next_sequence {
			true => {
				let kept = Kept::Nowhere { unread: names(&elsewhere.unread) };
				Err(SettlementError::SignedBefore { channel, sequence, kept })
			}
			false => Ok(None),
		};
	};
	let index = file.position((channel, sequence));
	Ok(Some(Added { index, ..asked.ensure_same(signed, path)? }))
}

/// The receipts of an answer that was settled, in the store's copies of what was.
pub fn settled_before(
	store: &Store,
	genesis: H256,
	place: Place,
) -> Result<Vec<SettledCopy>, StoreError> {
	let paths = store.receipt_files(genesis)?;
	let copy = |path: PathBuf| {
		let file = BatchFile::load(&path).ok()??;
		let signed = file.signed(place).filter(|_| file.genesis == genesis)?;
		Some(SettledCopy { signed, path, batch: file.batch.zip(file.roots) })
	};
	Ok(paths.into_iter().filter_map(copy).collect())
}

/// Which of the receipts of an answer was settled on this chain: one that was begun anew may have others
/// by the same numbers. Where the node does not know it, the first that may be.
async fn settled_here(
	chain: &Chain,
	view: &BlockView,
	copies: Vec<SettledCopy>,
) -> Result<Option<SettledCopy>, Error> {
	let mut possible = None;
	for copy in copies {
		let is_it = match copy.batch {
			Some((batch, roots)) => chain.has_roots(view, batch, roots).await?,
			None => None,
		};
		match is_it {
			Some(true) => return Ok(Some(copy)),
			Some(false) => {}
			None => possible = possible.or(Some(copy)),
		}
	}
	Ok(possible)
}

impl Asked {
	/// What was signed of an answer that was settled.
	pub(super) async fn settled_before(
		self,
		chain: &Chain,
		view: &BlockView,
		copies: Vec<SettledCopy>,
		terms: &Terms,
	) -> Result<Added, Error> {
		let ChannelInfo { channel, next_sequence: next, .. } = terms.info;
		let place = copies.first().and_then(|copy| copy.signed.place());
		let sequence = place.unwrap_or_default().1;
		let here = settled_here(chain, view, copies).await?;
		let behind = Behind::Settled { next };
		let copy = here.ok_or(SettlementError::TooLate { channel, sequence, behind })?;
		Ok(self.ensure_same(copy.signed, copy.path)?)
	}

	/// What was signed before, in the file at `path`. Fails if it is another answer.
	pub(super) fn ensure_same(
		self,
		signed: SignedReceipt,
		path: PathBuf,
	) -> Result<Added, SettlementError> {
		let Self { model, fee, output_root } = self;
		let receipt = &signed.receipt;
		if (receipt.model, receipt.fee, receipt.output_root) != (model, fee, output_root) {
			let (channel, sequence) = signed.place().unwrap_or_default();
			let kept = Kept::In(name(&path));
			return Err(SettlementError::SignedBefore { channel, sequence, kept });
		}
		let renewed = Vec::new();
		Ok(Added { signed, path, index: None, is_new: false, charged: None, renewed })
	}
}

#[cfg(test)]
mod tests {
	use super::{super::setting::*, *};
	use crate::{
		channels::shared::Other,
		fixtures::batch::{file, GENESIS, ROOTS},
	};
	use std::collections::BTreeSet;

	#[test]
	fn the_same_answer_should_have_one_receipt() {
		let mut file = file();
		let terms = terms(Some(promise(3, 660)));
		let first = added(&mut file, &terms).signed;
		let path = Path::new("batch.json");
		let asked = Asked { model: 3, fee: 10, output_root: H256::zero() };
		let none = Elsewhere::default();
		let again = earlier(&file, path, &none, &terms, asked).unwrap().unwrap();
		assert_eq!((again.signed, again.is_new, again.index), (first.clone(), false, Some(2)));
		for other in [
			Asked { model: 4, ..asked },
			Asked { fee: 11, ..asked },
			Asked { output_root: H256::repeat_byte(1), ..asked },
		] {
			let error = earlier(&file, path, &none, &terms, other).err().unwrap();
			assert!(matches!(
				error,
				SettlementError::SignedBefore { sequence: 2, kept: Kept::In(_), .. }
			));
		}
		// The same if another file has it; and none if it is in no file any more.
		let new = BatchFile::new(GENESIS);
		let other =
			Other { path: PathBuf::from("other.json"), signed: first.clone(), is_sent: true };
		let elsewhere = Elsewhere { answers: [(2, other)].into(), ..Elsewhere::default() };
		let again = earlier(&new, path, &elsewhere, &terms, asked).unwrap().unwrap();
		assert_eq!((again.signed, again.path), (first, PathBuf::from("other.json")));
		let unread = vec![PathBuf::from("away.json")];
		let gone = Elsewhere { signed: BTreeSet::from([2]), unread, ..Elsewhere::default() };
		let error = earlier(&new, path, &gone, &terms, asked).err().unwrap();
		assert!(matches!(error, SettlementError::SignedBefore { kept: Kept::Nowhere { .. }, .. }));
		assert!(error.to_string().contains("away.json"));
		assert!(earlier(&new, path, &none, &terms, asked).unwrap().is_none());
	}

	#[test]
	fn a_receipt_that_was_settled_should_be_given_again() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		assert!(settled_before(&store, GENESIS, (1, 2)).unwrap().is_empty());
		let mut file = file();
		let first = added(&mut file, &terms(Some(promise(3, 660)))).signed;
		let save = |name: &str, batch, roots| {
			let path = store.receipts(GENESIS).join(name);
			BatchFile { batch, roots, ..file.clone() }.save(&path).unwrap();
			path
		};
		let settled = save("7.json", Some(7), Some(ROOTS));
		let copy = |path, batch| SettledCopy { signed: first.clone(), path, batch };
		let settled = copy(settled, Some((7, ROOTS)));
		let found = || settled_before(&store, GENESIS, (1, 2)).unwrap();
		assert_eq!(found(), std::slice::from_ref(&settled));
		// Of a chain before, or one that was sent and never heard of: the chain knows which it has.
		let other = copy(save("8.json", None, Some(ROOTS)), None);
		assert_eq!(found(), [settled, other]);
		assert!(settled_before(&store, GENESIS, (1, 3)).unwrap().is_empty());
	}
}
