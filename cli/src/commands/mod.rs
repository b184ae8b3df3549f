// SPDX-License-Identifier: Apache-2.0

//! The commands. What several of them do, and the demonstration too, are functions of each file.

mod account;
mod anew;
pub mod answer;
mod batch;
pub mod channel;
mod check;
mod committee;
pub mod contribution;
pub mod datanet;
mod decode;
mod delegate;
mod demo;
pub mod dispute;
pub mod finalize;
mod key;
mod locks;
mod merit;
pub mod model;
pub mod money;
pub mod operator;
mod ownership;
mod params;
mod pool;
mod receipt;
mod referendum;
pub mod rewards;
mod shell;
mod stake;
mod status;
mod stay;
mod tx;
mod veto;
mod vote;
mod watch;

// What other commands say of answers too.
use answer::{attribute, warning};

use crate::{
	args::{Cli, Command},
	context::Context,
	error::Error,
};

pub async fn run(cli: Cli) -> Result<(), Error> {
	let context = Context::new(cli.global);
	let result = match cli.command {
		Command::Datanet(command) => command.run(&context).await,
		Command::Contribution(command) => command.run(&context).await,
		Command::Dispute(command) => command.run(&context).await,
		Command::Model(command) => command.run(&context).await,
		Command::Answer(command) => command.run(&context).await,
		Command::Finalize(args) => finalize::run(&context, args).await,
		Command::Operator(command) => command.run(&context).await,
		Command::Channel(command) => channel::run(&context, command).await,
		Command::Batch(command) => batch::run(&context, command).await,
		Command::Receipt(command) => receipt::run(&context, command).await,
		Command::Watch(args) => watch::run(&context, args).await,
		Command::Owed(args) => rewards::owed(&context, args).await,
		Command::Claim(args) => rewards::claim(&context, args).await,
		Command::Payout(args) => rewards::payout(&context, args).await,
		Command::Stake(command) => stake::run(&context, command).await,
		Command::Pool(command) => pool::run(&context, command).await,
		Command::Referendum(command) => referendum::run(&context, command).await,
		Command::Vote(args) => vote::run(&context, args).await,
		Command::Delegate(args) => delegate::run(&context, args).await,
		Command::Params(command) => params::run(&context, command).await,
		Command::Change(command) => veto::run(&context, command).await,
		Command::Merit(args) => merit::run(&context, args).await,
		Command::Committee(command) => committee::run(&context, command).await,
		Command::Account(command) => account::run(&context, command).await,
		Command::Key(command) => key::run(&context, command),
		Command::Balance(args) => money::balance(&context, args).await,
		Command::Transfer(args) => money::transfer(&context, args).await,
		Command::Status => status::run(&context).await,
		Command::Check => check::run(&context).await,
		Command::Tx(args) => tx::run(&context, args).await,
		Command::Decode(args) => decode::run(&context, args).await,
		Command::Completions(args) => shell::completions(args),
		Command::Man(args) => shell::man(args),
		Command::Demo(args) => demo::run(&context, args).await,
	};
	result?;
	context.ensure_shown()
}
