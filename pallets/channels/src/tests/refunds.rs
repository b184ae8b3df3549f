// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok, assert_storage_noop,
	traits::{LockableCurrency, WithdrawReasons},
};
use sp_runtime::TokenError;

/// Runs a test on a chain where `OPERATOR` has settled two answers of channel 0, for 2,000 of 5,000.
fn with_settled(test: impl FnOnce()) {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000_000));
		assert_eq!(open_channel(OPERATOR, 5_000), 0);
		let paid = redemption(0, voucher(0, 2, 9_000), 2_000);
		assert_ok!(redeem(OPERATOR, BATCH, &[paid]));
		test();
	});
}

#[test]
fn a_refund_should_fill_the_channel_and_leave_what_is_settled() {
	with_settled(|| {
		assert_eq!(refund(BATCH, 0, 2_000), Ok(true));
		System::assert_last_event(
			Event::ChannelRefunded { channel: 0, batch: BATCH, amount: 2_000 }.into(),
		);
		let Channel { funds, settled, next_sequence, .. } = channel(0);
		assert_eq!((funds, settled, next_sequence), (5_000, 2_000, 2));
		assert_eq!((held(PAYER, HoldReason::Channel), Balances::free_balance(POT)), (5_000, 1));
		// What was refuted can't be settled again, and counts in what later vouchers promise.
		let again = redemption(0, voucher(0, 2, 9_000), 2_000);
		assert_noop!(redeem(OPERATOR, BATCH, &[again]), Error::<Test>::SequenceSettled);
		let next = |cumulative| redemption(2, voucher(0, 3, cumulative), 500);
		assert_noop!(redeem(OPERATOR, BATCH, &[next(2_499)]), Error::<Test>::VoucherExceeded);
		assert_ok!(redeem(OPERATOR, BATCH, &[next(2_500)]));
	});
}

#[test]
fn a_channel_that_closes_should_be_refunded() {
	with_settled(|| {
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(PAYER), 0));
		assert_eq!(refund(BATCH, 0, 2_000), Ok(true));
		System::set_block_number(1 + CLOSE_DELAY);
		assert_ok!(Payments::withdraw_channel(RuntimeOrigin::signed(PAYER), 0));
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT);
	});
}

#[test]
fn of_a_closed_channel_nothing_should_move() {
	with_settled(|| {
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(OPERATOR), 0));
		assert_storage_noop!(assert_eq!(refund(BATCH, 0, 2_000), Ok(false)));
		assert_eq!(Balances::free_balance(POT), 1 + 2_000);
		assert_storage_noop!(assert_eq!(refund(BATCH, 1, 2_000), Ok(false)));
	});
}

#[test]
fn a_refund_should_not_take_more_than_the_pot_has() {
	with_settled(|| {
		assert_noop!(refund(BATCH, 0, 2_001), TokenError::FundsUnavailable);
		assert_ok!(refund(BATCH, 0, 1_999));
		assert_ok!(refund(BATCH, 0, 1));
	});
}

#[test]
fn a_payer_that_votes_with_all_it_has_should_be_refunded() {
	with_settled(|| {
		Balances::set_lock(*b"for vote", &PAYER, ENDOWMENT, WithdrawReasons::all());
		assert_eq!(refund(BATCH, 0, 2_000), Ok(true));
		assert_eq!(held(PAYER, HoldReason::Channel), 5_000);
	});
}
