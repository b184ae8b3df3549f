// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum show`

use clap::Args;
use openledger_client::{
	chain::referenda::{self, Enactment, Referendum, Track},
	error::GovernanceError,
	json::Planck,
	names::Names,
	units::{amount, percent},
	words,
};
use openledger_runtime_api::{Stage, StandingInfo};
use serde::Serialize;
use sp_core::H256;

use super::{
	ended::{Deposit, Ended},
	progress::{self, Shares},
	ProposedCall,
};
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a referendum.
#[derive(Args)]
pub struct Show {
	/// Its number.
	referendum: u32,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { referendum: id } = self;
		let view = context.chain().await?.view().await?;
		let when = When { now: view.number(), millis: view.block_time()? };
		let ongoing = match view.referendum(id).await? {
			Referendum::Ongoing(ongoing) => ongoing,
			ended => {
				context.show_named(&view, &Ended::of(id, &ended, when)).await;
				return Ok(());
			}
		};
		let track = view.track(&ongoing.track.to_string()).await?;
		let standing = view.standing(id).await?;
		let ended = || GovernanceError::NotOngoing { id, status: "over" };
		let terms = Terms { track, standing: standing.ok_or_else(ended)? };
		let call = match view.proposed(&ongoing.proposal).await? {
			Some(call) => Some(view.describe(&call)?.into()),
			None => None,
		};
		context.show_named(&view, &Ongoing::of(id, ongoing, terms, call, when)).await;
		Ok(())
	}
}

/// What tells when blocks come.
#[derive(Clone, Copy)]
pub struct When {
	now: u64,
	millis: u64,
}

impl When {
	pub fn is(self, block: u32) -> String {
		words::when(block, self.now, self.millis)
	}
}

/// What a referendum is decided by.
struct Terms {
	track: Track,
	standing: StandingInfo,
}

#[derive(Serialize)]
struct Ongoing {
	referendum: u32,
	status: &'static str,
	track: String,
	/// `None` if nobody has put it on chain.
	call: Option<ProposedCall>,
	submitted: u32,
	ayes: Planck,
	nays: Planck,
	support: Planck,
	electorate: Planck,
	has: Shares,
	needs: Shares,
	deciding_since: Option<u32>,
	/// When it ends if it does not pass, begins to pass, and is approved.
	ends: Option<u32>,
	passes: Option<u32>,
	confirms: Option<u32>,
	submission_deposit: Deposit,
	decision_deposit: Option<Deposit>,
	#[serde(skip)]
	call_hash: H256,
	#[serde(skip)]
	next: String,
	#[serde(skip)]
	enacted: String,
	#[serde(skip)]
	when: When,
}

impl Ongoing {
	fn of(
		id: u32,
		ongoing: referenda::Ongoing,
		terms: Terms,
		call: Option<ProposedCall>,
		when: When,
	) -> Self {
		let Terms { track: Track { name: track, rules, .. }, standing } = terms;
		let stage = standing.stage;
		let (ends, passes, confirms) = match stage {
			Stage::NoDeposit { ends } => (Some(ends), None, None),
			Stage::Preparing { .. } | Stage::Queued => (None, None, None),
			Stage::Deciding { ends, passes } => (Some(ends), passes, None),
			Stage::Confirming { at } => (None, None, Some(at)),
		};
		Self {
			referendum: id,
			status: progress::name(stage),
			track,
			call,
			submitted: ongoing.submitted,
			ayes: Planck(ongoing.tally.ayes),
			nays: Planck(ongoing.tally.nays),
			support: Planck(ongoing.tally.support),
			electorate: Planck(standing.electorate),
			has: Shares::had(&standing),
			needs: Shares::needed(&standing),
			deciding_since: ongoing.deciding.map(|deciding| deciding.since),
			ends,
			passes,
			confirms,
			submission_deposit: (&ongoing.submission_deposit).into(),
			decision_deposit: ongoing.decision_deposit.as_ref().map(Deposit::from),
			call_hash: ongoing.proposal.hash().unwrap_or_default(),
			next: next(stage, when),
			enacted: enacted(ongoing.enactment, rules.min_enactment_period, when),
			when,
		}
	}
}

/// What comes next, if nobody votes any more.
fn next(stage: Stage, when: When) -> String {
	match stage {
		Stage::NoDeposit { ends } => {
			format!("without a decision deposit it ends: {}", when.is(ends))
		}
		Stage::Preparing { until } => format!("it is decided from then on: {}", when.is(until)),
		Stage::Queued => "it waits for another on its track to be decided".to_owned(),
		Stage::Deciding { passes: Some(block), ends } => {
			format!("it begins to pass: {}; otherwise it ends: {}", when.is(block), when.is(ends))
		}
		Stage::Deciding { passes: None, ends } => {
			format!("it is rejected with these votes: {}", when.is(ends))
		}
		Stage::Confirming { at } => {
			format!("it is approved if it goes on to pass: {}", when.is(at))
		}
	}
}

fn enacted(enactment: Enactment, min_period: u32, when: When) -> String {
	let after = |blocks: u32| {
		let time = words::lasting(blocks, when.millis);
		format!("{blocks} blocks after its approval, {time}")
	};
	match enactment {
		Enactment::After(blocks) => after(blocks.max(min_period)),
		Enactment::At(block) => format!("{}, but at least {}", when.is(block), after(min_period)),
	}
}

impl Shown for Ongoing {
	fn text(&self, names: &Names) -> String {
		let Self { has, needs, .. } = self;
		let of = |votes: String, has: u32, needs: u32| {
			format!("{votes}: {}, needs {}", percent::format(has), percent::format(needs))
		};
		let mut rows = vec![
			("referendum", self.referendum.to_string()),
			("track", self.track.clone()),
			("status", self.status.to_owned()),
			("next", self.next.clone()),
			("enacted", self.enacted.clone()),
		];
		match &self.call {
			Some(call) => {
				rows.push(("proposes", call.name.clone()));
				for (name, value) in &call.arguments {
					rows.push(("", format!("{name}: {}", names.if_address(value))));
				}
			}
			None => {
				let hash = self.call_hash;
				rows.push(("proposes", format!("a call that nobody has put on chain: {hash:?}")));
			}
		}
		let (ayes, nays) = (amount::format(self.ayes.0), amount::format(self.nays.0));
		let support =
			format!("{} of {}", amount::format(self.support.0), amount::format(self.electorate.0));
		let decision_deposit = Deposit::or_none(self.decision_deposit.as_ref(), names);
		rows.extend([
			("approval", of(format!("{ayes} aye, {nays} nay"), has.approval, needs.approval)),
			("support", of(support, has.support, needs.support)),
			("submitted", self.when.is(self.submitted)),
			("submission deposit", self.submission_deposit.text(names)),
			("decision deposit", decision_deposit),
		]);
		table::fields(&rows)
	}
}

#[cfg(test)]
pub mod tests {
	use super::{
		super::progress::tests::{ongoing, standing},
		*,
	};
	use openledger_client::{fixtures::track::track, json, units::amount::OPEN};

	pub const WHEN: When = When { now: 112, millis: 2_000 };

	#[test]
	fn a_referendum_should_be_shown_with_what_it_needs_and_what_comes_next() {
		let terms = Terms { track: track(11), standing: standing() };
		let call = ProposedCall {
			name: "Veto.propose".to_owned(),
			arguments: vec![("parameter".to_owned(), "5".to_owned())],
		};
		let shown = Ongoing::of(3, ongoing(30 * OPEN, 10 * OPEN), terms, Some(call), WHEN);
		let text = shown.text(&Names::default());
		for part in [
			"fee_split",
			"deciding",
			"it begins to pass: block 125, in about 26 seconds",
			"otherwise it ends: block 140",
			"2 blocks after its approval",
			"Veto.propose",
			"parameter: 5",
			"30 OPEN aye, 10 OPEN nay: 75 %",
			"30 OPEN of 100 OPEN: 30 %",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&shown);
		assert_eq!(json["passes"], 125);
		assert_eq!(json["has"]["approval"], 750_000_000);
		assert_eq!(json["call"]["name"], "Veto.propose");
		assert_eq!(json["call"]["arguments"]["parameter"], "5");
	}
}
