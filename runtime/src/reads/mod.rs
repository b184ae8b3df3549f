// SPDX-License-Identifier: Apache-2.0

//! Answers to [`openledger_runtime_api::OpenLedgerApi`], one file a domain.

pub mod contributions;
pub mod cost;
pub mod disputes;
pub mod governance;
pub mod models;
pub mod operators;
pub mod parameters;
pub mod settlement;

/// How many rows a page may have.
fn page(limit: u32) -> u32 {
	limit.min(openledger_runtime_api::MAX_PAGE)
}
