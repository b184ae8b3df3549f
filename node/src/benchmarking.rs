// SPDX-License-Identifier: Apache-2.0

//! `benchmark`: weights of blocks, transactions and storage, and the speed of the machine.

use crate::{cli::Cli, hardware, service::new_partial};
use frame_benchmarking_cli::BenchmarkCmd;
use openledger_runtime::opaque::Block;
use sc_cli::{Result, Runner};

/// Runs one `benchmark` subcommand.
pub fn run(runner: Runner<Cli>, command: &BenchmarkCmd) -> Result<()> {
	runner.sync_run(|mut config| match command {
		BenchmarkCmd::Block(cmd) => {
			let partial = new_partial(&mut config)?;
			cmd.run(partial.client)
		}
		BenchmarkCmd::Storage(cmd) => {
			let partial = new_partial(&mut config)?;
			let db = partial.backend.expose_db();
			let storage = partial.backend.expose_storage();
			let trie_cache = partial.backend.expose_shared_trie_cache();
			cmd.run(config, partial.client, db, storage, trie_cache)
		}
		// Builds its `remark` from the runtime's metadata, so it follows the runtime's
		// transaction extensions by itself.
		BenchmarkCmd::Overhead(cmd) => {
			cmd.run_with_default_builder_and_spec::<Block, ()>(Some(config.chain_spec))
		}
		BenchmarkCmd::Machine(cmd) => cmd.run(&config, hardware::requirements()),
		BenchmarkCmd::Pallet(_) => {
			Err("Pallets are measured with `frame-omni-bencher v1 benchmark pallet` on the \
				 runtime's WebAssembly."
				.into())
		}
		BenchmarkCmd::Extrinsic(_) => {
			Err("Single transactions are not measured here; use `benchmark overhead`, or \
				 `frame-omni-bencher` for a pallet's calls."
				.into())
		}
	})
}
