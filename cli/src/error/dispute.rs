// SPDX-License-Identifier: Apache-2.0

//! What disputes would be refused for.

use openledger_primitives::{Balance, ContributionId};

use crate::{
	account::{address, Account},
	amount,
};

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
	#[error("the dispute about contribution {id} is at another stage: {stage}")]
	Stage { id: ContributionId, stage: String, hint: String },
	#[error("a party can't rule on the dispute about contribution {0}")]
	Party(ContributionId),
	#[error("no curator can rule on the dispute about contribution {0}")]
	NoCurators(ContributionId),
	#[error("the ruling on contribution {0} is all that you can win")]
	Won(ContributionId),
}

impl DisputeError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::None(id) => format!(
				"it never was, or its dispute has ended: see whose it is with openledger \
				 contribution show {id}"
			),
			Self::Open { id, .. } => format!(
				"one dispute has to end before another begins: openledger dispute show {id}; whoever \
				 concludes it can open the next"
			),
			Self::Own(_) => "there is nothing to win".to_owned(),
			Self::Bond { least, .. } => format!("--bond {}", amount::number(*least)),
			Self::NotClaimant { .. } => "only the claimant can put up more".to_owned(),
			Self::NotParty { .. } => "sign with the key of the claimant or of the owner".to_owned(),
			Self::Answered(id) => {
				format!("curators rule next: openledger dispute show {id}")
			}
			Self::Stage { hint, .. } => hint.clone(),
			Self::Party(_) => "another curator or governance rules".to_owned(),
			Self::NoCurators(id) => format!(
				"the datanet is open, its owner or all of its curators are parties: propose a ruling \
				 with openledger referendum dispute {id} OUTCOME"
			),
			Self::Won(_) => "there is nothing to appeal".to_owned(),
		}
	}
}

/// What to do about a call that failed, where its documentation leaves that open.
pub fn dispatch_hint(name: &str) -> Option<&'static str> {
	Some(match name {
		"Disputes.DisputeNotFound" => "it has ended: openledger contribution show ID",
		"Disputes.AlreadyDisputed" => "somebody was faster: openledger dispute show ID",
		"Disputes.NotDisputable" => "only what a datanet accepted can be disputed",
		"Disputes.NotJudge" => "sign with the key of a curator who is no party",
		"Disputes.TooEarly" | "Disputes.NotBeforeGovernance" => {
			"see whose turn it is, and until when: openledger dispute show ID"
		}
		"Disputes.TooLate" => "see whose turn it is: openledger dispute show ID",
		"Contributions.DisputeOpen" => {
			"wait until it is decided whose it is: openledger dispute show ID"
		}
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn errors_should_say_what_to_do() {
		let error = DisputeError::Bond { bond: amount::OPEN, least: 10 * amount::OPEN };
		assert_eq!(error.to_string(), "a bond of 1 OPEN is too little");
		assert_eq!(error.hint(), "--bond 10");
		let error = DisputeError::None(7);
		assert!(error.hint().ends_with("openledger contribution show 7"));
		assert!(dispatch_hint("Disputes.TooEarly").is_some());
		assert!(dispatch_hint("Disputes.Other").is_none());
	}
}
