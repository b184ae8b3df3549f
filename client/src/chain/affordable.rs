// SPDX-License-Identifier: Apache-2.0

//! Calls that are sent once it is known that they can be paid for, and that the chain takes them.

use openledger_primitives::Balance;
use subxt::transactions::Payload;

use super::{events::Events, submit::name, Chain};
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
	ensure_payable(chain, key, call, then, &format!("{doing}, fees included")).await?;
	progress::during(doing, chain.submit(call, key)).await
}

/// Fails unless the key's account can pay for a call and its fee, with `then` planck left, and the
/// chain would take it: what fails in a block costs its fee. An error about what the account lacks
/// says that it is for `what`.
pub(crate) async fn ensure_payable<C: Payload>(
	chain: &Chain,
	key: &Key,
	call: &C,
	then: Balance,
	what: &str,
) -> Result<(), Error> {
	let who = key.account();
	let (best, cost) = chain.try_call(call, key).await?;
	let needed = cost.saturating_add(chain.fee(call, key).await?).saturating_add(then);
	chain.view().await?.ensure_spendable(&who, needed, what).await?;
	best.ensure_spendable(&who, cost, &name(call)).await
}
