// SPDX-License-Identifier: Apache-2.0

//! The node's check of a state's invariants.

use serde::{Deserialize, Serialize};
use sp_core::H256;
use subxt::rpcs::{self, client::RpcParams};

use super::Chain;
use crate::error::Error;

const CHECK_STATE: &str = "openledger_checkState";
/// JSON-RPC's code for a method that is not there, and a node's for one that it refuses.
const NO_METHOD: i32 = -32601;
/// What a node says of a method that it refuses.
const IS_UNSAFE: &str = "unsafe";

/// What the invariants of the pallets are in the state of a block.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct StateCheck {
	pub block: H256,
	pub spec_version: u32,
	pub pallets: Vec<PalletCheck>,
}

#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct PalletCheck {
	pub pallet: String,
	/// The invariant that is broken.
	pub error: Option<String>,
}

impl Chain {
	/// Has the node check the state of a block.
	pub async fn check_state(&self, block: H256) -> Result<StateCheck, Error> {
		let refused = |error| refused(CHECK_STATE, error);
		let mut params = RpcParams::new();
		params.push(block).map_err(refused)?;
		self.client.request(CHECK_STATE, params).await.map_err(refused)
	}
}

/// Why the node does not do it.
pub(super) fn refused(method: &'static str, error: rpcs::Error) -> Error {
	match error {
		rpcs::Error::User(error) if error.code == NO_METHOD => {
			match error.message.contains(IS_UNSAFE) {
				true => Error::Unsafe { method },
				false => Error::NoMethod { method },
			}
		}
		error => Error::Method { method, reason: error.to_string() },
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use subxt::rpcs::UserError;

	#[test]
	fn a_refusal_should_not_look_like_an_old_node() {
		let refusal = |code, message: &str| {
			let message = message.to_owned();
			refused(CHECK_STATE, rpcs::Error::User(UserError { code, message, data: None }))
		};
		let denied = refusal(NO_METHOD, "RPC call is unsafe to be called externally");
		assert!(matches!(denied, Error::Unsafe { .. }));
		assert!(denied.hint().unwrap().contains("--rpc-methods unsafe"));
		let unknown = refusal(NO_METHOD, "Method not found");
		assert!(matches!(unknown, Error::NoMethod { .. }));
		assert!(matches!(refusal(4003, "no such block"), Error::Method { .. }));
	}

	#[test]
	fn the_answer_should_be_read() {
		let json = serde_json::json!({
			"block": format!("0x{}", "1".repeat(64)),
			"spec_version": 2,
			"pallets": [{ "pallet": "Models", "error": null }, { "pallet": "A", "error": "b" }],
		});
		let check: StateCheck = serde_json::from_value(json.clone()).unwrap();
		assert_eq!(check.block, H256::repeat_byte(0x11));
		assert_eq!(check.pallets[1].error.as_deref(), Some("b"));
		assert_eq!(serde_json::to_value(check).unwrap(), json);
	}
}
