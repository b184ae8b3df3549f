// SPDX-License-Identifier: Apache-2.0

//! What several batch files have of one channel.

pub use openledger_client::channels::shared::*;
