// SPDX-License-Identifier: Apache-2.0

//! `openledger params show`

use serde_json::{json, Value as Json};

use openledger_client::{
	chain::BlockView,
	parameters::{Parameter, Value},
	progress, words,
};

use crate::{context::Context, error::Error, output::table};

pub async fn run(context: &Context, name: Option<&str>) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let shown = progress::during("reading parameters", read(&view, name)).await?;
	let millis = view.block_time()?;
	let rows = shown.iter().map(Shown::json).collect();
	context.show_json(Json::Array(rows), || match shown.as_slice() {
		[one] if name.is_some() => table::fields(&one.fields(millis)),
		all => list_table(all, millis),
	});
	Ok(())
}

async fn read(view: &BlockView, name: Option<&str>) -> Result<Vec<Shown>, Error> {
	let parameters = match name {
		Some(name) => vec![view.parameter(name).await?],
		None => view.parameters().await?,
	};
	Ok(parameters.into_iter().map(Shown).collect())
}

/// A parameter as it is shown.
struct Shown(Parameter);

impl Shown {
	/// The value, and what of it holds on a chain whose pace is not a live chain's.
	fn text(&self, millis: u64) -> String {
		let Self(parameter) = self;
		let lasting = |blocks| words::lasting(blocks, millis);
		let text = parameter.show(&parameter.value, lasting);
		match parameter.at_pace {
			Some(here) if parameter.value != Value::Number(here) => {
				format!("{text}; at this chain's pace {here} blocks, {}", lasting(here))
			}
			_ => text,
		}
	}

	fn json(&self) -> Json {
		let Self(parameter) = self;
		json!({
			"parameter": parameter.name,
			"value": parameter.text(&parameter.value),
			"default": parameter.text(&parameter.default),
			"is_set": parameter.is_set,
			"blocks_here": parameter.at_pace,
			"bounds": parameter.bounds(),
			"track": parameter.track,
			"merit_may_veto": parameter.merit_may_veto,
		})
	}

	fn fields(&self, millis: u64) -> Vec<(&'static str, String)> {
		let Self(parameter) = self;
		let text = |value: &Value| parameter.show(value, |blocks| words::lasting(blocks, millis));
		vec![
			("parameter", parameter.name.clone()),
			("value", self.text(millis)),
			("written as", parameter.text(&parameter.value)),
			("default", text(&parameter.default)),
			("is set", words::yes_no(parameter.is_set)),
			("bounds", parameter.bounds()),
			("changed on track", parameter.track.clone()),
			("merit can veto", words::yes_no(parameter.merit_may_veto)),
		]
	}

	fn cells(&self, millis: u64) -> Vec<String> {
		let Self(parameter) = self;
		let source = if parameter.is_set { "set" } else { "default" };
		vec![
			parameter.name.clone(),
			self.text(millis),
			source.to_owned(),
			parameter.bounds(),
			parameter.track.clone(),
			words::yes_no(parameter.merit_may_veto),
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
	use openledger_client::fixtures::parameters::named;

	/// A parameter that was set to `set`, or has its default.
	fn shown(name: &str, set: Option<Value>) -> Shown {
		let parameter = named(name);
		let value = set.unwrap_or(parameter.default);
		Shown(Parameter { value, is_set: set.is_some(), at_pace: None, ..parameter })
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
		let shown = |here| {
			let Shown(window) = shown("attribution.challenge-window", Some(Value::Number(7_200)));
			Shown(Parameter { at_pace: Some(here), ..window })
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
