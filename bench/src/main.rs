// SPDX-License-Identifier: Apache-2.0

//! `openledger-bench`: what the chain costs, and its auditors. `scripts/bench.sh` builds it and
//! starts what it needs.

// `json!` recurses for each field of an object.
#![recursion_limit = "256"]

mod audit;
mod batches;
mod blocks;
mod calls;
mod chain;
mod cost;
mod driver;
mod error;
mod finality;
mod log;
mod parallel;
mod plot;
mod random;
mod registries;
mod report;
mod settlement;
#[cfg(feature = "weights")]
mod weights;
mod works;

use std::{future::Future, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::error::{cannot, Error};

/// Measures the chain. Start it with scripts/bench.sh.
#[derive(Parser)]
#[command(version)]
struct Cli {
	#[command(subcommand)]
	bench: Bench,
}

#[derive(Subcommand)]
enum Bench {
	/// Audits of receipts, true and false, over a corpus of real texts. No chain is needed.
	Audit(audit::Args),
	/// How long transfers take to be final, on a chain of four validators that it starts.
	Finality(finality::Args),
	/// The registries of a development chain as they grow.
	Registries(registries::Args),
	/// Full blocks of transfers, of single answers and of batches, on a development chain.
	Settlement(settlement::Args),
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
		Bench::Audit(args) => audit::run(&args),
		Bench::Finality(args) => wait(finality::run(&args)),
		Bench::Registries(args) => wait(registries::run(&args)),
		Bench::Settlement(args) => wait(settlement::run(&args)),
		#[cfg(feature = "weights")]
		Bench::Weights(args) => weights::run(&args),
	}
}

/// Runs a bench to its end, or until Ctrl-C.
fn wait(bench: impl Future<Output = Result<(), Error>>) -> Result<(), Error> {
	let runtime = tokio::runtime::Builder::new_multi_thread()
		.enable_all()
		.build()
		.map_err(cannot("start"))?;
	runtime.block_on(async {
		tokio::select! {
			result = bench => result,
			_ = tokio::signal::ctrl_c() => Err(Error::new("interrupted")),
		}
	})
}
