// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<ModelRegistry as Hooks<u64>>::integrity_test();
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
#[should_panic(expected = "what was served must stay payable")]
fn a_grace_period_of_nothing_should_be_refused() {
	check(|| GracePeriod::set(&0));
}
