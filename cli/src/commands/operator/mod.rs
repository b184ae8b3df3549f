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
use sp_core::H256;

use crate::{commands::channel::good_keys, context::Context, error::Error};

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

/// The keys whose signatures over receipts count for what an operator settles in block `next`.
pub fn receipt_keys(info: &OperatorInfo<Account>, next: u64) -> Vec<H256> {
	good_keys(info.key, info.former_key, next)
}

/// The keys that an operator has and had, whether they count or not.
pub fn all_keys(info: &OperatorInfo<Account>) -> Vec<H256> {
	let former = info.former_key.as_ref().map(|former| former.key);
	std::iter::once(info.key).chain(former).collect()
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

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;
	use openledger_runtime_api::FormerKeyInfo;

	#[test]
	fn a_former_receipt_key_should_count_until_it_ends() {
		let former_key = Some(FormerKeyInfo { key: H256::repeat_byte(5), until: 10 });
		let info = OperatorInfo { key: H256::repeat_byte(4), former_key, ..info() };
		assert_eq!(receipt_keys(&info, 9).len(), 2);
		assert_eq!(receipt_keys(&info, 10), [H256::repeat_byte(4)]);
		assert_eq!(all_keys(&info).len(), 2);
	}
}
