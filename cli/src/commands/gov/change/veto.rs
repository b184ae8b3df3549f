// SPDX-License-Identifier: Apache-2.0

//! `openledger gov change veto`

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign,
		calls::veto,
		events::{ChangeVetoed, VetoCast},
	},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;

use crate::{context::Context, error::Error, output::shown::Shown};

/// Veto a change with all the merit of the key's account.
#[derive(Args)]
pub struct Veto {
	/// Its number.
	change: u32,
}

impl Veto {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { change } = self;
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		let events = sign(&chain, &key, &veto::veto(change), "the veto").await?;
		let vetoed = Vetoed {
			change,
			account: Address(key.account()),
			merit: Planck(events.one::<VetoCast>()?.merit),
			is_vetoed: events.all::<ChangeVetoed>()?.iter().any(|gone| gone.change == change),
			block: events.block,
		};
		context.show_named(&view, &vetoed).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Vetoed {
	change: u32,
	account: Address,
	merit: Planck,
	/// Whether the change is gone.
	is_vetoed: bool,
	block: H256,
}

impl Shown for Vetoed {
	fn text(&self, names: &Names) -> String {
		let Self { change, account, merit, is_vetoed, .. } = self;
		let (who, merit) = (names.address(&account.0), amount::format(merit.0));
		let text = format!("{who} is against change {change} with merit of {merit}");
		match is_vetoed {
			true => format!("{text}: that is enough, and the change is gone"),
			false => format!("{text}; see how it stands: openledger gov change show {change}"),
		}
	}
}
