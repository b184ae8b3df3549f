// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum payout`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::calls::{encoded, referenda},
	convert::to_u64,
	error::Idle,
	json::{self, Address, Planck},
	names::Names,
	progress,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Pay out what the treasury owes by referenda that were enacted.
#[derive(Args)]
pub struct Payout {}

impl Payout {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let now = chain.next_block().await?;
		let spends: Vec<_> =
			view.spends().await?.into_iter().filter(|(_, spend)| spend.is_payable(now)).collect();
		if spends.is_empty() {
			return Err(Idle::NothingToPay.into());
		}
		let mut batches = Vec::new();
		for (id, _) in &spends {
			// The second clears the record.
			let calls = [
				view.encoded(&referenda::payout(*id))?,
				view.encoded(&referenda::check_status(*id))?,
			];
			batches.push(encoded::batch_all(calls.into()));
		}
		let bar = progress::bar(to_u64(batches.len()), "paying out");
		let outcomes = chain.submit_each(&batches, &key, &bar).await?;
		bar.finish();
		let payee = |beneficiary: &[u8; 32]| Address(Account::new(*beneficiary));
		let payees: Vec<_> = spends.iter().map(|(_, spend)| payee(&spend.beneficiary.0)).collect();
		let names = context.names(&view, &json::of(&payees)).await;
		let mut failed = Ok(());
		for (((spend, owed), to), outcome) in spends.into_iter().zip(payees).zip(outcomes) {
			match outcome {
				Ok(events) => {
					let amount = Planck(owed.amount);
					let paid = Paid { spend, to, amount, block: events.block };
					context.show_named_line(&names, &paid);
				}
				// What the treasury can't pay now must not hold up the rest.
				Err(error) => failed = failed.and(Err(error.into())),
			}
		}
		failed
	}
}

#[derive(Serialize)]
struct Paid {
	/// Its number.
	spend: u32,
	to: Address,
	amount: Planck,
	block: H256,
}

impl Shown for Paid {
	fn text(&self, names: &Names) -> String {
		format!("{} went to {}", amount::format(self.amount.0), names.address(&self.to.0))
	}
}
