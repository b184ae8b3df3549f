// SPDX-License-Identifier: Apache-2.0

//! `openledger model quote`

use openledger_primitives::{Balance, ModelId};
use openledger_runtime_api::Quote;

use crate::{context::Context, error::Error, output::table};
use openledger_client::{
	error::RegistryError,
	json,
	units::{amount, percent},
};

pub async fn run(context: &Context, id: ModelId, fee: Option<Balance>) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = view.model(id).await?;
	let Some(quote) = view.quote(id, fee).await? else {
		return Err(RegistryError::FeeTooLarge(fee.unwrap_or(info.price_floor)).into());
	};
	context.show_json(json::of(&quote), || to_text(&quote));
	Ok(())
}

fn to_text(quote: &Quote) -> String {
	let mut rows = vec![
		("contributions in the answer".to_owned(), quote.data),
		("operator".to_owned(), quote.operator),
		("stakers".to_owned(), quote.stakers),
		("treasury".to_owned(), quote.platform),
	];
	for (place, (model, amount)) in quote.models.iter().enumerate() {
		rows.insert(place + 1, (format!("model {model}"), *amount));
	}
	let rows = rows.into_iter().map(|(who, amount)| {
		vec![who, amount::number(amount), percent::of_amount(amount, quote.fee)]
	});
	let mut text = format!(
		"a request to model {} costs {} at least\nof {}, with all of the answer attributed:\n\n",
		quote.model,
		amount::format(quote.least_fee),
		amount::format(quote.fee)
	);
	text.push_str(&table::table(&["goes to", ">OPEN", ">of the fee"], rows).trim_fmt());
	if !quote.takes_requests {
		text.push_str("\n\nthe model takes no paid requests now");
	}
	text
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
		let text = to_text(&quote);
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
		assert!(to_text(&quote).ends_with("no paid requests now"));
	}
}
