// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum appeal`

use clap::{Args, ValueEnum};
use openledger_client::{chain::calls::referenda, error::GovernanceError, words};
use openledger_primitives::ContributionId;
use openledger_runtime_api::ContributionStatus;

use super::{Proposer, Question, Submission};
use crate::{context::Context, error::Error};

/// The track of rulings.
pub const RULINGS: &str = "datanets";

/// Propose a ruling on a rejected contribution. Without an appeal there is only abuse.
#[derive(Args)]
pub struct Appeal {
	/// The contribution.
	contribution: ContributionId,

	/// What to decide.
	ruling: Ruling,

	#[command(flatten)]
	submission: Submission,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum Ruling {
	/// The contribution is accepted.
	Overturn,
	/// It stays rejected.
	Uphold,
	/// It is removed, and its deposits go to the treasury.
	Abuse,
}

impl Appeal {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { contribution: id, ruling, submission } = self;
		let proposer = Proposer::prepare(context).await?;
		ensure_open(id, proposer.view.existing(id).await?.status, ruling)?;
		let ruling = match ruling {
			Ruling::Overturn => referenda::Ruling::Overturn,
			Ruling::Uphold => referenda::Ruling::Uphold,
			Ruling::Abuse => referenda::Ruling::Abuse,
		};
		let question = Question {
			track: proposer.view.track(RULINGS).await?,
			call: proposer.view.bytes_of(&referenda::resolve_appeal(id, ruling))?,
			attached: None,
			outcome: format!("see then: openledger contribution show {id}"),
		};
		proposer.submit(context, question, submission).await
	}
}

/// Fails unless governance may rule so on a contribution: the chain would say so only when the
/// referendum is enacted.
fn ensure_open(
	id: ContributionId,
	status: ContributionStatus,
	ruling: Ruling,
) -> Result<(), GovernanceError> {
	match status {
		ContributionStatus::Appealed => Ok(()),
		ContributionStatus::Rejected { upheld: false } if ruling == Ruling::Abuse => Ok(()),
		_ => Err(GovernanceError::Moot { id, reason: format!("it is {}", words::status(status)) }),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_abuse_should_need_no_appeal() {
		let rejected = ContributionStatus::Rejected { upheld: false };
		assert!(ensure_open(5, rejected, Ruling::Abuse).is_ok());
		assert!(ensure_open(5, rejected, Ruling::Overturn).is_err());
		assert!(ensure_open(5, ContributionStatus::Appealed, Ruling::Uphold).is_ok());
		let upheld = ContributionStatus::Rejected { upheld: true };
		assert!(ensure_open(5, upheld, Ruling::Abuse).is_err());
		assert!(ensure_open(5, ContributionStatus::Pending, Ruling::Abuse).is_err());
	}
}
