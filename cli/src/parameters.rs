// SPDX-License-Identifier: Apache-2.0

//! The governed parameters: their names, what they hold, how it is written and read, and within
//! which bounds. The chain's types have the same bounds, and what is beyond them does not decode.
//!
//! Blocks are those of a live chain; a chain with another pace divides them.

use codec::{Decode, Encode, Error as CodecError, Input};
use openledger_primitives::{span::SpanParams, split::FeeSplit};
use openledger_runtime_api::Terms;
use sp_arithmetic::Perbill;

use crate::{decimal, error::GovernanceError, percent};

/// Shares of a fee split, as they are named.
const SHARES: [&str; 5] = ["platform", "operator", "model", "stakers", "unattributed"];
/// Decimals of a percent that basis points can tell apart.
const BASIS_POINT_DECIMALS: u32 = 2;
/// What takes a parameter back to its default.
const DEFAULT: &str = "default";

/// A group of parameters, which is changed on a track of its own.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Group {
	Attribution,
	Fees,
	Staking,
}

impl Group {
	/// The track of referenda that change it.
	pub fn track(self) -> &'static str {
		match self {
			Self::Attribution => "attribution",
			Self::Fees => "fee_split",
			Self::Staking => "staking",
		}
	}

	/// Whether merit may veto its changes.
	pub fn has_veto(self) -> bool {
		match self {
			Self::Attribution | Self::Fees => true,
			Self::Staking => false,
		}
	}

	fn index(self) -> u8 {
		match self {
			Self::Attribution => 0,
			Self::Fees => 1,
			Self::Staking => 2,
		}
	}
}

/// What a number counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
	Blocks,
	Open,
	Times,
	Percent,
	BasisPoints,
}

/// What a parameter holds, and what while it is not set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
	Number { unit: Unit, least: u32, most: u32, default: u32 },
	Span,
	Split,
}

/// A parameter.
#[derive(PartialEq, Eq, Debug)]
pub struct Parameter {
	pub group: Group,
	/// Its key in the group.
	key: u8,
	pub name: &'static str,
	kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
	Number(u32),
	Span(SpanParams),
	Split(FeeSplit),
}

const fn number(
	group: Group,
	key: u8,
	name: &'static str,
	unit: Unit,
	(least, most, default): (u32, u32, u32),
) -> Parameter {
	Parameter { group, key, name, kind: Kind::Number { unit, least, most, default } }
}

/// All of them, by group and key.
#[rustfmt::skip]
pub static PARAMETERS: [Parameter; 13] = {
	use self::{Group::{Attribution, Fees, Staking}, Unit::{BasisPoints, Blocks, Open, Percent, Times}};
	[
		Parameter { group: Attribution, key: 0, name: "attribution.span", kind: Kind::Span },
		number(Attribution, 1, "attribution.challenge-window", Blocks, (7_200, 1_296_000, 43_200)),
		number(Attribution, 2, "attribution.leverage", Times, (1, 100, 10)),
		number(Attribution, 3, "attribution.min-bond", Open, (100, 1_000_000, 1_000)),
		number(Attribution, 4, "attribution.unbonding-delay", Blocks, (14_400, 2_592_000, 302_400)),
		number(Attribution, 5, "attribution.close-delay", Blocks, (7_200, 604_800, 43_200)),
		number(Attribution, 6, "attribution.reveal-window", Blocks, (1_800, 432_000, 7_200)),
		number(Attribution, 7, "attribution.demand-bond", Open, (2, 10_000, 2)),
		number(Attribution, 8, "attribution.slash-share", Percent, (25, 90, 50)),
		number(Attribution, 9, "attribution.challenger-share", Percent, (5, 50, 20)),
		number(Attribution, 10, "attribution.grace-period", Blocks, (7_200, 604_800, 86_400)),
		Parameter { group: Fees, key: 0, name: "fees.split", kind: Kind::Split },
		number(Staking, 0, "staking.emission", BasisPoints, (0, 5_000, 2_000)),
	]
};

impl Parameter {
	/// Finds a parameter by its name.
	pub fn named(name: &str) -> Result<&'static Self, GovernanceError> {
		PARAMETERS
			.iter()
			.find(|parameter| parameter.name == name)
			.ok_or_else(|| GovernanceError::NoParameter(name.to_owned()))
	}

	/// What the chain knows it by: group and key.
	pub fn id(&self) -> (u8, u8) {
		(self.group.index(), self.key)
	}

	/// What it is while it is not set.
	pub fn default(&self) -> Value {
		match self.kind {
			Kind::Number { default, .. } => Value::Number(default),
			Kind::Span => Value::Span(SpanParams::DEFAULT),
			Kind::Split => Value::Split(FeeSplit::DEFAULT),
		}
	}

	/// Reads a value, or `default` as `None`.
	pub fn parse(&self, text: &str) -> Result<Option<Value>, GovernanceError> {
		if text == DEFAULT {
			return Ok(None);
		}
		self.parse_value(text).map(Some).map_err(|reason| GovernanceError::BadValue {
			name: self.name,
			text: text.to_owned(),
			reason,
			bounds: self.bounds(),
			example: self.text(&self.default()),
		})
	}

	fn parse_value(&self, text: &str) -> Result<Value, String> {
		match self.kind {
			Kind::Number { unit, least, most, .. } => {
				let number = unit.parse(text)?;
				match (least..=most).contains(&number) {
					true => Ok(Value::Number(number)),
					false => Err(out_of_bounds()),
				}
			}
			Kind::Span => {
				let [min_span, full_span] = fields(text, ["min", "full"], |text| {
					text.parse::<u16>().map_err(|_| format!("`{text}` is no number of bytes"))
				})?;
				let params = SpanParams { min_span, full_span };
				params.is_sound().then_some(Value::Span(params)).ok_or_else(out_of_bounds)
			}
			Kind::Split => {
				let parse = |text: &str| percent::parse(text).map_err(|error| error.to_string());
				let [platform, operator, model, stakers, unattributed_to_model] =
					fields(text, SHARES, parse)?.map(Perbill::from_parts);
				let split = FeeSplit { platform, operator, model, stakers, unattributed_to_model };
				split.is_sound().then_some(Value::Split(split)).ok_or_else(out_of_bounds)
			}
		}
	}

	/// What values it can have, in words.
	pub fn bounds(&self) -> String {
		match self.kind {
			Kind::Number { unit, least, most, .. } => {
				format!("{} to {}", unit.number(least), unit.format(most))
			}
			Kind::Span => "min=16 to 1024, full=min to 4092 bytes".to_owned(),
			Kind::Split => "platform and stakers 20 % at most, operator and model 50 % at most, \
			                all four 75 % at most"
				.to_owned(),
		}
	}

	/// A value as [`Self::parse`] reads it.
	pub fn text(&self, value: &Value) -> String {
		match (value, self.kind) {
			(Value::Number(number), Kind::Number { unit, .. }) => unit.number(*number),
			(Value::Number(number), _) => number.to_string(),
			(Value::Span(params), _) => {
				format!("min={},full={}", params.min_span, params.full_span)
			}
			(Value::Split(split), _) => {
				let shares = shares(split).map(|(name, parts)| {
					let number = percent::number(parts);
					format!("{name}={number}%")
				});
				shares.join(",")
			}
		}
	}

	/// The number of blocks that a chain's terms have of it, if it is one: at the chain's pace.
	pub fn at_pace(&self, terms: &Terms) -> Option<u32> {
		match (self.group, self.key) {
			(Group::Attribution, 1) => Some(terms.challenge_window),
			(Group::Attribution, 4) => Some(terms.unbonding_delay),
			(Group::Attribution, 5) => Some(terms.close_delay),
			(Group::Attribution, 6) => Some(terms.reveal_window),
			(Group::Attribution, 10) => Some(terms.grace_period),
			_ => None,
		}
	}

	/// A value for a person. `time` says how long so many blocks take.
	pub fn show(&self, value: &Value, time: impl FnOnce(u32) -> String) -> String {
		match (value, self.kind) {
			(Value::Number(number), Kind::Number { unit: Unit::Blocks, .. }) => {
				format!("{}, {}", Unit::Blocks.format(*number), time(*number))
			}
			(Value::Number(number), Kind::Number { unit, .. }) => unit.format(*number),
			(Value::Number(number), _) => number.to_string(),
			(Value::Span(params), _) => {
				format!("from {} bytes, in full from {}", params.min_span, params.full_span)
			}
			(Value::Split(split), _) => {
				let mut all: Vec<_> = shares(split)
					.iter()
					.map(|(name, parts)| format!("{name} {}", percent::format(*parts)))
					.collect();
				all.insert(0, format!("data {}", percent::format(split.data().deconstruct())));
				all.join(", ")
			}
		}
	}

	fn decode_id<I: Input>(input: &mut I) -> Result<&'static Self, CodecError> {
		let id = <(u8, u8)>::decode(input)?;
		let found = PARAMETERS.iter().find(|parameter| parameter.id() == id);
		found.ok_or_else(|| "a parameter that this client does not know".into())
	}

	fn decode<I: Input>(&self, input: &mut I) -> Result<Value, CodecError> {
		match self.kind {
			Kind::Number { .. } => u32::decode(input).map(Value::Number),
			Kind::Span => SpanParams::decode(input).map(Value::Span),
			Kind::Split => FeeSplit::decode(input).map(Value::Split),
		}
	}
}

impl Encode for Value {
	fn encode(&self) -> Vec<u8> {
		match self {
			Self::Number(number) => number.encode(),
			Self::Span(params) => params.encode(),
			Self::Split(split) => split.encode(),
		}
	}
}

impl Unit {
	fn parse(self, text: &str) -> Result<u32, String> {
		let whole = |text: &str, what: &str| {
			let number = text.strip_suffix(what).unwrap_or(text).trim_end();
			number.parse::<u32>().map_err(|_| format!("`{text}` is no whole number"))
		};
		match self {
			Self::Blocks => whole(text, "blocks"),
			Self::Open => whole(text, "OPEN"),
			Self::Times => whole(text, "times"),
			Self::Percent => whole(text, "%"),
			Self::BasisPoints => {
				let number = text.strip_suffix('%').unwrap_or(text).trim_end();
				let points = decimal::parse(number, BASIS_POINT_DECIMALS)
					.map_err(|error| error.to_string())?;
				u32::try_from(points).map_err(|_| out_of_bounds())
			}
		}
	}

	/// As [`Self::parse`] reads it.
	fn number(self, number: u32) -> String {
		match self {
			Self::Blocks | Self::Open | Self::Times | Self::Percent => number.to_string(),
			Self::BasisPoints => decimal::format(number.into(), BASIS_POINT_DECIMALS),
		}
	}

	/// With the unit's name.
	fn format(self, number: u32) -> String {
		let unit = match self {
			Self::Blocks => "blocks",
			Self::Open => "OPEN",
			Self::Times => "times",
			Self::Percent => "%",
			Self::BasisPoints => "% a year",
		};
		format!("{} {unit}", self.number(number))
	}
}

fn out_of_bounds() -> String {
	"it is out of bounds".to_owned()
}

/// The shares of a split with their names, in parts per billion.
fn shares(split: &FeeSplit) -> [(&'static str, u32); 5] {
	let FeeSplit { platform, operator, model, stakers, unattributed_to_model } = *split;
	let [a, b, c, d, e] = SHARES;
	[
		(a, platform.deconstruct()),
		(b, operator.deconstruct()),
		(c, model.deconstruct()),
		(d, stakers.deconstruct()),
		(e, unattributed_to_model.deconstruct()),
	]
}

/// Reads `a=1,b=2`, each name once and in any order.
fn fields<T: Copy, const N: usize>(
	text: &str,
	names: [&str; N],
	parse: impl Fn(&str) -> Result<T, String>,
) -> Result<[T; N], String> {
	let mut found = [None; N];
	for field in text.split(',') {
		let (name, value) =
			field.split_once('=').ok_or_else(|| format!("`{field}` is not NAME=VALUE"))?;
		let place = names
			.iter()
			.zip(&mut found)
			.find_map(|(known, place)| (*known == name.trim()).then_some(place))
			.ok_or_else(|| format!("`{}` is none of {}", name.trim(), names.join(", ")))?;
		if place.replace(parse(value.trim())?).is_some() {
			return Err(format!("`{}` is named twice", name.trim()));
		}
	}
	let missing = |name: &str| format!("`{name}` is missing");
	for (name, value) in names.iter().zip(&found) {
		value.ok_or_else(|| missing(name))?;
	}
	let all: Vec<T> = found.into_iter().flatten().collect();
	all.try_into().map_err(|_| missing("a field"))
}

/// A parameter with the value that it is to have; none is the default.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
	pub parameter: &'static Parameter,
	pub value: Option<Value>,
}

impl Encode for Setting {
	fn encode(&self) -> Vec<u8> {
		(self.parameter.id(), self.value).encode()
	}
}

impl Decode for Setting {
	fn decode<I: Input>(input: &mut I) -> Result<Self, CodecError> {
		let parameter = Parameter::decode_id(input)?;
		let value = match bool::decode(input)? {
			true => Some(parameter.decode(input)?),
			false => None,
		};
		Ok(Self { parameter, value })
	}
}

/// A value as the chain stores it: after what it is the value of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stored(pub Value);

impl Decode for Stored {
	fn decode<I: Input>(input: &mut I) -> Result<Self, CodecError> {
		Parameter::decode_id(input)?.decode(input).map(Self)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::DecodeAll;

	fn parse(name: &str, text: &str) -> Result<Option<Value>, GovernanceError> {
		Parameter::named(name)?.parse(text)
	}

	#[test]
	fn every_default_should_be_within_its_bounds_and_survive_the_round_trip() {
		for parameter in &PARAMETERS {
			let value = parameter.default();
			let text = parameter.text(&value);
			assert_eq!(parameter.parse(&text).unwrap(), Some(value), "{text}");
			assert_eq!(Parameter::named(parameter.name).unwrap(), parameter);
			for value in [Some(value), None] {
				let setting = Setting { parameter, value };
				assert_eq!(Setting::decode_all(&mut &setting.encode()[..]), Ok(setting));
			}
		}
		let mut ids: Vec<_> = PARAMETERS.iter().map(Parameter::id).collect();
		ids.dedup();
		assert_eq!(ids.len(), PARAMETERS.len());
		assert!(ids.is_sorted());
	}

	#[test]
	fn values_should_be_encoded_as_the_chain_has_them() {
		let encode = |name: &str, text: &str| {
			let parameter = Parameter::named(name).unwrap();
			Setting { parameter, value: parameter.parse(text).unwrap() }.encode()
		};
		assert_eq!(encode("attribution.challenge-window", "7200"), [0, 1, 1, 32, 28, 0, 0]);
		assert_eq!(encode("attribution.span", "full=512, min=64"), [0, 0, 1, 64, 0, 0, 2]);
		assert_eq!(encode("attribution.span", "min=32,full=4092"), [0, 0, 1, 32, 0, 252, 15]);
		assert_eq!(encode("attribution.grace-period", "7200"), [0, 10, 1, 32, 28, 0, 0]);
		assert_eq!(encode("staking.emission", "12.5%"), [2, 0, 1, 226, 4, 0, 0]);
		assert_eq!(encode("staking.emission", "default"), [2, 0, 0]);
		let split = "platform=5%,operator=20%,model=20%,stakers=10%,unattributed=50%";
		let expected = ((1u8, 0u8), Some(FeeSplit::DEFAULT)).encode();
		assert_eq!(encode("fees.split", split), expected);
		let stored = (1u8, 0u8, FeeSplit::DEFAULT).encode();
		let value = Value::Split(FeeSplit::DEFAULT);
		assert_eq!(Stored::decode_all(&mut &stored[..]), Ok(Stored(value)));
	}

	#[test]
	fn values_out_of_bounds_should_be_refused_with_the_bounds() {
		for (name, text, bounds) in [
			("attribution.challenge-window", "7199", "7200 to 1296000 blocks"),
			("attribution.min-bond", "1000001", "100 to 1000000 OPEN"),
			("attribution.slash-share", "91%", "25 to 90 %"),
			("staking.emission", "50.01%", "0 to 50 % a year"),
			("attribution.span", "min=15,full=20", "min=16 to 1024"),
			("attribution.span", "min=32,full=4093", "full=min to 4092"),
			(
				"fees.split",
				"platform=20%,operator=26%,model=20%,stakers=10%,unattributed=0",
				"all four 75 % at most",
			),
		] {
			let error = parse(name, text).unwrap_err();
			assert!(error.to_string().contains(text), "{error}");
			assert!(error.hint().contains(bounds), "{}", error.hint());
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
			let parameter = Parameter::named(name).unwrap();
			parameter.show(&parameter.default(), |blocks| format!("about {} s", 2 * blocks))
		};
		assert_eq!(show("attribution.challenge-window"), "43200 blocks, about 86400 s");
		assert_eq!(show("staking.emission"), "20 % a year");
		assert!(show("fees.split").starts_with("data 45 %, platform 5 %"));
	}
}
