// SPDX-License-Identifier: Apache-2.0

//! Settling answers, so that nothing that is needed later is lost.
//!
//! Whoever settles has to show receipts and outputs when somebody demands them. So they are in the
//! store before anything is sent, and what was sent is written down there too.

use std::{path::PathBuf, slice};

use openledger_attributor::NormalText;
use openledger_primitives::{batch::Draft, receipt::Receipt};
use sp_core::{Blake2Hasher, H256};
use subxt::transactions::Payload;

use super::{settle_one, unpaid::Unpaid};
use crate::{
	account::Account,
	chain::{
		calls::attribution::settle_batch,
		events::{BatchSettled, Events},
		Chain, Roots, Until,
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
	let unpaid = Unpaid::keep(store, receipt, operator, &payer, genesis, output.as_str())?;
	send(chain, store, key, &call, roots, unpaid).await
}

/// Settles the receipts of `file`, by its vouchers, as one batch of the operator with `key`, and
/// waits until that is final.
///
/// Nothing is sent when the chain would refuse it. The outputs of the answers have to be in the
/// store, or elsewhere, by then. A file on disk is for the caller to lock and to mark.
pub async fn settle_receipts(
	chain: &Chain,
	store: &Store,
	key: &Key,
	mut file: BatchFile,
) -> Result<Paid, Error> {
	let (receipts, vouchers) = (file.receipts(), file.paying());
	let draw_up = move || Draft::of::<Blake2Hasher>(&receipts, &vouchers);
	let draft = progress::computing(draw_up).await?.map_err(SettlementError::Draft)?;
	let roots = Roots::of_draft(&draft).ok_or(Error::Inconsistent)?;
	let call = settle_batch(&draft.batch);
	chain.dry_run(&call, key).await?;
	file.roots = Some(roots);
	let unpaid = Unpaid::keep_many(store, chain.genesis(), roots, file.to_json())?;
	send(chain, store, key, &call, roots, unpaid).await
}

/// Sends a settlement whose receipts are in the store, and waits until it is final.
async fn send<C: Payload>(
	chain: &Chain,
	store: &Store,
	key: &Key,
	call: &C,
	roots: Roots,
	mut unpaid: Unpaid,
) -> Result<Paid, Error> {
	let sending = chain.submit_recorded(call, key, Until::Final, None, &mut unpaid);
	let events = progress::during("settling", sending).await;
	let read = |events: Events| Ok::<_, Error>((events.one::<BatchSettled>()?, events.block));
	let (settled, block) = events.and_then(read).inspect_err(|error| unpaid.failed(error))?;
	let (_, path) = unpaid.paid(store, &settled);
	ensure_roots(&settled, roots)?;
	Ok(Paid { settled, block, path })
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
