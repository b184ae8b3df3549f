// SPDX-License-Identifier: Apache-2.0

use super::world::CHALLENGER;
use crate::{mock::*, *};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{batch::ChannelReceipts, interfaces::Ledger as _, ChannelId};
use sp_runtime::DispatchResult;

type ChannelsError = pallet_channels::Error<Test>;

/// Runs a test on a chain where three channels of 5,000 paid 1,000, 2,000 and 3,000 for batch 0.
fn with_batch(test: impl FnOnce()) {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		for id in 0..3 {
			assert_eq!(open_channel(OPERATOR, 5_000), id);
		}
		let paid = |(id, fee)| paid_by(id, vec![batched(fee, &[(0, 76_800), (1, 25_600)])]);
		let channels = [(0, 1_000), (1, 2_000), (2, 3_000)].map(paid);
		assert_ok!(settle_batch(OPERATOR, channels.to_vec()));
		test();
	});
}

fn funds() -> [u128; 3] {
	[0, 1, 2].map(|id| channel(id).funds)
}

fn close(id: ChannelId) -> DispatchResult {
	close_channel(OPERATOR, id)
}

#[test]
fn a_void_batch_should_pay_nobody_and_refund_its_channels() {
	with_batch(|| {
		assert_eq!(funds(), [4_000, 3_000, 2_000]);
		assert_ok!(void(0));
		System::assert_last_event(Event::BatchVoided { batch: 0, leaf: 1 }.into());
		assert_eq!(operator(OPERATOR).exposure, 0);
		assert_ok!(finalize(0));
		System::assert_last_event(Event::BatchRefunded { batch: 0 }.into());
		assert_eq!(funds(), [5_000; 3]);
		assert_eq!(held(PAYER, InChannels::Channel), 15_000);
		assert_eq!(held(OPERATOR, HoldReason::Batch), 0);
		assert_eq!(pallet_rewards::TotalOwed::<Test>::get(), 0);
		assert_eq!(Rewards::collected(), 0);
		assert_noop!(finalize(0), Error::<Test>::BatchNotFound);
	});
}

#[test]
fn the_answers_of_a_void_batch_should_stay_settled() {
	with_batch(|| {
		assert_ok!(void(0));
		assert_ok!(Channels::bond_extra(RuntimeOrigin::signed(OPERATOR), MIN_BOND));
		// Neither the same answer again, by whatever voucher, nor by the same voucher a later one.
		let again = |answers, first, cumulative| {
			let voucher = voucher(0, answers, cumulative);
			let receipts = BoundedVec::truncate_from(vec![batched(1_000, &[])]);
			settle_batch(OPERATOR, vec![ChannelReceipts { voucher, first, receipts }])
		};
		let refused = || {
			assert_noop!(again(1, 0, 1_000), ChannelsError::SequenceSettled);
			assert_noop!(again(9, 0, 5_000), ChannelsError::SequenceSettled);
			assert_noop!(again(1, 1, 5_000), Error::<Test>::BeyondVoucher);
			assert_noop!(again(2, 1, 1_999), ChannelsError::VoucherExceeded);
		};
		refused();
		assert_ok!(finalize(0));
		refused();
		assert_eq!((channel(0).settled, channel(0).funds), (1_000, 5_000));
		assert_eq!(channel(0).next_sequence, 1);
		// All that came back can be promised again.
		assert_noop!(serve(0, 5_001), ChannelsError::VoucherExceedsFunds);
		assert_ok!(serve(0, 5_000));
		assert_eq!((channel(0).settled, channel(0).funds), (6_000, 0));
	});
}

#[test]
fn a_closed_channels_refund_should_be_owed_to_its_payer() {
	with_batch(|| {
		for id in [0, 2] {
			assert_ok!(close(id));
		}
		assert_ok!(void(0));
		assert_ok!(finalize(0));
		assert_eq!(channel(1).funds, 5_000);
		assert_eq!(held(PAYER, InChannels::Channel), 5_000);
		assert_eq!(Rewards::owed(&PAYER), 4_000);
	});
}

#[test]
fn a_payer_that_is_gone_should_be_owed_its_refund() {
	with_batch(|| {
		for id in 0..3 {
			assert_ok!(close(id));
		}
		assert_ok!(Balances::transfer_all(RuntimeOrigin::signed(PAYER), LAB, false));
		assert!(!System::account_exists(&PAYER));
		assert_ok!(void(0));
		assert_ok!(finalize(0));
		assert_eq!(Rewards::owed(&PAYER), 6_000);
		assert_ok!(Rewards::claim_for(RuntimeOrigin::signed(LAB), PAYER));
		assert_eq!(Balances::free_balance(PAYER), 6_000);
	});
}

#[test]
fn settle_one_should_not_be_paid_back() {
	build_and_execute(|| {
		let (free, treasury) = (Balances::free_balance(PAYER), Balances::free_balance(TREASURY));
		// All of the output is quoted, of two texts; 450 of the fee are theirs.
		assert_ok!(settle(1, answer(1_000, &[(0, 128_000), (3, 128_000)])));
		// What is at stake where no operator has a bond.
		let deposit = held(PAYER, HoldReason::Batch);
		assert_ok!(void(0));
		System::assert_has_event(Event::BatchForfeited { batch: 0, amount: 450 }.into());
		System::assert_last_event(Event::BatchVoided { batch: 0, leaf: 1 }.into());
		assert_eq!(held(PAYER, HoldReason::Batch), 0);
		assert!(!Pending::<Test>::contains_key(0));
		Attribution::do_try_state().unwrap();
		// At once. There is a model to pay.
		assert_ok!(Attribution::finalize(RuntimeOrigin::signed(LAB), 0, 1));
		System::assert_last_event(Event::BatchClosed { batch: 0 }.into());
		assert_noop!(finalize(0), Error::<Test>::BatchNotFound);

		assert_eq!(Balances::free_balance(PAYER), free - 1_000 - deposit);
		assert_eq!((Rewards::owed(&OPERATOR), Balances::free_balance(STAKERS)), (200, 1 + 100));
		assert_eq!([LAB, TUNER].map(|who| Rewards::owed(&who)), [60, 140]);
		for author in 0..AUTHORS {
			assert_eq!(Rewards::owed(&(AUTHOR + author)), 0);
		}
		let kept = Balances::free_balance(TREASURY) - treasury;
		assert_eq!(kept, 50 + 450 + (deposit - deposit / 5));
		assert_eq!(Rewards::collected(), 0);
	});
}

#[test]
fn a_void_batch_should_earn_nobody_merit() {
	use openledger_primitives::{interfaces::Merits, merit::Merit};
	build_and_execute(|| {
		assert_ok!(settle(1, answer(1_000_000, &[(0, 128_000)])));
		assert_ok!(void(0));
		assert_ok!(finalize(0));
		assert!(Rewards::owed(&TUNER) > 0);
		for who in [AUTHOR, LAB, TUNER] {
			assert_eq!(Rewards::of(&who), Merit::default());
		}
		assert_eq!(Rewards::total(), Merit::default());
		assert_ok!(settle(1, answer(1_000_000, &[(0, 128_000)])));
		pass_window();
		assert_ok!(finalize(1));
		assert_ne!(Rewards::of(&AUTHOR), Merit::default());
	});
}

/// Who settles a false receipt to refute it itself has nothing back but a part of its own deposit.
#[test]
fn a_payer_should_not_take_its_payment_back() {
	build_and_execute(|| {
		let wealth = || Balances::free_balance(PAYER) + Rewards::owed(&PAYER);
		for (challenger, ground, back) in [
			(PAYER, Ground::ScoreMismatch, true),
			(PAYER, Ground::Unanswered, false),
			(CHALLENGER, Ground::Mismatch, false),
			(CHALLENGER, Ground::Unanswered, false),
		] {
			let (before, found) = (wealth(), Balances::free_balance(CHALLENGER));
			let id = NextBatchId::<Test>::get();
			assert_ok!(settle(1, answer(10_000, &[(0, 256_000)])));
			let batch = Attribution::challenged(id).unwrap();
			let deposit = batch.deposit;
			assert_ok!(Attribution::void(id, batch, 0, challenger, ground));
			assert_ok!(finalize(id));
			let reward = if back { deposit / 5 } else { 0 };
			assert_eq!(wealth(), before - 10_000 - deposit + reward);
			// A proof earns its share whoever it refutes, and hunting payers nothing.
			let earned = Balances::free_balance(CHALLENGER) - found;
			let is_proof = challenger == CHALLENGER && ground != Ground::Unanswered;
			assert_eq!(earned, if is_proof { deposit / 5 } else { 0 });
		}
	});
}

#[test]
fn refunds_should_be_paid_by_parts() {
	with_batch(|| {
		assert_ok!(close(1));
		assert_ok!(void(0));
		let part = |max| Attribution::finalize(RuntimeOrigin::signed(LAB), 0, max);
		assert_noop!(part(0), Error::<Test>::NothingToPay);
		assert_ok!(part(1));
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 2 }.into());
		assert_eq!((channel(0).funds, channel(2).funds), (4_000, 5_000));
		Attribution::do_try_state().unwrap();
		assert_ok!(part(1));
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 1 }.into());
		assert_eq!(Rewards::owed(&PAYER), 2_000);
		Attribution::do_try_state().unwrap();
		assert_ok!(part(1));
		System::assert_last_event(Event::BatchRefunded { batch: 0 }.into());
		assert_eq!((channel(0).funds, channel(2).funds), (5_000, 5_000));
		assert_eq!(held(OPERATOR, HoldReason::Batch), 0);
	});
}

#[test]
fn a_refund_should_not_need_the_operator() {
	with_batch(|| {
		assert_ok!(void(0));
		let origin = || RuntimeOrigin::signed(OPERATOR);
		assert_ok!(Channels::unbond(origin(), MIN_BOND / 2));
		System::set_block_number(1 + UNBONDING_DELAY);
		assert_ok!(Channels::withdraw_unbonded(origin()));
		assert_ok!(Channels::deregister_operator(origin()));
		Attribution::do_try_state().unwrap();
		assert_ok!(finalize(0));
		assert_eq!(funds(), [5_000; 3]);
		assert_eq!(Balances::free_balance(OPERATOR), ENDOWMENT - MIN_BOND / 2);
	});
}

#[test]
fn only_a_pending_batch_should_become_void() {
	with_batch(|| {
		assert_noop!(void(1), Error::<Test>::BatchNotFound);
		assert_ok!(serve(0, 100));
		// In the last block of the window, but no later.
		System::set_block_number(WINDOW);
		assert_ok!(void(0));
		assert_noop!(void(0), Error::<Test>::AlreadyVoid);
		System::set_block_number(1 + WINDOW);
		assert_noop!(void(0), Error::<Test>::AlreadyVoid);
		assert_noop!(void(1), Error::<Test>::WindowClosed);
		assert_ok!(finalize(0));
		assert_ok!(finalize(1));
		for batch in [0, 1] {
			assert_noop!(void(batch), Error::<Test>::BatchNotFound);
		}
	});
}

#[test]
fn a_void_batch_should_not_be_in_the_way_of_others() {
	with_batch(|| {
		assert_ok!(serve(0, 1_000));
		assert_ok!(void(0));
		assert_ok!(finalize(0));
		assert_eq!(operator(OPERATOR).exposure, 1_000);
		assert_eq!(channel(0).funds, 4_000);
		pass_window();
		assert_ok!(finalize(1));
		assert_eq!(operator(OPERATOR).exposure, 0);
		assert_eq!(Rewards::owed(&OPERATOR), 200);
	});
}
