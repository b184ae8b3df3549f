// SPDX-License-Identifier: Apache-2.0

//! `openledger pool close`: the way out for who made a pool, whose own stake has to leave last.

use openledger_primitives::Balance;
use serde_json::json;

use crate::{context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{
			encoded, lookup,
			staking::{pools, SPANS},
		},
		pools::{Member, Pool, PoolState},
	},
	error::StakingError,
	json,
	text::count,
	words,
};

/// Calls of one transaction: each changes a stake, and may pay a member.
const MAX_CALLS: usize = 8;

/// What a member's way out needs next.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
	/// Its stake is still in.
	Unbond(Balance),
	/// Something of it is free.
	Withdraw,
	/// It waits until an era.
	Wait(u32),
}

/// What there is to do.
#[derive(PartialEq, Eq, Debug)]
struct Plan {
	/// Others, with what can be done for them now.
	others: Vec<(Account, Step)>,
	/// What the founder can do, once it is the only one.
	own: Option<Step>,
	/// The era in which more can be done, if anything has to be waited for.
	next: Option<u32>,
}

impl Step {
	fn of(member: &Member, era: u32) -> Option<Self> {
		if member.points > 0 {
			return Some(Self::Unbond(member.points));
		}
		if member.unbonding_eras.iter().any(|(free, _)| *free <= era) {
			return Some(Self::Withdraw);
		}
		member.unbonding_eras.iter().map(|(free, _)| *free).min().map(Self::Wait)
	}
}

impl Plan {
	fn of(members: &[(Account, Member)], founder: &Account, era: u32) -> Self {
		let (mut others, mut own, mut next) = (Vec::new(), None, None::<u32>);
		for (who, member) in members {
			let Some(step) = Step::of(member, era) else { continue };
			if let Step::Wait(until) = step {
				next = Some(next.map_or(until, |next| next.min(until)));
			}
			match who == founder {
				true => own = Some(step),
				false => others.push((who.clone(), step)),
			}
		}
		// The founder's stake keeps the pool up while anyone else is in it.
		if !others.is_empty() {
			own = None;
		}
		Self { others, own, next }
	}

	/// The steps that can be done now, the founder's among them.
	fn now<'a>(&'a self, founder: &'a Account) -> Vec<(&'a Account, Step)> {
		let own = self.own.map(|step| (founder, step));
		let all = self.others.iter().map(|(who, step)| (who, *step)).chain(own);
		all.filter(|(_, step)| !matches!(step, Step::Wait(_))).collect()
	}
}

/// Fails unless an account may end a pool, or the pool ends already.
fn ensure_may_close(id: u32, pool: &Pool, who: &Account) -> Result<(), StakingError> {
	let may = [&pool.roles.root, &pool.roles.bouncer].into_iter().flatten();
	let is_one = may.into_iter().any(|one| one.0 == account::bytes(who));
	match pool.state == PoolState::Destroying || is_one {
		true => Ok(()),
		false => {
			let founder = Account::new(pool.roles.depositor.0);
			Err(StakingError::NotFounder { pool: id, founder })
		}
	}
}

pub async fn run(context: &Context, id: u32) -> Result<(), Error> {
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let pool = view.pool(id).await?.ok_or(StakingError::NoPool(id))?;
	let who = key.account();
	ensure_may_close(id, &pool, &who)?;
	let founder = Account::new(pool.roles.depositor.0);
	let (era, era_millis) = (view.active_era().await?, view.era_millis()?);
	let plan = Plan::of(&view.pool_members(id).await?, &founder, era);

	let mut calls = Vec::new();
	let begins = pool.state != PoolState::Destroying;
	if begins {
		calls.push(view.encoded(&pools::set_state(id, pools::PoolState::Destroying))?);
	}
	// Nobody but the founder may take its stake out.
	let steps: Vec<_> = plan
		.now(&founder)
		.into_iter()
		.filter(|(one, _)| **one != founder || who == founder)
		.collect();
	for (member, step) in &steps {
		match step {
			Step::Unbond(points) => {
				// A stake that backs someone may not go below the least that it takes.
				if **member == founder {
					calls.push(view.encoded(&pools::chill(id))?);
				}
				calls.push(view.encoded(&pools::unbond(lookup(member), *points))?);
			}
			Step::Withdraw => {
				calls.push(view.encoded(&pools::withdraw_unbonded(lookup(member), SPANS))?);
			}
			Step::Wait(_) => {}
		}
	}
	let mut block = None;
	for calls in calls.chunks(MAX_CALLS) {
		let batch = encoded::batch_all(calls.to_vec());
		block = Some(sign(&chain, &view, &key, &batch, 0, "closing the pool").await?.block);
	}

	// What is left is what the chain says now.
	let view = chain.view().await?;
	let is_closed = view.pool(id).await?.is_none();
	let rest = Plan::of(&view.pool_members(id).await?, &founder, view.active_era().await?);
	if block.is_none() && rest.next.is_none() {
		return Err(StakingError::FounderCloses { pool: id, founder }.into());
	}
	let done = |step: fn(&Step) -> bool| steps.iter().filter(|(_, one)| step(one)).count();
	let unbonded = done(|step| matches!(step, Step::Unbond(_)));
	let withdrawn = done(|step| matches!(step, Step::Withdraw));
	let json = json!({
		"pool": id,
		"closed": is_closed,
		"unbonded": unbonded,
		"withdrawn": withdrawn,
		"members": rest.others.len() + usize::from(!is_closed),
		"next_era": rest.next,
		"block": block.map(json::hash),
	});
	context.show_json(json, || {
		let mut lines = Vec::new();
		if begins {
			lines.push(format!("pool {id} takes nobody any more, and ends"));
		}
		if unbonded > 0 {
			lines.push(format!("the stake of {} is being unbonded", count(unbonded, "member")));
		}
		if withdrawn > 0 {
			lines.push(format!("{} got back what was free", count(withdrawn, "member")));
		}
		match (is_closed, rest.next) {
			(true, _) => lines.push(format!("pool {id} is gone")),
			(false, next) => lines.push(ahead(&rest, id, next.map(|next| (next, era, era_millis)))),
		}
		lines.join("\n")
	});
	Ok(())
}

/// What comes next, and when.
fn ahead(rest: &Plan, id: u32, next: Option<(u32, u32, u64)>) -> String {
	let again = format!("openledger pool close {id}");
	let when = match next {
		None => format!("go on: {again}"),
		Some((next, era, millis)) => {
			let millis = millis.saturating_mul(next.saturating_sub(era).into());
			format!("go on in era {next}, in {}: {again}", words::rough(millis / 1_000))
		}
	};
	match rest.others.len() {
		0 => when,
		others => format!(
			"the stake of who made it comes out when {} left: {when}",
			match others {
				1 => "one other member has".to_owned(),
				others => format!("{others} other members have"),
			}
		),
	}
}

/// What keeps a founder from taking its stake out: a pool that does not end, or others in it.
pub fn is_open_to_founder(pool: &Pool) -> bool {
	pool.state == PoolState::Destroying && pool.member_counter == 1
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::pool::{member, pool};

	fn account(n: u8) -> Account {
		Account::new([n; 32])
	}

	#[test]
	fn a_founder_should_leave_after_all_others() {
		let founder = account(1);
		let all = [
			(founder.clone(), member(100, &[])),
			(account(2), member(5, &[(3, 5)])),
			(account(3), member(0, &[(9, 5), (3, 5)])),
			(account(4), member(0, &[(9, 5), (8, 5)])),
		];
		let plan = Plan::of(&all, &founder, 3);
		let (two, three) = (account(2), account(3));
		assert_eq!(plan.now(&founder), [(&two, Step::Unbond(5)), (&three, Step::Withdraw)]);
		assert_eq!((plan.own, plan.next), (None, Some(8)));
		let plan = Plan::of(&all[..1], &founder, 3);
		assert_eq!(plan.now(&founder), [(&founder, Step::Unbond(100))]);
		let waits = [(founder.clone(), member(0, &[(9, 100)]))];
		let plan = Plan::of(&waits, &founder, 3);
		assert!(plan.now(&founder).is_empty());
		assert_eq!(plan.next, Some(9));
		let plan = Plan::of(&waits, &founder, 9);
		assert_eq!(plan.now(&founder), [(&founder, Step::Withdraw)]);
	}

	#[test]
	fn only_who_runs_a_pool_should_end_it() {
		for (state, who, may) in [
			(PoolState::Open, 1, true),
			(PoolState::Blocked, 2, true),
			(PoolState::Open, 3, false),
			(PoolState::Destroying, 3, true),
		] {
			assert_eq!(ensure_may_close(7, &pool(state), &account(who)).is_ok(), may);
		}
		assert!(is_open_to_founder(&pool(PoolState::Destroying)));
		assert!(!is_open_to_founder(&pool(PoolState::Open)));
		assert!(!is_open_to_founder(&Pool { member_counter: 2, ..pool(PoolState::Destroying) }));
	}

	#[test]
	fn what_comes_next_should_be_a_command() {
		let founder = account(1);
		let plan = Plan::of(&[(account(4), member(0, &[(9, 5)]))], &founder, 3);
		let text = ahead(&plan, 7, Some((9, 3, 60_000)));
		assert!(text.contains("when one other member has left"), "{text}");
		assert!(text.ends_with("go on in era 9, in about 6 minutes: openledger pool close 7"));
		let plan = Plan::of(&[], &founder, 3);
		assert_eq!(ahead(&plan, 7, None), "go on: openledger pool close 7");
	}
}
