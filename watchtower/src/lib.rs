// SPDX-License-Identifier: Apache-2.0

//! Watches what an OpenLedger chain settles, refutes what is false, and answers what is demanded.
//!
//! - A [`Watcher`] follows batches, audits their receipts with the texts and outputs that are here,
//!   demands to see a share of the others, and refutes those that are false. Anyone may run one.
//! - A [`Responder`] is for whoever settles: it answers the demands about one batch before their time
//!   is over, at whatever tip that takes.
//! - An [`Audit`](audit::Audit) is for whoever pays: it holds what channels were charged for against
//!   the receipts that their operators signed.
//!
//! What happens goes to a [`Reporter`] as a typed [`Report`], which serializes to the JSON that the
//! command line prints. Nothing here is global, and nothing is written to a terminal. A watcher and
//! several responders can run as tasks of one program: each ends when its `shutdown` does, and can be
//! dropped at any time.
//!
//! ```no_run
//! # use openledger_client::{chain::Chain, keys::Key, store::Store};
//! # use openledger_watchtower::{Error, Reporter, Responder, ResponderOptions};
//! # async fn respond(
//! #     url: &str, key: Key, store: Store, reporter: &dyn Reporter,
//! #     shutdown: impl std::future::Future<Output = ()> + Send,
//! # ) -> Result<(), Error> {
//! let chain = Chain::connect(url, None).await?;
//! let options = ResponderOptions { follow: true, ..ResponderOptions::of("batch.json") };
//! let outcome = Responder::new(chain, key, store, options).run(reporter, shutdown).await?;
//! # Ok(())
//! # }
//! ```
//!
//! `examples/watch.rs` is a whole watcher, and `examples/respond.rs` answers for several batches at
//! once, as a server would.

#![deny(missing_docs)]

pub mod audit;
mod error;
mod note;
mod patience;
mod proof_words;
pub mod report;
mod respond;
mod span_ref;
mod totals;
mod urgency;
mod watch;

pub use error::Error;
pub use note::Note;
pub use patience::Patience;
pub use report::{Report, Reporter};
pub use respond::{Answered, Options as ResponderOptions, Responder};
pub use span_ref::SpanRef;
pub use totals::{Audits, Totals};
pub use urgency::last_demand;
pub use watch::{Options as WatcherOptions, Watcher};
