// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;
use sp_runtime::Perbill;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<Veto as Hooks<u64>>::integrity_test();
	});
}

#[test]
fn the_config_should_be_sound() {
	check(|| ());
}

#[test]
#[should_panic(expected = "there must be time for vetoes")]
fn a_period_of_nothing_should_be_refused() {
	check(|| Period::set(&0));
}

#[test]
#[should_panic(expected = "a change must not be vetoed by nothing")]
fn a_share_of_nothing_should_be_refused() {
	check(|| Share::set(&Perbill::zero()));
}
