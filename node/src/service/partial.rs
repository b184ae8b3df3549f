// SPDX-License-Identifier: Apache-2.0

//! The parts that a full node and the subcommands share: client, import queue and pool.

use super::{
	grandpa, FullBabeBlockImport, FullBackend, FullClient, FullGrandpaLink, FullPool,
	FullSelectChain, RuntimeExecutor,
};
use openledger_runtime::{opaque::Block, RuntimeApi};
use sc_consensus::{DefaultImportQueue, LongestChain};
use sc_consensus_babe::{BabeLink, BabeWorkerHandle, ImportQueueParams};
use sc_consensus_grandpa::GrandpaPruningFilter;
use sc_executor::{HeapAllocStrategy, DEFAULT_HEAP_ALLOC_STRATEGY};
use sc_service::{
	config::ExecutorConfiguration, error::Error as ServiceError, Configuration, PartialComponents,
	PruningFilter,
};
use sc_telemetry::{Telemetry, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::{
	inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
	Slot, SlotDuration,
};
use sp_runtime::{traits::Block as BlockT, SaturatedConversion};
use sp_timestamp::InherentDataProvider as TimestampProvider;
use std::{
	path::{self, PathBuf},
	sync::Arc,
};

/// How many messages wait for the telemetry worker before the next ones are dropped.
const TELEMETRY_BUFFER: usize = 16;
/// The folder of compiled runtimes beside the database.
const COMPILED: &str = "compiled";

/// What tells the time of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clock {
	/// The machine's clock.
	Machine,
	/// The chain itself: each block is a slot later than the one before it.
	Blocks,
}

pub type Partial = PartialComponents<
	FullClient,
	FullBackend,
	FullSelectChain,
	DefaultImportQueue<Block>,
	FullPool,
	Links,
>;

/// What ties the consensus tasks of a full node to the parts in [`Partial`].
pub struct Links {
	pub block_import: FullBabeBlockImport,
	pub babe_link: BabeLink<Block>,
	pub babe_worker: BabeWorkerHandle<Block>,
	pub grandpa_link: FullGrandpaLink,
	pub telemetry: Option<Telemetry>,
}

/// What a subcommand works on: the parts of a chain whose time is the machine's.
pub fn new_partial(config: &mut Configuration) -> Result<Partial, ServiceError> {
	open(config, Clock::Machine, None, true)
}

/// Opens the database and builds everything that needs no network. Compiled runtimes are in
/// `compiled`, or else beside the database. With `keep_history`, what the runtime hands over of the
/// history of batches is kept beside the state, whoever has blocks executed.
pub(super) fn open(
	config: &mut Configuration,
	clock: Clock,
	compiled: Option<PathBuf>,
	keep_history: bool,
) -> Result<Partial, ServiceError> {
	config.offchain_worker.indexing_enabled = keep_history;
	let telemetry = new_telemetry(config)?;

	let (client, backend, keystore_container, task_manager) =
		sc_service::new_full_parts::<Block, RuntimeApi, _>(
			config,
			telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
			executor(config, compiled),
			// Warp sync proofs are made of these blocks: a pruning node must keep them, or nobody
			// could warp sync from it.
			vec![Arc::new(GrandpaPruningFilter) as Arc<dyn PruningFilter>],
		)?;
	let client = Arc::new(client);

	let telemetry = telemetry.map(|(worker, telemetry)| {
		task_manager.spawn_handle().spawn("telemetry", None, worker.run());
		telemetry
	});

	let select_chain = LongestChain::new(backend.clone());

	let transaction_pool = Arc::new(
		sc_transaction_pool::Builder::new(
			task_manager.spawn_essential_handle(),
			client.clone(),
			config.role.is_authority().into(),
		)
		.with_options(config.transaction_pool.clone())
		.with_prometheus(config.prometheus_registry())
		.build(),
	);

	let (grandpa_block_import, grandpa_link) = sc_consensus_grandpa::block_import(
		client.clone(),
		grandpa::JUSTIFICATION_PERIOD,
		&client,
		select_chain.clone(),
		telemetry.as_ref().map(Telemetry::handle),
	)?;

	let babe_config = sc_consensus_babe::configuration(&*client)?;
	let slot_duration = babe_config.slot_duration();
	let (block_import, babe_link) = sc_consensus_babe::block_import(
		babe_config,
		grandpa_block_import.clone(),
		client.clone(),
		inherent_data_providers(client.clone(), clock, slot_duration),
		select_chain.clone(),
		// Reports of equivocations go into the pool as transactions.
		OffchainTransactionPoolFactory::new(transaction_pool.clone()),
	)?;

	let (import_queue, babe_worker) = sc_consensus_babe::import_queue(ImportQueueParams {
		link: babe_link.clone(),
		block_import: block_import.clone(),
		justification_import: Some(Box::new(grandpa_block_import)),
		client: client.clone(),
		slot_duration,
		spawner: &task_manager.spawn_essential_handle(),
		registry: config.prometheus_registry(),
		telemetry: telemetry.as_ref().map(Telemetry::handle),
	})?;

	Ok(PartialComponents {
		client,
		backend,
		task_manager,
		keystore_container,
		select_chain,
		import_queue,
		transaction_pool,
		other: Links { block_import, babe_link, babe_worker, grandpa_link, telemetry },
	})
}

/// Runs the runtime, and compiles it if that was not done before.
fn executor(config: &Configuration, compiled: Option<PathBuf>) -> RuntimeExecutor {
	let compiled = compiled.unwrap_or_else(|| config.data_path.join(COMPILED));
	let ExecutorConfiguration {
		wasm_method,
		max_runtime_instances,
		default_heap_pages,
		runtime_cache_size,
	} = config.executor;
	let heap = default_heap_pages.map_or(DEFAULT_HEAP_ALLOC_STRATEGY, |extra_pages| {
		HeapAllocStrategy::Static { extra_pages: extra_pages.saturated_into() }
	});
	RuntimeExecutor::builder()
		.with_execution_method(wasm_method)
		.with_onchain_heap_alloc_strategy(heap)
		.with_offchain_heap_alloc_strategy(heap)
		.with_max_runtime_instances(max_runtime_instances)
		.with_runtime_cache_size(runtime_cache_size)
		// A relative one is refused, and nothing would be kept.
		.with_cache_path(path::absolute(&compiled).unwrap_or(compiled))
		.build()
}

/// The time and the slot that go into a new block, and that an imported block is checked against.
pub(super) fn inherent_data_providers(
	client: Arc<FullClient>,
	clock: Clock,
	slot_duration: SlotDuration,
) -> BabeCreateInherentDataProviders<Block> {
	Arc::new(move |parent: <Block as BlockT>::Hash, (): ()| {
		let next = match clock {
			Clock::Machine => Ok(None),
			Clock::Blocks => next_slot(&client, parent),
		};
		async move {
			let timestamp = match next? {
				Some(slot) => {
					TimestampProvider::new(slot.timestamp(slot_duration).ok_or_else(|| {
						format!("the time of slot {slot} is more than there can be")
					})?)
				}
				None => TimestampProvider::from_system_time(),
			};
			let slot = SlotProvider::from_timestamp_and_slot_duration(*timestamp, slot_duration);
			Ok::<_, Box<dyn std::error::Error + Send + Sync>>((slot, timestamp))
		}
	})
}

/// The slot after that of a block. The first block, which has none, is no time's.
fn next_slot(
	client: &FullClient,
	parent: <Block as BlockT>::Hash,
) -> Result<Option<Slot>, Box<dyn std::error::Error + Send + Sync>> {
	let header = client.header(parent)?.ok_or_else(|| format!("there is no block {parent:?}"))?;
	if header.number == 0 {
		return Ok(None);
	}
	let digest = sc_consensus_babe::find_pre_digest::<Block>(&header)?;
	Ok(Some(digest.slot() + 1))
}

fn new_telemetry(
	config: &Configuration,
) -> Result<Option<(TelemetryWorker, Telemetry)>, ServiceError> {
	match &config.telemetry_endpoints {
		Some(endpoints) if !endpoints.is_empty() => {
			let worker = TelemetryWorker::new(TELEMETRY_BUFFER)?;
			let telemetry = worker.handle().new_telemetry(endpoints.clone());
			Ok(Some((worker, telemetry)))
		}
		_ => Ok(None),
	}
}
