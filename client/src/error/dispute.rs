// SPDX-License-Identifier: Apache-2.0

//! What disputes would be refused for.

use openledger_primitives::{Balance, ContributionId};
use openledger_runtime_api::DisputeStage;

use crate::{
	account::{address, Account},
	units::amount,
	words,
};

/// What is done in a dispute, each at its stage.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DisputeAction {
	/// The owner answers the claim.
	Answer,
	/// The claimant puts up more.
	Raise,
	/// A party gives in.
	Concede,
	/// A curator rules.
	Rule,
	/// Who lost appeals the ruling.
	Appeal,
	/// Anyone has it end.
	Conclude,
	/// Governance decides.
	Decide,
}

#[derive(Debug, thiserror::Error)]
pub enum DisputeError {
	#[error("contribution {0} is not disputed")]
	None(ContributionId),
	#[error("contribution {id} is disputed already, by {}", address(.claimant))]
	Open { id: ContributionId, claimant: Account },
	#[error("contribution {0} is your own")]
	Own(ContributionId),
	#[error("a bond of {} is too little", amount::format(*.bond))]
	Bond { bond: Balance, least: Balance },
	#[error("the dispute about contribution {id} is that of {}", address(.claimant))]
	NotClaimant { id: ContributionId, claimant: Account },
	#[error("{} is no party to the dispute about contribution {id}", address(.who))]
	NotParty { id: ContributionId, who: Account },
	#[error("the owner of contribution {0} has answered already")]
	Answered(ContributionId),
	#[error(
		"the dispute about contribution {id} is at another stage: {}", words::dispute_stage(*.stage)
	)]
	Stage { id: ContributionId, stage: DisputeStage, action: DisputeAction },
	#[error("a party can't rule on the dispute about contribution {0}")]
	Party(ContributionId),
	#[error("no curator can rule on the dispute about contribution {0}")]
	NoCurators(ContributionId),
	#[error("the ruling on contribution {0} is all that you can win")]
	Won(ContributionId),
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_error_should_say_of_what_it_is() {
		let error = DisputeError::Bond { bond: amount::OPEN, least: 10 * amount::OPEN };
		assert_eq!(error.to_string(), "a bond of 1 OPEN is too little");
		let stage = DisputeStage::Curators { by: 60 };
		let error = DisputeError::Stage { id: 7, stage, action: DisputeAction::Answer };
		assert!(error
			.to_string()
			.ends_with("at another stage: a curator may rule before block 60"));
	}
}
