// SPDX-License-Identifier: Apache-2.0

use super::conservation::sound_split;
use crate::{mock::*, *};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, BoundedVec};
use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ReceiptBatch},
	interfaces::Ledger as _,
	merkle,
	receipt::Answer,
	span::SpanParams,
	split::FeeSplit,
	Balance, BatchId, ContributionId, ModelId,
};
use pallet_models::{Derivatives, Kind, Method, Proposal, Status};
use proptest::prelude::*;
use sp_core::H256;
use sp_runtime::{traits::BlakeTwo256, Perbill};
use std::{collections::BTreeMap, ops::Range};

type ChannelsError = pallet_channels::Error<Test>;

#[docify::export]
#[test]
fn a_batch_should_pay_what_its_receipts_say() {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 1_000_000));
		let of_model = |model, receipt| BatchedReceipt { model, ..receipt };
		// Answers of 1,000 bytes each, for two channels: two of model 1, and one of its base. The keys
		// of the channels have signed for what they cost.
		let first = vec![
			of_model(1, batched(1_000_000, &[(0, 76_800), (1, 25_600)])), // 30 % and 10 % of the output
			of_model(1, batched(2_000_000, &[(1, 256_000)])),             // all of it
		];
		let second = vec![of_model(0, batched(1_000_000, &[]))];
		let channels =
			[first, second].map(|receipts| paid_by(open_channel(OPERATOR, 5_000_000), receipts));
		assert_ok!(submit(OPERATOR, batch(&[(0, vec![]), (1, vec![0, 1])], channels.to_vec())));
		pass_window();
		assert_ok!(finalize(0));
		assert_eq!(Rewards::owed(&AUTHOR), 135_000);
		assert_eq!(Rewards::owed(&(AUTHOR + 1)), 45_000 + 900_000);
		assert_eq!(Rewards::owed(&OPERATOR), 200_000 + 400_000 + 200_000);
		// 335,000 and 400,000 for the model, 30 % of it to its base; and 425,000 for that itself.
		assert_eq!(Rewards::owed(&LAB), 100_500 + 120_000 + 425_000);
		assert_eq!(Rewards::owed(&TUNER), 234_500 + 280_000);
	});
}

/// Runs a test on a chain where `PAYER` has a channel of 50,000,000 to `OPERATOR`, with id 0.
fn with_channel(test: impl FnOnce()) {
	build_and_execute(|| {
		assert_ok!(register_operator(OPERATOR, 5_000_000));
		open_channel(OPERATOR, 50_000_000);
		test();
	});
}

/// Receipts of model 1, over all contributions of its corpus, by channel 0.
fn simple(receipts: Vec<BatchedReceipt>) -> ReceiptBatch {
	batch(&[(1, corpus())], vec![paid_by(0, receipts)])
}

/// A batch whose voucher promises so much, whatever its receipts cost.
fn promised(batch: ReceiptBatch, cumulative: Balance) -> ReceiptBatch {
	let mut batch = batch;
	for part in &mut batch.channels {
		part.voucher = voucher(part.channel(), part.voucher.answers, cumulative);
	}
	batch
}

/// The answers as they would be settled alone.
fn alone(batch: &ReceiptBatch) -> Vec<Answer> {
	batch.compact().map(|compact| compact.unwrap().answer).collect()
}

/// The leaves of the tree over the receipts, and its root.
fn tree(batch: &ReceiptBatch) -> (Vec<H256>, H256) {
	let leaves = batch.leaves::<BlakeTwo256>().unwrap();
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
			assert_ok!(finalize(batch));
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
		assert_ok!(submit(OPERATOR, simple(three())));
	});
	let one_by_one = paid_after(|| {
		for answer in alone(&simple(three())) {
			assert_ok!(settle(1, answer));
		}
	});
	assert_eq!(together, one_by_one);
	assert_eq!(together[&(AUTHOR + 3)], (90_000 + 180_000) / 2);
	assert_eq!(together[&(AUTHOR + 2)], 180_000 + (90_000 + 180_000) / 2);
}

#[test]
fn a_batch_should_take_its_fees_from_the_channels_and_keep_its_record() {
	with_channel(|| {
		let other = open_channel(OPERATOR, 5_000_000);
		let mut first = three();
		let second = vec![first.pop().unwrap()];
		let whole = batch(&[(1, corpus())], vec![paid_by(0, first), paid_by(other, second)]);
		let (_, root) = tree(&whole);
		assert_ok!(submit(OPERATOR, whole));
		let settled = Event::BatchSettled {
			batch: 0,
			leaf: 0,
			models: vec![1],
			payer: None,
			operator: OPERATOR,
			fees: 7_000_000,
			receipts: 3,
			root,
			commitments: COMMITMENT,
			finalizable_at: 1 + WINDOW,
		};
		System::assert_last_event(settled.into());
		for (channel, amount, next_sequence) in [(0, 3_000_000, 2), (other, 4_000_000, 1)] {
			let batch = 0;
			System::assert_has_event(
				pallet_channels::Event::ChannelSettled { channel, batch, amount, next_sequence }
					.into(),
			);
		}
		assert_eq!((channel(0).funds, channel(other).funds), (47_000_000, 1_000_000));
		assert_eq!(held(PAYER, InChannels::Channel), 48_000_000);
		assert_eq!(Rewards::collected(), 7_000_000);

		let batch = Batches::<Test>::get(0).unwrap();
		assert_eq!((batch.fees, batch.receipts, batch.root), (7_000_000, 3, root));
		assert_eq!((batch.settled_at, batch.finalizable_at), (1, 1 + WINDOW));
		assert_eq!((batch.commitments, batch.is_void), (COMMITMENT, false));
		assert_eq!(batch.signers.to_vec(), [sp_core::Pair::public(&receipt_key())]);
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
		assert_ok!(finalize(0));
		assert_eq!(held(OPERATOR, HoldReason::Batch), 0);
		assert!(Refunds::<Test>::get(0).is_none());
	});
}

#[test]
fn every_receipt_should_be_provable() {
	with_channel(|| {
		let whole = simple(three());
		let (leaves, _) = tree(&whole);
		assert_ok!(submit(OPERATOR, whole));
		let batch = Batches::<Test>::get(0).unwrap();
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
		let in_units_of = |unit| {
			let receipts = vec![batched(7, &[(0, 256_000)]), batched(13, &[])];
			promised(ReceiptBatch { unit, ..simple(receipts) }, 20_000)
		};
		let refused = |unit, error: Error<Test>| {
			assert_noop!(submit(OPERATOR, in_units_of(unit)), error);
		};
		refused(0, Error::FeeBelowFloor);
		// 70 planck, of at least 100.
		refused(10, Error::FeeBelowFloor);
		refused(Balance::MAX, Error::Overflow);
		refused(Balance::MAX / 13, Error::Overflow);
		assert_noop!(submit(OPERATOR, in_units_of(1_001)), ChannelsError::VoucherExceeded);
		let (_, root) = tree(&in_units_of(1_000));
		assert_ok!(submit(OPERATOR, in_units_of(1_000)));
		let batch = Batches::<Test>::get(0).unwrap();
		assert_eq!((batch.fees, batch.root), (20_000, root));
		assert_eq!(Pending::<Test>::get(0).unwrap().into_inner(), [(0, 3_150)]);
	});
}

#[test]
fn settle_batch_should_fail_when_a_model_does_not_take_it() {
	with_channel(|| {
		let research = Proposal {
			kind: Kind::Base,
			artifact: H256::zero(),
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
		// The receipt is of model 1; the other is in the table alone.
		let with = |model: ModelId| {
			let receipt = BatchedReceipt { model: u32::from(model < 1), ..batched(100, &[]) };
			let mut models = [(1, vec![]), (model, vec![])];
			models.sort();
			submit(OPERATOR, batch(&models, vec![paid_by(0, vec![receipt])]))
		};
		assert_noop!(with(9), Error::<Test>::ModelNotFound);
		assert_noop!(with(2), Error::<Test>::ModelNotCommercial);
		let span_params = SpanParams { min_span: 32, full_span: 512 };
		let other = ReceiptBatch { span_params, ..simple(vec![batched(100, &[])]) };
		assert_noop!(submit(OPERATOR, other), Error::<Test>::SpanParamsNotInForce);
		assert_ok!(ModelRegistry::set_status(RuntimeOrigin::signed(LAB), 0, Status::Paused));
		pass(GRACE);
		assert_noop!(with(0), Error::<Test>::ModelNotActive);
		assert_ok!(ModelRegistry::set_status(RuntimeOrigin::signed(LAB), 0, Status::Active));
		assert_ok!(with(0));
	});
}

#[test]
fn settle_batch_should_fail_on_tables_that_cannot_be() {
	with_channel(|| {
		// No receipt credits any of them.
		let over = |models: &[(ModelId, Vec<ContributionId>)]| {
			submit(OPERATOR, batch(models, vec![paid_by(0, vec![batched(100, &[])])]))
		};
		let refused = |models: &[(ModelId, Vec<ContributionId>)], error: Error<Test>| {
			assert_noop!(over(models), error);
		};
		refused(&[(1, vec![1, 0])], Error::TableOutOfOrder);
		refused(&[(1, vec![0, 1, 1])], Error::TableOutOfOrder);
		refused(&[(1, vec![]), (0, vec![])], Error::TableOutOfOrder);
		refused(&[(1, vec![]), (1, vec![])], Error::TableOutOfOrder);
		refused(&[(0, (0..1_024).collect()), (1, vec![0])], Error::BatchTooLarge);
		// Registered, but beyond the model's snapshot; and not registered at all.
		refused(&[(1, vec![0, AUTHORS - 1])], Error::NotInCorpus);
		refused(&[(0, vec![0]), (1, vec![0, AUTHORS])], Error::NotInCorpus);
		assert_ok!(over(&[(0, vec![]), (1, vec![])]));
		assert_eq!(Pending::<Test>::get(0).unwrap().len(), 0);
	});
}

#[test]
fn settle_batch_should_fail_on_a_receipt_that_cannot_be() {
	with_channel(|| {
		let good = batched(100, &[(0, 1)]);
		let refused = |bad: BatchedReceipt, error: Error<Test>| {
			let receipts = vec![good.clone(), bad];
			let both = batch(&[(1, vec![4, 5])], vec![paid_by(0, receipts)]);
			assert_noop!(submit(OPERATOR, promised(both, 200)), error);
		};
		refused(batched(99, &[]), Error::FeeBelowFloor);
		refused(batched(0, &[]), Error::FeeBelowFloor);
		refused(BatchedReceipt { output_len: 0, ..good.clone() }, Error::InvalidOutputLength);
		refused(BatchedReceipt { output_len: 65_537, ..good.clone() }, Error::InvalidOutputLength);
		refused(batched(100, &[(1, 1), (0, 1)]), Error::MalformedCredits);
		refused(batched(100, &[(1, 1), (1, 1)]), Error::MalformedCredits);
		refused(batched(100, &[(1, 0)]), Error::MalformedCredits);
		// The table has two contributions, and there is one table.
		refused(batched(100, &[(2, 1)]), Error::MalformedCredits);
		refused(BatchedReceipt { model: 1, ..good.clone() }, Error::MalformedCredits);
		refused(batched(100, &[(1, 256_001)]), Error::TooManyPoints);
	});
}

#[test]
fn a_batch_should_have_a_receipt_of_each_channel() {
	with_channel(|| {
		let other = open_channel(OPERATOR, 1_000);
		let paid = || paid_by(0, vec![batched(100, &[])]);
		for channels in [vec![], vec![paid_by(0, vec![])], vec![paid(), paid_by(other, vec![])]] {
			assert_noop!(settle_batch(OPERATOR, channels), Error::<Test>::EmptyBatch);
		}
	});
}

#[test]
fn channels_should_ascend() {
	with_channel(|| {
		let other = open_channel(OPERATOR, 1_000);
		let paid = |id| paid_by(id, vec![batched(100, &[])]);
		for channels in [[paid(other), paid(0)], [paid(0), paid(0)]] {
			let refused = settle_batch(OPERATOR, channels.to_vec());
			assert_eq!(refused, Err(Error::<Test>::ChannelsOutOfOrder.into()));
		}
		assert_ok!(settle_batch(OPERATOR, vec![paid(0), paid(other)]));
	});
}

#[test]
fn a_batch_should_have_no_more_credits_than_it_may() {
	with_channel(|| {
		let credits: Vec<_> = (0..1_024).map(|place| (place, 1)).collect();
		let full = vec![batched(100, &credits); 257];
		let part = simple(full[1..].to_vec());
		assert_noop!(submit(OPERATOR, simple(full)), Error::<Test>::BatchTooLarge);
		// So many it may, if only the table had them.
		assert_noop!(submit(OPERATOR, part), Error::<Test>::MalformedCredits);
	});
}

#[test]
fn a_later_split_or_window_should_not_change_a_batch() {
	with_channel(|| {
		let full = || simple(vec![batched(1_000_000, &[(0, 256_000)])]);
		assert_ok!(submit(OPERATOR, full()));
		Split::set(&FeeSplit { platform: Perbill::zero(), ..FeeSplit::DEFAULT });
		ChallengeWindow::set(&(2 * WINDOW));
		assert_ok!(submit(OPERATOR, full()));
		pass_window();
		assert_ok!(finalize(0));
		assert_eq!(Rewards::owed(&AUTHOR), 450_000);
		assert_noop!(finalize(1), Error::<Test>::NotFinalizable);
		pass_window();
		assert_ok!(finalize(1));
		assert_eq!(Rewards::owed(&AUTHOR), 450_000 + 500_000);
	});
}

#[test]
fn one_channel_that_does_not_pay_should_spoil_the_batch() {
	with_channel(|| {
		let poor = open_channel(OPERATOR, 99);
		let paid = |id| paid_by(id, vec![batched(100, &[])]);
		assert_noop!(
			settle_batch(OPERATOR, vec![paid(0), paid(poor)]),
			ChannelsError::VoucherExceedsFunds
		);
		assert_eq!((channel(0).settled, channel(0).funds), (0, 50_000_000));
		assert_eq!(operator(OPERATOR).exposure, 0);
		assert_eq!(NextBatchId::<Test>::get(), 0);
	});
}

#[test]
fn what_a_batch_weighs_should_grow_with_all_that_it_has() {
	use frame_support::dispatch::GetDispatchInfo;
	with_channel(|| {
		let weight = |batch: ReceiptBatch| {
			let call = Call::<Test>::settle_batch { batch: Box::new(batch) };
			call.get_dispatch_info().call_weight.ref_time()
		};
		let of = |models: &[(ModelId, Vec<ContributionId>)], parts: Vec<ChannelReceipts>| {
			weight(batch(models, parts))
		};
		let one = || vec![paid_by(0, vec![batched(100, &[])])];
		let least = of(&[(1, vec![])], one());
		assert!(of(&[(0, vec![]), (1, vec![])], one()) > least);
		assert!(of(&[(1, vec![0])], one()) > least);
		assert!(of(&[(1, vec![])], vec![paid_by(0, vec![batched(100, &[]); 2])]) > least);
		assert!(of(&[(1, vec![])], vec![paid_by(0, vec![batched(100, &[(0, 1)])])]) > least);
		assert!(of(&[(1, vec![])], [one(), one()].concat()) > least);
	});
}

/// What batches pay: operator, stakers and treasury; models; and contributions.
type Paid = ([Balance; 3], BTreeMap<ModelId, Balance>, BTreeMap<ContributionId, Balance>);

fn pays(batches: Range<BatchId>) -> Paid {
	let (mut rest, mut models, mut contributions) = ([0; 3], BTreeMap::new(), BTreeMap::new());
	for id in batches {
		let batch = Batches::<Test>::get(id).unwrap();
		let parts = [batch.to_operator, batch.to_stakers, batch.to_treasury];
		rest.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
		for (model, amount) in batch.models {
			*models.entry(model).or_default() += amount;
		}
		for (contribution, amount) in Pending::<Test>::get(id).unwrap() {
			*contributions.entry(contribution).or_default() += amount;
		}
	}
	models.retain(|_, amount| *amount > 0);
	(rest, models, contributions)
}

/// Of one of three models, perhaps after answers that are not charged.
fn any_receipt() -> impl Strategy<Value = BatchedReceipt> {
	let credits = prop::collection::btree_map(0..AUTHORS as u32 - 1, 1u32..=13_000, 0..19);
	(0u32..3, 0u64..3, 100u64..1 << 40, credits).prop_map(|(model, skipped, fee, credits)| {
		let credits: Vec<_> = credits.into_iter().collect();
		BatchedReceipt { model, skipped, ..batched(fee, &credits) }
	})
}

/// A fine-tune of model 1, which is one of model 0.
fn register_third() {
	let proposal = Proposal {
		kind: Kind::FineTune,
		artifact: H256::zero(),
		metadata: Default::default(),
		parents: BoundedVec::truncate_from(vec![(1, Perbill::from_percent(50))]),
		datasets: Default::default(),
		method: Method::Span,
		commercial: true,
		price_floor: 0,
		derivatives: Derivatives::Forbidden,
		payout: Some(AUTHOR),
	};
	assert_ok!(ModelRegistry::register(RuntimeOrigin::signed(LAB), proposal));
}

/// What is owed, and what treasury and stakers have.
fn out() -> Balance {
	let pots = [TREASURY, STAKERS].map(Balances::free_balance);
	pallet_rewards::TotalOwed::<Test>::get() + pots[0] + pots[1]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	/// Whatever models, channels and split: what single receipts would pay is paid, and all of what
	/// channels gave is.
	#[test]
	fn a_batch_should_be_no_other_deal_than_its_receipts_alone(
		parts in prop::collection::vec(prop::collection::vec(any_receipt(), 1..6), 1..4),
		split in sound_split(),
		page in 1u32..30,
	) {
		build_and_execute(|| {
			Split::set(&split);
			register_third();
			let fees_of = |receipts: &[BatchedReceipt]| -> Balance {
				receipts.iter().map(|receipt| Balance::from(receipt.fee)).sum()
			};
			let fees = parts.iter().map(|receipts| fees_of(receipts)).sum::<Balance>();
			assert_ok!(register_operator(OPERATOR, fees.max(MIN_BOND)));
			let channels: Vec<_> = parts
				.iter()
				.map(|receipts| {
					paid_by(open_channel(OPERATOR, fees_of(receipts)), receipts.clone())
				})
				.collect();
			let models: Vec<_> = (0..3).map(|model| (model, corpus())).collect();
			let whole = batch(&models, channels);
			assert_ok!(submit(OPERATOR, whole.clone()));
			for compact in whole.compact() {
				let answer = compact.unwrap().answer;
				assert_ok!(settle(answer.model, answer));
			}
			let settled = Batches::<Test>::get(0).unwrap();
			assert_eq!((settled.fees, settled.root), (fees, tree(&whole).1));
			assert_eq!(pays(0..1), pays(1..NextBatchId::<Test>::get()));
			assert_eq!(held(PAYER, InChannels::Channel), 0);
			for receipts in &whole.channels {
				let taken: u64 =
					receipts.receipts.iter().map(|receipt| receipt.skipped + 1).sum();
				assert_eq!(channel(receipts.channel()).next_sequence, taken);
			}

			let start = out();
			pass_window();
			while Batches::<Test>::contains_key(0) {
				assert_ok!(Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, page));
				Attribution::do_try_state().unwrap();
			}
			assert_eq!(out(), start + fees);
		});
	}

	/// And a refuted one gives each channel back what it paid, and nobody else anything of it.
	#[test]
	fn a_void_batch_should_give_back_all_that_it_took(
		parts in prop::collection::vec(
			(prop::collection::vec(any_receipt(), 1..6), any::<bool>()),
			1..4,
		),
		page in 1u32..5,
	) {
		build_and_execute(|| {
			register_third();
			let most = 1 << 45;
			assert_ok!(register_operator(OPERATOR, most));
			let channels: Vec<_> = parts
				.iter()
				.map(|(receipts, _)| paid_by(open_channel(OPERATOR, most), receipts.clone()))
				.collect();
			let models: Vec<_> = (0..3).map(|model| (model, corpus())).collect();
			assert_ok!(submit(OPERATOR, batch(&models, channels)));
			let mut owed = 0;
			for (id, (_, is_closed)) in (0..).zip(&parts) {
				if *is_closed {
					owed += channel(id).settled;
					assert_ok!(close_channel(OPERATOR, id));
				}
			}
			assert_ok!(void(0));
			while Batches::<Test>::contains_key(0) {
				assert_ok!(Attribution::finalize(RuntimeOrigin::signed(PAYER), 0, page));
				Attribution::do_try_state().unwrap();
			}
			for (id, (_, is_closed)) in (0..).zip(&parts) {
				assert_eq!(channel(id).funds, if *is_closed { 0 } else { most });
			}
			assert_eq!(Rewards::owed(&PAYER), owed);
			assert_eq!(pallet_rewards::TotalOwed::<Test>::get(), owed);
			assert_eq!(Rewards::collected(), 0);
		});
	}
}
