// SPDX-License-Identifier: Apache-2.0

//! Bonds: the least there must be, and the list of voters that they order.

use super::*;
use crate::{constants::currency::OPEN, VoterList};
use frame_election_provider_support::SortedListProvider;
use frame_support::assert_noop;
use pallet_bags_list::{notional_bag_for, Instance1};
use pallet_staking::{ConfigOp, Nominators, Validators};

type Error = pallet_staking::Error<Runtime>;

/// Voters stand by falling bags, all of them, each in the bag of what it has bonded.
fn assert_sorted() {
	let voters: Vec<_> = VoterList::iter().collect();
	assert_eq!(u32::try_from(voters.len()).unwrap(), VoterList::count());
	assert_eq!(VoterList::count(), Nominators::<Runtime>::count() + Validators::<Runtime>::count());
	let bags: Vec<_> = voters
		.iter()
		.map(|who| notional_bag_for::<Runtime, Instance1>(Staking::weight_of(who)))
		.collect();
	assert!(bags.windows(2).all(|pair| pair[0] >= pair[1]), "{bags:?}");
}

fn place(who: &AccountId) -> usize {
	VoterList::iter().position(|voter| voter == *who).expect("it is a voter")
}

#[test]
fn nominators_and_validators_should_have_least_bonds() {
	on_testnet(|| {
		let (eve, ferdie, alice) =
			(account(Key::Eve), account(Key::Ferdie), account(Key::AliceStash));
		let bond =
			|who: &AccountId, amount| Staking::bond(signed(who), amount, RewardDestination::Staked);
		let targets = || vec![alice.clone().into()];
		assert_ok!(bond(&eve, 10 * OPEN - 1));
		assert_noop!(Staking::nominate(signed(&eve), targets()), Error::InsufficientBond);
		assert_ok!(Staking::bond_extra(signed(&eve), 1));
		assert_ok!(Staking::nominate(signed(&eve), targets()));

		assert_ok!(bond(&ferdie, 1_000 * OPEN - 1));
		let as_validator = || Staking::validate(signed(&ferdie), ValidatorPrefs::default());
		assert_noop!(as_validator(), Error::InsufficientBond);
		assert_ok!(Staking::bond_extra(signed(&ferdie), 1));
		assert_ok!(as_validator());

		// Who wants to have less has to step back first.
		for who in [&eve, &ferdie] {
			let unbond = || Staking::unbond(signed(who), 1).map_err(|error| error.error);
			assert_noop!(unbond(), Error::InsufficientBond);
			assert_ok!(Staking::chill(signed(who)));
			assert_ok!(unbond());
		}
		assert_sorted();
	});
}

#[test]
fn voters_should_keep_their_order() {
	on_testnet(|| {
		let [eve, ferdie, alice, bob] =
			[Key::Eve, Key::Ferdie, Key::AliceStash, Key::BobStash].map(account);
		nominate(&eve, 20 * OPEN, RewardDestination::Staked, &[&alice]);
		nominate(&ferdie, 400_000 * OPEN, RewardDestination::Staked, &[&alice]);
		assert_eq!(place(&ferdie), 0);
		assert!(place(&alice) < place(&eve));
		assert_sorted();

		assert_ok!(Staking::bond_extra(signed(&eve), 900_000 * OPEN));
		assert_eq!(place(&eve), 0);
		assert_ok!(Staking::unbond(signed(&ferdie), 399_990 * OPEN));
		assert!(place(&ferdie) > place(&alice));
		assert_sorted();
		assert_ok!(Staking::rebond(signed(&ferdie), 399_990 * OPEN));
		assert!(place(&ferdie) < place(&alice));
		assert_sorted();

		// What a slash takes is noted later: by anyone, or in the next blocks.
		run_to_era(1);
		assert_ok!(report(&alice, &bob));
		run_to_era(3);
		let score = VoterList::get_score(&alice).unwrap();
		assert!(score > Staking::weight_of(&alice));
		assert_ok!(VoterList::rebag(signed(&bob), alice.clone().into()));
		assert_eq!(VoterList::get_score(&alice), Ok(Staking::weight_of(&alice)));
		assert!(place(&alice) > place(&bob));
		for _ in 0..3 {
			next_block();
		}
		assert_sorted();
	});
}

#[test]
fn voters_that_are_paid_should_move_up_by_themselves() {
	on_development(|| {
		let (validator, eve) = (account(Key::AliceStash), account(Key::Eve));
		nominate(&eve, 1_000 * OPEN, RewardDestination::Staked, &[&validator]);
		run_to_era(1);
		assert_ok!(pay_stakers(300_000 * OPEN));
		run_to_era(2);
		assert_ok!(payout(&validator, 1));
		let score = VoterList::get_score(&validator).unwrap();
		assert!(Staking::weight_of(&validator) > 2 * score);
		next_block();
		assert!(VoterList::get_score(&validator).unwrap() > 2 * score);
		assert_sorted();
	});
}

/// Raising the least bond stops nobody by itself, but nobody can go below it.
#[test]
fn a_higher_least_bond_should_hold_for_what_comes() {
	on_testnet(|| {
		let (eve, alice) = (account(Key::Eve), account(Key::AliceStash));
		nominate(&eve, 20 * OPEN, RewardDestination::Staked, &[&alice]);
		assert_ok!(Staking::set_staking_configs(
			RuntimeOrigin::root(),
			ConfigOp::Set(50 * OPEN),
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
		));
		run_to_era(1);
		let backs = |who: &AccountId| {
			Staking::eras_stakers(1, &alice).others.iter().any(|other| other.who == *who)
		};
		assert!(backs(&eve));
		let unbond = Staking::unbond(signed(&eve), OPEN).map_err(|error| error.error);
		assert_eq!(unbond, Err(Error::InsufficientBond.into()));
		assert_ok!(Staking::bond_extra(signed(&eve), 31 * OPEN));
		assert_ok!(Staking::unbond(signed(&eve), OPEN));
	});
}
