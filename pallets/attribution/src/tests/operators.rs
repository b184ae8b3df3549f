// SPDX-License-Identifier: Apache-2.0

//! What batches ask of operators and channels. What these do besides is their pallet's to test.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::Balance;
use sp_core::Pair;
use sp_runtime::DispatchResult;

type ChannelsError = pallet_channels::Error<Test>;

fn unbond(amount: Balance) -> DispatchResult {
	Channels::unbond(RuntimeOrigin::signed(OPERATOR), amount)
}

fn withdraw() -> DispatchResult {
	Channels::withdraw_unbonded(RuntimeOrigin::signed(OPERATOR))
}

fn exposure() -> Balance {
	operator(OPERATOR).exposure
}

#[test]
fn only_operators_with_a_bond_should_settle_batches() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let id = open_channel(OPERATOR, 50_000);
		let paid = || vec![paid_by(id, vec![batched(100, &[])])];
		assert_noop!(settle_batch(LAB, paid()), ChannelsError::OperatorNotFound);
		assert_ok!(register_operator(LAB, MIN_BOND));
		assert_noop!(settle_batch(LAB, paid()), ChannelsError::NotChannelOperator);
		MinBond::set(&(MIN_BOND + 1));
		assert_noop!(settle_batch(OPERATOR, paid()), ChannelsError::BondTooLow);
		MinBond::set(&MIN_BOND);
		assert_ok!(settle_batch(OPERATOR, paid()));
	});
}

/// Fees that no bond backs can be so large that dividing them takes longer than is weighed.
#[test]
fn nothing_should_be_divided_beyond_what_the_bond_covers() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let id = open_channel(OPERATOR, 50_000);
		for unit in [Balance::MAX, Balance::MAX / 2] {
			// There is no such place in the table.
			let receipts = vec![batched(1, &[(9_999, 1)])];
			let mut whole = batch(&[(1, corpus())], vec![paid_in(unit, id, receipts)]);
			whole.unit = unit;
			assert_noop!(submit(OPERATOR, whole), ChannelsError::TooMuchExposure);
		}
	});
}

#[test]
fn batches_should_be_worth_what_the_bond_covers_and_no_more() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 50_000);
		assert_ok!(serve(id, 4_000));
		assert_noop!(serve(id, 6_001), ChannelsError::TooMuchExposure);
		assert_ok!(serve(id, 6_000));
		assert_eq!(exposure(), 10_000);
		assert_noop!(serve(id, 100), ChannelsError::TooMuchExposure);
		// What payers settle themselves is not the operator's to back.
		assert_ok!(settle(1, answer(1_000, &[])));
		assert_eq!(exposure(), 10_000);
	});
}

#[test]
fn exposure_should_fall_when_a_batch_is_final_or_void() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 50_000);
		let credited = vec![batched(4_000, &[(0, 1_000), (1, 1_000)])];
		assert_ok!(settle_batch(OPERATOR, vec![paid_by(id, credited)]));
		assert_ok!(serve(id, 5_000));
		assert_eq!(exposure(), 9_000);
		assert_ok!(void(1));
		assert_eq!(exposure(), 4_000);
		pass_window();
		// The bond backs a batch until all of it is paid.
		assert_ok!(Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, 2));
		assert_eq!(exposure(), 4_000);
		assert_ok!(finalize(0));
		assert_eq!(exposure(), 0);
		// What is void counts once.
		assert_ok!(finalize(1));
		assert_eq!(exposure(), 0);
	});
}

#[test]
fn what_is_unbonded_should_stay_held_while_a_batch_can_be_refuted() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 3_000));
		let id = open_channel(OPERATOR, 50_000);
		ChallengeWindow::set(&1_000);
		assert_ok!(serve(id, 100));
		assert_ok!(unbond(1_000));
		// A later batch that is final before changes nothing.
		ChallengeWindow::set(&WINDOW);
		assert_ok!(serve(id, 100));
		assert_ok!(unbond(500));
		System::set_block_number(1_000);
		assert_noop!(withdraw(), ChannelsError::NothingUnbonded);
		assert_ok!(void(0));
		System::set_block_number(1_001);
		assert_noop!(withdraw(), ChannelsError::NothingUnbonded);
		System::set_block_number(1_002);
		// Half of all that was held was slashed: all of the bond.
		assert_eq!(held(OPERATOR, InChannels::Bond), 1_500);
		assert_ok!(withdraw());
		assert_eq!(held(OPERATOR, InChannels::Bond), 0);
	});
}

#[test]
fn a_channel_of_a_former_registration_should_not_be_settled() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let id = open_channel(OPERATOR, 5_000);
		assert_ok!(serve(id, 1_000));
		let deregister = || Channels::deregister_operator(RuntimeOrigin::signed(OPERATOR));
		assert_noop!(deregister(), ChannelsError::StillBonded);
		pass_window();
		assert_ok!(finalize(0));
		assert_ok!(unbond(1_000));
		System::set_block_number(1 + WINDOW + UNBONDING_DELAY);
		assert_ok!(withdraw());
		assert_ok!(deregister());
		assert_noop!(serve(id, 100), ChannelsError::OperatorNotFound);
		assert_ok!(register_operator(OPERATOR, 1_000));
		// Its payers have receipts by keys that the chain no longer knows.
		assert_noop!(serve(id, 100), ChannelsError::ChannelOutdated);
		let new = open_channel(OPERATOR, 5_000);
		assert_ok!(serve(new, 100));
	});
}

#[test]
fn a_batch_should_know_the_keys_that_counted_when_it_was_settled() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000_000));
		let id = open_channel(OPERATOR, 5_000);
		let set_key = |seed| {
			let key = key(seed).public();
			Channels::set_operator_key(RuntimeOrigin::signed(OPERATOR), key)
		};
		let signers = |id| Batches::<Test>::get(id).unwrap().signers.into_inner();
		let [first, second] = [receipt_key(), key(9)].map(|pair| pair.public());
		ChallengeWindow::set(&1_000);
		assert_ok!(serve(id, 100));
		assert_ok!(set_key(9));
		let new = open_channel(OPERATOR, 5_000);
		assert_ok!(serve(id, 100));
		System::set_block_number(GRACE + CLOSE_DELAY);
		assert_noop!(set_key(8), ChannelsError::KeyChanging);
		assert_ok!(serve(id, 100));
		System::set_block_number(1 + GRACE + CLOSE_DELAY);
		assert_noop!(serve(id, 100), ChannelsError::ChannelOutdated);
		assert_ok!(serve(new, 100));
		let expected = [vec![first], vec![second, first], vec![second, first], vec![second]];
		for (batch, keys) in (0..).zip(expected) {
			assert_eq!(signers(batch), keys);
		}
		// One is not more to a batch than it was because the key is changed again.
		assert_ok!(set_key(8));
		assert_eq!(signers(3), [second]);
	});
}
