// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<Registry as Hooks<u64>>::integrity_test();
	});
}

#[test]
fn the_config_should_be_sound() {
	check(|| ());
}

#[test]
#[should_panic(expected = "records must cost something")]
fn a_deposit_of_nothing_should_be_refused() {
	check(|| DepositBase::set(&0));
}

#[test]
#[should_panic(expected = "appeals must cost something")]
fn an_appeal_for_nothing_should_be_refused() {
	check(|| AppealDeposit::set(&0));
}

#[test]
#[should_panic(expected = "governance must have time to rule")]
fn an_appeal_without_time_should_be_refused() {
	check(|| AppealPeriod::set(&0));
}
