// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution`

mod appeal;
mod change;
mod show;
mod strike;

use openledger_runtime_api::ContributionInfo;

pub use change::retract;
pub use show::pending_table;

use crate::{args::Contribution, context::Context, error::Error};
use openledger_client::account::Account;

pub async fn run(context: &Context, command: Contribution) -> Result<(), Error> {
	match command {
		Contribution::List(args) => show::list(context, args).await,
		Contribution::Show { which } => show::show(context, which).await,
		Contribution::Withdraw { id } => change::withdraw(context, id).await,
		Contribution::Appeal { id } => appeal::run(context, id).await,
		Contribution::Strike { id } => strike::run(context, id).await,
		Contribution::Payout { id, paid_at } => change::set_payout(context, id, paid_at).await,
		Contribution::Uri { id, uri } => change::set_uri(context, id, uri).await,
		Contribution::Transfer { id, offer } => change::transfer(context, id, offer).await,
		Contribution::Take { id } => change::take(context, id).await,
		Contribution::Retract(args) => change::retract(context, args).await,
	}
}

/// A change of a contribution.
type Change = crate::commands::change::Change<ContributionInfo<Account>>;
