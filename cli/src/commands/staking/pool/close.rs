// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool close`: the way out for who made a pool, whose own stake has to leave last.

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		calls::{
			encoded::{self, EncodedCall},
			lookup,
			staking::{pools, SPANS},
		},
		pools::{Member, PoolState},
		BlockView,
	},
	error::StakingError,
	names::Names,
	text::count,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::missing;
use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// End a pool, as who made it: nobody can join any more, all members are sent home, and who made it
/// last. It takes the time of two unbondings; the command does what can be done now, and says when to
/// run it again.
#[derive(Args)]
pub struct Close {
	/// Which one.
	#[arg(value_name = "POOL")]
	pool: u32,
}

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

impl Close {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let id = self.pool;
		let signing = Signing::prepare(context).await?;
		let (view, who) = (&signing.view, &signing.who);
		let pool = view.pool(id).await?.ok_or_else(|| missing(id))?;
		let founder = Account::new(pool.roles.depositor.0);
		let era = view.active_era().await?;
		let plan = Plan::of(&view.pool_members(id).await?, &founder, era);

		let begins = pool.state != PoolState::Destroying;
		// Nobody but the founder may take its stake out.
		let mut steps = plan.now(&founder);
		steps.retain(|(one, _)| **one != founder || *who == founder);
		let calls = calls(view, id, begins, &steps, &founder)?;
		let mut block = None;
		for calls in calls.chunks(MAX_CALLS) {
			let batch = encoded::batch_all(calls.to_vec());
			block = Some(signing.sign(&batch, "closing the pool").await?.block);
		}

		// What is left is what the chain says now.
		let view = signing.chain.view().await?;
		let closed = view.pool(id).await?.is_none();
		let rest = Plan::of(&view.pool_members(id).await?, &founder, view.active_era().await?);
		if block.is_none() && rest.next.is_none() {
			return Err(StakingError::FounderCloses { pool: id, founder }.into());
		}
		let done = |step: fn(&Step) -> bool| steps.iter().filter(|(_, one)| step(one)).count();
		let closing = Closing {
			pool: id,
			closed,
			unbonded: done(|step| matches!(step, Step::Unbond(_))),
			withdrawn: done(|step| matches!(step, Step::Withdraw)),
			members: rest.others.len().saturating_add(usize::from(!closed)),
			next_era: rest.next,
			block,
			begins,
			others: rest.others.len(),
			era,
			era_millis: view.era_millis()?,
		};
		context.show(&closing);
		Ok(())
	}
}

/// The calls of all steps, after the one that has the pool end if it has not begun to.
fn calls(
	view: &BlockView,
	id: u32,
	begins: bool,
	steps: &[(&Account, Step)],
	founder: &Account,
) -> Result<Vec<EncodedCall>, Error> {
	let mut calls = Vec::new();
	if begins {
		calls.push(view.encoded(&pools::set_state(id, pools::PoolState::Destroying))?);
	}
	for (member, step) in steps {
		match step {
			Step::Unbond(points) => {
				// A stake that backs someone may not go below the least that it takes.
				if *member == founder {
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
	Ok(calls)
}

#[derive(Serialize)]
struct Closing {
	pool: u32,
	closed: bool,
	/// Members whose stake is being unbonded, and members who got theirs back.
	unbonded: usize,
	withdrawn: usize,
	/// Those that are left.
	members: usize,
	/// The era in which more can be done.
	next_era: Option<u32>,
	block: Option<H256>,
	/// Whether the pool has only now begun to end.
	#[serde(skip)]
	begins: bool,
	/// Members but for who made it.
	#[serde(skip)]
	others: usize,
	#[serde(skip)]
	era: u32,
	#[serde(skip)]
	era_millis: u64,
}

impl Shown for Closing {
	fn text(&self, _: &Names) -> String {
		let Self { pool, unbonded, withdrawn, .. } = *self;
		let mut lines = Vec::new();
		if self.begins {
			lines.push(format!("pool {pool} takes nobody any more, and ends"));
		}
		if unbonded > 0 {
			lines.push(format!("the stake of {} is being unbonded", count(unbonded, "member")));
		}
		if withdrawn > 0 {
			lines.push(format!("{} got back what was free", count(withdrawn, "member")));
		}
		lines.push(match self.closed {
			true => format!("pool {pool} is gone"),
			false => self.ahead(),
		});
		lines.join("\n")
	}
}

impl Closing {
	/// What comes next, and when.
	fn ahead(&self) -> String {
		let again = format!("openledger staking pool close {}", self.pool);
		let when = match self.next_era {
			None => format!("go on: {again}"),
			Some(next) => {
				let eras = next.saturating_sub(self.era);
				let millis = self.era_millis.saturating_mul(eras.into());
				format!("go on in era {next}, in {}: {again}", words::rough(millis / 1_000))
			}
		};
		let others = match self.others {
			0 => return when,
			1 => "one other member has".to_owned(),
			others => format!("{others} other members have"),
		};
		format!("the stake of who made it comes out when {others} left: {when}")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::pool::member;

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
	fn what_comes_next_should_be_a_command() {
		let closing = |others, next_era| Closing {
			pool: 7,
			closed: false,
			unbonded: 0,
			withdrawn: 0,
			members: others,
			next_era,
			block: None,
			begins: false,
			others,
			era: 3,
			era_millis: 60_000,
		};
		let text = closing(1, Some(9)).text(&Names::default());
		assert!(text.contains("when one other member has left"), "{text}");
		assert!(
			text.ends_with("go on in era 9, in about 6 minutes: openledger staking pool close 7")
		);
		let text = closing(0, None).text(&Names::default());
		assert_eq!(text, "go on: openledger staking pool close 7");
	}
}
