// SPDX-License-Identifier: Apache-2.0

//! `openledger-bench`: what the chain costs. `scripts/bench.sh` builds it and starts what it needs.

// `json!` recurses for each field of an object.
#![recursion_limit = "256"]

mod error;
mod registries;
mod report;
#[cfg(feature = "weights")]
mod weights;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Error;

/// Measures the chain. Start it with scripts/bench.sh.
#[derive(Parser)]
#[command(version)]
struct Cli {
	#[command(subcommand)]
	bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
	/// The registries of a development chain as they grow.
	Registries(registries::Args),
	/// The weights of calls, written to the sources.
	#[cfg(feature = "weights")]
	Weights(weights::Args),
}

fn main() -> ExitCode {
	match run(Cli::parse().bench) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::FAILURE
		}
	}
}

fn run(bench: Bench) -> Result<(), Error> {
	match bench {
		Bench::Registries(args) => registries::run(&args),
		#[cfg(feature = "weights")]
		Bench::Weights(args) => weights::run(&args),
	}
}
