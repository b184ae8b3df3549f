// SPDX-License-Identifier: Apache-2.0

//! `openledger batch settle`

mod shown;

use std::path::{Path, PathBuf};

use clap::Args;
use openledger_client::{
	chain::Chain,
	channels::shared,
	files::batch::name,
	keys::Key,
	progress,
	settlement::{
		divide::{divide, left},
		file::{Earlier, FileBatch, SettledFile},
		unpayable::{is_of_some, leave_out, LeftOut},
	},
	store::Store,
	text::count,
	Error as ClientError,
};

use self::shown::Settled;
use crate::{
	commands::{anew, channel::ending},
	context::Context,
	error::Error,
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
		let left_out = match leave_out_unpayable {
			true => leave_out(&chain, &store, &path, &operator).await?,
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
			let store = store.clone();
			move || -> Result<_, Error> {
				let files = divide(&store, &path, genesis, &operator)?;
				let left = left(&path, genesis, &operator, &files);
				Ok((files, left))
			}
		});
		let (files, left) = progress::during("looking at the file", dividing).await??;
		if files.len() > 1 {
			let files = shared::names(&files);
			context.note(&format!("one batch has no room for all of it: it is now in {files}"));
		}
		let settlement = Settlement { context, chain, store, key, pass_over_missing };
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
	pass_over_missing: bool,
}

impl Settlement<'_> {
	/// Settles what a file has, as one batch.
	async fn settle(&self, path: PathBuf) -> Result<SettledFile, Error> {
		let Self { context, chain, store, key, pass_over_missing } = self;
		let batch = FileBatch::open(chain, key.account(), path).await?;
		let earlier = match batch.earlier(chain, store).await? {
			Earlier::Settled(settled) => {
				let marked = batch.mark(store, settled).await?;
				context.note("it was settled before, and the file did not know it");
				return Ok(marked);
			}
			Earlier::Open(sent) => sent,
		};
		let checked = batch.check(chain, key, earlier.as_ref()).await?;
		let view = chain.view().await?;
		ending::say(context, &view, checked.next, checked.ends.iter().copied())?;
		let settling = batch.settle((chain, store, key), checked, earlier, *pass_over_missing);
		Ok(settling.await?)
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
