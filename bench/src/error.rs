// SPDX-License-Identifier: Apache-2.0

//! What stops a bench.

pub use openledger_testing::{cannot, Error};
