// SPDX-License-Identifier: Apache-2.0

//! The attribution of outputs: the span rule over an index of a model's corpus.
//!
//! Contributions go into a [`Corpus`] in normal form ([`NormalText`]; [`Mapped`] remembers where
//! each part of it was). [`Index::build`] sorts all their token starts once. [`Index::attribute`]
//! then finds the longest match of each token of an output, and the earliest holder of each span,
//! in a handful of comparisons each, whatever the size of the corpus. The code that lists matches,
//! assigns bytes to them and counts points is the code that the chain checks with
//! ([`openledger_primitives::span`]).
//!
//! [`Index::audit`] compares a receipt with the rule, and builds the smallest proof that refutes it
//! where it is false ([`openledger_primitives::challenge`]). [`exhibit`] and [`signed_exhibit`]
//! show the place of a receipt in its batch. [`Index::evidence`] answers a demand to reveal a span.
//!
//! [`naive`] is the same rule without an index: the yardstick for speed, and a second opinion.
//!
//! `examples/attribute.rs` attributes an answer to the texts of a folder, and `examples/prove.rs`
//! proves that a text has a span.
//!
//! # Example
//!
//! ```
//! use openledger_attributor::{Corpus, Index, NormalText};
//! use openledger_primitives::{receipt::Payment, span::SpanParams};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let original = "The ledger closes at noon, and opens again when the bells have rung.";
//! let mut corpus = Corpus::new();
//! corpus.insert(12, NormalText::from_bytes(original.as_bytes())?)?;
//! corpus.insert(40, NormalText::from_bytes(format!("A copy: {original}").as_bytes())?)?;
//! let index = Index::build(corpus)?;
//!
//! let output = NormalText::from_bytes(b"They say: the ledger closes at noon, and opens again.")?;
//! let attribution = index.attribute(&output, SpanParams::DEFAULT)?;
//! let receipt = attribution.into_receipt(0, Payment::Direct { payer: [1; 32] }, 1_000, [7; 32]);
//!
//! // "ledger closes at noon, and opens again": 38 bytes, held by the earlier work alone.
//! let credits = receipt.credits().ok_or("no credits")?;
//! assert_eq!(credits.len(), 1);
//! assert_eq!((credits[0].contribution, credits[0].points), (12, 38 * 38));
//! # Ok(())
//! # }
//! ```

#![deny(missing_docs)]

mod attribute;
mod audit;
mod corpus;
mod index;
mod mapped;
mod minima;
mod normal;
mod position;
mod scan;
mod signposts;

pub use attribute::{AttributeError, Attribution};
pub use audit::{exhibit, signed_exhibit, Seen, Verdict};
pub use corpus::{Corpus, CorpusError, MAX_CORPUS_BYTES};
pub use index::{Index, IndexError};
pub use mapped::Mapped;
pub use normal::{NormalError, NormalText};
pub use scan::naive;
