// SPDX-License-Identifier: Apache-2.0

//! `openledger operator bond`

use clap::Args;
use openledger_client::{
	chain::{affordable::sign, calls, events::OperatorBonded},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use openledger_primitives::Balance;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{args::positive, context::Context, error::Error, output::shown::Shown};

/// Add to the bond.
#[derive(Args)]
pub struct Bond {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	amount: Balance,
}

impl Bond {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { amount } = self;
		let Change { key, chain, view, info } = Change::prepare(context).await?;
		let call = calls::channels::bond_extra(amount);
		let events = sign(&chain, &key, &call, "bonding").await?;
		let bond = Planck(events.one::<OperatorBonded>()?.bond);
		let operator = Address(info.operator);
		let bonded = Bonded { operator, amount: Planck(amount), bond, block: events.block };
		context.show_named(&view, &bonded).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Bonded {
	operator: Address,
	amount: Planck,
	/// All that is bonded now.
	bond: Planck,
	block: H256,
}

impl Shown for Bonded {
	fn text(&self, _: &Names) -> String {
		format!("the bond is {}", amount::format(self.bond.0))
	}
}
