// SPDX-License-Identifier: Apache-2.0

//! Runs what the command line asks for.

#[cfg(feature = "runtime-benchmarks")]
use crate::benchmarking;
use crate::{
	chain_spec::{self, BuiltIn},
	cli::{Cli, Subcommand},
	preflight,
	service::{self, new_partial, FullBackend, FullClient},
};
use openledger_runtime::opaque::Block;
use sc_cli::{CliConfiguration, Result, Runner, SubstrateCli};
use sc_service::{ChainSpec, DatabaseSource, PartialComponents};
use sp_core::crypto::{set_default_ss58_version, Ss58AddressFormat};
use sp_runtime::traits::NumberFor;
use std::{
	path::PathBuf,
	sync::{Arc, OnceLock},
};

/// The program's version. The SDK asks for it without saying of what.
static VERSION: OnceLock<&str> = OnceLock::new();

impl SubstrateCli for Cli {
	fn impl_name() -> String {
		"OpenLedger Node".into()
	}

	fn impl_version() -> String {
		VERSION.get().copied().unwrap_or(env!("CARGO_PKG_VERSION")).into()
	}

	fn description() -> String {
		"The OpenLedger node: BABE, GRANDPA, ParityDB and JSON-RPC".into()
	}

	fn author() -> String {
		env!("CARGO_PKG_AUTHORS").into()
	}

	fn support_url() -> String {
		"https://github.com/openledger/openledger/issues".into()
	}

	fn copyright_start_year() -> i32 {
		2026
	}

	fn load_spec(&self, id: &str) -> std::result::Result<Box<dyn ChainSpec>, String> {
		let spec = match BuiltIn::named(id) {
			Some(chain) => chain.spec_with_state()?,
			None => spec_in_file(id)?,
		};
		Ok(Box::new(spec))
	}
}

fn spec_in_file(path: &str) -> std::result::Result<chain_spec::ChainSpec, String> {
	let path = PathBuf::from(path);
	if !path.is_file() {
		return Err(format!(
			"There is no chain `{}`: it is neither `dev` nor `local`, and there is no chain \
			 specification file of that name.",
			path.display(),
		));
	}
	chain_spec::ChainSpec::from_json_file(path)
}

/// Parses the command line of a program of this version and runs it to its end.
pub fn run(version: &'static str) -> Result<()> {
	VERSION.get_or_init(|| version);
	// Addresses with a prefix that is not in the SS58 registry are refused everywhere in the
	// node (keys, JSON-RPC) unless the prefix is the process' default.
	set_default_ss58_version(Ss58AddressFormat::custom(chain_spec::SS58_PREFIX));

	let cli = Cli::from_args();

	match &cli.subcommand {
		None => {
			let runner = create_runner(&cli, &cli.run)?;
			runner.run_node_until_exit(|mut config| async move {
				// Whoever describes endpoints one by one says of each whether any port will do.
				let is_exact = cli.run.rpc_params.experimental_rpc_endpoint.is_empty();
				preflight::ensure_can_start(&mut config, is_exact)?;
				service::new_full(config, cli).map_err(sc_cli::Error::Service)
			})
		}
		Some(Subcommand::Key(cmd)) => cmd.run(&cli),
		Some(Subcommand::Sign(cmd)) => cmd.run(),
		Some(Subcommand::Verify(cmd)) => cmd.run(),
		Some(Subcommand::Vanity(cmd)) => cmd.run(),
		Some(Subcommand::ExportChainSpec(cmd)) => {
			let spec = match BuiltIn::named(&cmd.chain) {
				Some(chain) => chain.spec()?,
				None => spec_in_file(&cmd.chain)?,
			};
			cmd.run(Box::new(spec))
		}
		Some(Subcommand::ExportLightSpec(cmd)) => cmd.run(),
		Some(Subcommand::CheckBlock(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.async_run(|mut config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					new_partial(&mut config)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::ExportBlocks(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.async_run(|mut config| {
				let PartialComponents { client, task_manager, .. } = new_partial(&mut config)?;
				Ok((cmd.run(client, config.database), task_manager))
			})
		}
		Some(Subcommand::ExportState(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.async_run(|mut config| {
				let PartialComponents { client, task_manager, .. } = new_partial(&mut config)?;
				Ok((cmd.run(client, config.chain_spec), task_manager))
			})
		}
		Some(Subcommand::ImportBlocks(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.async_run(|mut config| {
				let PartialComponents { client, task_manager, import_queue, .. } =
					new_partial(&mut config)?;
				Ok((cmd.run(client, import_queue), task_manager))
			})
		}
		Some(Subcommand::PurgeChain(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.sync_run(|config| cmd.run(config.database))
		}
		Some(Subcommand::Revert(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.async_run(|mut config| {
				let PartialComponents { client, task_manager, backend, .. } =
					new_partial(&mut config)?;
				Ok((
					cmd.run::<Block, _, _>(client, backend, Some(Box::new(revert_consensus))),
					task_manager,
				))
			})
		}
		Some(Subcommand::ChainInfo(cmd)) => {
			let runner = create_runner(&cli, cmd)?;
			runner.sync_run(|config| cmd.run::<Block>(&config))
		}
		#[cfg(feature = "runtime-benchmarks")]
		Some(Subcommand::Benchmark(cmd)) => benchmarking::run(create_runner(&cli, cmd)?, cmd),
	}
}

/// A runner for `command`. Refuses every database but ParityDB: the node is built without the
/// others, and `auto` would only hide that.
fn create_runner<C: CliConfiguration>(cli: &Cli, command: &C) -> Result<Runner<Cli>> {
	let runner = cli.create_runner::<C, ()>(command)?;
	match &runner.config().database {
		DatabaseSource::ParityDb { .. } => Ok(runner),
		other => Err(format!(
			"The database `{other}` is not supported: this node stores its data in ParityDB. \
			 Leave `--database` out or pass `--database paritydb`.",
		)
		.into()),
	}
}

/// Takes back what BABE and GRANDPA keep about the last `blocks` blocks.
fn revert_consensus(
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
	blocks: NumberFor<Block>,
) -> Result<()> {
	sc_consensus_babe::revert::<Block, _, _>(client.clone(), backend, blocks)?;
	sc_consensus_grandpa::revert::<Block, _>(client, blocks)?;
	Ok(())
}
