// SPDX-License-Identifier: Apache-2.0

//! What the owner of a contribution does with it.

use openledger_primitives::{limits::MaxUri, ContributionId};
use openledger_runtime_api::{ContributionInfo, ContributionStatus};
use serde_json::json;

use super::Change;
use crate::{
	args::{Offer, PaidAt, Retract},
	commands::{change::Owned, datanet::ensure_fits, ownership},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::error::ContributionAction;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{calls, events::ContributionWithdrawn, BlockView},
	error::RegistryError,
	json,
	record::Record,
	text::printable,
	units::amount,
};

/// Takes a contribution back that no datanet accepted.
pub async fn retract(context: &Context, args: Retract) -> Result<(), Error> {
	let id = args.id;
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	ensure_retractable(id, info.status)?;
	let call = calls::contributions::retract(id);
	let events = sign(&chain, &view, &key, &call, 0, "retracting").await?;
	let json = json!({
		"retracted": id,
		"deposit": json::amount(info.deposit),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		let deposit = amount::format(info.deposit);
		format!("contribution {id} retracted: its deposit of {deposit} is free again")
	});
	Ok(())
}

/// Fails unless no datanet accepted a contribution, and nobody has to rule on it.
fn ensure_retractable(id: ContributionId, status: ContributionStatus) -> Result<(), RegistryError> {
	match status {
		ContributionStatus::Pending | ContributionStatus::Rejected { .. } => Ok(()),
		_ => Err(RegistryError::Status { id, status, action: ContributionAction::Retract }),
	}
}

/// Takes a contribution out of what later models are trained on.
pub async fn withdraw(context: &Context, id: ContributionId) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	ensure_withdrawable(id, info.status)?;
	ensure_undisputed(&view, &info, ContributionAction::Withdraw).await?;
	let call = calls::contributions::withdraw(id);
	let events = sign(&chain, &view, &key, &call, 0, "withdrawing").await?;
	let ContributionWithdrawn { datanet, index, .. } = events.one()?;
	let json = json!({
		"withdrawn": id,
		"datanet": datanet,
		"index": index,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"contribution {id} is withdrawn from datanet {datanet}: it is in no model that is \
			 registered from now on, and those that have it go on paying it"
		)
	});
	Ok(())
}

/// Fails unless a contribution is accepted.
fn ensure_withdrawable(
	id: ContributionId,
	status: ContributionStatus,
) -> Result<(), RegistryError> {
	match status {
		ContributionStatus::Accepted { .. } => Ok(()),
		_ => Err(RegistryError::Status { id, status, action: ContributionAction::Withdraw }),
	}
}

/// Says who is credited with what a contribution earns.
pub async fn set_payout(
	context: &Context,
	id: ContributionId,
	paid_at: PaidAt,
) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	let payout = ownership::payout(paid_at, &info.owner);
	let payee = payout.clone().unwrap_or_else(|| info.owner.clone());
	let hold = view.contribution_growth(&ContributionInfo { payout: payee.clone(), ..info })?;
	let call = calls::contributions::set_payout(id, payout.as_ref().map(calls::id));
	let events = sign(&chain, &view, &key, &call, hold, "setting the payout account").await?;
	let json = json!({
		"contribution": id,
		"payout": json::account(&payee),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		format!("what contribution {id} earns is credited to {} from now on", names.address(&payee))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Says where the text of a contribution can be found.
pub async fn set_uri(context: &Context, id: ContributionId, uri: String) -> Result<(), Error> {
	ensure_fits("the URI of the text", uri.as_bytes(), MaxUri::get())?;
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	let hold =
		view.contribution_growth(&ContributionInfo { uri: uri.clone().into_bytes(), ..info })?;
	let call = calls::contributions::set_uri(id, uri.clone().into_bytes());
	let events = sign(&chain, &view, &key, &call, hold, "setting the URI").await?;
	let json = json!({ "contribution": id, "uri": uri, "block": json::hash(events.block) });
	context.show_json(json, || format!("the text of contribution {id} is at {}", printable(&uri)));
	Ok(())
}

/// Offers a contribution to another account, or to nobody any more.
pub async fn transfer(context: &Context, id: ContributionId, offer: Offer) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	info.ownership().ensure_can_offer(&key.account(), &offer)?;
	ensure_not_appealed(id, info.status, ContributionAction::Transfer)?;
	ensure_undisputed(&view, &info, ContributionAction::Transfer).await?;
	let to = offer.to();
	let hold = view.contribution_growth(&ContributionInfo { new_owner: to.cloned(), ..info })?;
	let call = calls::contributions::transfer_ownership(id, to.map(calls::id));
	sign(&chain, &view, &key, &call, hold, "the offer").await?;
	let (json, text) = ownership::offered(Record::Contribution(id), to);
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Takes a contribution that is offered to the key's account.
pub async fn take(context: &Context, id: ContributionId) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	let who = key.account();
	info.ownership().ensure_offered_to(&who)?;
	ensure_not_appealed(id, info.status, ContributionAction::Take)?;
	ensure_undisputed(&view, &info, ContributionAction::Take).await?;
	let from = info.owner.clone();
	// All of the deposit is the new owner's, who is credited too.
	let mine = ContributionInfo {
		owner: who.clone(),
		payout: who.clone(),
		new_owner: None,
		deposit: 0,
		..info
	};
	let hold = view.contribution_growth(&mine)?;
	let call = calls::contributions::accept_ownership(id);
	sign(&chain, &view, &key, &call, hold, "taking the contribution").await?;
	let (json, text) = ownership::taken(Record::Contribution(id), &from, &who);
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Fails while governance has to rule on a contribution: the appeal is its owner's.
fn ensure_not_appealed(
	id: ContributionId,
	status: ContributionStatus,
	action: ContributionAction,
) -> Result<(), RegistryError> {
	match status {
		ContributionStatus::Appealed => Err(RegistryError::Status { id, status, action }),
		_ => Ok(()),
	}
}

/// Fails while it is disputed whose a contribution is.
async fn ensure_undisputed(
	view: &BlockView,
	info: &ContributionInfo<Account>,
	action: ContributionAction,
) -> Result<(), Error> {
	let (id, status) = (info.contribution, info.status);
	match view.dispute(id).await? {
		Some(_) => Err(RegistryError::Disputed { id, status, action }.into()),
		None => Ok(()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::hints;

	#[test]
	fn each_status_should_have_its_way_out() {
		let accepted = ContributionStatus::Accepted { index: 0 };
		let rejected = ContributionStatus::Rejected { upheld: true };
		let withdrawn = ContributionStatus::Withdrawn { index: 0, withdrawal: 0 };
		let struck = ContributionStatus::Struck { index: 0, withdrawal: 0 };
		let malformed = ContributionStatus::Malformed { index: 0, withdrawal: 0 };
		for (status, retractable, withdrawable) in [
			(ContributionStatus::Pending, true, false),
			(accepted, false, true),
			(rejected, true, false),
			(ContributionStatus::Appealed, false, false),
			(withdrawn, false, false),
			(struck, false, false),
			(malformed, false, false),
		] {
			assert_eq!(ensure_retractable(5, status).is_ok(), retractable, "{status:?}");
			assert_eq!(ensure_withdrawable(5, status).is_ok(), withdrawable, "{status:?}");
		}
		let hint = |error: RegistryError| hints::of(&error.into()).unwrap();
		let retracted = hint(ensure_retractable(5, accepted).unwrap_err());
		assert!(retracted.ends_with("openledger contribution withdraw 5"));
		let withdrawn = hint(ensure_withdrawable(5, rejected).unwrap_err());
		assert!(withdrawn.ends_with("openledger retract 5"));
	}
}
