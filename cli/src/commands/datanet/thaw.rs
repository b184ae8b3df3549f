// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet thaw`

use clap::Args;
use openledger_primitives::DatanetId;

use super::freeze::set_frozen;
use crate::{context::Context, error::Error};

/// Take contributions again, as the owner.
#[derive(Args)]
pub struct Thaw {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,
}

impl Thaw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		set_frozen(context, self.id, false).await
	}
}
