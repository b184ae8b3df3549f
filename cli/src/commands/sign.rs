// SPDX-License-Identifier: Apache-2.0

//! Calls that are signed once it is known that they can be paid for.

use openledger_primitives::Balance;
use subxt::transactions::Payload;

use crate::{
	chain::{events::Events, Chain, View},
	error::Error,
	key::Key,
	output::progress,
};

/// Sends a call and waits until it is final, if the key's account can pay its fee and `hold`.
pub async fn sign<C: Payload>(
	chain: &Chain,
	view: &View,
	key: &Key,
	call: &C,
	hold: Balance,
	doing: &'static str,
) -> Result<Events, Error> {
	let needed = hold.saturating_add(chain.fee(call, key).await?);
	let what = match hold {
		0 => format!("the fee of {doing}"),
		_ => format!("the fee and the deposit of {doing}"),
	};
	view.ensure_spendable(&key.account(), needed, &what).await?;
	progress::during(doing, chain.submit(call, key)).await
}
