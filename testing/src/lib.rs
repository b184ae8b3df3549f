// SPDX-License-Identifier: Apache-2.0

//! What drives real programs starts them with this crate: the end-to-end tests and the benches. The
//! node and the client are the release's, run as people run them. Nothing here stands in for
//! anything.
//!
//! A [`TestNode`] is a node with a chain of its own, on free ports of the loopback interface, that ends
//! with its value. For a test, [`TestNode::start`] makes blocks when they are needed, and a few beside,
//! so that time passes; [`TestNode::start_with_slots`] makes them as a live chain does. A
//! [`NodeBuilder`] starts one otherwise. The nodes of a [`Network`] make one chain together. A
//! [`Client`] is the `openledger` program, with a store of its own.
//!
//! Most of it is for tests and panics when it can't go on, so that a test says little and fails with the
//! node's log. What a bench uses returns an [`Error`] for a person: [`NodeBuilder`],
//! [`NetworkBuilder`], [`Connection`], [`sign`], [`poll`], and the methods of nodes that say so.

#![deny(missing_docs)]

mod chain;
mod client;
mod error;
mod keys;
mod network;
mod node;
mod programs;
mod till;
mod wait;

pub use chain::{
	add_registrar, add_username_authority, decoded, demand_reveal, demand_reveals, finalize, hash,
	receipts, refute, reveal, send_all, set_grace, set_parameter, set_price_floor, set_span_params,
	set_windows, settle_batch, settle_one, settle_ones, sign, Api, Connection, Demand, Entries,
	Event, Funds, Head, Records, Refuted, Rpc, Settled, Slashed, State,
};
pub use client::{planck, pot, Background, Client, Ended, Failure};
pub use error::{cannot, Error};
pub use keys::{account, account_id, developers, keypair, signing_key};
pub use network::{Lan, Machine, Network, NetworkBuilder, Split, VALIDATORS};
pub use node::{NodeBuilder, Sealing, TestNode};
pub use programs::{binary_path, checkout};
pub use till::{signed_receipt, Till};
pub use wait::{poll, wait_for};

pub use openledger_client::interface::api;

use std::{env, future::Future};
use tokio::runtime::Runtime;

/// One OPEN, in planck.
pub const OPEN: u128 = 1_000_000_000_000_000_000;

/// Whether tests should do much more than ordinarily, as `scripts/test.sh --soak` asks for.
pub fn is_soak() -> bool {
	env::var_os("OPENLEDGER_SOAK").is_some_and(|value| value == "1")
}

/// Runs a future to its end, in a runtime of its own: what it connected to ends with it. It panics in
/// a program that has a runtime already.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
	Runtime::new().expect("threads can be started").block_on(future)
}
