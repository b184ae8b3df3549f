// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity username show`

use clap::Args;
use openledger_client::{chain::identity::Username, json::Address, names::Names, words};
use serde::Serialize;

use super::Named;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Show whose a username is.
#[derive(Args)]
pub struct Show {
	#[command(flatten)]
	named: Named,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		view.ensure_identities()?;
		let standing = match view.username_standing(&self.named.username).await? {
			Username::Of { owner, removable } => Standing::Of { owner: Address(owner), removable },
			Username::Offered { to, until } => Standing::Offered { offered_to: Address(to), until },
			Username::Free => Standing::Free { free: true },
		};
		let found = Found { standing, now: view.number(), millis: view.block_time()? };
		context.show_named(&view, &found).await;
		Ok(())
	}
}

#[derive(Serialize)]
#[serde(untagged)]
enum Standing {
	Of { owner: Address, removable: Option<u32> },
	Offered { offered_to: Address, until: u32 },
	Free { free: bool },
}

#[derive(Serialize)]
#[serde(transparent)]
struct Found {
	standing: Standing,
	/// The number of the block.
	#[serde(skip)]
	now: u64,
	#[serde(skip)]
	millis: u64,
}

impl Shown for Found {
	fn text(&self, names: &Names) -> String {
		let when = |block: u32| words::when(block, self.now, self.millis);
		match &self.standing {
			Standing::Of { owner, removable: None } => names.address(&owner.0),
			Standing::Of { owner, removable: Some(block) } => {
				let (who, when) = (names.address(&owner.0), when(*block));
				format!("{who}; its authority takes it back, and it can go: {when}")
			}
			Standing::Offered { offered_to, until } => {
				format!("offered to {} until {}", names.address(&offered_to.0), when(*until))
			}
			Standing::Free { .. } => "nobody's".to_owned(),
		}
	}
}
