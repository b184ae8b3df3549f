// SPDX-License-Identifier: Apache-2.0

//! `openledger gov change show`

use clap::Args;
use openledger_client::{
	chain::{BlockView, Change},
	json::Planck,
	names::Names,
	parameters::Setting,
	units::{amount, percent},
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show a change.
#[derive(Args)]
pub struct Show {
	/// Its number.
	change: u32,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let change = view.change(self.change).await?;
		context.show(&Waiting::of(self.change, &change, &view)?);
		Ok(())
	}
}

/// A change that waits.
#[derive(Serialize)]
pub struct Waiting {
	change: u32,
	parameter: String,
	/// `None` for the default.
	value: Option<String>,
	enactable_at: u32,
	/// The merit against it.
	opposed: Planck,
	/// What of the total vetoes it.
	vetoes_at: Planck,
	/// What is left of the merit that everybody had when it was proposed.
	total_merit: Planck,
	/// The value in words, and when it is enacted.
	#[serde(skip)]
	new_value: String,
	#[serde(skip)]
	enacted: String,
}

impl Waiting {
	pub fn of(id: u32, change: &Change, view: &BlockView) -> Result<Self, Error> {
		let (opposed, total) = (view.worth(change.opposed)?, view.worth(change.total)?);
		let merit = [opposed, view.veto_quorum(total)?, total];
		Ok(Self::new(id, change, merit, (view.number(), view.block_time()?)))
	}

	fn new(
		id: u32,
		change: &Change,
		[opposed, quorum, total]: [Balance; 3],
		(now, millis): (u64, u64),
	) -> Self {
		let Setting { parameter, value } = &change.setting;
		let show = |value| parameter.show(value, |blocks| words::lasting(blocks, millis));
		Self {
			change: id,
			parameter: parameter.name.clone(),
			value: value.as_ref().map(|value| parameter.text(value)),
			enactable_at: change.enactable_at,
			opposed: Planck(opposed),
			vetoes_at: Planck(quorum),
			total_merit: Planck(total),
			new_value: match value {
				Some(value) => show(value),
				None => format!("default: {}", show(&parameter.default)),
			},
			enacted: words::when(change.enactable_at, now, millis),
		}
	}

	fn share(&self) -> String {
		percent::of_amount(self.opposed.0, self.total_merit.0)
	}

	pub fn cells(&self) -> Vec<String> {
		vec![
			self.change.to_string(),
			self.parameter.clone(),
			self.new_value.clone(),
			self.enacted.clone(),
			self.share(),
		]
	}
}

impl Shown for Waiting {
	fn text(&self, _: &Names) -> String {
		let opposed = format!("{}, {} of all", amount::format(self.opposed.0), self.share());
		table::fields(&[
			("change", self.change.to_string()),
			("parameter", self.parameter.clone()),
			("new value", self.new_value.clone()),
			("enacted", self.enacted.clone()),
			("merit against it", opposed),
			("gone with", amount::format(self.vetoes_at.0)),
		])
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::{fixtures::parameters::named, json, units::amount::OPEN};
	use openledger_primitives::merit::Merit;

	pub fn waiting() -> Waiting {
		let parameter = named("attribution.challenge-window");
		let value = parameter.parse("7200").unwrap();
		let change = Change {
			setting: Setting { parameter, value },
			enactable_at: 130,
			opposed: Merit::default(),
			total: Merit::default(),
		};
		Waiting::new(3, &change, [2 * OPEN, 4 * OPEN, 10 * OPEN], (100, 2_000))
	}

	#[test]
	fn a_change_should_be_shown_with_what_is_against_it() {
		let text = waiting().text(&Names::default());
		for part in [
			"attribution.challenge-window",
			"7200 blocks, about",
			"block 130, in about 60 seconds",
			"2 OPEN, 20 % of all",
			"4 OPEN",
		] {
			assert!(text.contains(part), "{part} in {text}");
		}
		assert_eq!(json::of(&waiting())["value"], "7200");
	}
}
