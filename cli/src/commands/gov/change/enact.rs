// SPDX-License-Identifier: Apache-2.0

//! `openledger gov change enact`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::veto, events::ChangeEnacted},
	error::{GovernanceError, Later},
	names::Names,
	Error as ClientError,
};
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Enact a change whose time to be vetoed is over. The chain does so by itself.
#[derive(Args)]
pub struct Enact {
	/// Its number.
	change: u32,
}

impl Enact {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { change: id } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let enactable_at = view.change(id).await?.enactable_at;
		let blocks = u64::from(enactable_at).saturating_sub(chain.next_block().await?);
		if blocks > 0 {
			let (what, delay) = (Later::Enact { change: id, enactable_at }, view.delay(blocks)?);
			return Err(ClientError::TooEarly { what, delay }.into());
		}
		let events = sign(&chain, &key, &veto::enact(id), "enacting the change").await?;
		if let Err(reason) = events.one::<ChangeEnacted>()?.result {
			let (what, reason) = (format!("change {id}"), reason.to_string());
			return Err(GovernanceError::Undone { what, reason }.into());
		}
		context.show(&Enacted { change: id, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Enacted {
	change: u32,
	block: H256,
}

impl Shown for Enacted {
	fn text(&self, _: &Names) -> String {
		format!("change {} is enacted: openledger gov params show", self.change)
	}
}
