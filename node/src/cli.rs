// SPDX-License-Identifier: Apache-2.0

//! The command line: the node's own flags and its subcommands.

use crate::light_spec::ExportLightSpec;
use clap::{Parser, Subcommand as ClapSubcommand, ValueEnum};
use std::path::PathBuf;

/// The whole command line. Without a subcommand the node runs.
#[derive(Debug, Parser)]
pub struct Cli {
	#[command(subcommand)]
	pub subcommand: Option<Subcommand>,

	#[command(flatten)]
	pub run: sc_cli::RunCmd,

	/// Do not measure the machine when the node starts.
	///
	/// Otherwise the CPU, the memory and the disk are measured for a few seconds, and a validator
	/// on a machine that is too slow gets a warning. Development chains never measure.
	#[arg(long)]
	pub no_hardware_benchmarks: bool,

	#[command(flatten)]
	pub storage_monitor: sc_storage_monitor::StorageMonitorParams,

	/// Where runtimes are kept that the node has compiled, so that it starts in a second the next time.
	///
	/// By default they are beside the chain's database. Several nodes may share a folder. The node runs
	/// the code that it finds there, so nobody else may write to it.
	#[arg(long, value_name = "FOLDER", env = "OPENLEDGER_COMPILED_RUNTIMES")]
	pub compiled_runtimes: Option<PathBuf>,

	/// Do not keep what proves what became of batches, once the state has forgotten them.
	///
	/// Otherwise it is kept for each block that the node executes, about a kilobyte a batch, and
	/// the method `openledger_batchHistory` answers from it. So `--enable-offchain-indexing` makes
	/// no difference.
	#[arg(long)]
	pub no_batch_history: bool,

	/// Make blocks without waiting for slots, each final at once. For chains of one machine.
	///
	/// A block takes a slot of the chain's time, however soon it comes. More blocks are made by the
	/// method `engine_createBlocks`, so that whoever tests need not wait for a window to end.
	#[arg(long, value_enum, value_name = "WHEN")]
	pub sealing: Option<Sealing>,
}

/// When a block is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sealing {
	/// As soon as a transaction comes.
	Instant,
	/// When JSON-RPC asks for it, and never else.
	Manual,
}

/// What the binary does besides running a node.
// Parsed once for a process, so the space that a large variant takes does not matter.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, ClapSubcommand)]
pub enum Subcommand {
	/// Generate, inspect and insert keys.
	#[command(subcommand)]
	Key(sc_cli::KeySubcommand),

	/// Sign a message with a secret key.
	Sign(sc_cli::SignCmd),

	/// Verify the signature of a message.
	Verify(sc_cli::VerifyCmd),

	/// Search for a seed whose address holds a given pattern.
	Vanity(sc_cli::VanityCmd),

	/// Write the chain specification of a chain as JSON.
	ExportChainSpec(sc_cli::ExportChainSpecCmd),

	/// Write a running node's chain specification for light clients: where they start, and whom they
	/// ask.
	ExportLightSpec(ExportLightSpec),

	/// Verify a block that is already in the database again.
	CheckBlock(sc_cli::CheckBlockCmd),

	/// Write blocks from the database to a file.
	ExportBlocks(sc_cli::ExportBlocksCmd),

	/// Write the state at a block as a chain specification.
	ExportState(sc_cli::ExportStateCmd),

	/// Read blocks from a file into the database.
	ImportBlocks(sc_cli::ImportBlocksCmd),

	/// Delete the database of a chain.
	PurgeChain(sc_cli::PurgeChainCmd),

	/// Take back the last blocks, down to the last finalized one at most.
	Revert(sc_cli::RevertCmd),

	/// Show the best and the last finalized block in the database.
	ChainInfo(sc_cli::ChainInfoCmd),

	/// Measure blocks, transactions, the storage and the machine.
	#[cfg(feature = "runtime-benchmarks")]
	#[command(subcommand)]
	Benchmark(frame_benchmarking_cli::BenchmarkCmd),
}
