// SPDX-License-Identifier: Apache-2.0

//! `openledger model pause`

use clap::Args;
use openledger_client::chain::calls::models::Status;

use super::{set_status, Which};
use crate::{context::Context, error::Error};

/// Stop accepting payments for this model until `resume`.
#[derive(Args)]
pub struct Pause {
	#[command(flatten)]
	model: Which,
}

impl Pause {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		set_status(context, self.model.id, Status::Paused, "paused").await
	}
}
