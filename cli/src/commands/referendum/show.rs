// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum show`

use openledger_primitives::Balance;
use serde_json::{json, Value};

use super::{
	standing::{Shares, Stage},
	submit::call_json,
};
use crate::{context::Context, error::Error, output::table};
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calldata::ReadCall,
		referenda::{Deposit, Enactment, Ongoing, Referendum, Track},
		BlockView,
	},
	convert::block,
	json,
	units::{amount, percent},
	words,
};

pub async fn run(context: &Context, id: u32) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let ongoing = match view.referendum(id).await? {
		Referendum::Ongoing(ongoing) => ongoing,
		over => {
			let when = When::of(&view)?;
			let text = |names: &Names| table::fields(&over_fields(id, &over, when, names));
			context.show_named_json(&view, over_json(id, &over), text).await;
			return Ok(());
		}
	};
	let track = view.track(&ongoing.track.to_string())?;
	let call = match view.proposed(&ongoing.proposal).await? {
		Some(call) => Some(view.describe(&call)?),
		None => None,
	};
	let (electorate, timeout) = (view.electorate().await?, view.undeciding_timeout()?);
	let standing = Standing::of(&ongoing, &track, electorate, timeout, block(view.number()));
	let when = When::of(&view)?;
	let json = ongoing_json(id, &ongoing, &track, &standing, call.as_ref());
	let text = |names: &Names| {
		let call = call.as_ref();
		table::fields(&ongoing_fields(id, &ongoing, &track, &standing, call, (when, names)))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Says when blocks come.
#[derive(Clone, Copy)]
struct When {
	now: u64,
	millis: u64,
}

impl When {
	fn of(view: &BlockView) -> Result<Self, Error> {
		Ok(Self { now: view.number(), millis: view.block_time()? })
	}

	fn is(self, block: u32) -> String {
		words::when(block, self.now, self.millis)
	}
}

/// What an ongoing referendum has and needs, and what comes next.
struct Standing {
	has: Shares,
	needs: Shares,
	stage: Stage,
	electorate: Balance,
}

impl Standing {
	fn of(ongoing: &Ongoing, track: &Track, electorate: Balance, timeout: u32, now: u32) -> Self {
		let has = Shares::of(&ongoing.tally, electorate);
		Self {
			has,
			needs: Shares::needed(&track.rules, ongoing.deciding, now),
			stage: Stage::of(ongoing, &track.rules, has, now, timeout),
			electorate,
		}
	}
}

fn owner(deposit: &Deposit) -> Account {
	Account::new(deposit.who.0)
}

fn deposit_json(deposit: Option<&Deposit>) -> Value {
	deposit.map_or(Value::Null, |deposit| {
		let (who, amount) = (owner(deposit), deposit.amount);
		json!({ "who": json::account(&who), "amount": json::amount(amount) })
	})
}

fn deposit_text(deposit: Option<&Deposit>, names: &Names) -> String {
	let text =
		|of: &Deposit| format!("{} of {}", amount::format(of.amount), names.address(&owner(of)));
	deposit.map_or_else(|| "none".to_owned(), text)
}

fn shares_json(shares: Shares) -> Value {
	json!({ "approval": shares.approval, "support": shares.support })
}

fn ongoing_json(
	id: u32,
	ongoing: &Ongoing,
	track: &Track,
	standing: &Standing,
	call: Option<&ReadCall>,
) -> Value {
	let (ends, passes, confirms) = match standing.stage {
		Stage::NoDeposit { ends } => (Some(ends), None, None),
		Stage::Preparing { .. } | Stage::Queued => (None, None, None),
		Stage::Deciding { ends, passes } => (Some(ends), passes, None),
		Stage::Confirming { at } => (None, None, Some(at)),
	};
	json!({
		"referendum": id,
		"status": standing.stage.name(),
		"track": track.name,
		"call": call.map(call_json),
		"submitted": ongoing.submitted,
		"ayes": json::amount(ongoing.tally.ayes),
		"nays": json::amount(ongoing.tally.nays),
		"support": json::amount(ongoing.tally.support),
		"electorate": json::amount(standing.electorate),
		"has": shares_json(standing.has),
		"needs": shares_json(standing.needs),
		"deciding_since": ongoing.deciding.map(|deciding| deciding.since),
		"ends": ends,
		"passes": passes,
		"confirms": confirms,
		"submission_deposit": deposit_json(Some(&ongoing.submission_deposit)),
		"decision_deposit": deposit_json(ongoing.decision_deposit.as_ref()),
	})
}

fn ongoing_fields(
	id: u32,
	ongoing: &Ongoing,
	track: &Track,
	standing: &Standing,
	call: Option<&ReadCall>,
	(when, names): (When, &Names),
) -> Vec<(&'static str, String)> {
	let Standing { has, needs, stage, electorate } = standing;
	let of = |votes: String, has: u32, needs: u32| {
		format!("{votes}: {}, needs {}", percent::format(has), percent::format(needs))
	};
	let mut rows = vec![
		("referendum", id.to_string()),
		("track", track.name.clone()),
		("status", stage.name().to_owned()),
		("next", next(*stage, when)),
		("enacted", enacted(ongoing.enactment, track.rules.min_enactment_period, when)),
	];
	match call {
		Some(call) => {
			rows.push(("proposes", call.name.clone()));
			for (name, value) in &call.arguments {
				rows.push(("", format!("{name}: {}", names.if_address(value))));
			}
		}
		None => {
			let hash = ongoing.proposal.hash().unwrap_or_default();
			rows.push(("proposes", format!("a call that nobody has put on chain: {hash:?}")));
		}
	}
	let (ayes, nays) = (amount::format(ongoing.tally.ayes), amount::format(ongoing.tally.nays));
	let support =
		format!("{} of {}", amount::format(ongoing.tally.support), amount::format(*electorate));
	rows.extend([
		("approval", of(format!("{ayes} aye, {nays} nay"), has.approval, needs.approval)),
		("support", of(support, has.support, needs.support)),
		("submitted", when.is(ongoing.submitted)),
		("submission deposit", deposit_text(Some(&ongoing.submission_deposit), names)),
		("decision deposit", deposit_text(ongoing.decision_deposit.as_ref(), names)),
	]);
	rows
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

fn enacted(enactment: Enactment, least: u32, when: When) -> String {
	let after = |blocks: u32| {
		let time = words::lasting(blocks, when.millis);
		format!("{blocks} blocks after its approval, {time}")
	};
	match enactment {
		Enactment::After(blocks) => after(blocks.max(least)),
		Enactment::At(block) => format!("{}, but at least {}", when.is(block), after(least)),
	}
}

/// The block in which a referendum came to its end.
fn end(referendum: &Referendum) -> Option<u32> {
	match referendum {
		Referendum::Ongoing(_) => None,
		Referendum::Approved(end, ..)
		| Referendum::Rejected(end, ..)
		| Referendum::Cancelled(end, ..)
		| Referendum::TimedOut(end, ..)
		| Referendum::Killed(end) => Some(*end),
	}
}

fn over_json(id: u32, referendum: &Referendum) -> Value {
	let (submission, decision) = referendum.refundable();
	json!({
		"referendum": id,
		"status": referendum.status(),
		"end": end(referendum),
		"refundable": {
			"submission_deposit": deposit_json(submission),
			"decision_deposit": deposit_json(decision),
		},
	})
}

fn over_fields(
	id: u32,
	referendum: &Referendum,
	when: When,
	names: &Names,
) -> Vec<(&'static str, String)> {
	let (submission, decision) = referendum.refundable();
	let mut rows = vec![("referendum", id.to_string()), ("status", referendum.status().to_owned())];
	if let Some(end) = end(referendum) {
		rows.push(("since", when.is(end)));
	}
	rows.push(("submission deposit to take back", deposit_text(submission, names)));
	rows.push(("decision deposit to take back", deposit_text(decision, names)));
	if submission.is_some() || decision.is_some() {
		rows.push(("with", format!("openledger referendum refund {id}")));
	}
	rows
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::referendum::standing::tests::{ongoing, rules};

	const WHEN: When = When { now: 112, millis: 2_000 };

	fn track() -> Track {
		Track { id: 11, name: "fee_split".to_owned(), rules: rules() }
	}

	#[test]
	fn a_referendum_should_be_shown_with_what_it_needs_and_what_comes_next() {
		let (ongoing, track) = (ongoing(30 * amount::OPEN, 10 * amount::OPEN), track());
		let standing = Standing::of(&ongoing, &track, 100 * amount::OPEN, 60, 112);
		let call = ReadCall {
			name: "Veto.propose".to_owned(),
			arguments: vec![("parameter".to_owned(), "5".to_owned())],
		};
		let text = table::fields(&ongoing_fields(
			3,
			&ongoing,
			&track,
			&standing,
			Some(&call),
			(WHEN, &Names::default()),
		));
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
		let json = ongoing_json(3, &ongoing, &track, &standing, Some(&call));
		assert_eq!(json["passes"], 125);
		assert_eq!(json["has"]["approval"], 750_000_000);
		assert_eq!(json["call"]["name"], "Veto.propose");
	}

	#[test]
	fn only_deposits_that_come_back_should_be_offered() {
		let deposit = ongoing(0, 0).submission_deposit;
		let rejected = Referendum::Rejected(100, Some(deposit.clone()), Some(deposit.clone()));
		let text = table::fields(&over_fields(3, &rejected, WHEN, &Names::default()));
		assert!(text.contains("rejected") && text.contains("referendum refund 3"), "{text}");
		let json = over_json(3, &rejected);
		assert_eq!(json["refundable"]["submission_deposit"], Value::Null);
		assert_eq!(json["refundable"]["decision_deposit"]["amount"], "10");
		let approved = Referendum::Approved(100, Some(deposit), None);
		assert!(over_json(3, &approved)["refundable"]["submission_deposit"]["who"].is_string());
		let killed =
			table::fields(&over_fields(3, &Referendum::Killed(100), WHEN, &Names::default()));
		assert!(!killed.contains("refund"), "{killed}");
	}
}
