// SPDX-License-Identifier: Apache-2.0

//! What it would take to pay for an answer.

use openledger_client::{
	json::{Address, Planck},
	names::Names,
	text::count,
	units::amount,
};
use openledger_primitives::ModelId;
use serde::Serialize;
use serde_json::Value;

use crate::output::{shown::Shown, table};

/// What an answer would take of its payer, of which nothing was sent.
#[derive(Serialize)]
pub struct Planned {
	pub dry_run: bool,
	pub model: ModelId,
	pub operator: Address,
	pub payer: Address,
	pub fee: Planck,
	pub network_fee: Planck,
	/// Held until the batch is final.
	pub deposit: Planck,
	pub total: Planck,
	/// The number of contributions that would be credited.
	pub contributions: usize,
	pub warnings: Value,
}

impl Shown for Planned {
	fn text(&self, names: &Names) -> String {
		let fields = table::fields(&[
			("would pay", amount::format(self.fee.0)),
			("to the authors of", count(self.contributions, "contribution")),
			("operator", names.address(&self.operator.0)),
			("would cost", format!("{} for the network", amount::format(self.network_fee.0))),
			("would hold", format!("{} until the batch is final", amount::format(self.deposit.0))),
			("in all", amount::format(self.total.0)),
		]);
		format!("{fields}\n\nnothing was sent: this was a dry run")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, json, units::amount::OPEN};

	#[test]
	fn a_dry_run_should_say_what_is_paid_held_and_spent() {
		let [operator, payer] = [[1; 32], [2; 32]].map(|id| Address(Account::new(id)));
		let planned = Planned {
			dry_run: true,
			model: 3,
			operator,
			payer,
			fee: Planck(OPEN),
			network_fee: Planck(OPEN / 4),
			deposit: Planck(OPEN / 2),
			total: Planck(7 * OPEN / 4),
			contributions: 2,
			warnings: json::of(&[(); 0]),
		};
		let text = planned.text(&Names::default());
		for part in ["1 OPEN", "2 contributions", "0.5 OPEN until", "1.75 OPEN", "nothing was sent"]
		{
			assert!(text.contains(part), "{part} in {text}");
		}
		let json = json::of(&planned);
		assert_eq!(
			(&json["deposit"], &json["contributions"]),
			(&(OPEN / 2).to_string().into(), &2.into())
		);
	}
}
