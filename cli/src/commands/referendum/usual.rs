// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum spend`, `payout`, `appeal` and `dispute`

use openledger_primitives::{Balance, ContributionId};
use openledger_runtime_api::{ContributionStatus, DisputeStage};
use serde_json::json;

use super::submit::{submit, Question};
use crate::{
	args::{Outcome, Ruling, Submission},
	commands::dispute::{current, outcome},
	context::Context,
	error::Error,
};
use openledger_client::error::{ContributionAction, DisputeAction};
use openledger_client::progress;
use openledger_client::{
	account::Account,
	chain::calls::{self, disputes, encoded, referenda},
	convert::to_u64,
	error::{DisputeError, GovernanceError, RegistryError},
	json,
	units::amount::{self, OPEN},
};

/// What the tracks of the treasury may spend at once; root may spend all.
const SPENDERS: [(&str, Balance); 2] =
	[("small_spender", 10_000 * OPEN), ("big_spender", 1_000_000 * OPEN)];
/// The track of rulings.
const RULINGS: &str = "datanets";

pub async fn spend(
	context: &Context,
	amount: Balance,
	to: &Account,
	submission: Submission,
) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let call = referenda::spend((), amount, calls::id(to), None);
	let question = Question {
		track: view.track(spender(amount))?,
		call: view.bytes_of(&call)?,
		attached: None,
		outcome: "anyone can have it paid out then: openledger referendum payout".to_owned(),
	};
	submit(context, (&chain, &view, &key), question, submission).await
}

/// The smallest track that may spend so much.
fn spender(amount: Balance) -> &'static str {
	SPENDERS.iter().find(|(_, most)| amount <= *most).map_or("root", |(track, _)| track)
}

pub async fn payout(context: &Context) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let now = chain.next_block().await?;
	let spends: Vec<_> =
		view.spends().await?.into_iter().filter(|(_, spend)| spend.is_payable(now)).collect();
	if spends.is_empty() {
		return Err(GovernanceError::NothingToPay.into());
	}
	let mut batches = Vec::new();
	for (id, _) in &spends {
		// The second clears the record.
		let calls =
			[view.encoded(&referenda::payout(*id))?, view.encoded(&referenda::check_status(*id))?];
		batches.push(encoded::batch_all(calls.into()));
	}
	let bar = progress::bar(to_u64(batches.len()), "paying out");
	let outcomes = chain.submit_each(&batches, &key, &bar).await?;
	bar.finish();
	let payees = spends.iter().map(|(_, spend)| Account::new(spend.beneficiary.0));
	let payees: Vec<_> = payees.collect();
	let names = context.names(&view, &payees.iter().map(json::account).collect()).await;
	let mut failed = Ok(());
	for (((id, spend), to), outcome) in spends.into_iter().zip(payees).zip(outcomes) {
		let amount = spend.amount;
		match outcome {
			Ok(events) => {
				let mut json = json!({
					"spend": id,
					"to": json::account(&to),
					"amount": json::amount(amount),
					"block": json::hash(events.block),
				});
				names.annotate(&mut json);
				context.show_json_line(&json, || {
					format!("{} went to {}", amount::format(amount), names.address(&to))
				});
			}
			// What the treasury can't pay now must not hold up the rest.
			Err(error) => failed = failed.and(Err(error.into())),
		}
	}
	failed
}

pub async fn appeal(
	context: &Context,
	id: ContributionId,
	ruling: Ruling,
	submission: Submission,
) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	ensure_open(id, view.existing(id).await?.status, ruling)?;
	let ruling = match ruling {
		Ruling::Overturn => referenda::Ruling::Overturn,
		Ruling::Uphold => referenda::Ruling::Uphold,
		Ruling::Abuse => referenda::Ruling::Abuse,
	};
	let question = Question {
		track: view.track(RULINGS)?,
		call: view.bytes_of(&referenda::resolve_appeal(id, ruling))?,
		attached: None,
		outcome: format!("see then: openledger contribution show {id}"),
	};
	submit(context, (&chain, &view, &key), question, submission).await
}

pub async fn dispute(
	context: &Context,
	id: ContributionId,
	what: Outcome,
	submission: Submission,
) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	ensure_before_governance(id, current(&chain, &view, id).await?.stage)?;
	let question = Question {
		track: view.track(RULINGS)?,
		call: view.bytes_of(&disputes::decide(id, outcome(what)))?,
		attached: None,
		outcome: format!("see then: openledger contribution show {id}"),
	};
	submit(context, (&chain, &view, &key), question, submission).await
}

/// Fails unless a dispute is before governance.
fn ensure_before_governance(id: ContributionId, stage: DisputeStage) -> Result<(), DisputeError> {
	match stage {
		DisputeStage::Governance { .. } => Ok(()),
		_ => Err(DisputeError::Stage { id, stage, action: DisputeAction::Decide }),
	}
}

/// Fails unless governance may rule so on a contribution.
fn ensure_open(
	id: ContributionId,
	status: ContributionStatus,
	ruling: Ruling,
) -> Result<(), RegistryError> {
	match status {
		ContributionStatus::Appealed => Ok(()),
		ContributionStatus::Rejected { upheld: false } if ruling == Ruling::Abuse => Ok(()),
		_ => Err(RegistryError::Status { id, status, action: ContributionAction::Rule }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::hints;

	#[test]
	fn the_smallest_track_should_spend() {
		for (amount, track) in [
			(1, "small_spender"),
			(10_000 * OPEN, "small_spender"),
			(10_000 * OPEN + 1, "big_spender"),
			(1_000_000 * OPEN, "big_spender"),
			(1_000_001 * OPEN, "root"),
		] {
			assert_eq!(spender(amount), track);
		}
	}

	#[test]
	fn governance_should_come_last_in_a_dispute() {
		assert!(ensure_before_governance(5, DisputeStage::Governance { by: 9 }).is_ok());
		let error = ensure_before_governance(5, DisputeStage::Ruled { by: 9 }).unwrap_err();
		assert!(hints::of(&error.into()).unwrap().ends_with("openledger dispute appeal 5"));
		for stage in
			[DisputeStage::Answer { by: 9 }, DisputeStage::Curators { by: 9 }, DisputeStage::Over]
		{
			assert!(ensure_before_governance(5, stage).is_err());
		}
	}

	#[test]
	fn only_abuse_should_need_no_appeal() {
		let rejected = ContributionStatus::Rejected { upheld: false };
		assert!(ensure_open(5, rejected, Ruling::Abuse).is_ok());
		let error = ensure_open(5, rejected, Ruling::Overturn).unwrap_err();
		let hint = hints::of(&error.into()).unwrap();
		assert!(hint.ends_with("openledger contribution appeal 5"));
		assert!(ensure_open(5, ContributionStatus::Appealed, Ruling::Uphold).is_ok());
		let upheld = ContributionStatus::Rejected { upheld: true };
		assert!(ensure_open(5, upheld, Ruling::Abuse).is_err());
		assert!(ensure_open(5, ContributionStatus::Pending, Ruling::Abuse).is_err());
	}
}
