// SPDX-License-Identifier: Apache-2.0

//! The node's service: its client types, and the tasks that a full node runs.

mod authority;
mod grandpa;
mod partial;
mod sealing;

pub use partial::new_partial;
pub use sealing::Sealer;

use crate::{
	cli::{Cli, Sealing},
	hardware, rpc,
};
use futures::FutureExt;
use openledger_runtime::{opaque::Block, RuntimeApi};
use partial::{Clock, Links, Partial};
use sc_client_api::Backend;
use sc_consensus_grandpa::{warp_proof::NetworkProvider, FinalityProofProvider, SharedVoterState};
use sc_network::{
	config::{FullNetworkConfiguration, NetworkBackendType},
	service::traits::NetworkService,
	Litep2pNetworkBackend, NetworkBackend, NetworkWorker,
};
use sc_network_sync::SyncingService;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_rpc::SubscriptionTaskExecutor;
use sc_service::{
	error::Error as ServiceError, BuildNetworkParams, Configuration, PartialComponents, Role,
	SpawnTasksParams, TaskManager, WarpSyncConfig,
};
use sc_storage_monitor::StorageMonitorService;
use sc_telemetry::{Telemetry, TelemetryHandle};
use sc_transaction_pool::TransactionPoolHandle;
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;
use sp_keystore::KeystorePtr;
use sp_runtime::traits::Block as BlockT;
use std::{
	path::{Path, PathBuf},
	sync::Arc,
	time::Instant,
};
use substrate_prometheus_endpoint::Registry;

/// The functions that the runtime may call in the node.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type HostFunctions = sp_io::SubstrateHostFunctions;
/// The functions that the runtime may call in the node.
#[cfg(feature = "runtime-benchmarks")]
pub type HostFunctions =
	(sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

pub type RuntimeExecutor = sc_executor::WasmExecutor<HostFunctions>;
pub type FullClient = sc_service::TFullClient<Block, RuntimeApi, RuntimeExecutor>;
pub type FullBackend = sc_service::TFullBackend<Block>;
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
pub type FullPool = TransactionPoolHandle<Block, FullClient>;

type BlockHash = <Block as BlockT>::Hash;
type FullGrandpaBlockImport =
	sc_consensus_grandpa::GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
type FullGrandpaLink = sc_consensus_grandpa::LinkHalf<Block, FullClient, FullSelectChain>;
type FullBabeBlockImport = sc_consensus_babe::BabeBlockImport<
	Block,
	FullClient,
	FullGrandpaBlockImport,
	BabeCreateInherentDataProviders<Block>,
	FullSelectChain,
>;

/// What the tasks of a running node have in common.
struct Handles {
	role: Role,
	node_name: String,
	client: Arc<FullClient>,
	pool: Arc<FullPool>,
	keystore: KeystorePtr,
	network: Arc<dyn NetworkService>,
	sync: Arc<SyncingService<Block>>,
	prometheus: Option<Registry>,
	telemetry: Option<TelemetryHandle>,
}

/// How a node runs, by the flags that are this program's own.
struct How {
	/// When blocks are made, if not in slots.
	sealing: Option<Sealing>,
	/// Where compiled runtimes are, if not beside the database.
	compiled: Option<PathBuf>,
	keep_history: bool,
	measure_hardware: bool,
}

/// Opens the database and has the runtime be compiled, and says so: a first start takes up to a
/// minute or two on a busy machine, in which the node answers nobody.
fn timed_start(
	config: &mut Configuration,
	clock: Clock,
	compiled: Option<PathBuf>,
	keep_history: bool,
) -> Result<Partial, ServiceError> {
	let folder = config.database.path().map(|path| path.display().to_string());
	log::info!(
		"⏳ Opening the chain in {}, and compiling its runtime if that was not done before; JSON-RPC \
		 answers then",
		folder.as_deref().unwrap_or("memory"),
	);
	let since = Instant::now();
	let partial = partial::open(config, clock, compiled, keep_history)?;
	log::info!("⏳ The chain is open and its runtime ready, after {:.1?}", since.elapsed());
	Ok(partial)
}

/// Starts a full node on the network stack that the command line chose, and watches its disk.
pub fn new_full(config: Configuration, cli: Cli) -> Result<TaskManager, ServiceError> {
	let database_path = config.database.path().map(Path::to_path_buf);
	if cli.sealing.is_some() {
		sealing::ensure_alone(&config)?;
	}

	let how = How {
		sealing: cli.sealing,
		compiled: cli.compiled_runtimes,
		keep_history: !cli.no_batch_history,
		measure_hardware: !cli.no_hardware_benchmarks,
	};
	let task_manager = match config.network.network_backend {
		NetworkBackendType::Litep2p => start::<Litep2pNetworkBackend>(config, how)?,
		NetworkBackendType::Libp2p => start::<NetworkWorker<Block, BlockHash>>(config, how)?,
	};

	if let Some(path) = database_path {
		StorageMonitorService::try_spawn(
			cli.storage_monitor,
			path,
			&task_manager.spawn_essential_handle(),
		)
		.map_err(|error| ServiceError::Application(error.into()))?;
	}

	Ok(task_manager)
}

fn start<N: NetworkBackend<Block, BlockHash>>(
	mut config: Configuration,
	How { sealing, compiled, keep_history, measure_hardware }: How,
) -> Result<TaskManager, ServiceError> {
	let hardware_scores = measure_hardware.then(|| hardware::measure(&config)).flatten();

	let PartialComponents {
		client,
		backend,
		mut task_manager,
		import_queue,
		keystore_container,
		select_chain,
		transaction_pool,
		other: Links { block_import, babe_link, babe_worker, grandpa_link, mut telemetry },
	} = timed_start(
		&mut config,
		sealing.map_or(Clock::Machine, |_| Clock::Blocks),
		compiled,
		keep_history,
	)?;

	// Starting the tasks below consumes the configuration.
	let role = config.role;
	let node_name = config.network.node_name.clone();
	let prometheus = config.prometheus_registry().cloned();
	let force_authoring = config.force_authoring;
	// Blocks that are sealed are final already.
	let enable_grandpa = !config.disable_grandpa && sealing.is_none();
	let enable_offchain_workers = config.offchain_worker.enabled;
	let discovery_config = authority::discovery_config(&config.network);

	let metrics = N::register_notification_metrics(prometheus.as_ref());
	let mut net_config =
		FullNetworkConfiguration::<Block, BlockHash, N>::new(&config.network, prometheus.clone());
	let grandpa_protocol = grandpa::add_protocol(
		&mut net_config,
		client.chain_info().genesis_hash,
		&config,
		metrics.clone(),
	);
	let warp_sync = Arc::new(NetworkProvider::new(
		backend.clone(),
		grandpa_link.shared_authority_set().clone(),
		Vec::new(),
	));

	let (network, system_rpc_tx, tx_handler_controller, sync, _bitswap) =
		sc_service::build_network(BuildNetworkParams {
			config: &config,
			net_config,
			client: client.clone(),
			transaction_pool: transaction_pool.clone(),
			spawn_handle: task_manager.spawn_handle(),
			spawn_essential_handle: task_manager.spawn_essential_handle(),
			import_queue,
			block_announce_validator_builder: None,
			warp_sync_config: Some(WarpSyncConfig::WithProvider(warp_sync)),
			block_relay: None,
			metrics,
			gap_sync_body_policy: None,
		})?;

	let voter_state = SharedVoterState::empty();
	let (sealer, commands) = Sealer::new(client.clone(), transaction_pool.clone());
	let rpc_deps = rpc::Deps {
		client: client.clone(),
		backend: backend.clone(),
		pool: transaction_pool.clone(),
		select_chain: select_chain.clone(),
		chain_spec: config.chain_spec.cloned_box(),
		keystore: keystore_container.keystore(),
		babe_worker,
		sealer: sealing.map(|_| sealer.clone()),
		grandpa: rpc::GrandpaDeps {
			voter_state: voter_state.clone(),
			authority_set: grandpa_link.shared_authority_set().clone(),
			justifications: grandpa_link.justification_stream(),
			finality_proofs: FinalityProofProvider::new_for_service(
				backend.clone(),
				Some(grandpa_link.shared_authority_set().clone()),
			),
		},
	};
	let rpc_builder = move |executor: SubscriptionTaskExecutor| {
		rpc::create(&rpc_deps, executor).map_err(ServiceError::Application)
	};

	sc_service::spawn_tasks(SpawnTasksParams {
		config,
		client: client.clone(),
		backend: backend.clone(),
		task_manager: &mut task_manager,
		keystore: keystore_container.keystore(),
		transaction_pool: transaction_pool.clone(),
		rpc_builder: Box::new(rpc_builder),
		network: network.clone(),
		system_rpc_tx,
		tx_handler_controller,
		sync_service: sync.clone(),
		telemetry: telemetry.as_mut(),
		tracing_execute_block: None,
	})?;

	if let Some(scores) = hardware_scores {
		hardware::report(scores, role, telemetry.as_ref(), &task_manager);
	}

	let handles = Handles {
		role,
		node_name,
		client,
		pool: transaction_pool,
		keystore: keystore_container.keystore(),
		network,
		sync,
		prometheus,
		telemetry: telemetry.as_ref().map(Telemetry::handle),
	};

	if let Some(sealing) = sealing {
		sealing::start(
			&task_manager,
			&handles,
			select_chain,
			block_import,
			&babe_link,
			sealing,
			(sealer, commands),
		)?;
	} else if role.is_authority() {
		authority::start_authoring(
			&task_manager,
			&handles,
			select_chain,
			block_import,
			babe_link,
			force_authoring,
		)?;
		authority::start_discovery(&task_manager, &handles, discovery_config);
	}
	if enable_grandpa {
		grandpa::start_voter(&task_manager, &handles, grandpa_link, grandpa_protocol, voter_state)?;
	}
	if enable_offchain_workers {
		start_offchain_workers(&task_manager, &handles, &backend)?;
	}

	Ok(task_manager)
}

/// Runs the runtime's offchain workers after each new best block.
fn start_offchain_workers(
	task_manager: &TaskManager,
	handles: &Handles,
	backend: &FullBackend,
) -> Result<(), ServiceError> {
	let workers = OffchainWorkers::new(OffchainWorkerOptions {
		runtime_api_provider: handles.client.clone(),
		keystore: Some(handles.keystore.clone()),
		offchain_db: backend.offchain_storage(),
		transaction_pool: Some(OffchainTransactionPoolFactory::new(handles.pool.clone())),
		network_provider: Arc::new(handles.network.clone()),
		is_validator: handles.role.is_authority(),
		enable_http_requests: true,
		custom_extensions: |_| Vec::new(),
	})?;
	task_manager.spawn_handle().spawn(
		"offchain-workers-runner",
		"offchain-worker",
		workers.run(handles.client.clone(), task_manager.spawn_handle()).boxed(),
	);
	Ok(())
}
