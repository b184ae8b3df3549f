// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok, dispatch::GetDispatchInfo, traits::fungible::InspectHold,
};
use openledger_primitives::{
	batch::BatchedReceipt,
	interfaces::{Escrow as _, Ledger as _, Source},
};

#[test]
fn finalize_should_wait_for_the_challenge_window() {
	build_and_execute(|| {
		assert_ok!(settle(0, answer(1_000, &[(0, 256_000)])));
		System::set_block_number(WINDOW);
		assert_noop!(finalize(0), Error::<Test>::NotFinalizable);
		System::set_block_number(1 + WINDOW);
		assert_ok!(finalize(0));
		System::assert_last_event(Event::BatchFinalized { batch: 0, leaf: 1 }.into());
	});
}

#[test]
fn finalize_should_pay_once() {
	build_and_execute(|| {
		assert_ok!(settle(0, answer(1_000, &[(0, 256_000)])));
		pass_window();
		assert_ok!(finalize(0));
		assert_noop!(finalize(0), Error::<Test>::BatchNotFound);
		assert_noop!(finalize(1), Error::<Test>::BatchNotFound);
		assert_eq!(Rewards::owed(&AUTHOR), 450);
	});
}

#[test]
fn a_large_batch_should_be_paid_by_parts() {
	build_and_execute(|| {
		let credits: Vec<_> = (0..AUTHORS - 1).map(|n| (n, 1_000)).collect();
		assert_ok!(settle(0, answer(1_000_000, &credits)));
		pass_window();
		let part = |max| Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, max);
		let paid_partly = |left| {
			System::assert_last_event(Event::BatchPaidPartly { batch: 0, left }.into());
			Attribution::do_try_state().unwrap();
		};
		// 19 contributions, and a model.
		assert_noop!(part(0), Error::<Test>::NothingToPay);
		assert_ok!(part(10));
		paid_partly(10);
		assert_ok!(part(9));
		paid_partly(1);
		assert_eq!((Rewards::owed(&OPERATOR), Rewards::owed(&LAB)), (0, 0));
		assert_ok!(part(1));
		System::assert_last_event(Event::BatchFinalized { batch: 0, leaf: 1 }.into());
		assert_eq!(Rewards::owed(&OPERATOR), 200_000);
		assert_eq!(Rewards::collected(), 0);
	});
}

#[test]
fn models_should_be_paid_by_parts_too() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let id = open_channel(OPERATOR, 5_000);
		let receipts = vec![
			BatchedReceipt { model: 0, ..batched(1_000, &[(0, 256_000)]) },
			BatchedReceipt { model: 1, ..batched(1_000, &[]) },
		];
		let models = [(0, corpus()), (1, vec![])];
		assert_ok!(submit(OPERATOR, batch(&models, vec![paid_by(id, receipts)])));
		assert_eq!(Batches::<Test>::get(0).unwrap().models.into_inner(), [(0, 200), (1, 425)]);
		pass_window();
		let part = |max| Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, max);
		assert_ok!(part(2));
		System::assert_last_event(Event::BatchPaidPartly { batch: 0, left: 1 }.into());
		Attribution::do_try_state().unwrap();
		// The last model first: 30 % of its part is the base's.
		let owed = || [AUTHOR, LAB, TUNER, OPERATOR].map(|who| Rewards::owed(&who));
		assert_eq!(owed(), [450, 127, 297, 0]);
		assert_eq!(Batches::<Test>::get(0).unwrap().models.into_inner(), [(0, 200)]);
		assert!(Pending::<Test>::get(0).unwrap().is_empty());
		assert_ok!(part(1));
		assert_eq!(owed(), [450, 327, 297, 400]);
		System::assert_last_event(Event::BatchFinalized { batch: 0, leaf: 1 }.into());
	});
}

#[test]
fn an_answer_without_any_source_should_pay_the_model() {
	build_and_execute(|| {
		assert_ok!(settle(0, answer(1_000, &[])));
		pass_window();
		assert_ok!(Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, 1));
		assert_eq!(Rewards::owed(&LAB), 200 + 225);
	});
}

#[test]
fn credits_should_name_what_they_are_for() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, MIN_BOND));
		let id = open_channel(OPERATOR, 5_000);
		// Contribution 3 passes half on to contribution 2, and model 1 passes on to model 0.
		let receipts = vec![batched(1_000, &[(3, 256_000)])];
		assert_ok!(settle_batch(OPERATOR, vec![paid_by(id, receipts)]));
		assert_ok!(serve(id, 1_000));
		pass_window();
		System::reset_events();
		assert_ok!(finalize(0));
		let credited = |event| match event {
			RuntimeEvent::Rewards(pallet_rewards::Event::Credited { who, amount, source }) => {
				Some((who, amount, source))
			}
			_ => None,
		};
		let events = System::events().into_iter();
		let credits: Vec<_> = events.filter_map(|record| credited(record.event)).collect();
		let work = |work| Source::Contribution { batch: 0, contribution: 3, work };
		let model = Source::Model { batch: 0, model: 1 };
		let expected = [
			(AUTHOR + 2, 225, work(2)),
			(AUTHOR + 3, 225, work(3)),
			(LAB, 60, model),
			(TUNER, 140, model),
			(OPERATOR, 200, Source::Operator { batch: 0 }),
		];
		assert_eq!(credits, expected);
		// And what a closed channel is owed.
		ChallengeWindow::set(&100);
		assert_ok!(serve(id, 1_000));
		assert_ok!(void(2));
		assert_ok!(close_channel(OPERATOR, id));
		assert_ok!(finalize(2));
		let source = Source::Channel { batch: 2, channel: id };
		let owed = pallet_rewards::Event::Credited { who: PAYER, amount: 1_000, source };
		System::assert_has_event(owed.into());
	});
}

#[test]
fn sources_should_get_their_share() {
	build_and_execute(|| {
		// Contribution 3 passes half on to contribution 2.
		assert_ok!(settle(0, answer(1_000, &[(3, 256_000)])));
		pass_window();
		assert_ok!(finalize(0));
		assert_eq!(Rewards::owed(&(AUTHOR + 2)), 225);
		assert_eq!(Rewards::owed(&(AUTHOR + 3)), 225);
	});
}

#[test]
fn a_pending_batch_should_hold_a_deposit_by_its_size() {
	build_and_execute(|| {
		let held = || Balances::balance_on_hold(&HoldReason::Batch.into(), &PAYER);
		assert_ok!(settle(0, answer(1_000_000, &[])));
		let small = held();
		let credits: Vec<_> = (0..AUTHORS - 1).map(|n| (n, 1_000)).collect();
		assert_ok!(settle(0, answer(1_000_000, &credits)));
		// An id of 8 bytes and an amount of 16 for each.
		assert_eq!(held(), small + small + 19 * 24);
		pass_window();
		assert_ok!(finalize(0));
		assert_ok!(finalize(1));
		assert_eq!(held(), 0);
	});
}

#[test]
fn finalize_should_give_back_the_weight_it_did_not_need() {
	build_and_execute(|| {
		assert_ok!(settle(1, answer(1_000_000, &[(0, 1_000)])));
		pass_window();
		let used = finalize(0).unwrap().actual_weight.unwrap();
		// One contribution with itself as its only payee; a model and its parent.
		type Weights = <Test as Config>::WeightInfo;
		// Of three payees one is the contribution's, one the model's.
		assert_eq!(used, Weights::finalize(1).saturating_add(Weights::credit(1)));
		let declared = Call::<Test>::finalize { batch: 0, max_payments: 128 };
		assert!(used.all_lte(declared.get_dispatch_info().call_weight));
	});
}

/// An entry of the ledger for what is held back, and one for the rest: both are paid for.
#[test]
fn what_a_disputed_contribution_earns_should_be_held_back_at_its_price() {
	build_and_execute(|| {
		Rewards::hold_back(3, 100);
		assert_ok!(settle(0, answer(1_000, &[(3, 256_000)])));
		pass_window();
		let paid = finalize(0).unwrap();
		// Half of it is made of the one before.
		assert_eq!([2, 3].map(|n| Rewards::owed(&(AUTHOR + n))), [225, 125]);
		assert_eq!(pallet_rewards::TotalHeldBack::<Test>::get(), 100);
		let work = Work { contributions: 1, models: 1, payees: 4, refunds: 0 };
		assert_eq!(paid.actual_weight, Some(Attribution::weight_of(&work)));
		assert!(Attribution::weight_of(&work).all_lte(Attribution::weight_of(&Work::most(2))));
	});
}

/// The most that any page of so many payments takes.
#[test]
fn a_page_should_weigh_no_less_than_what_it_may_do() {
	let entries = 32;
	for max in [1u32, 2, 16, 17, 128] {
		let most = Attribution::weight_of(&Work::most(max));
		for models in 0..=max.min(16) {
			let contributions = max - models;
			let work = Work { contributions, models, payees: max * entries, refunds: 0 };
			assert!(Attribution::weight_of(&work).all_lte(most), "{work:?}");
			let less = Work {
				contributions: contributions.saturating_sub(1),
				models: models - u32::from(contributions == 0),
				payees: (max - 1) * entries,
				refunds: 0,
			};
			let one_more = Attribution::weight_of(&less.with_one_more());
			assert!(Attribution::weight_of(&work).all_lte(one_more), "{less:?}");
		}
		let refunds = Work { refunds: max, ..Work::default() };
		assert!(Attribution::weight_of(&refunds).all_lte(most));
	}
}
