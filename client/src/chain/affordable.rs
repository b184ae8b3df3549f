// SPDX-License-Identifier: Apache-2.0

//! Calls that are sent once it is known that they can be paid for, and that the chain takes them.

use openledger_primitives::Balance;
use subxt::transactions::Payload;

use super::{events::Events, Chain};
use crate::{error::Error, keys::Key, progress};

/// Sends a call and waits until it is final, if the key's account can pay for it and the chain would
/// take it.
///
/// The chain says what it costs (see [`Chain::cost`]); `doing` says it in words. Fails with
/// [`Error::Balance`] if the account lacks something, and with [`Error::WouldFail`] if the chain
/// would refuse the call: then nothing was sent, and no fee was paid.
pub async fn sign<C: Payload>(
	chain: &Chain,
	key: &Key,
	call: &C,
	doing: &'static str,
) -> Result<Events, Error> {
	sign_before(chain, key, call, 0, doing).await
}

/// The same if the account has `then` planck left after it, for what comes next.
pub async fn sign_before<C: Payload>(
	chain: &Chain,
	key: &Key,
	call: &C,
	then: Balance,
	doing: &'static str,
) -> Result<Events, Error> {
	let who = key.account();
	let cost = chain.cost(call, &who).await?;
	let needed = cost.saturating_add(chain.fee(call, key).await?).saturating_add(then);
	let view = chain.view().await?;
	view.ensure_spendable(&who, needed, &format!("{doing}, fees included")).await?;
	// What fails in a block costs its fee.
	chain.dry_run(call, key).await?;
	progress::during(doing, chain.submit(call, key)).await
}
