// SPDX-License-Identifier: Apache-2.0

//! `openledger account payee`

use clap::Args;
use openledger_client::{account::Account, chain::calls, json::Address, names::Names};
use serde::Serialize;

use crate::{
	args::ReadAccount, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Send what the key's account claims from now on to another account.
#[derive(Args)]
pub struct Payee {
	/// Who is paid from now on. The key's own account undoes it.
	#[arg(value_parser = ReadAccount)]
	account: Account,
}

impl Payee {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		signing.sign(&calls::set_payout(&self.account), "setting the payee").await?;
		let redirected = Redirected { account: Address(signing.who), payee: Address(self.account) };
		context.show_named(&signing.view, &redirected).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Redirected {
	account: Address,
	payee: Address,
}

impl Shown for Redirected {
	fn text(&self, names: &Names) -> String {
		let (who, payee) = (names.address(&self.account.0), names.address(&self.payee.0));
		format!("what {who} is owed goes to {payee} from now on")
	}
}
