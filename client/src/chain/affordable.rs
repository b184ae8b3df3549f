// SPDX-License-Identifier: Apache-2.0

//! Calls that are signed once it is known that they can be paid for.

use openledger_primitives::Balance;
use subxt::transactions::Payload;

use super::{events::Events, BlockView, Chain};
use crate::{error::Error, keys::Key, progress};

/// Sends a call and waits until it is final, if the key's account can pay its fee and `hold`.
pub async fn sign<C: Payload>(
	chain: &Chain,
	view: &BlockView,
	key: &Key,
	call: &C,
	hold: Balance,
	doing: &'static str,
) -> Result<Events, Error> {
	let what = match hold {
		0 => format!("the fee of {doing}"),
		_ => format!("the fee and the deposit of {doing}"),
	};
	sign_for(chain, view, key, call, (hold, what.as_str()), doing).await
}

/// The same with an amount besides the fee, and what all of it is for.
pub async fn sign_for<C: Payload>(
	chain: &Chain,
	view: &BlockView,
	key: &Key,
	call: &C,
	(amount, what): (Balance, &str),
	doing: &'static str,
) -> Result<Events, Error> {
	let needed = amount.saturating_add(chain.fee(call, key).await?);
	view.ensure_spendable(&key.account(), needed, what).await?;
	// What fails in a block costs its fee.
	chain.dry_run(call, key).await?;
	progress::during(doing, chain.submit(call, key)).await
}
