// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{merkle, receipt::CompactReceipt, span::SpanParams, split::FeeSplit};
use pallet_models::Status;
use sp_runtime::{traits::BlakeTwo256, Perbill, TokenError};

#[docify::export]
#[test]
fn a_fee_should_reach_everyone_in_the_answer() {
	build_and_execute(|| {
		let before = [TREASURY, STAKERS].map(Balances::free_balance);
		// 30 % and 10 % of the output, and so of the data share of 450,000.
		assert_ok!(settle(1, receipt(1_000_000, &[(0, 76_800), (1, 25_600)])));
		assert_eq!(Rewards::owed(&AUTHOR), 0);
		pass_window();
		assert_ok!(finalise(0));
		assert_eq!(Rewards::owed(&AUTHOR), 135_000);
		assert_eq!(Rewards::owed(&(AUTHOR + 1)), 45_000);
		assert_eq!(Rewards::owed(&OPERATOR), 200_000);
		// 200,000, and half of the 270,000 that nobody's text earned; 30 % of it to the base.
		assert_eq!(Rewards::owed(&LAB), 100_500);
		assert_eq!(Rewards::owed(&TUNER), 234_500);
		let after = [TREASURY, STAKERS].map(Balances::free_balance);
		assert_eq!(after, [before[0] + 185_000, before[1] + 100_000]);
	});
}

#[test]
fn the_batch_should_commit_to_the_receipt() {
	build_and_execute(|| {
		let receipt = receipt(500, &[(2, 10)]);
		assert_ok!(settle(0, receipt.clone()));
		let batch = Batches::<Test>::get(0).unwrap();
		assert_eq!(batch.root, receipt.leaf::<BlakeTwo256>());
		let leads_to =
			merkle::root_from_path::<BlakeTwo256>(receipt.leaf::<BlakeTwo256>(), 0, 1, &[]);
		assert_eq!(leads_to, Some(batch.root));
		assert_eq!((batch.fees, batch.receipts, batch.due), (500, 1, 1 + WINDOW));
	});
}

#[test]
fn settle_one_should_fail_when_the_model_does_not_take_it() {
	build_and_execute(|| {
		let paid = |fee| receipt(fee, &[]);
		assert_noop!(settle(9, paid(100)), Error::<Test>::ModelNotFound);
		assert_noop!(settle(0, paid(99)), Error::<Test>::FeeBelowFloor);
		assert_ok!(ModelRegistry::set_status(RuntimeOrigin::signed(LAB), 0, Status::Paused));
		assert_noop!(settle(0, paid(100)), Error::<Test>::ModelNotActive);
		// The fine-tune goes on, and still pays its base.
		assert_ok!(settle(1, paid(100)));
	});
}

#[test]
fn settle_one_should_fail_on_a_receipt_that_cannot_be() {
	build_and_execute(|| {
		let refused = |receipt: CompactReceipt, error: Error<Test>| {
			assert_noop!(settle(0, receipt), error);
		};
		let good = receipt(100, &[(0, 1)]);
		let rule = SpanParams { min_span: 32, full_span: 512 };
		refused(CompactReceipt { rule, ..good.clone() }, Error::RuleNotInForce);
		refused(CompactReceipt { output_len: 0, ..good.clone() }, Error::InvalidOutputLength);
		refused(CompactReceipt { output_len: 65_537, ..good.clone() }, Error::InvalidOutputLength);
		refused(receipt(100, &[(1, 1), (0, 1)]), Error::MalformedCredits);
		refused(receipt(100, &[(1, 1), (1, 1)]), Error::MalformedCredits);
		refused(receipt(100, &[(1, 0)]), Error::MalformedCredits);
		refused(receipt(100, &[(1, 256_001)]), Error::TooManyPoints);
		// Registered, but beyond the model's snapshot; and not registered at all.
		refused(receipt(100, &[(AUTHORS - 1, 1)]), Error::NotInCorpus);
		refused(receipt(100, &[(AUTHORS, 1)]), Error::NotInCorpus);
	});
}

#[test]
fn settle_one_should_fail_when_the_payer_cannot_pay() {
	build_and_execute(|| {
		assert_noop!(settle(0, receipt(ENDOWMENT + 1, &[(0, 1)])), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_later_split_should_not_change_a_batch() {
	build_and_execute(|| {
		assert_ok!(settle(0, receipt(1_000_000, &[(0, 256_000)])));
		let no_platform = FeeSplit { platform: Perbill::zero(), ..FeeSplit::DEFAULT };
		Split::set(&no_platform);
		assert_ok!(settle(0, receipt(1_000_000, &[(1, 256_000)])));
		pass_window();
		assert_ok!(finalise(0));
		assert_ok!(finalise(1));
		assert_eq!(Rewards::owed(&AUTHOR), 450_000);
		assert_eq!(Rewards::owed(&(AUTHOR + 1)), 500_000);
	});
}
