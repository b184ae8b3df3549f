// SPDX-License-Identifier: Apache-2.0

//! What the end-to-end tests share: the release node and the release client, run as people run
//! them. Nothing here stands in for anything.
//!
//! A [`Node`] has a development chain of its own, in a temporary directory and on free ports of the
//! loopback interface, and ends with the test. Its blocks come when they are needed, and a few
//! beside, so that time passes; one that [starts with slots](Node::start_with_slots) makes them as a
//! live one does. The nodes of a [`Network`] have one together. A
//! [`Client`] has a store of its own.
//! `scripts/test.sh` builds both programs before it runs the tests.

mod background;
mod binary;
mod calls;
mod client;
mod events;
mod funds;
mod keys;
mod lan;
mod names;
mod namespace;
mod network;
mod node;
mod read;
mod records;
mod rpc;
mod send;
mod split;
mod state;
mod ticker;
mod till;
mod wait;
mod windows;

pub use background::{Background, Ended};
pub use binary::{checkout, path as binary_path};
pub use calls::{
	add_registrar, add_username_authority, demand_reveal, demand_reveals, finalize, refute, reveal,
	set_parameter, set_price_floor, settle_batch, settle_one, settle_ones,
};
pub use client::{planck, pot, Client, Failure};
pub use events::Event;
pub use funds::Funds;
pub use keys::{account, keypair};
pub use lan::{Lan, Machine};
pub use network::Network;
pub use node::{Api, Node};
pub use read::{decoded, hash, receipts};
pub use records::{Demand, Records, Refuted, Settled, Slashed};
pub use rpc::{Entries, Head, Rpc};
pub use send::send_all;
pub use split::Split;
pub use state::State;
pub use till::{signed_receipt, signing_key, Till};
pub use wait::wait_for;
pub use windows::{set_grace, set_span_params, set_windows};

use std::{env, future::Future};
use tokio::runtime::Runtime;

/// One OPEN, in planck.
pub const OPEN: u128 = 1_000_000_000_000_000_000;

/// Whether tests should do much more than ordinarily, as `scripts/test.sh --soak` asks for.
pub fn is_soak() -> bool {
	env::var_os("OPENLEDGER_SOAK").is_some_and(|value| value == "1")
}

/// Runs a future to its end. What it connected to ends with it.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
	Runtime::new().expect("threads can be started").block_on(future)
}
