// SPDX-License-Identifier: Apache-2.0

//! The block that a method is asked about.

use super::error;
use crate::service::FullClient;
use jsonrpsee::core::RpcResult;
use openledger_runtime::Hash;
use sc_client_api::HeaderBackend;

/// The block `at`, which the node must have, or the best block.
pub fn or_best(client: &FullClient, at: Option<Hash>) -> RpcResult<Hash> {
	let Some(at) = at else { return Ok(client.info().best_hash) };
	match client.number(at) {
		Ok(Some(_)) => Ok(at),
		Ok(None) => Err(error::invalid(format!(
			"this node has no block {at:?}: name one of its blocks, or none for the best"
		))),
		Err(reason) => Err(error::failed(format!("block {at:?} can't be looked up: {reason}"))),
	}
}
