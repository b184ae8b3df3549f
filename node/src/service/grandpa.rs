// SPDX-License-Identifier: Apache-2.0

//! Finality: GRANDPA's network protocol and its voter.

use super::{BlockHash, FullClient, FullGrandpaLink, Handles};
use openledger_runtime::opaque::Block;
use sc_consensus_grandpa::{
	BeforeBestBlockBy, Config, GrandpaParams, SharedVoterState, ThreeQuartersOfTheUnfinalizedChain,
	VotingRulesBuilder,
};
use sc_network::{
	config::FullNetworkConfiguration, NetworkBackend, NotificationMetrics, NotificationService,
	ProtocolName,
};
use sc_service::{error::Error as ServiceError, Configuration, TaskManager};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use std::{sync::Arc, time::Duration};

/// A justification is made and imported at least once in so many blocks, about every 17 minutes.
pub(super) const JUSTIFICATION_PERIOD: u32 = 512;

/// How long a vote takes to reach the other validators. GRANDPA waits a multiple of this.
const GOSSIP_DURATION: Duration = Duration::from_millis(333);

/// Validators vote for the block before their best one: the best may have a sibling that others have
/// seen first, its parent hardly. Each block more would take a slot more to finality.
const BEHIND_BEST: u32 = 1;

/// The voter's side of the network protocol.
pub(super) struct Protocol {
	name: ProtocolName,
	notifications: Box<dyn NotificationService>,
}

/// Adds GRANDPA's protocol to the network's configuration.
pub(super) fn add_protocol<N: NetworkBackend<Block, BlockHash>>(
	net_config: &mut FullNetworkConfiguration<Block, BlockHash, N>,
	genesis_hash: BlockHash,
	config: &Configuration,
	metrics: NotificationMetrics,
) -> Protocol {
	let name = sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
	let (protocol_config, notifications) = sc_consensus_grandpa::grandpa_peers_set_config::<Block, N>(
		name.clone(),
		metrics,
		net_config.peer_store_handle(),
	);
	net_config.add_notification_protocol(protocol_config);
	Protocol { name, notifications }
}

/// Starts the voter. A node that is not a validator only follows the votes of the others.
pub(super) fn start_voter(
	task_manager: &TaskManager,
	handles: &Handles,
	link: FullGrandpaLink,
	protocol: Protocol,
	shared_voter_state: SharedVoterState,
) -> Result<(), ServiceError> {
	let config = Config {
		gossip_duration: GOSSIP_DURATION,
		justification_generation_period: JUSTIFICATION_PERIOD,
		observer_enabled: false,
		local_role: handles.role,
		name: Some(handles.node_name.clone()),
		keystore: handles.role.is_authority().then(|| handles.keystore.clone()),
		telemetry: handles.telemetry.clone(),
		protocol_name: protocol.name,
	};

	let voting_rule = VotingRulesBuilder::<Block, FullClient>::new()
		.add(BeforeBestBlockBy(BEHIND_BEST))
		.add(ThreeQuartersOfTheUnfinalizedChain)
		.build();
	let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
		config,
		link,
		network: handles.network.clone(),
		sync: handles.sync.clone(),
		notification_service: protocol.notifications,
		voting_rule,
		prometheus_registry: handles.prometheus.clone(),
		shared_voter_state,
		telemetry: handles.telemetry.clone(),
		offchain_tx_pool_factory: OffchainTransactionPoolFactory::new(Arc::clone(&handles.pool)),
	})?;

	// Essential: without a voter the node would go on and never finalize anything.
	task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
	Ok(())
}
