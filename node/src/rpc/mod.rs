// SPDX-License-Identifier: Apache-2.0

//! The JSON-RPC methods of this chain, on top of those that every Substrate node has.

mod block;
mod check_state;
mod error;
mod history;
mod openledger;
mod runtime;
mod sealing;

use crate::service::{FullBackend, FullClient, FullPool, FullSelectChain, Sealer};
use check_state::{CheckState, CheckStateRpcServer};
use history::{BatchHistory, BatchHistoryRpcServer};
use jsonrpsee::RpcModule;
use openledger::{OpenLedger, OpenLedgerRpcServer};
use openledger_runtime::opaque::Block;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use sc_chain_spec::ChainSpec;
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_consensus_manual_seal::rpc::{ManualSeal, ManualSealApiServer};
use sc_rpc::{
	dev::{Dev, DevApiServer},
	SubscriptionTaskExecutor,
};
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sealing::{Blocks, BlocksRpcServer};
use sp_keystore::KeystorePtr;
use sp_runtime::traits::{Block as BlockT, NumberFor};
use std::sync::Arc;
use substrate_frame_rpc_system::{System, SystemApiServer};

/// What the methods work on.
pub struct Deps {
	pub client: Arc<FullClient>,
	pub backend: Arc<FullBackend>,
	pub pool: Arc<FullPool>,
	pub select_chain: FullSelectChain,
	pub chain_spec: Box<dyn ChainSpec>,
	pub keystore: KeystorePtr,
	pub babe_worker: BabeWorkerHandle<Block>,
	pub grandpa: GrandpaDeps,
	/// On a node that makes blocks when it is told to.
	pub sealer: Option<Sealer>,
}

/// What the methods about finality work on.
pub struct GrandpaDeps {
	pub voter_state: SharedVoterState,
	pub authority_set: SharedAuthoritySet<<Block as BlockT>::Hash, NumberFor<Block>>,
	pub justifications: GrandpaJustificationStream<Block>,
	pub finality_proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// Builds the module. The service calls this once for each of its RPC servers.
pub fn create(
	deps: &Deps,
	executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
	let Deps {
		client,
		backend,
		pool,
		select_chain,
		chain_spec,
		keystore,
		babe_worker,
		grandpa,
		sealer,
	} = deps;
	let GrandpaDeps { voter_state, authority_set, justifications, finality_proofs } = grandpa;

	let mut module = RpcModule::new(());

	module.merge(OpenLedger::new(client.clone()).into_rpc())?;
	module.merge(BatchHistory::new(client.clone(), backend.clone()).into_rpc())?;
	module.merge(CheckState::new(client.clone(), backend.clone()).into_rpc())?;
	module.merge(System::<_, _, Block>::new(client.clone(), pool.clone()).into_rpc())?;
	module.merge(TransactionPayment::<_, Block>::new(client.clone()).into_rpc())?;
	module.merge(
		Babe::<Block, _, _>::new(
			client.clone(),
			babe_worker.clone(),
			keystore.clone(),
			select_chain.clone(),
		)
		.into_rpc(),
	)?;
	module.merge(
		Grandpa::new(
			executor,
			authority_set.clone(),
			voter_state.clone(),
			justifications.clone(),
			finality_proofs.clone(),
		)
		.into_rpc(),
	)?;
	module.merge(
		SyncState::<Block, _>::new(
			chain_spec.cloned_box(),
			client.clone(),
			authority_set.clone(),
			babe_worker.clone(),
		)?
		.into_rpc(),
	)?;
	module.merge(Dev::<Block, _>::new(client.clone()).into_rpc())?;
	if let Some(sealer) = sealer {
		module.merge(ManualSeal::new(sealer.commands.clone()).into_rpc())?;
		module.merge(Blocks::new(sealer.clone()).into_rpc())?;
	}

	Ok(module)
}
