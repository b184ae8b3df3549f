// SPDX-License-Identifier: Apache-2.0

//! The same tokens vote once: a vote's lock holds whatever else they are used for.

use super::{
	market::{open_channel, open_market, register_operator, Answer},
	*,
};
use crate::{
	configs::{
		governance::voting::VotingIssuance,
		money::TreasuryAccount,
		openledger::{ChallengerShare, DemandBond, MinBond, SlashShare},
		promises::{promised, voting, LockPromises, VOTES},
	},
	genesis_config_presets::DEV_ENDOWMENT,
	Balances, Channels, Contributions, ConvictionVoting, NominationPools, Referenda, Rewards,
	Staking,
};
use frame_support::{
	migrations::SteppedMigration,
	traits::{fungible::Inspect, LockableCurrency, WithdrawReasons},
	weights::WeightMeter,
};
use pallet_contributions::Ruling;
use pallet_staking::RewardDestination;
use sp_runtime::TokenError;

type VotingError = pallet_conviction_voting::Error<Runtime>;

const FROZEN: DispatchError = DispatchError::Token(TokenError::Frozen);
const STAKING: TrackId = 20;

pub(super) fn wealth(who: Key) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance(&who.to_account_id())
}

pub(super) fn promised_by(who: Key) -> Balance {
	promised(&who.to_account_id())
}

pub(super) fn locked(who: Key) -> Balance {
	System::account(who.to_account_id()).data.frozen
}

fn free(who: Key) -> Balance {
	Balances::free_balance(who.to_account_id())
}

pub(super) fn transfer(from: Key, to: Key, amount: Balance) -> DispatchResult {
	let to = to.to_account_id().into();
	send(from, pallet_balances::Call::<Runtime>::transfer_allow_death { dest: to, value: amount })
}

/// Votes aye with as much as there is no lock for longer.
fn aye(who: Key, referendum: u32, balance: Balance) -> DispatchResult {
	vote(who, referendum, standard(true, Conviction::Locked6x, balance))
}

fn support(referendum: u32) -> Balance {
	ongoing(referendum).tally.support
}

fn refused() -> DispatchResult {
	Err(VotingError::InsufficientFunds.into())
}

/// Who votes, and its other accounts.
const FIRST: Key = Key::Eve;
const SECOND: Key = Key::Ferdie;
const THIRD: Key = Key::Dave;
const OWN: [Key; 3] = [FIRST, SECOND, THIRD];

fn together() -> Balance {
	OWN.map(wealth).into_iter().sum()
}

/// To demand what one can answer oneself moves money from one account to another for next to nothing.
#[test]
fn demands_should_not_move_tokens_that_vote() {
	on_development(|| {
		open_market();
		let referendum = open(root(), set_emission(1));
		let answer = Answer::paid_by(SECOND, SECOND, OPEN).unwrap();
		let (before, all) = (together(), wealth(FIRST));

		assert_ok!(aye(FIRST, referendum, all));
		assert_noop!(answer.demand(FIRST, 0), FROZEN);
		assert_eq!((wealth(FIRST), free(FIRST), locked(FIRST)), (all, all, all));

		// With all but the bond of one, there is one.
		let bond = DemandBond::get();
		assert_eq!(bond, 2 * OPEN);
		let remove = || ConvictionVoting::remove_vote(signed(FIRST), None, referendum);
		assert_ok!(remove());
		assert_ok!(ConvictionVoting::unlock(signed(FIRST), 0, FIRST.to_account_id().into()));
		assert_ok!(aye(FIRST, referendum, all - bond));
		assert_ok!(answer.demand(FIRST, 0));
		assert_noop!(answer.demand(FIRST, 1), FROZEN);
		assert_eq!(aye(FIRST, referendum, all), refused());
		assert_eq!(aye(FIRST, referendum, all - bond + 1), refused());
		// Nothing that is free can go, and leave the bond behind the vote.
		assert_eq!(free(FIRST), all - bond);
		assert_noop!(transfer(FIRST, THIRD, 1), FROZEN);

		assert_ok!(answer.reveal(SECOND, 0));
		assert_eq!((wealth(FIRST), locked(FIRST)), (all - bond, all - bond));
		let batch = promised_by(SECOND);
		assert_ok!(aye(SECOND, referendum, wealth(SECOND) - batch));
		assert_eq!(support(referendum), wealth(FIRST) + wealth(SECOND) - batch);
		assert_eq!(together(), before);
	});
}

#[test]
fn what_was_demanded_first_should_not_vote_after_it() {
	on_development(|| {
		open_market();
		let referendum = open(root(), set_emission(1));
		let answer = Answer::paid_by(SECOND, SECOND, OPEN).unwrap();
		let all = wealth(FIRST);
		for span in 0..50 {
			assert_ok!(answer.demand(FIRST, span));
		}
		let bonds = 50 * DemandBond::get();
		assert_eq!(aye(FIRST, referendum, all - bonds + 1), refused());
		assert_ok!(aye(FIRST, referendum, all - bonds));
		for span in 0..50 {
			assert_ok!(answer.reveal(THIRD, span));
		}
		assert_eq!((wealth(FIRST), locked(FIRST)), (all - bonds, all - bonds));
		assert_eq!(wealth(SECOND), DEV_ENDOWMENT - OPEN + bonds);
		for who in [SECOND, THIRD] {
			assert_ok!(aye(who, referendum, wealth(who) - promised_by(who)));
		}
		let batch = promised_by(SECOND);
		assert_eq!(support(referendum), together() - batch);
	});
}

/// A channel to an operator of one's own is paid out by a batch that is refuted, to the last planck.
#[test]
fn channels_should_not_move_tokens_that_vote() {
	on_development(|| {
		open_market();
		let referendum = open(root(), set_emission(1));
		let (funds, bond) = (500_000 * OPEN, 50_000 * OPEN);
		assert_ok!(register_operator(SECOND, bond));
		let channel = open_channel(FIRST, SECOND, funds).unwrap();
		let (before, all) = (together(), wealth(FIRST));

		assert_eq!(aye(FIRST, referendum, all), refused());
		assert_eq!(aye(FIRST, referendum, all - funds + 1), refused());
		assert_ok!(aye(FIRST, referendum, all - funds));
		assert_noop!(transfer(FIRST, THIRD, 1), FROZEN);
		let more = Channels::top_up(signed(FIRST), channel, 1);
		assert_eq!(more, Err(FROZEN));

		let answer = Answer::by_channel(FIRST, SECOND, channel, funds, true).unwrap();
		assert_eq!((wealth(FIRST), locked(FIRST)), (all - funds, all - funds));
		assert_ok!(Channels::close_channel(signed(SECOND), channel));
		let treasury = Balances::free_balance(TreasuryAccount::get());
		assert_ok!(answer.refute(THIRD));
		assert_ok!(answer.finalize(THIRD));
		assert_eq!(Rewards::owed(&FIRST.to_account_id()), funds);
		assert_ok!(Rewards::set_payout(signed(FIRST), THIRD.to_account_id()));
		assert_ok!(Rewards::claim_for(signed(THIRD), FIRST.to_account_id()));

		// All of it is there, but for what the operator lost: four fifths of half its bond.
		let slashed = SlashShare::get().mul_floor(bond);
		let lost = slashed - ChallengerShare::get().mul_floor(slashed);
		assert_eq!(lost, 20_000 * OPEN);
		assert_eq!(Balances::free_balance(TreasuryAccount::get()), treasury + lost);
		assert_eq!(together(), before - lost);
		assert_eq!(wealth(FIRST), all - funds);
		for who in [SECOND, THIRD] {
			assert_eq!(aye(who, referendum, wealth(who) - promised_by(who) + 1), refused());
			assert_ok!(aye(who, referendum, wealth(who) - promised_by(who)));
		}
		assert_eq!(support(referendum), together() - promised_by(SECOND));
	});
}

/// What is held counts as a part of what a lock leaves in place. So what is free could go.
#[test]
fn what_is_free_should_not_leave_a_vote_to_what_is_promised() {
	on_development(|| {
		let referendum = open(root(), set_emission(1));
		let all = wealth(FIRST);
		assert_ok!(register_operator(FIRST, all / 2));
		let record = System::account(FIRST.to_account_id()).data.reserved - all / 2;
		assert_ok!(aye(FIRST, referendum, all / 2));
		assert_eq!(locked(FIRST), all);
		for amount in [1, OPEN, all / 4, free(FIRST)] {
			assert_noop!(transfer(FIRST, SECOND, amount), FROZEN);
		}
		// What is unbonded backs the vote, once it is free, and may then go, but for that.
		assert_ok!(Channels::unbond(signed(FIRST), all / 2));
		pass(1);
		assert_noop!(transfer(FIRST, SECOND, 1), FROZEN);
		System::set_block_number(System::block_number() + 31 * DAYS);
		assert_ok!(Channels::withdraw_unbonded(signed(FIRST)));
		assert_eq!(locked(FIRST), all / 2);
		assert_ok!(transfer(FIRST, SECOND, all / 2));
		assert_noop!(transfer(FIRST, SECOND, 1), FROZEN);
		assert_eq!((wealth(FIRST), free(FIRST)), (all / 2, all / 2 - record));
	});
}

#[test]
fn delegated_tokens_should_be_no_promise_and_promised_ones_not_be_delegated() {
	on_development(|| {
		open_market();
		let referendum = open(Origin::Staking, set_emission(1));
		assert_ok!(aye(THIRD, referendum, OPEN));
		let all = wealth(FIRST);
		assert_ok!(register_operator(SECOND, MinBond::get()));
		assert_ok!(open_channel(FIRST, SECOND, 400_000 * OPEN));
		let delegate = |balance| {
			let to = THIRD.to_account_id().into();
			ConvictionVoting::delegate(signed(FIRST), STAKING, to, Conviction::None, balance)
				.map(|_| ())
				.map_err(|error| error.error)
		};
		assert_eq!(delegate(all - 400_000 * OPEN + 1), refused());
		assert_ok!(delegate(all - 400_000 * OPEN));
		assert_eq!(support(referendum), all - 400_000 * OPEN + OPEN);
		assert_eq!(open_channel(FIRST, SECOND, 1), Err(FROZEN));
		assert_noop!(transfer(FIRST, SECOND, 1), FROZEN);
		assert_ok!(ConvictionVoting::undelegate(signed(FIRST), STAKING));
		assert_ok!(ConvictionVoting::unlock(signed(SECOND), STAKING, FIRST.to_account_id().into()));
		assert_eq!(locked(FIRST), 0);
		assert_ok!(open_channel(FIRST, SECOND, 400_000 * OPEN));
		assert_eq!(promised_by(FIRST), 800_000 * OPEN);
	});
}

/// What a ruling may take does not vote either; and it takes it whatever is locked.
#[test]
fn deposits_that_a_ruling_takes_should_not_vote() {
	on_development(|| {
		let referendum = open(root(), set_emission(1));
		let curators = vec![SECOND.to_account_id()];
		let curators = frame_support::BoundedVec::truncate_from(curators);
		deposits::create(pallet_contributions::Admission::Curated(curators));
		let deposit = deposits::register(1, 0, &[]);
		let alice = Key::Alice;
		assert_eq!(promised_by(alice), deposit);
		let votes = wealth(alice) - deposit;
		assert_eq!(aye(alice, referendum, votes + 1), refused());
		assert_ok!(aye(alice, referendum, votes));
		assert_ok!(Contributions::reject(signed(SECOND), 0));
		assert_eq!(Contributions::appeal(signed(alice), 0), Err(FROZEN));
		let treasury = Balances::free_balance(TreasuryAccount::get());
		assert_ok!(Contributions::resolve_appeal(RuntimeOrigin::root(), 0, Ruling::Abuse));
		assert_eq!(Balances::free_balance(TreasuryAccount::get()), treasury + deposit);
		assert_eq!((wealth(alice), locked(alice)), (votes, votes));
	});
}

/// What can be done with tokens, in any order. Each does as much as it can.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
	Vote,
	Stake,
	Pool,
	Channel,
}

fn permutations(of: &[Use]) -> Vec<Vec<Use>> {
	if of.is_empty() {
		return vec![vec![]];
	}
	let mut all = vec![];
	for first in of {
		let others: Vec<_> = of.iter().copied().filter(|other| other != first).collect();
		for rest in permutations(&others) {
			all.push([&[*first], &rest[..]].concat());
		}
	}
	all
}

/// Stake is held, and nobody else's by it: it votes as well before as after, and so changes nothing
/// about what can vote and what can be promised.
#[test]
fn stake_should_vote_and_change_nothing() {
	const PART: Balance = 250_000 * OPEN;
	// Who stakes can't be in a pool as well.
	let orders =
		[Use::Stake, Use::Pool].map(|stake| permutations(&[Use::Vote, stake, Use::Channel]));
	for order in orders.concat() {
		on_development(|| {
			let referendum = open(root(), set_emission(1));
			let pool = |who: Key| who.to_account_id().into();
			let own = 10_000 * OPEN;
			let create =
				NominationPools::create(signed(THIRD), own, pool(THIRD), pool(THIRD), pool(THIRD));
			assert_ok!(create);
			assert_ok!(register_operator(SECOND, MinBond::get()));
			let mut has_voted = false;
			let all = wealth(FIRST);
			for step in &order {
				match step {
					Use::Vote => {
						let most = all - promised_by(FIRST);
						assert_eq!(aye(FIRST, referendum, most + 1), refused());
						assert_ok!(aye(FIRST, referendum, most));
						has_voted = true;
					}
					Use::Stake => {
						let payee = RewardDestination::Staked;
						assert_ok!(Staking::bond(signed(FIRST), PART, payee));
					}
					Use::Pool => {
						assert_ok!(NominationPools::join(signed(FIRST), PART, 1));
					}
					Use::Channel => {
						let opened = open_channel(FIRST, SECOND, PART).map(|_| ());
						assert_eq!(opened, if has_voted { Err(FROZEN) } else { Ok(()) });
					}
				}
			}
			assert_eq!(wealth(FIRST), all, "{order:?}");
			assert_eq!(support(referendum) + promised_by(FIRST), all, "{order:?}");
			assert_eq!(locked(FIRST), all);
			assert_noop!(transfer(FIRST, SECOND, 1), FROZEN);
		});
	}
}

#[test]
fn full_support_should_be_all_that_is_not_promised() {
	on_development(|| {
		let referendum = open(root(), set_emission(1));
		let channel = 100_000 * OPEN;
		assert_ok!(register_operator(SECOND, MinBond::get()));
		assert_ok!(open_channel(FIRST, SECOND, channel));
		for key in Key::well_known() {
			assert_ok!(aye(key, referendum, wealth(key) - promised_by(key)));
		}
		let promised = channel + MinBond::get();
		assert_eq!(support(referendum), VotingIssuance::get() - promised);
	});
}

/// Votes of before promises were locked too.
#[test]
fn the_migration_should_lock_what_is_promised() {
	on_development(|| {
		let referendum = open(root(), set_emission(1));
		assert_ok!(register_operator(SECOND, MinBond::get()));
		for who in VOTERS {
			assert_ok!(aye(who, referendum, VOTE));
			let reasons = WithdrawReasons::except(WithdrawReasons::RESERVE);
			Balances::set_lock(VOTES, &who.to_account_id(), VOTE, reasons);
		}
		let (bond, mut last, mut steps) = (MinBond::get(), None, 0);
		let one = frame_support::weights::Weight::from_parts(200_000_000, 0);
		loop {
			last = LockPromises::<Runtime>::step(last, &mut WeightMeter::with_limit(one)).unwrap();
			if last.is_none() {
				break;
			}
			steps += 1;
		}
		assert_eq!(steps, VOTERS.len());
		assert_eq!(locked(SECOND), VOTE + bond);
		assert_eq!(locked(FIRST), VOTE);
		let none = &mut WeightMeter::with_limit(one / 2);
		assert!(LockPromises::<Runtime>::step(None, none).is_err());
	});
}

/// Root takes deposits of referenda, and a slash takes stake: the lock stays, and gives way to what
/// was promised.
#[test]
fn what_was_promised_should_be_paid_after_a_slash_elsewhere() {
	on_development(|| {
		open_market();
		let killed = submit_by(FIRST, root(), set_emission(1));
		assert_ok!(register_operator(SECOND, MinBond::get()));
		let channel = open_channel(FIRST, SECOND, 100 * OPEN).unwrap();
		let referendum = open(root(), set_emission(1));
		assert_ok!(aye(FIRST, referendum, wealth(FIRST) - 100 * OPEN));
		assert_ok!(Referenda::kill(RuntimeOrigin::root(), killed));
		let who = FIRST.to_account_id();
		assert!(voting(&who) + promised(&who) > wealth(FIRST));
		let free_before = free(FIRST);
		assert_ok!(Answer::by_channel(FIRST, SECOND, channel, 100 * OPEN, false));
		assert_eq!((promised_by(FIRST), free(FIRST)), (0, free_before));
		assert_eq!(locked(FIRST), voting(&who));
	});
}
