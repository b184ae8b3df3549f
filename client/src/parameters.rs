// SPDX-License-Identifier: Apache-2.0

//! The governed parameters, and their values as a person writes and reads them. The chain says
//! which parameters there are, of which kind and within which bounds.
//!
//! Blocks are those of a live chain; a chain with another pace divides them.

mod setting;
#[cfg(test)]
mod tests;
mod unit;

use openledger_primitives::{span::SpanParams, split::FeeSplit};
use openledger_runtime_api::{ParameterInfo, ParameterKind, Unit};
use sp_arithmetic::Perbill;

use crate::{error::GovernanceError, text::printable, units::percent};

pub use openledger_runtime_api::ParameterValue as Value;
pub use setting::Setting;

/// The names of the shares of a fee split.
const SHARES: [&str; 5] = ["platform", "operator", "model", "stakers", "unattributed"];
/// The text that takes a parameter back to its default.
const DEFAULT: &str = "default";

/// A governed parameter, as it is on a chain.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
	/// Its group and its name in the group, such as `attribution.leverage`.
	pub name: String,
	/// The value in force.
	pub value: Value,
	/// The value in force while it is not set.
	pub default: Value,
	/// Whether it was set, be it to its default.
	pub is_set: bool,
	/// The track of referenda that change it.
	pub track: String,
	/// Whether merit may veto its changes.
	pub merit_may_veto: bool,
	/// The number of blocks in force at the chain's pace. `None` if it is not a number of blocks.
	pub at_pace: Option<u32>,
	/// Its key on the chain: the number of the group, and that of the parameter in the group.
	pub id: (u8, u8),
	/// The kind of its values, and their bounds.
	pub kind: ParameterKind,
}

impl From<ParameterInfo> for Parameter {
	fn from(info: ParameterInfo) -> Self {
		let ParameterInfo {
			group,
			key,
			name,
			kind,
			value,
			default,
			is_set,
			track,
			merit_may_veto,
			at_pace,
		} = info;
		let text = |bytes: Vec<u8>| printable(&String::from_utf8_lossy(&bytes));
		Self {
			name: text(name),
			value,
			default,
			is_set,
			track: text(track),
			merit_may_veto,
			at_pace,
			id: (group, key),
			kind,
		}
	}
}

/// Finds a parameter by its name. Fails when none has it.
pub fn named(parameters: Vec<Parameter>, name: &str) -> Result<Parameter, GovernanceError> {
	let found = parameters.into_iter().find(|parameter| parameter.name == name);
	found.ok_or_else(|| GovernanceError::NoParameter(name.to_owned()))
}

impl Parameter {
	/// Reads a value, or `default` as `None`. Fails when it does not have the kind of the
	/// parameter, or is out of bounds.
	pub fn parse(&self, text: &str) -> Result<Option<Value>, GovernanceError> {
		if text == DEFAULT {
			return Ok(None);
		}
		self.parse_value(text).map(Some).map_err(|reason| GovernanceError::BadValue {
			name: self.name.clone(),
			text: text.to_owned(),
			reason,
			bounds: self.bounds(),
			example: self.text(&self.default),
		})
	}

	fn parse_value(&self, text: &str) -> Result<Value, String> {
		match self.kind {
			ParameterKind::Number { unit, min, max } => {
				let number = unit::parse(unit, text)?;
				within((min..=max).contains(&number), Value::Number(number))
			}
			ParameterKind::SpanParams { min_span_min, min_span_max, full_span_max } => {
				let [min_span, full_span] = fields(text, ["min", "full"], |text| {
					text.parse::<u16>().map_err(|_| format!("`{text}` is no number of bytes"))
				})?;
				let fits = (min_span_min..=min_span_max).contains(&min_span)
					&& (min_span..=full_span_max).contains(&full_span);
				within(fits, Value::SpanParams(SpanParams { min_span, full_span }))
			}
			ParameterKind::FeeSplit {
				platform_max,
				operator_max,
				model_max,
				stakers_max,
				sum_max,
			} => {
				let parse = |text: &str| percent::parse(text).map_err(|error| error.to_string());
				let shares = fields(text, SHARES, parse)?;
				let [platform, operator, model, stakers, _] = shares;
				let sum: u64 = [platform, operator, model, stakers].map(u64::from).iter().sum();
				let fits = platform <= platform_max
					&& operator <= operator_max
					&& model <= model_max
					&& stakers <= stakers_max
					&& sum <= u64::from(sum_max);
				let [platform, operator, model, stakers, unattributed_to_model] =
					shares.map(Perbill::from_parts);
				let split = FeeSplit { platform, operator, model, stakers, unattributed_to_model };
				within(fits, Value::FeeSplit(split))
			}
		}
	}

	/// The bounds of its values, in words.
	pub fn bounds(&self) -> String {
		match self.kind {
			ParameterKind::Number { unit, min, max } => {
				format!("{} to {}", unit::number(unit, min), unit::format(unit, max))
			}
			ParameterKind::SpanParams { min_span_min, min_span_max, full_span_max } => {
				format!("min={min_span_min} to {min_span_max}, full=min to {full_span_max} bytes")
			}
			ParameterKind::FeeSplit {
				platform_max,
				operator_max,
				model_max,
				stakers_max,
				sum_max,
			} => {
				let caps = [
					("platform", platform_max),
					("stakers", stakers_max),
					("operator", operator_max),
					("model", model_max),
				];
				let mut bounds = at_most(&caps);
				bounds.push(format!("all four {} at most", percent::format(sum_max)));
				bounds.join(", ")
			}
		}
	}

	/// A value as [`Self::parse`] reads it.
	pub fn text(&self, value: &Value) -> String {
		match (value, self.kind) {
			(Value::Number(number), ParameterKind::Number { unit, .. }) => {
				unit::number(unit, *number)
			}
			(Value::Number(number), _) => number.to_string(),
			(Value::SpanParams(params), _) => {
				format!("min={},full={}", params.min_span, params.full_span)
			}
			(Value::FeeSplit(split), _) => {
				let shares = shares(split).map(|(name, parts)| {
					let number = percent::number(parts);
					format!("{name}={number}%")
				});
				shares.join(",")
			}
		}
	}

	/// A value for a person to read. `time` says how long a number of blocks takes.
	pub fn show(&self, value: &Value, time: impl FnOnce(u32) -> String) -> String {
		match (value, self.kind) {
			(Value::Number(number), ParameterKind::Number { unit: Unit::Blocks, .. }) => {
				format!("{}, {}", unit::format(Unit::Blocks, *number), time(*number))
			}
			(Value::Number(number), ParameterKind::Number { unit, .. }) => {
				unit::format(unit, *number)
			}
			(Value::Number(number), _) => number.to_string(),
			(Value::SpanParams(params), _) => {
				format!("from {} bytes, in full from {}", params.min_span, params.full_span)
			}
			(Value::FeeSplit(split), _) => {
				let mut all: Vec<_> = shares(split)
					.iter()
					.map(|(name, parts)| format!("{name} {}", percent::format(*parts)))
					.collect();
				all.insert(0, format!("data {}", percent::format(split.data().deconstruct())));
				all.join(", ")
			}
		}
	}
}

fn within(fits: bool, value: Value) -> Result<Value, String> {
	match fits {
		true => Ok(value),
		false => Err(out_of_bounds()),
	}
}

fn out_of_bounds() -> String {
	"it is out of bounds".to_owned()
}

/// The highest values of shares, in words. Neighbors with the same one are put together.
fn at_most(caps: &[(&str, u32)]) -> Vec<String> {
	let same = caps.chunk_by(|(_, cap), (_, next)| cap == next);
	let text = |shares: &[(&str, u32)]| {
		let names: Vec<_> = shares.iter().map(|(name, _)| *name).collect();
		let cap = shares.first().map_or(0, |(_, cap)| *cap);
		format!("{} {} at most", names.join(" and "), percent::format(cap))
	};
	same.map(text).collect()
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
