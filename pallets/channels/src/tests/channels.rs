// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use codec::MaxEncodedLen;
use frame_support::{
	assert_noop, assert_ok,
	traits::{LockableCurrency, WithdrawReasons},
};
use openledger_primitives::{Balance, ChannelId};
use sp_core::Pair;
use sp_runtime::{DispatchResult, TokenError};

/// Runs a test on a chain where `PAYER` has a channel of 5,000 to `OPERATOR`, with id 0.
fn with_channel(test: impl FnOnce()) {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000_000));
		assert_eq!(open_channel(OPERATOR, 5_000), 0);
		test();
	});
}

fn top_up(who: AccountId, id: ChannelId, amount: Balance) -> DispatchResult {
	Payments::top_up(RuntimeOrigin::signed(who), id, amount)
}

fn close(who: AccountId, id: ChannelId) -> DispatchResult {
	Payments::close_channel(RuntimeOrigin::signed(who), id)
}

fn withdraw(who: AccountId, id: ChannelId) -> DispatchResult {
	Payments::withdraw_channel(RuntimeOrigin::signed(who), id)
}

#[test]
fn open_should_hold_the_funds_and_a_deposit() {
	with_channel(|| {
		let opened = Event::ChannelOpened {
			channel: 0,
			payer: PAYER,
			operator: OPERATOR,
			key: hot_key().public(),
			funds: 5_000,
		};
		System::assert_last_event(opened.into());
		assert_eq!(held(PAYER, HoldReason::Channel), 5_000);
		let deposit = 100 + ChannelOf::<Test>::max_encoded_len() as Balance;
		assert_eq!(held(PAYER, HoldReason::Record), deposit);
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT - 5_000 - deposit);
		let Channel { settled, next_sequence, voucher_keys: keys, .. } = channel(0);
		assert_eq!((settled, next_sequence, keys.former), (0, 0, None));
	});
}

#[test]
fn open_should_fail_without_operator_or_funds() {
	with_channel(|| {
		let open = |operator, amount| {
			let origin = RuntimeOrigin::signed(PAYER);
			Payments::open_channel(origin, operator, hot_key().public(), amount)
		};
		assert_noop!(open(OTHER, 5_000), Error::<Test>::OperatorNotFound);
		assert_noop!(open(OPERATOR, 0), Error::<Test>::ZeroAmount);
		assert_noop!(open(OPERATOR, ENDOWMENT), TokenError::FundsUnavailable);
		// No id is given twice.
		NextChannelId::<Test>::put(ChannelId::MAX);
		assert_noop!(open(OPERATOR, 1), Error::<Test>::Overflow);
	});
}

#[test]
fn top_up_should_add_to_the_funds() {
	with_channel(|| {
		assert_noop!(top_up(PAYER, 1, 500), Error::<Test>::ChannelNotFound);
		assert_noop!(top_up(OPERATOR, 0, 500), Error::<Test>::NotPayer);
		assert_noop!(top_up(PAYER, 0, 0), Error::<Test>::ZeroAmount);
		assert_noop!(top_up(PAYER, 0, ENDOWMENT), TokenError::FundsUnavailable);
		assert_ok!(top_up(PAYER, 0, 500));
		let topped_up = Event::ChannelToppedUp { channel: 0, amount: 500, funds: 5_500 };
		System::assert_last_event(topped_up.into());
		assert_eq!(held(PAYER, HoldReason::Channel), 5_500);
		assert_ok!(serve(0, 5_500));
		assert_eq!(channel(0).funds, 0);
		// It lives on, and can be filled again.
		assert_ok!(top_up(PAYER, 0, 100));
		assert_ok!(serve(0, 100));
		assert_eq!((channel(0).funds, channel(0).settled), (0, 5_600));
	});
}

#[test]
fn a_payer_should_wait_to_have_its_funds_back() {
	with_channel(|| {
		assert_noop!(withdraw(PAYER, 0), Error::<Test>::NotClosing);
		assert_noop!(close(OTHER, 0), Error::<Test>::NotChannelParty);
		assert_noop!(close(PAYER, 1), Error::<Test>::ChannelNotFound);
		assert_ok!(close(PAYER, 0));
		let until = 1 + CLOSE_DELAY;
		System::assert_last_event(Event::ChannelClosing { channel: 0, until }.into());
		// A second close does not start again.
		System::set_block_number(2);
		assert_noop!(close(PAYER, 0), Error::<Test>::ChannelClosing);
		assert_noop!(top_up(PAYER, 0, 100), Error::<Test>::ChannelClosing);
		System::set_block_number(until - 1);
		assert_noop!(withdraw(PAYER, 0), Error::<Test>::NotYetClosed);
		System::set_block_number(until);
		// By anyone, and to the payer.
		assert_ok!(withdraw(OTHER, 0));
		System::assert_last_event(Event::ChannelClosed { channel: 0, returned: 5_000 }.into());
		assert_eq!(Balances::free_balance(OTHER), ENDOWMENT);
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT);
		assert_noop!(withdraw(OTHER, 0), Error::<Test>::ChannelNotFound);
	});
}

#[test]
fn an_operator_should_have_time_to_settle_while_a_channel_closes() {
	with_channel(|| {
		assert_ok!(close(PAYER, 0));
		System::set_block_number(CLOSE_DELAY);
		assert_ok!(serve(0, 1_000));
		System::set_block_number(1 + CLOSE_DELAY);
		// And no longer, though nobody has withdrawn.
		assert_noop!(serve(0, 1_000), Error::<Test>::ChannelClosing);
		assert_ok!(withdraw(PAYER, 0));
		System::assert_last_event(Event::ChannelClosed { channel: 0, returned: 4_000 }.into());
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT - 1_000);
	});
}

#[test]
fn an_operator_should_close_at_once() {
	with_channel(|| {
		assert_ok!(serve(0, 1_000));
		assert_ok!(close(OPERATOR, 0));
		System::assert_last_event(Event::ChannelClosed { channel: 0, returned: 4_000 }.into());
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT - 1_000);
		// Also when its payer began to, and when nothing is left.
		let id = open_channel(OPERATOR, 1_000);
		assert_eq!(id, 1);
		assert_ok!(close(PAYER, id));
		assert_ok!(serve(id, 1_000));
		assert_ok!(close(OPERATOR, id));
		System::assert_last_event(Event::ChannelClosed { channel: id, returned: 0 }.into());
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT - 2_000);
		for reason in [HoldReason::Channel, HoldReason::Record] {
			assert_eq!(held(PAYER, reason), 0);
		}
	});
}

#[test]
fn operators_should_never_touch_what_is_for_another() {
	with_channel(|| {
		assert_ok!(register_operator(OTHER, 1_000_000));
		let other = open_channel(OTHER, 3_000);
		let deposit = channel(other).deposit;
		// More is held of the payer, but for the other.
		assert_noop!(serve(0, 5_001), Error::<Test>::VoucherExceedsFunds);
		assert_noop!(close(OPERATOR, other), Error::<Test>::NotChannelParty);
		let its = redemption(0, voucher(other, 1, 100), 100);
		assert_noop!(redeem(OPERATOR, BATCH, &[its]), Error::<Test>::NotChannelOperator);
		assert_ok!(serve(0, 5_000));
		assert_ok!(close(OPERATOR, 0));
		assert_eq!(held(PAYER, HoldReason::Channel), 3_000);
		assert_eq!(held(PAYER, HoldReason::Record), deposit);
		assert_ok!(serve(other, 3_000));
		assert_eq!(held(PAYER, HoldReason::Channel), 0);
	});
}

#[test]
fn a_payer_should_not_freeze_what_it_promised() {
	with_channel(|| {
		Balances::set_lock(*b"all of i", &PAYER, ENDOWMENT, WithdrawReasons::all());
		assert_ok!(serve(0, 2_000));
		assert_ok!(close(PAYER, 0));
		assert_ok!(serve(0, 3_000));
		System::set_block_number(1 + CLOSE_DELAY);
		assert_ok!(withdraw(PAYER, 0));
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT - 5_000);
	});
}

#[test]
fn what_is_frozen_should_not_be_promised() {
	with_channel(|| {
		// All but 6,000, of which the channel has 5,000.
		Balances::set_lock(*b"for vote", &PAYER, ENDOWMENT - 6_000, WithdrawReasons::all());
		assert_noop!(top_up(PAYER, 0, 1_001), TokenError::Frozen);
		let origin = RuntimeOrigin::signed(PAYER);
		let open = Payments::open_channel(origin, OPERATOR, hot_key().public(), 1_001);
		assert_noop!(open, TokenError::Frozen);
		assert_ok!(top_up(PAYER, 0, 1_000));
		assert_noop!(top_up(PAYER, 0, 1), TokenError::Frozen);
		assert_ok!(serve(0, 6_000));
	});
}
