// SPDX-License-Identifier: Apache-2.0

//! Adding an answer to a batch file, beside what the store knows of other files.

use std::path::{Path, PathBuf};

use openledger_attributor::Attribution;

use super::{
	earlier::{earlier, sequence_of, settled_before, Added, Asked, SettledCopy},
	renew::renewed,
	sign::{add, ensure_fit},
	terms::Terms,
};
use crate::{
	chain::Chain,
	channels::shared::{look, Shared},
	error::Error,
	files::{self, batch::BatchFile},
	keys::Key,
	progress,
	store::Store,
};

/// Adds answers to a batch file, as their operator.
pub struct BatchWriter {
	/// The connection to the chain.
	pub chain: Chain,
	/// The store that knows of other files.
	pub store: Store,
	/// The place of the file, which need not be there yet.
	pub path: PathBuf,
	/// The receipt key of the operator.
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

impl BatchWriter {
	/// The receipt that was signed of an answer before. `None` if there is none, and the file can
	/// take one on these terms: what is wrong with it is said before the output is attributed.
	pub async fn before(&self, terms: Terms, asked: Asked) -> Result<Option<Added>, Error> {
		let Self { chain, store, path, key } = self;
		let looking = progress::computing({
			let (store, path, key) = (store.clone(), path.clone(), key.clone());
			let terms = terms.clone();
			move || before(&store, &path, &terms, asked, &key)
		});
		match looking.await?? {
			Before::Nothing => Ok(None),
			Before::Added(added) => Ok(Some(*added)),
			Before::Settled(copies) => {
				let view = chain.view().await?;
				asked.settled_before(chain, &view, copies, &terms).await.map(Some)
			}
		}
	}

	/// Signs the receipt of an answer and adds it, unless somebody has done so meanwhile. The output
	/// has to be in the store by then.
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
		progress::computing(edit).await?
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
