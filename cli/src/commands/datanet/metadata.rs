// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet metadata`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls::contributions as calls},
	names::Names,
	text::{ensure_fits, printable},
};
use openledger_primitives::{limits::MaxUri, DatanetId};
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Say where more is said about a datanet, as the owner.
#[derive(Args)]
pub struct Metadata {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,

	/// Where it is.
	uri: String,
}

impl Metadata {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { id, uri } = self;
		ensure_fits("the metadata URI", uri.as_bytes(), MaxUri::get())?;
		let Change { key, chain, .. } = Change::prepare(context, id).await?;
		let metadata = uri.clone().into_bytes();
		let call = calls::set_datanet_metadata(id, metadata);
		let events = sign(&chain, &key, &call, "setting the metadata").await?;
		context.show(&Changed { datanet: id, metadata: uri, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Changed {
	datanet: DatanetId,
	metadata: String,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, _: &Names) -> String {
		format!("more about datanet {} is at {}", self.datanet, printable(&self.metadata))
	}
}
