// SPDX-License-Identifier: Apache-2.0

//! `openledger operator unbond`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls, events::OperatorUnbonded},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{args::positive, context::Context, error::Error, output::shown::Shown};

/// Take a part out of the bond. It is free after a while.
#[derive(Args)]
pub struct Unbond {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Unbond {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Change { key, chain, view, info } = Change::prepare(context).await?;
		let call = calls::channels::unbond(self.amount);
		let events = sign(&chain, &key, &call, "unbonding").await?;
		let OperatorUnbonded { amount, unlocks_at, .. } = events.one()?;
		let unbonded = Unbonded {
			operator: Address(info.operator),
			amount: Planck(amount),
			unlocks_at,
			block: events.block,
		};
		context.show_named(&view, &unbonded).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Unbonded {
	operator: Address,
	amount: Planck,
	/// The block from which on it can be taken back.
	unlocks_at: u32,
	block: H256,
}

impl Shown for Unbonded {
	fn text(&self, _: &Names) -> String {
		format!(
			"{} can be taken back from block {} on: openledger operator withdraw",
			amount::format(self.amount.0),
			self.unlocks_at
		)
	}
}
