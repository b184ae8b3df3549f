// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity registrars`

use clap::Args;
use openledger_client::{
	chain::identity::Registrar,
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// List the registrars, and what each asks.
#[derive(Args)]
pub struct Registrars {}

impl Registrars {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let view = context.chain().await?.view().await?;
		context.show_named(&view, &List::of(view.registrars().await?)).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Row {
	registrar: u32,
	account: Address,
	fee: Planck,
}

#[derive(Serialize)]
#[serde(transparent)]
struct List(Vec<Row>);

impl List {
	/// Those that were not removed, each with its number.
	fn of(all: Vec<Option<Registrar>>) -> Self {
		let all = (0..).zip(all).filter_map(|(registrar, found)| {
			let Registrar { account, fee, .. } = found?;
			Some(Row { registrar, account: Address(account), fee: Planck(fee) })
		});
		Self(all.collect())
	}
}

impl Shown for List {
	fn text(&self, names: &Names) -> String {
		if self.0.is_empty() {
			return "there is no registrar yet: openledger gov referendum registrar ACCOUNT"
				.to_owned();
		}
		let rows = self.0.iter().map(|row| {
			let (fee, who) = (amount::format(row.fee.0), names.address(&row.account.0));
			vec![row.registrar.to_string(), fee, who]
		});
		table::table(&[">registrar", ">asks", "account"], rows)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Decode;

	#[test]
	fn a_registrar_should_keep_its_number() {
		let one = || Registrar::decode(&mut &[1u8; 56][..]).ok();
		let List(all) = List::of(vec![one(), None, one()]);
		assert_eq!(all.iter().map(|row| row.registrar).collect::<Vec<_>>(), [0, 2]);
	}
}
