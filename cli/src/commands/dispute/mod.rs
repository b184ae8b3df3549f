// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute`

mod answer;
mod appeal;
mod concede;
mod conclude;
mod list;
mod open;
mod raise;
mod rule;
mod show;

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use openledger_client::{
	account::Account,
	chain::{calls::disputes, events::DisputeEnded, events::Events, BlockView, Chain},
	error::Kind,
	json::Planck,
	keys::Key,
	names::Names,
	text::ensure_fits,
	units::amount,
	words, Error as ClientError,
};
use openledger_primitives::{limits::MaxUri, ContributionId};
use openledger_runtime_api::{DisputeInfo, DisputeOutcome, DisputeStage};
use serde::Serialize;
use sp_core::H256;

pub use show::summary;

use super::model::hash_file;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Dispute whose an accepted contribution is, answer, rule, appeal, and end a dispute.
#[derive(Subcommand)]
pub enum Dispute {
	Open(open::Open),
	Answer(answer::Answer),
	Raise(raise::Raise),
	Concede(concede::Concede),
	Rule(rule::Rule),
	Appeal(appeal::Appeal),
	Conclude(conclude::Conclude),
	Show(show::Show),
	List(list::List),
}

impl Dispute {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Open(command) => command.run(context).await,
			Self::Answer(command) => command.run(context).await,
			Self::Raise(command) => command.run(context).await,
			Self::Concede(command) => command.run(context).await,
			Self::Rule(command) => command.run(context).await,
			Self::Appeal(command) => command.run(context).await,
			Self::Conclude(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
		}
	}
}

/// What shows whose a text is.
#[derive(Args)]
struct Evidence {
	/// A file with the evidence. The chain keeps its hash.
	#[arg(long = "evidence", value_name = "FILE")]
	file: PathBuf,

	/// Where everyone who judges can get that file.
	#[arg(long, value_name = "URI")]
	uri: String,
}

impl Evidence {
	/// The hash of the file, and the evidence as the chain has it.
	fn read(&self) -> Result<(H256, disputes::Evidence), Error> {
		let uri = self.uri.clone().into_bytes();
		ensure_fits("the URI of the evidence", &uri, MaxUri::get())?;
		let hash = hash_file(&self.file)?;
		Ok((hash, disputes::Evidence::new(hash, uri)))
	}
}

/// How a dispute ends.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum Outcome {
	/// The contribution stays its owner's.
	Reject,
	/// It is nobody's, and earns nothing any more.
	Strike,
	/// It is the claimant's.
	Transfer,
}

/// An outcome as calls have it.
pub fn outcome(outcome: Outcome) -> disputes::Outcome {
	match outcome {
		Outcome::Reject => disputes::Outcome::Reject,
		Outcome::Strike => disputes::Outcome::Strike,
		Outcome::Transfer => disputes::Outcome::Transfer,
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
}

/// The error of a contribution that is not disputed.
fn undisputed(id: ContributionId) -> ClientError {
	ClientError::NotFound { kind: Kind::Dispute, id, count: None }
}

/// An open dispute, with the stage of the block that a call runs in which is sent now: what is
/// final, and so is read, is some blocks older.
pub async fn current(
	chain: &Chain,
	view: &BlockView,
	id: ContributionId,
) -> Result<DisputeInfo<Account>, Error> {
	view.existing(id).await?;
	let mut info = view.dispute(id).await?.ok_or_else(|| undisputed(id))?;
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

/// A dispute that has ended.
#[derive(Serialize)]
struct Ended {
	ended: ContributionId,
	outcome: DisputeOutcome,
	/// What was held back of the contribution's earnings.
	held_back: Planck,
	block: H256,
}

impl Ended {
	fn of(id: ContributionId, outcome: DisputeOutcome, events: &Events) -> Result<Self, Error> {
		let held_back = Planck(events.one::<DisputeEnded>()?.held_back);
		Ok(Self { ended: id, outcome, held_back, block: events.block })
	}
}

impl Shown for Ended {
	fn text(&self, _: &Names) -> String {
		let whose = match self.outcome {
			DisputeOutcome::Reject => "is owed to its owner",
			DisputeOutcome::Strike => "is the treasury's",
			DisputeOutcome::Transfer => "is owed to the claimant",
		};
		format!(
			"the dispute about contribution {} has ended: {}; {} were held back of what it earned, \
			 which {whose}",
			self.ended,
			words::dispute_outcome(self.outcome),
			amount::format(self.held_back.0)
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::{Cli, Command};
	use clap::Parser;
	use openledger_client::fixtures::dispute::info;

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

	#[test]
	fn a_claim_should_have_evidence_and_may_have_a_bond() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		let cli = parse("openledger dispute open 7 --evidence a.txt --uri ipfs://x --bond 15");
		assert!(matches!(cli.unwrap().command, Command::Dispute(Dispute::Open(_))));
		assert!(parse("openledger dispute open 7 --uri ipfs://x").is_err());
		assert!(parse("openledger dispute open 7 --evidence a.txt").is_err());
		assert!(parse("openledger dispute raise 7 0").is_err());
		assert!(parse("openledger dispute rule 7 strike").is_ok());
		assert!(parse("openledger dispute rule 7 maybe").is_err());
	}
}
