// SPDX-License-Identifier: Apache-2.0

//! `openledger operator list`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	names::Names,
	progress,
	units::amount,
	words,
};
use openledger_runtime_api::OperatorInfo;
use serde::Serialize;

use crate::{
	args::{Limit, ReadAccount},
	context::Context,
	error::Error,
	output::{shown::Shown, table},
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
		context.show_named(&view, &Page { operators, limit }).await;
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(transparent)]
struct Page {
	operators: Vec<OperatorInfo<Account>>,
	#[serde(skip)]
	limit: u32,
}

impl Shown for Page {
	fn text(&self, names: &Names) -> String {
		let header = ["operator", ">bond", ">not final", ">at most", "endpoint"];
		let rows = self.operators.iter().map(|info| {
			vec![
				names.address(&info.operator),
				amount::format(info.bond),
				amount::format(info.exposure),
				amount::format(info.limit),
				words::text(&info.endpoint),
			]
		});
		let last = self.operators.last();
		let next = last.map(|last| format!("--after {}", account::address(&last.operator)));
		table::page(&header, rows, self.limit, next)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;

	#[test]
	fn a_full_page_should_say_how_to_go_on() {
		let page = |limit| Page { operators: vec![info()], limit }.text(&Names::default());
		let address = account::address(&info().operator);
		assert!(page(1).ends_with(&format!("--after {address}")), "{}", page(1));
		assert!(!page(2).contains("--after"));
	}
}
