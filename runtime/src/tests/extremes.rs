// SPDX-License-Identifier: Apache-2.0

//! Whatever is voted, answers are paid for, false ones refuted, and nothing is made or lost.

use super::{
	answers::{by_channel, voucher, Answer},
	deposits, development, ensure_sound,
	parameters::decodes,
	signed,
};
use crate::{
	configs::{
		money::TreasuryAccount,
		openledger::{
			ChallengeWindow, ChallengerShare, CloseDelay, DemandBond, GracePeriod, MinBond,
			RevealWindow, SlashShare, StakersPot, UnansweredReward, UnbondingDelay,
		},
		parameters::{
			dynamic_params::{attribution, fees, staking},
			ChallengeBlocks, ChallengerPercent, CloseBlocks, DemandBondOpen, EmissionBasisPoints,
			GraceBlocks, LeverageBound, MinBondOpen, RevealBlocks, RuntimeParameters, SlashPercent,
			UnbondingBlocks,
		},
		staking::{EraFromPots, ROUNDING},
	},
	constants::currency::{EXISTENTIAL_DEPOSIT, OPEN},
	pace::Pace,
	AccountId, Attribution, Balance, Balances, Channels, Models, Parameters, Rewards, Runtime,
	RuntimeOrigin, System,
};
use codec::{DecodeAll, Encode};
use frame_support::{assert_ok, traits::Get};
use openledger_primitives::{
	bounded::BoundedU32, challenge::reveal_window, interfaces::Ledger, receipt::Receipt,
	span::SpanParams, split::FeeSplit, BatchId,
};
use pallet_attribution::Demands;
use pallet_channels::{ChannelKey, Channels as Records, Operators};
use pallet_contributions::Admission;
use pallet_models::Derivatives;
use pallet_rewards::StakersUnpaid;
use proptest::prelude::*;
use sp_keyring::Sr25519Keyring as Key;
use sp_runtime::Perbill;
use sp_staking::EraPayout;

/// More with `PROPTEST_CASES`.
const CASES: u32 = 64;

const AUTHOR: Key = Key::Alice;
const DEVELOPER: Key = Key::Bob;
const OPERATOR: Key = Key::Charlie;
const PAYER: Key = Key::Dave;
const CHALLENGER: Key = Key::Eve;

/// Three of them fit under the least limit that an operator can have, 100 OPEN.
const FEE: Balance = 30 * OPEN;
const CHANNEL: Balance = 1_000 * OPEN;
const OUTPUT: u32 = 1_000;
/// The extremes of the span rule: shortest match, and length that counts in full.
const SPANS: [(u16, u16); 4] = [(16, 16), (16, 4_092), (1_024, 1_024), (1_024, 4_092)];

fn id(who: Key) -> AccountId {
	who.to_account_id()
}

fn free(who: &AccountId) -> Balance {
	Balances::free_balance(who)
}

fn held(who: Key) -> Balance {
	System::account(id(who)).data.reserved
}

/// A bound or the other, mostly; or the default.
fn number<const MIN: u32, const MAX: u32>(
	clamp: fn(u32) -> BoundedU32<MIN, MAX>,
) -> impl Strategy<Value = Option<BoundedU32<MIN, MAX>>> {
	prop_oneof![
		2 => Just(Some(clamp(MIN))),
		2 => Just(Some(clamp(MAX))),
		1 => (MIN..=MAX).prop_map(move |value| Some(clamp(value))),
		1 => Just(None),
	]
}

fn span() -> impl Strategy<Value = Option<SpanParams>> {
	let random = (16..=1_024u16).prop_flat_map(|min_span| (Just(min_span), min_span..=4_092u16));
	prop_oneof![4 => prop::sample::select(&SPANS[..]), 1 => random]
		.prop_map(|(min_span, full_span)| Some(SpanParams { min_span, full_span }))
}

/// Nothing, all that is allowed, or something.
fn part(most: u32) -> impl Strategy<Value = Perbill> {
	prop_oneof![Just(0), Just(most), 0..=most].prop_map(Perbill::from_parts)
}

fn split() -> impl Strategy<Value = Option<FeeSplit>> {
	let parts = [200_000_000, 500_000_000, 500_000_000, 200_000_000, 1_000_000_000].map(part);
	parts
		.prop_map(|[platform, operator, model, stakers, unattributed_to_model]| FeeSplit {
			platform,
			operator,
			model,
			stakers,
			unattributed_to_model,
		})
		.prop_filter("a split that decodes", FeeSplit::is_sound)
		.prop_map(Some)
}

/// A value of each parameter that there is.
fn parameters() -> impl Strategy<Value = Vec<RuntimeParameters>> {
	use attribution::Parameters as Of;
	let attribution = (
		span().prop_map(|value| Of::SpanParams(attribution::SpanParams, value)),
		number(ChallengeBlocks::clamp_from)
			.prop_map(|value| Of::ChallengeWindow(attribution::ChallengeWindow, value)),
		number(LeverageBound::clamp_from)
			.prop_map(|value| Of::Leverage(attribution::Leverage, value)),
		number(MinBondOpen::clamp_from).prop_map(|value| Of::MinBond(attribution::MinBond, value)),
		number(UnbondingBlocks::clamp_from)
			.prop_map(|value| Of::UnbondingDelay(attribution::UnbondingDelay, value)),
		number(CloseBlocks::clamp_from)
			.prop_map(|value| Of::CloseDelay(attribution::CloseDelay, value)),
		number(RevealBlocks::clamp_from)
			.prop_map(|value| Of::RevealWindow(attribution::RevealWindow, value)),
		number(DemandBondOpen::clamp_from)
			.prop_map(|value| Of::DemandBond(attribution::DemandBond, value)),
		number(SlashPercent::clamp_from)
			.prop_map(|value| Of::SlashShare(attribution::SlashShare, value)),
		number(ChallengerPercent::clamp_from)
			.prop_map(|value| Of::ChallengerShare(attribution::ChallengerShare, value)),
		number(GraceBlocks::clamp_from)
			.prop_map(|value| Of::GracePeriod(attribution::GracePeriod, value)),
	);
	let split = split().prop_map(|value| {
		RuntimeParameters::Fees(fees::Parameters::FeeSplit(fees::FeeSplit, value))
	});
	let emission = number(EmissionBasisPoints::clamp_from).prop_map(|value| {
		RuntimeParameters::Staking(staking::Parameters::Emission(staking::Emission, value))
	});
	(attribution, split, emission).prop_map(|(attribution, split, emission)| {
		let (a, b, c, d, e, f, g, h, i, j, k) = attribution;
		let attribution = [a, b, c, d, e, f, g, h, i, j, k].map(RuntimeParameters::Attribution);
		attribution.into_iter().chain([split, emission]).collect()
	})
}

fn set(parameter: RuntimeParameters) {
	let origin: RuntimeOrigin = match parameter {
		RuntimeParameters::Staking(_) => pallet_origins::Origin::Staking.into(),
		_ => pallet_veto::Origin::Unopposed.into(),
	};
	assert_ok!(Parameters::set_parameter(origin, parameter));
}

/// A text, a model made from it, an operator with no more bond than it must have, and a channel.
pub(super) fn build_world() {
	deposits::create(Admission::Open);
	deposits::register(1, 0, &[]);
	let model = deposits::model(Derivatives::Forbidden);
	assert_ok!(Models::register(signed(DEVELOPER), model));
	// The most that a bond can be is all that an account of the preset has.
	let more = 10_000 * OPEN;
	assert_ok!(Balances::transfer_keep_alive(signed(AUTHOR), id(OPERATOR).into(), more));
	let bond = MinBond::get();
	let endpoint = Default::default();
	let key = OPERATOR.public();
	assert_ok!(Channels::register_operator(signed(OPERATOR), endpoint, key, bond));
	let key = PAYER.public();
	assert_ok!(Channels::open_channel(signed(PAYER), id(OPERATOR), key, CHANNEL));
}

/// An answer that quotes nothing, though the operator credits half of it to the text.
struct Settled {
	batch: BatchId,
	answer: Answer,
}

impl Settled {
	fn of(sequence: u64) -> Self {
		let span_params = attribution::SpanParams::get();
		let honest = Answer::new(by_channel(0, sequence), FEE).receipt;
		let points = u32::from(span_params.full_span) * OUTPUT / 2;
		let answer = Answer::of(Receipt { span_params, ..honest }).crediting(points);
		let answers = sequence + 1;
		let voucher = voucher(PAYER, 0, answers, FEE * u128::from(answers));
		let batch = answer.settle(OPERATOR, voucher).expect("it can be settled");
		Self { batch, answer }
	}

	fn refute(&self) {
		let (exhibit, proof) = (self.answer.exhibit(), self.answer.score_mismatch());
		assert_ok!(Attribution::refute(signed(CHALLENGER), self.batch, exhibit, proof));
	}

	/// Nobody reveals it.
	fn leave_hidden(&self) {
		let before = free(&id(CHALLENGER));
		assert_ok!(Attribution::demand_reveal(signed(CHALLENGER), self.batch, 0, 0));
		assert_eq!(before - free(&id(CHALLENGER)), DemandBond::get());
		let demand = Demands::<Runtime>::get(self.batch, (0, 0)).expect("it was demanded");
		let due = demand.respond_by;
		let time = reveal_window(RevealWindow::get(), ChallengeWindow::get(), false);
		assert_eq!(due, System::block_number() + time);
		System::set_block_number(due + 1);
		assert_ok!(Attribution::expire_demand(signed(AUTHOR), self.batch, 0, 0));
	}

	fn finalize(&self) {
		assert_ok!(Attribution::finalize(signed(AUTHOR), self.batch, 16));
	}
}

fn bond() -> Balance {
	Operators::<Runtime>::get(id(OPERATOR)).expect("it is registered").bond
}

/// Does it, and checks whom the slash reached: the challenger gets `most` at the most. Returns what it
/// left to the treasury.
fn slashed(most: Balance, act: impl FnOnce()) -> Balance {
	let (bond_before, found) = (bond(), free(&id(CHALLENGER)));
	let treasury = free(&TreasuryAccount::get());
	act();
	let slash = SlashShare::get().mul_floor(bond_before);
	let reward = ChallengerShare::get().mul_floor(slash).min(most);
	assert_eq!(bond(), bond_before - slash);
	assert_eq!(free(&id(CHALLENGER)), found + reward);
	assert_eq!(free(&TreasuryAccount::get()), treasury + slash - reward);
	slash - reward
}

/// The operator and the payer take back what is left.
fn leave() {
	assert_ok!(Channels::unbond(signed(OPERATOR), bond()));
	assert_ok!(Channels::close_channel(signed(PAYER), 0));
	let delay = UnbondingDelay::get().max(CloseDelay::get());
	System::set_block_number(System::block_number() + delay);
	assert_ok!(Channels::withdraw_unbonded(signed(OPERATOR)));
	assert_ok!(Channels::deregister_operator(signed(OPERATOR)));
	assert_ok!(Channels::withdraw_channel(signed(PAYER), 0));
	assert_eq!((held(OPERATOR), held(PAYER), held(CHALLENGER)), (0, 0, 0));
}

/// An era ends. Returns what the reserve gave.
fn end_era() -> Balance {
	let reserve = Rewards::staking_reserve();
	let fees = free(&StakersPot::get()) - EXISTENTIAL_DEPOSIT;
	let (budget, remainder) = EraFromPots::era_payout(0, 0, Pace::BRISK.era_millis());
	assert_eq!(remainder, 0);
	let burned = StakersUnpaid::<Runtime>::get();
	assert_eq!(budget, burned.saturating_sub(ROUNDING));
	assert_eq!(free(&StakersPot::get()), EXISTENTIAL_DEPOSIT);
	let emission = burned - fees;
	assert_eq!(Rewards::staking_reserve(), reserve - emission);
	emission
}

proptest! {
	#![proptest_config(ProptestConfig {
		cases: CASES, max_shrink_iters: 200, ..Default::default()
	})]

	#[test]
	fn extremes_should_keep_every_promise(parameters in parameters()) {
		development().execute_with(|| {
			System::set_block_number(1);
			for parameter in &parameters {
				let encoded = parameter.encode();
				let decoded = RuntimeParameters::decode_all(&mut &encoded[..]);
				assert_eq!(decoded.as_ref(), Ok(parameter));
				set(parameter.clone());
			}
			build_world();
			let wealth = free(&id(PAYER)) + held(PAYER);
			let treasury = free(&TreasuryAccount::get());
			let [honest, false_one, hidden] = [0, 1, 2].map(Settled::of);
			ensure_sound();

			let slashes = slashed(Balance::MAX, || false_one.refute())
				+ slashed(UnansweredReward::get(), || hidden.leave_hidden());
			ensure_sound();
			System::set_block_number(1 + ChallengeWindow::get());
			for answer in [&honest, &false_one, &hidden] {
				answer.finalize();
			}
			ensure_sound();

			let told = &honest.answer.compact.answer;
			let (points, capacity) = (told.credits[0].points, told.span_params.capacity(OUTPUT));
			let parts = fees::FeeSplit::get().divide(FEE, &[points], capacity).unwrap();
			assert_eq!(Rewards::owed(&id(AUTHOR)), parts.contributions[0]);
			assert_eq!(Rewards::owed(&id(DEVELOPER)), parts.model);
			assert_eq!(Rewards::owed(&id(OPERATOR)), parts.operator);
			assert_eq!(free(&StakersPot::get()) - EXISTENTIAL_DEPOSIT, parts.stakers);
			assert_eq!(free(&TreasuryAccount::get()) - treasury, parts.platform + slashes);
			assert_eq!(Rewards::collected(), 0);
			let channel = Records::<Runtime>::get(ChannelKey::from(0)).unwrap();
			assert_eq!((channel.funds, channel.settled), (CHANNEL - FEE, 3 * FEE));
			assert_eq!(channel.next_sequence, 3);
			assert!(GracePeriod::get() >= CloseDelay::get());

			leave();
			assert_eq!(free(&id(PAYER)), wealth - FEE);
			let emission = end_era();
			assert_eq!(emission == 0, staking::Emission::get().get() == 0);
			ensure_sound();
		});
	}
}

#[test]
fn values_beyond_the_bounds_should_not_decode() {
	let emission = |value: u32| [&[2, 0, 1][..], &value.encode()].concat();
	assert!(decodes(&emission(0)) && decodes(&emission(5_000)));
	assert!(!decodes(&emission(5_001)) && !decodes(&emission(u32::MAX)));

	let span = |value: (u16, u16)| [&[0, 0, 1][..], &value.encode()].concat();
	for value in SPANS {
		assert!(decodes(&span(value)), "{value:?}");
	}
	for value in [(15, 256), (1_025, 4_092), (32, 31), (32, 4_093), (0, 0), (u16::MAX, u16::MAX)] {
		assert!(!decodes(&span(value)), "{value:?}");
	}

	let split = |percents: [u32; 5]| {
		let parts = percents.map(|percent| percent * 10_000_000);
		[&[1, 0, 1][..], &parts.encode()].concat()
	};
	for value in [[20, 50, 5, 0, 100], [0, 5, 50, 20, 0], [0, 0, 0, 0, 0], [5, 50, 0, 20, 50]] {
		assert!(decodes(&split(value)), "{value:?}");
	}
	for value in [
		[21, 0, 0, 0, 0],
		[0, 51, 0, 0, 0],
		[0, 0, 51, 0, 0],
		[0, 0, 0, 21, 0],
		[0, 0, 0, 0, 101],
		// Less than a quarter for data, or for all of them more than there is.
		[20, 50, 6, 0, 0],
		[20, 50, 50, 20, 0],
	] {
		assert!(!decodes(&split(value)), "{value:?}");
	}
}

#[test]
fn malformed_parameters_should_not_decode() {
	let window = [&[0, 1, 1][..], &7_200u32.encode()].concat();
	assert!(decodes(&window));
	let longer = [&window[..], &[0]].concat();
	for malformed in [
		&[][..],
		&longer,
		&[0],
		&[0, 1],
		&window[..6],
		// Neither `None` nor `Some`.
		&[0, 1, 2],
		// No such keys, no such group.
		&[0, 11, 0],
		&[1, 1, 0],
		&[2, 1, 0],
		&[3, 0, 0],
		&[u8::MAX, 0, 0],
	] {
		assert!(!decodes(malformed), "{malformed:?}");
	}
}
