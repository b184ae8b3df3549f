// SPDX-License-Identifier: Apache-2.0

//! What a person should know beside the results.

use std::fmt;

use openledger_client::text::{count, printable};
use openledger_primitives::BatchId;
use serde::Serialize;

use crate::{report::in_words, Error, SpanRef};

/// Something that a person should know while work goes on, in words by its `Display`.
#[derive(Debug, Serialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
	/// The node went away: it is waited for.
	NodeGone {
		/// How.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
	},
	/// The node is back.
	NodeBack,
	/// A watcher goes on where another has ended.
	Resumed {
		/// The number of the last block that was seen to.
		block: u64,
	},
	/// More is known of answers, from files.
	Known {
		/// The number of receipts.
		receipts: usize,
		/// The number of outputs.
		outputs: usize,
	},
	/// Which channels end can't be found out now.
	EndsUnknown {
		/// Why.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
	},
	/// Whose the works in answers are can't be found out.
	MakersUnknown {
		/// Why.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
	},
	/// It is known now which batch has the receipts of a file.
	Identified {
		/// The file.
		path: String,
		/// The batch.
		batch: BatchId,
	},
	/// Nothing more of a batch can be demanded, and so nothing is to be answered.
	Over {
		/// The batch.
		batch: BatchId,
		/// What became of it.
		why: &'static str,
	},
	/// A demand can't be answered.
	Unanswerable {
		/// The span.
		#[serde(flatten)]
		span: SpanRef,
		/// The number of the last block in which it can be answered.
		respond_by: u32,
		/// Why not.
		reason: String,
	},
	/// Texts that answers need can't be got now.
	NoTexts {
		/// Why.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
	},
	/// The chain did not take answers.
	Refused {
		/// The batch.
		batch: BatchId,
		/// Why.
		#[serde(rename = "reason", serialize_with = "in_words")]
		error: Error,
	},
}

impl fmt::Display for Note {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::NodeGone { error } => write!(f, "{error}; waiting for the node"),
			Self::NodeBack => f.write_str("the node is back"),
			Self::Resumed { block } => {
				write!(f, "going on: the last time, block {block} was the last")
			}
			Self::Known { receipts, outputs } => {
				let (receipts, outputs) = (count(*receipts, "receipt"), count(*outputs, "output"));
				write!(f, "{receipts} and {outputs} are known")
			}
			Self::EndsUnknown { error } => write!(f, "which channels end is not known: {error}"),
			Self::MakersUnknown { error } => {
				write!(f, "whose the works in answers are is not known: {error}")
			}
			Self::Identified { path, batch } => {
				write!(f, "the receipts of {path} are batch {batch}")
			}
			Self::Over { batch, why } => {
				write!(f, "nothing more can be revealed: batch {batch} {why}")
			}
			Self::Unanswerable { span: SpanRef { receipt, span, .. }, respond_by, reason } => {
				write!(
					f,
					"receipt {receipt}, span {span}, demanded until block {respond_by}, can't be \
				 revealed: {}",
					printable(reason)
				)
			}
			Self::NoTexts { error } => write!(f, "texts can't be got: {error}"),
			Self::Refused { batch, error } => write!(f, "batch {batch}: {error}"),
		}
	}
}
