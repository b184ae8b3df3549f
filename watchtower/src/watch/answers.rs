// SPDX-License-Identifier: Apache-2.0

//! What is known of answers from files: receipts by the answers that they are of, outputs by their
//! roots.
//!
//! Files are read when they are new or have changed. Outputs are not kept, only where they are.

use std::{
	collections::{hash_map::Entry, HashMap, HashSet},
	path::{Path, PathBuf},
};

use openledger_attributor::NormalText;
use openledger_client::{
	account::Account,
	files::{
		answer::AnswerFile,
		batch::{name, paid_by},
	},
	store::Store,
	texts::input::{self, Purpose},
};
use openledger_primitives::{
	content::content_root,
	normal::find_flaw,
	receipt::{commitment_leaf, Payment, Receipt},
	BatchId, ChannelId,
};
use sp_core::{sr25519, Blake2Hasher, H256};

use super::{
	listing::{list, Stamp},
	source::Source,
};
use crate::Error;

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

/// Where the store has what.
#[derive(Clone)]
struct StorePaths {
	/// Receipts by their batches.
	receipts: PathBuf,
	/// Signed receipts that a payer has received.
	received: PathBuf,
	outputs: PathBuf,
}

/// What is known from files.
#[derive(Default)]
pub struct Files {
	pub answers: Answers,
	/// What is new in them, and was not looked for among the batches that were read.
	pub news: News,
}

#[derive(Default)]
pub struct Answers {
	genesis: H256,
	/// The files and directories that were named.
	paths: Vec<PathBuf>,
	store: Option<StorePaths>,
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
	pub fn new(genesis: H256, paths: Vec<PathBuf>, store: &Store) -> Result<Self, Error> {
		if let Some(path) = paths.iter().find(|path| !path.exists()) {
			return Err(Error::NothingAt(name(path)));
		}
		let store = Some(StorePaths {
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
		let Some(StorePaths { receipts, received, outputs }) = self.store.clone() else {
			return news;
		};
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

#[cfg(test)]
mod tests;
