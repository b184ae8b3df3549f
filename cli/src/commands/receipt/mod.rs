// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt`
//!
//! - [`check`]: what a receipt shows by itself.
//! - [`search`]: batches, from the last one back, and what their blocks say was settled.
//! - [`proof`]: what proves, without any node, that a receipt was settled and what became of it.
//! - [`signers`]: whose signatures count.
//! - [`steps`]: what was checked, and what came of it.

mod check;
mod differences;
mod locate;
mod offline;
mod proof;
pub mod search;
mod show;
mod signers;
mod standing;
mod steps;
mod verify;

pub use differences::difference;
pub use locate::channel_of;
pub use signers::Signers;

use crate::{args::Receipt, context::Context, error::Error};

pub async fn run(context: &Context, command: Receipt) -> Result<(), Error> {
	match command {
		Receipt::Show(args) => show::run(context, args).await,
		Receipt::Verify(args) => verify::run(context, args).await,
	}
}
