// SPDX-License-Identifier: Apache-2.0

//! `openledger delegate`

use serde_json::json;

use super::{
	locks::{after_undo, Lock},
	vote::{ensure_has, locks},
};
use crate::{
	args::{self, DelegateCommand, GiveVotes},
	context::Context,
	error::Error,
};
use openledger_client::chain::affordable::sign;
use openledger_client::names::Names;
use openledger_client::{
	account::Account,
	chain::{
		calls::{self, encoded, voting},
		referenda::Track,
		voting::{Casting, Delegating, Voting},
		BlockView,
	},
	convert::block,
	error::GovernanceError,
	json,
	units::amount,
	words,
};

/// The word for all tracks.
const ALL: &str = "all";

pub async fn run(context: &Context, args: args::Delegate) -> Result<(), Error> {
	match (args.command, args.give) {
		(Some(DelegateCommand::Undo { track }), _) => undo(context, &track).await,
		(None, Some(give)) => delegate(context, give).await,
		// The command line needs one of them.
		(None, None) => Ok(()),
	}
}

fn tracks(view: &BlockView, name: &str) -> Result<Vec<Track>, Error> {
	match name {
		ALL => Ok(view.tracks()?),
		name => Ok(vec![view.track(name)?]),
	}
}

fn list(tracks: &[Track]) -> String {
	tracks.iter().map(|track| track.name.as_str()).collect::<Vec<_>>().join(", ")
}

async fn delegate(context: &Context, args: GiveVotes) -> Result<(), Error> {
	let GiveVotes { track, to, amount, conviction } = args;
	let (key, chain) = (context.key()?, context.chain().await?);
	let who = key.account();
	if who == to {
		return Err(GovernanceError::ToOneself.into());
	}
	let view = chain.view().await?;
	ensure_has(&view, &who, amount).await?;
	let tracks = tracks(&view, &track)?;
	let mut pending = Vec::new();
	for track in &tracks {
		ensure_idle(&who, track, view.voting(&who, track.id).await?)?;
		let call = voting::delegate(track.id, calls::lookup(&to), conviction, amount);
		pending.push(view.encoded(&call)?);
	}
	let batch = encoded::batch_all(pending);
	let events = sign(&chain, &view, &key, &batch, 0, "delegating").await?;
	let votes = conviction.votes(amount);
	let ids: Vec<_> = tracks.iter().map(|track| &track.name).collect();
	let json = json!({
		"to": json::account(&to),
		"tracks": ids,
		"amount": json::amount(amount),
		"votes": json::amount(votes),
		"block": json::hash(events.block),
	});
	let lock = conviction.periods().saturating_mul(view.locking_period()?);
	let time = words::lasting(lock, view.block_time()?);
	let text = |names: &Names| {
		let after = match lock {
			0 => String::new(),
			_ => format!(", and for {time} after that"),
		};
		format!(
			"{} votes with {} more on {}; {} are locked until you undo it{after}: openledger delegate \
			 undo {track}",
			names.address(&to),
			amount::number(votes),
			list(&tracks),
			amount::format(amount)
		)
	};
	context.show_named_json(&view, json, text).await;
	Ok(())
}

/// Fails unless an account does nothing on a track.
fn ensure_idle(who: &Account, track: &Track, voting: Voting) -> Result<(), GovernanceError> {
	let (who, track) = (who.clone(), track.name.clone());
	match voting {
		Voting::Delegating(Delegating { target, .. }) => {
			Err(GovernanceError::Delegating { who, track, to: Account::new(target.0) })
		}
		Voting::Casting(Casting { votes, .. }) if votes.is_empty() => Ok(()),
		Voting::Casting(Casting { votes, .. }) => {
			let votes = votes.into_iter().map(|(id, _)| id).collect();
			Err(GovernanceError::HasVotes { who, track, votes })
		}
	}
}

async fn undo(context: &Context, name: &str) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let who = key.account();
	let view = chain.view().await?;
	let (mut undone, mut pending, mut periods) = (Vec::new(), Vec::new(), 0);
	let mut delegated = Vec::new();
	for track in tracks(&view, name)? {
		let voting = view.voting(&who, track.id).await?;
		let Voting::Delegating(Delegating { conviction, balance, .. }) = voting else { continue };
		delegated.push((balance, conviction.periods()));
		periods = conviction.periods().max(periods);
		pending.push(view.encoded(&voting::undelegate(track.id))?);
		undone.push(track);
	}
	if pending.is_empty() {
		let on = match name {
			ALL => "any track".to_owned(),
			name => format!("track {name}"),
		};
		return Err(GovernanceError::NotDelegating { who, on }.into());
	}
	let batch = encoded::batch_all(pending);
	let events = sign(&chain, &view, &key, &batch, 0, "taking votes back").await?;
	let period = view.locking_period()?;
	let lock = periods.saturating_mul(period);
	// What was taken back before may be locked for longer.
	let view = chain.view().await?;
	let (now, millis) = (view.number(), view.block_time()?);
	let mut left = Vec::new();
	for (track, (balance, periods)) in undone.iter().zip(delegated) {
		let until = block(now).saturating_add(periods.saturating_mul(period));
		for (amount, end) in locks(&view, &who, track.id, block(now)).await?.left {
			let lock = Lock { track: track.name.clone(), amount, until: end };
			let text = after_undo(&lock, balance, until, now, millis);
			left.push((lock, text));
		}
	}
	let ids: Vec<_> = undone.iter().map(|track| &track.name).collect();
	let rows: Vec<_> = left.iter().map(|(lock, _)| lock.to_json()).collect();
	let json = json!({
		"tracks": ids,
		"lock_blocks": lock,
		"locked": rows,
		"block": json::hash(events.block),
	});
	context.show_json(json, || {
		let mut text = format!("you vote for yourself again on {}; ", list(&undone));
		if left.is_empty() {
			text.push_str("what was locked can be freed now: openledger vote unlock");
			return text;
		}
		text.push_str(
			"what stays locked, and can be freed after that with openledger vote unlock:",
		);
		for (_, lock) in &left {
			text.push_str(&format!("\n{lock}"));
		}
		text
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::commands::referendum::rules;
	use openledger_client::{
		chain::voting::{AccountVote, Conviction, PriorLock},
		interface::api::runtime_types::pallet_conviction_voting::types::Delegations,
	};
	use subxt::utils::AccountId32;

	#[test]
	fn only_who_does_nothing_on_a_track_should_delegate_there() {
		let who = Account::new([1; 32]);
		let track = Track { id: 11, name: "fee_split".to_owned(), rules: rules() };
		let prior = PriorLock(0, 0);
		let casting = |votes| Voting::Casting(Casting { votes, prior });
		assert!(ensure_idle(&who, &track, casting(Vec::new())).is_ok());
		let votes = vec![(7, AccountVote::abstain(1))];
		let error = ensure_idle(&who, &track, casting(votes)).unwrap_err();
		let hint = |error: GovernanceError| crate::hints::of(&error.into()).unwrap();
		assert!(hint(error).ends_with("openledger vote remove 7"));
		let delegations = Delegations { votes: 0, capital: 0 };
		let (target, conviction) = (AccountId32([2; 32]), Conviction::None);
		let delegating = Delegating { balance: 1, target, conviction, delegations, prior };
		let error = ensure_idle(&who, &track, Voting::Delegating(delegating)).unwrap_err();
		assert!(hint(error).ends_with("openledger delegate undo fee_split"));
	}
}
