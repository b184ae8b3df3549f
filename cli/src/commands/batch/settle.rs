// SPDX-License-Identifier: Apache-2.0

//! `openledger batch settle`

use std::{
	collections::{BTreeMap, BTreeSet},
	ops::Range,
	path::{Path, PathBuf},
};

use clap::Args;
use openledger_client::{
	chain::Chain,
	files::batch::{name, BatchFile},
	json::Planck,
	keys::Key,
	names::Names,
	progress,
	settlement::{
		divide::{divide, left},
		file::{ChannelFiles, Earlier, FileBatch, SettledFile},
		unpayable::{is_of_some, leave_out, LeftOut},
	},
	store::Store,
	text::count,
	units::amount,
	Error as ClientError,
};
use openledger_primitives::{BatchId, ChannelId, ModelId};
use serde::Serialize;
use sp_core::H256;

use super::shared::{self, Shared};
use crate::{
	commands::{anew, channel::ending},
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Settle all receipts of a batch file, as the operator: as several batches where one has no room
/// for them.
#[derive(Args)]
pub struct Settle {
	/// The batch file.
	file: PathBuf,

	/// Leave out the answers that the chain does not pay for now, in a file beside it, so that the
	/// others need not wait. Of a channel, they are never paid once later ones are settled.
	#[arg(long)]
	leave_out_unpayable: bool,

	/// Settle although receipts of earlier answers were signed that are in no file: they are never
	/// paid then.
	#[arg(long)]
	pass_over_missing: bool,
}

impl Settle {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file: path, leave_out_unpayable, pass_over_missing } = self;
		let (key, store) = (context.key()?, context.store()?);
		let chain = context.chain().await?;
		let (genesis, operator) = (chain.genesis(), key.account());
		let ledger = Ledger { store: store.clone(), genesis, pass_over_missing };
		let left_out = match leave_out_unpayable {
			true => leave_out(&chain, &ledger, &path, &operator).await?,
			false => None,
		};
		if let Some(LeftOut { path, answers }) = &left_out {
			let (answers, path) = (count(*answers, "answer"), name(path));
			context.note(&format!(
				"{answers} can't be settled now: {path} has what was left out. What can be settled \
				 later has to be before any later answer of its channel: openledger batch settle \
				 {path}"
			));
		}
		let dividing = progress::computing({
			let ledger = ledger.clone();
			move || -> Result<_, Error> {
				let files = divide(&ledger, &path, genesis, &operator)?;
				let left = left(&path, genesis, &operator, &files);
				Ok((files, left))
			}
		});
		let (files, left) = progress::during("looking at the file", dividing).await??;
		if files.len() > 1 {
			let files = shared::names(&files);
			context.note(&format!("one batch has no room for all of it: it is now in {files}"));
		}
		let settlement = Settlement { context, chain, store, key, ledger };
		let mut batches = Vec::with_capacity(files.len());
		for (nth, file) in files.iter().enumerate() {
			match settlement.settle(file.clone()).await {
				Ok(batch) => batches.push(batch),
				Err(error) => {
					for SettledFile { settled, path, .. } in &batches {
						let (batch, path) = (settled.batch, name(path));
						context.note(&format!("{path} is settled, as batch {batch}"));
					}
					say_left(context, files.iter().skip(nth + 1).chain(&left));
					return Err(settlement.explained(error, file, leave_out_unpayable).await);
				}
			}
		}
		say_left(context, &left);
		context.show(&Settled::of(batches, left_out).ok_or(ClientError::Inconsistent)?);
		Ok(())
	}
}

fn say_left<'p>(context: &Context, files: impl IntoIterator<Item = &'p PathBuf>) {
	for path in files {
		let path = name(path);
		context.note(&format!("left to be settled: openledger batch settle {path}"));
	}
}

/// What is settled, with what.
struct Settlement<'c> {
	context: &'c Context,
	chain: Chain,
	store: Store,
	key: Key,
	ledger: Ledger,
}

impl Settlement<'_> {
	/// Settles what a file has, as one batch.
	async fn settle(&self, path: PathBuf) -> Result<SettledFile, Error> {
		let Self { context, chain, store, key, ledger } = self;
		let batch = FileBatch::open(chain, key.account(), path).await?;
		let earlier = match batch.earlier(chain, store).await? {
			Earlier::Settled(settled) => {
				let marked = batch.mark(store, settled).await?;
				context.note("it was settled before, and the file did not know it");
				return Ok(marked);
			}
			Earlier::Open(sent) => sent,
		};
		let checked = batch.check(chain, key).await?;
		let view = chain.view().await?;
		ending::say(context, &view, checked.next, checked.ends.iter().copied())?;
		batch.settle((chain, store, key), ledger, checked, earlier).await
	}

	/// An error of settling a file, with what else can be settled.
	async fn explained(&self, error: Error, file: &Path, has_left_out: bool) -> Error {
		let goes_without = match &error {
			Error::Client(error) => is_of_some(error) && !has_left_out,
			_ => false,
		};
		let error = anew::explained(&self.chain, &self.store, error).await;
		if !goes_without {
			return error;
		}
		let path = name(file);
		let remedy = format!(
			"what else is in the file can be settled: openledger batch settle {path} \
			 --leave-out-unpayable"
		);
		Error::OfSome { error: Box::new(error), remedy }
	}
}

/// What the store knows of the channels of a chain.
#[derive(Clone)]
struct Ledger {
	store: Store,
	genesis: H256,
	pass_over_missing: bool,
}

impl ChannelFiles for Ledger {
	type Error = Error;

	fn also_in(&self, channel: ChannelId, files: &BTreeSet<PathBuf>) -> Result<(), Error> {
		Ok(Shared::open(&self.store, self.genesis, channel)?.also_in(files)?)
	}

	fn leaves_out(&self, channel: ChannelId, sequences: &BTreeSet<u64>) -> Result<(), Error> {
		Ok(Shared::open(&self.store, self.genesis, channel)?.leaves_out(sequences)?)
	}

	fn ensure_first(
		&self,
		path: &Path,
		file: &BatchFile,
		passed: &BTreeMap<ChannelId, Range<u64>>,
	) -> Result<(), Error> {
		shared::ensure_first(&self.store, path, file, passed, self.pass_over_missing)
	}
}

/// The first batch, with what all of them have together.
#[derive(Serialize)]
struct Settled {
	#[serde(flatten)]
	all: Batch,
	batches: Vec<Batch>,
	left_out: Option<LeftOutFile>,
}

#[derive(Clone, Serialize)]
struct Batch {
	batch: BatchId,
	root: H256,
	commitments: H256,
	finalizable_at: u32,
	models: Vec<ModelId>,
	receipts: usize,
	contributions: usize,
	channels: usize,
	fees: Planck,
	/// The store's copy.
	file: String,
}

#[derive(Serialize)]
struct LeftOutFile {
	file: String,
	answers: usize,
}

impl Settled {
	/// `None` where nothing was settled.
	fn of(files: Vec<SettledFile>, left_out: Option<LeftOut>) -> Option<Self> {
		let batches: Vec<_> = files.into_iter().map(Batch::of).collect();
		let (first, others) = batches.split_first()?;
		let mut all = first.clone();
		for batch in others {
			all.models.extend(&batch.models);
			all.receipts = all.receipts.saturating_add(batch.receipts);
			all.contributions = all.contributions.saturating_add(batch.contributions);
			all.channels = all.channels.saturating_add(batch.channels);
			all.fees = Planck(all.fees.0.saturating_add(batch.fees.0));
		}
		all.models.sort_unstable();
		all.models.dedup();
		let left_out = left_out.map(|LeftOut { path, answers }| {
			let file = name(&path);
			LeftOutFile { file, answers }
		});
		Some(Self { all, batches, left_out })
	}
}

impl Batch {
	fn of(file: SettledFile) -> Self {
		let SettledFile { settled, kept, content, .. } = file;
		Self {
			batch: settled.batch,
			root: settled.root,
			commitments: settled.commitments,
			finalizable_at: settled.finalizable_at,
			models: content.models,
			receipts: content.receipts,
			contributions: content.contributions,
			channels: content.channels,
			fees: Planck(content.fees),
			file: kept.display().to_string(),
		}
	}

	fn text(&self) -> String {
		let models: Vec<_> = self.models.iter().map(ModelId::to_string).collect();
		table::fields(&[
			("batch", self.batch.to_string()),
			("root", format!("{:?}", self.root)),
			("root of the commitments", format!("{:?}", self.commitments)),
			("final from block", self.finalizable_at.to_string()),
			("models", models.join(", ")),
			("receipts", self.receipts.to_string()),
			("contributions", self.contributions.to_string()),
			("channels", self.channels.to_string()),
			("fees", amount::format(self.fees.0)),
			("kept as", self.file.clone()),
		])
	}
}

impl Shown for Settled {
	fn text(&self, _: &Names) -> String {
		let texts: Vec<_> = self.batches.iter().map(Batch::text).collect();
		texts.join("\n\n")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{chain::events::BatchSettled, json, settlement::batch::Content};
	use serde_json::json;

	fn settled(batch: BatchId, models: Vec<ModelId>, fees: u128) -> SettledFile {
		let (root, commitments) = (H256::repeat_byte(1), H256::repeat_byte(2));
		SettledFile {
			settled: BatchSettled { batch, root, commitments, finalizable_at: 80 },
			path: PathBuf::from("batch.json"),
			kept: PathBuf::from(format!("store/{batch}.json")),
			content: Content { models, receipts: 3, contributions: 0, channels: 2, fees },
		}
	}

	#[test]
	fn what_was_divided_should_be_shown_together() {
		assert!(Settled::of(Vec::new(), None).is_none());
		let files = vec![settled(7, vec![3, 9], 175), settled(8, vec![3, 4], 5)];
		let left_out = LeftOut { path: PathBuf::from("batch-unpayable.json"), answers: 2 };
		let all = Settled::of(files, Some(left_out)).unwrap();
		let json = json::of(&all);
		assert_eq!((&json["batch"], &json["models"]), (&json!(7), &json!([3, 4, 9])));
		assert_eq!((&json["receipts"], &json["channels"]), (&json!(6), &json!(4)));
		assert_eq!((&json["fees"], &json["batches"][1]["fees"]), (&json!("180"), &json!("5")));
		assert_eq!(json["left_out"], json!({ "file": "batch-unpayable.json", "answers": 2 }));
		let text = all.text(&Names::default());
		assert!(text.contains("store/7.json") && text.contains("store/8.json"));
	}
}
