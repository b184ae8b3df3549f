// SPDX-License-Identifier: Apache-2.0

//! `openledger stake`

mod bond;
mod keys;
mod payout;
mod role;
mod status;
mod targets;
mod validators;

pub use bond::ensure_in_no_pool;
pub use status::unlocking;
pub use targets::targets;

use crate::{args::Stake, context::Context, error::Error};

pub async fn run(context: &Context, command: Stake) -> Result<(), Error> {
	match command {
		Stake::Bond { amount, payee } => bond::bond(context, amount, &payee).await,
		Stake::Extra { amount } => bond::extra(context, amount).await,
		Stake::Unbond { amount } => bond::unbond(context, amount).await,
		Stake::Rebond { amount } => bond::rebond(context, amount).await,
		Stake::Withdraw => bond::withdraw(context).await,
		Stake::Nominate { validators } => role::nominate(context, &validators).await,
		Stake::Validate { commission, blocked } => {
			role::validate(context, commission, blocked).await
		}
		Stake::Chill => role::chill(context).await,
		Stake::Payout { era, stashes } => payout::run(context, era, stashes).await,
		Stake::Keys { node } => keys::run(context, node).await,
		Stake::Status(args) => status::run(context, args).await,
		Stake::Validators => validators::run(context).await,
	}
}
