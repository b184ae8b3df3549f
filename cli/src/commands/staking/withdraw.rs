// SPDX-License-Identifier: Apache-2.0

//! `openledger staking withdraw`

use clap::Args;
use openledger_client::{
	chain::{calls::staking, events::StakeWithdrawn},
	error::Idle,
	json::Planck,
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Take back all that was unbonded and is free.
#[derive(Args)]
pub struct Withdraw {}

impl Withdraw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let (ledger, era) =
			(signing.view.staked(&signing.who).await?, signing.view.active_era().await?);
		// The chain would do nothing, for a fee.
		if ledger.is_some_and(|ledger| ledger.unlocking.iter().all(|part| part.era > era)) {
			return Err(Idle::NothingFree(signing.who).into());
		}
		let call = staking::withdraw_unbonded(staking::SPANS);
		let events = signing.sign(&call, "taking it back").await?;
		let withdrawn = Planck(events.one::<StakeWithdrawn>()?.amount);
		context.show(&Freed { withdrawn, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Freed {
	withdrawn: Planck,
	block: H256,
}

impl Shown for Freed {
	fn text(&self, _: &Names) -> String {
		format!("{} are free", amount::format(self.withdrawn.0))
	}
}
