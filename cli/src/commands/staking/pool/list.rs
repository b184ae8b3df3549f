// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool list`

use clap::Args;
use openledger_client::{names::Names, units::amount};
use serde::Serialize;

use super::Found;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List all pools.
#[derive(Args)]
pub struct List {}

impl List {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		let mut pools = Vec::new();
		for (id, pool) in view.pools().await? {
			pools.push(Found::read(&view, id, pool).await?);
		}
		context.show_named(&view, &Pools { pools }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Pools {
	pools: Vec<Found>,
}

impl Shown for Pools {
	fn text(&self, names: &Names) -> String {
		if self.pools.is_empty() {
			return "there is no pool yet: openledger staking pool create".to_owned();
		}
		let rows = self.pools.iter().map(|found| {
			vec![
				found.pool.to_string(),
				found.name.clone(),
				found.state.to_owned(),
				found.members.to_string(),
				amount::rounded(found.staked.0),
				names.address(&found.depositor.0),
			]
		});
		let header = [">pool", "name", "state", ">members", ">staked", "made by"];
		table::table(&header, rows)
	}
}
