// SPDX-License-Identifier: Apache-2.0

//! What to do about what disputes would be refused for.

use openledger_client::{
	error::{DisputeAction, DisputeError},
	units::amount,
};
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeStage;

/// What to do next, unless nothing is wrong with where a dispute stands.
pub fn hint(error: &DisputeError) -> Option<String> {
	use DisputeError as E;
	Some(match error {
		E::None(id) => format!(
			"it never was, or its dispute has ended: see whose it is with openledger \
			 contribution show {id}"
		),
		E::Open { id, .. } => format!(
			"one dispute has to end before another begins: openledger dispute show {id}; whoever \
			 concludes it can open the next"
		),
		E::Own(_) => "there is nothing to win".to_owned(),
		E::Bond { least, .. } => format!("--bond {}", amount::number(*least)),
		E::NotClaimant { .. } => "only the claimant can put up more".to_owned(),
		E::NotParty { .. } => "sign with the key of the claimant or of the owner".to_owned(),
		E::Answered(id) => {
			format!("curators rule next: openledger dispute show {id}")
		}
		E::Stage { id, stage, action } => return of_stage(*id, *stage, *action),
		E::Party(_) => "another curator or governance rules".to_owned(),
		E::NoCurators(id) => format!(
			"the datanet is open, its owner or all of its curators are parties: propose a ruling \
			 with openledger referendum dispute {id} OUTCOME"
		),
		E::Won(_) => "there is nothing to appeal".to_owned(),
	})
}

/// What to do about a dispute at a stage at which `action` comes too early or too late.
fn of_stage(id: ContributionId, stage: DisputeStage, action: DisputeAction) -> Option<String> {
	use DisputeStage as S;
	let hint = match action {
		DisputeAction::Answer => match stage {
			S::Answer { .. } => return None,
			S::Curators { .. } | S::Ruled { .. } | S::Governance { .. } | S::Over => {
				"the time to answer is over; a ruling can still be appealed: openledger dispute appeal"
					.to_owned()
			}
		},
		DisputeAction::Raise => match stage {
			S::Over => format!("anyone can end it: openledger dispute conclude {id}"),
			S::Answer { .. } | S::Curators { .. } | S::Ruled { .. } | S::Governance { .. } => {
				return None;
			}
		},
		// Whatever the stage: there is a ruling.
		DisputeAction::Concede => {
			format!("wait until it can be ended: openledger dispute conclude {id} --wait")
		}
		DisputeAction::Rule => match stage {
			S::Curators { .. } => return None,
			S::Answer { .. } => "wait until its time is over, or until it has answered".to_owned(),
			S::Ruled { .. } => {
				"only who lost can do something about it: by an appeal".to_owned()
			}
			S::Governance { .. } | S::Over => "the time of the curators is over".to_owned(),
		},
		DisputeAction::Appeal => match stage {
			S::Ruled { .. } => return None,
			S::Answer { .. } | S::Curators { .. } | S::Governance { .. } | S::Over => {
				"only what a curator has ruled can be appealed, in time".to_owned()
			}
		},
		DisputeAction::Conclude => match stage {
			S::Over => return None,
			S::Ruled { .. } | S::Governance { .. } => "wait for it with --wait".to_owned(),
			S::Answer { .. } | S::Curators { .. } => {
				"first the owner and the curators have their time".to_owned()
			}
		},
		DisputeAction::Decide => match stage {
			// Until somebody has it end.
			S::Governance { .. } => return None,
			S::Over => format!("anyone can end it: openledger dispute conclude {id}"),
			S::Ruled { .. } => {
				format!("who lost has to appeal first: openledger dispute appeal {id}")
			}
			S::Answer { .. } | S::Curators { .. } => {
				"governance rules after the owner and the curators have had their time".to_owned()
			}
		},
	};
	Some(hint)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let error = DisputeError::Bond { bond: amount::OPEN, least: 10 * amount::OPEN };
		assert_eq!(hint(&error).unwrap(), "--bond 10");
		let error = DisputeError::None(7);
		assert!(hint(&error).unwrap().ends_with("openledger contribution show 7"));
	}

	#[test]
	fn each_stage_should_have_its_way_on() {
		let of = |stage, action| hint(&DisputeError::Stage { id: 7, stage, action });
		let ruled = DisputeStage::Ruled { by: 9 };
		let decide = of(ruled, DisputeAction::Decide).unwrap();
		assert!(decide.ends_with("openledger dispute appeal 7"));
		assert_eq!(of(ruled, DisputeAction::Conclude).unwrap(), "wait for it with --wait");
		assert!(of(ruled, DisputeAction::Concede).unwrap().ends_with("conclude 7 --wait"));
		assert!(of(DisputeStage::Over, DisputeAction::Raise).unwrap().ends_with("conclude 7"));
		assert_eq!(of(DisputeStage::Over, DisputeAction::Conclude), None);
	}
}
