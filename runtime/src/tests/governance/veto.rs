// SPDX-License-Identifier: Apache-2.0

//! What those who earn can stop, and what they can't.

use super::*;
use crate::{
	configs::{governance::veto::VetoPeriod, openledger::HalfLife},
	Rewards, Veto,
};
use frame_support::{hypothetically, traits::OriginTrait};
use openledger_primitives::interfaces::{Ledger, Merits, Source};
use pallet_veto::Changes;

type Error = pallet_veto::Error<Runtime>;

/// What was paid for answers reaches someone whose work is in them.
fn earn(who: Key, amount: Balance) {
	assert_ok!(Rewards::collect(&Key::FerdieStash.to_account_id(), amount));
	let source = Source::Model { batch: 0, model: 0 };
	assert_ok!(Rewards::reward(&who.to_account_id(), amount, source));
}

fn veto(who: Key, change: u32) -> DispatchResult {
	send(who, pallet_veto::Call::<Runtime>::veto { change })
}

#[test]
fn a_third_of_merit_should_stop_what_token_holders_voted_for() {
	on_development(|| {
		earn(Key::Dave, 30 * OPEN);
		earn(Key::Eve, 10 * OPEN);
		earn(Key::Ferdie, 50 * OPEN);
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		pass(VetoPeriod::get() - 1);
		assert_ok!(veto(Key::Eve, 0));
		assert!(Changes::<Runtime>::contains_key(0));
		assert_ok!(veto(Key::Dave, 0));
		assert!(!Changes::<Runtime>::contains_key(0));
		pass(10);
		assert_eq!(split_in_force(), FeeSplit::DEFAULT);
		assert_noop!(Veto::enact(signed(Key::Alice), 0), Error::NotFound);

		// It takes another referendum, about which merit is asked again.
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		pass(VetoPeriod::get());
		assert_eq!(split_in_force(), split(7));
	});
}

#[test]
fn less_than_a_third_should_not_stop_it() {
	on_development(|| {
		earn(Key::Dave, 33 * OPEN);
		earn(Key::Ferdie, 67 * OPEN);
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		assert_ok!(veto(Key::Dave, 0));
		pass(VetoPeriod::get());
		assert_eq!(split_in_force(), split(7));
		assert_eq!(veto(Key::Ferdie, 0), Err(Error::NotFound.into()));
	});
}

/// Who pays itself for answers makes merit. It must not make less of others' while a change waits.
#[test]
fn merit_that_is_bought_after_the_vote_should_not_dilute_a_veto() {
	on_development(|| {
		earn(Key::Dave, 40 * OPEN);
		earn(Key::Ferdie, 60 * OPEN);
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		// A hundred times all that there was.
		earn(Key::Eve, 10_000 * OPEN);
		assert_ok!(veto(Key::Dave, 0));
		assert!(!Changes::<Runtime>::contains_key(0));
		pass(VetoPeriod::get());
		assert_eq!(split_in_force(), FeeSplit::DEFAULT);
	});
}

#[test]
fn tokens_and_what_others_earn_should_be_no_merit() {
	on_development(|| {
		earn(Key::Dave, OPEN);
		// An operator's part.
		assert_ok!(Rewards::collect(&Key::FerdieStash.to_account_id(), OPEN));
		let source = Source::Operator { batch: 0 };
		assert_ok!(Rewards::credit(&Key::Eve.to_account_id(), OPEN, source));
		assert_ok!(carry(Origin::FeeSplit, propose(split(7))));
		assert_noop!(Veto::veto(signed(Key::Alice), 0), Error::NoMerit);
		assert_noop!(Veto::veto(signed(Key::Eve), 0), Error::NoMerit);
	});
}

/// Two years on, old merit is no match for a little that is new.
#[test]
fn merit_should_halve_in_ninety_days() {
	on_development(|| {
		let merit = |who: Key| Rewards::of(&who.to_account_id()).at(Rewards::now());
		let near = |merit: Balance, due: Balance| merit.abs_diff(due) < OPEN / 1_000_000;
		earn(Key::Dave, 256 * OPEN);
		assert!(near(merit(Key::Dave), 256 * OPEN));
		System::set_block_number(1 + HalfLife::get());
		assert!(near(merit(Key::Dave), 128 * OPEN));
		System::set_block_number(1 + 8 * HalfLife::get());
		assert!(near(merit(Key::Dave), OPEN));
		earn(Key::Ferdie, 3 * OPEN);

		assert_ok!(Veto::propose(Origin::FeeSplit.into(), Box::new(change_to(split(7)))));
		assert_ok!(veto(Key::Dave, 0));
		assert!(Changes::<Runtime>::contains_key(0));
		assert_ok!(veto(Key::Ferdie, 0));
		assert!(!Changes::<Runtime>::contains_key(0));
	});
}

/// Root sets no parameter, but can act as whoever does.
#[test]
fn only_root_should_get_past_merit() {
	on_development(|| {
		let key_value = change_to(split(7));
		let set = pallet_parameters::Call::<Runtime>::set_parameter { key_value };
		let past = pallet_utility::Call::<Runtime>::dispatch_as {
			as_origin: Box::new(pallet_veto::Origin::Unopposed.into()),
			call: Box::new(set.into()),
		};
		for origin in every_origin() {
			let is_root = *origin.caller() == root();
			let outcome = hypothetically!((dispatch(origin, past.clone()), split_in_force()));
			let in_force = if is_root { split(7) } else { FeeSplit::DEFAULT };
			assert_eq!(outcome, (only_if(is_root), in_force));
		}
	});
}
