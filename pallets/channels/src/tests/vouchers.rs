// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{
	batch::ChannelSum,
	interfaces::Redemption,
	voucher::{Promise, Voucher},
	Balance,
};
use sp_core::H256;
use sp_runtime::DispatchError;

/// Runs a test on a chain where `PAYER` has channels 0 and 1, of 5,000 each, to `OPERATOR`, and 2 to
/// `OTHER`.
fn with_channels(test: impl FnOnce()) {
	build_and_execute(|| {
		for operator in [OPERATOR, OTHER] {
			assert_ok!(register_operator(operator, 1_000_000));
		}
		for operator in [OPERATOR, OPERATOR, OTHER] {
			open_channel(operator, 5_000);
		}
		test();
	});
}

/// What `OPERATOR` settles.
fn settle(redemptions: &[Redemption]) -> Result<Vec<AccountId>, DispatchError> {
	redeem(OPERATOR, BATCH, redemptions)
}

/// Answers of channel 0 from `first` up to below `next`, for `amount`, by a voucher that is good for
/// any.
fn answers(first: u64, next: u64, amount: Balance) -> Redemption {
	let voucher = voucher(0, u64::MAX, Balance::MAX);
	Redemption { voucher, sum: ChannelSum { channel: 0, first, next, amount } }
}

fn settled() -> (Balance, u64, Balance) {
	let Channel { settled, next_sequence, funds, .. } = channel(0);
	(settled, next_sequence, funds)
}

#[docify::export]
#[test]
fn a_payer_should_keep_what_receipts_do_not_cost() {
	const OPEN: Balance = 1_000_000_000_000_000_000;
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 10 * OPEN));
		let id = open_channel(OPERATOR, 5 * OPEN);
		// The payer promises up to 1 OPEN for its first answer, whose receipt says 0.3.
		let promised = voucher(id, 1, OPEN);
		let fee = OPEN / 10 * 3;
		assert_ok!(redeem(OPERATOR, BATCH, &[redemption(0, promised, fee)]));
		System::assert_last_event(
			Event::ChannelSettled { channel: id, batch: BATCH, amount: fee, next_sequence: 1 }
				.into(),
		);
		assert_eq!(Balances::free_balance(POT), 1 + fee);
		// The other 0.7 are its own: the voucher is good for no other answer.
		assert_eq!(channel(id).funds, 5 * OPEN - fee);
		let again = redemption(0, promised, OPEN - fee);
		assert_noop!(redeem(OPERATOR, BATCH, &[again]), Error::<Test>::SequenceSettled);
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(OPERATOR), id));
		assert_eq!(Balances::free_balance(PAYER), ENDOWMENT - fee);
	});
}

#[test]
fn a_voucher_should_pay_for_all_answers_since_the_last_settlement() {
	with_channels(|| {
		assert_ok!(settle(&[redemption(0, voucher(0, 1, 1_000), 1_000)]));
		assert_eq!(settled(), (1_000, 1, 4_000));
		// It is worth all that were signed between.
		assert_ok!(settle(&[redemption(1, voucher(0, 8, 4_500), 3_500)]));
		System::assert_last_event(
			Event::ChannelSettled { channel: 0, batch: BATCH, amount: 3_500, next_sequence: 8 }
				.into(),
		);
		assert_eq!(settled(), (4_500, 8, 500));
		assert_eq!(held(PAYER, HoldReason::Channel), 10_500);
		assert_eq!(Balances::free_balance(POT), 1 + 4_500);
	});
}

#[test]
fn vouchers_should_pay_together_and_name_their_payers() {
	with_channels(|| {
		let origin = RuntimeOrigin::signed(FRIEND);
		let theirs = NextChannelId::<Test>::get();
		let key = sp_core::Pair::public(&hot_key());
		assert_ok!(Payments::open_channel(origin, OPERATOR, key, 5_000));
		let all = [(0, 1_000), (1, 2_000), (theirs, 3_000)];
		let redemptions = all.map(|(id, amount)| redemption(0, voucher(id, 2, amount), amount));
		assert_eq!(redeem(OPERATOR, 11, &redemptions), Ok(vec![PAYER, PAYER, FRIEND]));
		for (channel, amount) in all {
			let settled = Event::ChannelSettled { channel, batch: 11, amount, next_sequence: 2 };
			System::assert_has_event(settled.into());
		}
		assert_eq!(Balances::free_balance(POT), 1 + 6_000);
		assert_eq!(settle(&[]), Ok(vec![]));
	});
}

#[test]
fn sequences_should_ascend_over_all_batches() {
	with_channels(|| {
		// A gap is an answer that is not charged.
		assert_ok!(settle(&[answers(3, 5, 100)]));
		assert_eq!(settled(), (100, 5, 4_900));
		for (first, next) in [(0, 1), (3, 5), (4, 5), (4, 9)] {
			let again = answers(first, next, 100);
			assert_noop!(settle(&[again]), Error::<Test>::SequenceSettled);
		}
		assert_ok!(settle(&[answers(5, 6, 100)]));
		assert_ok!(settle(&[answers(1_000, 1_001, 100)]));
		assert_noop!(settle(&[answers(6, 7, 100)]), Error::<Test>::SequenceSettled);
		assert_noop!(settle(&[answers(1_000, 1_002, 100)]), Error::<Test>::SequenceSettled);
		assert_eq!(settled(), (300, 1_001, 4_700));
		// Those of another channel are its own.
		assert_ok!(settle(&[redemption(0, voucher(1, 1, 100), 100)]));
		// The last that can be.
		assert_ok!(settle(&[answers(u64::MAX - 1, u64::MAX, 100)]));
		assert_noop!(settle(&[answers(0, 1, 100)]), Error::<Test>::SequenceSettled);
	});
}

#[test]
fn a_voucher_should_be_settled_once() {
	with_channels(|| {
		let paid = redemption(0, voucher(0, 1, 1_000), 1_000);
		assert_ok!(settle(&[paid]));
		assert_noop!(settle(&[paid]), Error::<Test>::SequenceSettled);
		// Nor twice in a batch.
		let next = redemption(1, voucher(0, 2, 2_000), 500);
		assert_noop!(settle(&[next, next]), Error::<Test>::SequenceSettled);
		assert_ok!(settle(&[next]));
		assert_eq!(settled(), (1_500, 2, 3_500));
	});
}

#[test]
fn no_more_should_be_settled_than_is_promised() {
	with_channels(|| {
		for promised in [0, 1, 999] {
			let short = redemption(0, voucher(0, 1, promised), 1_000);
			assert_noop!(settle(&[short]), Error::<Test>::VoucherExceeded);
		}
		assert_ok!(settle(&[redemption(0, voucher(0, 1, 1_000), 600)]));
		// What was settled before counts.
		let part = |first, amount| redemption(first, voucher(0, 9, 1_000), amount);
		assert_noop!(settle(&[part(1, 401)]), Error::<Test>::VoucherExceeded);
		assert_noop!(settle(&[part(1, Balance::MAX)]), Error::<Test>::VoucherExceeded);
		assert_ok!(settle(&[part(1, 400)]));
		assert_noop!(settle(&[part(9, 1)]), Error::<Test>::VoucherExceeded);
		assert_eq!(settled(), (1_000, 9, 4_000));
	});
}

#[test]
fn a_promise_beyond_the_funds_should_be_good_for_what_is_there() {
	with_channels(|| {
		assert_noop!(settle(&[answers(0, 1, 5_001)]), Error::<Test>::VoucherExceedsFunds);
		assert_noop!(settle(&[answers(0, 1, Balance::MAX)]), Error::<Test>::VoucherExceedsFunds);
		assert_ok!(settle(&[answers(0, 1, 5_000)]));
		assert_noop!(settle(&[answers(1, 2, 1_000)]), Error::<Test>::VoucherExceedsFunds);
		assert_ok!(Payments::top_up(RuntimeOrigin::signed(PAYER), 0, 1_000));
		assert_ok!(settle(&[answers(1, 2, 1_000)]));
	});
}

#[test]
fn a_voucher_should_be_signed_by_the_channels_key_for_what_it_says() {
	with_channels(|| {
		let good = voucher(0, 1, 1_000);
		let mut flipped = good;
		flipped.signature.0[0] ^= 1;
		let elsewhere = Voucher::sign(
			&hot_key(),
			H256::repeat_byte(1),
			Promise { channel: 0, answers: 1, cumulative: 1_000 },
		);
		let forged = [
			signed_by(&key(9), 0, 1, 1_000),
			// The operator's own key.
			signed_by(&key(2), 0, 1, 1_000),
			Voucher { channel: 1, ..good },
			Voucher { answers: 2, ..good },
			Voucher { cumulative: 1_001, ..good },
			flipped,
			elsewhere,
		];
		for voucher in forged {
			let redemption = redemption(0, voucher, 1_000);
			assert_noop!(settle(&[redemption]), Error::<Test>::InvalidVoucherSignature);
		}
		assert_ok!(settle(&[redemption(0, good, 1_000)]));
	});
}

#[test]
fn a_voucher_should_be_of_a_channel_to_the_operator() {
	with_channels(|| {
		let of = |id| redemption(0, voucher(id, 1, 1_000), 1_000);
		assert_noop!(settle(&[of(2)]), Error::<Test>::NotChannelOperator);
		assert_noop!(settle(&[of(3)]), Error::<Test>::ChannelNotFound);
		assert_noop!(redeem(PAYER, BATCH, &[of(0)]), Error::<Test>::OperatorNotFound);
		assert_ok!(Payments::close_channel(RuntimeOrigin::signed(OPERATOR), 0));
		assert_noop!(settle(&[of(0)]), Error::<Test>::ChannelNotFound);
	});
}

#[test]
fn one_bad_voucher_should_spoil_the_batch() {
	with_channels(|| {
		let forged = redemption(0, signed_by(&key(9), 1, 1, 1_000), 1_000);
		let good = redemption(0, voucher(0, 1, 1_000), 1_000);
		assert_noop!(settle(&[good, forged]), Error::<Test>::InvalidVoucherSignature);
		assert_eq!(settled(), (0, 0, 5_000));
	});
}
