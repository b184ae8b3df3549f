// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username unbind`

use clap::Args;
use openledger_client::{account::Account, chain::calls::identity};

use super::Named;
use crate::{context::Context, error::Error};

/// Begin to take a username back, as the authority of its suffix.
#[derive(Args)]
pub struct Unbind {
	#[command(flatten)]
	named: Named,
}

impl Unbind {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let (call, doing) = (identity::unbind_username, "taking the username back");
		let text = |username: &str, _: &Account| {
			format!(
				"{username} can be removed later: openledger account identity username show \
				 {username} says when"
			)
		};
		self.named.change(context, call, doing, text).await
	}
}
