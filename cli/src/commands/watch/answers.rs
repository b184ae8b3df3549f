// SPDX-License-Identifier: Apache-2.0

//! What is known of answers from files: receipts by the answers that they are of, outputs by their
//! roots.
//!
//! Files are read when they are new or have changed. Outputs are not kept, only where they are.

use std::{
	collections::{hash_map::Entry, HashMap, HashSet},
	fs::{self, Metadata},
	path::{Path, PathBuf},
	time::SystemTime,
};

use openledger_attributor::NormalText;
use openledger_primitives::{
	content::content_root,
	normal::{find_flaw, Dropped},
	receipt::{commitment_leaf, Payment, Receipt},
	BatchId, ChannelId,
};
use sp_core::{sr25519, Blake2Hasher, H256};

use openledger_client::{
	account::Account,
	error::ChallengeError,
	files::{
		answer::AnswerFile,
		batch::{name, paid_by},
	},
	store::Store,
	texts::{
		input::{self, Purpose},
		malformed::Malformed,
	},
};

/// What a file's bytes are known by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stamp {
	len: u64,
	modified: Option<SystemTime>,
}

/// Where an output is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
	Text(PathBuf),
	/// Not in normal form: no true receipt is about it.
	Malformed(PathBuf),
	/// In the file of its receipt.
	Receipt(PathBuf),
}

/// An output, and what of the file that it is from is not in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
	pub text: NormalText,
	pub dropped: Dropped,
}

impl Source {
	/// The output with this root, if it is still there.
	pub fn load(&self, root: H256) -> Option<Output> {
		let output = match self {
			Self::Text(path) => {
				let given = input::read_output(path).ok()?;
				let dropped = given.dropped();
				Output { text: given.into_normal(), dropped }
			}
			Self::Malformed(_) => return None,
			Self::Receipt(path) => {
				let text = AnswerFile::load(path).ok()?.output?;
				Output { text, dropped: Dropped::default() }
			}
		};
		Some(output).filter(|output| output.text.content_root() == root)
	}

	/// What has this root and is not in normal form, if it is still there.
	pub fn malformed(&self, root: H256) -> Option<Malformed> {
		match self {
			Self::Malformed(path) => {
				Malformed::of(input::read_bytes(path, Purpose::Output).ok()?, root)
			}
			Self::Text(_) | Self::Receipt(_) => None,
		}
	}
}

/// A receipt from a file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Held {
	pub receipt: Receipt,
	/// Who says that it signed it, and the signature. Nothing has been verified: which of them counts
	/// depends on the batch.
	pub signatures: Vec<(Account, sr25519::Signature)>,
}

/// What a look at the files found that was not known before.
#[derive(Default)]
pub struct News {
	/// Commitments of receipts that were not known, or not with one of their signatures.
	pub receipts: Vec<H256>,
	/// Roots.
	pub outputs: HashSet<H256>,
}

/// What there is in the store.
#[derive(Clone)]
struct Kept {
	/// Receipts by their batches.
	receipts: PathBuf,
	/// Signed receipts that a payer has received.
	received: PathBuf,
	outputs: PathBuf,
}

#[derive(Default)]
pub struct Answers {
	genesis: H256,
	/// What was given with `--answers` and `--receipts`.
	paths: Vec<PathBuf>,
	store: Option<Kept>,
	/// By commitment.
	receipts: HashMap<H256, Held>,
	/// The commitments of what channels pay for, by channel and sequence. An operator may have
	/// signed several receipts for one answer.
	of_answers: HashMap<(ChannelId, u64), Vec<H256>>,
	/// The commitments of what accounts pay for, by the leaf of each.
	of_accounts: HashMap<H256, H256>,
	outputs: HashMap<H256, Source>,
	/// The same files as they are, where that is not in normal form: what an operator may have
	/// committed to in place of the output.
	malformed: HashMap<H256, Source>,
	read: HashMap<PathBuf, Stamp>,
}

impl Answers {
	/// Those of a chain, in files that must be there and in the store.
	pub fn new(genesis: H256, paths: Vec<PathBuf>, store: &Store) -> Result<Self, ChallengeError> {
		if let Some(path) = paths.iter().find(|path| !path.exists()) {
			return Err(ChallengeError::NoAnswers(name(path)));
		}
		let store = Some(Kept {
			receipts: store.receipts(genesis),
			received: store.received(genesis),
			outputs: store.outputs(),
		});
		Ok(Self { genesis, paths, store, ..Self::default() })
	}

	pub fn receipt(&self, commitment: H256) -> Option<&Held> {
		self.receipts.get(&commitment)
	}

	/// The receipts that an answer with this payment may have had. `commitments` is the root over the
	/// commitments of its batch: where an account pays, that is of one receipt, and tells which.
	pub fn candidates(&self, payment: &Payment, commitments: H256) -> impl Iterator<Item = &Held> {
		let (of_channel, of_account) = match payment {
			Payment::Channel { channel, sequence } => {
				(self.of_answers.get(&(*channel, *sequence)), None)
			}
			Payment::Direct { .. } => (None, self.of_accounts.get(&commitments)),
		};
		let all = of_channel.into_iter().flatten().chain(of_account);
		all.filter_map(move |commitment| self.receipts.get(commitment))
	}

	/// Where the output with this root is.
	pub fn source(&self, root: H256) -> Option<&Source> {
		self.outputs.get(&root).or_else(|| self.malformed.get(&root))
	}

	/// How many receipts and outputs are known.
	pub fn counts(&self) -> (usize, usize) {
		(self.receipts.len(), self.outputs.len())
	}

	/// Reads what is new. Receipts that the store has by a batch before `first_pending` are old.
	pub fn scan(&mut self, first_pending: BatchId) -> News {
		let mut news = News::default();
		let mut files = Vec::new();
		for path in &self.paths {
			list(path, &mut files);
		}
		for (path, stamp) in files {
			if self.read.insert(path.clone(), stamp) == Some(stamp) {
				continue;
			}
			match path.extension().is_some_and(|extension| extension == "json") {
				true => self.read_receipts(&path, &mut news),
				false => self.read_output(path, &mut news),
			}
		}
		let Some(Kept { receipts, received, outputs }) = self.store.clone() else { return news };
		let mut files = Vec::new();
		list(&received, &mut files);
		for (path, stamp) in files {
			if self.read.insert(path.clone(), stamp) != Some(stamp) {
				self.read_receipts(&path, &mut news);
			}
		}
		let mut files = Vec::new();
		list(&receipts, &mut files);
		for (path, stamp) in files {
			let batch = stem(&path).and_then(|stem| stem.parse::<BatchId>().ok());
			let is_old = batch.is_some_and(|batch| batch < first_pending);
			if !is_old && self.read.insert(path.clone(), stamp) != Some(stamp) {
				self.read_receipts(&path, &mut news);
			}
		}
		let mut files = Vec::new();
		list(&outputs, &mut files);
		for (path, _) in files {
			// The name says which: whoever needs it reads it.
			let mut root = [0; 32];
			let digits = stem(&path).unwrap_or_default();
			if hex::decode_to_slice(digits, &mut root).is_ok() {
				self.add_output(H256(root), Source::Text(path), &mut news);
			}
		}
		news
	}

	/// Takes the receipts of a file, if it is of this chain.
	fn read_receipts(&mut self, path: &Path, news: &mut News) {
		let Ok(file) = AnswerFile::load(path) else { return };
		if file.genesis != self.genesis {
			return;
		}
		if let Some(output) = file.output {
			let source = Source::Receipt(path.to_owned());
			self.add_output(output.content_root(), source, news);
		}
		let signatures = file.signatures.into_iter().chain(std::iter::repeat(None));
		for (receipt, signature) in file.receipts.into_iter().zip(signatures) {
			let signatures = file.operator.clone().zip(signature).into_iter().collect();
			self.add_receipt(Held { receipt, signatures }, news);
		}
	}

	fn add_receipt(&mut self, held: Held, news: &mut News) {
		let commitment = held.receipt.commitment::<Blake2Hasher>();
		match self.receipts.entry(commitment) {
			Entry::Vacant(unknown) => {
				match paid_by(&held.receipt) {
					Some(answer) => self.of_answers.entry(answer).or_default().push(commitment),
					None => {
						let leaf = commitment_leaf::<Blake2Hasher>(commitment);
						self.of_accounts.insert(leaf, commitment);
					}
				}
				unknown.insert(held);
			}
			Entry::Occupied(mut known) => {
				let known = &mut known.get_mut().signatures;
				let count = known.len();
				for signature in held.signatures {
					if !known.contains(&signature) {
						known.push(signature);
					}
				}
				if known.len() == count {
					return;
				}
			}
		}
		news.receipts.push(commitment);
	}

	fn read_output(&mut self, path: PathBuf, news: &mut News) {
		let Ok(bytes) = input::read_bytes(&path, Purpose::Output) else { return };
		let root = content_root::<Blake2Hasher>(&bytes).filter(|_| find_flaw(&bytes).is_some());
		if let Some(root) = root {
			if self.malformed.insert(root, Source::Malformed(path.clone())).is_none() {
				news.outputs.insert(root);
			}
		}
		if let Ok(output) = NormalText::from_bytes(&bytes) {
			self.add_output(output.content_root(), Source::Text(path), news);
		}
	}

	fn add_output(&mut self, root: H256, source: Source, news: &mut News) {
		if self.outputs.insert(root, source).is_none() {
			news.outputs.insert(root);
		}
	}
}

/// A file's name without its extension.
fn stem(path: &Path) -> Option<&str> {
	path.file_stem()?.to_str()
}

/// Adds the files at or below a path. Those that are hidden or about to be replaced are none, and
/// links below it are not followed.
fn list(path: &Path, files: &mut Vec<(PathBuf, Stamp)>) {
	if let Ok(metadata) = fs::metadata(path) {
		add(path.to_owned(), &metadata, files);
	}
}

fn add(path: PathBuf, metadata: &Metadata, files: &mut Vec<(PathBuf, Stamp)>) {
	if metadata.is_file() {
		let stamp = Stamp { len: metadata.len(), modified: metadata.modified().ok() };
		files.push((path, stamp));
		return;
	}
	// What can't be listed may be there the next time.
	let Ok(entries) = metadata.is_dir().then(|| fs::read_dir(&path)).transpose() else { return };
	for entry in entries.into_iter().flatten().flatten() {
		let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
		let path = entry.path();
		let is_passing =
			path.extension().is_some_and(|extension| extension == "part" || extension == "lock");
		if hidden || is_passing {
			continue;
		}
		if let Ok(metadata) = entry.metadata() {
			add(path, &metadata, files);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{
		files::{batch::BatchFile, receipt::keep},
		fixtures::{
			answer::written,
			batch::{file, receipt, unsigned, GENESIS},
			receipt::signed,
		},
	};

	fn text(content: &str) -> NormalText {
		NormalText::from_bytes(content.as_bytes()).unwrap()
	}

	#[test]
	fn receipts_and_outputs_should_be_found_wherever_they_are() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let given = directory.path().join("given");
		fs::create_dir_all(given.join("below")).unwrap();
		let mut answers = Answers::new(GENESIS, vec![given.clone()], &store).unwrap();
		assert!(answers.scan(0).receipts.is_empty());

		// A batch file below, an output beside it, one answer with its output.
		file().save(&given.join("below/batch.json")).unwrap();
		fs::write(given.join("below/plain"), " a  plain output\n").unwrap();
		fs::write(given.join(".hidden"), "hidden").unwrap();
		fs::write(given.join("binary"), [0xff; 5]).unwrap();
		fs::write(given.join("other.json"), "{}").unwrap();
		let alone = receipt(9, 0, 5);
		fs::write(given.join("7.json"), written(&alone, "told").to_string()).unwrap();
		let kept = text("kept in the store");
		store.save_output(&kept).unwrap();

		let news = answers.scan(0);
		// Two of the files are not in normal form, and are known by what they are too.
		assert_eq!((news.receipts.len(), news.outputs.len()), (4, 5));
		assert_eq!(answers.counts(), (4, 3));
		let found = answers.receipt(alone.commitment::<Blake2Hasher>()).unwrap();
		assert_eq!(found.receipt, alone);
		assert_eq!(answers.candidates(&alone.payment, H256::zero()).collect::<Vec<_>>(), [found]);
		for output in [text("a plain output"), text("told"), kept] {
			let root = output.content_root();
			assert_eq!(answers.source(root).unwrap().load(root).unwrap().text, output);
		}
		for bytes in [&b" a  plain output\n"[..], &[0xff; 5]] {
			let root = content_root::<Blake2Hasher>(bytes).unwrap();
			let source = answers.source(root).unwrap();
			assert_eq!(source.load(root), None);
			assert!(source.malformed(root).unwrap().excerpt().is_some());
		}
		// Nothing is read twice; what is added is.
		assert!(answers.scan(0).receipts.is_empty());
		let mut more = file();
		more.answers.extend([unsigned(receipt(1, 2, 5))]);
		more.save(&given.join("below/batch.json")).unwrap();
		assert_eq!(answers.scan(0).receipts.len(), 1);
	}

	#[test]
	fn signed_receipts_should_be_found_by_their_answers() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let signed = signed(4, 2, 5);
		let path = directory.path().join("unsigned.json");
		fs::write(&path, written(&signed.receipt, "").to_string()).unwrap();
		let mut answers = Answers::new(GENESIS, vec![path], &store).unwrap();
		assert_eq!(answers.scan(0).receipts, [signed.commitment()]);
		let held = |answers: &Answers| {
			let found = answers.candidates(&signed.receipt.payment, H256::zero());
			found.cloned().collect::<Vec<_>>()
		};
		assert!(held(&answers)[0].signatures.is_empty());
		// With its signature it is news, once.
		keep(&store, &signed).unwrap();
		assert_eq!(answers.scan(0).receipts, [signed.commitment()]);
		assert!(answers.scan(0).receipts.is_empty());
		let first = (signed.operator.clone(), signed.signature);
		let with = |signatures| vec![Held { receipt: signed.receipt.clone(), signatures }];
		assert_eq!(held(&answers), with(vec![first.clone()]));
		// So is another signature: either may be by a key that counts.
		let again = openledger_client::fixtures::receipt::signed(4, 2, 5);
		keep(&store, &again).unwrap();
		assert_eq!(answers.scan(0).receipts, [signed.commitment()]);
		assert_eq!(held(&answers), with(vec![first, (again.operator.clone(), again.signature)]));
		let other = Payment::Channel { channel: 4, sequence: 3 };
		assert_eq!(answers.candidates(&other, H256::zero()).count(), 0);
	}

	#[test]
	fn what_an_account_paid_for_should_be_found_by_what_is_committed_to() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(directory.path())).unwrap();
		let payment = Payment::Direct { payer: [1; 32] };
		let direct = Receipt { payment: payment.clone(), ..receipt(1, 0, 5) };
		let path = directory.path().join("7.json");
		fs::write(&path, written(&direct, "").to_string()).unwrap();
		let mut answers = Answers::new(GENESIS, vec![path], &store).unwrap();
		answers.scan(0);
		let root = commitment_leaf::<Blake2Hasher>(direct.commitment::<Blake2Hasher>());
		assert_eq!(answers.candidates(&payment, root).next().unwrap().receipt, direct);
		assert_eq!(answers.candidates(&payment, H256::zero()).count(), 0);
	}

	#[test]
	fn what_is_old_or_of_another_chain_should_not_be_known() {
		let directory = tempfile::tempdir().unwrap();
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let receipts = store.receipts(GENESIS);
		fs::create_dir_all(&receipts).unwrap();
		for batch in [3, 7] {
			let content = written(&receipt(batch, 0, 5), "").to_string();
			fs::write(receipts.join(format!("{batch}.json")), content).unwrap();
		}
		let other = directory.path().join("other.json");
		BatchFile { genesis: H256::zero(), ..file() }.save(&other).unwrap();
		let mut answers = Answers::new(GENESIS, vec![other], &store).unwrap();
		assert_eq!(answers.scan(5).receipts.len(), 1);
		let gone = directory.path().join("gone");
		let error = Answers::new(GENESIS, vec![gone], &store).err().unwrap();
		assert!(matches!(error, ChallengeError::NoAnswers(_)));
	}

	#[test]
	fn an_output_that_is_replaced_should_be_gone() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("output");
		let output = text("an output");
		fs::write(&path, output.as_str()).unwrap();
		let source = Source::Text(path.clone());
		assert!(source.load(output.content_root()).is_some());
		fs::write(&path, "an\u{200b} output").unwrap();
		let loaded = source.load(output.content_root()).unwrap();
		assert_eq!(loaded.dropped.invisible, 1);
		fs::write(&path, "another").unwrap();
		assert_eq!(source.load(output.content_root()), None);
	}
}
