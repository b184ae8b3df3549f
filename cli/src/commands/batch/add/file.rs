// SPDX-License-Identifier: Apache-2.0

//! The file that an answer is added to, and what the store knows of others.

use std::path::{Path, PathBuf};

use openledger_attributor::Attribution;
use openledger_client::{
	chain::Chain,
	files::{self, batch::BatchFile},
	keys::Key,
	progress,
	store::Store,
};

use super::{
	super::shared::{look, Shared},
	earlier::{earlier, sequence_of, settled_before, Added, Asked, SettledCopy},
	renew::renewed,
	sign::{add, ensure_fit},
	terms::Terms,
};
use crate::{commands::anew, error::Error};

/// The file that an answer is added to, and what else that takes.
pub struct File {
	pub chain: Chain,
	pub store: Store,
	pub path: PathBuf,
	/// Signs the receipt.
	pub key: Key,
}

/// What there is of an answer before it is attributed.
enum Before {
	/// Its receipt, in a file.
	Added(Box<Added>),
	/// It was settled: the receipts of it that files of the store have.
	Settled(Vec<SettledCopy>),
	Nothing,
}

impl File {
	/// What was signed of an answer before. What is wrong with the file is said before the long work.
	pub async fn before(&self, terms: Terms, asked: Asked) -> Result<Option<Added>, Error> {
		let Self { chain, store, path, key } = self;
		let looking = progress::computing({
			let (store, path, key) = (store.clone(), path.clone(), key.clone());
			let terms = terms.clone();
			move || before(&store, &path, &terms, asked, &key)
		});
		let before = match looking.await? {
			Ok(Before::Nothing) => Ok(None),
			Ok(Before::Added(added)) => Ok(Some(*added)),
			Ok(Before::Settled(copies)) => {
				let view = chain.view().await?;
				asked.settled_before(chain, &view, copies, &terms).await.map(Some)
			}
			Err(error) => Err(error),
		};
		match before {
			Ok(before) => Ok(before),
			Err(error) => Err(anew::explained(chain, store, error).await),
		}
	}

	/// Signs the receipt of an answer and adds it, unless somebody has done so meanwhile.
	pub async fn add(
		&self,
		attribution: Attribution,
		terms: Terms,
		asked: Asked,
	) -> Result<Added, Error> {
		let (store, path, key) = (self.store.clone(), self.path.clone(), self.key.clone());
		let edit = move || -> Result<Added, Error> {
			let channel = terms.info.channel;
			let (added, mut shared) = files::batch::edit(&path, terms.genesis, |file| {
				file.ensure_of(&path, &terms.info.operator)?;
				let mut shared = Shared::open(&store, terms.genesis, channel)?;
				// Before the receipt is in it: a file that has none of the channel does no harm.
				let elsewhere = shared.enter(&path, terms.info.next_sequence)?;
				let added = match earlier(file, &path, &elsewhere, &terms, asked)? {
					Some(earlier) => earlier,
					None => add(file, &path, attribution, &terms, asked.model, &elsewhere, &key)?,
				};
				Ok::<_, Error>((added, shared))
			})?;
			if let Some((_, sequence)) = added.signed.place() {
				shared.signs(sequence)?;
			}
			drop(shared);
			match added.is_new {
				true => Ok(added),
				false => renewed(added, &terms, &key),
			}
		};
		match progress::computing(edit).await? {
			Ok(added) => Ok(added),
			Err(error) => Err(anew::explained(&self.chain, &self.store, error).await),
		}
	}
}

/// What there is of an answer in files. What was signed is not made again.
fn before(
	store: &Store,
	path: &Path,
	terms: &Terms,
	asked: Asked,
	key: &Key,
) -> Result<Before, Error> {
	let (genesis, channel) = (terms.genesis, terms.info.channel);
	let file = BatchFile::load(path)?.unwrap_or_else(|| BatchFile::new(genesis));
	file.ensure_of(path, &terms.info.operator)?;
	let elsewhere = look(store, genesis, channel, path)?;
	if let Some(earlier) = earlier(&file, path, &elsewhere, terms, asked)? {
		// If whoever signed it was ended before it was noted.
		let place = earlier.signed.place();
		if let Some((_, sequence)) = place.filter(|(_, at)| !elsewhere.signed.contains(at)) {
			Shared::open(store, genesis, channel)?.signs(sequence)?;
		}
		return Ok(Before::Added(renewed(earlier, terms, key)?.into()));
	}
	let sequence = sequence_of(&file, &elsewhere, terms);
	if sequence < terms.info.next_sequence {
		let copies = settled_before(store, genesis, (channel, sequence))?;
		if !copies.is_empty() {
			return Ok(Before::Settled(copies));
		}
	}
	file.ensure_editable(path, genesis)?;
	ensure_fit(&file, &elsewhere, terms)?;
	Ok(Before::Nothing)
}
