// SPDX-License-Identifier: Apache-2.0

//! `openledger balance` and `transfer`

use openledger_primitives::Balance;
use serde_json::{json, Value};

use crate::{
	args::{Transfer, Who},
	commands::{
		locks::{Lock, VoteLocks},
		rewards::named,
	},
	context::Context,
	error::Error,
	output::table,
};
use openledger_client::{
	chain::{calls, Hold},
	json,
	units::amount,
};
use openledger_client::{names::Names, progress};

pub async fn balance(context: &Context, args: Who) -> Result<(), Error> {
	let who = named(context, args.account)?;
	let view = context.chain().await?.view().await?;
	let funds = view.funds(&who).await?;
	let spendable = funds.spendable(view.existential_deposit()?);
	let owed = view.owed(&who).await?;
	let (holds, votes) = (view.holds(&who).await?, VoteLocks::read(&view, &who).await?);
	let (now, millis) = (view.number(), view.block_time()?);
	let json = json!({
		"account": json::account(&who),
		"free": json::amount(funds.free),
		"held": json::amount(funds.reserved),
		"frozen": json::amount(funds.frozen),
		"spendable": json::amount(spendable),
		"owed": json::amount(owed),
		"holds": holds.iter().map(held_json).collect::<Vec<_>>(),
		"locked_by_votes": json::amount(votes.locked),
		"vote_locks": votes.left.iter().map(Lock::to_json).collect::<Vec<_>>(),
	});
	let existential = view.existential_deposit()?;
	let text = |names: &Names| {
		let mut rows = vec![
			("account", names.address(&who)),
			("free", amount::format(funds.free)),
			("held", amount::format(funds.reserved)),
		];
		rows.extend(holds.iter().map(|hold| ("", held(hold))));
		if votes.locked > 0 {
			let locked = amount::format(votes.locked);
			rows.push(("locked", format!("{locked} by votes, free or held: it can't be sent")));
			rows.extend(votes.left.iter().map(|lock| ("", lock.to_text(now, millis))));
		}
		if votes.free() > 0 {
			let free = amount::format(votes.free());
			rows.push(("", format!("{free} can be freed now: openledger vote unlock")));
		}
		rows.push(("can spend", amount::format(spendable)));
		if funds.free > spendable {
			let why = unspendable(funds.free, spendable, votes.locked > 0, existential);
			rows.push(("", why));
		}
		rows.push(("is owed", amount::format(owed)));
		table::fields(&rows)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

fn held_json(hold: &Hold) -> Value {
	json!({
		"reason": format!("{}.{}", hold.pallet, hold.reason),
		"amount": json::amount(hold.amount),
	})
}

/// An amount that is held, and what for.
fn held(hold: &Hold) -> String {
	let what = match (hold.pallet.as_str(), hold.reason.as_str()) {
		("Staking", _) => "bonded: openledger stake status",
		("DelegatedStaking", _) => "in a pool: openledger pool status",
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
		(pallet, reason) => return other(hold.amount, pallet, reason),
	};
	format!("{} {what}", amount::format(hold.amount))
}

fn other(amount: Balance, pallet: &str, reason: &str) -> String {
	format!("{} for {pallet}.{reason}", amount::format(amount))
}

/// Why less than what is free can be spent.
fn unspendable(free: Balance, spendable: Balance, is_locked: bool, existential: Balance) -> String {
	let rest = amount::format(free.saturating_sub(spendable));
	match is_locked && free.saturating_sub(spendable) > existential {
		true => format!("{rest} of what is free stays, as votes lock it"),
		false => format!("{rest} of what is free stays, or the account would be closed"),
	}
}

pub async fn transfer(context: &Context, args: Transfer) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let call = calls::transfer(&args.account, args.amount);
	let needed = args.amount.saturating_add(chain.fee(&call, &key).await?);
	view.ensure_spendable(&key.account(), needed, "the transfer and its fee").await?;
	let events = progress::during("sending", chain.submit(&call, &key)).await?;
	let json = json!({
		"from": json::account(&key.account()),
		"to": json::account(&args.account),
		"amount": json::amount(args.amount),
		"block": json::hash(events.block),
	});
	let text = |names: &Names| {
		format!("sent {} to {}", amount::format(args.amount), names.address(&args.account))
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn what_cannot_be_spent_should_be_explained() {
		let hold = |pallet: &str, reason: &str| {
			let (pallet, reason) = (pallet.to_owned(), reason.to_owned());
			held(&Hold { pallet, reason, amount: 2 * OPEN })
		};
		assert_eq!(hold("Staking", "Staking"), "2 OPEN bonded: openledger stake status");
		assert!(hold("Identity", "Reserved").starts_with("2 OPEN for identity: "));
		assert_eq!(hold("New", "Thing"), "2 OPEN for New.Thing");
		let ed = OPEN / 100;
		assert!(unspendable(5 * OPEN, OPEN, true, ed).starts_with("4 OPEN of what is free"));
		assert!(unspendable(5 * OPEN, OPEN, true, ed).contains("votes"));
		assert!(unspendable(OPEN, OPEN - ed, false, ed).contains("closed"));
	}
}
