// SPDX-License-Identifier: Apache-2.0

//! `openledger gov vote list`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		referenda::Track,
		voting::{AccountVote, Casting, Conviction, Delegating, Voting},
	},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;

use crate::{
	args::Who,
	commands::locks::VoteLocks,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List an account's votes and delegations, and what they lock.
#[derive(Args)]
pub struct List {
	#[command(flatten)]
	who: Who,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		let tracks = view.tracks().await?;
		let (mut votes, mut delegations) = (Vec::new(), Vec::new());
		for (id, _) in view.vote_locks(&who).await? {
			let track = name(&tracks, id);
			match view.voting(&who, id).await? {
				Voting::Casting(Casting { votes: cast, .. }) => {
					votes.extend(cast.into_iter().map(|(id, vote)| Cast::of(&track, id, vote)));
				}
				Voting::Delegating(delegating) => {
					delegations.push(Delegation::of(track, delegating));
				}
			}
		}
		let locks = VoteLocks::read(&view, &who).await?;
		let (now, millis) = (view.number(), view.block_time()?);
		let account = Address(who);
		let votes = Votes { account, votes, delegations, locks, now, millis };
		context.show_named(&view, &votes).await;
		Ok(())
	}
}

fn name(tracks: &[Track], id: u16) -> String {
	let track = tracks.iter().find(|track| track.id == id);
	track.map_or_else(|| id.to_string(), |track| track.name.clone())
}

#[derive(Serialize)]
struct Votes {
	account: Address,
	votes: Vec<Cast>,
	delegations: Vec<Delegation>,
	#[serde(flatten)]
	locks: VoteLocks,
	#[serde(skip)]
	now: u64,
	#[serde(skip)]
	millis: u64,
}

/// A vote, about a referendum that goes on or has ended.
#[derive(Serialize)]
struct Cast {
	referendum: u32,
	track: String,
	side: &'static str,
	amount: Planck,
	/// `None` for a vote that is split, or abstains.
	conviction: Option<u8>,
}

impl Cast {
	fn of(track: &str, referendum: u32, vote: AccountVote) -> Self {
		let side = match (vote.side(), vote) {
			(Some((true, _)), _) => "aye",
			(Some((false, _)), _) => "nay",
			(None, AccountVote::SplitAbstain { aye: 0, nay: 0, .. }) => "abstain",
			(None, _) => "split",
		};
		Self {
			referendum,
			track: track.to_owned(),
			side,
			amount: Planck(vote.balance()),
			conviction: vote.side().map(|(_, conviction)| conviction.level()),
		}
	}
}

/// What another account votes with on a track.
#[derive(Serialize)]
struct Delegation {
	track: String,
	to: Address,
	amount: Planck,
	conviction: u8,
}

impl Delegation {
	fn of(track: String, delegating: Delegating) -> Self {
		Self {
			track,
			to: Address(Account::new(delegating.target.0)),
			amount: Planck(delegating.balance),
			conviction: Conviction::level(delegating.conviction),
		}
	}
}

impl Shown for Votes {
	fn text(&self, names: &Names) -> String {
		let mut parts = Vec::new();
		if !self.votes.is_empty() {
			let header = [">referendum", "track", "side", ">OPEN", "conviction"];
			let rows = self.votes.iter().map(|vote| {
				vec![
					vote.referendum.to_string(),
					vote.track.clone(),
					vote.side.to_owned(),
					amount::number(vote.amount.0),
					vote.conviction.map_or_else(|| "-".to_owned(), level),
				]
			});
			parts.push(table::table(&header, rows));
		}
		if !self.delegations.is_empty() {
			let header = ["delegated on", "to", ">OPEN", "conviction"];
			let rows = self.delegations.iter().map(|one| {
				vec![
					one.track.clone(),
					names.short(&one.to.0),
					amount::number(one.amount.0),
					level(one.conviction),
				]
			});
			parts.push(table::table(&header, rows));
		}
		let free = self.locks.free();
		let mut locked = format!("{} locked by votes", amount::format(self.locks.locked.0));
		if free > 0 {
			let free = amount::format(free);
			locked.push_str(&format!("; {free} of it can be freed: openledger gov vote unlock"));
		}
		for lock in &self.locks.left {
			locked.push_str(&format!("\n{}", lock.to_text(self.now, self.millis)));
		}
		parts.push(locked);
		parts.join("\n\n")
	}
}

fn level(conviction: u8) -> String {
	if conviction == 0 {
		"none".to_owned()
	} else {
		conviction.to_string()
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::locks::Lock;
	use openledger_client::{json, units::amount::OPEN};

	#[test]
	fn votes_should_be_listed_with_what_they_lock() {
		let aye = AccountVote::standard(true, Conviction::Locked2x, OPEN);
		let votes =
			vec![Cast::of("root", 3, aye), Cast::of("root", 4, AccountVote::abstain(OPEN / 2))];
		let delegations = vec![Delegation {
			track: "staking".to_owned(),
			to: Address(Account::new([2; 32])),
			amount: Planck(2 * OPEN),
			conviction: 0,
		}];
		let left = vec![Lock { track: "root".to_owned(), amount: Planck(OPEN), until: None }];
		let locks = VoteLocks { locked: Planck(3 * OPEN), needed: 2 * OPEN, left };
		let account = Address(Account::new([1; 32]));
		let votes = Votes { account, votes, delegations, locks, now: 100, millis: 2_000 };
		let text = votes.text(&Names::default());
		for part in
			["aye", "abstain", "staking", "none", "3 OPEN locked", "1 OPEN of it can be freed"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&votes);
		assert_eq!(
			(&json["votes"][0]["conviction"], &json["votes"][1]["side"]),
			(&2.into(), &"abstain".into())
		);
		assert_eq!(json["locked_by_votes"], (3 * OPEN).to_string());
	}
}
