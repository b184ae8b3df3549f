// SPDX-License-Identifier: Apache-2.0

//! `openledger params`

mod propose;
mod show;

use crate::{args::Params, context::Context, error::Error};

pub async fn run(context: &Context, command: Params) -> Result<(), Error> {
	match command {
		Params::Show { name } => show::run(context, name.as_deref()).await,
		Params::Propose { name, value, submission } => {
			propose::run(context, &name, &value, submission).await
		}
	}
}
