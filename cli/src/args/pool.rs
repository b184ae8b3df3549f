// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger pool`.

use clap::{Args, Subcommand};
use openledger_primitives::Balance;

use super::{
	common::{positive, ReadAccount},
	Who,
};
use openledger_client::account::Account;

#[derive(Subcommand)]
pub enum Pool {
	/// Make a pool. The key's account runs it, and is its first member.
	Create {
		/// What to put in: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,

		/// What it is called.
		#[arg(long, value_name = "NAME")]
		name: String,
	},
	/// Join a pool.
	Join {
		/// Which one.
		#[arg(value_name = "POOL")]
		pool: u32,

		/// What to put in: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Put in more.
	Extra(MoreOf),
	/// Say whom a pool backs, for who runs it.
	Nominate {
		/// Which one.
		#[arg(value_name = "POOL")]
		pool: u32,

		/// Whom to back.
		#[arg(required = true, value_name = "ACCOUNT", value_parser = ReadAccount)]
		validators: Vec<Account>,
	},
	/// Take the pay that has come in.
	Claim,
	/// Take a part out. It is free after some eras.
	Unbond {
		/// How much: 1.5, or 1500planck.
		#[arg(value_name = "OPEN", value_parser = positive)]
		amount: Balance,
	},
	/// Take back all that was unbonded and is free.
	Withdraw,
	/// End a pool, as who made it: nobody can join any more, all members are sent home, and who made
	/// it last. It takes the time of two unbondings; the command does what can be done now, and says
	/// when to run it again.
	Close {
		/// Which one.
		#[arg(value_name = "POOL")]
		pool: u32,
	},
	/// Show a pool.
	Show {
		/// Which one.
		#[arg(value_name = "POOL")]
		pool: u32,
	},
	/// List all pools.
	List,
	/// Show what an account has in a pool.
	Status(Who),
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct MoreOf {
	/// How much: 1.5, or 1500planck.
	#[arg(value_name = "OPEN", value_parser = positive)]
	pub amount: Option<Balance>,

	/// The pay that has come in.
	#[arg(long)]
	pub rewards: bool,
}
