// SPDX-License-Identifier: Apache-2.0

//! `openledger vote`

use openledger_primitives::Balance;
use serde_json::{json, Value};

use crate::{
	args::{self, CastVote, Side, VoteCommand},
	commands::locks::Lock,
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::progress;
use openledger_client::{
	account::Account,
	chain::{
		calls::{self, encoded, voting},
		referenda::Referendum,
		voting::{AccountVote, Casting, Conviction, Delegating, Voting},
		BlockView,
	},
	convert::{block, to_u64},
	error::GovernanceError,
	json,
	units::amount,
	words,
};

/// Calls of one transaction: each may read all votes of a track.
const MAX_CALLS: usize = 16;

pub async fn run(context: &Context, args: args::Vote) -> Result<(), Error> {
	match (args.command, args.cast) {
		(Some(VoteCommand::Remove { referendum }), _) => remove(context, referendum).await,
		(Some(VoteCommand::Unlock), _) => unlock(context).await,
		(None, Some(vote)) => cast(context, vote).await,
		// The command line needs one of them.
		(None, None) => Ok(()),
	}
}

/// Fails unless an account has so many tokens, whether or not they are free.
pub async fn ensure_has(view: &BlockView, who: &Account, asked: Balance) -> Result<(), Error> {
	let funds = view.funds(who).await?;
	let has = funds.free.saturating_add(funds.reserved);
	match asked <= has {
		true => Ok(()),
		false => Err(GovernanceError::TooFewTokens { who: who.clone(), has, asked }.into()),
	}
}

async fn cast(context: &Context, args: CastVote) -> Result<(), Error> {
	let CastVote { referendum, side, amount, conviction } = args;
	let level = conviction.unwrap_or(Conviction::Locked1x);
	let vote = match side {
		Side::Abstain if conviction.is_some() => {
			return Err(GovernanceError::AbstainWithConviction.into())
		}
		Side::Abstain => AccountVote::abstain(amount),
		Side::Aye => AccountVote::standard(true, level, amount),
		Side::Nay => AccountVote::standard(false, level, amount),
	};
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let track = view.track(&view.ongoing(referendum).await?.track.to_string())?;
	let who = key.account();
	ensure_has(&view, &who, amount).await?;
	if let Voting::Delegating(Delegating { target, .. }) = view.voting(&who, track.id).await? {
		let to = Account::new(target.0);
		return Err(GovernanceError::Delegating { who, track: track.name, to }.into());
	}
	let events = sign(&chain, &view, &key, &voting::vote(referendum, vote), 0, "the vote").await?;
	let lock = vote.periods(side == Side::Aye).saturating_mul(view.locking_period()?);
	let votes = match side {
		Side::Abstain => 0,
		Side::Aye | Side::Nay => level.votes(amount),
	};
	let json = json!({
		"referendum": referendum,
		"track": track.name,
		"side": format!("{side:?}").to_lowercase(),
		"amount": json::amount(amount),
		"votes": json::amount(votes),
		"lock_blocks": lock,
		"block": json::hash(events.block),
	});
	let time = words::lasting(lock, view.block_time()?);
	context.show_json(json, || {
		let counts = match side {
			Side::Aye => format!("counts {} for", amount::number(votes)),
			Side::Nay => format!("counts {} against", amount::number(votes)),
			Side::Abstain => "counts for neither side".to_owned(),
		};
		let after = match lock {
			0 => "and is free after that".to_owned(),
			_ => format!("and, if the vote wins, for {time} after that"),
		};
		format!(
			"{} {counts} in referendum {referendum}; the amount is locked until the referendum is \
			 over, {after}: openledger vote unlock",
			amount::format(amount)
		)
	});
	Ok(())
}

async fn remove(context: &Context, id: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let who = key.account();
	let mut found = None;
	for (track, _) in view.vote_locks(&who).await? {
		let Voting::Casting(Casting { votes, .. }) = view.voting(&who, track).await? else {
			continue;
		};
		if votes.iter().any(|(referendum, _)| *referendum == id) {
			found = Some(track);
		}
	}
	let track = found.ok_or(GovernanceError::NotVoted { who, id })?;
	let call = voting::remove_vote(Some(track), id);
	let events = sign(&chain, &view, &key, &call, 0, "taking the vote back").await?;
	context.show_json(json!({ "referendum": id, "block": json::hash(events.block) }), || {
		format!(
			"the vote about referendum {id} is taken back; what it locked can be freed: openledger \
			 vote unlock"
		)
	});
	Ok(())
}

/// What an account has locked on a track, and what of it can be freed.
#[derive(PartialEq, Eq, Debug, Default)]
pub struct Locks {
	/// Votes that lock nothing any more, by referendum.
	over: Vec<u32>,
	/// What stays locked, and until when where that is known.
	pub left: Vec<(Balance, Option<u32>)>,
}

/// How a referendum ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Outcome {
	Ongoing,
	Decided { end: u32, is_approved: bool },
	Nothing,
}

impl Outcome {
	fn of(referendum: &Referendum) -> Self {
		match *referendum {
			Referendum::Ongoing(_) => Self::Ongoing,
			Referendum::Approved(end, ..) => Self::Decided { end, is_approved: true },
			Referendum::Rejected(end, ..) => Self::Decided { end, is_approved: false },
			Referendum::Cancelled(..) | Referendum::TimedOut(..) | Referendum::Killed(_) => {
				Self::Nothing
			}
		}
	}

	/// Until when a vote about it is locked: `None` if it is not, nobody knows when if `Some(None)`.
	fn locks(self, vote: AccountVote, period: u32, now: u32) -> Option<Option<u32>> {
		match self {
			Self::Ongoing => Some(None),
			Self::Decided { end, is_approved } => {
				let lock = vote.periods(is_approved).saturating_mul(period);
				let until = end.saturating_add(lock);
				(lock > 0 && now < until).then_some(Some(until))
			}
			Self::Nothing => None,
		}
	}
}

impl Locks {
	/// What votes lock, of which the referenda ended so.
	fn of(
		votes: impl IntoIterator<Item = (u32, AccountVote, Outcome)>,
		period: u32,
		now: u32,
	) -> Self {
		let mut locks = Self::default();
		for (id, vote, outcome) in votes {
			match outcome.locks(vote, period, now) {
				Some(until) => locks.left.push((vote.balance(), until)),
				None => locks.over.push(id),
			}
		}
		locks
	}

	/// What has to stay locked.
	pub fn needed(&self) -> Balance {
		self.left.iter().map(|(amount, _)| *amount).max().unwrap_or_default()
	}
}

/// What an account has locked on a track at block `now`.
pub async fn locks(view: &BlockView, who: &Account, track: u16, now: u32) -> Result<Locks, Error> {
	let (mut locks, prior) = match view.voting(who, track).await? {
		Voting::Casting(Casting { votes, prior }) => {
			let mut ended = Vec::new();
			for (id, vote) in votes {
				ended.push((id, vote, Outcome::of(&view.referendum(id).await?)));
			}
			(Locks::of(ended, view.locking_period()?, now), prior)
		}
		Voting::Delegating(Delegating { balance, prior, .. }) => {
			(Locks { over: Vec::new(), left: vec![(balance, None)] }, prior)
		}
	};
	if now < prior.0 && prior.1 > 0 {
		locks.left.push((prior.1, Some(prior.0)));
	}
	Ok(locks)
}

async fn unlock(context: &Context) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let (who, tracks, now) = (key.account(), view.tracks()?, block(view.number()));
	let (mut before, mut after) = (0, 0);
	let (mut pending, mut left) = (Vec::new(), Vec::new());
	for (track, locked) in view.vote_locks(&who).await? {
		let locks = locks(&view, &who, track, now).await?;
		let needed = locks.needed();
		(before, after) = (locked.max(before), needed.max(after));
		for id in &locks.over {
			pending.push(view.encoded(&voting::remove_vote(Some(track), *id))?);
		}
		if needed < locked || !locks.over.is_empty() {
			let target = calls::lookup(&who);
			pending.push(view.encoded(&voting::unlock(track, target))?);
		}
		let name = tracks.iter().find(|one| one.id == track).map(|one| one.name.clone());
		let name = name.unwrap_or_default();
		left.extend(locks.left.into_iter().map(|(amount, until)| Lock {
			track: name.clone(),
			amount,
			until,
		}));
	}
	if pending.is_empty() {
		return Err(GovernanceError::NothingToUnlock(who).into());
	}
	let batches: Vec<_> =
		pending.chunks(MAX_CALLS).map(|calls| encoded::batch_all(calls.to_vec())).collect();
	let bar = progress::bar(to_u64(batches.len()), "unlocking");
	chain.submit_all(&batches, &key, &bar).await?;
	bar.finish();
	let rows: Vec<_> = left.iter().map(Lock::to_json).collect();
	let json = json!({
		"unlocked": json::amount(before.saturating_sub(after)),
		"locked": json::amount(after),
		"left": Value::Array(rows),
	});
	let millis = view.block_time()?;
	context.show_json(json, || {
		let mut text = format!(
			"{} less are locked by votes; {} still are",
			amount::format(before.saturating_sub(after)),
			amount::format(after)
		);
		for lock in &left {
			text.push_str(&format!("\n{}", lock.to_text(view.number(), millis)));
		}
		text
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_votes_that_won_should_stay_locked_and_for_their_time() {
		let aye = |amount| AccountVote::standard(true, Conviction::Locked2x, amount);
		let approved = Outcome::Decided { end: 100, is_approved: true };
		let rejected = Outcome::Decided { end: 100, is_approved: false };
		let votes = [
			(1, aye(10), Outcome::Ongoing),
			(2, aye(20), approved),
			(3, aye(30), rejected),
			(4, aye(40), Outcome::Nothing),
			(5, AccountVote::abstain(50), approved),
		];
		let locks = Locks::of(votes, 30, 159);
		assert_eq!(locks.over, [3, 4, 5]);
		assert_eq!(locks.left, [(10, None), (20, Some(160))]);
		assert_eq!(locks.needed(), 20);
		let locks = Locks::of(votes, 30, 160);
		assert_eq!(locks.over, [2, 3, 4, 5]);
		assert_eq!(locks.needed(), 10);
		assert_eq!(Locks::default().needed(), 0);
	}

	#[test]
	fn a_vote_without_conviction_should_lock_nothing_afterwards() {
		let vote = AccountVote::standard(false, Conviction::None, 5);
		let rejected = Outcome::Decided { end: 100, is_approved: false };
		assert_eq!(rejected.locks(vote, 30, 100), None);
		assert_eq!(Outcome::Ongoing.locks(vote, 30, 100), Some(None));
	}
}
