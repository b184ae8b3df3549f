// SPDX-License-Identifier: Apache-2.0

use codec::Encode;
use openledger_runtime_api::{ParameterInfo, ParameterKind};

use super::*;
use crate::fixtures::parameters::{all, infos, named as parameter, number};

fn parse(name: &str, text: &str) -> Result<Option<Value>, GovernanceError> {
	named(all(), name)?.parse(text)
}

fn encode(parameter: Parameter, text: &str) -> Vec<u8> {
	let value = parameter.parse(text).unwrap();
	Setting { parameter, value }.encode()
}

/// Whether a setting is decoded as it was encoded, by what the chain tells of.
fn survives(setting: &Setting, parameters: &[Parameter]) -> bool {
	let bytes = setting.encode();
	let input = &mut &bytes[..];
	Setting::decode(input, parameters).as_ref() == Ok(setting) && input.is_empty()
}

#[test]
fn every_default_should_be_within_its_bounds_and_survive_the_round_trip() {
	let all = all();
	for parameter in &all {
		let text = parameter.text(&parameter.default);
		assert_eq!(parameter.parse(&text).unwrap(), Some(parameter.default), "{text}");
		assert_eq!(&named(all.clone(), &parameter.name).unwrap(), parameter);
		for value in [Some(parameter.default), None] {
			assert!(survives(&Setting { parameter: parameter.clone(), value }, &all));
		}
	}
}

#[test]
fn values_should_be_encoded_as_the_chain_has_them() {
	let encode = |name: &str, text: &str| encode(parameter(name), text);
	assert_eq!(encode("attribution.challenge-window", "7200"), [0, 1, 1, 32, 28, 0, 0]);
	assert_eq!(encode("attribution.span", "full=512, min=64"), [0, 0, 1, 64, 0, 0, 2]);
	assert_eq!(encode("attribution.span", "min=32,full=4092"), [0, 0, 1, 32, 0, 252, 15]);
	assert_eq!(encode("attribution.grace-period", "7200"), [0, 10, 1, 32, 28, 0, 0]);
	assert_eq!(encode("staking.emission", "12.5%"), [2, 0, 1, 226, 4, 0, 0]);
	assert_eq!(encode("staking.emission", "default"), [2, 0, 0]);
	let split = "platform=5%,operator=20%,model=20%,stakers=10%,unattributed=50%";
	let expected = ((1u8, 0u8), Some(FeeSplit::DEFAULT)).encode();
	assert_eq!(encode("fees.split", split), expected);
}

#[test]
fn values_out_of_bounds_should_be_refused_with_the_bounds() {
	for (name, text, expected) in [
		("attribution.challenge-window", "7199", "7200 to 1296000 blocks"),
		("attribution.min-bond", "1000001", "100 to 1000000 OPEN"),
		("attribution.slash-share", "91%", "25 to 90 %"),
		("staking.emission", "50.01%", "0 to 50 % a year"),
		("attribution.span", "min=15,full=20", "min=16 to 1024, full=min to 4092 bytes"),
		("attribution.span", "min=32,full=31", "min=16 to 1024, full=min to 4092 bytes"),
		("attribution.span", "min=32,full=4093", "min=16 to 1024, full=min to 4092 bytes"),
		(
			"fees.split",
			"platform=20%,operator=26%,model=20%,stakers=10%,unattributed=0",
			"platform and stakers 20 % at most, operator and model 50 % at most, all four 75 % at \
			 most",
		),
	] {
		let error = parse(name, text).unwrap_err();
		assert!(error.to_string().contains(text), "{error}");
		match error {
			GovernanceError::BadValue { bounds, .. } => assert_eq!(bounds, expected),
			error => panic!("{error}"),
		}
	}
}

#[test]
fn every_field_should_be_named_once() {
	let reason = |text: &str| parse("attribution.span", text).unwrap_err().to_string();
	assert!(reason("min=32").contains("`full` is missing"));
	assert!(reason("min=32,min=33,full=64").contains("named twice"));
	assert!(reason("min=32,full=64,x=1").contains("none of min, full"));
	assert!(reason("32").contains("not NAME=VALUE"));
	assert!(parse("attribution.leverage", "1.5").is_err());
	assert!(matches!(parse("fees.burn", "1"), Err(GovernanceError::NoParameter(_))));
}

#[test]
fn values_should_be_shown_with_their_unit() {
	let show = |name: &str| {
		let parameter = parameter(name);
		parameter.show(&parameter.default, |blocks| format!("about {} s", 2 * blocks))
	};
	assert_eq!(show("attribution.challenge-window"), "43200 blocks, about 86400 s");
	assert_eq!(show("staking.emission"), "20 % a year");
	assert!(show("fees.split").starts_with("data 45 %, platform 5 %"));
}

/// What an upgrade of the runtime changes, no client has to know before.
#[test]
fn a_runtime_with_other_parameters_should_be_understood() {
	let split = ParameterKind::FeeSplit {
		platform_max: 300_000_000,
		operator_max: 500_000_000,
		model_max: 500_000_000,
		stakers_max: 200_000_000,
		sum_max: 900_000_000,
	};
	let mut upgraded: Vec<Parameter> = infos()
		.into_iter()
		.map(|info| match info.kind {
			ParameterKind::Number { unit: Unit::Times, .. } => {
				number(info.key, "leverage", Unit::Times, (5, 500), 50)
			}
			ParameterKind::FeeSplit { .. } => ParameterInfo { kind: split, ..info },
			_ => info,
		})
		.map(Parameter::from)
		.collect();
	let more = ParameterInfo {
		group: 3,
		key: 7,
		track: b"root".to_vec(),
		merit_may_veto: false,
		..number(0, "sample-share", Unit::BasisPoints, (1, 100), 25)
	};
	upgraded.push(more.into());
	let find = |name: &str| named(upgraded.clone(), name).unwrap();

	let leverage = find("attribution.leverage");
	assert_eq!(leverage.bounds(), "5 to 500 times");
	assert!(leverage.parse("4").is_err());
	let value = leverage.parse("500 times").unwrap();
	assert!(survives(&Setting { parameter: leverage, value }, &upgraded));

	let bounds = find("fees.split").bounds();
	let caps = "platform 30 % at most, stakers 20 % at most, operator and model 50 % at most";
	assert_eq!(bounds, format!("{caps}, all four 90 % at most"));
	let much = "platform=30%,operator=50%,model=5%,stakers=5%,unattributed=0";
	assert!(find("fees.split").parse(much).is_ok());
	assert!(parse("fees.split", much).is_err());

	let share = find("attribution.sample-share");
	assert_eq!((share.track.as_str(), share.merit_may_veto), ("root", false));
	assert_eq!(share.show(&share.value, |_| String::new()), "0.25 % a year");
	let setting = Setting { value: share.parse("1%").unwrap(), parameter: share.clone() };
	assert_eq!(setting.encode(), [3, 7, 1, 100, 0, 0, 0]);
	assert!(survives(&setting, &upgraded));
	// A chain that does not have it says nothing about what it would be.
	assert!(Setting::decode(&mut &setting.encode()[..], &all()).is_err());
}
