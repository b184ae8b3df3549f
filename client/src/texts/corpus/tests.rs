// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	convert::saturating_u32,
	texts::{fetch::tests::serve, uri},
};
use openledger_primitives::content::content_root;
use openledger_runtime_api::{ContributionStatus, TextInfo};
use sp_core::Blake2Hasher;
use std::fs;

fn info(contribution: u64, text: &NormalText, uri: String) -> TextInfo {
	TextInfo {
		contribution,
		index: 0,
		withdrawal: None,
		content_root: text.content_root(),
		length: text.len(),
		uri: uri.into_bytes(),
		malformed: false,
	}
}

fn listed(text: TextInfo) -> Listed {
	Listed { datanet: 3, text }
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
	let infos = (0..4).map(|n| listed(info(n as u64, &texts[n], uri(n)))).collect();

	let Gathered { corpus, missing, .. } = load(&store, infos, || {}).unwrap();
	assert_eq!(corpus.contributions(), 2);
	let named: Vec<_> = missing.iter().map(|missing| missing.contribution).collect();
	assert_eq!(named, [2, 3]);
	let error = Error::MissingTexts { model: 5, texts: missing }.to_string();
	assert!(error.contains("is another text") && error.contains(&uri(3)));
}

#[test]
fn a_text_on_the_web_should_be_fetched_once_and_checked() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let base = serve(|path| match path {
		"/good" => (200, String::new(), b" as\nit is ".to_vec()),
		"/other" => (200, String::new(), b"something else".to_vec()),
		"/binary" => (200, String::new(), vec![0xff; 9]),
		_ => (404, String::new(), Vec::new()),
	});
	let normal = NormalText::from_bytes(b"as it is").unwrap();
	let at = |uri: String| listed(info(7, &normal, uri));
	let missing = |uri: String| {
		let gathered = load(&store, vec![at(uri)], || {}).unwrap();
		gathered.missing.into_iter().next().map(|missing| missing.reason)
	};
	assert!(missing(format!("{base}/gone")).unwrap().contains("404"));
	assert!(missing(format!("{base}/other")).unwrap().contains("another text"));
	assert!(missing(format!("{base}/binary")).unwrap().contains("another text"));
	assert_eq!(missing(format!("{base}/good")), None);
	// Now it is in the store.
	assert_eq!(missing(format!("{base}/gone")), None);
	assert_eq!(store.load_text(normal.content_root()).unwrap(), Some(normal.clone()));
}

/// A contribution of what is no text, at a URI.
fn registered(bytes: &[u8], uri: String) -> TextInfo {
	let content_root = content_root::<Blake2Hasher>(bytes).unwrap();
	let length = saturating_u32(bytes.len());
	TextInfo {
		contribution: 7,
		index: 0,
		withdrawal: None,
		content_root,
		length,
		uri: uri.into_bytes(),
		malformed: false,
	}
}

#[test]
fn what_is_registered_and_malformed_should_be_said_to_be_and_be_no_text() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(&directory.path().join("store"))).unwrap();
	let bytes = b"it has  two spaces";
	let base = serve(move |_| (200, String::new(), bytes.to_vec()));
	let file = directory.path().join("text");
	fs::write(&file, bytes).unwrap();
	for uri in [base, uri::of_file(&file).unwrap()] {
		let text = registered(bytes, uri);
		let gathered = load(&store, vec![listed(text.clone())], || {}).unwrap();
		assert_eq!(gathered.corpus.contributions(), 0);
		let missing = &gathered.missing[0];
		assert!(missing.is_malformed, "{}", missing.reason);
		assert!(missing.reason.contains("at byte 6 it is not in normal form"));
		assert!(missing.reason.ends_with("openledger contribution strike 7"));
		// Once the chain knows, nobody misses it.
		let known = TextInfo { malformed: true, ..text.clone() };
		let gathered = load(&store, vec![listed(known)], || {}).unwrap();
		assert_eq!((gathered.all(), &gathered.malformed[..]), (0, &[7][..]));
		// Of what has another length there nothing can be shown.
		let text = TextInfo { length: 17, ..text };
		let gathered = load(&store, vec![listed(text)], || {}).unwrap();
		assert_eq!((gathered.all(), &gathered.unprovable[..]), (0, &[7][..]));
	}
}

#[tokio::test]
async fn only_what_is_malformed_should_be_strikable() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(&directory.path().join("store"))).unwrap();
	let file = directory.path().join("text");
	let owner = Account::new([1; 32]);
	let info = |bytes: &[u8]| {
		let text = registered(bytes, uri::of_file(&file).unwrap());
		ContributionInfo {
			contribution: 7,
			datanet: 2,
			owner: owner.clone(),
			payout: owner.clone(),
			new_owner: None,
			content_root: text.content_root,
			length: text.length,
			uri: text.uri,
			status: ContributionStatus::Accepted { index: 0 },
			sources: Vec::new(),
			registered_at: 9,
			deposit: 0,
		}
	};
	let bytes = b"it has  two spaces";
	let error = malformed(&store, info(bytes)).await.unwrap_err();
	assert!(matches!(error, RegistryError::NoText { id: 7, .. }), "{error}");
	fs::write(&file, bytes).unwrap();
	assert_eq!(malformed(&store, info(bytes)).await.unwrap().at, 6);
	fs::write(&file, "it has two spaces").unwrap();
	let error = malformed(&store, info(b"it has two spaces")).await.unwrap_err();
	assert!(matches!(error, RegistryError::NotMalformed(7)), "{error}");
}

#[test]
fn a_text_with_a_wrong_length_on_chain_should_be_left_out() {
	let directory = tempfile::tempdir().unwrap();
	let store = Store::open(Some(directory.path())).unwrap();
	let normal = NormalText::from_bytes(b"as it is").unwrap();
	store.save_text(normal.content_root(), &normal).unwrap();
	let text = TextInfo { length: 9, ..info(7, &normal, String::new()) };
	let gathered = load(&store, vec![listed(text)], || {}).unwrap();
	assert_eq!((gathered.all(), &gathered.unprovable[..]), (0, &[7][..]));
}
