// SPDX-License-Identifier: Apache-2.0

//! `openledger contribution`

mod appeal;
mod change;
mod show;

use openledger_primitives::ContributionId;
use openledger_runtime_api::{ContributionInfo, ContributionStatus};

pub use change::retract;
pub use show::pending_table;

use crate::{
	account::Account,
	args::Contribution,
	chain::{Chain, View},
	commands::ownership::Ownership,
	context::Context,
	error::{Error, RegistryError},
	key::Key,
	output::words,
};

pub async fn run(context: &Context, command: Contribution) -> Result<(), Error> {
	match command {
		Contribution::List(args) => show::list(context, args).await,
		Contribution::Show { which } => show::show(context, which).await,
		Contribution::Withdraw { id } => change::withdraw(context, id).await,
		Contribution::Appeal { id } => appeal::run(context, id).await,
		Contribution::Payout { id, paid_at } => change::set_payout(context, id, paid_at).await,
		Contribution::Uri { id, uri } => change::set_uri(context, id, uri).await,
		Contribution::Transfer { id, offer } => change::transfer(context, id, offer).await,
		Contribution::Take { id } => change::take(context, id).await,
		Contribution::Retract(args) => change::retract(context, args).await,
	}
}

/// What it takes to change a contribution.
struct Change {
	key: Key,
	chain: Chain,
	view: View,
	info: ContributionInfo<Account>,
}

impl Change {
	/// Looks a contribution up that the key's account may or may not own.
	async fn prepare(context: &Context, id: ContributionId) -> Result<Self, Error> {
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let info = view.existing(id).await?;
		Ok(Self { key, chain, view, info })
	}

	/// Looks a contribution up that the key's account owns.
	async fn by_owner(context: &Context, id: ContributionId) -> Result<Self, Error> {
		let change = Self::prepare(context, id).await?;
		Ownership::of_contribution(&change.info).ensure_owner(&change.key.account())?;
		Ok(change)
	}
}

/// A contribution is where it can't be `action`.
fn wrong(
	id: ContributionId,
	status: ContributionStatus,
	action: &'static str,
	hint: String,
) -> RegistryError {
	RegistryError::Status { id, status: words::status(status), action, hint }
}

/// What to do about a contribution that governance has yet to rule on.
fn await_ruling(id: ContributionId) -> String {
	format!("wait until governance has ruled on the appeal: openledger contribution show {id}")
}
