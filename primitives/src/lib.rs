// SPDX-License-Identifier: Apache-2.0

//! The protocol's rules, pure and without `std`.
//!
//! What the chain checks and what the off-chain engine computes is this code: chunk Merkle trees
//! ([`merkle`], [`content`]), the normal form ([`normal`]), token starts ([`token`]), spans and
//! points of the span rule ([`span`]), receipts ([`receipt`]), batches of them ([`batch`]), vouchers
//! that pay for them ([`voucher`]), keys that sign both ([`keys`]), proofs that refute receipts
//! ([`challenge`]), the history of batches ([`history`]), shares that flatten to
//! exactly 100 % ([`shares`]), the fee split ([`split`]), and what earning from it is worth in votes
//! ([`merit`]).
//! Nothing here reads storage, allocates without a bound that its input sets, or panics.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(
	not(test),
	deny(
		clippy::arithmetic_side_effects,
		clippy::cast_possible_truncation,
		clippy::cast_possible_wrap,
		clippy::cast_sign_loss,
		clippy::indexing_slicing,
		clippy::unwrap_used,
		clippy::expect_used
	)
)]

extern crate alloc;

pub mod batch;
pub mod bounded;
pub mod challenge;
pub mod content;
pub mod corpus;
pub mod deposit;
pub mod history;
pub mod interfaces;
pub mod keys;
pub mod limits;
pub mod merit;
pub mod merkle;
pub mod normal;
pub mod ordered;
pub mod receipt;
pub mod shares;
pub mod span;
pub mod split;
pub mod token;
pub mod voucher;

/// Amounts, in planck (10⁻¹⁸ OPEN).
pub type Balance = u128;
/// A datanet: a named, append-only list of contributions. Sequential from 0.
pub type DatanetId = u32;
/// A contribution, chain-wide. Sequential from 0: a smaller id was registered earlier.
pub type ContributionId = u64;
/// A model. Sequential from 0: parents always have a smaller id than their children.
pub type ModelId = u32;
/// A batch of settled receipts. Sequential from 0.
pub type BatchId = u64;
/// A payment channel. Sequential from 0.
pub type ChannelId = u64;
