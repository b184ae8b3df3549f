// SPDX-License-Identifier: Apache-2.0

//! `openledger operator endpoint`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls},
	json::Address,
	names::Names,
	text::{ensure_fits, printable},
};
use openledger_primitives::limits::MaxUri;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Say where the operator takes requests.
#[derive(Args)]
pub struct Endpoint {
	/// Where it is.
	#[arg(value_name = "URL")]
	endpoint: String,
}

impl Endpoint {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { endpoint } = self;
		ensure_fits("the endpoint", endpoint.as_bytes(), MaxUri::get())?;
		let Change { key, chain, view, info } = Change::prepare(context).await?;
		let call = calls::channels::set_endpoint(endpoint.clone().into_bytes());
		let events = sign(&chain, &key, &call, "setting the endpoint").await?;
		let operator = Address(info.operator);
		context.show_named(&view, &Moved { operator, endpoint, block: events.block }).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Moved {
	operator: Address,
	endpoint: String,
	block: H256,
}

impl Shown for Moved {
	fn text(&self, names: &Names) -> String {
		let who = names.address(&self.operator.0);
		format!("{who} takes requests at {}", printable(&self.endpoint))
	}
}
