// SPDX-License-Identifier: Apache-2.0

//! An operator that settles another receipt than it gave, and the payer that shows it.

use openledger_attributor::{signed_exhibit, Attribution};
use openledger_primitives::{
	challenge::{Proof, Substitute},
	receipt::Receipt,
	Balance, BatchId, ModelId,
};

use super::{faults::Faults, roles::Roles, till::Till};
use crate::error::Error;
use openledger_client::settlement::finalize::finalize;
use openledger_client::settlement::salt;
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::{
		calls::attribution::refute,
		events::{ReceiptRefuted, Slashed},
		Chain, Until,
	},
	files::receipt::SignedReceipt,
	store::Store,
	units::amount,
};

/// What it is about.
const FEE: Balance = amount::OPEN;

/// A batch that was refuted.
pub struct Refuted {
	pub batch: BatchId,
	/// What the payer got for it.
	pub reward: Balance,
}

/// What has to be in the channel.
pub fn funds() -> Balance {
	FEE
}

/// Has the cheat give a receipt for an answer and settle another one, which credits nobody, in its
/// place; and has the payer refute that with what it was given.
pub async fn refute_substitute(
	chain: &Chain,
	store: &Store,
	roles: &Roles,
	model: ModelId,
	attribution: Attribution,
	faults: &mut Faults,
) -> Result<Refuted, Error> {
	let mut till = Till::open(chain, roles, &roles.cheat, FEE).await?;
	till.serve(store, model, attribution, FEE)?;
	let given = till.given().first().cloned().ok_or(ClientError::Inconsistent)?;
	let other = instead_of(&given)?;
	let settled = till.settle(chain, store, vec![other], Until::Best).await?;
	let batch = settled.batch;

	// All that the payer knows is its receipt, and what anybody sees on the chain. It does not wait
	// until that is final: the window may be short.
	let view = chain.best_view().await?;
	let info = view.batch(batch).await?.filter(|info| settled.roots().is_of(info));
	let info = info.ok_or(ClientError::Inconsistent)?;
	let block = chain.hash_of(info.settled_at.into()).await?;
	let block = block.ok_or(ClientError::NoBlock(info.settled_at.into()))?;
	let calls = chain.calls_in(block, &view).await?.ok_or(ClientError::NoBody(block))?;
	let unseen = || Error::Mismatch(format!("the block of batch {batch} does not have it"));
	let seen = calls.settlement_of(&info).ok_or_else(unseen)?;
	let (channel, sequence) = given.place().ok_or(ClientError::Inconsistent)?;
	let place = seen.place_of(channel, sequence).ok_or_else(unseen)?;
	let compact = usize::try_from(place).ok().and_then(|place| seen.receipts.get(place));
	let compact = compact.cloned().ok_or_else(unseen)?;
	let exhibit = signed_exhibit(&seen.leaves(), place, given.receipt, given.signature);
	let exhibit = exhibit.ok_or(ClientError::Inconsistent)?;
	let proof = Proof::Substituted { settled: Substitute::Receipt { compact } };
	let events = chain.submit(&refute(batch, &exhibit, &proof), &roles.dapp).await?;
	events.one::<ReceiptRefuted>()?;
	let reward = events.one::<Slashed>()?.reward;

	// The chain may have paid it back by itself.
	finalize(chain, &roles.purse, &[batch]).await?;
	let after = chain.view().await?.channel(channel).await?;
	if (after.funds, after.next_sequence) != (FEE, sequence.saturating_add(1)) {
		faults.add(format!(
			"after batch {batch} was refuted channel {channel} has {} planck instead of {FEE}, and \
			 settles answer {} next",
			after.funds, after.next_sequence
		));
	}
	Ok(Refuted { batch, reward })
}

/// The same answer, with nobody's words in it.
fn instead_of(given: &SignedReceipt) -> Result<SignedReceipt, Error> {
	let receipt = Receipt { spans: Default::default(), salt: salt(), ..given.receipt.clone() };
	let other = SignedReceipt { receipt, ..given.clone() };
	match other.compact() == given.compact() {
		// An answer that credits nobody anyway would be the same.
		true => Err(Error::NothingToSplice),
		false => Ok(other),
	}
}
