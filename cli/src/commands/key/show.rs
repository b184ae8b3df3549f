// SPDX-License-Identifier: Apache-2.0

//! `openledger key show`

use clap::Args;
use openledger_client::{account, json::Address, names::Names};
use serde::Serialize;
use sp_core::H256;

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show whose the key is, and of which kind.
#[derive(Args)]
pub struct Show {}

impl Show {
	pub fn run(self, context: &Context) -> Result<(), Error> {
		let key = context.key()?;
		let (who, id) = (key.account(), key.public());
		context.show(&Shows { account: Address(who), kind: key.kind(), id });
		Ok(())
	}
}

#[derive(Serialize)]
struct Shows {
	account: Address,
	kind: &'static str,
	/// The bytes of the account.
	id: H256,
}

impl Shown for Shows {
	fn text(&self, _: &Names) -> String {
		table::fields(&[
			("account", account::address(&self.account.0)),
			("account id", format!("{:?}", self.id)),
			("kind", self.kind.to_owned()),
		])
	}
}
