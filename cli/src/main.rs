// SPDX-License-Identifier: Apache-2.0

//! `openledger`: register works and models, attribute answers, settle and claim.

// `json!` recurses for each field of an object.
#![recursion_limit = "256"]

mod account;
mod amount;
mod answer_file;
mod args;
mod batch_file;
mod chain;
mod commands;
mod context;
mod convert;
mod corpus;
mod decimal;
mod demo;
mod durable;
mod error;
mod fetch;
mod file_lock;
mod input;
mod key;
mod keystore;
mod malformed;
mod output;
mod parameters;
mod percent;
mod promises;
mod receipt_file;
mod record;
mod secret;
mod store;
mod uri;
mod voucher_file;

use std::process::ExitCode;

use owo_colors::OwoColorize;
use tokio::runtime;

use crate::{args::Cli, context::warn, error::Error};

/// What shells expect of a program that was interrupted.
const INTERRUPTED: u8 = 130;

fn main() -> ExitCode {
	let cli = Cli::read();
	account::use_prefix();
	match start(cli) {
		Ok(()) => ExitCode::SUCCESS,
		Err(Error::Interrupted) => {
			for chain::UnderWay { call, hash, advice } in chain::under_way() {
				warn(&format!("interrupted: {call} ({hash:?}) was sent and may still be included"));
				if let Some(advice) = advice {
					warn(&advice);
				}
			}
			ExitCode::from(INTERRUPTED)
		}
		Err(error) => {
			warn(&format!("{} {error}", "error:".red().bold()));
			if let Some(hint) = error.hint() {
				warn(&format!("{} {hint}", "hint:".cyan().bold()));
			}
			ExitCode::FAILURE
		}
	}
}

fn start(cli: Cli) -> Result<(), Error> {
	let runtime =
		runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::Start)?;
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
