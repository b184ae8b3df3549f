// SPDX-License-Identifier: Apache-2.0

//! `openledger model quote`

use clap::Args;
use openledger_client::{
	error::RegistryError,
	names::Names,
	units::{amount, percent},
};
use openledger_primitives::Balance;
use openledger_runtime_api::Quote;

use super::Which;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show what a request costs, and who gets what of it.
#[derive(Args)]
pub struct Ask {
	#[command(flatten)]
	model: Which,

	/// The fee to divide. By default the least.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
	fee: Option<Balance>,
}

impl Ask {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { model: Which { id }, fee } = self;
		let view = context.chain().await?.view().await?;
		let info = view.model(id).await?;
		let Some(quote) = view.quote(id, fee).await? else {
			return Err(RegistryError::FeeTooLarge(fee.unwrap_or(info.price_floor)).into());
		};
		context.show(&quote);
		Ok(())
	}
}

impl Shown for Quote {
	fn text(&self, _: &Names) -> String {
		let mut rows = vec![
			("contributions in the answer".to_owned(), self.data),
			("operator".to_owned(), self.operator),
			("stakers".to_owned(), self.stakers),
			("treasury".to_owned(), self.platform),
		];
		for (place, (model, amount)) in self.models.iter().enumerate() {
			rows.insert(place + 1, (format!("model {model}"), *amount));
		}
		let rows = rows.into_iter().map(|(who, amount)| {
			vec![who, amount::number(amount), percent::of_amount(amount, self.fee)]
		});
		let mut text = format!(
			"a request to model {} costs {} at least\nof {}, with all of the answer attributed:\n\n",
			self.model,
			amount::format(self.least_fee),
			amount::format(self.fee)
		);
		text.push_str(&table::table(&["goes to", ">OPEN", ">of the fee"], rows));
		if !self.takes_requests {
			text.push_str("\n\nthe model takes no paid requests now");
		}
		text
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_quote_should_list_everyone_who_is_paid() {
		let mut quote = Quote {
			model: 4,
			takes_requests: true,
			least_fee: amount::OPEN / 2,
			fee: amount::OPEN,
			platform: amount::OPEN / 10,
			operator: amount::OPEN / 5,
			stakers: amount::OPEN / 10,
			data: amount::OPEN / 2,
			models: vec![(1, amount::OPEN / 50), (4, amount::OPEN / 50 * 4)],
		};
		let text = quote.text(&Names::default());
		assert!(text.starts_with("a request to model 4 costs 0.5 OPEN at least\n"));
		let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
		let lines: Vec<_> = text.lines().skip(4).map(words).collect();
		let expected = [
			"contributions in the answer 0.5 50 %",
			"model 1 0.02 2 %",
			"model 4 0.08 8 %",
			"operator 0.2 20 %",
			"stakers 0.1 10 %",
			"treasury 0.1 10 %",
		];
		assert_eq!(lines, expected);
		quote.takes_requests = false;
		assert!(quote.text(&Names::default()).ends_with("no paid requests now"));
	}
}
