// SPDX-License-Identifier: Apache-2.0

//! A model's corpus: the texts that it has, where they are, and an index of them.
//!
//! A content with the root that the chain has may be malformed, which is to say not in normal form.
//! It is never indexed. Until the chain is shown that, others may match with it: it is missing like
//! a text that is not here. Once the chain is shown, nothing of it counts, and it is left out.

use std::{
	collections::BTreeSet,
	hash::{BuildHasher, RandomState},
	sync::Arc,
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_attributor::{Attribution, Corpus, Index, NormalText};
use openledger_primitives::{corpus::Corpus as Snapshots, ContributionId, ModelId};
use openledger_runtime_api::ContributionInfo;

use crate::{
	account::Account,
	chain::{BlockView, CONCURRENT},
	convert::to_u64,
	error::{Error, MissingText, RegistryError},
	progress,
	store::Store,
	texts::{
		each::of_each,
		fetch::Web,
		found::{find, Absence},
		listed::{is_known_malformed, list, listed_of, Listed},
		malformed::Malformed,
	},
};

/// The texts of a corpus, as far as they could be had.
pub struct Gathered {
	/// The texts that are here.
	pub corpus: Corpus,
	/// The texts that are not here, ascending by datanet and index.
	pub missing: Vec<MissingText>,
	/// The contributions that the chain knows to be malformed: they are in no corpus.
	pub malformed: Vec<ContributionId>,
	/// The contributions whose length on chain is wrong: no excerpt of one can be shown there, so
	/// nobody can refute with it, and an operator that lists one can't reveal it.
	pub unprovable: Vec<ContributionId>,
}

impl Gathered {
	/// The number of texts of the corpus, missing or not.
	pub fn all(&self) -> usize {
		self.corpus.contributions() + self.missing.len()
	}
}

/// Attributes an output to the corpus of a model, by the span rule's numbers in force. Fails when a
/// text of the corpus is neither in the store nor at its URI.
///
/// It indexes the corpus. Whoever has many outputs of a model builds its [`index`] once, and has
/// that attribute them.
pub async fn attribute(
	view: &BlockView,
	store: &Store,
	model: ModelId,
	output: &NormalText,
) -> Result<Attribution, Error> {
	let (info, params) = (view.model(model).await?, view.terms().await?.span_params);
	let index = index(view, store, model, &info.corpus).await?;
	let output = output.clone();
	Ok(progress::computing(move || index.attribute(&output, params)).await??)
}

/// Indexes the corpus of a model. Fails when a text is neither in the store nor at its URI.
pub async fn index(
	view: &BlockView,
	store: &Store,
	model: ModelId,
	snapshots: &Snapshots,
) -> Result<Arc<Index>, Error> {
	let Gathered { corpus, missing, .. } = gather(view, store, snapshots).await?;
	match missing.is_empty() {
		true => build(corpus).await,
		false => Err(Error::MissingTexts { model, texts: missing }),
	}
}

/// The content of a contribution that is not in normal form. Fails when it is in normal form, or
/// can't be had.
pub async fn malformed(
	store: &Store,
	info: ContributionInfo<Account>,
) -> Result<Malformed, RegistryError> {
	let id = info.contribution;
	let Listed { text, .. } = listed_of(info);
	let uri = String::from_utf8_lossy(&text.uri).into_owned();
	let store = store.clone();
	let looking = progress::computing(move || find(&store, &Web::new(), &text));
	let found = progress::during("looking for the text", looking).await;
	match found {
		Ok(Err(Absence::Malformed(malformed))) => Ok(malformed),
		Ok(Ok(_)) => Err(RegistryError::NotMalformed(id)),
		Ok(Err(absence)) => Err(RegistryError::NoText { id, uri, reason: absence.reason(id) }),
		Err(error) => Err(RegistryError::NoText { id, uri, reason: error.to_string() }),
	}
}

/// Reads the texts of a corpus: from the store, or from their URIs.
pub async fn gather(
	view: &BlockView,
	store: &Store,
	snapshots: &Snapshots,
) -> Result<Gathered, Error> {
	gather_where(view, store, snapshots, |_| true).await
}

/// Reads the texts of a corpus that are of the contributions `wanted`.
pub async fn gather_some(
	view: &BlockView,
	store: &Store,
	snapshots: &Snapshots,
	wanted: &BTreeSet<ContributionId>,
) -> Result<Gathered, Error> {
	gather_where(view, store, snapshots, |id| wanted.contains(&id)).await
}

/// Reads the texts of the contributions `wanted`, whatever corpus they are in, without listing any
/// other.
pub async fn gather_these(
	view: &BlockView,
	store: &Store,
	wanted: &BTreeSet<ContributionId>,
) -> Result<Gathered, Error> {
	let found: Vec<_> = stream::iter(wanted.iter().copied())
		.map(|id| async move { Ok::<_, Error>((id, view.contribution(id).await?)) })
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	let (mut texts, mut gone) = (Vec::new(), Vec::new());
	for (contribution, info) in found {
		let reason = match info {
			Some(info) if is_known_malformed(&info) => {
				"it is malformed, as the chain was shown: nothing can be shown with it"
			}
			Some(info) => {
				texts.push(listed_of(info));
				continue;
			}
			None => "the chain has no such contribution any more",
		};
		gone.push(gone_text(contribution, reason));
	}
	let store = store.clone();
	let mut gathered = progress::computing(move || load(&store, texts, || ())).await??;
	let unprovable = gathered
		.unprovable
		.iter()
		.map(|id| gone_text(*id, "its length on chain is wrong, so nothing can be proven of it"));
	gathered.missing.extend(gone.into_iter().chain(unprovable));
	Ok(gathered)
}

/// A missing text that nobody can have, or prove anything with.
fn gone_text(contribution: ContributionId, reason: &str) -> MissingText {
	MissingText {
		contribution,
		datanet: 0,
		index: 0,
		is_withdrawn: false,
		is_malformed: false,
		uri: String::new(),
		reason: reason.to_owned(),
	}
}

async fn gather_where(
	view: &BlockView,
	store: &Store,
	snapshots: &Snapshots,
	is_wanted: impl Fn(ContributionId) -> bool,
) -> Result<Gathered, Error> {
	let mut texts =
		progress::during("reading the corpus of the model", list(view, snapshots)).await?;
	texts.retain(|listed| is_wanted(listed.text.contribution));
	let bar = progress::bar(to_u64(texts.len()), "reading texts");
	let store = store.clone();
	progress::computing(move || {
		let loaded = load(&store, texts, || bar.inc(1));
		bar.finish();
		loaded
	})
	.await?
}

/// Indexes texts.
pub async fn build(corpus: Corpus) -> Result<Arc<Index>, Error> {
	let message = format!("indexing {} texts", corpus.contributions());
	let build = progress::computing(move || Index::build(corpus));
	Ok(Arc::new(progress::during(message, build).await??))
}

/// Loads texts, and lists those that are missing. Nobody has to have those that the chain knows to
/// be malformed.
fn load(store: &Store, texts: Vec<Listed>, done: impl Fn() + Sync) -> Result<Gathered, Error> {
	let (malformed, texts): (Vec<_>, Vec<_>) =
		texts.into_iter().partition(|listed| listed.text.malformed);
	let malformed: Vec<_> = malformed.into_iter().map(|listed| listed.text.contribution).collect();
	let web = Web::new();
	// Not always the same ones first: those that hang must not take the time of all others for
	// ever.
	let first = shuffled_start(texts.len());
	let (head, tail) = texts.split_at(first);
	let turned: Vec<_> = tail.iter().chain(head).collect();
	let mut found = of_each(&turned, |listed| {
		let found = find(store, &web, &listed.text);
		done();
		found
	});
	found.rotate_right(first);
	let (mut corpus, mut missing, mut unprovable) = (Corpus::new(), Vec::new(), Vec::new());
	for (Listed { datanet, text }, found) in texts.into_iter().zip(found) {
		let contribution = text.contribution;
		match found {
			Ok(normal) => corpus.insert(contribution, normal)?,
			Err(Absence::WrongLength { .. }) => unprovable.push(contribution),
			Err(absence) => missing.push(MissingText {
				contribution,
				datanet,
				index: text.index,
				is_withdrawn: text.withdrawal.is_some(),
				is_malformed: matches!(absence, Absence::Malformed(_)),
				uri: String::from_utf8_lossy(&text.uri).into_owned(),
				reason: absence.reason(contribution),
			}),
		}
	}
	malformed.iter().for_each(|id| corpus.note_malformed(*id));
	Ok(Gathered { corpus, missing, malformed, unprovable })
}

/// A random place to begin at among `count` items.
fn shuffled_start(count: usize) -> usize {
	let hash = RandomState::new().hash_one(count);
	usize::try_from(hash).unwrap_or_default().checked_rem(count).unwrap_or_default()
}

#[cfg(test)]
mod tests;
