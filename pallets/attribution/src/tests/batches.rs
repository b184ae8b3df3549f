// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{
	batch::{BatchedReceipt, Common},
	interfaces::Ledger as _,
	merkle,
	receipt::CompactReceipt,
	span::SpanParams,
	split::FeeSplit,
	voucher::Voucher,
	Balance, BatchId, ContributionId, ModelId,
};
use pallet_models::{Derivatives, Kind, Method, Proposal, Status};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::{traits::BlakeTwo256, DispatchResult, Perbill};
use std::{collections::BTreeMap, ops::Range};

#[docify::export]
#[test]
fn a_batch_should_pay_what_its_receipts_say() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000_000));
		let channel = open_channel(OPERATOR, 5_000_000);
		// Two answers, of 1,000 bytes each, for which the channel's key signed one voucher.
		let receipts = vec![
			batched(1_000_000, &[(0, 76_800), (1, 25_600)]), // 30 % and 10 % of the output
			batched(2_000_000, &[(1, 256_000)]),             // all of it
		];
		assert_ok!(settle_batch(OPERATOR, vec![voucher(channel, 3_000_000)], receipts));
		pass_window();
		assert_ok!(finalise(0));
		assert_eq!(Rewards::owed(&AUTHOR), 135_000);
		assert_eq!(Rewards::owed(&(AUTHOR + 1)), 45_000 + 900_000);
		assert_eq!(Rewards::owed(&OPERATOR), 200_000 + 400_000);
		// 335,000 and 400,000 for the model, 30 % of it to its base.
		assert_eq!(Rewards::owed(&LAB), 100_500 + 120_000);
		assert_eq!(Rewards::owed(&TUNER), 234_500 + 280_000);
	});
}

/// A batch of model 1 over all contributions of its corpus, but for what a test says.
struct Submitted {
	model: ModelId,
	rule: SpanParams,
	unit: Balance,
	vouchers: Vec<Voucher>,
	contributions: Vec<ContributionId>,
	receipts: Vec<BatchedReceipt>,
}

impl Submitted {
	fn of(receipts: &[BatchedReceipt]) -> Self {
		Self {
			model: 1,
			rule: SpanParams::DEFAULT,
			unit: 1,
			vouchers: Vec::new(),
			contributions: corpus(),
			receipts: receipts.to_vec(),
		}
	}

	fn settle(self) -> DispatchResult {
		let contributions = self.contributions.into_iter().map(Into::into).collect();
		Attribution::settle_batch(
			RuntimeOrigin::signed(OPERATOR),
			self.model,
			self.rule,
			self.unit,
			BoundedVec::truncate_from(self.vouchers.into_iter().map(in_full).collect()),
			BoundedVec::truncate_from(contributions),
			BoundedVec::truncate_from(self.receipts),
		)
	}
}

fn corpus() -> Vec<ContributionId> {
	(0..AUTHORS - 1).collect()
}

/// Runs a test on a chain where `PAYER` has a channel of 50,000,000 to `OPERATOR`, with id 0.
fn with_channel(test: impl FnOnce()) {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 5_000_000));
		open_channel(OPERATOR, 50_000_000);
		test();
	});
}

/// The receipts as they would be settled alone.
fn alone(receipts: &[BatchedReceipt], unit: Balance) -> Vec<CompactReceipt> {
	let contributions = corpus();
	let common = Common { rule: SpanParams::DEFAULT, unit, contributions: &contributions };
	receipts.iter().map(|receipt| receipt.compact(&common).unwrap()).collect()
}

/// The leaves of the tree over those, and its root.
fn tree(receipts: &[BatchedReceipt], unit: Balance) -> (Vec<H256>, H256) {
	let leaves: Vec<_> =
		alone(receipts, unit).iter().map(CompactReceipt::leaf::<BlakeTwo256>).collect();
	let root = merkle::root::<BlakeTwo256>(&leaves).unwrap();
	(leaves, root)
}

/// What everyone is owed, and what the pots have, after `settle` and the end of its batches.
fn paid_after(settle: impl FnOnce()) -> BTreeMap<AccountId, Balance> {
	let mut paid = BTreeMap::new();
	with_channel(|| {
		settle();
		pass_window();
		for batch in 0..NextBatchId::<Test>::get() {
			assert_ok!(finalise(batch));
		}
		let accounts = pallet_rewards::Accounts::<Test>::iter();
		paid.extend(accounts.map(|(who, account)| (who, account.owed)));
		paid.extend([TREASURY, STAKERS].map(|pot| (pot, Balances::free_balance(pot))));
	});
	paid
}

/// Three answers. Nothing of what they pay is rounded, not even of what contribution 3 passes on.
fn three() -> Vec<BatchedReceipt> {
	vec![
		batched(1_000_000, &[(0, 76_800), (3, 51_200)]),
		batched(2_000_000, &[]),
		batched(4_000_000, &[(2, 25_600), (3, 25_600), (18, 128_000)]),
	]
}

#[test]
fn a_batch_should_pay_everyone_what_settle_one_would() {
	let together = paid_after(|| {
		assert_ok!(settle_batch(OPERATOR, vec![voucher(0, 7_000_000)], three()));
	});
	let one_by_one = paid_after(|| {
		for receipt in alone(&three(), 1) {
			assert_ok!(settle(1, receipt));
		}
	});
	assert_eq!(together, one_by_one);
	assert_eq!(together[&(AUTHOR + 3)], (90_000 + 180_000) / 2);
	assert_eq!(together[&(AUTHOR + 2)], 180_000 + (90_000 + 180_000) / 2);
}

#[test]
fn a_batch_should_take_its_fees_from_the_channels_and_keep_its_record() {
	with_channel(|| {
		let other = open_channel(OPERATOR, 1_000_000);
		let vouchers = vec![voucher(0, 6_500_000), voucher(other, 500_000)];
		assert_ok!(settle_batch(OPERATOR, vouchers, three()));
		let (_, root) = tree(&three(), 1);
		let settled = Event::BatchSettled {
			batch: 0,
			model: 1,
			payer: None,
			operator: OPERATOR,
			fees: 7_000_000,
			receipts: 3,
			root,
			due: 1 + WINDOW,
		};
		System::assert_last_event(settled.into());
		assert_eq!(held(PAYER, HoldReason::Channel), 44_000_000);
		assert_eq!(Rewards::collected(), 7_000_000);

		let batch = Batches::<Test>::get(0).unwrap();
		assert_eq!((batch.fees, batch.receipts, batch.root), (7_000_000, 3, root));
		assert_eq!((batch.settled_at, batch.due, batch.is_void), (1, 1 + WINDOW, false));
		// Only contributions that earn something are kept; and the operator pays for it.
		let payments = Pending::<Test>::get(0).unwrap();
		let earning: Vec<_> = payments.iter().map(|(contribution, _)| *contribution).collect();
		assert_eq!(earning, [0, 2, 3, 18]);
		let deposit = batch.deposit;
		let bytes = (batch, payments, Refunds::<Test>::get(0)).encoded_size();
		assert_eq!(deposit, 100 + bytes as Balance);
		assert_eq!(held(OPERATOR, HoldReason::Batch), deposit);
		assert_eq!(held(PAYER, HoldReason::Batch), 0);
		pass_window();
		assert_ok!(finalise(0));
		assert_eq!(held(OPERATOR, HoldReason::Batch), 0);
		assert!(Refunds::<Test>::get(0).is_none());
	});
}

#[test]
fn every_receipt_should_be_provable() {
	with_channel(|| {
		assert_ok!(settle_batch(OPERATOR, vec![voucher(0, 7_000_000)], three()));
		let batch = Batches::<Test>::get(0).unwrap();
		let (leaves, _) = tree(&three(), 1);
		for (index, leaf) in (0..batch.receipts).zip(&leaves) {
			let path = merkle::path::<BlakeTwo256>(&leaves, index).unwrap();
			let root = merkle::root_from_path::<BlakeTwo256>(*leaf, index, batch.receipts, &path);
			assert_eq!(root, Some(batch.root));
		}
	});
}

#[test]
fn fees_should_be_in_the_batchs_unit() {
	with_channel(|| {
		let receipts = [batched(7, &[(0, 256_000)]), batched(13, &[])];
		let in_units_of = |unit| Submitted {
			unit,
			vouchers: vec![voucher(0, 20_000)],
			..Submitted::of(&receipts)
		};
		assert_noop!(in_units_of(0).settle(), Error::<Test>::FeeBelowFloor);
		// 70 planck, of at least 100.
		assert_noop!(in_units_of(10).settle(), Error::<Test>::FeeBelowFloor);
		assert_noop!(in_units_of(999).settle(), Error::<Test>::FeesDontMatchVouchers);
		assert_noop!(in_units_of(Balance::MAX).settle(), Error::<Test>::Overflow);
		assert_noop!(in_units_of(Balance::MAX / 13).settle(), Error::<Test>::Overflow);
		assert_ok!(in_units_of(1_000).settle());
		let batch = Batches::<Test>::get(0).unwrap();
		assert_eq!((batch.fees, batch.root), (20_000, tree(&receipts, 1_000).1));
		assert_eq!(Pending::<Test>::get(0).unwrap().into_inner(), [(0, 3_150)]);
	});
}

#[test]
fn settle_batch_should_fail_when_the_model_does_not_take_it() {
	with_channel(|| {
		let one =
			|| Submitted { vouchers: vec![voucher(0, 100)], ..Submitted::of(&[batched(100, &[])]) };
		let research = Proposal {
			kind: Kind::Base,
			artefact: H256::zero(),
			metadata: Default::default(),
			parents: Default::default(),
			datasets: Default::default(),
			method: Method::Span,
			commercial: false,
			price_floor: 0,
			derivatives: Derivatives::Forbidden,
			payout: None,
		};
		assert_ok!(ModelRegistry::register(RuntimeOrigin::signed(LAB), research));
		let refused = |submitted: Submitted, error: Error<Test>| {
			assert_noop!(submitted.settle(), error);
		};
		refused(Submitted { model: 9, ..one() }, Error::ModelNotFound);
		refused(Submitted { model: 2, ..one() }, Error::ModelNotCommercial);
		let rule = SpanParams { min_span: 32, full_span: 512 };
		refused(Submitted { rule, ..one() }, Error::RuleNotInForce);
		assert_ok!(ModelRegistry::set_status(RuntimeOrigin::signed(TUNER), 1, Status::Paused));
		refused(one(), Error::ModelNotActive);
		assert_ok!(ModelRegistry::set_status(RuntimeOrigin::signed(TUNER), 1, Status::Active));
		assert_ok!(one().settle());
	});
}

#[test]
fn settle_batch_should_fail_on_contributions_that_cannot_be() {
	with_channel(|| {
		// No receipt credits any of them.
		let over = |contributions: &[ContributionId]| {
			let receipts = vec![batched(100, &[])];
			let contributions = contributions.to_vec();
			settle_batch_over(OPERATOR, vec![voucher(0, 100)], contributions, receipts)
		};
		assert_noop!(over(&[1, 0]), Error::<Test>::ContributionsOutOfOrder);
		assert_noop!(over(&[0, 1, 1]), Error::<Test>::ContributionsOutOfOrder);
		// Registered, but beyond the model's snapshot; and not registered at all.
		assert_noop!(over(&[0, AUTHORS - 1]), Error::<Test>::NotInCorpus);
		assert_noop!(over(&[0, AUTHORS]), Error::<Test>::NotInCorpus);
		assert_ok!(over(&[]));
		assert_eq!(Pending::<Test>::get(0).unwrap().len(), 0);
	});
}

#[test]
fn settle_batch_should_fail_on_a_receipt_that_cannot_be() {
	with_channel(|| {
		let good = batched(100, &[(0, 1)]);
		let refused = |bad: BatchedReceipt, error: Error<Test>| {
			let submitted = Submitted {
				vouchers: vec![voucher(0, 200)],
				contributions: vec![4, 5],
				..Submitted::of(&[good.clone(), bad])
			};
			assert_noop!(submitted.settle(), error);
		};
		refused(batched(99, &[]), Error::FeeBelowFloor);
		refused(batched(0, &[]), Error::FeeBelowFloor);
		refused(BatchedReceipt { output_len: 0, ..good.clone() }, Error::InvalidOutputLength);
		refused(BatchedReceipt { output_len: 65_537, ..good.clone() }, Error::InvalidOutputLength);
		refused(batched(100, &[(1, 1), (0, 1)]), Error::MalformedCredits);
		refused(batched(100, &[(1, 1), (1, 1)]), Error::MalformedCredits);
		refused(batched(100, &[(1, 0)]), Error::MalformedCredits);
		// The table has two contributions.
		refused(batched(100, &[(2, 1)]), Error::MalformedCredits);
		refused(batched(100, &[(1, 256_001)]), Error::TooManyPoints);
	});
}

#[test]
fn a_batch_should_have_a_receipt() {
	with_channel(|| {
		assert_noop!(Submitted::of(&[]).settle(), Error::<Test>::EmptyBatch);
		let paid = Submitted { vouchers: vec![voucher(0, 100)], ..Submitted::of(&[]) };
		assert_noop!(paid.settle(), Error::<Test>::EmptyBatch);
	});
}

#[test]
fn a_batch_should_have_no_more_credits_than_it_may() {
	with_channel(|| {
		let credits: Vec<_> = (0..1_024).map(|place| (place, 1)).collect();
		let full = vec![batched(100, &credits); 257];
		assert_noop!(Submitted::of(&full).settle(), Error::<Test>::TooManyCredits);
		// So many it may, if only the table had them.
		assert_noop!(Submitted::of(&full[1..]).settle(), Error::<Test>::MalformedCredits);
	});
}

#[test]
fn a_later_split_or_window_should_not_change_a_batch() {
	with_channel(|| {
		let receipts = vec![batched(1_000_000, &[(0, 256_000)])];
		assert_ok!(settle_batch(OPERATOR, vec![voucher(0, 1_000_000)], receipts.clone()));
		Split::set(&FeeSplit { platform: Perbill::zero(), ..FeeSplit::DEFAULT });
		ChallengeWindow::set(&(2 * WINDOW));
		assert_ok!(settle_batch(OPERATOR, vec![voucher(0, 2_000_000)], receipts));
		pass_window();
		assert_ok!(finalise(0));
		assert_eq!(Rewards::owed(&AUTHOR), 450_000);
		assert_noop!(finalise(1), Error::<Test>::NotDue);
		pass_window();
		assert_ok!(finalise(1));
		assert_eq!(Rewards::owed(&AUTHOR), 450_000 + 500_000);
	});
}

/// What batches pay: operator, model, stakers and treasury; and contributions.
fn paid_by(batches: Range<BatchId>) -> ([Balance; 4], BTreeMap<ContributionId, Balance>) {
	let (mut rest, mut contributions) = ([0; 4], BTreeMap::new());
	for id in batches {
		let batch = Batches::<Test>::get(id).unwrap();
		let parts = [batch.to_operator, batch.to_model, batch.to_stakers, batch.to_treasury];
		rest.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
		for (contribution, amount) in Pending::<Test>::get(id).unwrap() {
			*contributions.entry(contribution).or_default() += amount;
		}
	}
	(rest, contributions)
}

fn any_receipt() -> impl Strategy<Value = BatchedReceipt> {
	let credits = prop::collection::btree_map(0..AUTHORS as u32 - 1, 1u32..=13_000, 0..19);
	(100u64..1 << 40, credits)
		.prop_map(|(fee, credits)| batched(fee, &credits.into_iter().collect::<Vec<_>>()))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	#[test]
	fn a_batch_should_be_no_other_deal_than_its_receipts_alone(
		receipts in prop::collection::vec(any_receipt(), 1..12),
	) {
		build_and_execute(|| {
			let fees: Balance = receipts.iter().map(|receipt| Balance::from(receipt.fee)).sum();
			assert_ok!(register_operator(OPERATOR, fees.max(MIN_BOND)));
			let channel = open_channel(OPERATOR, fees);
			assert_ok!(settle_batch(OPERATOR, vec![voucher(channel, fees)], receipts.clone()));
			for receipt in alone(&receipts, 1) {
				assert_ok!(settle(1, receipt));
			}
			assert_eq!(paid_by(0..1), paid_by(1..NextBatchId::<Test>::get()));
			assert_eq!(Batches::<Test>::get(0).unwrap().root, tree(&receipts, 1).1);
		});
	}
}
