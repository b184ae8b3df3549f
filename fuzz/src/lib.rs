// SPDX-License-Identifier: Apache-2.0

//! Fuzzing of all that decides a challenge.
//!
//! A small [`world`] has a corpus, answers, and batches of receipts, true and false ones, with what
//! their operator signed. A target makes a proof, or whatever else it is about, from the fuzzer's
//! bytes ([`input`]). It has the chain's code decide on it, and compares that with a [`model`]: the
//! same decision, made with all texts at hand by code that shares little with the chain's but types.
//! See docs/fuzzing.md.

pub mod input;
pub mod model;
pub mod seeds;
pub mod targets;
pub mod world;

/// A number of the protocol as one that indexes. Exact where addresses have 32 bits or more.
pub(crate) fn to_index(number: u32) -> usize {
	usize::try_from(number).unwrap_or(usize::MAX)
}

/// A position in one of the world's texts, which are far shorter than 2³² bytes.
pub(crate) fn to_position(index: usize) -> u32 {
	u32::try_from(index).unwrap_or(u32::MAX)
}
