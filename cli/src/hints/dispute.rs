// SPDX-License-Identifier: Apache-2.0

//! What to do about disputes that are not there, or not before governance.

use openledger_client::error::DisputeError;
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeStage;

/// What to do next.
pub fn hint(error: &DisputeError) -> String {
	match error {
		DisputeError::None(id) => format!(
			"it never was, or its dispute has ended: see whose it is with openledger \
			 contribution show {id}"
		),
		DisputeError::Stage { id, stage, .. } => of_stage(*id, *stage),
	}
}

/// What to do about a dispute that governance can't rule on yet, or no more.
fn of_stage(id: ContributionId, stage: DisputeStage) -> String {
	use DisputeStage as S;
	match stage {
		S::Governance { .. } | S::Over => {
			format!("anyone can end it: openledger dispute conclude {id}")
		}
		S::Ruled { .. } => {
			format!("who lost has to appeal first: openledger dispute appeal {id}")
		}
		S::Answer { .. } | S::Curators { .. } => {
			"governance rules after the owner and the curators have had their time".to_owned()
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		assert!(hint(&DisputeError::None(7)).ends_with("openledger contribution show 7"));
		let ruled = of_stage(7, DisputeStage::Ruled { by: 9 });
		assert!(ruled.ends_with("openledger dispute appeal 7"), "{ruled}");
		assert!(of_stage(7, DisputeStage::Over).ends_with("dispute conclude 7"));
	}
}
