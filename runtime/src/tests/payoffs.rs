// SPDX-License-Identifier: Apache-2.0

//! What is left, to the planck, to whoever wants to gain by what others do not answer.

use super::{
	answers::Answer,
	flood::{
		begin_block, fill_block, in_quiet_world, send, Settled, ATTACKER, OPERATOR, TIP, WATCHER,
	},
	parameters::set,
};
use crate::{
	configs::openledger::{DemandBond, MinBond, RevealWindow, UnansweredReward},
	constants::{currency::OPEN, time::HOURS},
	AccountId, Balance, Balances, BlockNumber, Rewards, Runtime, RuntimeEvent, System,
};
use frame_support::traits::{fungible::Inspect, Get};
use openledger_primitives::{receipt::Payment, split::FeeSplit, BatchId};
use pallet_attribution::{Batches, Call, Demands, NextBatchId};
use pallet_channels::Operators;
use pallet_transaction_payment::Event::TransactionFeePaid;
use sp_keyring::Sr25519Keyring as Key;

const AUTHOR: Key = Key::Alice;

/// All that an account has, held or not.
fn wealth(who: Key) -> Balance {
	<Balances as Inspect<AccountId>>::total_balance(&who.to_account_id())
}

/// What all transactions of an account have cost it.
fn fees(who: Key) -> Balance {
	let paid = |event| match event {
		RuntimeEvent::TransactionPayment(TransactionFeePaid { who: payer, actual_fee, .. }) => {
			(payer == who.to_account_id()).then_some(actual_fee)
		}
		_ => None,
	};
	System::events().into_iter().filter_map(|record| paid(record.event)).sum()
}

fn owed(who: Key) -> Balance {
	Rewards::owed(&who.to_account_id())
}

fn bond() -> Balance {
	Operators::<Runtime>::get(OPERATOR.to_account_id()).expect("it is registered").bond
}

/// Demands to see the first span. Returns the last block for the answer.
fn demand(who: Key, batch: BatchId) -> BlockNumber {
	let demand = Call::<Runtime>::demand_reveal { batch, receipt: 0, span: 0 };
	assert_eq!(send(who, 0, demand), Ok(Ok(())));
	Demands::<Runtime>::get(batch, (0, 0)).expect("it was demanded").respond_by
}

fn expire(batch: BatchId) -> Call<Runtime> {
	Call::expire_demand { batch, receipt: 0, span: 0 }
}

/// Pays for an answer, half of which is the author's.
fn settle_one(payer: Key, fee: Balance) -> BatchId {
	let batch = NextBatchId::<Runtime>::get();
	let payment = Payment::Direct { payer: payer.to_account_id().into() };
	let answer = Answer::new(payment, fee).crediting(128_000);
	let settle = Call::<Runtime>::settle_one {
		operator: OPERATOR.to_account_id(),
		commitment: answer.commitment(),
		answer: Box::new(answer.compact.answer),
	};
	assert_eq!(send(payer, 0, settle), Ok(Ok(())));
	batch
}

#[test]
fn whoever_fills_the_blocks_before_an_answer_should_lose_its_bond_and_all_fees() {
	in_quiet_world(|| {
		let answer = Settled::of(0, true);
		let [attacker, operator] = [ATTACKER, OPERATOR].map(wealth);
		let due = demand(ATTACKER, answer.batch);
		for block in [2, due] {
			begin_block(block);
			fill_block(TIP);
		}
		// In the last block for it, which is full.
		assert_eq!(send(OPERATOR, 0, answer.reveal()), Ok(Ok(())));
		begin_block(due + 1);
		assert!(matches!(send(ATTACKER, 0, expire(answer.batch)), Ok(Err(_))));
		assert!(!Batches::<Runtime>::get(answer.batch).expect("it is there").is_void);
		assert_eq!(bond(), MinBond::get());
		assert_eq!(wealth(ATTACKER), attacker - DemandBond::get() - fees(ATTACKER));
		assert_eq!(wealth(OPERATOR), operator + DemandBond::get() - fees(OPERATOR));
	});
}

/// Where the answer does not get in all the same, as where the operator has no connection.
#[test]
fn an_answer_that_is_missed_should_earn_less_than_making_it_so_costs() {
	in_quiet_world(|| {
		let batches = [0, 1].map(|sequence| Settled::of(sequence, true).batch);
		let before = wealth(ATTACKER);
		let due = batches.map(|batch| demand(ATTACKER, batch))[0];
		begin_block(due);
		let full_block = fill_block(TIP);
		begin_block(due + 1);
		for batch in batches {
			assert_eq!(send(ATTACKER, 0, expire(batch)), Ok(Ok(())));
		}
		// Of a half, and then of a quarter, of a bond of 1,000 OPEN. A share of these was 150 OPEN.
		assert_eq!((MinBond::get(), bond()), (1_000 * OPEN, 250 * OPEN));
		let gained = 2 * UnansweredReward::get();
		assert_eq!(gained, 20 * OPEN);
		assert_eq!(wealth(ATTACKER), before + gained - fees(ATTACKER));
		// The one block that was filled here, and all the others.
		let blocks = Balance::from(RevealWindow::get());
		assert!(before + gained < before + full_block * blocks);
	});
}

#[test]
fn a_payer_that_lets_a_friend_refute_it_should_get_nothing_of_the_fee_back() {
	in_quiet_world(|| {
		let both = || wealth(ATTACKER) + wealth(WATCHER);
		let before = both();
		let batch = settle_one(ATTACKER, 100 * OPEN);
		let deposit = Batches::<Runtime>::get(batch).expect("it is there").deposit;
		let due = demand(WATCHER, batch);
		begin_block(due + 1);
		assert_eq!(send(WATCHER, 0, expire(batch)), Ok(Ok(())));
		let finalize = Call::<Runtime>::finalize { batch, max_payments: 1 };
		assert_eq!(send(WATCHER, 0, finalize), Ok(Ok(())));
		assert!(!Batches::<Runtime>::contains_key(batch));
		let fees = fees(ATTACKER) + fees(WATCHER);
		assert_eq!(both(), before - 100 * OPEN - deposit - fees);
		// Who served the answer is paid for it. The author's part is the treasury's.
		assert_eq!(owed(OPERATOR), FeeSplit::DEFAULT.operator.mul_floor(100 * OPEN));
		assert_eq!(owed(AUTHOR), 0);
	});
}

#[test]
fn whoever_preys_on_payers_that_do_not_answer_should_only_pay_fees() {
	in_quiet_world(|| {
		let batch = settle_one(Key::Dave, 100 * OPEN);
		let before = wealth(ATTACKER);
		let due = demand(ATTACKER, batch);
		begin_block(due + 1);
		assert_eq!(send(ATTACKER, 0, expire(batch)), Ok(Ok(())));
		assert!(Batches::<Runtime>::get(batch).expect("it has to pay").is_void);
		assert_eq!(wealth(ATTACKER), before - fees(ATTACKER));
	});
}

/// A vote once could leave six seconds, in which nobody answers.
#[test]
fn the_least_windows_that_can_be_voted_should_leave_an_hour_to_answer() {
	in_quiet_world(|| {
		set([(1, 7_200), (6, 1_800)]);
		let answer = Settled::of(0, true);
		let [attacker, operator] = [ATTACKER, OPERATOR].map(wealth);
		let due = demand(ATTACKER, answer.batch);
		assert_eq!(due - System::block_number(), HOURS);
		begin_block(due);
		assert!(matches!(send(ATTACKER, 0, expire(answer.batch)), Ok(Err(_))));
		assert_eq!(send(OPERATOR, 0, answer.reveal()), Ok(Ok(())));
		assert_eq!(bond(), MinBond::get());
		assert_eq!(wealth(ATTACKER), attacker - DemandBond::get() - fees(ATTACKER));
		assert_eq!(wealth(OPERATOR), operator + DemandBond::get() - fees(OPERATOR));
	});
}
