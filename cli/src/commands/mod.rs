// SPDX-License-Identifier: Apache-2.0

//! The commands. What several of them do, and the demonstration too, are functions of each file.

pub mod account;
mod anew;
pub mod attribute;
pub mod batch;
mod change;
pub mod channel;
pub mod check;
pub mod completions;
mod consent;
pub mod contribute;
mod contribution;
pub mod datanet;
pub mod decode;
pub mod demo;
mod dispute;
pub mod gov;
mod index;
pub mod key;
mod locks;
pub mod man;
pub mod model;
pub mod operator;
mod ownership;
mod receipt;
pub mod settle;
mod signing;
mod sources;
pub mod staking;
pub mod status;
pub mod tx;
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
		Command::Channel(command) => channel::run(&context, command).await,
		Command::Batch(command) => command.run(&context).await,
		Command::Receipt(command) => receipt::run(&context, command).await,
		Command::Watch(command) => command.run(&context).await,
		Command::Index(args) => index::run(&context, args).await,
		Command::Staking(command) => command.run(&context).await,
		Command::Gov(command) => command.run(&context).await,
		Command::Account(command) => command.run(&context).await,
		Command::Key(command) => command.run(&context),
		Command::Status(command) => command.run(&context).await,
		Command::Check(command) => command.run(&context).await,
		Command::Tx(command) => command.run(&context).await,
		Command::Decode(command) => command.run(&context).await,
		Command::Completions(command) => command.run(),
		Command::Man(command) => command.run(),
		Command::Demo(command) => command.run(&context).await,
	};
	result?;
	context.ensure_shown()
}
