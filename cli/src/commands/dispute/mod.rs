// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute`

mod open;
mod rule;
mod show;

use openledger_primitives::ContributionId;
use openledger_runtime_api::{DisputeInfo, DisputeOutcome, DisputeStage};

pub use show::summary;

use crate::{
	args::{self, Dispute},
	context::Context,
	error::Error,
};
use openledger_client::error::DisputeAction;
use openledger_client::{
	account::Account,
	chain::{calls::disputes::Outcome, BlockView, Chain},
	error::DisputeError,
	keys::Key,
};

pub async fn run(context: &Context, command: Dispute) -> Result<(), Error> {
	match command {
		Dispute::Open { contribution, evidence, bond } => {
			open::open(context, contribution, evidence, bond).await
		}
		Dispute::Answer { contribution, evidence } => {
			open::answer(context, contribution, evidence).await
		}
		Dispute::Raise { contribution, amount } => open::raise(context, contribution, amount).await,
		Dispute::Concede { contribution } => rule::concede(context, contribution).await,
		Dispute::Rule { contribution, outcome } => rule::rule(context, contribution, outcome).await,
		Dispute::Appeal { contribution } => rule::appeal(context, contribution).await,
		Dispute::Conclude { contribution, wait } => {
			rule::conclude(context, contribution, wait).await
		}
		Dispute::Show { contribution } => show::show(context, contribution).await,
		Dispute::List { after, limit } => show::list(context, after, limit.limit).await,
	}
}

/// What a call in a dispute takes.
struct Turn {
	key: Key,
	chain: Chain,
	view: BlockView,
	/// The dispute, with the stage of the block that the call runs in at the earliest.
	info: DisputeInfo<Account>,
}

impl Turn {
	async fn prepare(context: &Context, id: ContributionId) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = current(&chain, &view, id).await?;
		Ok(Self { key, chain, view, info })
	}

	/// The call has come at another stage.
	fn wrong_stage(&self, action: DisputeAction) -> Error {
		let (id, stage) = (self.info.contribution, self.info.stage);
		DisputeError::Stage { id, stage, action }.into()
	}
}

/// An open dispute, with the stage of the block that a call runs in which is sent now: what is
/// final, and so is read, is some blocks older.
pub async fn current(
	chain: &Chain,
	view: &BlockView,
	id: ContributionId,
) -> Result<DisputeInfo<Account>, Error> {
	view.existing(id).await?;
	let mut info = view.dispute(id).await?.ok_or(DisputeError::None(id))?;
	// A deadline that has passed meanwhile ends a stage; the next lasts longer than the lag.
	let next = chain.next_block().await?;
	info.stage = later(&info, next);
	Ok(info)
}

/// The stage in a block that may be later than what was read.
fn later(info: &DisputeInfo<Account>, block: u64) -> DisputeStage {
	let has_passed = |by: u32| block >= u64::from(by);
	match info.stage {
		DisputeStage::Answer { by } if has_passed(by) && info.has_curators => {
			DisputeStage::Curators { by: u32::MAX }
		}
		DisputeStage::Answer { by } | DisputeStage::Curators { by } if has_passed(by) => {
			DisputeStage::Governance { by: u32::MAX }
		}
		DisputeStage::Ruled { by } | DisputeStage::Governance { by } if has_passed(by) => {
			DisputeStage::Over
		}
		stage => stage,
	}
}

/// An outcome as calls have it.
pub fn outcome(outcome: args::Outcome) -> Outcome {
	match outcome {
		args::Outcome::Reject => Outcome::Reject,
		args::Outcome::Strike => Outcome::Strike,
		args::Outcome::Transfer => Outcome::Transfer,
	}
}

/// An outcome as reads have it.
fn read(outcome: args::Outcome) -> DisputeOutcome {
	match outcome {
		args::Outcome::Reject => DisputeOutcome::Reject,
		args::Outcome::Strike => DisputeOutcome::Strike,
		args::Outcome::Transfer => DisputeOutcome::Transfer,
	}
}

#[cfg(test)]
mod tests {
	use super::{show::tests::info, *};

	#[test]
	fn a_deadline_that_has_passed_should_end_a_stage() {
		let at = |stage, has_curators| later(&DisputeInfo { stage, has_curators, ..info() }, 100);
		let answer = DisputeStage::Answer { by: 100 };
		assert!(matches!(at(answer, true), DisputeStage::Curators { .. }));
		assert!(matches!(at(answer, false), DisputeStage::Governance { .. }));
		let answer = DisputeStage::Answer { by: 101 };
		assert_eq!(at(answer, true), answer);
		let curators = DisputeStage::Curators { by: 99 };
		assert!(matches!(at(curators, true), DisputeStage::Governance { .. }));
		assert_eq!(at(DisputeStage::Ruled { by: 100 }, true), DisputeStage::Over);
		assert_eq!(at(DisputeStage::Governance { by: 100 }, true), DisputeStage::Over);
	}
}
