// SPDX-License-Identifier: Apache-2.0

//! `openledger operator`

mod bond;
mod change;
mod register;
mod show;

use openledger_runtime_api::OperatorInfo;
use sp_core::H256;

use crate::{args::Operator, commands::channel::good_keys, context::Context, error::Error};
use openledger_client::{
	account::Account,
	chain::{Chain, View},
	keys::Key,
};

pub async fn run(context: &Context, command: Operator) -> Result<(), Error> {
	match command {
		Operator::Register(args) => register::register(context, args).await,
		Operator::Bond { amount } => bond::bond(context, amount).await,
		Operator::Unbond { amount } => bond::unbond(context, amount).await,
		Operator::Withdraw => bond::withdraw(context).await,
		Operator::Endpoint { endpoint } => change::set_endpoint(context, endpoint).await,
		Operator::ReceiptKey { receipt_key } => change::set_key(context, receipt_key).await,
		Operator::Deregister => register::deregister(context).await,
		Operator::Show(args) => show::show(context, args).await,
		Operator::List { after, limit } => show::list(context, after, limit.limit).await,
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
	view: View,
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
