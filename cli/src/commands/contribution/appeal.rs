// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution appeal`

use openledger_primitives::ContributionId;
use openledger_runtime_api::ContributionStatus;
use serde_json::json;

use super::Change;
use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::error::ContributionAction;
use openledger_client::{
	chain::{calls, events::RejectionAppealed},
	error::RegistryError,
	json,
	units::amount,
};

pub async fn run(context: &Context, id: ContributionId) -> Result<(), Error> {
	let Change { key, chain, view, info } = Change::by_owner(context, id).await?;
	ensure_appealable(id, info.status)?;
	let hold = view.appeal_deposit()?;
	let call = calls::contributions::appeal(id);
	let events = sign(&chain, &view, &key, &call, hold, "the appeal").await?;
	let deposit = events.one::<RejectionAppealed>()?.deposit;
	let json = json!({
		"appealed": id,
		"deposit": json::amount(deposit),
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		format!(
			"the rejection of contribution {id} is appealed, and {} are held until governance has \
			 ruled:\n\
			 - overturned: the contribution is accepted, and what is held is free again\n\
			 - upheld: it stays rejected without further appeal, and what is held is free again\n\
			 - abuse: it is removed, and what is held for the appeal and for its record goes to \
			 the treasury\n\
			 see how it stands with: openledger contribution show {id}",
			amount::format(deposit)
		)
	});
	Ok(())
}

/// Fails unless a contribution was rejected, and no appeal failed.
fn ensure_appealable(id: ContributionId, status: ContributionStatus) -> Result<(), RegistryError> {
	match status {
		ContributionStatus::Rejected { upheld: false } => Ok(()),
		_ => Err(RegistryError::Status { id, status, action: ContributionAction::Appeal }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_a_rejection_that_was_not_upheld_should_be_appealable() {
		assert!(ensure_appealable(5, ContributionStatus::Rejected { upheld: false }).is_ok());
		for status in [
			ContributionStatus::Pending,
			ContributionStatus::Accepted { index: 0 },
			ContributionStatus::Rejected { upheld: true },
			ContributionStatus::Appealed,
			ContributionStatus::Withdrawn { index: 0, withdrawal: 0 },
			ContributionStatus::Struck { index: 0, withdrawal: 0 },
			ContributionStatus::Malformed { index: 0, withdrawal: 0 },
		] {
			let error = ensure_appealable(5, status).unwrap_err();
			assert!(error.to_string().ends_with("and can't be appealed"), "{error}");
			assert!(crate::hints::of(&error.into()).is_some());
		}
	}
}
