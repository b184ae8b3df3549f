// SPDX-License-Identifier: Apache-2.0

//! The commands. What several of them do, and the demonstration too, are functions of each file.

pub mod account;
mod anew;
pub mod answer;
pub mod batch;
pub mod channel;
pub mod check;
pub mod completions;
pub mod contribution;
pub mod datanet;
pub mod decode;
pub mod demo;
pub mod dispute;
pub mod gov;
pub mod key;
mod locks;
pub mod man;
pub mod model;
pub mod operator;
mod ownership;
pub mod receipt;
mod signing;
pub mod staking;
pub mod status;
pub mod tx;
pub mod watch;

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
		Command::Operator(command) => command.run(&context).await,
		Command::Channel(command) => command.run(&context).await,
		Command::Batch(command) => command.run(&context).await,
		Command::Receipt(command) => command.run(&context).await,
		Command::Watch(command) => command.run(&context).await,
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
