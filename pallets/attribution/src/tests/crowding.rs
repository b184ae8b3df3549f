// SPDX-License-Identifier: Apache-2.0

//! Who settles what takes blocks long to pay holds up others by little, and gains nothing by it.

use super::idle::{next_block, split_payment};
use crate::{mock::*, *};
use frame_support::{assert_ok, traits::fungible::Inspect, weights::Weight, BoundedVec};
use openledger_primitives::{
	corpus::Dataset,
	interfaces::Contributions as _,
	limits::{MaxPaidByCall, MaxSourceStack},
	Balance, ContributionId, ModelId,
};
use pallet_contributions::Submission;
use pallet_models::{Derivatives, Kind, Method, Proposal};
use sp_core::H256;
use sp_runtime::Perbill;

type Weights = <Test as Config>::WeightInfo;

/// Payments of a batch at most.
const MOST: u64 = 1_024;
/// A second: all that a block has.
const BLOCK: Weight = Weight::from_parts(1_000_000_000_000, u64::MAX);
/// Of each answer, in planck.
const FEE: Balance = 10_000;

/// Registers a text of `AUTHOR` that was made from these.
fn register(id: ContributionId, sources: &[ContributionId]) -> ContributionId {
	let share = Perbill::from_percent(20);
	let submission = Submission {
		content_root: H256::from_low_u64_be(1_000 + id),
		length: 1,
		uri: Default::default(),
		sources: sources
			.iter()
			.map(|source| (*source, share))
			.collect::<Vec<_>>()
			.try_into()
			.unwrap(),
		payout: None,
	};
	assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), 0, submission));
	id
}

/// Registers a text that pays as many as one can, and a model that was made from it.
fn register_crowd() -> (ContributionId, ModelId) {
	let parts: Vec<_> = (AUTHORS..)
		.zip([[0, 1, 2, 4], [5, 6, 8, 9], [10, 12, 13, 14]])
		.map(|(id, sources)| register(id, &sources))
		.collect();
	let crowd = register(AUTHORS + 3, &parts);
	assert_eq!(Registry::payees(crowd).unwrap().len(), MaxSourceStack::get() as usize);
	let end = u32::try_from(crowd).unwrap() + 1;
	let proposal = Proposal {
		kind: Kind::Base,
		artifact: H256::zero(),
		metadata: Default::default(),
		parents: Default::default(),
		datasets: BoundedVec::truncate_from(vec![Dataset {
			datanet: 0,
			end,
			excluded: Default::default(),
		}]),
		method: Method::Span,
		commercial: true,
		price_floor: 100,
		derivatives: Derivatives::Forbidden,
		payout: None,
	};
	assert_ok!(ModelRegistry::register(RuntimeOrigin::signed(LAB), proposal));
	(crowd, 2)
}

/// How late a batch is final, in blocks, and what would make it so.
struct Delay {
	late: u64,
	/// A page of each batch that waits.
	a_page_each: u64,
	/// All that these have to pay.
	all_of_them: u64,
}

/// Blocks that so many pages take which pay as many as they can.
fn blocks_for(pages: usize) -> u64 {
	let most = MaxPaidByCall::get();
	let more = most * (MaxSourceStack::get() - 1);
	let page = Weights::finalize(most).saturating_add(Weights::credit(more));
	(pages as u64 * page.ref_time()).div_ceil(BLOCK.ref_time())
}

/// In each of so many blocks the attacker settles a batch that takes more than a block to pay. Then
/// somebody else settles one.
fn delay(blocks: u64) -> Delay {
	let (crowd, model) = register_crowd();
	for id in 0..blocks {
		assert_ok!(settle(model, answer(FEE, &[(crowd, 256_000)])));
		split_payment(id, MOST);
		idle(BLOCK);
		next_block();
	}
	let (honest, origin) = (Box::new(answer(1_000, &[(0, 256_000)])), RuntimeOrigin::signed(TUNER));
	assert_ok!(Attribution::settle_one(origin, OPERATOR, honest, COMMITMENT));
	for _ in 0..WINDOW {
		idle(BLOCK);
		next_block();
	}
	let (finalizable_at, page) = (System::block_number(), MaxPaidByCall::get() as usize);
	let waiting: Vec<_> = Pending::<Test>::iter_values().map(|left| left.len()).collect();
	let a_page_each = blocks_for(waiting.len());
	let all_of_them = blocks_for(waiting.iter().map(|left| left.div_ceil(page)).sum());
	loop {
		idle(BLOCK);
		if !Batches::<Test>::contains_key(blocks) {
			let late = System::block_number() - finalizable_at;
			return Delay { late, a_page_each, all_of_them };
		}
		next_block();
	}
}

#[test]
fn batches_that_take_blocks_long_to_pay_should_hold_up_others_by_a_page_each_and_gain_nothing() {
	for blocks in [1, 30] {
		build_and_execute(|| {
			let wealth = || Balances::total_balance(&PAYER);
			let before = wealth();
			let Delay { late, a_page_each, all_of_them } = delay(blocks);
			assert!(late <= a_page_each, "{late} blocks late, not {a_page_each}");
			assert!(blocks == 1 || a_page_each < all_of_them);
			while Batches::<Test>::iter().next().is_some() {
				idle(BLOCK);
				next_block();
			}
			// Its deposits come back, and what it paid for answers does not.
			assert_eq!(wealth(), before - FEE * Balance::from(blocks));
			assert_eq!(held(PAYER, HoldReason::Batch), 0);
		});
	}
}
