// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;
use openledger_primitives::interfaces::DisputedRegistry;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<Disputed as Hooks<u64>>::integrity_test();
	});
}

#[test]
fn the_config_should_be_sound() {
	check(|| ());
}

#[test]
#[should_panic(expected = "a bond must pay for the deposit that it wins")]
fn a_bond_below_a_deposit_should_be_refused() {
	check(|| {
		let largest = <Registry as DisputedRegistry<AccountId>>::most_deposit();
		MinBond::set(&largest);
	});
}

#[test]
#[should_panic(expected = "appeals must cost something")]
fn an_appeal_for_nothing_should_be_refused() {
	check(|| AppealBond::set(&0));
}
