// SPDX-License-Identifier: Apache-2.0

//! What demands are about.

use openledger_primitives::BatchId;
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
