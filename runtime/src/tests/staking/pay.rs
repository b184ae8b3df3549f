// SPDX-License-Identifier: Apache-2.0

//! What eras pay: no more than was burned for them, and what nobody claims goes back.

use super::*;
use crate::{
	configs::money::TreasuryAccount,
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN, TOTAL_ISSUANCE},
	genesis_config_presets::{DEV_BOND, DEV_ENDOWMENT},
	pace::HistoryDepth,
	Rewards,
};
use frame_support::{assert_noop, hypothetically, traits::Get};
use pallet_staking::{ConfigOp, EraRewardPoints, ErasRewardPoints};
use sp_runtime::Percent;

type Error = pallet_staking::Error<Runtime>;

/// A year of 365.25 days.
const YEAR_MILLIS: u128 = 31_557_600_000;

#[test]
fn books_should_balance_over_many_eras() {
	on_testnet(|| {
		let [alice, bob, charlie, dave] =
			[Key::AliceStash, Key::BobStash, Key::CharlieStash, Key::DaveStash].map(account);
		let elsewhere = AccountId::from([9; 32]);
		for (key, payee) in [
			(Key::Alice, RewardDestination::Staked),
			(Key::Bob, RewardDestination::Stash),
			(Key::Charlie, RewardDestination::Account(elsewhere.clone())),
			(Key::Dave, RewardDestination::None),
		] {
			nominate(&account(key), 12_345 * OPEN + 1, payee, &[&alice, &bob, &charlie, &dave]);
		}
		validate(&bob, 7);

		let history = HistoryDepth::get();
		for era in 1..=60 {
			assert_ok!(pay_stakers(u128::from(era) * OPEN / 7 + 1));
			run_to_era(era);
			assert_ok!(payout(&alice, era - 1));
			if era % 2 == 0 {
				assert_ok!(payout(&bob, era - 1));
			}
			// At the last moment; Dave's validator never claims.
			if let Some(oldest) = (era + 1).checked_sub(history) {
				assert_ok!(payout(&charlie, oldest));
			}
			assert!(Balances::total_issuance() <= TOTAL_ISSUANCE);
			check();
		}

		let Books { burned, paid, returned } = books();
		assert!(paid > 0 && returned > 0 && paid + returned < burned);
		assert!(wealth(&elsewhere) > 0);
		assert!(bonded(&account(Key::Alice)) > 12_345 * OPEN + 1);
		assert_eq!(wealth(&account(Key::Dave)), DEV_ENDOWMENT);
	});
}

#[test]
fn fees_should_reach_validators_and_nominators() {
	on_development(|| {
		set_emission(0);
		let (validator, nominator) = (account(Key::AliceStash), account(Key::Bob));
		nominate(&nominator, DEV_BOND, RewardDestination::Stash, &[&validator]);
		validate(&validator, 10);
		run_to_era(1);
		assert_ok!(pay_stakers(900 * OPEN));
		run_to_era(2);
		assert_eq!(last_funded(), (900 * OPEN, 0));
		assert_eq!(Balances::free_balance(StakersPot::get()), EXISTENTIAL_DEPOSIT);

		let before = (wealth(&validator), wealth(&nominator));
		assert_ok!(payout(&validator, 1));
		let commission = 90 * OPEN;
		let half = 405 * OPEN;
		assert_near(wealth(&validator) - before.0, commission + half);
		assert_near(wealth(&nominator) - before.1, half);
		// The validator's is bonded, the nominator's is free.
		assert_eq!(bonded(&validator), DEV_BOND + wealth(&validator) - before.0);
		assert_eq!(bonded(&nominator), DEV_BOND);
	});
}

/// But for what rounding may keep back.
fn assert_near(paid: Balance, due: Balance) {
	assert!(paid <= due && due - paid < OPEN / 1_000_000, "{paid} of {due}");
}

/// The parts of a sum are rounded one by one. With equal parts nothing else takes it down again, and
/// all are paid: it still must not come to more than was burned.
#[test]
fn equal_parts_should_not_round_to_more_than_the_whole() {
	on_development(|| {
		set_emission(0);
		let validator = account(Key::AliceStash);
		assert_ok!(Staking::set_payee(signed(&validator), RewardDestination::Stash));
		for key in [Key::Alice, Key::Bob, Key::Charlie] {
			nominate(&account(key), DEV_BOND, RewardDestination::Stash, &[&validator]);
		}
		run_to_era(1);
		for rest in 0..4 {
			assert_ok!(pay_stakers(OPEN + rest));
			next_era();
			assert_ok!(payout(&validator, active_era() - 1));
			check();
		}
	});
}

/// The same, of validators that made as many blocks.
#[test]
fn equal_validators_should_not_be_paid_more_than_the_whole() {
	on_testnet(|| {
		set_emission(0);
		let validators =
			[Key::AliceStash, Key::BobStash, Key::CharlieStash, Key::DaveStash].map(account);
		for rest in 0..4 {
			assert_ok!(pay_stakers(OPEN + rest));
			let era = active_era();
			next_era();
			let individual = validators.iter().map(|validator| (validator.clone(), 20)).collect();
			let points = EraRewardPoints { total: 80, individual };
			ErasRewardPoints::<Runtime>::insert(era, points);
			for validator in &validators {
				assert_ok!(payout(validator, era));
			}
			check();
		}
	});
}

#[test]
fn an_era_should_be_paid_once() {
	on_development(|| {
		let validator = account(Key::AliceStash);
		assert_noop!(payout(&validator, 0), Error::InvalidEraToReward);
		run_to_era(2);
		let before = wealth(&validator);
		assert_ok!(payout(&validator, 1));
		let after = wealth(&validator);
		assert!(after > before);
		assert_noop!(payout(&validator, 1), Error::AlreadyClaimed);
		let by_page = Staking::payout_stakers_by_page(signed(&validator), validator.clone(), 1, 0);
		assert_eq!(by_page.map_err(|error| error.error), Err(Error::AlreadyClaimed.into()));
		assert_eq!(wealth(&validator), after);
		assert_noop!(payout(&validator, 2), Error::InvalidEraToReward);
		assert_noop!(payout(&account(Key::Bob), 1), Error::NotStash);
	});
}

#[test]
fn what_nobody_claims_should_go_back_when_history_ends() {
	on_development(|| {
		set_emission(0);
		let validator = account(Key::AliceStash);
		run_to_era(1);
		assert_ok!(pay_stakers(700 * OPEN));
		let reserve = Rewards::staking_reserve();
		let last = HistoryDepth::get();
		run_to_era(last);
		hypothetically!({
			assert_ok!(payout(&validator, 1));
		});
		assert_eq!(Rewards::staking_reserve(), reserve);

		next_era();
		let returned = books().returned;
		assert_near(returned, 700 * OPEN);
		assert_eq!(Rewards::staking_reserve(), reserve + returned);
		assert_noop!(payout(&validator, 1), Error::InvalidEraToReward);
		// Once.
		run_to_era(last + 3);
		assert_eq!(books().returned, returned);
	});
}

#[test]
fn only_what_is_left_should_go_back() {
	on_testnet(|| {
		set_emission(0);
		run_to_era(1);
		assert_ok!(pay_stakers(700 * OPEN));
		run_to_era(2);
		assert_ok!(payout(&account(Key::BobStash), 1));
		let paid = books().paid;
		assert!(paid > 0);
		run_to_era(HistoryDepth::get() + 1);
		let Books { burned, returned, .. } = books();
		assert_eq!(burned, 700 * OPEN);
		assert_near(returned, 700 * OPEN - paid);
	});
}

#[test]
fn the_reserve_should_emit_what_was_voted() {
	on_development(|| {
		for basis_points in [0, 1, 2_000, 5_000] {
			set_emission(basis_points);
			let reserve = Rewards::staking_reserve();
			next_era();
			let yearly = reserve * u128::from(basis_points) / 10_000;
			let due = yearly * u128::from(ERA_MILLIS) / YEAR_MILLIS;
			assert_eq!(last_funded(), (0, due));
			assert_eq!(Rewards::staking_reserve(), reserve - due);
		}
	});
}

#[test]
fn a_chain_that_stood_still_should_be_paid_for_one_era() {
	on_development(|| {
		run_to_era(1);
		let nominal = |reserve: Balance| reserve / 5 * 60_000 / YEAR_MILLIS;
		for slots in [31, 100_000, 5_000_000] {
			let reserve = Rewards::staking_reserve();
			block_after(slots);
			next_era();
			assert_eq!(last_funded(), (0, nominal(reserve)));
		}
	});
}

#[test]
fn what_is_paid_to_nobody_should_stay_burned() {
	on_development(|| {
		set_emission(0);
		let (validator, nominator) = (account(Key::AliceStash), account(Key::Bob));
		nominate(&nominator, DEV_BOND, RewardDestination::None, &[&validator]);
		run_to_era(1);
		assert_ok!(pay_stakers(100 * OPEN));
		run_to_era(2);
		let before = wealth(&nominator);
		assert_ok!(payout(&validator, 1));
		assert_eq!(wealth(&nominator), before);
		assert_near(books().paid, 50 * OPEN);
		check();
	});
}

#[test]
fn a_reward_too_small_for_its_account_should_stay_burned() {
	on_development(|| {
		set_emission(0);
		let (validator, nominator) = (account(Key::AliceStash), account(Key::Bob));
		let new = AccountId::from([9; 32]);
		let payee = RewardDestination::Account(new.clone());
		nominate(&nominator, DEV_BOND, payee, &[&validator]);
		run_to_era(1);
		assert_ok!(pay_stakers(EXISTENTIAL_DEPOSIT));
		run_to_era(2);
		assert_ok!(payout(&validator, 1));
		assert_eq!(wealth(&new), 0);
		assert_near(books().paid, EXISTENTIAL_DEPOSIT / 2);
		check();
	});
}

#[test]
fn what_a_vote_keeps_from_stakers_should_go_to_the_treasury() {
	on_development(|| {
		set_emission(0);
		assert_ok!(Staking::set_staking_configs(
			RuntimeOrigin::root(),
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Noop,
			ConfigOp::Set(Percent::from_percent(80)),
		));
		run_to_era(1);
		assert_ok!(pay_stakers(100 * OPEN));
		let (treasury, validator) = (TreasuryAccount::get(), account(Key::AliceStash));
		let before = (wealth(&treasury), wealth(&validator));
		run_to_era(2);
		assert_near(wealth(&treasury) - before.0, 20 * OPEN);
		assert_ok!(payout(&validator, 1));
		assert_near(wealth(&validator) - before.1, 80 * OPEN);
	});
}
