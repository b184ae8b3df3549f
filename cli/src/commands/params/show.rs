// SPDX-License-Identifier: Apache-2.0

//! `openledger params show`

use serde_json::{json, Value as Json};

use crate::{
	chain::View,
	context::Context,
	error::Error,
	output::{progress, table, words},
	parameters::{Parameter, Value, PARAMETERS},
};

pub async fn run(context: &Context, name: Option<&str>) -> Result<(), Error> {
	let wanted: Vec<_> = match name {
		Some(name) => vec![Parameter::named(name)?],
		None => PARAMETERS.iter().collect(),
	};
	let view = context.chain().await?.view().await?;
	let shown = progress::during("reading parameters", read(&view, wanted)).await?;
	let millis = view.block_time()?;
	let rows = shown.iter().map(Shown::json).collect();
	context.show(Json::Array(rows), || match shown.as_slice() {
		[one] if name.is_some() => table::fields(&one.fields(millis)),
		all => list_table(all, millis),
	});
	Ok(())
}

async fn read(view: &View, wanted: Vec<&'static Parameter>) -> Result<Vec<Shown>, Error> {
	let mut shown = Vec::new();
	let terms = view.terms().await?;
	for parameter in wanted {
		let set = view.set_value(parameter).await?;
		shown.push(Shown { parameter, set, here: parameter.at_pace(&terms) });
	}
	Ok(shown)
}

/// A parameter, and what it was set to.
struct Shown {
	parameter: &'static Parameter,
	set: Option<Value>,
	/// Blocks that it is at the chain's pace, if it is a number of blocks.
	here: Option<u32>,
}

impl Shown {
	/// The value, and what of it holds on a chain whose pace is not a live chain's.
	fn text(&self, millis: u64) -> String {
		let lasting = |blocks| words::lasting(blocks, millis);
		let value = self.value();
		let text = self.parameter.show(&value, lasting);
		match self.here {
			Some(here) if value != Value::Number(here) => {
				format!("{text}; at this chain's pace {here} blocks, {}", lasting(here))
			}
			_ => text,
		}
	}

	fn value(&self) -> Value {
		self.set.unwrap_or_else(|| self.parameter.default())
	}

	fn json(&self) -> Json {
		let Self { parameter, set, here } = self;
		json!({
			"parameter": parameter.name,
			"value": parameter.text(&self.value()),
			"default": parameter.text(&parameter.default()),
			"is_set": set.is_some(),
			"blocks_here": here,
			"bounds": parameter.bounds(),
			"track": parameter.group.track(),
			"merit_may_veto": parameter.group.has_veto(),
		})
	}

	fn fields(&self, millis: u64) -> Vec<(&'static str, String)> {
		let Self { parameter, .. } = self;
		let text = |value: &Value| parameter.show(value, |blocks| words::lasting(blocks, millis));
		vec![
			("parameter", parameter.name.to_owned()),
			("value", self.text(millis)),
			("written as", parameter.text(&self.value())),
			("default", text(&parameter.default())),
			("is set", words::yes_no(self.set.is_some())),
			("bounds", parameter.bounds()),
			("changed on track", parameter.group.track().to_owned()),
			("merit can veto", words::yes_no(parameter.group.has_veto())),
		]
	}

	fn cells(&self, millis: u64) -> Vec<String> {
		let Self { parameter, set, .. } = self;
		let source = if set.is_some() { "set" } else { "default" };
		vec![
			parameter.name.to_owned(),
			self.text(millis),
			source.to_owned(),
			parameter.bounds(),
			parameter.group.track().to_owned(),
			words::yes_no(parameter.group.has_veto()),
		]
	}
}

fn list_table(shown: &[Shown], millis: u64) -> String {
	let header = ["parameter", "value", "source", "bounds", "track", "veto"];
	table::table(&header, shown.iter().map(|one| one.cells(millis))).trim_fmt()
}

#[cfg(test)]
mod tests {
	use super::*;

	fn shown(name: &str, set: Option<Value>) -> Shown {
		Shown { parameter: Parameter::named(name).unwrap(), set, here: None }
	}

	#[test]
	fn a_value_should_be_shown_with_where_it_comes_from() {
		let window = shown("attribution.challenge-window", Some(Value::Number(7_200)));
		let emission = shown("staking.emission", None);
		let text = list_table(&[window, emission], 2_000);
		let lines: Vec<_> = text.lines().collect();
		for part in ["7200 blocks, about", "set", "7200 to 1296000 blocks", "yes"] {
			assert!(lines[1].contains(part), "{part} in {}", lines[1]);
		}
		for part in ["20 % a year", "default", "staking", "no"] {
			assert!(lines[2].contains(part), "{part} in {}", lines[2]);
		}
	}

	#[test]
	fn a_window_should_be_shown_at_the_chains_pace_too() {
		let shown = |here| Shown {
			here: Some(here),
			..shown("attribution.challenge-window", Some(Value::Number(7_200)))
		};
		assert!(!shown(7_200).text(2_000).contains("pace"));
		let brisk = shown(10);
		assert!(brisk.text(2_000).contains("at this chain's pace 10 blocks, about 20 seconds"));
		assert_eq!(brisk.json()["value"], "7200");
		assert_eq!(brisk.json()["blocks_here"], 10);
	}

	#[test]
	fn machines_should_get_what_can_be_proposed() {
		let json = shown("staking.emission", Some(Value::Number(1_250))).json();
		assert_eq!(json["value"], "12.5");
		assert_eq!((json["default"].as_str(), json["is_set"].as_bool()), (Some("20"), Some(true)));
		let fields = shown("fees.split", None).fields(2_000);
		assert!(fields.contains(&("is set", "no".to_owned())));
	}
}
