// SPDX-License-Identifier: Apache-2.0

//! `openledger_checkState`: whether the state of a block is as the pallets say it must be.
//!
//! The checks are those of try-runtime. They read all that the pallets of this chain store, so they
//! run in native code, on a thread where they may block, and only for those who may call unsafe
//! methods.

use super::{block, error};
use crate::service::{FullBackend, FullClient};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, Extensions};
use openledger_runtime::{opaque::Block, Hash, VERSION};
use sc_client_api::{Backend, TrieCacheContext};
use sc_rpc_api::check_if_safe;
use serde::Serialize;
use sp_api::{Core, ProvideRuntimeApi};
use sp_runtime::{traits::HashingFor, TryRuntimeError};
use sp_state_machine::{Ext, OverlayedChanges};
use std::{sync::Arc, time::Instant};

/// What the invariants of a state came to.
#[derive(Clone, Serialize)]
pub struct StateCheck {
	block: Hash,
	spec_version: u32,
	pallets: Vec<PalletCheck>,
}

/// What the invariants of a pallet came to: `error` is the first that doesn't hold.
#[derive(Clone, Serialize)]
pub struct PalletCheck {
	pallet: &'static str,
	error: Option<String>,
}

/// The check of a state.
#[rpc(server)]
pub trait CheckStateRpc {
	/// Checks the invariants of every pallet of OpenLedger's own on the state of block `at`, or of
	/// the best block. Takes the longer the more is stored.
	#[method(name = "openledger_checkState", blocking, with_extensions)]
	fn check_state(&self, at: Option<Hash>) -> RpcResult<StateCheck>;
}

/// Checks states of the node's database.
pub struct CheckState {
	client: Arc<FullClient>,
	backend: Arc<FullBackend>,
}

impl CheckState {
	pub fn new(client: Arc<FullClient>, backend: Arc<FullBackend>) -> Self {
		Self { client, backend }
	}

	/// The spec version of a block's runtime, if it is the one that is compiled in: its pallets
	/// alone know what that runtime's state must be.
	fn same_spec_version(&self, at: Hash) -> RpcResult<u32> {
		let on_chain = self
			.client
			.runtime_api()
			.version(at)
			.map_err(|reason| {
				error::failed(format!("the runtime of block {at:?} has no version: {reason}"))
			})?
			.spec_version;
		if on_chain == VERSION.spec_version {
			return Ok(on_chain);
		}
		Err(error::failed(format!(
			"the runtime of block {at:?} has spec version {on_chain}, this node checks spec version \
			 {}: ask a node that was built for spec version {on_chain}",
			VERSION.spec_version
		)))
	}

	/// Runs the checks. What they write is thrown away, and a panic is an error like any other.
	fn run(&self, at: Hash) -> RpcResult<Vec<PalletCheck>> {
		let state = self.backend.state_at(at, TrieCacheContext::Untrusted).map_err(|reason| {
			error::failed(format!("the state of block {at:?} can't be read: {reason}"))
		})?;
		let mut changes = OverlayedChanges::<HashingFor<Block>>::default();
		let mut externalities = Ext::new(&mut changes, &state, None);
		let results = sc_executor::with_externalities_safe(
			&mut externalities,
			openledger_runtime::check_state,
		)
		.map_err(|reason| {
			error::failed(format!("the check of block {at:?} didn't come to its end: {reason}"))
		})?;
		let checks = results
			.into_iter()
			.map(|(pallet, result)| PalletCheck { pallet, error: result.err().map(message) });
		Ok(checks.collect())
	}
}

/// What a pallet says about an invariant that doesn't hold.
fn message(error: TryRuntimeError) -> String {
	match error {
		TryRuntimeError::Other(message) => message.to_owned(),
		error => format!("{error:?}"),
	}
}

impl CheckStateRpcServer for CheckState {
	fn check_state(&self, extensions: &Extensions, at: Option<Hash>) -> RpcResult<StateCheck> {
		check_if_safe(extensions)?;
		let block = block::or_best(&self.client, at)?;
		let spec_version = self.same_spec_version(block)?;

		log::info!("The state of block {block:?} is being checked");
		let start = Instant::now();
		let result = self.run(block);
		let elapsed = start.elapsed().as_millis();
		let pallets = result.inspect_err(|error| {
			let reason = error.message();
			log::warn!("The state of block {block:?} wasn't checked, after {elapsed} ms: {reason}");
		})?;
		let broken = pallets.iter().filter(|check| check.error.is_some()).count();
		log::info!(
			"The state of block {block:?} was checked in {elapsed} ms: {broken} of {} pallets have \
			 an invariant that doesn't hold",
			pallets.len()
		);
		Ok(StateCheck { block, spec_version, pallets })
	}
}
