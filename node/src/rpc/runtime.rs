// SPDX-License-Identifier: Apache-2.0

//! Questions to the runtime of a block.

use super::error;
use crate::service::FullClient;
use jsonrpsee::core::RpcResult;
use openledger_runtime::{opaque::Block, AccountId, Hash};
use openledger_runtime_api::OpenLedgerApi;
use sp_api::{ApiError, ApiExt, ProvideRuntimeApi, RuntimeApiInfo};

pub type Api = <FullClient as ProvideRuntimeApi<Block>>::Api;

/// Asks the runtime of block `at`. Its answer is read only if its API is the one that this node knows:
/// the bytes of another version may mean something else.
pub fn ask<T>(
	client: &FullClient,
	at: Hash,
	question: impl FnOnce(&Api, Hash) -> Result<T, ApiError>,
) -> RpcResult<T> {
	const KNOWN: u32 = <dyn OpenLedgerApi<Block, AccountId> as RuntimeApiInfo>::VERSION;
	let failed = |reason: ApiError| {
		error::failed(format!("the call of the runtime of block {at:?} failed: {reason}"))
	};

	let api = client.runtime_api();
	match api.api_version::<dyn OpenLedgerApi<Block, AccountId>>(at).map_err(failed)? {
		Some(KNOWN) => question(&api, at).map_err(failed),
		Some(other) => Err(error::failed(format!(
			"the runtime of block {at:?} has version {other} of OpenLedgerApi, this node knows \
			 version {KNOWN}: ask a node of that version, or use `state_call`"
		))),
		None => Err(error::failed(format!(
			"the runtime of block {at:?} doesn't have OpenLedgerApi: ask about a later block"
		))),
	}
}
