// SPDX-License-Identifier: Apache-2.0

//! `openledger account balance`

use clap::Args;
use openledger_client::{
	chain::Hold,
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

/// Show what an account has.
#[derive(Args)]
pub struct Balance {
	#[command(flatten)]
	who: Who,
}

impl Balance {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		let (funds, existential) = (view.funds(&who).await?, view.existential_deposit()?);
		let funds = Funds {
			free: Planck(funds.free),
			held: Planck(funds.reserved),
			frozen: Planck(funds.frozen),
			spendable: Planck(funds.spendable(existential)),
			owed: Planck(view.owed(&who).await?),
			holds: view.holds(&who).await?.into_iter().map(Held::from).collect(),
			votes: VoteLocks::read(&view, &who).await?,
			account: Address(who),
			existential,
			now: view.number(),
			millis: view.block_time()?,
		};
		context.show_named(&view, &funds).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Funds {
	account: Address,
	free: Planck,
	held: Planck,
	frozen: Planck,
	spendable: Planck,
	owed: Planck,
	holds: Vec<Held>,
	#[serde(flatten)]
	votes: VoteLocks,
	#[serde(skip)]
	existential: u128,
	/// The number of the block.
	#[serde(skip)]
	now: u64,
	#[serde(skip)]
	millis: u64,
}

impl Shown for Funds {
	fn text(&self, names: &Names) -> String {
		let votes = &self.votes;
		let mut rows = vec![
			("account", names.address(&self.account.0)),
			("free", amount::format(self.free.0)),
			("held", amount::format(self.held.0)),
		];
		rows.extend(self.holds.iter().map(|hold| ("", hold.text())));
		if votes.locked.0 > 0 {
			let locked = amount::format(votes.locked.0);
			rows.push(("locked", format!("{locked} by votes, free or held: it can't be sent")));
			rows.extend(votes.left.iter().map(|lock| ("", lock.to_text(self.now, self.millis))));
		}
		if votes.free() > 0 {
			let free = amount::format(votes.free());
			rows.push(("", format!("{free} can be freed now: openledger gov vote unlock")));
		}
		rows.push(("can spend", amount::format(self.spendable.0)));
		if self.free > self.spendable {
			rows.push(("", self.unspendable()));
		}
		rows.push(("is owed", amount::format(self.owed.0)));
		table::fields(&rows)
	}
}

impl Funds {
	/// Why less than what is free can be spent.
	fn unspendable(&self) -> String {
		let rest = self.free.0.saturating_sub(self.spendable.0);
		let why = match self.votes.locked.0 > 0 && rest > self.existential {
			true => "as votes lock it",
			false => "or the account would be closed",
		};
		format!("{} of what is free stays, {why}", amount::format(rest))
	}
}

/// An amount that is held, and what for: `Pallet.Reason`.
#[derive(Serialize)]
struct Held {
	reason: String,
	amount: Planck,
}

impl From<Hold> for Held {
	fn from(Hold { pallet, reason, amount }: Hold) -> Self {
		Self { reason: format!("{pallet}.{reason}"), amount: Planck(amount) }
	}
}

impl Held {
	fn text(&self) -> String {
		let (pallet, reason) = self.reason.split_once('.').unwrap_or((&self.reason, ""));
		let what = match (pallet, reason) {
			("Staking", _) => "bonded: openledger staking status",
			("DelegatedStaking", _) => "in a pool: openledger staking pool status",
			("Attribution", "Batch") => "deposits of batches, until they are final",
			("Channels", "Bond") => "an operator's bond: openledger operator show",
			("Channels", "Channel") => "in channels: openledger channel list",
			("Attribution", "Demand") => "bonds of demands, until they are answered",
			("Channels", "Record") => "deposits of an operator and of channels",
			("Contributions", "Datanet") => "deposits of datanets",
			("Contributions", "Contribution") => "deposits of contributions",
			("Contributions", "Appeal") => "deposits of appeals",
			("Identity", _) => "for identity: deposits of names, and fees of registrars",
			("Models", _) => "deposits of models",
			("Preimage", _) => "deposits of calls that are kept on chain",
			("Session", _) => "the deposit of session keys",
			_ => return format!("{} for {}", amount::format(self.amount.0), self.reason),
		};
		format!("{} {what}", amount::format(self.amount.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, json, units::amount::OPEN};
	use serde_json::json;

	fn hold(pallet: &str, reason: &str) -> Held {
		let (pallet, reason) = (pallet.to_owned(), reason.to_owned());
		Held::from(Hold { pallet, reason, amount: 2 * OPEN })
	}

	fn funds(free: u128, spendable: u128, locked: u128) -> Funds {
		let votes = VoteLocks { locked: Planck(locked), needed: locked, left: Vec::new() };
		let [free, spendable] = [free, spendable].map(Planck);
		Funds {
			account: Address(Account::new([1; 32])),
			free,
			held: Planck(2 * OPEN),
			frozen: Planck(locked),
			spendable,
			owed: Planck(0),
			holds: vec![hold("Staking", "Staking")],
			votes,
			existential: OPEN / 100,
			now: 1,
			millis: 1,
		}
	}

	#[test]
	fn what_cannot_be_spent_should_be_explained() {
		assert_eq!(hold("Staking", "Staking").text(), "2 OPEN bonded: openledger staking status");
		assert!(hold("Identity", "Reserved").text().starts_with("2 OPEN for identity: "));
		assert_eq!(hold("New", "Thing").text(), "2 OPEN for New.Thing");
		let locked = funds(5 * OPEN, OPEN, 4 * OPEN).unspendable();
		assert!(locked.starts_with("4 OPEN of what is free") && locked.contains("votes"));
		assert!(funds(OPEN, OPEN - OPEN / 100, 0).unspendable().contains("closed"));
	}

	#[test]
	fn a_balance_should_be_read_by_programs() {
		let json = json::of(&funds(5 * OPEN, OPEN, 4 * OPEN));
		assert_eq!(json["locked_by_votes"], (4 * OPEN).to_string());
		assert_eq!(json["holds"][0]["reason"], "Staking.Staking");
		assert_eq!(json["vote_locks"], json!([]));
		assert_eq!(json.as_object().map(|fields| fields.len()), Some(9));
	}
}
