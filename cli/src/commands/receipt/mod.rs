// SPDX-License-Identifier: Apache-2.0

//! `openledger receipt`
//!
//! - [`check`]: what a receipt shows by itself.
//! - [`proof`]: what proves, without any node, that a receipt was settled and what became of it.
//! - [`steps`]: what was checked, and what came of it.

mod check;
mod locate;
mod offline;
mod proof;
mod show;
mod standing;
mod steps;
mod verify;

pub use openledger_client::receipts::{channel_of, difference, search, Signers};

use crate::{args::Receipt, context::Context, error::Error};

pub async fn run(context: &Context, command: Receipt) -> Result<(), Error> {
	match command {
		Receipt::Show(args) => show::run(context, args).await,
		Receipt::Verify(args) => verify::run(context, args).await,
	}
}
