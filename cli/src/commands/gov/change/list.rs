// SPDX-License-Identifier: Apache-2.0

//! `openledger gov change list`

use clap::Args;
use openledger_client::names::Names;
use serde::Serialize;

use super::show::Waiting;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List the changes of parameters that wait.
#[derive(Args)]
pub struct List {}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let changes = view.changes().await?.into_iter();
		let rows =
			changes.map(|(id, change)| Waiting::of(id, &change, &view)).collect::<Result<_, _>>();
		context.show(&All(rows?));
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct All(Vec<Waiting>);

impl Shown for All {
	fn text(&self, _: &Names) -> String {
		let Self(changes) = self;
		if changes.is_empty() {
			return "no change waits".to_owned();
		}
		let header = [">number", "parameter", "new value", "enacted", ">merit against it"];
		table::table(&header, changes.iter().map(Waiting::cells))
	}
}

#[cfg(test)]
mod tests {
	use super::{super::show::tests::waiting, *};

	#[test]
	fn a_list_should_say_how_much_merit_is_against_each() {
		let text = |changes| All(changes).text(&Names::default());
		assert!(text(vec![waiting()]).contains("20 %"));
		assert_eq!(text(Vec::new()), "no change waits");
	}
}
