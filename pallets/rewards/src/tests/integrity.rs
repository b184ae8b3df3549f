// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<Rewards as Hooks<u64>>::integrity_test();
	});
}

#[test]
fn the_config_should_be_sound() {
	check(|| ());
}

#[test]
#[should_panic(expected = "merit must last for a block")]
fn a_half_life_of_nothing_should_be_refused() {
	check(|| HalfLife::set(&0));
}

#[test]
#[should_panic(expected = "merit counts blocks in 32 bits")]
fn a_half_life_of_more_than_32_bits_should_be_refused() {
	check(|| HalfLife::set(&(u64::from(u32::MAX) + 1)));
}

#[test]
#[should_panic(expected = "pot, treasury, stakers' pot and reserve must differ")]
fn one_account_for_two_pots_should_be_refused() {
	check(|| StakersPot::set(&Rewards::pot()));
}
