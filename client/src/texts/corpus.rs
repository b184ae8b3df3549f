// SPDX-License-Identifier: Apache-2.0

//! A model's corpus: the texts that it has, where they are, and an index of them.
//!
//! A content with the root that the chain has may be malformed, which is to say not in normal form.
//! It is never indexed. Until the chain is shown that, others may match with it: it is missing like
//! a text that is not here. Once the chain is shown, nothing of it counts, and it is left out.

use std::{
	collections::{BTreeMap, BTreeSet},
	hash::{BuildHasher, RandomState},
	panic,
	sync::{
		atomic::{AtomicUsize, Ordering},
		Arc,
	},
	thread,
};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_attributor::{Attribution, Corpus, Index, NormalText};
use openledger_primitives::{
	corpus::{Corpus as Snapshots, Position},
	ContributionId, DatanetId, ModelId,
};
use openledger_runtime_api::{ContributionInfo, ContributionStatus, TextInfo};
use sp_core::H256;

use crate::{
	account::Account,
	chain::{BlockView, CONCURRENT},
	convert::to_u64,
	error::{Error, MissingText, RegistryError},
	progress,
	store::Store,
	texts::{
		fetch::{is_web, Web},
		input::{self, Purpose},
		malformed::Malformed,
		uri,
	},
};

/// The number of texts that are read, or fetched, at the same time.
const WORKERS: usize = 8;

/// A text of a corpus.
struct Listed {
	datanet: DatanetId,
	text: TextInfo,
}

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

/// The texts of a corpus, by datanet and index.
async fn list(view: &BlockView, corpus: &Snapshots) -> Result<Vec<Listed>, Error> {
	let mut listed = Vec::new();
	for (datanet, end) in reach(corpus) {
		let texts = view.texts(datanet, 0, end).await?;
		let own = texts.into_iter().filter(|text| is_in(corpus, datanet, text));
		listed.extend(own.map(|text| Listed { datanet, text }));
	}
	Ok(listed)
}

/// The datanets of a corpus, each with the index that all of the corpus is below.
fn reach(corpus: &Snapshots) -> BTreeMap<DatanetId, u32> {
	let mut reach = BTreeMap::new();
	for snapshot in corpus.entries() {
		let end = reach.entry(snapshot.dataset.datanet).or_insert(0);
		*end = snapshot.dataset.end.max(*end);
	}
	reach
}

fn is_in(corpus: &Snapshots, datanet: DatanetId, text: &TextInfo) -> bool {
	corpus.contains(&Position { datanet, index: text.index, withdrawal: text.withdrawal })
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

fn listed_of(info: ContributionInfo<Account>) -> Listed {
	let (index, withdrawal) = match info.status {
		ContributionStatus::Accepted { index } => (index, None),
		ContributionStatus::Withdrawn { index, withdrawal }
		| ContributionStatus::Struck { index, withdrawal } => (index, Some(withdrawal)),
		_ => (0, None),
	};
	let malformed = is_known_malformed(&info);
	let ContributionInfo { contribution, datanet, content_root, length, uri, .. } = info;
	Listed {
		datanet,
		text: TextInfo { contribution, index, withdrawal, content_root, length, uri, malformed },
	}
}

/// Whether the chain was shown that the content of a contribution is not in normal form.
fn is_known_malformed(info: &ContributionInfo<Account>) -> bool {
	matches!(info.status, ContributionStatus::Malformed { .. })
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

/// The results of `work` on each item, in order. Several are worked on at a time: most of it is
/// waiting.
fn of_each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
	let next = AtomicUsize::new(0);
	let some = || {
		let mut done = Vec::new();
		loop {
			let position = next.fetch_add(1, Ordering::Relaxed);
			let Some(item) = items.get(position) else { return done };
			done.push((position, work(item)));
		}
	};
	let mut done: Vec<_> = thread::scope(|scope| {
		let workers: Vec<_> = (0..WORKERS.min(items.len())).map(|_| scope.spawn(some)).collect();
		workers
			.into_iter()
			.flat_map(|worker| worker.join().unwrap_or_else(|cause| panic::resume_unwind(cause)))
			.collect()
	});
	done.sort_by_key(|(position, _)| *position);
	done.into_iter().map(|(_, result)| result).collect()
}

/// Why a text is missing.
enum Absence {
	/// The content has the root that the chain has, and is not in normal form.
	Malformed(Malformed),
	/// It is here, and the chain has another length of it, in bytes.
	WrongLength {
		on_chain: u32,
		length: u32,
	},
	Other(String),
}

impl Absence {
	fn reason(self, id: ContributionId) -> String {
		match self {
			Self::Malformed(Malformed { at, .. }) => format!(
				"what is registered is malformed: at byte {at} it is not in normal form, so it is \
				 no text; anyone can strike it: openledger contribution strike {id}"
			),
			Self::WrongLength { on_chain, length } => format!(
				"its length on chain is wrong: {on_chain} bytes instead of {length}, so nothing can be \
				 proven of it"
			),
			Self::Other(reason) => reason,
		}
	}

	/// The same absence, with another reason in words.
	fn map(self, reason: impl FnOnce(String) -> String) -> Self {
		match self {
			Self::Malformed(_) | Self::WrongLength { .. } => self,
			Self::Other(other) => Self::Other(reason(other)),
		}
	}
}

/// A text, or why it is missing.
fn find(store: &Store, web: &Web, text: &TextInfo) -> Result<NormalText, Absence> {
	let found = look_for(store, web, text);
	let length = match &found {
		Ok(normal) => normal.len(),
		Err(Absence::Malformed(malformed)) => malformed.bytes(),
		Err(Absence::WrongLength { .. } | Absence::Other(_)) => return found,
	};
	// The root binds the true length. What the chain has beside it was the contributor's to say.
	if length != text.length {
		return Err(Absence::WrongLength { on_chain: text.length, length });
	}
	found
}

fn look_for(store: &Store, web: &Web, text: &TextInfo) -> Result<NormalText, Absence> {
	let root = text.content_root;
	let damaged = match store.load_text(root) {
		Ok(Some(normal)) => return Ok(normal),
		Ok(None) => None,
		Err(error) => match store.malformed_text(root) {
			Some(malformed) => return Err(Absence::Malformed(malformed)),
			None => Some(error.to_string()),
		},
	};
	let uri = String::from_utf8_lossy(&text.uri);
	let found = if is_web(&uri) {
		from_web(store, web, &uri, text)
	} else {
		let other = |reason: &str| Err(Absence::Other(reason.to_owned()));
		match uri::to_file(&uri) {
			// The URI is a stranger's: it may name a device, or all of the disk.
			Some(path) if path.is_file() => match input::read_bytes(&path, Purpose::Contribution) {
				Ok(bytes) => read_as(bytes, root).map_err(|absence| {
					absence.map(|_| format!("{} is another text", path.display()))
				}),
				Err(error) => Err(Absence::Other(error.to_string())),
			},
			Some(_) => other("neither in the store nor at its URI"),
			None => other("not in the store"),
		}
	};
	found.map_err(|absence| absence.map(|reason| damaged.unwrap_or(reason)))
}

/// Fetches a text, and keeps it in the store.
fn from_web(store: &Store, web: &Web, uri: &str, text: &TextInfo) -> Result<NormalText, Absence> {
	let root = text.content_root;
	let found = web.fetch(uri, text.length, |bytes| read_as(bytes, root)).map_err(|reason| {
		Absence::Other(format!("neither in the store nor at its URI: {reason}"))
	})?;
	// What can't be kept is fetched again.
	let _ = match &found {
		Ok(normal) => store.save_text(root, normal),
		Err(Absence::Malformed(malformed)) => store.save_malformed(root, malformed),
		Err(Absence::WrongLength { .. } | Absence::Other(_)) => Ok(()),
	};
	found.map_err(|absence| absence.map(|why| format!("at its URI is {why}")))
}

/// The text with a root that bytes are once they are in normal form.
fn read_as(bytes: Vec<u8>, root: H256) -> Result<NormalText, Absence> {
	let other = match NormalText::from_bytes(&bytes) {
		Ok(normal) if normal.content_root() == root => return Ok(normal),
		Ok(_) => "another text".to_owned(),
		Err(error) => format!("another text: {error}"),
	};
	Err(Malformed::of(bytes, root).map_or(Absence::Other(other), Absence::Malformed))
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{convert::saturating_u32, texts::fetch::tests::serve};
	use openledger_primitives::{
		content::content_root,
		corpus::{Dataset, Snapshot},
	};
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

	fn snapshot(datanet: DatanetId, end: u32, withdrawals: u32) -> Snapshot {
		let excluded = Default::default();
		Snapshot { dataset: Dataset { datanet, end, excluded }, withdrawals }
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

	#[test]
	fn what_is_made_of_many_should_keep_their_order() {
		let numbers: Vec<_> = (0..1_000).collect();
		assert_eq!(of_each(&numbers, |number| number * 2)[..3], [0, 2, 4]);
		assert_eq!(of_each(&numbers, |number| *number), numbers);
		assert!(of_each(&[0; 0], |number| *number).is_empty());
	}
}
