// SPDX-License-Identifier: Apache-2.0

//! Receipts drawn up as one batch, and sent.

use std::path::{Path, PathBuf};

use openledger_primitives::{batch::Draft, Balance, ModelId};
use sp_core::Blake2Hasher;
use subxt::transactions::DynamicPayload;

use super::{
	pay::{send, Paid},
	receipt_store::{is_certain, Unpaid},
};
use crate::{
	chain::{
		calls::attribution::{settle_batch, Encoded},
		Chain, Journal, Roots, Sent,
	},
	error::{Error, SettlementError},
	files::batch::{name, BatchFile},
	keys::Key,
	note::note,
	progress,
	store::Store,
};

/// The numbers of what a batch has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Content {
	/// The models that it pays.
	pub models: Vec<ModelId>,
	/// The number of its receipts.
	pub receipts: usize,
	/// The contributions in the tables of all models together.
	pub contributions: usize,
	/// The number of channels that pay for it.
	pub channels: usize,
	/// All fees, in planck.
	pub fees: Balance,
}

impl Content {
	fn of(draft: &Draft) -> Option<Self> {
		let batch = &draft.batch;
		Some(Self {
			models: batch.models.iter().map(|table| table.model).collect(),
			receipts: batch.count(),
			contributions: batch.contributions(),
			channels: batch.channels.len(),
			fees: draft.fees()?,
		})
	}
}

/// The receipts of a batch file, drawn up as one batch.
pub struct DrawnUp {
	pub(super) file: BatchFile,
	pub(super) roots: Roots,
	pub(super) content: Content,
	draft: Draft,
}

impl DrawnUp {
	/// Draws up the batch of a file. Fails where its receipts can't be one.
	pub async fn of(file: BatchFile) -> Result<Self, Error> {
		let (receipts, vouchers) = (file.receipts(), file.paying());
		let drawing = progress::computing(move || {
			let draft = Draft::of::<Blake2Hasher>(&receipts, &vouchers);
			draft.map(|draft| (Roots::of_draft(&draft), Content::of(&draft), draft))
		});
		let drawn = progress::during("drawing up the batch", drawing).await?;
		let (roots, content, draft) = drawn.map_err(SettlementError::Draft)?;
		let roots = roots.ok_or(Error::Inconsistent)?;
		let content = content.ok_or(Error::Inconsistent)?;
		Ok(Self { file, roots, content, draft })
	}

	/// The call that settles it.
	pub fn call(&self) -> DynamicPayload<Encoded> {
		settle_batch(&self.draft.batch)
	}

	/// Sends the batch, whose receipts the store [keeps](Self::keep) as `unpaid`, and waits until
	/// that is final. `earlier` is the transaction that may settle it already, and `path` the place of
	/// its file, where what is sent is written down too. Returns the file as it is then.
	pub(super) async fn send(
		self,
		(chain, store, key): (&Chain, &Store, &Key),
		unpaid: Unpaid,
		earlier: Option<Sent>,
		path: Option<&Path>,
	) -> Result<(Paid, BatchFile), Error> {
		let call = self.call();
		let Self { file, roots, .. } = self;
		let mut journal = BatchJournal { file, path: path.map(Path::to_owned), roots, unpaid };
		let sent = send(chain, key, &call, earlier, &mut journal).await;
		let (settled, block) = sent.inspect_err(|error| journal.failed(error))?;
		let BatchJournal { file, unpaid, .. } = journal;
		let (_, path) = unpaid.paid(store, &settled);
		Ok((Paid { settled, block, path }, file))
	}

	/// Keeps a copy of the file in the store, as it is before it has a batch.
	pub(super) fn keep(&self, store: &Store) -> Result<Unpaid, Error> {
		let Self { file, roots, .. } = self;
		let copy = BatchFile { roots: Some(*roots), batch: None, ..file.clone() };
		let mut json = copy.to_json();
		json["batch"] = ().into();
		Unpaid::keep_many(store, file.genesis, *roots, json)
	}
}

/// Writes down what is about to be sent: in the store's copy of the receipts, and in their file.
struct BatchJournal {
	file: BatchFile,
	/// `None` for receipts that are in no file.
	path: Option<PathBuf>,
	roots: Roots,
	unpaid: Unpaid,
}

impl BatchJournal {
	/// Takes back that something was sent, where it is certain that it settled nothing; else says how
	/// to look.
	fn failed(&mut self, error: &Error) {
		self.unpaid.failed(error);
		let Some(path) = &self.path else { return };
		if is_certain(error) {
			(self.file.sent, self.file.roots) = (None, None);
			// What stays there is looked up once more, and is the same then.
			let _ = self.file.save(path);
			return;
		}
		let path = name(path);
		note(&format!("what became of it: openledger batch settle {path}"));
	}
}

impl Journal for BatchJournal {
	fn record(&mut self, sent: &Sent) -> Result<(), Error> {
		self.unpaid.record(sent)?;
		(self.file.sent, self.file.roots) = (Some(sent.clone()), Some(self.roots));
		match &self.path {
			Some(path) => Ok(self.file.save(path)?),
			None => Ok(()),
		}
	}

	fn advice(&self) -> Option<String> {
		let Some(path) = &self.path else { return self.unpaid.advice() };
		let path = name(path);
		Some(format!("what became of it, without settling twice: openledger batch settle {path}"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::{file, receipt, unsigned};
	use openledger_primitives::receipt::Receipt;

	#[tokio::test]
	async fn a_batch_should_be_said_to_have_what_its_file_has() {
		let mut file = file();
		let other = Receipt { model: 9, ..receipt(4, 0, 25) };
		file.answers.extend([unsigned(other)]);
		let Content { models, receipts, contributions, channels, fees } =
			DrawnUp::of(file).await.unwrap().content;
		assert_eq!((&models[..], receipts, contributions), (&[3, 9][..], 3, 0));
		assert_eq!((channels, fees), (2, 175));
	}
}
