// SPDX-License-Identifier: Apache-2.0

//! `openledger model retire`

use clap::Args;
use openledger_client::chain::calls::models::Status;

use super::{set_status, Which};
use crate::{context::Context, error::Error};

/// Stop accepting payments for this model for good.
#[derive(Args)]
pub struct Retire {
	#[command(flatten)]
	model: Which,
}

impl Retire {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		set_status(context, self.model.id, Status::Retired, "retired").await
	}
}
