// SPDX-License-Identifier: Apache-2.0

//! Blocks at once, each final, for those who develop on a chain of their own.

use super::{
	authority,
	partial::{inherent_data_providers, Clock},
	BlockHash, FullBabeBlockImport, FullClient, FullPool, FullSelectChain, Handles,
};
use crate::cli::Sealing;
use futures::{
	channel::mpsc,
	stream::{self, Stream, StreamExt},
};
use openledger_runtime::opaque::Block;
use sc_chain_spec::ChainType;
use sc_client_api::{BlockchainEvents, HeaderBackend};
use sc_consensus_babe::BabeLink;
use sc_consensus_manual_seal::{
	consensus::babe::BabeConsensusDataProvider, run_manual_seal, EngineCommand, ManualSealParams,
};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_transaction_pool_api::TransactionPool;
use std::sync::Arc;

pub type Command = EngineCommand<BlockHash>;

/// How many commands wait for those before them.
pub const COMMANDS: usize = 64;

/// Fails on a chain that others may take part in: nobody takes blocks that are sealed like that.
pub fn ensure_alone(config: &Configuration) -> Result<(), ServiceError> {
	if config.chain_spec.chain_type() == ChainType::Development {
		return Ok(());
	}
	Err(ServiceError::Other(format!(
		"`--sealing` is for development chains, and `{}` is none: start the node with `--dev`, or \
		 leave the flag out.",
		config.chain_spec.name()
	)))
}

/// Starts to make blocks whenever a command asks for one or, if sealing is instant, a transaction
/// comes.
pub fn start(
	task_manager: &TaskManager,
	handles: &Handles,
	select_chain: FullSelectChain,
	block_import: FullBabeBlockImport,
	babe_link: &BabeLink<Block>,
	sealing: Sealing,
	commands: mpsc::Receiver<Command>,
) -> Result<(), ServiceError> {
	let client = handles.client.clone();
	let babe = BabeConsensusDataProvider::new(
		client.clone(),
		handles.keystore.clone(),
		babe_link.epoch_changes().clone(),
		babe_link.config().authorities.clone(),
	)
	.map_err(|error| ServiceError::Other(error.to_string()))?;
	let commands_stream = match sealing {
		Sealing::Manual => commands.boxed(),
		Sealing::Instant => {
			stream::select(commands, with_transactions(&client, &handles.pool)).boxed()
		}
	};
	let seal = run_manual_seal(ManualSealParams {
		block_import,
		env: authority::proposer(task_manager, handles),
		client: client.clone(),
		pool: handles.pool.clone(),
		commands_stream,
		select_chain,
		consensus_data_provider: Some(Box::new(babe)),
		create_inherent_data_providers: inherent_data_providers(
			client,
			Clock::Blocks,
			babe_link.config().slot_duration(),
		),
	});
	task_manager.spawn_essential_handle().spawn_blocking("sealer", Some("block-authoring"), seal);
	Ok(())
}

/// A command for each time that there is something for a block: when a transaction has come, and when
/// a block has left some behind.
fn with_transactions(
	client: &Arc<FullClient>,
	pool: &Arc<FullPool>,
) -> impl Stream<Item = Command> + Send {
	let come = pool.import_notification_stream().map(|_| ());
	let left = client.import_notification_stream().map(|_| ());
	let (client, pool) = (client.clone(), pool.clone());
	stream::select(come, left).filter_map(move |()| {
		let (client, pool) = (client.clone(), pool.clone());
		async move {
			// Several of them may be in the block that the first had made.
			let mut ready = pool.ready_at(client.info().best_hash).await;
			ready.next().is_some().then_some(EngineCommand::SealNewBlock {
				// What is empty is not counted right on a chain with slots.
				create_empty: true,
				finalize: true,
				parent_hash: None,
				sender: None,
			})
		}
	})
}
