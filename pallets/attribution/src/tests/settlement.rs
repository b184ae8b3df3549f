// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok};
use openledger_primitives::{
	merkle,
	receipt::{commitment_leaf, Answer, CompactReceipt, Payment},
	span::SpanParams,
	split::FeeSplit,
};
use pallet_models::Status;
use sp_runtime::{traits::BlakeTwo256, Perbill, TokenError};

#[docify::export]
#[test]
fn a_fee_should_reach_everyone_in_the_answer() {
	build_and_execute(|| {
		let before = [TREASURY, STAKERS].map(Balances::free_balance);
		// 30 % and 10 % of the output, and so of the data share of 450,000.
		assert_ok!(settle(1, answer(1_000_000, &[(0, 76_800), (1, 25_600)])));
		assert_eq!(Rewards::owed(&AUTHOR), 0);
		pass_window();
		assert_ok!(finalize(0));
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
		let answer = answer(500, &[(2, 10)]);
		assert_ok!(settle(0, answer.clone()));
		let batch = Batches::<Test>::get(0).unwrap();
		// It is for this payer alone.
		let payment = Payment::Direct { payer: Attribution::account_bytes(&PAYER) };
		let leaf = CompactReceipt { payment, answer }.leaf::<BlakeTwo256>();
		let leads_to = |leaf| merkle::root_from_path::<BlakeTwo256>(leaf, 0, 1, &[]);
		assert_eq!(leads_to(leaf), Some(batch.root));
		let commitment = commitment_leaf::<BlakeTwo256>(COMMITMENT);
		assert_eq!(leads_to(commitment), Some(batch.commitments));
		assert_eq!((batch.fees, batch.receipts, batch.finalizable_at), (500, 1, 1 + WINDOW));
		assert_eq!((batch.payer, batch.operator), (Some(PAYER), OPERATOR));
		assert!(batch.signers.is_empty());
		let settled = Event::BatchSettled {
			batch: 0,
			leaf: 0,
			models: vec![0],
			payer: Some(PAYER),
			operator: OPERATOR,
			fees: 500,
			receipts: 1,
			root: batch.root,
			commitments: batch.commitments,
			finalizable_at: 1 + WINDOW,
		};
		System::assert_last_event(settled.into());
	});
}

#[test]
fn settle_one_should_fail_when_the_model_does_not_take_it() {
	build_and_execute(|| {
		let paid = |fee| answer(fee, &[]);
		assert_noop!(settle(9, paid(100)), Error::<Test>::ModelNotFound);
		assert_noop!(settle(0, paid(99)), Error::<Test>::FeeBelowFloor);
		assert_ok!(ModelRegistry::set_status(RuntimeOrigin::signed(LAB), 0, Status::Paused));
		pass(GRACE);
		assert_noop!(settle(0, paid(100)), Error::<Test>::ModelNotActive);
		// The fine-tune goes on, and still pays its base.
		assert_ok!(settle(1, paid(100)));
	});
}

#[test]
fn settle_one_should_fail_on_a_receipt_that_cannot_be() {
	build_and_execute(|| {
		let refused = |bad: Answer, error: Error<Test>| {
			assert_noop!(settle(0, bad), error);
		};
		let good = answer(100, &[(0, 1)]);
		let span_params = SpanParams { min_span: 32, full_span: 512 };
		refused(Answer { span_params, ..good.clone() }, Error::SpanParamsNotInForce);
		refused(Answer { output_len: 0, ..good.clone() }, Error::InvalidOutputLength);
		refused(Answer { output_len: 65_537, ..good.clone() }, Error::InvalidOutputLength);
		refused(answer(100, &[(1, 1), (0, 1)]), Error::MalformedCredits);
		refused(answer(100, &[(1, 1), (1, 1)]), Error::MalformedCredits);
		refused(answer(100, &[(1, 0)]), Error::MalformedCredits);
		refused(answer(100, &[(1, 256_001)]), Error::TooManyPoints);
		// Registered, but beyond the model's snapshot; and not registered at all.
		refused(answer(100, &[(AUTHORS - 1, 1)]), Error::NotInCorpus);
		refused(answer(100, &[(AUTHORS, 1)]), Error::NotInCorpus);
	});
}

#[test]
fn settle_one_should_fail_when_the_payer_cannot_pay() {
	build_and_execute(|| {
		assert_noop!(settle(0, answer(ENDOWMENT + 1, &[(0, 1)])), TokenError::FundsUnavailable);
	});
}

#[test]
fn a_later_split_should_not_change_a_batch() {
	build_and_execute(|| {
		assert_ok!(settle(0, answer(1_000_000, &[(0, 256_000)])));
		let no_platform = FeeSplit { platform: Perbill::zero(), ..FeeSplit::DEFAULT };
		Split::set(&no_platform);
		assert_ok!(settle(0, answer(1_000_000, &[(1, 256_000)])));
		pass_window();
		assert_ok!(finalize(0));
		assert_ok!(finalize(1));
		assert_eq!(Rewards::owed(&AUTHOR), 450_000);
		assert_eq!(Rewards::owed(&(AUTHOR + 1)), 500_000);
	});
}
