// SPDX-License-Identifier: Apache-2.0

//! Bounds that the protocol fixes. They bound storage, so a vote can't change them.

use sp_core::parameter_types;

/// Longest normal form of a contribution, in bytes (64 MiB).
pub const MAX_CONTENT_BYTES: u32 = 64 * 1024 * 1024;
/// Longest output that can be attributed, in bytes (64 KiB).
pub const MAX_OUTPUT_BYTES: u32 = 64 * 1024;
/// A match is never longer than this, in bytes: four chunks, less what shows that a token starts
/// there. So an excerpt of it touches at most five.
pub const MAX_MATCH_BYTES: u32 = 4_092;
/// The longest match counts in full under every rule.
pub const MAX_FULL_SPAN: u16 = 4_092;

parameter_types! {
	/// Spans that a receipt may list, and so the contributions that it may credit.
	pub const MaxSpans: u32 = 1_024;
	/// Sources that a contribution may declare.
	pub const MaxSources: u32 = 4;
	/// Entries of a contribution's flattened source stack.
	pub const MaxSourceStack: u32 = 16;
	/// Parents that a model may declare.
	pub const MaxParents: u32 = 8;
	/// Entries of a model's flattened royalty stack.
	pub const MaxRoyaltyStack: u32 = 32;
	/// Entries of a model's flattened corpus.
	pub const MaxCorpus: u32 = 64;
	/// Contributions that a corpus entry may leave out.
	pub const MaxExcluded: u32 = 64;
	/// Curators of a datanet.
	pub const MaxCurators: u32 = 32;
	/// Bytes of a name.
	pub const MaxName: u32 = 64;
	/// Bytes of a metadata URI.
	pub const MaxUri: u32 = 256;
	/// Bytes of an SPDX licence id.
	pub const MaxSpdx: u32 = 64;
	/// Contributions and models that one call to `finalize` pays, or channels that it refunds: what
	/// fits in a block.
	pub const MaxPaidByCall: u32 = 128;
	/// Receipts of a batch.
	pub const MaxBatchReceipts: u32 = 32_768;
	/// Models that the receipts of a batch may be of.
	pub const MaxBatchModels: u32 = 16;
	/// Contributions that the receipts of a batch may credit, in the tables of all its models.
	pub const MaxBatchContributions: u32 = 1_024;
	/// Credits in all receipts of a batch.
	pub const MaxBatchCredits: u32 = 262_144;
	/// Channels that pay for a batch, each by a voucher.
	pub const MaxVouchers: u32 = 1_024;
	/// Parts of an operator's bond that are unbonding at the same time.
	pub const MaxUnbonding: u32 = 16;
	/// Items of a bulk call (`register_many`, `accept_many`).
	pub const MaxBulk: u32 = 256;
	/// Bytes of an excerpt: the chunks that the longest match, and what shows that a token starts
	/// there, can touch.
	pub const MaxExcerptBytes: u32 = 5 * 1_024;
	/// Siblings of an excerpt: two at each level of the tree of the longest content, which has
	/// 65,536 chunks.
	pub const MaxExcerptPath: u32 = 32;
	/// Siblings of a receipt: a tree of `MaxBatchReceipts` has so many levels.
	pub const MaxReceiptPath: u32 = 15;
	/// Peaks of the history of batches: one for each bit of the number of its leaves.
	pub const MaxPeaks: u32 = 64;
}
