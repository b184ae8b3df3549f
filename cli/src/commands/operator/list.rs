// SPDX-License-Identifier: Apache-2.0

//! `openledger operator list`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	progress,
	units::amount,
	words,
};
use openledger_runtime_api::OperatorInfo;

use crate::{
	args::{Limit, ReadAccount},
	context::Context,
	error::Error,
	output::page::Page,
};

/// List operators. The order means nothing.
#[derive(Args)]
pub struct List {
	/// List the page after this operator.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	after: Option<Account>,

	#[command(flatten)]
	limit: Limit,
}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Limit { limit } = self.limit;
		let view = context.chain().await?.view().await?;
		let reading = view.operators(self.after, limit);
		let operators = progress::during("reading operators", reading).await?;
		context.show_named(&view, &page(operators, limit)).await;
		Ok(())
	}
}

fn page(operators: Vec<OperatorInfo<Account>>, limit: u32) -> Page<OperatorInfo<Account>> {
	Page {
		limit,
		next: operators.last().map(|last| format!("--after {}", account::address(&last.operator))),
		header: &["operator", ">bond", ">not final", ">at most", "endpoint"],
		cells: |info, names| {
			vec![
				names.address(&info.operator),
				amount::format(info.bond),
				amount::format(info.exposure),
				amount::format(info.limit),
				words::text(&info.endpoint),
			]
		},
		rows: operators,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::output::shown::Shown;
	use openledger_client::{fixtures::operator::info, names::Names};

	#[test]
	fn a_full_page_should_say_how_to_go_on() {
		let text = |limit| page(vec![info()], limit).text(&Names::default());
		let address = account::address(&info().operator);
		assert!(text(1).ends_with(&format!("--after {address}")), "{}", text(1));
		assert!(!text(2).contains("--after"));
	}
}
