// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute open`, `answer` and `raise`

use openledger_primitives::{limits::MaxUri, Balance, ContributionId};
use openledger_runtime_api::{ContributionInfo, ContributionStatus, DisputeStage};
use serde_json::json;
use sp_core::H256;

use super::Turn;
use crate::{
	args::Evidence,
	commands::{
		change::{Change, Owned},
		datanet::ensure_fits,
		model::hash_file,
	},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::error::{ContributionAction, DisputeAction};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls::disputes as calls,
		events::{BondRaised, DisputeAnswered, DisputeOpened},
	},
	error::{DisputeError, RegistryError},
	json,
	units::amount,
};

/// The hash of a file with evidence, and where the file is for others.
fn point_at(evidence: &Evidence) -> Result<(H256, Vec<u8>), Error> {
	let uri = evidence.uri.clone().into_bytes();
	ensure_fits("the URI of the evidence", &uri, MaxUri::get())?;
	Ok((hash_file(&evidence.file)?, uri))
}

pub async fn open(
	context: &Context,
	id: ContributionId,
	evidence: Evidence,
	bond: Option<Balance>,
) -> Result<(), Error> {
	let (hash, uri) = point_at(&evidence)?;
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	ensure_disputable(&info, &key.account())?;
	if let Some(dispute) = view.dispute(id).await? {
		return Err(DisputeError::Open { id, claimant: dispute.claimant }.into());
	}
	let least = view.least_dispute_bond()?;
	let bond = bond.unwrap_or(least);
	if bond < least {
		return Err(DisputeError::Bond { bond, least }.into());
	}
	let call = calls::open(id, bond, calls::Evidence::new(hash, uri));
	let events = sign(&chain, &view, &key, &call, bond, "the dispute").await?;
	let DisputeOpened { answer_by, .. } = events.one()?;
	let json = json!({
		"disputed": id,
		"owner": json::account(&info.owner),
		"bond": json::amount(bond),
		"evidence": json::hash(hash),
		"answer_by": answer_by,
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		format!(
			"it is disputed now that contribution {id} is that of {}: {} are held, and so much of \
			 what it earns is held back\n\
			 - its owner can answer before block {answer_by}; then curators and governance rule\n\
			 - to hold back more: openledger dispute raise {id} AMOUNT\n\
			 see how it stands with: openledger dispute show {id}",
			names.address(&info.owner),
			amount::format(bond)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Fails unless somebody else's contribution earns something.
fn ensure_disputable(info: &ContributionInfo<Account>, who: &Account) -> Result<(), Error> {
	let (id, status) = (info.contribution, info.status);
	match status {
		ContributionStatus::Accepted { .. } | ContributionStatus::Withdrawn { .. } => {
			match info.owner == *who {
				true => Err(DisputeError::Own(id).into()),
				false => Ok(()),
			}
		}
		_ => {
			let action = ContributionAction::Dispute;
			Err(RegistryError::Status { id, status, action }.into())
		}
	}
}

pub async fn answer(
	context: &Context,
	id: ContributionId,
	evidence: Evidence,
) -> Result<(), Error> {
	let (hash, uri) = point_at(&evidence)?;
	let turn = Turn::prepare(context, id).await?;
	let Turn { key, chain, view, info } = &turn;
	let work = ContributionInfo::<Account>::read(view, id).await?;
	work.ownership().ensure_owner(&key.account())?;
	if info.answer.is_some() {
		return Err(DisputeError::Answered(id).into());
	}
	if !matches!(info.stage, DisputeStage::Answer { .. }) {
		return Err(turn.wrong_stage(DisputeAction::Answer));
	}
	let hold = view.least_dispute_bond()?;
	let call = calls::answer(id, calls::Evidence::new(hash, uri));
	let events = sign(chain, view, key, &call, hold, "the answer").await?;
	let DisputeAnswered { bond, .. } = events.one()?;
	let json = json!({
		"answered": id,
		"bond": json::amount(bond),
		"evidence": json::hash(hash),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		let next = if info.has_curators { "a curator" } else { "governance" };
		format!(
			"the dispute about contribution {id} is answered, and {} are held until it ends: {next} \
			 rules next\n\
			 see how it stands with: openledger dispute show {id}",
			amount::format(bond)
		)
	});
	Ok(())
}

pub async fn raise(context: &Context, id: ContributionId, amount: Balance) -> Result<(), Error> {
	let turn = Turn::prepare(context, id).await?;
	let Turn { key, chain, view, info } = &turn;
	if info.claimant != key.account() {
		return Err(DisputeError::NotClaimant { id, claimant: info.claimant.clone() }.into());
	}
	if info.stage == DisputeStage::Over {
		return Err(turn.wrong_stage(DisputeAction::Raise));
	}
	let call = calls::raise(id, amount);
	let events = sign(chain, view, key, &call, amount, "raising the bond").await?;
	let BondRaised { bond, .. } = events.one()?;
	let json = json!({
		"raised": id,
		"bond": json::amount(bond),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"{} are held for the dispute about contribution {id} now, and so much of what it earns \
			 is held back",
			amount::format(bond)
		)
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::H256;

	fn info(status: ContributionStatus) -> ContributionInfo<Account> {
		let owner = Account::new([1; 32]);
		ContributionInfo {
			contribution: 7,
			datanet: 0,
			payout: owner.clone(),
			owner,
			new_owner: None,
			content_root: H256::zero(),
			length: 1,
			uri: Vec::new(),
			status,
			sources: Vec::new(),
			registered_at: 0,
			deposit: 0,
		}
	}

	#[test]
	fn only_what_earns_for_another_should_be_disputable() {
		let other = Account::new([2; 32]);
		for (status, is_disputable) in [
			(ContributionStatus::Pending, false),
			(ContributionStatus::Accepted { index: 0 }, true),
			(ContributionStatus::Rejected { upheld: true }, false),
			(ContributionStatus::Appealed, false),
			(ContributionStatus::Withdrawn { index: 0, withdrawal: 0 }, true),
			(ContributionStatus::Struck { index: 0, withdrawal: 0 }, false),
			(ContributionStatus::Malformed { index: 0, withdrawal: 0 }, false),
		] {
			let info = info(status);
			assert_eq!(ensure_disputable(&info, &other).is_ok(), is_disputable, "{status:?}");
			let error = ensure_disputable(&info, &info.owner).unwrap_err();
			assert!(crate::hints::of(&error).is_some());
		}
	}
}
