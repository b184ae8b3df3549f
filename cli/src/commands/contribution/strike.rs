// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution strike`

use openledger_primitives::ContributionId;
use openledger_runtime_api::ContributionStatus;
use serde_json::json;

use super::Change;
use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::error::ContributionAction;
use openledger_client::{
	chain::{calls, events::ContributionMalformed},
	error::RegistryError,
	json,
	texts::corpus,
};

/// Shows the chain that what a contribution has registered is not in normal form.
pub async fn run(context: &Context, id: ContributionId) -> Result<(), Error> {
	let store = context.store()?;
	let Change { key, chain, view, info } = Change::prepare(context, id).await?;
	ensure_strikable(id, info.status)?;
	let is_pending = matches!(info.status, ContributionStatus::Pending);
	let malformed = corpus::malformed(&store, info).await?;
	let (at, len) = (malformed.at, malformed.len);
	let excerpt = malformed.excerpt().ok_or(RegistryError::NotMalformed(id))?;
	let call = calls::contributions::strike_malformed(id, at, len, excerpt.into());
	let events = sign(&chain, &view, &key, &call, 0, "striking what is malformed").await?;
	let ContributionMalformed { datanet, .. } = events.one()?;
	let json = json!({
		"struck": id,
		"datanet": datanet,
		"at": at,
		"len": len,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		let outcome = match is_pending {
			true => "it is rejected, without appeal",
			false => "it earns nothing any more, and is in no model's corpus",
		};
		format!(
			"contribution {id} is malformed, as the chain knows now: at byte {at} what is registered \
			 is not in normal form; {outcome}"
		)
	});
	Ok(())
}

/// Fails unless a contribution is, or may come to be, in a corpus.
fn ensure_strikable(id: ContributionId, status: ContributionStatus) -> Result<(), RegistryError> {
	match status {
		ContributionStatus::Pending
		| ContributionStatus::Accepted { .. }
		| ContributionStatus::Withdrawn { .. }
		| ContributionStatus::Struck { .. } => Ok(()),
		_ => Err(RegistryError::Status { id, status, action: ContributionAction::Strike }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_a_corpus_has_or_may_come_to_have_should_be_strikable() {
		for (status, is_strikable) in [
			(ContributionStatus::Pending, true),
			(ContributionStatus::Accepted { index: 0 }, true),
			(ContributionStatus::Rejected { upheld: false }, false),
			(ContributionStatus::Rejected { upheld: true }, false),
			(ContributionStatus::Appealed, false),
			(ContributionStatus::Withdrawn { index: 0, withdrawal: 0 }, true),
			(ContributionStatus::Struck { index: 0, withdrawal: 0 }, true),
			(ContributionStatus::Malformed { index: 0, withdrawal: 0 }, false),
		] {
			assert_eq!(ensure_strikable(5, status).is_ok(), is_strikable, "{status:?}");
		}
	}
}
