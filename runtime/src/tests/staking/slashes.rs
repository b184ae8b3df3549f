// SPDX-License-Identifier: Apache-2.0

//! Slashes: put off, then taken from all who backed the offender, for the reporter and the treasury.

use super::*;
use crate::{configs::money::TreasuryAccount, constants::currency::OPEN};
use frame_support::assert_noop;
use sp_runtime::DispatchError;

/// One of four: `(3 × 1 ⁄ 4)²`.
const FRACTION: Perbill = Perbill::from_parts(562_500_000);
/// The era in whose first block a slash for era 1 is applied.
const APPLIED: EraIndex = 3;

/// Who was exposed in era 1 behind `validator`, with how much, the validator first.
fn exposed(validator: &AccountId) -> Vec<(AccountId, Balance)> {
	let exposure = Staking::eras_stakers(1, validator);
	let others = exposure.others.into_iter().map(|other| (other.who, other.value));
	[(validator.clone(), exposure.own)].into_iter().chain(others).collect()
}

/// A testnet in era 1, in which `nominators` back Alice, who has made two blocks in a slot. The test
/// gets her.
fn on_offence(nominators: &[(Key, Balance)], test: impl FnOnce(AccountId)) {
	on_testnet(|| {
		let alice = account(Key::AliceStash);
		for (key, amount) in nominators {
			nominate(&account(*key), *amount, RewardDestination::Stash, &[&alice]);
		}
		run_to_era(1);
		assert_ok!(report(&alice, &account(Key::Ferdie)));
		assert_eq!(active_era(), 1);
		test(alice);
	});
}

#[test]
fn a_slash_should_be_put_off_and_then_taken_from_all_who_backed_the_offender() {
	let nominators = [(Key::Bob, 10_000 * OPEN), (Key::Charlie, 77_777 * OPEN + 7)];
	on_offence(&nominators, |alice| {
		let exposed = exposed(&alice);
		assert_eq!(exposed.len(), 3);
		let before: Vec<_> = exposed.iter().map(|(who, _)| bonded(who)).collect();
		let (ferdie, treasury) = (account(Key::Ferdie), TreasuryAccount::get());
		let (reporter, pot) = (wealth(&ferdie), wealth(&treasury));
		let innocent = bonded(&account(Key::BobStash));

		run_to_era(APPLIED - 1);
		assert!(exposed.iter().map(|(who, _)| bonded(who)).eq(before.iter().copied()));
		run_to_era(APPLIED);
		let (mut slashed, mut reward) = (0, 0);
		for ((who, exposed), before) in exposed.into_iter().zip(before) {
			let share = FRACTION * exposed;
			assert_eq!(bonded(&who), before - share);
			slashed += share;
			// A tenth of a slash is for reporters, half of it at once.
			reward += Perbill::from_percent(50) * (Perbill::from_percent(10) * share);
		}
		assert_eq!(wealth(&ferdie), reporter + reward);
		assert_eq!(wealth(&treasury), pot + slashed - reward);
		assert_eq!(bonded(&account(Key::BobStash)), innocent);
	});
}

#[test]
fn unbonding_should_not_escape_a_slash() {
	on_offence(&[(Key::Bob, 10_000 * OPEN)], |alice| {
		let bob = account(Key::Bob);
		let (_, backed) = exposed(&alice).into_iter().find(|(who, _)| *who == bob).unwrap();
		let before = wealth(&bob);
		assert_ok!(Staking::unbond(signed(&bob), 10_000 * OPEN));
		run_to_era(APPLIED);
		assert_ok!(Staking::withdraw_unbonded(signed(&bob), 8));
		let left = 10_000 * OPEN - FRACTION * backed;
		assert_eq!(bonded(&bob), left);
		run_to_era(8);
		assert_ok!(Staking::withdraw_unbonded(signed(&bob), 8));
		assert_eq!(bonded(&bob), 0);
		assert_eq!(Balances::free_balance(&bob), before - FRACTION * backed);
	});
}

#[test]
fn a_cancelled_slash_should_take_nothing() {
	on_offence(&[(Key::Bob, 10_000 * OPEN)], |alice| {
		let all = [alice, account(Key::Bob), account(Key::Ferdie), TreasuryAccount::get()];
		let before = all.each_ref().map(wealth);
		let cancel = |origin| Staking::cancel_deferred_slash(origin, APPLIED, vec![0]);
		assert_noop!(cancel(signed(&all[0])), DispatchError::BadOrigin);
		assert_noop!(cancel(Origin::FeeSplit.into()), DispatchError::BadOrigin);
		assert_ok!(cancel(Origin::Staking.into()));
		run_to_era(APPLIED + 1);
		assert_eq!(all.each_ref().map(wealth), before);
	});
}

/// It must not pay to report oneself, or to be reported twice.
#[test]
fn a_second_report_of_an_era_should_take_no_more() {
	on_offence(&[], |alice| {
		let slash = FRACTION * exposed(&alice)[0].1;
		let before = bonded(&alice);
		next_block();
		assert_ok!(report(&alice, &account(Key::Eve)));
		assert_eq!(active_era(), 1);
		run_to_era(APPLIED + 1);
		assert_eq!(bonded(&alice), before - slash);
	});
}

/// Rewards of the era of an offence are still paid: what was slashed is another matter.
#[test]
fn who_was_slashed_should_still_be_able_to_claim() {
	on_offence(&[(Key::Bob, 10_000 * OPEN)], |alice| {
		assert_ok!(pay_stakers(100 * OPEN));
		run_to_era(APPLIED);
		let (bob, before) = (account(Key::Bob), books().paid);
		let free = Balances::free_balance(&bob);
		for era in 0..APPLIED {
			assert_ok!(payout(&alice, era));
		}
		assert!(books().paid > before);
		assert!(Balances::free_balance(&bob) > free);
	});
}

#[test]
fn an_offender_should_make_no_blocks_for_the_rest_of_the_era() {
	on_offence(&[], |alice| {
		let index = Session::validators().iter().position(|validator| *validator == alice);
		let index = u32::try_from(index.unwrap()).unwrap();
		assert_eq!(Session::disabled_validators(), [index]);
		run_to_era(2);
		assert_eq!(Session::disabled_validators(), Vec::<u32>::new());
	});
}
