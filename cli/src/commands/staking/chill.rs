// SPDX-License-Identifier: Apache-2.0

//! `openledger staking chill`

use clap::Args;
use openledger_client::{chain::calls::staking, json::Address, names::Names};
use serde::Serialize;
use sp_core::H256;

use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Neither nominate nor validate, from the next era on. What is bonded stays so.
#[derive(Args)]
pub struct Chill {}

impl Chill {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let events = signing.sign(&staking::chill(), "chilling").await?;
		let idle = Idle { account: Address(signing.who), block: events.block };
		context.show_named(&signing.view, &idle).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Idle {
	account: Address,
	block: H256,
}

impl Shown for Idle {
	fn text(&self, names: &Names) -> String {
		format!(
			"{} neither validates nor nominates from the next election on; a validator's node has \
			 to run until its last era is over: openledger staking validators",
			names.address(&self.account.0)
		)
	}
}
