// SPDX-License-Identifier: Apache-2.0

//! How long batches can be challenged.

use crate::{keypair, send_all, set_parameter, Client, Node};

/// Has sudo on a development chain.
const ROOT: &str = "//Alice";
/// Blocks of a live chain for each of a window, at the pace of a development chain.
const LIVE: u32 = 720;
/// Of group 0, `attribution`.
const CHALLENGE_WINDOW: (u8, u8) = (0, 1);
const REVEAL_WINDOW: (u8, u8) = (0, 6);

/// From now on batches can be challenged for `window` blocks of a development chain, and demands
/// answered for `reveal`.
pub fn set_windows(node: &Node, client: &Client, window: u32, reveal: u32) {
	let set = |(group, key), blocks: u32| set_parameter(group, key, blocks * LIVE);
	let calls = [set(CHALLENGE_WINDOW, window), set(REVEAL_WINDOW, reveal)];
	for outcome in send_all(node, &keypair(ROOT), &calls) {
		outcome.expect("sudo may do anything");
	}
	// Sudo succeeds whatever becomes of its call.
	let status = client.must("status");
	assert_eq!(status["terms"]["challenge_window"], window);
	assert_eq!(status["terms"]["reveal_window"], reveal);
}
