// SPDX-License-Identifier: Apache-2.0

//! What the OpenLedger node does: it parses a command line and starts what was asked for.

// The SDK's error types are large. They are built once, at start-up or on the way out.
#![allow(clippy::result_large_err)]

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod chain_spec;
mod cli;
mod command;
mod hardware;
mod light_spec;
mod preflight;
mod rpc;
mod service;

pub use command::run;
