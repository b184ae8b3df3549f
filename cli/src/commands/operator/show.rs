// SPDX-License-Identifier: Apache-2.0

//! `openledger operator show`

use clap::Args;
use openledger_client::{account::Account, names::Names, units::amount, words};
use openledger_runtime_api::OperatorInfo;

use crate::{
	args::Who,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show an operator.
#[derive(Args)]
pub struct Show {
	#[command(flatten)]
	operator: Who,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.operator.account(context)?;
		let view = context.chain().await?.view().await?;
		context.show_named(&view, &view.registered(&who).await?).await;
		Ok(())
	}
}

impl Shown for OperatorInfo<Account> {
	fn text(&self, names: &Names) -> String {
		let unbonding: Vec<_> = self
			.unbonding
			.iter()
			.map(|part| {
				format!("{} from block {} on", amount::format(part.amount), part.unlocks_at)
			})
			.collect();
		let unbonding = match unbonding.is_empty() {
			true => "nothing".to_owned(),
			false => unbonding.join(", "),
		};
		table::fields(&[
			("operator", names.address(&self.operator)),
			("endpoint", words::text(&self.endpoint)),
			("receipt key", words::key(self.key)),
			("receipt key before", words::former_key(self.former_key)),
			("bond", amount::format(self.bond)),
			("unbonding", unbonding),
			("in batches not final", amount::format(self.exposure)),
			("at most", amount::format(self.limit)),
			("last of them final from block", self.last_finalizable_at.to_string()),
			("deposit", amount::format(self.deposit)),
		])
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account, fixtures::operator::info, json, units::amount::OPEN};

	#[test]
	fn an_operator_should_be_shown_in_full() {
		let text = info().text(&Names::default());
		let key = account::address(&Account::new([2; 32]));
		for part in ["https://example.org", "1000 OPEN", "6 OPEN from block 80 on", &key, "0.5"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&info());
		assert_eq!(json["bond"], (1_000 * OPEN).to_string());
		assert_eq!(json["unbonding"][1]["unlocks_at"], 80);
		let idle = OperatorInfo { unbonding: Vec::new(), ..info() };
		assert!(idle.text(&Names::default()).contains("nothing"));
	}
}
