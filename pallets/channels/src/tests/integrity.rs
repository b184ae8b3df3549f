// SPDX-License-Identifier: Apache-2.0

//! Configs that the pallet refuses.

use crate::mock::*;
use frame_support::traits::Hooks;
use sp_runtime::Percent;

/// Runs the integrity test on a chain whose config `spoil` has changed.
fn check(spoil: impl FnOnce()) {
	build_and_execute(|| {
		spoil();
		<Payments as Hooks<u64>>::integrity_test();
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
#[should_panic(expected = "operators must have something to lose")]
fn a_bond_of_nothing_should_be_refused() {
	check(|| MinBond::set(&0));
}

#[test]
#[should_panic(expected = "a bond must back something")]
fn a_leverage_of_nothing_should_be_refused() {
	check(|| Leverage::set(&0));
}

#[test]
#[should_panic(expected = "a refuted batch must cost something")]
fn a_slash_of_nothing_should_be_refused() {
	check(|| SlashShare::set(&Percent::zero()));
}

#[test]
#[should_panic(expected = "a slash must leave something for the next one")]
fn a_slash_of_all_should_be_refused() {
	check(|| SlashShare::set(&Percent::one()));
}

#[test]
#[should_panic(expected = "former terms must count while a channel closes")]
fn a_grace_period_shorter_than_closing_should_be_refused() {
	check(|| GracePeriod::set(&(CLOSE_DELAY - 1)));
}
