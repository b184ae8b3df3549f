// SPDX-License-Identifier: Apache-2.0

//! The protocol's rules, pure and without `std`.
//!
//! The chain checks with this code, and the off-chain engine computes with it: chunk Merkle trees
//! ([`merkle`], [`content`]), the normal form ([`normal`]), token starts ([`token`]), spans and
//! points of the span rule ([`span`]), receipts ([`receipt`]), batches of them ([`batch`]),
//! vouchers that pay for them ([`voucher`]), keys that sign both ([`keys`]), proofs that refute
//! receipts ([`challenge`]), the history of batches ([`history`]), the corpora of models
//! ([`corpus`]), shares that flatten to exactly 100 % ([`shares`]), the fee split ([`split`]), and
//! the votes that earning from it is worth ([`merit`]). [`interfaces`] has the traits by which
//! pallets ask each other, and [`limits`] the bounds that no vote can change.
//!
//! Nothing here reads storage, allocates without a bound that its input sets, or panics.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]
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

/// An amount, in planck (10⁻¹⁸ OPEN).
pub type Balance = u128;
/// The id of a datanet, which is a named, append-only list of contributions. Sequential from 0.
pub type DatanetId = u32;
/// The id of a contribution, chain-wide. Sequential from 0: a smaller id was registered earlier.
pub type ContributionId = u64;
/// The id of a model. Sequential from 0: parents always have a smaller id than their children.
pub type ModelId = u32;
/// The id of a batch of settled receipts. Sequential from 0.
pub type BatchId = u64;
/// The id of a payment channel. Sequential from 0.
pub type ChannelId = u64;
