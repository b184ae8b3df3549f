// SPDX-License-Identifier: Apache-2.0

//! `openledger account merit`

use clap::Args;
use openledger_client::{
	json::{Address, Planck},
	names::Names,
	units::{amount, percent},
	words,
};
use serde::Serialize;

use crate::{
	args::Who,
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show what an account has earned with its work, which counts for vetoes.
#[derive(Args)]
pub struct Merit {
	#[command(flatten)]
	who: Who,
}

impl Merit {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let who = self.who.account(context)?;
		let view = context.chain().await?.view().await?;
		let info = view.merit(&who).await?;
		let earned = Earned {
			account: Address(who),
			merit: Planck(info.merit),
			total: Planck(info.total),
			half_life: words::lasting(view.half_life()?, view.block_time()?),
		};
		context.show_named(&view, &earned).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Earned {
	account: Address,
	merit: Planck,
	/// The merit of all accounts.
	total: Planck,
	#[serde(skip)]
	half_life: String,
}

impl Shown for Earned {
	fn text(&self, names: &Names) -> String {
		table::fields(&[
			("account", names.address(&self.account.0)),
			("merit", amount::format(self.merit.0)),
			("everybody's", amount::format(self.total.0)),
			("share", percent::of_amount(self.merit.0, self.total.0)),
			("halves in", self.half_life.clone()),
		])
	}
}
