// SPDX-License-Identifier: Apache-2.0

//! `openledger gov params show`

use clap::Args;
use openledger_client::{
	names::Names,
	parameters::{Parameter, Value},
	progress, words,
};
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show the governed parameters: what they are, within which bounds, and who changes them.
#[derive(Args)]
pub struct Show {
	/// Only this one: attribution.challenge-window, say.
	#[arg(value_name = "KEY")]
	name: Option<String>,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let reading = async {
			match &self.name {
				Some(name) => Ok(vec![view.parameter(name).await?]),
				None => view.parameters().await,
			}
		};
		let parameters = progress::during("reading parameters", reading).await?;
		let millis = view.block_time()?;
		let rows = parameters.into_iter().map(|parameter| Row::of(parameter, millis)).collect();
		context.show(&Rows { rows, in_full: self.name.is_some() });
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Rows {
	rows: Vec<Row>,
	/// Whether one is shown with all that is known of it.
	#[serde(skip)]
	in_full: bool,
}

#[derive(Serialize)]
struct Row {
	parameter: String,
	/// This and the default as they are written to propose them.
	value: String,
	default: String,
	is_set: bool,
	/// The value at the chain's own pace, if it is a number of blocks.
	blocks_here: Option<u32>,
	bounds: String,
	track: String,
	merit_may_veto: bool,
	/// The value in words, and what of it holds on a chain whose pace is not a live chain's.
	#[serde(skip)]
	in_force: String,
	#[serde(skip)]
	default_in_words: String,
}

impl Row {
	fn of(parameter: Parameter, millis: u64) -> Self {
		let lasting = |blocks| words::lasting(blocks, millis);
		let text = parameter.show(&parameter.value, lasting);
		let in_force = match parameter.at_pace {
			Some(here) if parameter.value != Value::Number(here) => {
				format!("{text}; at this chain's pace {here} blocks, {}", lasting(here))
			}
			_ => text,
		};
		Self {
			value: parameter.text(&parameter.value),
			default: parameter.text(&parameter.default),
			is_set: parameter.is_set,
			blocks_here: parameter.at_pace,
			bounds: parameter.bounds(),
			merit_may_veto: parameter.merit_may_veto,
			in_force,
			default_in_words: parameter.show(&parameter.default, lasting),
			parameter: parameter.name,
			track: parameter.track,
		}
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		vec![
			("parameter", self.parameter.clone()),
			("value", self.in_force.clone()),
			("written as", self.value.clone()),
			("default", self.default_in_words.clone()),
			("is set", words::yes_no(self.is_set)),
			("bounds", self.bounds.clone()),
			("changed on track", self.track.clone()),
			("merit can veto", words::yes_no(self.merit_may_veto)),
		]
	}

	fn cells(&self) -> Vec<String> {
		let source = if self.is_set { "set" } else { "default" };
		vec![
			self.parameter.clone(),
			self.in_force.clone(),
			source.to_owned(),
			self.bounds.clone(),
			self.track.clone(),
			words::yes_no(self.merit_may_veto),
		]
	}
}

impl Shown for Rows {
	fn text(&self, _: &Names) -> String {
		match self.rows.as_slice() {
			[one] if self.in_full => table::fields(&one.fields()),
			all => {
				let header = ["parameter", "value", "source", "bounds", "track", "veto"];
				table::table(&header, all.iter().map(Row::cells))
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{fixtures::parameters::named, json};

	/// A parameter that was set to `set`, or has its default.
	fn row(name: &str, set: Option<Value>, at_pace: Option<u32>) -> Row {
		let parameter = named(name);
		let value = set.unwrap_or(parameter.default);
		Row::of(Parameter { value, is_set: set.is_some(), at_pace, ..parameter }, 2_000)
	}

	#[test]
	fn a_value_should_be_shown_with_where_it_comes_from() {
		let window = row("attribution.challenge-window", Some(Value::Number(7_200)), None);
		let rows = vec![window, row("staking.emission", None, None)];
		let text = Rows { rows, in_full: false }.text(&Names::default());
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
		let row =
			|here| row("attribution.challenge-window", Some(Value::Number(7_200)), Some(here));
		assert!(!row(7_200).in_force.contains("pace"));
		let brisk = row(10);
		assert!(brisk.in_force.contains("at this chain's pace 10 blocks, about 20 seconds"));
		assert_eq!(json::of(&brisk)["value"], "7200");
		assert_eq!(json::of(&brisk)["blocks_here"], 10);
	}

	#[test]
	fn machines_should_get_what_can_be_proposed() {
		let json = json::of(&row("staking.emission", Some(Value::Number(1_250)), None));
		assert_eq!(json["value"], "12.5");
		assert_eq!((json["default"].as_str(), json["is_set"].as_bool()), (Some("20"), Some(true)));
		let fields = row("fees.split", None, None).fields();
		assert!(fields.contains(&("is set", "no".to_owned())));
	}
}
