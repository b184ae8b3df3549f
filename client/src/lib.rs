// SPDX-License-Identifier: Apache-2.0

//! A client of an OpenLedger chain, for programs.
//!
//! [`Chain`](chain::Chain) is the connection to a node: it signs, sends and waits. A
//! [`BlockView`](chain::BlockView) reads the chain as it was at one block. Beside them is what stays off the
//! chain: [`keys`], the [`texts`] that attribution needs, the [`files`] of batches, receipts and
//! vouchers, the [`store`] that keeps them, and what a payer has promised in its [`channels`].
//!
//! Each program in `examples` does one thing with it, from registering a text to following who is
//! credited.
//!
//! Nothing here writes to a terminal. Long work opens a [`tracing`] span (see [`progress`]), which
//! a program may show.

#![deny(missing_docs)]

pub mod account;
pub mod chain;
pub mod channels;
pub mod convert;
pub mod error;
pub mod files;
#[cfg(any(test, feature = "fixtures"))]
pub mod fixtures;
pub mod json;
pub mod keys;
pub mod names;
pub mod note;
pub mod parameters;
pub mod progress;
pub mod receipts;
pub mod record;
pub mod registry;
pub mod settlement;
pub mod store;
pub mod text;
pub mod texts;
pub mod units;
pub mod warnings;
pub mod words;

pub use error::Error;
