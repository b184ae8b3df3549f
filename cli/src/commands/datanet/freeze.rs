// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet freeze`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls},
	error::Idle,
	names::Names,
	record::Record,
};
use openledger_primitives::DatanetId;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Take no contributions for a while, as the owner.
#[derive(Args)]
pub struct Freeze {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,
}

impl Freeze {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		set_frozen(context, self.id, true).await
	}
}

/// Freezes a datanet, or thaws it.
pub async fn set_frozen(context: &Context, id: DatanetId, frozen: bool) -> Result<(), Error> {
	let Change { key, chain, info, .. } = Change::prepare(context, id).await?;
	// The chain takes a fee for it all the same.
	if info.frozen == frozen {
		let what = if frozen { "frozen" } else { "in use" };
		return Err(Idle::Already { record: Record::Datanet(id), what }.into());
	}
	let call = calls::set_frozen(id, frozen);
	let doing = if frozen { "freezing the datanet" } else { "thawing the datanet" };
	let events = sign(&chain, &key, &call, doing).await?;
	context.show(&Changed { datanet: id, frozen, block: events.block });
	Ok(())
}

#[derive(Serialize)]
struct Changed {
	datanet: DatanetId,
	frozen: bool,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, _: &Names) -> String {
		let id = self.datanet;
		match self.frozen {
			true => format!("datanet {id} is frozen: it takes no contributions until it is thawed"),
			false => format!("datanet {id} takes contributions again"),
		}
	}
}
