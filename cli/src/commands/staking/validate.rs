// SPDX-License-Identifier: Apache-2.0

//! `openledger staking validate`

use clap::Args;
use openledger_client::{
	chain::calls::staking::{self, ValidatorPrefs},
	json::Address,
	names::Names,
	units::percent,
};
use serde::Serialize;
use sp_core::H256;

use super::ensure_bond;
use crate::{commands::signing::Signing, context::Context, error::Error, output::shown::Shown};

/// Validate, once elected. The node's keys must be set: openledger staking keys.
#[derive(Args)]
pub struct Validate {
	/// What the validator takes of the pay before it is divided.
	#[arg(long, value_name = "PERCENT", default_value = "0", value_parser = percent::parse)]
	commission: u32,

	/// Let nobody nominate it.
	#[arg(long)]
	blocked: bool,
}

impl Validate {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { commission, blocked } = self;
		let signing = Signing::prepare(context).await?;
		ensure_bond(&signing, "validate", signing.view.least_validator_bond().await?).await?;
		let call = staking::validate(ValidatorPrefs { commission, blocked });
		let events = signing.sign(&call, "validating").await?;
		let validator = Address(signing.who);
		let validates = Validates { validator, commission, blocked, block: events.block };
		context.show_named(&signing.view, &validates).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Validates {
	validator: Address,
	/// In parts per billion.
	commission: u32,
	blocked: bool,
	block: H256,
}

impl Shown for Validates {
	fn text(&self, names: &Names) -> String {
		format!(
			"{} can be elected from the next election on, with a commission of {}\nits node needs \
			 session keys that are set: openledger staking keys --node URL",
			names.address(&self.validator.0),
			percent::format(self.commission)
		)
	}
}
