// SPDX-License-Identifier: Apache-2.0

//! `openledger pool`

mod change;
mod close;
mod show;

use crate::{args::Pool, context::Context, error::Error};

pub async fn run(context: &Context, command: Pool) -> Result<(), Error> {
	match command {
		Pool::Create { amount, name } => change::create(context, amount, name).await,
		Pool::Join { pool, amount } => change::join(context, pool, amount).await,
		Pool::Extra(more) => change::extra(context, more).await,
		Pool::Nominate { pool, validators } => change::nominate(context, pool, &validators).await,
		Pool::Claim => change::claim(context).await,
		Pool::Unbond { amount } => change::unbond(context, amount).await,
		Pool::Withdraw => change::withdraw(context).await,
		Pool::Close { pool } => close::run(context, pool).await,
		Pool::Show { pool } => show::show(context, pool).await,
		Pool::List => show::list(context).await,
		Pool::Status(args) => show::status(context, args).await,
	}
}
