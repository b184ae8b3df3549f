// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt`

mod offline;
mod show;
mod verify;

use clap::Subcommand;
use openledger_client::{json::Address, receipts::steps::Steps};
use serde::Serialize;

use crate::{context::Context, error::Error, output::table};

/// Show a receipt that an operator signed, and what became of it.
#[derive(Subcommand)]
pub enum Receipt {
	Show(show::Show),
	Verify(verify::Verify),
}

impl Receipt {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Show(command) => command.run(context).await,
			Self::Verify(command) => command.run(context).await,
		}
	}
}

/// What a receipt says, and of whom it is.
#[derive(Serialize)]
struct Said {
	#[serde(flatten)]
	content: openledger_client::files::receipt::Content,
	operator: Address,
}

fn steps_text(steps: &Steps) -> String {
	let rows = steps.iter().map(|finding| {
		let (step, result) = (finding.step.name(), finding.result.name());
		vec![step.to_owned(), result.to_owned(), finding.detail.clone()]
	});
	table::table(&["step", "result", "what was found"], rows)
}
