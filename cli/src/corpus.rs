// SPDX-License-Identifier: Apache-2.0

//! A model's corpus: which texts it has, where they are, and an index of them.

use std::{collections::BTreeMap, sync::Arc};

use openledger_attributor::{Corpus, Index};
use openledger_primitives::{
	corpus::{Corpus as Snapshots, Position},
	DatanetId, ModelId,
};
use openledger_runtime_api::TextInfo;

use crate::{
	chain::View,
	convert::to_u64,
	error::{Error, MissingText},
	output::progress,
	store::{read_verified, Store},
	uri,
};

/// The texts of a corpus, by datanet and index.
pub async fn list(view: &View, corpus: &Snapshots) -> Result<Vec<TextInfo>, Error> {
	let mut listed = Vec::new();
	for (datanet, upto) in reach(corpus) {
		let texts = view.texts(datanet, 0, upto).await?;
		listed.extend(texts.into_iter().filter(|text| is_in(corpus, datanet, text)));
	}
	Ok(listed)
}

/// The datanets of a corpus, each with the index that all of the corpus is below.
fn reach(corpus: &Snapshots) -> BTreeMap<DatanetId, u32> {
	let mut reach = BTreeMap::new();
	for snapshot in corpus.entries() {
		let upto = reach.entry(snapshot.dataset.datanet).or_insert(0);
		*upto = snapshot.dataset.upto.max(*upto);
	}
	reach
}

fn is_in(corpus: &Snapshots, datanet: DatanetId, text: &TextInfo) -> bool {
	corpus.contains(&Position { datanet, index: text.index, withdrawal: text.withdrawal })
}

/// Indexes the corpus of a model. Every text must be in the store, or in a file that its URI names.
pub async fn index(
	view: &View,
	store: &Store,
	model: ModelId,
	snapshots: &Snapshots,
) -> Result<Arc<Index>, Error> {
	let texts = progress::during("reading the corpus of the model", list(view, snapshots)).await?;
	let bar = progress::bar(to_u64(texts.len()), "reading texts");
	let store = store.clone();
	let load = move || load(&store, texts, || bar.inc(1));
	let (corpus, missing) = progress::computing(load).await??;
	if !missing.is_empty() {
		return Err(Error::MissingTexts { model, texts: missing });
	}
	let message = format!("indexing {} texts", corpus.contributions());
	let build = progress::computing(move || Index::build(corpus));
	Ok(Arc::new(progress::during(message, build).await??))
}

/// The texts that there are, and those that are missing.
fn load(
	store: &Store,
	texts: Vec<TextInfo>,
	done: impl Fn(),
) -> Result<(Corpus, Vec<MissingText>), Error> {
	let (mut corpus, mut missing) = (Corpus::new(), Vec::new());
	for text in texts {
		let uri = String::from_utf8_lossy(&text.uri).into_owned();
		let contribution = text.contribution;
		let file = uri::to_file(&uri);
		// The URI is a stranger's: it may name a device, or all of the disk.
		let named = file.as_deref().filter(|path| path.is_file());
		let elsewhere = || named.and_then(|path| read_verified(path, text.content_root));
		let found = match store.load_text(text.content_root) {
			Ok(Some(normal)) => Ok(normal),
			Ok(None) => elsewhere().ok_or_else(|| match &file {
				Some(path) if path.is_file() => format!("{} is another text", path.display()),
				Some(_) => "neither in the store nor at its URI".to_owned(),
				None => "not in the store".to_owned(),
			}),
			Err(error) => elsewhere().ok_or_else(|| error.to_string()),
		};
		match found {
			Ok(normal) => corpus.insert(contribution, normal)?,
			Err(reason) => missing.push(MissingText { contribution, uri, reason }),
		}
		done();
	}
	Ok((corpus, missing))
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::NormalText;
	use openledger_primitives::corpus::{Dataset, Snapshot};
	use std::fs;

	fn info(contribution: u64, text: &NormalText, uri: String) -> TextInfo {
		TextInfo {
			contribution,
			index: 0,
			withdrawal: None,
			content_root: text.content_root(),
			length: text.len(),
			uri: uri.into_bytes(),
		}
	}

	fn snapshot(datanet: DatanetId, upto: u32, withdrawals: u32) -> Snapshot {
		let excluded = Default::default();
		Snapshot { dataset: Dataset { datanet, upto, excluded }, withdrawals }
	}

	#[test]
	fn a_corpus_should_have_what_was_there_at_each_of_its_snapshots() {
		// The child was registered after two withdrawals, its parent before.
		let parent = Snapshots::flatten([snapshot(3, 4, 0)], []).unwrap();
		let own = [snapshot(3, 8, 2), snapshot(5, 1, 0)];
		let corpus = Snapshots::flatten(own, [parent]).unwrap();
		assert_eq!(reach(&corpus), BTreeMap::from([(3, 8), (5, 1)]));

		let normal = NormalText::from_bytes(b"a text").unwrap();
		let text = |index: u32, withdrawal| TextInfo {
			index,
			withdrawal,
			..info(index.into(), &normal, String::new())
		};
		// In the parent's snapshot: stays. Only the child could have it: is not in.
		assert!(is_in(&corpus, 3, &text(1, Some(0))));
		assert!(!is_in(&corpus, 3, &text(5, Some(1))));
		// Withdrawn after both, and never.
		assert!(is_in(&corpus, 3, &text(5, Some(2))));
		assert!(is_in(&corpus, 3, &text(7, None)));
		assert!(!is_in(&corpus, 3, &text(8, None)));
		assert!(!is_in(&corpus, 4, &text(0, None)));
	}

	#[test]
	fn every_missing_text_should_be_named() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let texts: Vec<_> = (0..4)
			.map(|n| NormalText::from_bytes(format!("text number {n}").as_bytes()).unwrap())
			.collect();
		let file = |n: usize| directory.path().join(n.to_string());
		let uri = |n: usize| uri::of_file(&file(n)).unwrap();
		// One is in the store, one at its URI, one was replaced, one is nowhere.
		store.save_text(texts[0].content_root(), &texts[0]).unwrap();
		fs::write(file(1), "text  number 1\n").unwrap();
		fs::write(file(2), "another text").unwrap();
		let infos = (0..4).map(|n| info(n as u64, &texts[n], uri(n))).collect();

		let (corpus, missing) = load(&store, infos, || {}).unwrap();
		assert_eq!(corpus.contributions(), 2);
		let named: Vec<_> = missing.iter().map(|missing| missing.contribution).collect();
		assert_eq!(named, [2, 3]);
		let error = Error::MissingTexts { model: 5, texts: missing }.to_string();
		assert!(error.contains("is another text") && error.contains(&uri(3)));
	}
}
