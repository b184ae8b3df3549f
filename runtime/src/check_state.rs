// SPDX-License-Identifier: Apache-2.0

//! The invariants of our pallets, for a node to run on the state of a live chain.

use crate::{Attribution, Contributions, Models, Rewards};
use sp_runtime::TryRuntimeError;

/// Runs `try_state` of each of our pallets that has a state, in the externalities it is called in.
pub fn check_state() -> Vec<(&'static str, Result<(), TryRuntimeError>)> {
	vec![
		("Contributions", Contributions::do_try_state()),
		("Models", Models::do_try_state()),
		("Attribution", Attribution::do_try_state()),
		("Rewards", Rewards::do_try_state()),
	]
}
