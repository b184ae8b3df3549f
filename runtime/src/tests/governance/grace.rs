// SPDX-License-Identifier: Apache-2.0

//! What was served before a change can be settled for some time after it.

use super::{
	super::answers::{by_channel, voucher, Answer},
	market::{open_channel, open_market, register_operator},
	*,
};
use crate::{
	configs::{
		governance::veto::VetoPeriod,
		openledger::{CloseDelay, GracePeriod, MinBond},
		parameters::dynamic_params::attribution,
	},
	reads::settlement::terms,
	Models, Parameters,
};
use openledger_primitives::{receipt::Receipt, span::SpanParams, BatchId};
use openledger_runtime_api::FormerSpanParams;
use pallet_attribution::{Error, NextBatchId};
use pallet_models::Status;

/// Has registered the model.
const DEVELOPER: Key = Key::Alice;
const OPERATOR: Key = Key::Eve;
const PAYER: Key = Key::Ferdie;

/// After the vote.
const VOTED: SpanParams = SpanParams { min_span: 48, full_span: 512 };

/// An operator, and a channel to it.
fn open_business() {
	open_market();
	assert_ok!(register_operator(OPERATOR, MinBond::get()));
	assert_ok!(open_channel(PAYER, OPERATOR, 1_000 * OPEN));
	// So that settlement has seen what is in force.
	pass(1);
}

/// Settles an answer for an OPEN that was given under some span parameters. No two have the same
/// sequence.
fn settle(sequence: u64, span_params: SpanParams) -> Result<BatchId, DispatchError> {
	let receipt = Answer::new(by_channel(0, sequence), OPEN).receipt;
	let answer = Answer::of(Receipt { span_params, ..receipt });
	let cumulative = OPEN * Balance::from(sequence + 1);
	answer.settle(OPERATOR, voucher(PAYER, 0, sequence + 1, cumulative))
}

fn change_span_params() -> RuntimeParameters {
	let value = Some(VOTED);
	RuntimeParameters::Attribution(attribution::Parameters::SpanParams(
		attribution::SpanParams,
		value,
	))
}

#[test]
fn answers_before_a_vote_should_stay_payable_for_the_grace_period() {
	on_development(|| {
		open_business();
		let parameter = Box::new(change_span_params());
		let propose = pallet_veto::Call::<Runtime>::propose { parameter };
		assert_ok!(carry(Origin::Attribution, propose));
		assert_eq!(settle(0, VOTED), Err(Error::<Runtime>::SpanParamsNotInForce.into()));
		pass(VetoPeriod::get());

		assert_eq!((GracePeriod::get(), CloseDelay::get()), (20, 10));
		let until = System::block_number() + GracePeriod::get();
		let former = FormerSpanParams { span_params: SpanParams::DEFAULT, until };
		assert_eq!((terms().span_params, terms().former_span_params), (VOTED, Some(former)));
		assert_ok!(settle(1, SpanParams::DEFAULT));
		assert_ok!(settle(2, VOTED));
		pass(GracePeriod::get() - 1);
		assert_ok!(settle(3, SpanParams::DEFAULT));
		// Not in the next block.
		assert_eq!(terms().former_span_params, None);
		pass(1);
		let too_late = settle(4, SpanParams::DEFAULT);
		assert_eq!(too_late, Err(Error::<Runtime>::SpanParamsNotInForce.into()));
		assert_ok!(settle(5, VOTED));
	});
}

/// A change that no block has seen yet when it began.
#[test]
fn answers_should_stay_payable_in_the_block_of_a_change() {
	on_development(|| {
		open_business();
		let unopposed = pallet_veto::Origin::Unopposed.into();
		assert_ok!(Parameters::set_parameter(unopposed, change_span_params()));
		assert_ok!(settle(0, SpanParams::DEFAULT));
		assert_ok!(settle(1, VOTED));
		let other = SpanParams { min_span: 47, ..VOTED };
		assert_eq!(settle(2, other), Err(Error::<Runtime>::SpanParamsNotInForce.into()));
		pass(GracePeriod::get());
		assert_ok!(settle(3, SpanParams::DEFAULT));
		pass(1);
		assert!(settle(4, SpanParams::DEFAULT).is_err());
	});
}

#[test]
fn answers_of_a_model_should_stay_payable_after_it_stopped() {
	on_development(|| {
		open_business();
		for (sequence, status) in [(0, Status::Paused), (4, Status::Retired)] {
			let settle = |sequence| settle(sequence, SpanParams::DEFAULT);
			assert_ok!(Models::set_status(signed(DEVELOPER), 0, status));
			assert_ok!(settle(sequence));
			pass(GracePeriod::get() - 1);
			assert_ok!(settle(sequence + 1));
			pass(1);
			let stopped = Err(Error::<Runtime>::ModelNotActive.into());
			assert_eq!(settle(sequence + 2), stopped);
			let resumed = Models::set_status(signed(DEVELOPER), 0, Status::Active);
			assert_eq!(resumed.is_ok(), status == Status::Paused);
			assert_eq!(settle(sequence + 3).is_ok(), status == Status::Paused);
		}
	});
}

#[test]
fn answers_should_stay_payable_after_a_price_floor_was_raised() {
	on_development(|| {
		open_business();
		let settle = |sequence| settle(sequence, SpanParams::DEFAULT);
		let set = |floor| {
			assert_ok!(Models::set_price_floor(signed(DEVELOPER), 0, floor));
		};
		set(2 * OPEN);
		assert_ok!(settle(0));
		pass(GracePeriod::get() - 1);
		assert_ok!(settle(1));
		pass(1);
		assert_eq!(settle(2), Err(Error::<Runtime>::FeeBelowFloor.into()));
		// A lower one counts at once.
		set(OPEN);
		assert_ok!(settle(3));
		assert_eq!(NextBatchId::<Runtime>::get(), 3);
	});
}
