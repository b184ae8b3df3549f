// SPDX-License-Identifier: Apache-2.0

//! The commands. What several of them do, and the demonstration too, are functions of each file.

mod account;
mod anew;
pub mod attribute;
pub mod batch;
mod change;
pub mod channel;
mod check;
mod committee;
mod consent;
pub mod contribute;
mod contribution;
pub mod datanet;
mod decode;
mod delegate;
mod demo;
mod dispute;
mod index;
mod key;
mod locks;
mod merit;
pub mod model;
pub mod money;
pub mod operator;
mod ownership;
mod params;
mod pool;
pub mod receipt;
mod referendum;
pub mod rewards;
pub mod settle;
mod shell;
mod sources;
mod stake;
mod status;
mod tx;
mod veto;
mod vote;
mod warning;
pub mod watch;

use crate::{
	args::{Cli, Command},
	context::Context,
	error::Error,
};

pub async fn run(cli: Cli) -> Result<(), Error> {
	let context = Context::new(cli.global);
	let result = match cli.command {
		Command::Datanet(command) => datanet::run(&context, command).await,
		Command::Contribute(args) => contribute::run(&context, args).await,
		Command::Retract(args) => contribution::retract(&context, args).await,
		Command::Contribution(command) => contribution::run(&context, command).await,
		Command::Dispute(command) => dispute::run(&context, command).await,
		Command::Model(command) => model::run(&context, command).await,
		Command::Attribute(args) => attribute::run(&context, args).await,
		Command::Settle(args) => settle::run(&context, args).await,
		Command::Operator(command) => command.run(&context).await,
		Command::Channel(command) => command.run(&context).await,
		Command::Batch(command) => command.run(&context).await,
		Command::Receipt(command) => command.run(&context).await,
		Command::Watch(command) => command.run(&context).await,
		Command::Index(args) => index::run(&context, args).await,
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
