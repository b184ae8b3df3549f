// SPDX-License-Identifier: Apache-2.0

//! A model's corpus: which texts it has, where they are, and an index of them.

use std::sync::Arc;

use openledger_attributor::{Corpus, Index};
use openledger_primitives::{corpus::Dataset, ModelId};
use openledger_runtime_api::TextInfo;

use crate::{
	chain::View,
	convert::to_u64,
	error::{Error, MissingText},
	output::progress,
	store::{read_verified, Store},
	uri,
};

/// The texts that the datasets of a corpus have.
pub async fn list(view: &View, datasets: &[Dataset]) -> Result<Vec<TextInfo>, Error> {
	let mut listed = Vec::new();
	for dataset in datasets {
		let texts = view.texts(dataset.datanet, dataset.upto).await?;
		listed.extend((0..).zip(texts).filter(|(index, _)| dataset.contains(*index)));
	}
	Ok(listed.into_iter().map(|(_, text)| text).collect())
}

/// Indexes the corpus of a model. Every text must be in the store, or in a file that its URI names.
pub async fn index(
	view: &View,
	store: &Store,
	model: ModelId,
	datasets: &[Dataset],
) -> Result<Arc<Index>, Error> {
	let texts = progress::during("reading the corpus of the model", list(view, datasets)).await?;
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
	use std::fs;

	fn info(contribution: u64, text: &NormalText, uri: String) -> TextInfo {
		TextInfo {
			contribution,
			content_root: text.content_root(),
			length: text.len(),
			uri: uri.into_bytes(),
		}
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
