// SPDX-License-Identifier: Apache-2.0

//! `openledger staking unbond`

use clap::Args;
use openledger_client::{
	chain::{calls::staking, events::StakeUnbonded},
	error::StakingError,
	json::Planck,
	names::Names,
	units::amount,
	words,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::positive, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Take a part out of the bond. It is free after some eras.
#[derive(Args)]
pub struct Unbond {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Unbond {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let asked = self.amount;
		let signing = Signing::prepare(context).await?;
		let view = &signing.view;
		// The chain would unbond what there is.
		let active = view.staked(&signing.who).await?.map_or(0, |ledger| ledger.active);
		if asked > active {
			return Err(StakingError::TooMuch { who: signing.who, active, asked }.into());
		}
		let events = signing.sign(&staking::unbond(asked), "unbonding").await?;
		let eras: u32 = view.constant("Staking", "BondingDuration")?;
		let unbonding = Unbonding {
			unbonding: Planck(events.one::<StakeUnbonded>()?.amount),
			eras,
			millis: view.era_millis()?.saturating_mul(eras.into()),
			block: events.block,
		};
		context.show(&unbonding);
		Ok(())
	}
}

#[derive(Serialize)]
struct Unbonding {
	unbonding: Planck,
	eras: u32,
	#[serde(skip)]
	millis: u64,
	block: H256,
}

impl Shown for Unbonding {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} will be free in {} eras, {}: openledger staking withdraw",
			amount::format(self.unbonding.0),
			self.eras,
			words::rough(self.millis / 1_000)
		)
	}
}
