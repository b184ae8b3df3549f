// SPDX-License-Identifier: Apache-2.0

//! `openledger account owed`

use clap::Args;
use openledger_client::{
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;

use crate::{args::Who, context::Context, error::Error, output::shown::Shown};

/// Show what an account is owed.
#[derive(Args)]
pub struct Owed {
	#[command(flatten)]
	who: Who,
}

impl Owed {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		let owed = Planck(view.owed(&who).await?);
		context.show_named(&view, &Due { account: Address(who), owed }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Due {
	account: Address,
	owed: Planck,
}

impl Shown for Due {
	fn text(&self, names: &Names) -> String {
		format!("{} is owed {}", names.address(&self.account.0), amount::format(self.owed.0))
	}
}
