// SPDX-License-Identifier: Apache-2.0

//! The node's check of a state's invariants.

use serde::{Deserialize, Serialize};
use sp_core::H256;
use subxt::rpcs::{self, client::RpcParams};

use super::Chain;
use crate::error::{Error, Fault};

const CHECK_STATE: &str = "openledger_checkState";
/// JSON-RPC's code for a method that is not there, and a node's for one that it refuses.
const NO_METHOD: i32 = -32601;
/// The word in a node's message for a method that it refuses.
const IS_UNSAFE: &str = "unsafe";

/// The check of the pallets' invariants in the state of a block.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct StateCheck {
	/// The hash of the block.
	pub block: H256,
	/// The version of the runtime that checked its own pallets.
	pub spec_version: u32,
	/// The pallets that were checked.
	pub pallets: Vec<PalletCheck>,
}

/// The check of one pallet's invariants.
#[derive(Serialize, Deserialize, Clone, PartialEq, Eq, Debug)]
pub struct PalletCheck {
	/// The name of the pallet.
	pub pallet: String,
	/// The invariant that is broken. `None` if all hold.
	pub error: Option<String>,
}

impl Chain {
	/// Has the node check the state of a block. Fails when the node does not have the method, or
	/// refuses it as unsafe.
	pub async fn check_state(&self, block: H256) -> Result<StateCheck, Error> {
		let refused = |error| refused(CHECK_STATE, error);
		let mut params = RpcParams::new();
		params.push(block).map_err(refused)?;
		self.client.request(CHECK_STATE, params).await.map_err(refused)
	}
}

/// The error of a method that the node did not do.
pub(super) fn refused(method: &'static str, error: rpcs::Error) -> Error {
	let fault = match error {
		rpcs::Error::User(error) if error.code == NO_METHOD => {
			match error.message.contains(IS_UNSAFE) {
				true => Fault::Unsafe,
				false => Fault::Unknown,
			}
		}
		error => Fault::Failed(error.to_string()),
	};
	Error::Method { method, fault }
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
		assert!(matches!(denied, Error::Method { fault: Fault::Unsafe, .. }));
		let unknown = refusal(NO_METHOD, "Method not found");
		assert!(matches!(unknown, Error::Method { fault: Fault::Unknown, .. }));
		let failed = refusal(4003, "no such block");
		assert!(matches!(failed, Error::Method { fault: Fault::Failed(_), .. }));
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
