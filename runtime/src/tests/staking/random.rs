// SPDX-License-Identifier: Apache-2.0

//! Whatever stakers do in whatever order, nothing is made or lost.

use super::*;
use crate::{constants::currency::OPEN, NominationPools, VoterList};
use frame_support::storage::with_storage_layer;
use pallet_nomination_pools::BondExtra;
use proptest::{prelude::*, test_runner::TestCaseError};
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};

/// More with `PROPTEST_CASES`.
const CASES: u32 = 12;
const STEPS: usize = 80;

const STAKERS: [Key; 6] = [Key::Alice, Key::Bob, Key::Charlie, Key::Dave, Key::One, Key::Two];
/// The last two offend or leave; the others make blocks.
const VALIDATORS: [Key; 4] = [Key::AliceStash, Key::BobStash, Key::CharlieStash, Key::DaveStash];

/// What someone does, or time. Most of it makes sense only at times.
#[derive(Clone, Debug)]
enum Step {
	Bond { who: Key, amount: Balance, payee: RewardDestination<AccountId> },
	BondExtra { who: Key, amount: Balance },
	Nominate { who: Key, targets: Vec<Key> },
	Validate { who: Key, commission: u32 },
	Chill { who: Key },
	SetPayee { who: Key, payee: RewardDestination<AccountId> },
	Unbond { who: Key, amount: Balance },
	Rebond { who: Key, amount: Balance },
	Withdraw { who: Key },
	Payout { validator: Key, eras_ago: EraIndex },
	CreatePool { who: Key, amount: Balance },
	JoinPool { who: Key, amount: Balance },
	CompoundPool { who: Key },
	ClaimPool { who: Key },
	UnbondPool { who: Key, amount: Balance },
	WithdrawPool { who: Key },
	SlashMember { who: Key },
	Rebag { who: Key },
	Fees { amount: Balance },
	Emission { basis_points: u32 },
	Offence { validator: Key },
	CancelSlash { eras_ahead: EraIndex },
	Blocks { slots: u64 },
	Era,
}

fn staker() -> impl Strategy<Value = Key> {
	prop::sample::select(STAKERS.to_vec())
}

fn validator() -> impl Strategy<Value = Key> {
	prop::sample::select(VALIDATORS.to_vec())
}

fn offender() -> impl Strategy<Value = Key> {
	prop::sample::select(VALIDATORS[2..].to_vec())
}

/// Of each size, from dust to all that an account has.
fn amount() -> impl Strategy<Value = Balance> {
	prop_oneof![
		1..1_000u128,
		1..1_000 * OPEN,
		1..1_000_000 * OPEN,
		Just(10_000 * OPEN),
		Just(Balance::MAX),
	]
}

fn payee() -> impl Strategy<Value = RewardDestination<AccountId>> {
	prop_oneof![
		Just(RewardDestination::Staked),
		Just(RewardDestination::Stash),
		Just(RewardDestination::None),
		Just(RewardDestination::Account(AccountId::from([9; 32]))),
		staker().prop_map(|who| RewardDestination::Account(account(who))),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let whoever = || prop_oneof![3 => staker(), 1 => offender()];
	let targets = || prop::sample::subsequence(VALIDATORS.to_vec(), 1..=4);
	prop_oneof![
		4 => (staker(), amount(), payee())
			.prop_map(|(who, amount, payee)| Step::Bond { who, amount, payee }),
		2 => (whoever(), amount()).prop_map(|(who, amount)| Step::BondExtra { who, amount }),
		4 => (staker(), targets()).prop_map(|(who, targets)| Step::Nominate { who, targets }),
		1 => (whoever(), 0..=100u32)
			.prop_map(|(who, commission)| Step::Validate { who, commission }),
		1 => staker().prop_map(|who| Step::Chill { who }),
		1 => (whoever(), payee()).prop_map(|(who, payee)| Step::SetPayee { who, payee }),
		2 => (whoever(), amount()).prop_map(|(who, amount)| Step::Unbond { who, amount }),
		1 => (whoever(), amount()).prop_map(|(who, amount)| Step::Rebond { who, amount }),
		2 => whoever().prop_map(|who| Step::Withdraw { who }),
		6 => (validator(), 0..9u32)
			.prop_map(|(validator, eras_ago)| Step::Payout { validator, eras_ago }),
		1 => (staker(), amount()).prop_map(|(who, amount)| Step::CreatePool { who, amount }),
		2 => (staker(), amount()).prop_map(|(who, amount)| Step::JoinPool { who, amount }),
		1 => staker().prop_map(|who| Step::CompoundPool { who }),
		1 => staker().prop_map(|who| Step::ClaimPool { who }),
		1 => (staker(), amount()).prop_map(|(who, amount)| Step::UnbondPool { who, amount }),
		1 => staker().prop_map(|who| Step::WithdrawPool { who }),
		1 => staker().prop_map(|who| Step::SlashMember { who }),
		1 => whoever().prop_map(|who| Step::Rebag { who }),
		3 => prop_oneof![1..100u128, 1..100 * OPEN].prop_map(|amount| Step::Fees { amount }),
		1 => (0..=5_000u32).prop_map(|basis_points| Step::Emission { basis_points }),
		2 => offender().prop_map(|validator| Step::Offence { validator }),
		1 => (0..3u32).prop_map(|eras_ahead| Step::CancelSlash { eras_ahead }),
		2 => (1..25u64).prop_map(|slots| Step::Blocks { slots }),
		9 => Just(Step::Era),
	]
}

/// Does a step. Whether it made sense shows in what it left behind only.
fn perform(step: Step) -> DispatchResult {
	let by = |key: Key| signed(&account(key));
	let spans = 64;
	match step {
		Step::Bond { who, amount, payee } => Staking::bond(by(who), amount, payee)?,
		Step::BondExtra { who, amount } => Staking::bond_extra(by(who), amount)?,
		Step::Nominate { who, targets } => {
			let targets = targets.into_iter().map(|target| account(target).into()).collect();
			Staking::nominate(by(who), targets)?;
		}
		Step::Validate { who, commission } => {
			let commission = Perbill::from_percent(commission);
			Staking::validate(by(who), ValidatorPrefs { commission, blocked: false })?;
		}
		Step::Chill { who } => Staking::chill(by(who))?,
		Step::SetPayee { who, payee } => Staking::set_payee(by(who), payee)?,
		Step::Unbond { who, amount } => {
			Staking::unbond(by(who), amount).map_err(|error| error.error)?;
		}
		Step::Rebond { who, amount } => {
			Staking::rebond(by(who), amount).map_err(|error| error.error)?;
		}
		Step::Withdraw { who } => {
			Staking::withdraw_unbonded(by(who), spans).map_err(|error| error.error)?;
		}
		Step::Payout { validator, eras_ago } => {
			payout(&account(validator), active_era().saturating_sub(eras_ago))?;
		}
		Step::CreatePool { who, amount } => {
			let role = || account(who).into();
			NominationPools::create(by(who), amount, role(), role(), role())?;
			let pool = pallet_nomination_pools::LastPoolId::<Runtime>::get();
			NominationPools::nominate(by(who), pool, VALIDATORS.map(account).to_vec())?;
		}
		Step::JoinPool { who, amount } => NominationPools::join(by(who), amount, 1)?,
		Step::CompoundPool { who } => NominationPools::bond_extra(by(who), BondExtra::Rewards)?,
		Step::ClaimPool { who } => NominationPools::claim_payout(by(who))?,
		Step::UnbondPool { who, amount } => {
			NominationPools::unbond(by(who), account(who).into(), amount)?;
		}
		Step::WithdrawPool { who } => {
			NominationPools::withdraw_unbonded(by(who), account(who).into(), spans)
				.map_err(|error| error.error)?;
		}
		Step::SlashMember { who } => {
			NominationPools::apply_slash(by(Key::Ferdie), account(who).into())
				.map_err(|error| error.error)?;
		}
		Step::Rebag { who } => VoterList::rebag(by(Key::Ferdie), account(who).into())?,
		Step::Fees { amount } => pay_stakers(amount)?,
		Step::Emission { basis_points } => set_emission(basis_points),
		Step::Offence { validator } => {
			let reported = report(&account(validator), &account(Key::Ferdie));
			reported.map_err(|_| "it is known")?;
		}
		Step::CancelSlash { eras_ahead } => {
			let era = active_era() + eras_ahead;
			Staking::cancel_deferred_slash(Origin::Staking.into(), era, vec![0])?;
		}
		Step::Blocks { slots } => block_after(slots),
		Step::Era => next_era(),
	}
	Ok(())
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: CASES, max_shrink_iters: 200, ..Default::default()
	})]

	#[test]
	fn any_sequence_of_calls_should_neither_make_nor_lose_money(
		steps in prop::collection::vec(step(), STEPS),
	) {
		let run = || on_testnet(|| {
			for step in steps {
				// As a transaction is: what fails leaves nothing behind.
				let _ = with_storage_layer(|| perform(step));
				check_issuance().unwrap();
			}
			check();
			// What is claimed of all eras that can be is there.
			for era in 0..active_era() {
				for validator in VALIDATORS {
					let _ = payout(&account(validator), era);
				}
			}
		});
		// A slash of a stash that has left by the time it is applied is skipped. Where assertions are
		// on, staking panics instead: such a sequence says nothing.
		if let Err(panic) = catch_unwind(AssertUnwindSafe(run)) {
			let has_left = |message: &String| message.ends_with("NotStash");
			if !panic.downcast_ref().is_some_and(has_left) {
				resume_unwind(panic);
			}
			return Err(TestCaseError::reject("a slashed stash has left"));
		}
	}
}
