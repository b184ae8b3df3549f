// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;
use sp_runtime::Percent;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<Attribution as Hooks<u64>>::integrity_test();
	});
}

#[test]
fn the_config_should_be_sound() {
	check(|| ());
}

#[test]
#[should_panic(expected = "demands must cost something")]
fn a_demand_for_nothing_should_be_refused() {
	check(|| DemandBond::set(&0));
}

#[test]
#[should_panic(expected = "a proof must earn something")]
fn a_proof_for_nothing_should_be_refused() {
	check(|| ChallengerShare::set(&Percent::zero()));
}

#[test]
#[should_panic(expected = "whoever refutes itself must lose by it")]
fn more_than_half_a_slash_for_the_challenger_should_be_refused() {
	check(|| ChallengerShare::set(&Percent::from_percent(51)));
}

#[test]
#[should_panic(expected = "a demand must end in the window")]
fn a_window_too_short_for_a_demand_should_be_refused() {
	check(|| ChallengeWindow::set(&(3 * REVEAL_WINDOW - 1)));
}

#[test]
#[should_panic(expected = "what was served must stay payable")]
fn a_grace_period_of_nothing_should_be_refused() {
	check(|| GracePeriod::set(&0));
}
