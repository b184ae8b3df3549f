// SPDX-License-Identifier: Apache-2.0

//! The governed parameters, as their own definitions have them: nothing of these is repeated here
//! but the names and the units of numbers.

use crate::{
	configs::{
		governance::tracks,
		openledger::{ChallengeWindow, CloseDelay, GracePeriod, RevealWindow, UnbondingDelay},
		parameters::{
			dynamic_params::{attribution, fees, staking},
			Authority, RuntimeParametersKey,
		},
	},
	BlockNumber, Runtime,
};
use alloc::vec::Vec;
use codec::DecodeAll;
use frame_support::{
	storage::{with_transaction_unchecked, TransactionOutcome},
	traits::Get,
};
use openledger_primitives::{bounded::BoundedU32, span::SpanParams, split::FeeSplit};
use openledger_runtime_api::{ParameterInfo, ParameterKind, ParameterValue, Unit};
use pallet_parameters::Parameters;
use scale_info::{Type, TypeDef, TypeInfo, Variant};

/// All of them, by group and key.
pub fn parameters() -> Vec<ParameterInfo> {
	keys().into_iter().map(|(id, key)| info(id, &key)).collect()
}

/// Every key that there is, and the two numbers that it is encoded as. That is what the keys' type
/// says of itself, so that none can be left out.
fn keys() -> Vec<((u8, u8), RuntimeParametersKey)> {
	let mut keys = Vec::new();
	for group in variants(RuntimeParametersKey::type_info()) {
		for key in group.fields.iter().flat_map(|field| variants(field.ty.type_info())) {
			let id = (group.index, key.index);
			let decoded = RuntimeParametersKey::decode_all(&mut &[id.0, id.1][..]);
			keys.extend(decoded.ok().map(|key| (id, key)));
		}
	}
	keys
}

/// The variants of an enum.
fn variants(of: Type) -> Vec<Variant> {
	match of.type_def {
		TypeDef::Variant(all) => all.variants,
		_ => Vec::new(),
	}
}

fn info((group, id): (u8, u8), key: &RuntimeParametersKey) -> ParameterInfo {
	let Definition { name, kind, value, at_pace } = Definition::of(key);
	let is_set = Parameters::<Runtime>::contains_key(key);
	let authority = Authority::over(key);
	ParameterInfo {
		group,
		key: id,
		name: name.as_bytes().to_vec(),
		kind,
		value,
		default: if is_set { default_of(key) } else { value },
		is_set,
		track: tracks::name_of(authority.track).unwrap_or_default().as_bytes().to_vec(),
		merit_may_veto: authority.merit_may_veto,
		at_pace,
	}
}

/// What a parameter is while it is not set. Only its getter knows that, so it is asked in a state
/// without the parameter, of which nothing is kept.
fn default_of(key: &RuntimeParametersKey) -> ParameterValue {
	with_transaction_unchecked(|| {
		Parameters::<Runtime>::remove(key);
		TransactionOutcome::Rollback(Definition::of(key).value)
	})
}

/// What a parameter's definition says, and the state.
struct Definition {
	name: &'static str,
	kind: ParameterKind,
	value: ParameterValue,
	at_pace: Option<BlockNumber>,
}

impl Definition {
	fn of(key: &RuntimeParametersKey) -> Self {
		match key {
			RuntimeParametersKey::Attribution(key) => Self::of_attribution(key),
			RuntimeParametersKey::Fees(fees::ParametersKey::FeeSplit(_)) => {
				Self::split("fees.split", fees::FeeSplit::get())
			}
			RuntimeParametersKey::Staking(staking::ParametersKey::Emission(_)) => {
				Self::number("staking.emission", Unit::BasisPoints, staking::Emission::get())
			}
		}
	}

	fn of_attribution(key: &attribution::ParametersKey) -> Self {
		use attribution::ParametersKey as Key;
		match key {
			Key::SpanParams(_) => Self::span("attribution.span", attribution::SpanParams::get()),
			Key::ChallengeWindow(_) => Self::blocks(
				"attribution.challenge-window",
				attribution::ChallengeWindow::get(),
				ChallengeWindow::get(),
			),
			Key::Leverage(_) => {
				Self::number("attribution.leverage", Unit::Times, attribution::Leverage::get())
			}
			Key::MinBond(_) => {
				Self::number("attribution.min-bond", Unit::Open, attribution::MinBond::get())
			}
			Key::UnbondingDelay(_) => Self::blocks(
				"attribution.unbonding-delay",
				attribution::UnbondingDelay::get(),
				UnbondingDelay::get(),
			),
			Key::CloseDelay(_) => Self::blocks(
				"attribution.close-delay",
				attribution::CloseDelay::get(),
				CloseDelay::get(),
			),
			Key::RevealWindow(_) => Self::blocks(
				"attribution.reveal-window",
				attribution::RevealWindow::get(),
				RevealWindow::get(),
			),
			Key::DemandBond(_) => {
				Self::number("attribution.demand-bond", Unit::Open, attribution::DemandBond::get())
			}
			Key::SlashShare(_) => Self::number(
				"attribution.slash-share",
				Unit::Percent,
				attribution::SlashShare::get(),
			),
			Key::ChallengerShare(_) => Self::number(
				"attribution.challenger-share",
				Unit::Percent,
				attribution::ChallengerShare::get(),
			),
			Key::GracePeriod(_) => Self::blocks(
				"attribution.grace-period",
				attribution::GracePeriod::get(),
				GracePeriod::get(),
			),
		}
	}

	fn number<const MIN: u32, const MAX: u32>(
		name: &'static str,
		unit: Unit,
		value: BoundedU32<MIN, MAX>,
	) -> Self {
		let kind = ParameterKind::Number { unit, min: MIN, max: MAX };
		Self { name, kind, value: ParameterValue::Number(value.get()), at_pace: None }
	}

	/// Of blocks, `at_pace` of which are in force.
	fn blocks<const MIN: u32, const MAX: u32>(
		name: &'static str,
		value: BoundedU32<MIN, MAX>,
		at_pace: BlockNumber,
	) -> Self {
		Self { at_pace: Some(at_pace), ..Self::number(name, Unit::Blocks, value) }
	}

	fn span(name: &'static str, value: SpanParams) -> Self {
		let kind = ParameterKind::SpanParams {
			min_span_min: SpanParams::MIN_SPAN_MIN,
			min_span_max: SpanParams::MIN_SPAN_MAX,
			full_span_max: SpanParams::FULL_SPAN_MAX,
		};
		Self { name, kind, value: ParameterValue::SpanParams(value), at_pace: None }
	}

	fn split(name: &'static str, value: FeeSplit) -> Self {
		let kind = ParameterKind::FeeSplit {
			platform_max: FeeSplit::PLATFORM_MAX.deconstruct(),
			operator_max: FeeSplit::OPERATOR_MAX.deconstruct(),
			model_max: FeeSplit::MODEL_MAX.deconstruct(),
			stakers_max: FeeSplit::STAKERS_MAX.deconstruct(),
			sum_max: FeeSplit::SUM_MAX.deconstruct(),
		};
		Self { name, kind, value: ParameterValue::FeeSplit(value), at_pace: None }
	}
}
