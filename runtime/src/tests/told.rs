// SPDX-License-Identifier: Apache-2.0

//! What clients are told of the governed parameters.

use super::{
	development,
	parameters::{decodes, set},
};
use crate::{
	configs::parameters::RuntimeParameters,
	pace::{CurrentPace, Pace},
	reads::parameters::parameters,
	Parameters, RuntimeOrigin,
};
use codec::{DecodeAll, Encode};
use frame_support::{assert_ok, assert_storage_noop};
use openledger_primitives::{span::SpanParams, split::FeeSplit};
use openledger_runtime_api::{ParameterInfo, ParameterKind, ParameterValue, Unit};
use sp_runtime::Perbill;

/// On a chain where nothing was ever set.
fn on_nothing_set(test: impl FnOnce()) {
	sp_io::TestExternalities::default().execute_with(test);
}

fn told(name: &str) -> ParameterInfo {
	let found = parameters().into_iter().find(|info| info.name == name.as_bytes());
	found.expect("there is such a parameter")
}

/// A parameter with a value, as a vote carries it. The value is not checked.
fn encoded(info: &ParameterInfo, value: ParameterValue) -> Vec<u8> {
	let value = match value {
		ParameterValue::Number(number) => number.encode(),
		ParameterValue::SpanParams(params) => params.encode(),
		ParameterValue::FeeSplit(split) => split.encode(),
	};
	[vec![info.group, info.key, 1], value].concat()
}

/// The call of who may set it, by what is told.
fn set_as_told(info: &ParameterInfo, key_value: &[u8]) {
	let origin: RuntimeOrigin = match (info.merit_may_veto, info.track.as_slice()) {
		(true, _) => pallet_veto::Origin::Unopposed.into(),
		(false, b"staking") => pallet_origins::Origin::Staking.into(),
		(false, track) => panic!("a track that sets parameters itself: {track:?}"),
	};
	let parameter = RuntimeParameters::decode_all(&mut &key_value[..]);
	assert_ok!(Parameters::set_parameter(origin, parameter.expect("it is within its bounds")));
}

/// Values at the bounds, and values just beyond one of them.
fn at_bounds(kind: ParameterKind) -> (Vec<ParameterValue>, Vec<ParameterValue>) {
	match kind {
		ParameterKind::Number { min, max, .. } => {
			let beyond = [min.checked_sub(1), max.checked_add(1)].into_iter().flatten();
			let within = [min, max].map(ParameterValue::Number).to_vec();
			(within, beyond.map(ParameterValue::Number).collect())
		}
		ParameterKind::SpanParams { min_span_min, min_span_max, full_span_max } => {
			let span = |(min_span, full_span)| {
				ParameterValue::SpanParams(SpanParams { min_span, full_span })
			};
			let within = [(min_span_min, min_span_min), (min_span_max, full_span_max)];
			let beyond = [
				(min_span_min - 1, min_span_max),
				(min_span_max + 1, full_span_max),
				(min_span_min, full_span_max + 1),
				(min_span_max, min_span_max - 1),
			];
			(within.map(span).to_vec(), beyond.map(span).to_vec())
		}
		ParameterKind::FeeSplit { platform_max, operator_max, model_max, stakers_max, sum_max } => {
			let split = |[platform, operator, model, stakers]: [u32; 4]| {
				let [platform, operator, model, stakers] =
					[platform, operator, model, stakers].map(Perbill::from_parts);
				let unattributed_to_model = Perbill::one();
				ParameterValue::FeeSplit(FeeSplit {
					platform,
					operator,
					model,
					stakers,
					unattributed_to_model,
				})
			};
			let rest = sum_max - platform_max - stakers_max;
			let within = [
				[platform_max, rest, 0, stakers_max],
				[0, operator_max, 0, 0],
				[0, 0, model_max, 0],
			];
			let beyond = [
				[platform_max + 1, 0, 0, 0],
				[0, operator_max + 1, 0, 0],
				[0, 0, model_max + 1, 0],
				[0, 0, 0, stakers_max + 1],
				[platform_max, rest, 1, stakers_max],
			];
			(within.map(split).to_vec(), beyond.map(split).to_vec())
		}
	}
}

#[test]
fn every_parameter_should_be_told_once() {
	on_nothing_set(|| {
		let told: Vec<_> = parameters().iter().map(|info| (info.group, info.key)).collect();
		let ids = (0..=u8::MAX).flat_map(|group| (0..=u8::MAX).map(move |key| (group, key)));
		let there_are: Vec<_> = ids.filter(|(group, key)| decodes(&[*group, *key, 0])).collect();
		assert_eq!(told, there_are);
		assert_eq!(told.len(), 13);

		let mut names: Vec<_> = parameters().into_iter().map(|info| info.name).collect();
		names.sort();
		names.dedup();
		assert_eq!(names.len(), 13);
	});
}

#[test]
fn what_is_not_set_should_be_told_as_its_default() {
	on_nothing_set(|| {
		for info in parameters() {
			let ParameterInfo { kind, value, default, is_set, at_pace, .. } = info;
			assert!(!is_set);
			assert_eq!(value, default);
			// The pace of a live chain.
			let is_blocks = matches!(kind, ParameterKind::Number { unit: Unit::Blocks, .. });
			assert_eq!(at_pace.map(ParameterValue::Number), is_blocks.then_some(value));
		}
	});
}

#[test]
fn what_is_set_should_be_told_with_what_it_was_before() {
	on_nothing_set(|| {
		for before in parameters() {
			let name = String::from_utf8(before.name.clone()).expect("names are ASCII");
			for value in at_bounds(before.kind).0 {
				set_as_told(&before, &encoded(&before, value));
				let now = told(&name);
				assert_eq!((now.value, now.is_set), (value, true), "{name}");
				assert_eq!(now.default, before.default, "{name}");
			}
			set_as_told(&before, &[before.group, before.key, 0]);
			assert_eq!(told(&name), before);
			// It was set, if to nothing else.
			set_as_told(&before, &encoded(&before, before.default));
			assert_eq!(told(&name), ParameterInfo { is_set: true, ..before });
		}
	});
}

#[test]
fn asking_should_change_nothing() {
	development().execute_with(|| {
		set([(2, 20), (10, 86_400)]);
		assert_storage_noop!(assert!(parameters().iter().any(|info| info.is_set)));
	});
}

#[test]
fn bounds_should_be_those_that_values_are_decoded_with() {
	on_nothing_set(|| {
		for info in parameters() {
			let (within, beyond) = at_bounds(info.kind);
			for value in within {
				assert!(decodes(&encoded(&info, value)), "{info:?}: {value:?}");
			}
			for value in beyond {
				assert!(!decodes(&encoded(&info, value)), "{info:?}: {value:?}");
			}
		}
	});
}

/// Who may do so indeed is in `governance::origins`.
#[test]
fn each_group_should_be_told_with_its_track() {
	on_nothing_set(|| {
		for info in parameters() {
			let (track, merit_may_veto) = match info.group {
				0 => (&b"attribution"[..], true),
				1 => (&b"fee_split"[..], true),
				_ => (&b"staking"[..], false),
			};
			assert_eq!((info.track.as_slice(), info.merit_may_veto), (track, merit_may_veto));
		}
	});
}

#[test]
fn windows_should_be_told_at_the_chains_pace_too() {
	let at_pace = |name: &str| {
		let info = told(name);
		(info.value, info.at_pace)
	};
	development().execute_with(|| {
		set([(1, 7_200), (5, 43_200), (10, 7_200)]);
		let window = ParameterValue::Number(7_200);
		assert_eq!(at_pace("attribution.challenge-window"), (window, Some(10)));
		// Never shorter than closing.
		assert_eq!(at_pace("attribution.grace-period"), (window, Some(60)));
		CurrentPace::set(&Pace::LIVE);
		assert_eq!(at_pace("attribution.challenge-window"), (window, Some(7_200)));
	});
}
