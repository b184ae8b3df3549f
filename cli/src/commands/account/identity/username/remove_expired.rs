// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username remove-expired`

use clap::Args;
use openledger_client::{account::Account, chain::calls::identity};

use super::Named;
use crate::{context::Context, error::Error};

/// Remove an offer of a username that was not taken in time.
#[derive(Args)]
pub struct RemoveExpired {
	#[command(flatten)]
	named: Named,
}

impl RemoveExpired {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (call, doing) = (identity::remove_expired_approval, "removing the offer");
		let text = |username: &str, _: &Account| format!("nobody is offered {username} any more");
		self.named.change(context, call, doing, text).await
	}
}
