// SPDX-License-Identifier: Apache-2.0

//! What can't be said or proposed of a dispute, where the chain itself does not say so.

use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeStage;

use crate::words;

/// What is done in a dispute, each at its stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisputeAction {
	/// Governance decides.
	Decide,
}

#[derive(Debug, thiserror::Error)]
pub enum DisputeError {
	#[error("contribution {0} is not disputed")]
	None(ContributionId),
	#[error(
		"the dispute about contribution {id} is at another stage: {}", words::dispute_stage(*.stage)
	)]
	Stage { id: ContributionId, stage: DisputeStage, action: DisputeAction },
}
