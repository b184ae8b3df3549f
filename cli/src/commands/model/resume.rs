// SPDX-License-Identifier: Apache-2.0

//! `openledger model resume`

use clap::Args;
use openledger_client::chain::calls::models::Status;

use super::{set_status, Which};
use crate::{context::Context, error::Error};

/// Accept payments for this model again.
#[derive(Args)]
pub struct Resume {
	#[command(flatten)]
	model: Which,
}

impl Resume {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		set_status(context, self.model.id, Status::Active, "active").await
	}
}
