// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{
	span::SpanParams,
	voucher::{Redemption, Voucher},
	Balance,
};
use sp_core::H256;
use sp_runtime::DispatchResult;

/// Runs a test on a chain where `PAYER` has channels 0 and 1, of 5,000 each, to `OPERATOR`, and 2 to
/// `LAB`.
fn with_channels(test: impl FnOnce()) {
	build_and_execute(|| {
		for operator in [OPERATOR, LAB] {
			assert_ok!(register_operator(operator, 1_000_000));
		}
		for operator in [OPERATOR, OPERATOR, LAB] {
			open_channel(operator, 5_000);
		}
		test();
	});
}

/// Settles one receipt for all of `fees`.
fn redeem(vouchers: &[Voucher], fees: u64) -> DispatchResult {
	settle_batch(OPERATOR, vouchers.to_vec(), vec![batched(fees, &[])])
}

/// The same with so much of each voucher.
fn redeem_as(vouchers: Vec<Redemption>, fees: u64) -> DispatchResult {
	Attribution::settle_batch(
		RuntimeOrigin::signed(OPERATOR),
		1,
		SpanParams::DEFAULT,
		1,
		BoundedVec::truncate_from(vouchers),
		Default::default(),
		BoundedVec::truncate_from(vec![batched(fees, &[])]),
	)
}

#[test]
fn a_voucher_should_pay_what_was_not_settled_before() {
	with_channels(|| {
		assert_ok!(redeem(&[voucher(0, 1_000)], 1_000));
		assert_eq!((channel(0).settled, channel(0).funds), (1_000, 4_000));
		// It is worth all that were signed between.
		assert_ok!(redeem(&[voucher(0, 4_500)], 3_500));
		System::assert_has_event(
			Event::ChannelSettled { channel: 0, batch: 1, amount: 3_500 }.into(),
		);
		assert_eq!((channel(0).settled, channel(0).funds), (4_500, 500));
		assert_eq!(held(PAYER, HoldReason::Channel), 10_500);
	});
}

#[test]
fn vouchers_should_pay_together() {
	with_channels(|| {
		assert_ok!(redeem(&[voucher(0, 1_000), voucher(1, 2_000)], 3_000));
		for (channel, amount) in [(0, 1_000), (1, 2_000)] {
			System::assert_has_event(Event::ChannelSettled { channel, batch: 0, amount }.into());
		}
		let refunds = Refunds::<Test>::get(0).unwrap().into_inner();
		let paid = |channel, amount| Refund { channel, payer: PAYER, amount };
		assert_eq!(refunds, [paid(0, 1_000), paid(1, 2_000)]);
	});
}

#[test]
fn a_voucher_should_be_settled_once() {
	with_channels(|| {
		assert_noop!(redeem(&[voucher(0, 0)], 100), Error::<Test>::VoucherAlreadySettled);
		assert_ok!(redeem(&[voucher(0, 1_000)], 1_000));
		for settled in [1_000, 999, 1, 0] {
			let again = voucher(0, settled);
			assert_noop!(redeem(&[again], 1_000), Error::<Test>::VoucherAlreadySettled);
		}
		// What the channel has left does not matter.
		assert_ok!(redeem(&[voucher(0, 5_000)], 4_000));
		assert_noop!(redeem(&[voucher(0, 5_000)], 4_000), Error::<Test>::VoucherAlreadySettled);
	});
}

#[test]
fn a_voucher_should_be_settled_in_parts() {
	with_channels(|| {
		let part = |amount, fees| {
			let redemption = Redemption { voucher: voucher(0, 1_000), amount };
			redeem_as(vec![redemption], fees)
		};
		assert_noop!(part(0, 600), Error::<Test>::ZeroAmount);
		assert_noop!(part(1_001, 1_001), Error::<Test>::VoucherAlreadySettled);
		assert_noop!(part(Balance::MAX, 600), Error::<Test>::VoucherAlreadySettled);
		assert_noop!(part(600, 1_000), Error::<Test>::FeesDontMatchVouchers);
		assert_ok!(part(600, 600));
		assert_eq!((channel(0).settled, channel(0).funds), (600, 4_400));
		assert_noop!(part(Balance::MAX, 600), Error::<Test>::VoucherAlreadySettled);
		assert_noop!(part(401, 401), Error::<Test>::VoucherAlreadySettled);
		assert_ok!(part(400, 400));
		assert_noop!(part(1, 1), Error::<Test>::FeeBelowFloor);
		assert_noop!(part(100, 100), Error::<Test>::VoucherAlreadySettled);
	});
}

#[test]
fn a_promise_beyond_the_funds_should_be_good_for_what_is_there() {
	with_channels(|| {
		let part = |amount, fees| {
			let redemption = Redemption { voucher: voucher(0, 6_000), amount };
			redeem_as(vec![redemption], fees)
		};
		assert_noop!(part(5_001, 5_001), Error::<Test>::VoucherExceedsFunds);
		assert_ok!(part(5_000, 5_000));
		assert_noop!(part(1_000, 1_000), Error::<Test>::VoucherExceedsFunds);
		assert_ok!(Attribution::top_up(RuntimeOrigin::signed(PAYER), 0, 1_000));
		assert_ok!(part(1_000, 1_000));
	});
}

#[test]
fn vouchers_should_ascend_by_channel() {
	with_channels(|| {
		for vouchers in [[voucher(1, 500), voucher(0, 500)], [voucher(0, 400), voucher(0, 600)]] {
			assert_noop!(redeem(&vouchers, 1_000), Error::<Test>::VouchersOutOfOrder);
			assert_noop!(redeem(&vouchers, 600), Error::<Test>::VouchersOutOfOrder);
		}
	});
}

#[test]
fn a_voucher_should_be_signed_by_the_channels_key_for_this_channel_and_amount() {
	with_channels(|| {
		let genesis = System::block_hash(0);
		let good = voucher(0, 1_000);
		let mut flipped = good;
		flipped.signature.0[0] ^= 1;
		let forged = [
			Voucher::sign(&key(9), genesis, 0, 1_000),
			Voucher { channel: 1, ..good },
			Voucher { cumulative: 1_001, ..good },
			flipped,
		];
		for voucher in forged {
			let fees = u64::try_from(voucher.cumulative).unwrap();
			assert_noop!(redeem(&[voucher], fees), Error::<Test>::InvalidVoucherSignature);
		}
		assert_ok!(redeem(&[good], 1_000));
	});
}

#[test]
fn a_voucher_for_another_chain_should_be_refused() {
	with_channels(|| {
		let elsewhere = Voucher::sign(&hot_key(), H256::repeat_byte(1), 0, 1_000);
		assert_noop!(redeem(&[elsewhere], 1_000), Error::<Test>::InvalidVoucherSignature);
	});
}

#[test]
fn a_voucher_should_not_exceed_the_funds() {
	with_channels(|| {
		assert_noop!(redeem(&[voucher(0, 5_001)], 5_001), Error::<Test>::VoucherExceedsFunds);
		let most = voucher(0, Balance::MAX);
		assert_noop!(redeem(&[most], 5_000), Error::<Test>::VoucherExceedsFunds);
		assert_ok!(redeem(&[voucher(0, 2_000)], 2_000));
		assert_noop!(redeem(&[voucher(0, 5_001)], 3_001), Error::<Test>::VoucherExceedsFunds);
		assert_ok!(redeem(&[voucher(0, 5_000)], 3_000));
	});
}

#[test]
fn a_voucher_should_be_of_a_channel_to_the_operator() {
	with_channels(|| {
		assert_noop!(redeem(&[voucher(2, 1_000)], 1_000), Error::<Test>::NotChannelOperator);
		assert_noop!(redeem(&[voucher(3, 1_000)], 1_000), Error::<Test>::ChannelNotFound);
		assert_ok!(Attribution::close_channel(RuntimeOrigin::signed(OPERATOR), 0));
		assert_noop!(redeem(&[voucher(0, 1_000)], 1_000), Error::<Test>::ChannelNotFound);
	});
}

#[test]
fn vouchers_should_pay_exactly_the_fees() {
	with_channels(|| {
		let (one, two) = ([voucher(0, 1_000)], [voucher(0, 400), voucher(1, 600)]);
		for fees in [999, 1_001] {
			assert_noop!(redeem(&one, fees), Error::<Test>::FeesDontMatchVouchers);
			assert_noop!(redeem(&two, fees), Error::<Test>::FeesDontMatchVouchers);
		}
		assert_noop!(redeem(&[], 1_000), Error::<Test>::FeesDontMatchVouchers);
		assert_ok!(redeem(&two, 1_000));
		// Each is worth what it adds: 600, and 400.
		let more = [voucher(0, 1_000), voucher(1, 1_000)];
		assert_noop!(redeem(&more, 2_000), Error::<Test>::FeesDontMatchVouchers);
		assert_ok!(redeem(&more, 1_000));
	});
}

#[test]
fn one_bad_voucher_should_spoil_the_batch() {
	with_channels(|| {
		let forged = Voucher::sign(&key(9), System::block_hash(0), 1, 1_000);
		assert_noop!(
			redeem(&[voucher(0, 1_000), forged], 2_000),
			Error::<Test>::InvalidVoucherSignature
		);
		assert_eq!((channel(0).settled, channel(0).funds), (0, 5_000));
		assert_eq!(operator(OPERATOR).exposure, 0);
	});
}
