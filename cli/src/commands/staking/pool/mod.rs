// SPDX-License-Identifier: Apache-2.0

//! `openledger staking pool`

mod claim;
mod close;
mod create;
mod extra;
mod join;
mod list;
mod nominate;
mod show;
mod status;
mod unbond;
mod withdraw;

use clap::Subcommand;
use openledger_client::{
	account::Account,
	chain::{
		pools::{Member, Pool, PoolState},
		BlockView,
	},
	error::{Idle, Kind, Role, StakingError},
	json::{Address, Planck},
	words, Error as ClientError,
};
use openledger_primitives::Balance;
use serde::Serialize;

use crate::{context::Context, error::Error};

/// Stake through a nomination pool, with less than it takes to nominate alone.
#[derive(Subcommand)]
pub enum PoolCommand {
	Create(create::Create),
	Join(join::Join),
	Extra(extra::Extra),
	Nominate(nominate::Nominate),
	Claim(claim::Claim),
	Unbond(unbond::Unbond),
	Withdraw(withdraw::Withdraw),
	Close(close::Close),
	Show(show::Show),
	List(list::List),
	Status(status::Status),
}

impl PoolCommand {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Create(command) => command.run(context).await,
			Self::Join(command) => command.run(context).await,
			Self::Extra(command) => command.run(context).await,
			Self::Nominate(command) => command.run(context).await,
			Self::Claim(command) => command.run(context).await,
			Self::Unbond(command) => command.run(context).await,
			Self::Withdraw(command) => command.run(context).await,
			Self::Close(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::List(command) => command.run(context).await,
			Self::Status(command) => command.run(context).await,
		}
	}
}

/// The error of a pool that there is not.
fn missing(id: u32) -> ClientError {
	ClientError::NotFound { kind: Kind::Pool, id: id.into(), count: None }
}

/// What an account has in its pool.
async fn member(view: &BlockView, who: &Account) -> Result<Member, Error> {
	let missing = || ClientError::IsNot { role: Role::PoolMember, who: who.clone() };
	Ok(view.pool_member(who).await?.ok_or_else(missing)?)
}

/// Fails when an amount is less than what is taken.
fn ensure_enough(what: &'static str, amount: Balance, least: Balance) -> Result<(), StakingError> {
	match amount < least {
		true => Err(StakingError::TooLittle { what, least }),
		false => Ok(()),
	}
}

/// Fails when no pay has come in: the chain would pay nothing, for a fee.
async fn ensure_pay(view: &BlockView, who: &Account) -> Result<(), Error> {
	match view.pool_pay(who).await? {
		0 => Err(Idle::NoPay(who.clone()).into()),
		_ => Ok(()),
	}
}

/// A pool with what is read besides.
#[derive(Serialize)]
struct Found {
	pool: u32,
	name: String,
	state: &'static str,
	staked: Planck,
	members: u32,
	depositor: Address,
}

impl Found {
	async fn read(view: &BlockView, pool: u32, info: Pool) -> Result<Self, Error> {
		Ok(Self {
			pool,
			name: words::text(&view.pool_name(pool).await?),
			state: match info.state {
				PoolState::Open => "open",
				PoolState::Blocked => "takes nobody",
				PoolState::Destroying => "ends",
			},
			staked: Planck(view.pool_balance(pool).await?),
			members: info.member_counter,
			depositor: Address(Account::new(info.roles.depositor.0)),
		})
	}
}
