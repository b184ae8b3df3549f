// SPDX-License-Identifier: Apache-2.0

//! What the end-to-end tests share: the release node and the release client, run as people run
//! them. Nothing here stands in for anything.
//!
//! A [`Node`] has a development chain of its own, in a temporary directory and on free ports of the
//! loopback interface, and ends with the test. A [`Client`] has a store of its own.
//! `scripts/test.sh` builds both programs before it runs the tests.

mod binary;
mod client;
mod node;

pub use binary::path as binary_path;
pub use client::{planck, Client, Failure};
pub use node::{Api, Node};

use std::future::Future;
use tokio::runtime::Runtime;

/// One OPEN, in planck.
pub const OPEN: u128 = 1_000_000_000_000_000_000;

/// Runs a future to its end. What it connected to ends with it.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
	Runtime::new().expect("threads can be started").block_on(future)
}
