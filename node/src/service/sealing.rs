// SPDX-License-Identifier: Apache-2.0

//! Blocks at once, each final, for those who develop on a chain of their own.

use super::{
	authority,
	partial::{inherent_data_providers, Clock},
	BlockHash, FullBabeBlockImport, FullClient, FullPool, FullSelectChain, Handles,
};
use crate::cli::Sealing;
use futures::{
	channel::{mpsc, oneshot},
	lock::Mutex,
	stream, SinkExt, StreamExt,
};
use futures_timer::Delay;
use openledger_runtime::opaque::Block;
use sc_chain_spec::ChainType;
use sc_client_api::{BlockchainEvents, Finalizer, HeaderBackend};
use sc_consensus_babe::BabeLink;
use sc_consensus_manual_seal::{
	consensus::babe::BabeConsensusDataProvider, run_manual_seal, EngineCommand, ManualSealParams,
};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_transaction_pool_api::TransactionPool;
use std::{sync::Arc, time::Duration};

pub type Command = EngineCommand<BlockHash>;

/// How many commands wait for those before them.
const COMMANDS: usize = 64;
/// Most that a block waits for the pool before it is final all the same.
const POOL: Duration = Duration::from_secs(1);
/// How long a block with transactions is not final. polkadot.js asks for a block's events when it is
/// told of a transaction in it, and says nothing of either if it is told meanwhile that it is final.
const NOTICE: Duration = Duration::from_millis(100);

/// Has blocks made, one at a time.
#[derive(Clone)]
pub struct Sealer {
	/// To whom commands go that are written elsewhere.
	pub commands: mpsc::Sender<Command>,
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	/// Held from a block's making until it is final: the next may not be final before it.
	turn: Arc<Mutex<()>>,
}

impl Sealer {
	/// One that makes blocks as soon as what it returns besides is given to [`start`].
	pub fn new(client: Arc<FullClient>, pool: Arc<FullPool>) -> (Self, mpsc::Receiver<Command>) {
		let (commands, received) = mpsc::channel(COMMANDS);
		(Self { commands, client, pool, turn: Arc::default() }, received)
	}

	/// Makes a block of what is in the pool, or an empty one, and makes it final when the pool has
	/// seen it: so who watches a transaction is told first that it is in a block.
	pub async fn seal(&self) -> Result<BlockHash, String> {
		let _turn = self.turn.lock().await;
		let has_transactions = self.pool.status().ready > 0;
		let (sender, created) = oneshot::channel();
		let command = EngineCommand::SealNewBlock {
			// What is empty is not counted right on a chain with slots.
			create_empty: true,
			finalize: false,
			parent_hash: None,
			sender: Some(sender),
		};
		let ended = "the node makes no blocks any more: it is about to end";
		self.commands.clone().send(command).await.map_err(|_| ended)?;
		let created = created.await.map_err(|_| ended)?.map_err(|reason| reason.to_string())?;
		self.pool.ready_at_with_timeout(created.hash, POOL).await;
		if has_transactions {
			Delay::new(NOTICE).await;
		}
		self.client
			.finalize_block(created.hash, None, true)
			.map_err(|reason| reason.to_string())?;
		Ok(created.hash)
	}

	/// Makes a block each time that there is something for it: when a transaction has come, and when
	/// a block has left some behind.
	async fn seal_when_there_is_something(self) {
		let come = self.pool.import_notification_stream().map(|_| ());
		let left = self.client.import_notification_stream().map(|_| ());
		let mut moments = stream::select(come, left);
		while moments.next().await.is_some() {
			// Several of them may be in the block that the first had made.
			if self.pool.ready_at(self.client.info().best_hash).await.next().is_none() {
				continue;
			}
			if let Err(reason) = self.seal().await {
				log::warn!("No block was made for a transaction: {reason}");
			}
		}
	}
}

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
	(sealer, commands_stream): (Sealer, mpsc::Receiver<Command>),
) -> Result<(), ServiceError> {
	let client = handles.client.clone();
	let babe = BabeConsensusDataProvider::new(
		client.clone(),
		handles.keystore.clone(),
		babe_link.epoch_changes().clone(),
		babe_link.config().authorities.clone(),
	)
	.map_err(|error| ServiceError::Other(error.to_string()))?;
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
	let tasks = task_manager.spawn_essential_handle();
	tasks.spawn_blocking("sealer", Some("block-authoring"), seal);
	if sealing == Sealing::Instant {
		let asked = sealer.seal_when_there_is_something();
		tasks.spawn("instant-sealing", Some("block-authoring"), asked);
	}
	Ok(())
}
