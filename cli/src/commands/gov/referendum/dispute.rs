// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum dispute`

use clap::Args;
use openledger_client::{chain::calls::disputes, error::GovernanceError, words};
use openledger_primitives::ContributionId;
use openledger_runtime_api::DisputeStage;

use super::{appeal::RULINGS, Proposer, Question, Submission};
use crate::{
	commands::dispute::{current, outcome, Outcome},
	context::Context,
	error::Error,
};

/// Propose how a dispute about a contribution ends: after an appeal, or where no curator rules.
#[derive(Args)]
pub struct Dispute {
	/// The contribution.
	contribution: ContributionId,

	/// What to decide.
	outcome: Outcome,

	#[command(flatten)]
	submission: Submission,
}

impl Dispute {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, outcome: what, submission } = self;
		let proposer = Proposer::prepare(context).await?;
		let stage = current(&proposer.chain, &proposer.view, id).await?.stage;
		ensure_before_governance(id, stage)?;
		let question = Question {
			track: proposer.view.track(RULINGS).await?,
			call: proposer.view.bytes_of(&disputes::decide(id, outcome(what)))?,
			attached: None,
			outcome: format!("see then: openledger contribution show {id}"),
		};
		proposer.submit(context, question, submission).await
	}
}

/// Fails unless a dispute is before governance: the chain would say so only when the referendum is
/// enacted.
fn ensure_before_governance(
	id: ContributionId,
	stage: DisputeStage,
) -> Result<(), GovernanceError> {
	match stage {
		DisputeStage::Governance { .. } => Ok(()),
		_ => {
			let stage = words::dispute_stage(stage);
			Err(GovernanceError::Moot {
				id,
				reason: format!("its dispute is at another stage: {stage}"),
			})
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn governance_should_come_last_in_a_dispute() {
		assert!(ensure_before_governance(5, DisputeStage::Governance { by: 9 }).is_ok());
		for stage in [
			DisputeStage::Answer { by: 9 },
			DisputeStage::Curators { by: 9 },
			DisputeStage::Ruled { by: 9 },
			DisputeStage::Over,
		] {
			assert!(ensure_before_governance(5, stage).is_err());
		}
	}
}
