// SPDX-License-Identifier: Apache-2.0

//! `openledger decode`

use openledger_client::text::printable;

use super::tx::{arguments, call_json};
use crate::{args, context::Context, error::Error};

pub async fn run(context: &Context, args: args::Decode) -> Result<(), Error> {
	let digits = args.hex.trim();
	let digits = digits.strip_prefix("0x").unwrap_or(digits);
	let bytes = hex::decode(digits).map_err(|error| Error::NotHex(error.to_string()))?;
	let view = context.chain().await?.view().await?;
	let call = view.read_call_or_transaction(&bytes).await?;
	let text = || format!("{}{}", printable(&call.name), arguments(&call));
	context.show_json(call_json(&call), text);
	Ok(())
}
