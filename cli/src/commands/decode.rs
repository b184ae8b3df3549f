// SPDX-License-Identifier: Apache-2.0

//! `openledger decode`

use clap::Args;
use openledger_client::{
	chain::calldata::ReadCall, error::GovernanceError, names::Names, text::printable,
};
use serde::Serialize;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Show what an encoded call, or the call of an encoded transaction, says.
#[derive(Args)]
pub struct Decode {
	/// An encoded call, or a whole transaction: hex digits, with or without 0x.
	#[arg(value_name = "HEX")]
	hex: String,
}

impl Decode {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let digits = self.hex.trim();
		let digits = digits.strip_prefix("0x").unwrap_or(digits);
		let bytes = hex::decode(digits)
			.map_err(|error| GovernanceError::NotACall(format!("it is not in hex: {error}")))?;
		let view = context.chain().await?.view().await?;
		context.show(&Decoded::from(view.read_call_or_transaction(&bytes).await?));
		Ok(())
	}
}

/// A call, or an event.
#[derive(Serialize)]
pub struct Decoded {
	pub name: String,
	/// Or fields, in order.
	arguments: Vec<Argument>,
}

#[derive(Serialize)]
struct Argument {
	/// Empty where it has none.
	name: String,
	value: String,
}

impl From<ReadCall> for Decoded {
	fn from(ReadCall { name, arguments }: ReadCall) -> Self {
		let arguments = arguments.into_iter().map(|(name, value)| Argument { name, value });
		Self { name, arguments: arguments.collect() }
	}
}

impl Decoded {
	/// The arguments, a line each.
	pub fn lines(&self) -> String {
		let lines = self.arguments.iter().map(|Argument { name, value }| match name.is_empty() {
			true => format!("\n  {}", printable(value)),
			false => format!("\n  {name}: {}", printable(value)),
		});
		lines.collect()
	}
}

impl Shown for Decoded {
	fn text(&self, _: &Names) -> String {
		format!("{}{}", printable(&self.name), self.lines())
	}
}
