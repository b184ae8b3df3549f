// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	receipt::{HeldSpan, Receipt, ReceiptError},
	span::Span,
	split::{tests::sound_split, FeeSplit},
};
use proptest::prelude::*;
use sp_core::{sr25519, Blake2Hasher as H};

const PARAMS: SpanParams = SpanParams::DEFAULT;

fn batched(fee: u64, output_len: u32, credits: &[(u32, u32)]) -> BatchedReceipt {
	let credits: Vec<_> = credits
		.iter()
		.map(|(place, points)| PlacedCredit { place: *place, points: *points })
		.collect();
	let credits = credits.try_into().unwrap();
	BatchedReceipt { skipped: 0, model: 0, fee, output_len, credits }
}

/// Whoever signed it, it is not checked here.
fn voucher(channel: ChannelId, answers: u64) -> Voucher {
	let signature = sr25519::Signature::from_raw([0; 64]);
	Voucher { channel, answers, cumulative: Balance::MAX, signature }
}

fn paid_by(channel: ChannelId, receipts: Vec<BatchedReceipt>) -> ChannelReceipts {
	let receipts = receipts.try_into().unwrap();
	ChannelReceipts { voucher: voucher(channel, u64::MAX), first: 0, receipts }
}

fn table(model: ModelId, contributions: &[ContributionId]) -> ModelTable {
	let contributions: Vec<_> = contributions.iter().copied().map(Compact).collect();
	ModelTable { model, contributions: contributions.try_into().unwrap() }
}

fn batch(models: Vec<ModelTable>, unit: Balance, channels: Vec<ChannelReceipts>) -> ReceiptBatch {
	ReceiptBatch {
		span_params: PARAMS,
		unit,
		models: models.try_into().unwrap(),
		channels: channels.try_into().unwrap(),
		commitments: H256::repeat_byte(9),
	}
}

/// Of one model and one channel.
fn simple(unit: Balance, receipts: Vec<BatchedReceipt>) -> ReceiptBatch {
	batch(vec![table(1, &[3, 5])], unit, vec![paid_by(4, receipts)])
}

fn terms(price_floors: &[Balance]) -> BatchTerms<'_> {
	BatchTerms { split: FeeSplit::DEFAULT, price_floors }
}

fn net(batch: &ReceiptBatch) -> Result<Netted, BatchError> {
	batch.net::<H>(&terms(&vec![0; batch.models.len()]))
}

fn out(netted: &Netted) -> Balance {
	let parts = netted.models.iter().chain(&netted.contributions).sum::<Balance>();
	parts + netted.operator + netted.stakers + netted.platform
}

#[test]
fn a_batch_should_be_refused_for_what_one_receipt_cannot_say() {
	let good = batched(7, 100, &[(0, 25_000), (1, 600)]);
	let refused = |bad: BatchedReceipt| net(&simple(10, vec![good.clone(), bad])).unwrap_err();
	let sound = simple(10, vec![good.clone(), good.clone()]);
	assert_eq!(net(&sound).map(|netted| netted.fees), Ok(140));
	assert_eq!(refused(batched(0, 100, &[])), BatchError::FeeBelowFloor(1));
	assert_eq!(sound.net::<H>(&terms(&[70])).map(|netted| netted.receipts), Ok(2));
	assert_eq!(sound.net::<H>(&terms(&[71])), Err(BatchError::FeeBelowFloor(0)));
	assert_eq!(net(&simple(0, vec![good.clone()])), Err(BatchError::FeeBelowFloor(0)));
	for output_len in [0, 65_537, u32::MAX] {
		let expected = BatchError::Receipt(1, ReceiptError::OutputLength);
		assert_eq!(refused(batched(7, output_len, &[])), expected);
	}
	let malformed = BatchError::Receipt(1, ReceiptError::MalformedCredits);
	for credits in [[(1, 5), (0, 5)], [(1, 5), (1, 5)], [(0, 0), (1, 5)], [(0, 1), (2, 1)]] {
		assert_eq!(refused(batched(7, 100, &credits)), malformed);
	}
	let most = u32::MAX;
	assert_eq!(refused(batched(7, 100, &[(most, 1)])), malformed);
	for model in [1, most] {
		assert_eq!(refused(BatchedReceipt { model, ..good.clone() }), malformed);
	}
	let too_many = BatchError::Receipt(1, ReceiptError::TooManyPoints);
	assert_eq!(refused(batched(7, 100, &[(0, 25_601)])), too_many);
	assert_eq!(refused(batched(7, 100, &[(0, most), (1, most)])), too_many);
	// 2 × (2¹²⁸ − 1) can't be, nor the sum of three times half of that.
	let dear = simple(Balance::MAX, vec![batched(2, 100, &[])]);
	assert_eq!(net(&dear), Err(BatchError::Overflow));
	let dear = simple(Balance::MAX / 2, vec![batched(1, 1, &[]); 3]);
	assert_eq!(net(&dear), Err(BatchError::Overflow));
}

#[test]
fn a_batch_without_shape_should_be_refused() {
	let one = || vec![batched(7, 100, &[])];
	let models = |tables: Vec<ModelTable>| net(&batch(tables, 10, vec![paid_by(4, one())]));
	let channels = |parts: Vec<ChannelReceipts>| net(&batch(vec![table(1, &[])], 10, parts));
	assert!(channels(vec![paid_by(4, one()), paid_by(5, one())]).is_ok());
	assert_eq!(channels(vec![]), Err(BatchError::Empty));
	for parts in [[vec![], one()], [one(), vec![]], [vec![], vec![]]] {
		let [first, second] = parts;
		let parts = vec![paid_by(4, first), paid_by(5, second)];
		assert_eq!(channels(parts), Err(BatchError::Empty));
	}
	for (first, second) in [(4, 4), (5, 4), (u64::MAX, 0)] {
		let parts = vec![paid_by(first, one()), paid_by(second, one())];
		assert_eq!(channels(parts), Err(BatchError::ChannelsOutOfOrder));
	}
	assert!(models(vec![table(1, &[3]), table(2, &[3])]).is_ok());
	for tables in [
		vec![table(2, &[]), table(2, &[])],
		vec![table(2, &[]), table(1, &[])],
		vec![table(1, &[3, 3])],
		vec![table(1, &[]), table(2, &[5, 3])],
	] {
		assert_eq!(models(tables), Err(BatchError::TableOutOfOrder));
	}
	let ids: Vec<ContributionId> = (0..1_024).collect();
	assert!(models(vec![table(1, &ids[1..]), table(2, &[3])]).is_ok());
	assert_eq!(models(vec![table(1, &ids), table(2, &[3])]), Err(BatchError::TooMany));
}

#[test]
fn a_batch_should_have_no_more_than_it_may_in_all_channels_together() {
	let receipts = |count| vec![batched(7, 1, &[]); count];
	let of = |counts: [usize; 2]| {
		let [first, second] = counts.map(receipts);
		batch(vec![table(1, &[])], 10, vec![paid_by(4, first), paid_by(5, second)])
	};
	assert_eq!(net(&of([20_000, 12_768])).map(|netted| netted.receipts), Ok(32_768));
	assert_eq!(net(&of([20_000, 12_769])), Err(BatchError::TooMany));

	let ids: Vec<ContributionId> = (0..1_024).collect();
	let credits: Vec<_> = (0..1_024).map(|place| (place, 1)).collect();
	let full = |count| {
		let part = paid_by(4, vec![batched(7, 1_024, &credits); count]);
		batch(vec![table(1, &ids)], 10, vec![part])
	};
	assert_eq!(net(&full(256)).map(|netted| netted.receipts), Ok(256));
	let mut more = full(256);
	assert_eq!((more.credits(), more.contributions(), more.count()), (262_144, 1_024, 256));
	more.channels.try_push(paid_by(5, vec![batched(7, 100, &[(0, 1)])])).unwrap();
	assert_eq!(net(&more), Err(BatchError::TooMany));
}

#[test]
fn sequences_should_be_counted_from_the_first_and_what_is_skipped() {
	let part = |first, answers, skipped: &[u64]| {
		let receipt = |skipped: &u64| BatchedReceipt { skipped: *skipped, ..batched(7, 100, &[]) };
		let receipts: Vec<_> = skipped.iter().map(receipt).collect();
		let receipts = receipts.try_into().unwrap();
		ChannelReceipts { voucher: voucher(4, answers), first, receipts }
	};
	let of = |part: ChannelReceipts| batch(vec![table(1, &[])], 10, vec![part]);
	let sequences = |part: ChannelReceipts| -> Vec<Option<u64>> {
		let sequence = |compact: Option<CompactReceipt>| match compact?.payment {
			Payment::Channel { channel: 4, sequence } => Some(sequence),
			_ => None,
		};
		of(part).compact().map(sequence).collect()
	};
	assert_eq!(sequences(part(7, 12, &[0, 2, 0])), [Some(7), Some(10), Some(11)]);
	assert_eq!(sequences(part(0, 12, &[7, 2, 0])), [Some(7), Some(10), Some(11)]);
	let sum = |part| net(&of(part)).map(|netted| netted.channels);
	let expected = ChannelSum { channel: 4, first: 7, next: 12, amount: 210 };
	assert_eq!(sum(part(7, 12, &[0, 2, 0])), Ok(vec![expected]));
	assert_eq!(sum(part(5, 12, &[2, 2, 0])), Ok(vec![expected]));

	// No answer that the voucher is not good for.
	for (answers, nth) in [(11, 2), (10, 1), (8, 1), (7, 0), (0, 0)] {
		assert_eq!(sum(part(7, answers, &[0, 2, 0])), Err(BatchError::BeyondVoucher(nth)));
	}
	// Nor one that no sequence is left for.
	let most = u64::MAX;
	for (first, skipped, nth) in
		[(most, [0, 0, 0], 0), (most - 1, [0, 0, 0], 1), (3, [0, most, 0], 1), (0, [0, 0, most], 2)]
	{
		assert_eq!(sum(part(first, most, &skipped)), Err(BatchError::BeyondVoucher(nth)));
	}
	assert_eq!(sequences(part(most, most, &[0, 0, 0])), [Some(most), None, None]);
	assert_eq!(of(part(most, most, &[0, 0])).leaves::<H>(), None);
	let last = ChannelSum { channel: 4, first: most - 1, next: most, amount: 70 };
	assert_eq!(sum(part(most - 1, most, &[0])), Ok(vec![last]));
}

#[test]
fn receipts_should_be_numbered_through_all_channels() {
	let good = || batched(7, 100, &[]);
	let parts = |last| {
		let third = paid_by(9, vec![good(), last]);
		vec![paid_by(4, vec![good(), good()]), paid_by(5, vec![good()]), third]
	};
	let refused = |last| net(&batch(vec![table(1, &[])], 10, parts(last))).unwrap_err();
	assert_eq!(refused(batched(0, 100, &[])), BatchError::FeeBelowFloor(4));
	assert_eq!(refused(batched(7, 0, &[])), BatchError::Receipt(4, ReceiptError::OutputLength));
	let skipped = u64::MAX - 1;
	assert_eq!(refused(BatchedReceipt { skipped, ..good() }), BatchError::BeyondVoucher(4));
}

#[test]
fn channels_should_pay_what_their_own_receipts_say() {
	let parts = vec![
		paid_by(4, vec![batched(7, 100, &[]), batched(1, 100, &[])]),
		paid_by(6, vec![batched(2, 100, &[])]),
	];
	let netted = net(&batch(vec![table(1, &[])], 10, parts)).unwrap();
	let sums = [
		ChannelSum { channel: 4, first: 0, next: 2, amount: 80 },
		ChannelSum { channel: 6, first: 0, next: 1, amount: 20 },
	];
	assert_eq!((netted.channels, netted.fees, netted.receipts), (sums.to_vec(), 100, 3));
}

#[test]
fn each_model_should_have_its_own_table_floor_and_pay() {
	let of = |model, fee, credits: &[_]| BatchedReceipt { model, ..batched(fee, 100, credits) };
	let receipts = vec![
		of(0, 50, &[(0, 25_600)]),
		of(2, 1_000, &[(0, 12_800), (1, 12_800)]),
		of(0, 100, &[(1, 25_600)]),
	];
	// The second is of no receipt.
	let models = vec![table(2, &[3, 5]), table(4, &[1]), table(9, &[3, 8])];
	let batch = batch(models, 1, vec![paid_by(4, receipts)]);
	let netted = batch.net::<H>(&terms(&[50, 9_999, 1_000])).unwrap();
	let split = FeeSplit::DEFAULT;
	let alone = |fee, points: &[u32]| split.divide(fee, points, 25_600).unwrap();
	let (a, b) = (alone(50, &[25_600]), alone(1_000, &[12_800, 12_800]));
	let c = alone(100, &[25_600]);
	assert_eq!(netted.models, [a.model + c.model, 0, b.model]);
	let earned = [a.contributions[0], c.contributions[0], 0];
	assert_eq!(netted.contributions, [&earned[..], &b.contributions].concat());
	assert_eq!((netted.fees, out(&netted)), (1_150, 1_150));

	for (floors, nth) in [([51, 0, 0], 0), ([0, 0, 1_001], 1), ([50, 0, 1_001], 1)] {
		assert_eq!(batch.net::<H>(&terms(&floors)), Err(BatchError::FeeBelowFloor(nth)));
	}
	// A place beyond the model's own table, which another has.
	let mut beyond = batch.clone();
	beyond.channels[0].receipts[0] = of(0, 50, &[(2, 1)]);
	let malformed = Err(BatchError::Receipt(0, ReceiptError::MalformedCredits));
	assert_eq!(net(&beyond), malformed);
	assert_eq!(beyond.leaves::<H>(), None);
}

#[test]
fn six_credits_should_take_at_most_36_bytes() {
	// Spans of 40 to 140 bytes in an answer of 2,000 bytes, over 1,000 contributions.
	let spans = [(7, 40), (163, 60), (402, 80), (555, 100), (801, 120), (999, 140u32)];
	let credits = spans.map(|(place, len)| (place, len * len));
	assert_eq!(batched(120, 2_000, &credits).encoded_size(), 32);
	// A dearer and longer one, of another model, after answers that are not charged.
	let dear = batched(1_000_000, 20_000, &credits);
	let dear = BatchedReceipt { skipped: 63, model: 15, ..dear };
	assert_eq!(dear.encoded_size(), 36);
}

fn receipt(sequence: u64, fee: Balance, spans: &[(u32, u32, u64)]) -> Receipt {
	let spans: Vec<_> = spans
		.iter()
		.map(|(start, len, contribution)| HeldSpan {
			span: Span { start: *start, len: *len },
			contribution: *contribution,
			offset: 0,
		})
		.collect();
	Receipt {
		payment: Payment::Channel { channel: 4, sequence },
		model: 1,
		span_params: PARAMS,
		fee,
		output_len: 1_000,
		output_root: H256::zero(),
		spans: spans.try_into().unwrap(),
		salt: [7; 32],
	}
}

fn of_channel(channel: ChannelId, receipt: Receipt) -> Receipt {
	let Payment::Channel { sequence, .. } = receipt.payment else { return receipt };
	Receipt { payment: Payment::Channel { channel, sequence }, ..receipt }
}

#[test]
fn a_draft_should_say_what_its_receipts_say() {
	let receipts = [
		receipt(2, 600, &[(0, 300, 7), (400, 40, 3)]),
		Receipt { model: 9, ..receipt(3, 900, &[(10, 50, 70), (100, 40, 3)]) },
		receipt(8, 1_500, &[]),
		of_channel(6, receipt(0, 300, &[(10, 50, 3)])),
	];
	let vouchers = [voucher(6, 1), voucher(4, 7), voucher(5, 99), voucher(4, 9)];
	let draft = Draft::of::<H>(&receipts, &vouchers).unwrap();
	let batch = &draft.batch;
	assert_eq!((batch.unit, batch.span_params), (300, PARAMS));
	assert_eq!(batch.models.to_vec(), [table(1, &[3, 7]), table(9, &[3, 70])]);
	let parts: Vec<_> = batch.channels.iter().map(|part| (part.voucher, part.first)).collect();
	assert_eq!(parts, [(voucher(4, 9), 2), (voucher(6, 1), 0)]);
	let skipped = batch.channels[0].receipts.iter().map(|receipt| receipt.skipped);
	assert_eq!(skipped.collect::<Vec<_>>(), [0, 0, 4]);
	assert_eq!((batch.count(), batch.credits(), batch.contributions()), (4, 5, 4));
	assert_eq!(draft.fees(), Some(3_300));

	let compact: Vec<_> = receipts.iter().map(Receipt::compact).collect();
	assert_eq!(batch.compact().collect::<Vec<_>>(), compact);
	for (index, receipt) in (0..).zip(&receipts) {
		let leaf = receipt.compact().unwrap().leaf::<H>();
		let path = draft.path::<H>(index).unwrap();
		let root = merkle::root_from_path::<H>(leaf, index, 4, &path);
		assert_eq!(root, draft.root::<H>());
		let leaf = crate::receipt::commitment_leaf::<H>(receipt.commitment::<H>());
		let path = draft.commitment_path::<H>(index).unwrap();
		let root = merkle::root_from_path::<H>(leaf, index, 4, &path);
		assert_eq!(root, Some(batch.commitments));
	}
	assert_eq!((draft.path::<H>(4), draft.commitment_path::<H>(4)), (None, None));
	let netted = net(batch).unwrap();
	assert_eq!(Some(netted.root), draft.root::<H>());
	let sums = [
		ChannelSum { channel: 4, first: 2, next: 9, amount: 3_000 },
		ChannelSum { channel: 6, first: 0, next: 1, amount: 300 },
	];
	assert_eq!(netted.channels, sums);
}

#[test]
fn receipts_that_do_not_belong_together_should_not_be_a_draft() {
	let vouchers = [voucher(4, 9), voucher(6, 9)];
	let good = || receipt(2, 600, &[]);
	let refused = |second: Receipt| Draft::of::<H>(&[good(), second], &vouchers).unwrap_err();
	assert_eq!(Draft::of::<H>(&[], &vouchers), Err(DraftError::Empty));
	let payment = Payment::Direct { payer: [1; 32] };
	assert_eq!(refused(Receipt { payment, ..good() }), DraftError::NotByChannel(1));
	for sequence in [0, 1, 2] {
		assert_eq!(refused(receipt(sequence, 600, &[])), DraftError::OutOfOrder(1));
	}
	assert_eq!(refused(of_channel(3, receipt(3, 600, &[]))), DraftError::OutOfOrder(1));
	assert_eq!(refused(of_channel(5, receipt(0, 600, &[]))), DraftError::NoVoucher(1));
	assert_eq!(refused(receipt(9, 600, &[])), DraftError::NoVoucher(1));
	assert_eq!(refused(receipt(u64::MAX, 600, &[])), DraftError::NoVoucher(1));
	let span_params = SpanParams { min_span: 16, full_span: 256 };
	assert_eq!(
		refused(Receipt { span_params, ..receipt(3, 1, &[]) }),
		DraftError::OtherSpanParams(1)
	);
	assert_eq!(refused(receipt(3, 0, &[])), DraftError::ZeroFee(1));
	assert_eq!(refused(receipt(3, 1, &[(990, 40, 3)])), DraftError::MalformedSpans(1));
	assert_eq!(refused(receipt(3, u128::MAX / 600 * 600, &[])), DraftError::FeeTooLarge(1));
}

#[test]
fn a_draft_should_have_no_more_than_a_batch_may() {
	let draft = |receipts: &[Receipt]| {
		let vouchers: Vec<_> = (0..=1_024).map(|channel| voucher(channel, u64::MAX)).collect();
		Draft::of::<H>(receipts, &vouchers).map(|draft| net(&draft.batch).is_ok())
	};
	// Over two models: a contribution counts in each.
	let credits = |n| {
		let model = u32::try_from(n % 2).unwrap();
		Receipt { model, ..receipt(n, 1, &[(0, 40, n / 2)]) }
	};
	let many: Vec<_> = (0..1_025).map(credits).collect();
	assert_eq!(draft(&many), Err(DraftError::TooManyContributions));
	assert_eq!(draft(&many[1..]), Ok(true));
	let models: Vec<_> =
		(0..17).map(|model| Receipt { model, ..receipt(model.into(), 1, &[]) }).collect();
	assert_eq!(draft(&models), Err(DraftError::TooManyModels));
	assert_eq!(draft(&models[1..]), Ok(true));
	let channels: Vec<_> =
		(0..1_025).map(|channel| of_channel(channel, receipt(0, 1, &[]))).collect();
	assert_eq!(draft(&channels), Err(DraftError::TooManyChannels));
	assert_eq!(draft(&channels[1..]), Ok(true));
	let receipts: Vec<_> = (0..32_769).map(|n| receipt(n, 1, &[])).collect();
	assert_eq!(draft(&receipts), Err(DraftError::TooManyReceipts));
	assert_eq!(draft(&receipts[1..]), Ok(true));
}

fn fee() -> impl Strategy<Value = u64> {
	prop_oneof![4 => 1u64..1_000_000, 1 => Just(1), 1 => Just(u64::MAX), 1 => any::<u64>()]
}

fn batches(models: u32, places: u32) -> impl Strategy<Value = Vec<ChannelReceipts>> {
	let credits = prop::collection::btree_map(0..places, 1u32..=1 << 20, 0..12);
	let skipped = prop_oneof![4 => Just(0u64), 2 => 0u64..9, 1 => any::<u64>()];
	let receipt = (skipped, 0..models, fee(), 1u32..=65_536, credits).prop_map(
		|(skipped, model, fee, output_len, credits)| {
			let credits: Vec<_> = credits.into_iter().collect();
			BatchedReceipt { skipped, model, ..batched(fee, output_len, &credits) }
		},
	);
	let first = prop_oneof![4 => 0u64..9, 1 => any::<u64>()];
	let receipts = prop::collection::vec(receipt, 1..12);
	let answers = prop_oneof![4 => Just(u64::MAX), 1 => 0u64..200];
	let part = (first, answers, receipts);
	prop::collection::btree_map(any::<u64>(), part, 1..5).prop_map(|parts| {
		let part = |(channel, (first, answers, receipts)): (u64, (u64, u64, Vec<_>))| {
			let receipts = receipts.try_into().unwrap();
			ChannelReceipts { voucher: voucher(channel, answers), first, receipts }
		};
		parts.into_iter().map(part).collect()
	})
}

/// What receipts pay that are settled one by one. `None` if it can't be summed.
fn alone(batch: &ReceiptBatch, split: &FeeSplit) -> Result<Option<Netted>, BatchError> {
	let starts = [0, 12, 24];
	let mut sum = Some(Netted {
		fees: 0,
		receipts: 0,
		channels: Vec::new(),
		operator: 0,
		models: vec![0; 3],
		stakers: 0,
		contributions: vec![0; 36],
		platform: 0,
		root: H256::zero(),
	});
	let mut leaves = Vec::new();
	let mut nth = 0;
	for part in &batch.channels {
		let mut channel = None::<ChannelSum>;
		let mut next = Some(part.first);
		for receipt in &part.receipts {
			let sequence = next
				.and_then(|next| next.checked_add(receipt.skipped))
				.filter(|sequence| *sequence < part.voucher.answers)
				.ok_or(BatchError::BeyondVoucher(nth))?;
			next = sequence.checked_add(1);
			let model = receipt.model as usize;
			let table = &batch.models[model];
			let credit = |credit: &PlacedCredit| Credit {
				contribution: table.contributions[credit.place as usize].0,
				points: credit.points,
			};
			let credits: Vec<_> = receipt.credits.iter().map(credit).collect();
			let Some(fee) = batch.unit.checked_mul(receipt.fee.into()) else { return Ok(None) };
			let answer = Answer {
				model: table.model,
				span_params: PARAMS,
				fee,
				output_len: receipt.output_len,
				credits: credits.try_into().unwrap(),
			};
			let capacity = answer.check().map_err(|error| BatchError::Receipt(nth, error))?;
			let points: Vec<_> = receipt.credits.iter().map(|credit| credit.points).collect();
			let paid = split.divide(fee, &points, capacity).unwrap();
			sum = sum.and_then(|mut sum| {
				sum.fees = sum.fees.checked_add(fee)?;
				sum.operator += paid.operator;
				sum.models[model] += paid.model;
				sum.stakers += paid.stakers;
				sum.platform += paid.platform;
				for (credit, amount) in receipt.credits.iter().zip(paid.contributions) {
					sum.contributions[starts[model] + credit.place as usize] += amount;
				}
				Some(sum)
			});
			let (first, amount) = channel.map_or((sequence, 0), |sum| (sum.first, sum.amount));
			let Some(amount) = fee.checked_add(amount) else { return Ok(None) };
			let next = sequence + 1;
			channel = Some(ChannelSum { channel: part.channel(), first, next, amount });
			let payment = Payment::Channel { channel: part.channel(), sequence };
			leaves.push(CompactReceipt { payment, answer }.leaf::<H>());
			nth += 1;
		}
		if let Some(sum) = &mut sum {
			sum.channels.extend(channel);
		}
	}
	Ok(sum.map(|sum| Netted { receipts: nth, root: merkle::root::<H>(&leaves).unwrap(), ..sum }))
}

proptest! {
	/// A batch is no other deal than its receipts one by one, at the types' maxima too.
	#[test]
	fn a_batch_should_pay_what_its_receipts_would_pay_alone(
		channels in batches(3, 12),
		split in sound_split().prop_filter("sound", FeeSplit::is_sound),
		unit in prop_oneof![Just(1u128), Just(1 << 60), Just(u128::MAX), 1..=u128::MAX],
		contributions in prop::collection::btree_set(any::<u64>(), 36),
	) {
		let contributions: Vec<_> = contributions.into_iter().collect();
		let tables = (7..).zip(contributions.chunks(12)).map(|(model, ids)| table(model, ids));
		let batch = batch(tables.collect(), unit, channels);
		let terms = BatchTerms { split, price_floors: &[0; 3] };
		match (batch.net::<H>(&terms), alone(&batch, &split)) {
			(Ok(netted), Ok(Some(alone))) => {
				prop_assert_eq!(out(&netted), netted.fees);
				let paid: Balance = netted.channels.iter().map(|sum| sum.amount).sum();
				prop_assert_eq!(paid, netted.fees);
				prop_assert_eq!(&netted, &alone);
				let leaves = batch.leaves::<H>().unwrap();
				prop_assert_eq!(merkle::root::<H>(&leaves), Some(netted.root));
			}
			// What is found first.
			(Err(BatchError::Overflow), Ok(None) | Err(_)) => {}
			(Err(error), Err(expected)) => prop_assert_eq!(error, expected),
			// It overflows before, where all of it is summed.
			(Err(_), Ok(None)) => {}
			(netted, alone) => prop_assert!(false, "{netted:?} {alone:?}"),
		}
	}

	/// A batch that decodes pays what it takes, or is refused.
	#[test]
	fn arbitrary_bytes_should_never_panic_nor_make_money(
		channels in batches(1, 2),
		changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
		len: prop::sample::Index,
		is_cut: bool,
	) {
		let mut bytes = batch(vec![table(1, &[3, 5]), table(9, &[5])], 1, channels).encode();
		for (at, byte) in changes {
			let at = at.index(bytes.len());
			bytes[at] = byte;
		}
		if is_cut {
			bytes.truncate(len.index(bytes.len()));
		}
		if let Ok(batch) = ReceiptBatch::decode(&mut &bytes[..]) {
			prop_assert_eq!(batch.compact().count(), batch.count());
			let floors = vec![0; batch.models.len()];
			if let Ok(netted) = batch.net::<H>(&terms(&floors)) {
				prop_assert_eq!(out(&netted), netted.fees);
				let paid: Balance = netted.channels.iter().map(|sum| sum.amount).sum();
				prop_assert_eq!(paid, netted.fees);
				let leaves = batch.leaves::<H>().unwrap();
				prop_assert_eq!(merkle::root::<H>(&leaves), Some(netted.root));
			}
		}
	}

	#[test]
	fn random_bytes_should_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
		if let Ok(batch) = ReceiptBatch::decode(&mut &bytes[..]) {
			let _ = (net(&batch), batch.leaves::<H>());
		}
	}
}
