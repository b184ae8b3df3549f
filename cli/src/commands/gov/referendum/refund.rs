// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum refund`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		affordable::sign,
		calls::{encoded, referenda},
		events::{DecisionDepositRefunded, SubmissionDepositRefunded},
	},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Give the deposits of a referendum that is over back to who put them up.
#[derive(Args)]
pub struct Refund {
	/// The referendum, by its number.
	referendum: u32,
}

impl Refund {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { referendum } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let found = view.referendum(referendum).await?;
		let (submission, decision) = found.refundable();
		let mut calls = Vec::new();
		if submission.is_some() {
			calls.push(view.encoded(&referenda::refund_submission_deposit(referendum))?);
		}
		// Where there is none, the chain says why.
		if decision.is_some() || calls.is_empty() {
			calls.push(view.encoded(&referenda::refund_decision_deposit(referendum))?);
		}
		let batch = encoded::batch_all(calls);
		let events = sign(&chain, &key, &batch, "giving deposits back").await?;
		let submission = events.all::<SubmissionDepositRefunded>()?.into_iter();
		let decision = events.all::<DecisionDepositRefunded>()?.into_iter();
		let refunds = submission
			.map(|refund| (refund.who, refund.amount))
			.chain(decision.map(|refund| (refund.who, refund.amount)))
			.map(|(who, amount)| Returned {
				to: Address(Account::new(who.0)),
				amount: Planck(amount),
			})
			.collect();
		context.show_named(&view, &Refunded { referendum, refunds, block: events.block }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Refunded {
	referendum: u32,
	refunds: Vec<Returned>,
	block: H256,
}

#[derive(Serialize)]
struct Returned {
	to: Address,
	amount: Planck,
}

impl Shown for Refunded {
	fn text(&self, names: &Names) -> String {
		let line = |Returned { to, amount }: &Returned| {
			format!("{} are free again for {}", amount::format(amount.0), names.address(&to.0))
		};
		self.refunds.iter().map(line).collect::<Vec<_>>().join("\n")
	}
}
