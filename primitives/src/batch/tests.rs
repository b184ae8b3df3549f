// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	receipt::{HeldSpan, Payment, Receipt, ReceiptError},
	span::Span,
	split::{tests::sound_split, FeeSplit},
};
use proptest::prelude::*;
use sp_core::Blake2Hasher as H;

const RULE: SpanParams = SpanParams::DEFAULT;

fn batched(fee: u64, output_len: u32, credits: &[(u32, u32)]) -> BatchedReceipt {
	let credits: Vec<_> = credits
		.iter()
		.map(|(place, points)| PlacedCredit { place: *place, points: *points })
		.collect();
	BatchedReceipt {
		fee,
		output_len,
		credits: credits.try_into().unwrap(),
		commitment: H256::repeat_byte(9),
	}
}

fn terms(contributions: &[ContributionId], unit: Balance) -> BatchTerms<'_> {
	let common = Common { rule: RULE, unit, contributions };
	BatchTerms { common, split: FeeSplit::DEFAULT, price_floor: 0 }
}

#[test]
fn a_batch_should_be_refused_for_what_one_receipt_cannot_say() {
	let table = [3, 5];
	let good = batched(7, 100, &[(0, 25_000), (1, 600)]);
	let refused =
		|bad: BatchedReceipt| net::<H>(&terms(&table, 10), &[good.clone(), bad]).unwrap_err();
	assert!(net::<H>(&terms(&table, 10), &[good.clone(), good.clone()]).is_ok());
	assert_eq!(net::<H>(&terms(&table, 10), &[]), Err(BatchError::Empty));
	assert_eq!(refused(batched(0, 100, &[])), BatchError::FeeBelowFloor(1));
	let floor = BatchTerms { price_floor: 71, ..terms(&table, 10) };
	assert_eq!(net::<H>(&floor, std::slice::from_ref(&good)), Err(BatchError::FeeBelowFloor(0)));
	assert_eq!(refused(batched(7, 0, &[])), BatchError::Receipt(1, ReceiptError::OutputLength));
	assert_eq!(
		refused(batched(7, 65_537, &[])),
		BatchError::Receipt(1, ReceiptError::OutputLength)
	);
	for credits in [[(1, 5), (0, 5)], [(1, 5), (1, 5)], [(0, 0), (1, 5)], [(0, 1), (2, 1)]] {
		assert_eq!(
			refused(batched(7, 100, &credits)),
			BatchError::Receipt(1, ReceiptError::MalformedCredits)
		);
	}
	let most = u32::MAX;
	assert_eq!(
		refused(batched(7, 100, &[(most, 1)])),
		BatchError::Receipt(1, ReceiptError::MalformedCredits)
	);
	assert_eq!(
		refused(batched(7, 100, &[(0, 25_601)])),
		BatchError::Receipt(1, ReceiptError::TooManyPoints)
	);
	assert_eq!(
		refused(batched(7, 100, &[(0, most), (1, most)])),
		BatchError::Receipt(1, ReceiptError::TooManyPoints)
	);
	// 2 × (2⁶⁴ − 1) × unit can't be.
	let dear = terms(&table, Balance::MAX);
	assert_eq!(net::<H>(&dear, &[batched(2, 100, &[])]), Err(BatchError::Overflow));
	let dear = terms(&table, Balance::MAX / 2);
	let twice = [batched(1, 1, &[]), batched(1, 1, &[]), batched(1, 1, &[])];
	assert_eq!(net::<H>(&dear, &twice), Err(BatchError::Overflow));
}

#[test]
fn six_credits_should_take_less_than_70_bytes() {
	// Spans of 40 to 140 bytes in an answer of 2,000 bytes, over 1,000 contributions.
	let spans = [(7, 40), (163, 60), (402, 80), (555, 100), (801, 120), (999, 140u32)];
	let credits = spans.map(|(place, len)| (place, len * len));
	assert_eq!(batched(120, 2_000, &credits).encoded_size(), 62);
}

fn receipt(fee: Balance, spans: &[(u32, u32, u64)]) -> Receipt {
	let spans: Vec<_> = spans
		.iter()
		.map(|(start, len, contribution)| HeldSpan {
			span: Span { start: *start, len: *len },
			contribution: *contribution,
			offset: 0,
		})
		.collect();
	Receipt {
		model: 1,
		payment: Payment::Channel { channel: 4, sequence: 2 },
		fee,
		rule: RULE,
		output_len: 1_000,
		output_root: H256::zero(),
		spans: spans.try_into().unwrap(),
		salt: [7; 32],
	}
}

#[test]
fn a_draft_should_say_what_its_receipts_say() {
	let receipts = [
		receipt(600, &[(0, 300, 7), (400, 40, 3)]),
		receipt(900, &[(10, 50, 70)]),
		receipt(1_500, &[]),
	];
	let draft = Draft::of::<H>(&receipts).unwrap();
	assert_eq!((draft.unit, &draft.contributions[..]), (300, &[3, 7, 70][..]));
	assert_eq!(draft.fees(), Some(3_000));
	for (index, receipt) in (0..).zip(&receipts) {
		let compact = receipt.compact::<H>().unwrap();
		assert_eq!(draft.compact(index), Some(compact.clone()));
		let path = draft.path::<H>(index).unwrap();
		let root = merkle::root_from_path::<H>(compact.leaf::<H>(), index, 3, &path);
		assert_eq!(root, draft.root::<H>());
	}
	let terms = terms(&draft.contributions, draft.unit);
	assert_eq!(Some(net::<H>(&terms, &draft.receipts).unwrap().root), draft.root::<H>());
}

#[test]
fn receipts_that_do_not_belong_together_should_not_be_a_draft() {
	let good = receipt(600, &[]);
	let refused = |second: Receipt| Draft::of::<H>(&[good.clone(), second]).unwrap_err();
	assert_eq!(Draft::of::<H>(&[]), Err(DraftError::Empty));
	assert_eq!(refused(Receipt { model: 2, ..good.clone() }), DraftError::OtherModel(1));
	let rule = SpanParams { min_span: 16, full_span: 256 };
	assert_eq!(refused(Receipt { rule, ..good.clone() }), DraftError::OtherRule(1));
	assert_eq!(refused(receipt(0, &[])), DraftError::ZeroFee(1));
	assert_eq!(refused(receipt(1, &[(990, 40, 3)])), DraftError::MalformedSpans(1));
	assert_eq!(refused(receipt(u128::MAX / 600 * 600, &[])), DraftError::FeeTooLarge(1));
	let many: Vec<_> = (0..1_025).map(|n| receipt(1, &[(0, 40, n)])).collect();
	assert_eq!(Draft::of::<H>(&many), Err(DraftError::TooManyContributions));
	assert!(Draft::of::<H>(&many[1..]).is_ok());
}

fn receipts() -> impl Strategy<Value = Vec<BatchedReceipt>> {
	let fee = prop_oneof![Just(1u64), Just(u64::MAX), 1u64..1_000_000, any::<u64>()];
	let credits = prop::collection::btree_map(0u32..12, 1u32..=1 << 20, 0..12);
	let receipt = (fee, 1u32..=65_536, credits, any::<[u8; 32]>());
	let receipt = receipt.prop_map(|(fee, output_len, credits, commitment)| {
		let credits: Vec<_> = credits.into_iter().collect();
		BatchedReceipt { commitment: H256(commitment), ..batched(fee, output_len, &credits) }
	});
	prop::collection::vec(receipt, 1..40)
}

proptest! {
	/// A batch is no other deal than its receipts one by one, at the types' maxima too.
	#[test]
	fn a_batch_should_pay_what_its_receipts_would_pay_alone(
		receipts in receipts(),
		split in sound_split().prop_filter("sound", FeeSplit::is_sound),
		unit in prop_oneof![Just(1u128), Just(1 << 60), Just(u128::MAX), 1..=u128::MAX],
		table in prop::collection::btree_set(any::<u64>(), 12),
	) {
		let table: Vec<_> = table.into_iter().collect();
		let terms = BatchTerms { split, ..terms(&table, unit) };
		let mut alone = Some(Netted {
			fees: 0, operator: 0, model: 0, stakers: 0, platform: 0,
			contributions: vec![0; 12], root: H256::zero(),
		});
		let mut leaves = Vec::new();
		let mut is_sound = true;
		for receipt in &receipts {
			let Some(compact) = receipt.compact(&terms.common) else {
				alone = None;
				break;
			};
			let Ok(capacity) = compact.check() else {
				is_sound = false;
				break;
			};
			let points: Vec<_> = compact.credits.iter().map(|credit| credit.points).collect();
			let paid = split.divide(compact.fee, &points, capacity).unwrap();
			alone = alone.and_then(|mut sum| {
				sum.fees = sum.fees.checked_add(compact.fee)?;
				sum.operator += paid.operator;
				sum.model += paid.model;
				sum.stakers += paid.stakers;
				sum.platform += paid.platform;
				for (credit, amount) in receipt.credits.iter().zip(paid.contributions) {
					sum.contributions[credit.place as usize] += amount;
				}
				Some(sum)
			});
			leaves.push(compact.leaf::<H>());
		}
		match (net::<H>(&terms, &receipts), alone) {
			(Ok(netted), Some(alone)) => {
				prop_assert!(is_sound);
				let root = merkle::root::<H>(&leaves).unwrap();
				let out = netted.contributions.iter().sum::<u128>()
					+ netted.operator + netted.model + netted.stakers + netted.platform;
				prop_assert_eq!(out, netted.fees);
				prop_assert_eq!(netted, Netted { root, ..alone });
			}
			(Err(BatchError::Overflow), None) => {}
			(Err(error), _) => prop_assert!(!is_sound || error == BatchError::Overflow),
			(Ok(_), None) => prop_assert!(false, "netted what overflows"),
		}
	}

	#[test]
	fn arbitrary_bytes_should_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
		if let Ok(receipts) = Vec::<BatchedReceipt>::decode(&mut &bytes[..]) {
			let _ = net::<H>(&terms(&[1, 2, 3], 1), &receipts);
		}
	}
}
