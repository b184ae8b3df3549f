// SPDX-License-Identifier: Apache-2.0

//! What only a validator does: it makes blocks with BABE, and it publishes and looks up the
//! validators' network addresses.

use super::{
	partial::{inherent_data_providers, Clock},
	FullBabeBlockImport, FullClient, FullPool, FullSelectChain, Handles,
};
use futures::StreamExt;
use openledger_runtime::opaque::Block;
use sc_authority_discovery::{Role, WorkerConfig};
use sc_basic_authorship::ProposerFactory;
use sc_consensus_babe::{BabeLink, BabeParams, SlotProportion};
use sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging;
use sc_network::{config::NetworkConfiguration, Event, NetworkEventStream};
use sc_service::{error::Error as ServiceError, TaskManager};
use sp_runtime::traits::NumberFor;
use std::sync::Arc;

/// The part of a slot in which a block is filled. Of a slot of 2 s that is 1.33 s, of which the
/// proposer leaves a tenth for sealing. The rest of the slot belongs to the network and to the
/// import on the other validators' machines.
const PROPOSAL_PORTION: f32 = 2.0 / 3.0;

/// After skipped slots a block may take longer, but never longer than its own slot: it would be
/// late for the next author, who would build beside it.
const MAX_PROPOSAL_PORTION: f32 = 1.0;

/// Fills blocks from the pool.
pub(super) fn proposer(
	task_manager: &TaskManager,
	handles: &Handles,
) -> ProposerFactory<FullPool, FullClient> {
	ProposerFactory::new(
		task_manager.spawn_handle(),
		handles.client.clone(),
		handles.pool.clone(),
		handles.prometheus.as_ref(),
		handles.telemetry.clone(),
	)
}

/// Starts to make blocks in the slots that the validator's key wins.
pub(super) fn start_authoring(
	task_manager: &TaskManager,
	handles: &Handles,
	select_chain: FullSelectChain,
	block_import: FullBabeBlockImport,
	babe_link: BabeLink<Block>,
	force_authoring: bool,
) -> Result<(), ServiceError> {
	let proposer = proposer(task_manager, handles);

	let babe = sc_consensus_babe::start_babe(BabeParams {
		keystore: handles.keystore.clone(),
		client: handles.client.clone(),
		select_chain,
		env: proposer,
		block_import,
		sync_oracle: handles.sync.clone(),
		justification_sync_link: handles.sync.clone(),
		create_inherent_data_providers: inherent_data_providers(
			handles.client.clone(),
			Clock::Machine,
			babe_link.config().slot_duration(),
		),
		force_authoring,
		// When finality lags, fewer blocks give it the time to catch up.
		backoff_authoring_blocks: Some(
			BackoffAuthoringOnFinalizedHeadLagging::<NumberFor<Block>>::default(),
		),
		babe_link,
		block_proposal_slot_portion: SlotProportion::new(PROPOSAL_PORTION),
		max_block_proposal_slot_portion: Some(SlotProportion::new(MAX_PROPOSAL_PORTION)),
		telemetry: handles.telemetry.clone(),
	})?;

	// Essential: a validator that no longer makes blocks must be seen to have stopped.
	task_manager.spawn_essential_handle().spawn_blocking(
		"babe-proposer",
		Some("block-authoring"),
		babe,
	);
	Ok(())
}

/// How a validator publishes its addresses.
pub(super) fn discovery_config(network: &NetworkConfiguration) -> WorkerConfig {
	WorkerConfig {
		publish_non_global_ips: network.allow_non_globals_in_dht,
		public_addresses: network.public_addresses.clone(),
		// There are no old nodes whose records lack the signature.
		strict_record_validation: true,
		persisted_cache_directory: network.net_config_path.clone(),
		..Default::default()
	}
}

/// Starts to publish this validator's addresses and to look up the others'.
pub(super) fn start_discovery(task_manager: &TaskManager, handles: &Handles, config: WorkerConfig) {
	let dht_events =
		handles.network.event_stream("authority-discovery").filter_map(|event| async move {
			match event {
				Event::Dht(event) => Some(event),
				_ => None,
			}
		});

	let (worker, _service) = sc_authority_discovery::new_worker_and_service_with_config(
		config,
		handles.client.clone(),
		Arc::new(handles.network.clone()),
		Box::pin(dht_events),
		Role::PublishAndDiscover(handles.keystore.clone()),
		handles.prometheus.clone(),
		task_manager.spawn_handle(),
	);

	task_manager.spawn_handle().spawn(
		"authority-discovery-worker",
		Some("networking"),
		worker.run(),
	);
}
