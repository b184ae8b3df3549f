// SPDX-License-Identifier: Apache-2.0

//! Dry runs of calls before they are sent: a call that fails costs its fee.

use openledger_primitives::Balance;
use subxt::{error::DispatchError, transactions::Payload};

use super::{sent::failure, submit::name, BlockView, Chain};
use crate::{error::Error, keys::Key};

/// The runtime function that applies a transaction to a state that is then dropped.
const APPLY: &str = "BlockBuilder_apply_extrinsic";

impl Chain {
	/// Fails with [`Error::WouldFail`] if the chain would refuse a call of the key's account in the
	/// block after its best one. Transactions that are still to come in a block don't count.
	///
	/// Faults of the transaction, not of its call, are told when it is sent.
	pub async fn dry_run<C: Payload>(&self, call: &C, key: &Key) -> Result<(), Error> {
		let (best, cost) = self.try_call(call, key).await?;
		best.ensure_spendable(&key.account(), cost, &name(call)).await
	}

	/// The best block, and what a call costs the key's account there, as [`Chain::cost`] has it. Fails
	/// as [`Chain::dry_run`] does, but for what the account lacks.
	pub(super) async fn try_call<C: Payload>(
		&self,
		call: &C,
		key: &Key,
	) -> Result<(BlockView, Balance), Error> {
		let (_, best) = self.head().await?;
		let (view, who) = (self.view_of(best).await?, key.account());
		// Nothing is signed for it, so that no node has a transaction that was not meant yet.
		if let Some(cost) = view.cost(call, &who).await? {
			return Ok((view, cost));
		}
		// An older chain tries a transaction, and as in the best block, not in the one after it.
		let nonce = view.nonce(&who).await?;
		let (signed, _) = self.sign(call, key, nonce, 0).await?;
		let applied = self.rpc.state_call(APPLY, Some(signed.encoded()), Some(best)).await;
		let applied = applied.map_err(Error::node)?;
		// Valid, and then a dispatch error: `Ok(Err(error))`.
		let Some(error) = applied.strip_prefix(&[0, 1]) else { return Ok((view, 0)) };
		let at = self.api.at_block(best).await.map_err(Error::node)?;
		let error = DispatchError::decode_from(error, at.metadata()).map_err(Error::node)?;
		Err(refused(name(call), error))
	}
}

/// The error of a call that was not sent, as the chain would refuse it.
pub(super) fn refused(call: String, error: DispatchError) -> Error {
	match failure(call, error) {
		Error::Dispatch { call, name, doc } => Error::WouldFail { call, name, doc },
		error => error,
	}
}
