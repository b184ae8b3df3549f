// SPDX-License-Identifier: Apache-2.0

//! Bounds that the protocol fixes. They bound storage, so a vote can't change them.

use sp_core::parameter_types;

/// The longest normal form of a contribution, in bytes (64 MiB).
pub const MAX_CONTENT_BYTES: u32 = 64 * 1024 * 1024;
/// The longest output that can be attributed, in bytes (64 KiB).
pub const MAX_OUTPUT_BYTES: u32 = 64 * 1024;
/// The longest match, in bytes: four chunks, less the bytes that show that a token starts there. So
/// an excerpt of it touches at most five chunks.
pub const MAX_MATCH_BYTES: u32 = 4_092;
/// The largest `full_span` that governance can set, in bytes: the longest match counts in full
/// under every rule.
pub const MAX_FULL_SPAN: u16 = 4_092;

parameter_types! {
	/// Most spans that a receipt may list, and so most contributions that it may credit.
	pub const MaxSpans: u32 = 1_024;
	/// Most sources that a contribution may declare.
	pub const MaxSources: u32 = 4;
	/// Most entries of a contribution's flattened source stack.
	pub const MaxSourceStack: u32 = 16;
	/// Most parents that a model may declare.
	pub const MaxParents: u32 = 8;
	/// Most entries of a model's flattened royalty stack.
	pub const MaxRoyaltyStack: u32 = 32;
	/// Most entries of a model's flattened corpus.
	pub const MaxCorpus: u32 = 64;
	/// Most contributions that a corpus entry may leave out.
	pub const MaxExcluded: u32 = 64;
	/// Most curators of a datanet.
	pub const MaxCurators: u32 = 32;
	/// Most bytes of a name.
	pub const MaxName: u32 = 64;
	/// Most bytes of a URI.
	pub const MaxUri: u32 = 256;
	/// Most bytes of an SPDX license id.
	pub const MaxSpdx: u32 = 64;
	/// Most contributions and models that one call to `finalize` pays, or channels that it refunds:
	/// as many as fit in a block.
	pub const MaxPaidByCall: u32 = 128;
	/// Most receipts of a batch.
	pub const MaxBatchReceipts: u32 = 32_768;
	/// Most models that the receipts of a batch may be of.
	pub const MaxBatchModels: u32 = 16;
	/// Most contributions that the receipts of a batch may credit, in the tables of all its models.
	pub const MaxBatchContributions: u32 = 1_024;
	/// Most credits in all receipts of a batch.
	pub const MaxBatchCredits: u32 = 262_144;
	/// Most channels that pay for a batch, each by a voucher.
	pub const MaxVouchers: u32 = 1_024;
	/// Most parts of an operator's bond that are unbonding at the same time.
	pub const MaxUnbonding: u32 = 16;
	/// Most items of a bulk call (`register_many`, `accept_many`).
	pub const MaxBulk: u32 = 256;
	/// Most bytes of an excerpt: the chunks that the longest match, with the bytes that show that a
	/// token starts there, can touch.
	pub const MaxExcerptBytes: u32 = 5 * 1_024;
	/// Most siblings of an excerpt: two at each level of the tree of the longest content, which has
	/// 65,536 chunks.
	pub const MaxExcerptPath: u32 = 32;
	/// Most siblings of a receipt: the levels of a tree of `MaxBatchReceipts` leaves.
	pub const MaxReceiptPath: u32 = 15;
	/// Most peaks of the history of batches: one for each bit of the number of its leaves.
	pub const MaxPeaks: u32 = 64;
}
