// SPDX-License-Identifier: Apache-2.0

//! `openledger account identity`

mod judge;
mod set;
mod show;
mod sub;
mod username;

use openledger_primitives::Balance;

use crate::{args::Identity, context::Context, error::Error};
use openledger_client::{
	chain::{BlockView, Chain},
	keys::Key,
	units::amount,
};

pub async fn run(context: &Context, command: Identity) -> Result<(), Error> {
	match command {
		Identity::Set(args) => set::set(context, args).await,
		Identity::Clear => set::clear(context).await,
		Identity::Show(args) => show::show(context, args).await,
		Identity::Registrars => show::registrars(context).await,
		Identity::RequestJudgement { registrar, max_fee } => {
			judge::request(context, registrar, max_fee).await
		}
		Identity::CancelRequest { registrar } => judge::cancel(context, registrar).await,
		Identity::Judge { account, registrar, judgement, hash } => {
			judge::judge(context, account, registrar, judgement, hash).await
		}
		Identity::SetFee { fee, registrar } => judge::set_fee(context, registrar, fee).await,
		Identity::Sub(command) => sub::run(context, command).await,
		Identity::Username(command) => username::run(context, command).await,
	}
}

/// What a change by the key's account needs, on a chain that has names.
struct Signing {
	key: Key,
	chain: Chain,
	view: BlockView,
}

impl Signing {
	async fn prepare(context: &Context) -> Result<Self, Error> {
		let (key, chain) = (context.key()?, context.chain().await?);
		let view = chain.view().await?;
		view.ensure_identities()?;
		Ok(Self { key, chain, view })
	}
}

/// Says what is about to be held, and how it comes back.
fn tell_deposit(context: &Context, more: Balance, back: &str) {
	if more > 0 {
		context.note(&format!("this holds a deposit of {}: {back}", amount::format(more)));
	}
}
