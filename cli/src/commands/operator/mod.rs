// SPDX-License-Identifier: Apache-2.0

//! `openledger operator`

mod bond;
mod deregister;
mod endpoint;
mod list;
mod receipt_key;
mod register;
mod show;
mod unbond;
mod withdraw;

use clap::Subcommand;
use openledger_client::{
	account::Account,
	chain::{BlockView, Chain},
	keys::Key,
};
use openledger_runtime_api::OperatorInfo;

use crate::{context::Context, error::Error};

/// Register, bond, show and list operators: who serves models and settles batches.
#[derive(Subcommand)]
pub enum Operator {
	Register(register::Register),
	Bond(bond::Bond),
	Unbond(unbond::Unbond),
	Withdraw(withdraw::Withdraw),
	Endpoint(endpoint::Endpoint),
	ReceiptKey(receipt_key::ReceiptKey),
	Deregister(deregister::Deregister),
	Show(show::Show),
	List(list::List),
}

impl Operator {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Register(command) => command.run(context).await,
			Self::Bond(command) => command.run(context).await,
			Self::Unbond(command) => command.run(context).await,
			Self::Withdraw(command) => command.run(context).await,
			Self::Endpoint(command) => command.run(context).await,
			Self::ReceiptKey(command) => command.run(context).await,
			Self::Deregister(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
		}
	}
}

/// What a change of the key's own operator needs.
struct Change {
	key: Key,
	chain: Chain,
	view: BlockView,
	info: OperatorInfo<Account>,
}

impl Change {
	async fn prepare(context: &Context) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.registered(&key.account()).await?;
		Ok(Self { key, chain, view, info })
	}
}
