// SPDX-License-Identifier: Apache-2.0

//! `openledger batch`

mod add;
mod audit;
mod demand;
mod finalize;
mod proof;
pub mod reveal;
mod salt;
mod settle;
mod shared;
mod show;

use clap::Subcommand;
use openledger_primitives::BatchId;

pub use demand::last_demand;

use crate::{
	args::{AuditBatch, Reveal},
	context::Context,
	error::Error,
};

/// Sign and collect receipts that channels pay for, settle them together, prove them, answer for
/// them, and audit what was settled.
#[derive(Subcommand)]
pub enum Batch {
	Add(add::Add),
	Settle(settle::Settle),
	Show(show::Show),
	Finalize(finalize::Finalize),
	Proof(proof::Proof),
	/// Look in a batch for what the receipts in the store, or in files, say of its answers.
	Audit(AuditBatch),
	/// Demand that a receipt of a batch be revealed, against a bond: an answer earns it, and without
	/// one the batch is refuted.
	Demand {
		/// The batch.
		#[arg(value_name = "BATCH")]
		id: BatchId,

		/// The receipt, from 0.
		#[arg(long, value_name = "N")]
		receipt: u32,

		/// Which of the spans that the receipt lists, from 0. Beyond them, which chunk of its output:
		/// the first of these numbers is the first chunk.
		#[arg(long, value_name = "N", default_value_t = 0)]
		span: u32,
	},
	/// Answer all demands about a batch, with the outputs in the store.
	Reveal(Reveal),
}

impl Batch {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Add(command) => command.run(context).await,
			Self::Settle(command) => command.run(context).await,
			Self::Show(command) => command.run(context).await,
			Self::Finalize(command) => command.run(context).await,
			Self::Proof(command) => command.run(context).await,
			Self::Audit(args) => audit::run(context, args).await,
			Self::Demand { id, receipt, span } => demand::run(context, id, receipt, span).await,
			Self::Reveal(args) => reveal::run(context, args).await,
		}
	}
}
