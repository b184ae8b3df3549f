// SPDX-License-Identifier: Apache-2.0

//! Keys that are changed: what the former one signed counts for long enough.

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::ChannelId;
use sp_core::{sr25519, Pair};
use sp_runtime::DispatchResult;

/// Runs a test on a chain where `PAYER` has a channel of 5,000 to `OPERATOR`, with id 0.
fn with_channel(test: impl FnOnce()) {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000_000));
		assert_eq!(open_channel(OPERATOR, 5_000), 0);
		test();
	});
}

fn set_channel_key(who: AccountId, id: ChannelId, key: &sr25519::Pair) -> DispatchResult {
	Payments::set_channel_key(RuntimeOrigin::signed(who), id, key.public())
}

fn set_operator_key(key: &sr25519::Pair) -> DispatchResult {
	Payments::set_operator_key(RuntimeOrigin::signed(OPERATOR), key.public())
}

/// Settles an answer of channel 0 for 100, with a voucher by `key`.
fn serve_by(key: &sr25519::Pair) -> DispatchResult {
	let Channel { settled, next_sequence, .. } = channel(0);
	let voucher = signed_by(key, 0, next_sequence + 1, settled + 100);
	redeem(OPERATOR, BATCH, &[redemption(next_sequence, voucher, 100)]).map(|_| ())
}

#[test]
fn a_channels_former_key_should_be_good_until_the_delay_passes() {
	with_channel(|| {
		let (first, second, third) = (hot_key(), key(8), key(9));
		assert_noop!(set_channel_key(OPERATOR, 0, &second), Error::<Test>::NotPayer);
		assert_noop!(set_channel_key(PAYER, 1, &second), Error::<Test>::ChannelNotFound);
		assert_noop!(serve_by(&second), Error::<Test>::InvalidVoucherSignature);
		assert_ok!(set_channel_key(PAYER, 0, &second));
		let until = 1 + CLOSE_DELAY;
		let set = Event::ChannelKeySet { channel: 0, key: second.public(), until };
		System::assert_last_event(set.into());
		assert_ok!(serve_by(&second));
		assert_ok!(serve_by(&first));
		// Or two changes would make what the first key signed worthless.
		System::set_block_number(until - 1);
		assert_noop!(set_channel_key(PAYER, 0, &third), Error::<Test>::KeyChanging);
		assert_ok!(serve_by(&first));
		System::set_block_number(until);
		assert_noop!(serve_by(&first), Error::<Test>::InvalidVoucherSignature);
		assert_ok!(serve_by(&second));
		assert_ok!(set_channel_key(PAYER, 0, &third));
		assert_noop!(serve_by(&first), Error::<Test>::InvalidVoucherSignature);
		assert_ok!(serve_by(&second));
		assert_ok!(serve_by(&third));
	});
}

#[test]
fn an_operators_former_key_should_count_for_what_can_still_be_settled() {
	build_and_execute(|| {
		assert!(keys(OPERATOR).is_empty());
		assert_ok!(register_operator(OPERATOR, 1_000));
		let (first, second, third) = (key(2), key(8), key(9));
		assert_eq!(keys(OPERATOR), [first.public()]);
		assert_ok!(set_operator_key(&second));
		// For the grace period, and as long as a channel takes to close.
		let until = 1 + GRACE + CLOSE_DELAY;
		let set = Event::OperatorKeySet { operator: OPERATOR, key: second.public(), until };
		System::assert_last_event(set.into());
		System::set_block_number(until - 1);
		assert_eq!(keys(OPERATOR), [second.public(), first.public()]);
		// Or two changes would make what payers have of the first worthless.
		assert_noop!(set_operator_key(&third), Error::<Test>::KeyChanging);
		System::set_block_number(until);
		assert_eq!(keys(OPERATOR), [second.public()]);
		assert_ok!(set_operator_key(&third));
		assert_eq!(keys(OPERATOR), [third.public(), second.public()]);
	});
}

/// Once the former key counts no longer, whoever has receipts by it has nothing against what is settled.
#[test]
fn channels_of_before_should_not_be_settled_once_the_former_key_ends() {
	with_channel(|| {
		assert_ok!(set_operator_key(&key(8)));
		let until = 1 + GRACE + CLOSE_DELAY;
		let new = open_channel(OPERATOR, 5_000);
		assert_eq!((operator(OPERATOR).first_channel, operator(OPERATOR).first_of_key), (0, new));
		System::set_block_number(until - 1);
		assert_eq!(operator(OPERATOR).first_channel_at(until - 1), 0);
		assert_ok!(serve(0, 100));
		System::set_block_number(until);
		assert_eq!(operator(OPERATOR).first_channel_at(until), new);
		assert_noop!(serve(0, 100), Error::<Test>::ChannelOutdated);
		assert_ok!(serve(new, 100));

		// Another change gives them nothing back.
		assert_ok!(set_operator_key(&key(9)));
		assert_eq!(operator(OPERATOR).first_channel, new);
		assert_eq!(operator(OPERATOR).first_of_key, new + 1);
		assert_noop!(serve(0, 100), Error::<Test>::ChannelOutdated);
		assert_ok!(serve(new, 100));
		System::set_block_number(until + GRACE + CLOSE_DELAY);
		assert_noop!(serve(new, 100), Error::<Test>::ChannelOutdated);
		// The money is the payer's, and the operator lets it go at once.
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(OPERATOR), 0));
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(PAYER), new));
	});
}

#[test]
fn the_same_key_again_should_change_nothing_that_counts() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000));
		let same = key(2);
		assert_ok!(set_operator_key(&same));
		assert_eq!(keys(OPERATOR), [same.public(), same.public()]);
		assert_noop!(set_operator_key(&key(8)), Error::<Test>::KeyChanging);
	});
}

#[test]
fn a_block_number_at_its_end_should_not_wrap() {
	with_channel(|| {
		System::set_block_number(u64::MAX - CLOSE_DELAY);
		assert_noop!(set_operator_key(&key(8)), Error::<Test>::Overflow);
		assert_ok!(set_channel_key(PAYER, 0, &key(8)));
		System::set_block_number(u64::MAX);
		let close = |who| Payments::close_channel(RuntimeOrigin::signed(who), 0);
		assert_noop!(close(PAYER), Error::<Test>::Overflow);
		assert_ok!(close(OPERATOR));
	});
}
