// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum deposit` and `refund`

use serde_json::json;

use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::{sign, sign_for};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls::{encoded, referenda},
		events::{DecisionDepositRefunded, SubmissionDepositRefunded},
	},
	error::GovernanceError,
	json,
	units::amount,
};

pub async fn place(context: &Context, id: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let ongoing = view.ongoing(id).await?;
	if ongoing.decision_deposit.is_some() {
		return Err(GovernanceError::HasDeposit(id).into());
	}
	let deposit = view.track(&ongoing.track.to_string())?.rules.decision_deposit;
	let call = referenda::place_decision_deposit(id);
	let purpose = (deposit, "the decision deposit and the fee");
	let events = sign_for(&chain, &view, &key, &call, purpose, "putting up the deposit").await?;
	let json = json!({
		"referendum": id,
		"deposit": json::amount(deposit),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"{} are held for the decision of referendum {id}, until it is over: openledger \
			 referendum refund {id}",
			amount::format(deposit)
		)
	});
	Ok(())
}

pub async fn refund(context: &Context, id: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let referendum = view.referendum(id).await?;
	let (submission, decision) = referendum.refundable();
	let mut calls = Vec::new();
	if submission.is_some() {
		calls.push(view.encoded(&referenda::refund_submission_deposit(id))?);
	}
	if decision.is_some() {
		calls.push(view.encoded(&referenda::refund_decision_deposit(id))?);
	}
	if calls.is_empty() {
		let status = referendum.status();
		return Err(GovernanceError::NothingToRefund { id, status }.into());
	}
	let batch = encoded::batch_all(calls);
	let events = sign(&chain, &view, &key, &batch, 0, "giving deposits back").await?;
	let submission = events.all::<SubmissionDepositRefunded>()?.into_iter();
	let decision = events.all::<DecisionDepositRefunded>()?.into_iter();
	let refunds: Vec<_> = submission
		.map(|refund| (refund.who, refund.amount))
		.chain(decision.map(|refund| (refund.who, refund.amount)))
		.map(|(who, amount)| (Account::new(who.0), amount))
		.collect();
	let rows: Vec<_> = refunds
		.iter()
		.map(|(who, amount)| json!({ "to": json::account(who), "amount": json::amount(*amount) }))
		.collect();
	let json = json!({ "referendum": id, "refunds": rows, "block": json::hash(events.block) });
	let text = |names: &Names| {
		let lines: Vec<_> = refunds
			.iter()
			.map(|(who, amount)| {
				format!("{} are free again for {}", amount::format(*amount), names.address(who))
			})
			.collect();
		lines.join("\n")
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}
