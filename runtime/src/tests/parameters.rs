// SPDX-License-Identifier: Apache-2.0

use super::development;
use crate::{
	configs::{
		openledger::{
			ChallengeWindow, ChallengerShare, CloseDelay, DemandBond, GracePeriod, Leverage,
			MinBond, RevealWindow, SlashShare, UnansweredReward, UnbondingDelay,
		},
		parameters::{
			dynamic_params::{attribution, fees},
			ChallengeBlocks, RuntimeParameters,
		},
	},
	constants::{
		currency::{OPEN, TOTAL_ISSUANCE},
		time::HOURS,
	},
	pace::{CurrentPace, Pace},
	Parameters,
};
use codec::{DecodeAll, Encode};
use frame_support::{assert_ok, traits::Get};
use openledger_primitives::{challenge::reveal_window, span::SpanParams, split::FeeSplit};
use pallet_veto::Origin;
use sp_runtime::{Perbill, Percent};

fn window(blocks: u32) -> RuntimeParameters {
	RuntimeParameters::Attribution(attribution::Parameters::ChallengeWindow(
		attribution::ChallengeWindow,
		ChallengeBlocks::new(blocks),
	))
}

fn span(min_span: u16, full_span: u16) -> RuntimeParameters {
	RuntimeParameters::Attribution(attribution::Parameters::SpanParams(
		attribution::SpanParams,
		Some(SpanParams { min_span, full_span }),
	))
}

/// Sets a `u32` parameter of attribution, by the bytes that a vote would carry.
fn encoded(index: u8, value: u32) -> Vec<u8> {
	[&[0, index, 1][..], &value.to_le_bytes()].concat()
}

fn split(platform: u32) -> RuntimeParameters {
	RuntimeParameters::Fees(fees::Parameters::FeeSplit(
		fees::FeeSplit,
		Some(FeeSplit { platform: Perbill::from_percent(platform), ..FeeSplit::DEFAULT }),
	))
}

pub(super) fn decodes(encoded: &[u8]) -> bool {
	RuntimeParameters::decode_all(&mut &encoded[..]).is_ok()
}

#[test]
fn values_out_of_bounds_should_not_decode() {
	assert!(decodes(&span(32, 256).encode()));
	assert!(!decodes(&span(0, 256).encode()));
	assert!(!decodes(&span(32, 31).encode()));

	assert!(decodes(&split(20).encode()));
	assert!(!decodes(&split(21).encode()));

	let mut encoded = window(7_200).encode();
	assert!(decodes(&encoded));
	let value = encoded.len() - 4;
	encoded[value..].copy_from_slice(&7_199u32.to_le_bytes());
	assert!(!decodes(&encoded));
	encoded[value..].copy_from_slice(&1_296_001u32.to_le_bytes());
	assert!(!decodes(&encoded));
}

#[test]
fn numbers_of_settlement_should_have_their_bounds() {
	for (index, least, most) in [
		(1, 7_200, 1_296_000),
		(2, 1, 100),
		(3, 100, 1_000_000),
		(4, 14_400, 2_592_000),
		(5, 7_200, 604_800),
		(6, 1_800, 432_000),
		(7, 2, 10_000),
		(8, 25, 90),
		(9, 5, 50),
		(10, 7_200, 604_800),
	] {
		for value in [least, most] {
			assert!(decodes(&encoded(index, value)), "{index}: {value}");
		}
		for value in [0, least - 1, most + 1, u32::MAX] {
			assert!(!decodes(&encoded(index, value)), "{index}: {value}");
		}
	}
}

/// Sets parameters of attribution as a vote does.
pub(super) fn set<const N: usize>(values: [(u8, u32); N]) {
	for (index, value) in values {
		let parameter = RuntimeParameters::decode_all(&mut &encoded(index, value)[..]).unwrap();
		assert_ok!(Parameters::set_parameter(Origin::Unopposed.into(), parameter));
	}
}

/// The windows of answers that are in force, in blocks of the chain.
fn windows() -> [u32; 4] {
	[ChallengeWindow::get(), RevealWindow::get(), UnbondingDelay::get(), CloseDelay::get()]
}

/// A vote is in blocks of a live chain, and its bounds are of one.
#[test]
fn windows_should_be_divided_by_the_pace() {
	development().execute_with(|| {
		set([(1, 43_200), (6, 7_200), (4, 302_400), (5, 43_200)]);
		assert_eq!(windows(), [60, 10, 420, 60]);
		set([(1, 7_200), (6, 1_800), (4, 14_400), (5, 7_200)]);
		assert_eq!(windows(), [10, 2, 20, 10]);
		set([(1, 1_296_000), (6, 432_000), (4, 2_592_000), (5, 604_800)]);
		assert_eq!(windows(), [1_800, 600, 3_600, 840]);
		// Parts of a block are dropped, a block is not.
		assert_eq!([719, 720, 1_439, 1_440].map(|live| Pace::BRISK.window(live)), [1, 1, 1, 2]);
		CurrentPace::set(&Pace::LIVE);
		assert_eq!(windows(), [1_296_000, 432_000, 2_592_000, 604_800]);
		// A pace that shortens governance by little leaves them as they are.
		let slow = Pace { governance_divisor: 27, ..Pace::LIVE };
		assert_eq!((slow.window(7_200), slow.windows_divisor()), (7_200, 1));
	});
}

/// What was served before a channel began to close can be settled until it is closed.
#[test]
fn grace_should_never_be_shorter_than_closing() {
	development().execute_with(|| {
		assert_eq!((GracePeriod::get(), CloseDelay::get()), (20, 10));
		set([(5, 43_200), (10, 86_400)]);
		assert_eq!(GracePeriod::get(), 120);
		set([(5, 604_800)]);
		assert_eq!((GracePeriod::get(), CloseDelay::get()), (840, 840));
		set([(5, 7_200), (10, 7_200)]);
		assert_eq!((GracePeriod::get(), CloseDelay::get()), (10, 10));
		CurrentPace::set(&Pace::LIVE);
		assert_eq!(GracePeriod::get(), 7_200);
		set([(5, 14_400)]);
		assert_eq!(GracePeriod::get(), 14_400);
	});
}

/// Whatever is voted, an operator's limit and what it must bond fit their types.
#[test]
fn extremes_of_operators_numbers_should_fit() {
	development().execute_with(|| {
		set([(2, 100), (3, 1_000_000)]);
		assert_eq!(MinBond::get(), 1_000_000 * OPEN);
		assert!(TOTAL_ISSUANCE.checked_mul(Leverage::get().into()).is_some());
	});
}

/// Whatever is voted, false receipts are worth refuting, and demands have time for an answer.
#[test]
fn extremes_of_challenges_numbers_should_make_sense() {
	let reward = || ChallengerShare::get().mul_floor(SlashShare::get().mul_floor(MinBond::get()));
	let time = || reveal_window(RevealWindow::get(), ChallengeWindow::get(), false);
	development().execute_with(|| {
		CurrentPace::set(&Pace::LIVE);
		set([(1, 43_200)]);
		assert_eq!(RevealWindow::get(), 7_200);
		assert_eq!(DemandBond::get(), 2 * OPEN);
		assert_eq!(SlashShare::get(), Percent::from_percent(50));
		assert_eq!(ChallengerShare::get(), Percent::from_percent(20));
		assert_eq!(reward(), 100 * OPEN);
		assert_eq!(time(), 4 * HOURS);
		// A demand that is not answered earns five times what is put up for it.
		assert_eq!(UnansweredReward::get(), 5 * DemandBond::get());

		set([(1, 7_200), (3, 100), (6, 1_800), (7, 2), (8, 25), (9, 5)]);
		assert_eq!(DemandBond::get(), 2 * OPEN);
		assert_eq!(SlashShare::get(), Percent::from_percent(25));
		assert_eq!(ChallengerShare::get(), Percent::from_percent(5));
		assert_eq!(reward(), 125 * OPEN / 100);
		assert_eq!(time(), HOURS);

		set([(1, 1_296_000), (3, 1_000_000), (6, 432_000), (7, 10_000), (8, 90), (9, 50)]);
		assert_eq!(DemandBond::get(), 10_000 * OPEN);
		assert_eq!(SlashShare::get(), Percent::from_percent(90));
		assert_eq!(ChallengerShare::get(), Percent::from_percent(50));
		assert_eq!(time(), 432_000);
	});
}
