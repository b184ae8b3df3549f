// SPDX-License-Identifier: Apache-2.0

//! Nomination pools: who has little stakes together, with the same rewards and the same slashes.

use super::*;
use crate::{
	configs::money::TreasuryAccount, constants::currency::OPEN,
	genesis_config_presets::DEV_ENDOWMENT, NominationPools,
};
use frame_support::assert_noop;
use pallet_nomination_pools::{BondExtra, Error as PoolError, PoolId, PoolMembers};

const POOL: PoolId = 1;

/// A testnet in era 1, with a pool that backs Alice: 1,000 OPEN are its depositor's, Alice's other
/// account, and 500 Bob's. The test gets both.
fn on_pool(test: impl FnOnce(AccountId, AccountId)) {
	on_testnet(|| {
		set_emission(0);
		let (depositor, bob) = (account(Key::Alice), account(Key::Bob));
		assert_ok!(NominationPools::create(
			signed(&depositor),
			1_000 * OPEN,
			depositor.clone().into(),
			depositor.clone().into(),
			depositor.clone().into(),
		));
		assert_ok!(NominationPools::join(signed(&bob), 500 * OPEN, POOL));
		let targets = vec![account(Key::AliceStash)];
		assert_ok!(NominationPools::nominate(signed(&depositor), POOL, targets));
		run_to_era(1);
		test(depositor, bob);
	});
}

/// What a member may claim.
fn pending(who: &AccountId) -> Balance {
	NominationPools::api_pending_rewards(who.clone()).expect("it is a member")
}

#[test]
fn members_should_earn_by_what_they_put_in() {
	on_pool(|depositor, bob| {
		assert_ok!(pay_stakers(1_000 * OPEN));
		run_to_era(2);
		assert_ok!(payout(&account(Key::AliceStash), 1));
		let (large, small) = (pending(&depositor), pending(&bob));
		assert!(small > OPEN / 10, "{small}");
		// Twice as much for twice as much, but for what the counter of rewards rounds off.
		assert!((2 * small).abs_diff(large) < OPEN / 1_000_000, "{large}, {small}");

		let before = Balances::free_balance(&bob);
		assert_ok!(NominationPools::claim_payout(signed(&bob)));
		assert_eq!(Balances::free_balance(&bob), before + small);
		assert_eq!(pending(&bob), 0);
		assert_eq!(pending(&depositor), large);
		check();

		let points = PoolMembers::<Runtime>::get(&depositor).unwrap().points;
		assert_ok!(NominationPools::bond_extra(signed(&depositor), BondExtra::Rewards));
		assert_eq!(PoolMembers::<Runtime>::get(&depositor).unwrap().points, points + large);
	});
}

#[test]
fn members_should_get_back_what_they_unbond_when_it_is_free() {
	on_pool(|_, bob| {
		let points = PoolMembers::<Runtime>::get(&bob).unwrap().points;
		assert_ok!(NominationPools::unbond(signed(&bob), bob.clone().into(), points));
		let withdraw = || NominationPools::withdraw_unbonded(signed(&bob), bob.clone().into(), 8);
		run_to_era(4);
		assert!(withdraw().is_err());
		assert_eq!(wealth(&bob), DEV_ENDOWMENT);
		assert_eq!(Balances::free_balance(&bob), DEV_ENDOWMENT - 500 * OPEN);
		run_to_era(6);
		assert_ok!(withdraw());
		assert_eq!(Balances::free_balance(&bob), DEV_ENDOWMENT);
		assert!(!PoolMembers::<Runtime>::contains_key(&bob));
	});
}

#[test]
fn members_should_be_slashed_by_whoever_comes_first() {
	on_pool(|depositor, bob| {
		let alice = account(Key::AliceStash);
		assert_ok!(report(&alice, &account(Key::Ferdie)));
		let validator = bonded(&alice);
		assert_eq!(NominationPools::api_pool_pending_slash(POOL), 0);
		run_to_era(3);
		assert!(bonded(&alice) < validator);
		let (all, own) = (
			NominationPools::api_pool_pending_slash(POOL),
			NominationPools::api_member_pending_slash(bob.clone()),
		);
		// 9 of 16 parts; a third is Bob's.
		assert!(all.abs_diff(1_500 * OPEN / 16 * 9) < OPEN / 1_000, "{all}");
		assert!(own.abs_diff(all / 3) < OPEN / 1_000, "{own}");
		assert_eq!(wealth(&bob), DEV_ENDOWMENT);

		let (eve, treasury) = (account(Key::Eve), TreasuryAccount::get());
		let (finder, pot) = (wealth(&eve), wealth(&treasury));
		assert_ok!(NominationPools::apply_slash(signed(&eve), bob.clone().into()));
		let reward = Perbill::from_percent(1) * own;
		assert_eq!(wealth(&bob), DEV_ENDOWMENT - own);
		assert_eq!(wealth(&eve), finder + reward);
		assert_eq!(wealth(&treasury), pot + own - reward);
		assert_noop!(
			NominationPools::apply_slash(signed(&eve), bob.clone().into())
				.map(|_| ())
				.map_err(|error| error.error),
			PoolError::<Runtime>::NothingToSlash
		);
		check();

		for who in [&bob, &depositor] {
			assert!(NominationPools::api_member_total_balance(who.clone()) < 1_000 * OPEN);
		}
	});
}

#[test]
fn one_should_stake_alone_or_in_a_pool() {
	on_pool(|_, bob| {
		assert_noop!(
			Staking::bond(signed(&bob), 100 * OPEN, RewardDestination::Staked),
			pallet_staking::Error::<Runtime>::Restricted
		);
		let staker = account(Key::BobStash);
		assert_noop!(
			NominationPools::join(signed(&staker), OPEN, POOL),
			PoolError::<Runtime>::Restricted
		);
	});
}

#[test]
fn pools_should_have_least_bonds() {
	on_pool(|_, _| {
		let eve = account(Key::Eve);
		let create = |amount| {
			let role = || eve.clone().into();
			NominationPools::create(signed(&eve), amount, role(), role(), role())
		};
		assert_noop!(create(100 * OPEN - 1), PoolError::<Runtime>::MinimumBondNotMet);
		assert_noop!(
			NominationPools::join(signed(&eve), OPEN - 1, POOL),
			PoolError::<Runtime>::MinimumBondNotMet
		);
		assert_ok!(create(100 * OPEN));
		let ferdie = account(Key::Ferdie);
		assert_ok!(NominationPools::join(signed(&ferdie), OPEN, POOL));
	});
}
