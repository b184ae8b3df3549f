// SPDX-License-Identifier: Apache-2.0

//! `openledger batch demand`

use openledger_primitives::{
	challenge::{reveal_window, DEMANDABLE_SPANS},
	BatchId,
};
use openledger_runtime_api::{BatchInfo, DemandInfo, Terms};
use serde_json::json;

use crate::{context::Context, error::Error, output::table};
use openledger_client::progress;
use openledger_client::settlement::finalize::ensure_was;
use openledger_client::{
	account::Account,
	chain::{calls::attribution::demand_reveal, events::RevealDemanded},
	error::ChallengeError,
	json,
	units::amount,
};

pub async fn run(context: &Context, batch: BatchId, receipt: u32, span: u32) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	// What was settled a moment ago can be demanded.
	let view = chain.best_view().await?;
	let Some(info) = view.batch(batch).await? else {
		ensure_was(&view, batch).await?;
		return Err(ChallengeError::Gone(batch).into());
	};
	let terms = view.terms().await?;
	let next = view.number().saturating_add(1);
	let demands = view.demands(batch).await?;
	ensure_demandable(batch, &info, &terms, &demands, (receipt, span), next)?;
	let call = demand_reveal(batch, receipt, span);
	let needed = terms.demand_bond.saturating_add(chain.fee(&call, &key).await?);
	let purpose = "the bond of the demand and its fee";
	view.ensure_spendable(&key.account(), needed, purpose).await?;
	let demanded: RevealDemanded =
		progress::during("demanding", chain.submit(&call, &key)).await?.one()?;
	let json = json!({
		"batch": batch,
		"receipt": receipt,
		"span": span,
		"bond": json::amount(demanded.bond),
		"respond_by": demanded.respond_by,
	});
	context.show_json(json, || {
		table::fields(&[
			("batch", batch.to_string()),
			("receipt", receipt.to_string()),
			("span", span.to_string()),
			("bond", amount::format(demanded.bond)),
			("to be answered until block", demanded.respond_by.to_string()),
		])
	});
	Ok(())
}

/// Fails when the chain would not take a demand in block `next`.
fn ensure_demandable(
	batch: BatchId,
	info: &BatchInfo<Account>,
	terms: &Terms,
	demands: &[DemandInfo<Account>],
	(receipt, span): (u32, u32),
	next: u64,
) -> Result<(), ChallengeError> {
	let BatchInfo { receipts, finalizable_at, .. } = *info;
	if info.is_void {
		return Err(ChallengeError::Void(batch));
	}
	if next >= u64::from(finalizable_at) {
		return Err(ChallengeError::Closed { batch, finalizable_at });
	}
	if receipt >= receipts {
		return Err(ChallengeError::NoReceipt { batch, receipt, receipts });
	}
	if span >= DEMANDABLE_SPANS {
		return Err(ChallengeError::NoSpan(span));
	}
	let same = demands.iter().find(|demand| (demand.receipt, demand.span) == (receipt, span));
	if let Some(DemandInfo { respond_by, .. }) = same {
		let respond_by = *respond_by;
		return Err(ChallengeError::Demanded { batch, receipt, span, respond_by });
	}
	let last = last_demand(info, terms);
	match next <= last {
		true => Ok(()),
		false => Err(ChallengeError::TooLate { batch, last }),
	}
}

/// The last block in which something of a batch can be demanded: after it, an answer and a
/// refutation of it have no time.
pub fn last_demand(info: &BatchInfo<Account>, terms: &Terms) -> u64 {
	let window = info.finalizable_at.saturating_sub(info.settled_at);
	let reveal = reveal_window(terms.reveal_window, window, info.payer.is_some());
	u64::from(info.finalizable_at).saturating_sub(2 * u64::from(reveal))
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::fixtures::terms::terms;
	use openledger_client::{fixtures::settled::info, units::amount::OPEN};

	#[test]
	fn only_what_the_chain_would_take_should_be_demanded() {
		let demands = [DemandInfo {
			receipt: 3,
			span: 1,
			demander: Account::new([5; 32]),
			bond: 2 * OPEN,
			respond_by: 75,
		}];
		let refused = |info: &BatchInfo<Account>, place, next| {
			ensure_demandable(9, info, &terms(), &demands, place, next)
		};
		assert_eq!(last_demand(&info(), &terms()), 74);
		assert!(refused(&info(), (3, 0), 74).is_ok());
		assert!(refused(&info(), (6, 1_087), 71).is_ok());
		let error = |place, next| refused(&info(), place, next).unwrap_err();
		assert!(matches!(error((3, 0), 75), ChallengeError::TooLate { last: 74, .. }));
		assert!(matches!(error((3, 0), 80), ChallengeError::Closed { finalizable_at: 80, .. }));
		assert!(matches!(error((7, 0), 71), ChallengeError::NoReceipt { receipts: 7, .. }));
		assert!(matches!(error((3, 1_088), 71), ChallengeError::NoSpan(1_088)));
		assert!(matches!(error((3, 1), 71), ChallengeError::Demanded { respond_by: 75, .. }));
		let void = BatchInfo { is_void: true, ..info() };
		assert!(matches!(refused(&void, (3, 0), 71), Err(ChallengeError::Void(9))));
	}
}
