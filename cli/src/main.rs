// SPDX-License-Identifier: Apache-2.0

//! `openledger`: register works and models, attribute answers, settle and claim.

mod args;
mod commands;
mod config;
mod context;
mod error;
mod exit;
mod hints;
mod output;
mod passwords;

use std::{io::Write, process::ExitCode};

use openledger_client::{account, chain, json};
use owo_colors::OwoColorize;
use serde::Serialize;
use tokio::runtime;

use crate::{
	args::Cli,
	config::Config,
	context::warn,
	error::Error,
	output::{drawn, layout},
};

/// A failure as a program reads it.
#[derive(Serialize)]
struct Failure<'a> {
	error: String,
	hint: Option<&'a str>,
	/// What the chain calls it, if the chain said so.
	chain_error: Option<&'a str>,
}

fn main() -> ExitCode {
	account::use_prefix();
	drawn::start();
	layout::start();
	let cli = match Config::read() {
		Ok(config) => Cli::read(config),
		Err(error) => return fail(&error, false),
	};
	let json = cli.global.json;
	match start(cli) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error @ Error::Interrupted) => {
			for chain::UnderWay { call, hash, advice } in chain::under_way() {
				warn(&format!("interrupted: {call} ({hash:?}) was sent and may still be included"));
				if let Some(advice) = advice {
					warn(&advice);
				}
			}
			ExitCode::from(exit::status(&error))
		}
		Err(error) => fail(&error, json),
	}
}

/// Says what went wrong and what to do next; to a program on standard output too, where it looks for
/// the result, unless that is there.
fn fail(error: &Error, json: bool) -> ExitCode {
	let hint = hints::of(error);
	if json && !context::has_shown() {
		let (hint, chain_error) = (hint.as_deref(), error.of_chain());
		let result = json::of(&Failure { error: error.to_string(), hint, chain_error });
		// A pipe that nobody reads changes nothing: the status says that it failed.
		let _ = writeln!(anstream::stdout(), "{}", json::escaped(&format!("{result:#}")));
	}
	warn(&format!("{} {error}", "error:".red().bold()));
	if let Some(hint) = hint {
		warn(&format!("{} {hint}", "hint:".cyan().bold()));
	}
	ExitCode::from(exit::status(error))
}

fn start(cli: Cli) -> Result<(), Error> {
	let started = runtime::Builder::new_multi_thread().enable_all().build();
	let runtime =
		started.map_err(|reason| Error::System { what: "can't start".to_owned(), reason })?;
	let result = runtime.block_on(async {
		tokio::select! {
			// First, so that the signal is caught before a command asks for a password.
			biased;
			Ok(()) = tokio::signal::ctrl_c() => Err(Error::Interrupted),
			result = Box::pin(commands::run(cli)) => result,
		}
	});
	// An index that is being built can't be stopped, and nobody waits for it any more.
	runtime.shutdown_background();
	result
}
