// SPDX-License-Identifier: Apache-2.0

//! Settling answers, so that nothing that is needed later is lost.
//!
//! Whoever settles has to show receipts and outputs when somebody demands them. So they are in the
//! store before anything is sent, and what was sent is written down there too.

use std::{path::PathBuf, slice};

use openledger_attributor::NormalText;
use openledger_primitives::receipt::Receipt;
use sp_core::H256;
use subxt::transactions::Payload;

use super::{batch::DrawnUp, receipt_store::Unpaid, settle_one};
use crate::{
	account::Account,
	chain::{
		events::{BatchSettled, Events},
		Chain, Journal, Roots, Sent, Until,
	},
	error::{Error, SettlementError},
	files::batch::BatchFile,
	keys::Key,
	progress,
	store::Store,
};

/// Receipts that were settled as a batch.
#[derive(Clone, Debug)]
pub struct Paid {
	/// The batch, as the chain has it.
	pub settled: BatchSettled,
	/// The hash of the block that settled it.
	pub block: H256,
	/// The file of the store with its receipts.
	pub path: PathBuf,
}

/// Pays for an answer that `operator` served, from the account of `key`, and waits until that is
/// final. `output` is the answer's text.
///
/// Nothing is sent when the chain would refuse it. The output need not be of the receipt: whoever
/// [attributed](crate::texts::corpus::attribute) it knows that it is.
pub async fn settle_answer(
	chain: &Chain,
	store: &Store,
	key: &Key,
	operator: &Account,
	receipt: &Receipt,
	output: &NormalText,
) -> Result<Paid, Error> {
	let call = settle_one(receipt, operator)?;
	let roots = Roots::of_receipts(slice::from_ref(receipt)).ok_or(Error::Inconsistent)?;
	chain.dry_run(&call, key).await?;
	store.save_output(output)?;
	let (payer, genesis) = (key.account(), chain.genesis());
	let mut unpaid = Unpaid::keep(store, receipt, operator, &payer, genesis, output.as_str())?;
	let sent = send(chain, key, &call, None, &mut unpaid).await;
	let (settled, block) = sent.inspect_err(|error| unpaid.failed(error))?;
	let (_, path) = unpaid.paid(store, &settled);
	ensure_roots(&settled, roots)?;
	Ok(Paid { settled, block, path })
}

/// Settles the receipts of `file`, by its vouchers, as one batch of the operator with `key`, and
/// waits until that is final.
///
/// Nothing is sent when the chain would refuse it. The outputs of the answers have to be in the
/// store, or elsewhere, by then. [`FileBatch`](super::file::FileBatch) settles a file on disk, which
/// it locks and marks.
pub async fn settle_receipts(
	chain: &Chain,
	store: &Store,
	key: &Key,
	file: BatchFile,
) -> Result<Paid, Error> {
	let batch = DrawnUp::of(file).await?;
	let roots = batch.roots;
	chain.dry_run(&batch.call(), key).await?;
	let unpaid = batch.keep(store)?;
	let (paid, _) = batch.send((chain, store, key), unpaid, None, None).await?;
	ensure_roots(&paid.settled, roots)?;
	Ok(paid)
}

/// Sends a settlement whose receipts are in the store, and waits until it is final. Returns the batch
/// and the hash of its block.
pub(super) async fn send<C: Payload>(
	chain: &Chain,
	key: &Key,
	call: &C,
	earlier: Option<Sent>,
	journal: &mut dyn Journal,
) -> Result<(BatchSettled, H256), Error> {
	let sending = chain.submit_recorded(call, key, Until::Final, earlier, journal);
	let events: Events = progress::during("settling", sending).await?;
	Ok((events.one()?, events.block))
}

/// Fails when the chain made other trees of the receipts.
pub fn ensure_roots(settled: &BatchSettled, expected: Roots) -> Result<(), SettlementError> {
	let (batch, found) = (settled.batch, settled.roots());
	let both = [(found.root, expected.root), (found.commitments, expected.commitments)];
	match both.into_iter().find(|(found, expected)| found != expected) {
		None => Ok(()),
		Some((found, expected)) => Err(SettlementError::OtherRoot { batch, found, expected }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_batch_should_have_both_roots_of_its_receipts() {
		let [one, two] = [1, 2].map(H256::repeat_byte);
		let settled = BatchSettled { batch: 7, root: one, commitments: two, finalizable_at: 80 };
		assert!(ensure_roots(&settled, Roots { root: one, commitments: two }).is_ok());
		for (roots, found) in [
			(Roots { root: two, commitments: two }, one),
			(Roots { root: one, commitments: one }, two),
		] {
			let error = ensure_roots(&settled, roots).unwrap_err();
			assert!(
				matches!(error, SettlementError::OtherRoot { batch: 7, found: it, .. } if it == found)
			);
		}
	}
}
