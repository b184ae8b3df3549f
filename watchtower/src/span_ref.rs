// SPDX-License-Identifier: Apache-2.0

//! What demands are about.

use openledger_client::account::Account;
use openledger_primitives::BatchId;
use openledger_runtime_api::DemandInfo;
use serde::Serialize;

/// What a demand asks for: a span that a receipt of a batch lists, or, beyond them, a chunk of its
/// output.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
pub struct SpanRef {
	/// The batch.
	pub batch: BatchId,
	/// The number of the receipt in it.
	pub receipt: u32,
	/// The number of the span in the receipt.
	pub span: u32,
}

impl SpanRef {
	/// What a demand about a batch asks for.
	pub(crate) fn of(batch: BatchId, demand: &DemandInfo<Account>) -> Self {
		Self { batch, receipt: demand.receipt, span: demand.span }
	}
}
