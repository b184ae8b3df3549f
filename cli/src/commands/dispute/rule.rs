// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute concede`, `rule`, `appeal` and `conclude`

use openledger_primitives::ContributionId;
use openledger_runtime_api::{
	AdmissionInfo, ContributionInfo, DatanetInfo, DisputeOutcome, DisputeStage,
};
use serde_json::{json, Value};

use super::{current, outcome, read, Turn};
use crate::{args::Outcome, context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::error::DisputeAction;
use openledger_client::{
	account::Account,
	chain::{
		calls::disputes as calls,
		events::{CuratorRuled, DisputeEnded, Events, RulingAppealed},
		BlockView,
	},
	error::{DisputeError, RegistryError},
	json,
	units::amount,
	words,
};

pub async fn concede(context: &Context, id: ContributionId) -> Result<(), Error> {
	let turn = Turn::prepare(context, id).await?;
	let Turn { key, chain, view, info } = &turn;
	let who = key.account();
	let ends = if who == info.owner {
		DisputeOutcome::Transfer
	} else if who == info.claimant {
		DisputeOutcome::Reject
	} else {
		return Err(DisputeError::NotParty { id, who }.into());
	};
	if info.ruling.is_some() {
		return Err(turn.wrong_stage(DisputeAction::Concede));
	}
	let events = sign(chain, view, key, &calls::concede(id), 0, "giving in").await?;
	ended(context, id, ends, &events)
}

pub async fn rule(context: &Context, id: ContributionId, what: Outcome) -> Result<(), Error> {
	let turn = Turn::prepare(context, id).await?;
	let Turn { key, chain, view, info } = &turn;
	if !info.has_curators {
		return Err(DisputeError::NoCurators(id).into());
	}
	let work = view.existing(id).await?;
	ensure_judge(view, &work, &info.claimant, key.account()).await?;
	if !matches!(info.stage, DisputeStage::Curators { .. }) {
		return Err(turn.wrong_stage(DisputeAction::Rule));
	}
	let call = calls::rule(id, outcome(what));
	let events = sign(chain, view, key, &call, 0, "the ruling").await?;
	let CuratorRuled { appeal_by, .. } = events.one()?;
	let json = json!({
		"ruled": id,
		"outcome": json::of(&read(what)),
		"appeal_by": appeal_by,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"ruled on contribution {id}: {}\n\
			 who lost can appeal before block {appeal_by}; from then on anyone can make it take \
			 effect: openledger dispute conclude {id}",
			words::dispute_outcome(read(what))
		)
	});
	Ok(())
}

/// Fails unless an account is a curator who may rule.
async fn ensure_judge(
	view: &BlockView,
	work: &ContributionInfo<Account>,
	claimant: &Account,
	who: Account,
) -> Result<(), Error> {
	let net: DatanetInfo<Account> = view.datanet(work.datanet).await?;
	let is_party = |account: &Account| account == claimant || *account == work.owner;
	match net.admission {
		AdmissionInfo::Curated(curators) if curators.contains(&who) => {
			match is_party(&who) || is_party(&net.owner) {
				true => Err(DisputeError::Party(work.contribution).into()),
				false => Ok(()),
			}
		}
		_ => Err(RegistryError::NotCurator { datanet: work.datanet, who }.into()),
	}
}

pub async fn appeal(context: &Context, id: ContributionId) -> Result<(), Error> {
	let turn = Turn::prepare(context, id).await?;
	let Turn { key, chain, view, info } = &turn;
	let who = key.account();
	let best = if who == info.owner {
		DisputeOutcome::Reject
	} else if who == info.claimant {
		DisputeOutcome::Transfer
	} else {
		return Err(DisputeError::NotParty { id, who }.into());
	};
	if !matches!(info.stage, DisputeStage::Ruled { .. }) {
		return Err(turn.wrong_stage(DisputeAction::Appeal));
	}
	if info.ruling == Some(best) {
		return Err(DisputeError::Won(id).into());
	}
	let hold = view.dispute_appeal_bond()?;
	let events = sign(chain, view, key, &calls::appeal(id), hold, "the appeal").await?;
	let RulingAppealed { bond, expires, .. } = events.one()?;
	let json = json!({
		"appealed": id,
		"bond": json::amount(bond),
		"expires": expires,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"the ruling on contribution {id} is appealed, and {} are held for that: they are lost \
			 unless governance rules better for you before block {expires}\n\
			 propose that to it with: openledger referendum dispute {id} OUTCOME --deposit",
			amount::format(bond)
		)
	});
	Ok(())
}

pub async fn conclude(context: &Context, id: ContributionId, wait: bool) -> Result<(), Error> {
	let mut turn = Turn::prepare(context, id).await?;
	let due = match turn.info.stage {
		DisputeStage::Ruled { by } | DisputeStage::Governance { by } => Some(by),
		_ => None,
	};
	if let Some(by) = due.filter(|_| wait) {
		let why = "waiting for the dispute's time to be over";
		turn.chain.wait_until_next_is(u64::from(by), why).await?;
		turn.view = turn.chain.view().await?;
		turn.info = current(&turn.chain, &turn.view, id).await?;
	}
	if turn.info.stage != DisputeStage::Over {
		return Err(turn.wrong_stage(DisputeAction::Conclude));
	}
	let Turn { key, chain, view, info } = &turn;
	let ends = info.ruling.unwrap_or(DisputeOutcome::Reject);
	let events = sign(chain, view, key, &calls::conclude(id), 0, "ending the dispute").await?;
	ended(context, id, ends, &events)
}

/// Shows how a dispute has ended.
fn ended(
	context: &Context,
	id: ContributionId,
	outcome: DisputeOutcome,
	events: &Events,
) -> Result<(), Error> {
	let DisputeEnded { held_back, .. } = events.one()?;
	let json: Value = json!({
		"ended": id,
		"outcome": json::of(&outcome),
		"held_back": json::amount(held_back),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		let whose = match outcome {
			DisputeOutcome::Reject => "is owed to its owner",
			DisputeOutcome::Strike => "is the treasury's",
			DisputeOutcome::Transfer => "is owed to the claimant",
		};
		format!(
			"the dispute about contribution {id} has ended: {}; {} were held back of what it earned, \
			 which {whose}",
			words::dispute_outcome(outcome),
			amount::format(held_back)
		)
	});
	Ok(())
}
