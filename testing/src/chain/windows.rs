// SPDX-License-Identifier: Apache-2.0

//! How long batches can be challenged, and by which numbers they are settled.

use openledger_primitives::span::SpanParams;
use subxt::ext::codec::{Decode, Encode};

use crate::{keypair, send_all, set_parameter, Client, TestNode};

/// Has sudo on a development chain.
const ROOT: &str = "//Alice";
/// Blocks of a live chain for each of a window, at the pace of a development chain.
const LIVE: u32 = 720;
/// Of group 0, `attribution`.
const CHALLENGE_WINDOW: (u8, u8) = (0, 1);
const REVEAL_WINDOW: (u8, u8) = (0, 6);
const SPAN_PARAMS: (u8, u8) = (0, 0);
const GRACE_PERIOD: (u8, u8) = (0, 10);

/// From now on batches can be challenged for `window` blocks of a development chain, and demands
/// answered for `reveal`.
pub fn set_windows(node: &TestNode, client: &Client, window: u32, reveal: u32) {
	set(node, &[(CHALLENGE_WINDOW, window * LIVE), (REVEAL_WINDOW, reveal * LIVE)]);
	// Sudo succeeds whatever becomes of its call.
	let status = client.must("status");
	assert_eq!(status["terms"]["challenge_window"], window);
	assert_eq!(status["terms"]["reveal_window"], reveal);
}

/// From now on what was served before a change stays payable for `blocks` of a development chain.
pub fn set_grace(node: &TestNode, client: &Client, blocks: u32) {
	set(node, &[(GRACE_PERIOD, blocks * LIVE)]);
	assert_eq!(client.must("status")["terms"]["grace_period"], blocks);
}

/// From the next block on answers are attributed by these numbers.
pub fn set_span_params(node: &TestNode, client: &Client, params: SpanParams) {
	// Both take the same bytes.
	let value = u32::decode(&mut &params.encode()[..]).expect("there are four bytes");
	set(node, &[(SPAN_PARAMS, value)]);
	let shown = &client.must("status")["terms"]["span_params"];
	assert_eq!(shown["min_span"], params.min_span);
	assert_eq!(shown["full_span"], params.full_span);
}

fn set(node: &TestNode, parameters: &[((u8, u8), u32)]) {
	let calls: Vec<_> = parameters
		.iter()
		.map(|((group, key), value)| set_parameter(*group, *key, *value))
		.collect();
	for outcome in send_all(node, &keypair(ROOT), &calls) {
		outcome.expect("sudo may do anything");
	}
}
