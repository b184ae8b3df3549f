// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum`

mod deposit;
mod identity;
mod list;
mod show;
mod standing;
mod submit;
mod upgrade;
mod usual;

#[cfg(test)]
pub use standing::tests::rules;
pub use submit::{call_json, submit, Question};

use crate::{args::Referendum, context::Context, error::Error};

pub async fn run(context: &Context, command: Referendum) -> Result<(), Error> {
	match command {
		Referendum::Submit { track, call, submission } => {
			submit::run(context, &track, &call, submission).await
		}
		Referendum::Spend { amount, to, submission } => {
			usual::spend(context, amount, &to, submission).await
		}
		Referendum::Payout => usual::payout(context).await,
		Referendum::Appeal { contribution, ruling, submission } => {
			usual::appeal(context, contribution, ruling, submission).await
		}
		Referendum::Dispute { contribution, outcome, submission } => {
			usual::dispute(context, contribution, outcome, submission).await
		}
		Referendum::Registrar { account, remove, submission } => {
			identity::registrar(context, account, remove, submission).await
		}
		Referendum::UsernameAuthority { account, suffix, allocation, submission } => {
			identity::authority(context, &account, &suffix, allocation, submission).await
		}
		Referendum::Upgrade { file, submission } => {
			upgrade::propose(context, &file, submission).await
		}
		Referendum::ApplyUpgrade { file } => upgrade::apply(context, &file).await,
		Referendum::Deposit { referendum } => deposit::place(context, referendum).await,
		Referendum::Refund { referendum } => deposit::refund(context, referendum).await,
		Referendum::Show { referendum } => show::run(context, referendum).await,
		Referendum::List { all } => list::run(context, all).await,
	}
}
