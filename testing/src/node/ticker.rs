// SPDX-License-Identifier: Apache-2.0

//! Time, for a chain whose blocks are made when they are asked for.

use std::{
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc,
	},
	thread::{self, JoinHandle},
	time::Duration,
};

use serde_json::Value;
use subxt::rpcs::{client::rpc_params, RpcClient};

use crate::block_on;

/// A quarter of a slot's time.
const TICK: Duration = Duration::from_millis(500);

/// Has a block made with each tick, until it goes out of scope.
pub struct Ticker {
	is_over: Arc<AtomicBool>,
	thread: Option<JoinHandle<()>>,
}

impl Ticker {
	pub fn start(url: String) -> Self {
		let is_over = Arc::new(AtomicBool::new(false));
		let told = is_over.clone();
		let thread = thread::spawn(move || block_on(tick(&url, &told)));
		Self { is_over, thread: Some(thread) }
	}
}

/// A node that is gone comes back, or its test ends.
async fn tick(url: &str, is_over: &AtomicBool) {
	let mut node = None;
	while !is_over.load(Ordering::Relaxed) {
		tokio::time::sleep(TICK).await;
		if node.is_none() {
			node = RpcClient::from_insecure_url(url).await.ok();
		}
		if let Some(client) = &node {
			let made = client.request::<Value>("engine_createBlocks", rpc_params![1]).await;
			if made.is_err() {
				node = None;
			}
		}
	}
}

impl Drop for Ticker {
	fn drop(&mut self) {
		self.is_over.store(true, Ordering::Relaxed);
		if let Some(thread) = self.thread.take() {
			// What it was about does not matter any more.
			let _ = thread.join();
		}
	}
}
