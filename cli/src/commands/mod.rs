// SPDX-License-Identifier: Apache-2.0

//! The commands. What several of them do, and the demonstration too, are functions of each file.

pub mod attribute;
mod change;
mod check;
pub mod contribute;
mod contribution;
pub mod datanet;
pub mod model;
pub mod money;
mod ownership;
pub mod rewards;
pub mod settle;
mod sign;
mod sources;
mod status;

use crate::{
	args::{Cli, Command},
	context::Context,
	demo,
	error::Error,
};

pub async fn run(cli: Cli) -> Result<(), Error> {
	let context = Context::new(cli.global);
	let result = match cli.command {
		Command::Datanet(command) => datanet::run(&context, command).await,
		Command::Contribute(args) => contribute::run(&context, args).await,
		Command::Retract(args) => contribution::retract(&context, args).await,
		Command::Contribution(command) => contribution::run(&context, command).await,
		Command::Model(command) => model::run(&context, command).await,
		Command::Attribute(args) => attribute::run(&context, args).await,
		Command::Settle(args) => settle::run(&context, args).await,
		Command::Finalise(args) => settle::run_finalise(&context, args).await,
		Command::Owed(args) => rewards::owed(&context, args).await,
		Command::Claim(args) => rewards::claim(&context, args).await,
		Command::Payout(args) => rewards::payout(&context, args).await,
		Command::Balance(args) => money::balance(&context, args).await,
		Command::Transfer(args) => money::transfer(&context, args).await,
		Command::Status => status::run(&context).await,
		Command::Check => check::run(&context).await,
		Command::Demo(args) => demo::run(&context, args).await,
	};
	result?;
	context.ensure_shown()
}
