// SPDX-License-Identifier: Apache-2.0

//! `openledger account`

mod identity;

use crate::{args::AccountCommand, context::Context, error::Error};

pub async fn run(context: &Context, command: AccountCommand) -> Result<(), Error> {
	match command {
		AccountCommand::Identity(command) => identity::run(context, command).await,
	}
}
