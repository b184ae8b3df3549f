// SPDX-License-Identifier: Apache-2.0

//! How much time there is, and what it is worth to be in time.

use openledger_client::{
	account::Account,
	chain::{BlockView, Urgency},
	units::percent,
};
use openledger_primitives::{challenge::reveal_window, Balance, BatchId};
use openledger_runtime_api::{BatchInfo, Terms};

use crate::Error;

/// How much what refutes a batch hurries: until the batch can be final, and for no more than what it
/// earns, unless whoever watches says otherwise.
pub(crate) async fn urgency(
	view: &BlockView,
	batch: BatchId,
	info: &BatchInfo<Account>,
	max_tip: Option<Balance>,
) -> Result<Urgency, Error> {
	let deadline = u64::from(info.finalizable_at).saturating_sub(1);
	let most_tip = match max_tip {
		Some(most_tip) => most_tip,
		None => {
			let terms = view.terms().await?;
			let lost = match &info.payer {
				Some(_) => view.batch_deposit(batch).await?,
				None => slashed(view, info, &terms).await?,
			};
			percent::share_of(lost, terms.challenger_share)
		}
	};
	Ok(Urgency { deadline, most_tip })
}

/// What the operator of a batch that channels paid for loses when it is refuted.
pub(crate) async fn slashed(
	view: &BlockView,
	info: &BatchInfo<Account>,
	terms: &Terms,
) -> Result<Balance, Error> {
	let operator = view.operator(&info.operator).await?;
	Ok(percent::share_of(operator.map_or(0, |operator| operator.bond), terms.slash_share))
}

/// The number of the last block in which something of a batch can be demanded: after it, an answer
/// and a refutation of it have no time.
pub fn last_demand(info: &BatchInfo<Account>, terms: &Terms) -> u64 {
	let window = info.finalizable_at.saturating_sub(info.settled_at);
	let reveal = reveal_window(terms.reveal_window, window, info.payer.is_some());
	u64::from(info.finalizable_at).saturating_sub(2 * u64::from(reveal))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::{settled::info, terms::terms};

	#[test]
	fn an_answer_and_a_refutation_of_it_should_have_time() {
		assert_eq!(last_demand(&info(), &terms()), 74);
	}
}
