// SPDX-License-Identifier: Apache-2.0

//! Settings of parameters, as calls and changes have them.

use codec::{Decode, Encode, Error, Input, Output};
use openledger_primitives::{span::SpanParams, split::FeeSplit};
use openledger_runtime_api::ParameterKind;

use super::{Parameter, Value};

/// A parameter with the value that it is to have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Setting {
	/// The parameter.
	pub parameter: Parameter,
	/// The value that it is to have. `None` is the default.
	pub value: Option<Value>,
}

/// A value as the chain encodes it, which tells its kind by the key.
struct Bare(Value);

impl Encode for Bare {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		match &self.0 {
			Value::Number(number) => number.encode_to(to),
			Value::SpanParams(params) => params.encode_to(to),
			Value::FeeSplit(split) => split.encode_to(to),
		}
	}
}

impl Encode for Setting {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		(self.parameter.id, self.value.map(Bare)).encode_to(to);
	}
}

impl Setting {
	/// Decodes a setting of one of `parameters`, which are the chain's. Fails when none has its
	/// key.
	pub fn decode<I: Input>(input: &mut I, parameters: &[Parameter]) -> Result<Self, Error> {
		let id = <(u8, u8)>::decode(input)?;
		let parameter = parameters
			.iter()
			.find(|parameter| parameter.id == id)
			.ok_or("a parameter that the chain does not name")?;
		let value = match bool::decode(input)? {
			true => Some(decode_value(input, parameter.kind)?),
			false => None,
		};
		Ok(Self { parameter: parameter.clone(), value })
	}
}

fn decode_value<I: Input>(input: &mut I, kind: ParameterKind) -> Result<Value, Error> {
	match kind {
		ParameterKind::Number { .. } => u32::decode(input).map(Value::Number),
		ParameterKind::SpanParams { .. } => SpanParams::decode(input).map(Value::SpanParams),
		ParameterKind::FeeSplit { .. } => FeeSplit::decode(input).map(Value::FeeSplit),
	}
}
