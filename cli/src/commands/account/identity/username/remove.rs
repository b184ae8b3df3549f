// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username remove`

use clap::Args;
use openledger_client::{account::Account, chain::calls::identity};

use super::Named;
use crate::{context::Context, error::Error};

/// Remove a username that its authority has taken back, once the time to give it up is over.
#[derive(Args)]
pub struct Remove {
	#[command(flatten)]
	named: Named,
}

impl Remove {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (call, doing) = (identity::remove_username, "removing the username");
		let text = |username: &str, _: &Account| format!("{username} is nobody's any more");
		self.named.change(context, call, doing, text).await
	}
}
