// SPDX-License-Identifier: Apache-2.0

//! Whether an output was paid for before: nobody wants to pay twice for an answer because the first
//! time was interrupted.

use std::{
	path::{Path, PathBuf},
	slice,
};

use openledger_attributor::NormalText;
use openledger_primitives::{
	receipt::{Payment, Receipt},
	BatchId, ModelId,
};

use crate::error::Error;
use openledger_client::progress;
use openledger_client::Error as ClientError;
use openledger_client::{
	account::{self, Account},
	chain::{BlockView, Chain, Found, Identity, Roots},
	error::SettlementError,
	files::{self, answer::AnswerFile, batch::name},
	store::Store,
};

/// A receipt of an output, in the store.
struct Kept {
	path: PathBuf,
	file: AnswerFile,
	receipt: Receipt,
}

/// Fails when the payer has paid for an output of a model before, or may have.
pub async fn ensure_unpaid(
	chain: &Chain,
	store: &Store,
	output: &NormalText,
	model: ModelId,
	payer: &Account,
) -> Result<(), Error> {
	let root = output.content_root();
	// Each output that is paid for is in the store first.
	if !matches!(store.load_output(root), Ok(Some(_))) {
		return Ok(());
	}
	let paths = store.receipt_files(chain.genesis())?;
	let payment = Payment::Direct { payer: account::bytes(payer) };
	let is_own = move |receipt: &Receipt| {
		(receipt.model, receipt.output_root, &receipt.payment) == (model, root, &payment)
	};
	let reading = progress::computing(move || kept(&paths, is_own));
	let all = progress::during("looking for receipts of this output", reading).await?;
	let view = chain.view().await?;
	for kept in all {
		ensure_unpaid_by(chain, &view, kept, payer).await?;
	}
	Ok(())
}

/// The receipts in files that are to be looked at.
fn kept(paths: &[PathBuf], is_own: impl Fn(&Receipt) -> bool) -> Vec<Kept> {
	let read = |path: &PathBuf| {
		let file = AnswerFile::load(path).ok()?;
		let [receipt] = &file.receipts[..] else { return None };
		let receipt = receipt.clone();
		is_own(&receipt).then(|| Kept { path: path.clone(), file, receipt })
	};
	paths.iter().filter_map(read).collect()
}

async fn ensure_unpaid_by(
	chain: &Chain,
	view: &BlockView,
	kept: Kept,
	payer: &Account,
) -> Result<(), Error> {
	let Kept { path, file, receipt } = kept;
	let roots = Roots::of_receipts(slice::from_ref(&receipt)).ok_or(ClientError::Inconsistent)?;
	let paid = |batch: Option<BatchId>, path: &Path| -> Error {
		SettlementError::PaidBefore { batch, path: name(path) }.into()
	};
	if let Some(batch) = file.batch {
		return match is_paid(chain, view, batch, roots).await? {
			true => Err(paid(Some(batch), &path)),
			false => Ok(()),
		};
	}
	let Some(sent) = file.sent else { return Ok(()) };
	let own = Identity { roots, receipts: 1, depositor: payer.clone() };
	match chain.settlement_of(sent, &own).await? {
		Found::Settled(settled) => {
			files::answer::mark(&path, &settled)?;
			Err(paid(Some(settled.batch), &path))
		}
		Found::Open(_) => Err(paid(None, &path)),
		Found::Nowhere => Ok(()),
	}
}

/// Whether a batch may be that with these roots, and is not void. One of a chain that was begun anew is
/// another.
async fn is_paid(
	chain: &Chain,
	view: &BlockView,
	batch: BatchId,
	roots: Roots,
) -> Result<bool, Error> {
	if let Some(info) = view.batch(batch).await? {
		return Ok(roots.is_of(&info) && !info.is_void);
	}
	// Where the node does not know, nothing is paid for a second time.
	Ok(chain.has_roots(view, batch, roots).await?.unwrap_or(true))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::{
		answer::written,
		batch::{file, receipt},
	};
	use sp_core::H256;
	use std::fs;

	#[test]
	fn only_receipts_of_the_output_should_be_looked_at() {
		let directory = tempfile::tempdir().unwrap();
		let path = |name: &str| directory.path().join(name);
		let one = receipt(1, 0, 50);
		let other = Receipt { output_root: H256::repeat_byte(3), ..one.clone() };
		for (name, receipt) in [("1.json", &one), ("2.json", &other)] {
			fs::write(path(name), written(receipt, "an answer").to_string()).unwrap();
		}
		// A batch of many is no payment for one, and what can't be read is none.
		file().save(&path("3.json")).unwrap();
		fs::write(path("4.json"), "{").unwrap();
		let paths = ["1.json", "2.json", "3.json", "4.json", "5.json"].map(path);
		let found = kept(&paths, |receipt| receipt.output_root == one.output_root);
		assert_eq!(found.iter().map(|kept| &kept.path).collect::<Vec<_>>(), [&paths[0]]);
		assert_eq!((found[0].file.batch, &found[0].receipt), (Some(7), &one));
	}
}
