// SPDX-License-Identifier: Apache-2.0

//! What a batch's receipts and their outputs are, and which batch it is.

use std::{collections::BTreeMap, path::Path};

use openledger_attributor::{exhibit, NormalText};
use openledger_primitives::{
	challenge::Exhibit,
	merkle,
	receipt::{commitment_leaf, Payment, Receipt},
	BatchId, ContributionId,
};
use openledger_runtime_api::{BatchInfo, DemandInfo};
use sp_core::{Blake2Hasher, H256};

use openledger_client::{
	account::Account,
	chain::{Identity, Roots, Sent},
	convert::saturating_u32,
	files::{answer::AnswerFile, batch::name},
	store::Store,
};

use crate::Error;

/// What a file has.
pub struct Answers {
	pub genesis: H256,
	/// Once the file knows it.
	pub batch: Option<BatchId>,
	/// What settles them, where the file does not know what came of it.
	pub sent: Option<Sent>,
	receipts: Vec<Receipt>,
	/// The leaves of the batch's two trees: over what the chain has of the receipts, and over the
	/// commitments to the whole ones.
	leaves: Vec<H256>,
	commitments: Vec<H256>,
	/// The roots over them.
	roots: Roots,
	/// What the file itself has.
	output: Option<NormalText>,
}

impl Answers {
	pub fn read(path: &Path) -> Result<Self, Error> {
		let AnswerFile { genesis, batch, sent, receipts, output, .. } = AnswerFile::load(path)?;
		let bad = || Error::BadBatch(name(path));
		let leaf = |receipt: &Receipt| Some(receipt.compact()?.leaf::<Blake2Hasher>());
		let leaves: Vec<_> = receipts.iter().map(leaf).collect::<Option<_>>().ok_or_else(bad)?;
		let commitments: Vec<_> =
			receipts.iter().map(Receipt::commitment::<Blake2Hasher>).collect();
		let root = merkle::root::<Blake2Hasher>(&leaves).ok_or_else(bad)?;
		let committed: Vec<_> =
			commitments.iter().map(|it| commitment_leaf::<Blake2Hasher>(*it)).collect();
		let commitments_root = merkle::root::<Blake2Hasher>(&committed).ok_or_else(bad)?;
		Ok(Self {
			genesis,
			batch,
			sent,
			receipts,
			leaves,
			commitments,
			roots: Roots { root, commitments: commitments_root },
			output,
		})
	}

	/// What their batch is known by.
	pub fn roots(&self) -> Roots {
		self.roots
	}

	/// Whether the receipts are those of a batch.
	pub fn are_of(&self, info: &BatchInfo<Account>) -> bool {
		self.roots.is_of(info)
	}

	/// What its batch is known by. `key` is the account that asks, which has settled the receipts if
	/// nothing else says who has.
	pub fn identity(&self, key: &Account) -> Identity {
		let payer = self.receipts.first().and_then(|receipt| match receipt.payment {
			Payment::Direct { payer } => Some(Account::new(payer)),
			Payment::Channel { .. } => None,
		});
		let sender = self.sent.as_ref().map(|sent| Account::new(sent.account.0));
		let depositor = payer.or(sender).unwrap_or_else(|| key.clone());
		Identity { roots: self.roots, receipts: saturating_u32(self.receipts.len()), depositor }
	}

	pub fn receipt(&self, number: u32) -> Option<&Receipt> {
		self.receipts.get(usize::try_from(number).ok()?)
	}

	/// The output of a receipt: in the store, or in the file.
	pub fn output(&self, store: &Store, receipt: &Receipt) -> Result<NormalText, String> {
		let own = || self.output.clone().filter(|own| own.content_root() == receipt.output_root);
		match store.load_output(receipt.output_root) {
			Ok(Some(output)) => Ok(output),
			Ok(None) => own().ok_or_else(|| {
				format!("its output (root {:?}) is not in the store", receipt.output_root)
			}),
			Err(error) => own().ok_or_else(|| error.to_string()),
		}
	}

	/// The contribution whose text shows what was demanded: none for what no receipt lists.
	pub fn text_for(&self, demand: &DemandInfo<Account>) -> Option<ContributionId> {
		let span = usize::try_from(demand.span).ok()?;
		Some(self.receipt(demand.receipt)?.spans.get(span)?.contribution)
	}
}

/// Receipts that were opened: each takes all leaves of the batch to be.
#[derive(Default)]
pub struct Exhibits(BTreeMap<u32, Exhibit>);

impl Exhibits {
	pub fn of(&mut self, answers: &Answers, number: u32) -> Option<Exhibit> {
		if let Some(opened) = self.0.get(&number) {
			return Some(opened.clone());
		}
		let receipt = answers.receipt(number)?.clone();
		let opened = exhibit(&answers.leaves, &answers.commitments, number, receipt)?;
		self.0.insert(number, opened.clone());
		Some(opened)
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_client::{
		files::batch::BatchFile,
		fixtures::{answer::written, batch::file, settled::info as settled_info},
	};
	use openledger_primitives::{
		batch::Draft,
		receipt::HeldSpan,
		span::{Span, SpanParams},
	};
	use std::fs;

	#[test]
	fn receipts_should_have_the_root_that_the_chain_has() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("a.json");
		file().save(&path).unwrap();
		assert_eq!(Answers::read(&path).unwrap().batch, None);
		let settled = BatchFile { batch: Some(9), ..file() };
		settled.save(&path).unwrap();
		let answers = Answers::read(&path).unwrap();
		let draft = Draft::of::<Blake2Hasher>(&settled.receipts(), &settled.paying()).unwrap();
		let root = draft.root::<Blake2Hasher>();
		assert_eq!((answers.batch, Some(answers.roots.root)), (Some(9), root));
		let batch = BatchInfo {
			root: answers.roots.root,
			commitments: draft.batch.commitments,
			..settled_info()
		};
		assert!(answers.are_of(&batch));
		assert!(!answers.are_of(&BatchInfo { commitments: H256::zero(), ..batch }));
		assert!(answers.receipt(3).is_none());
		let mut exhibits = Exhibits::default();
		let opened = exhibits.of(&answers, 1).unwrap();
		assert_eq!(exhibits.of(&answers, 1), Some(opened));
		assert_eq!(exhibits.of(&answers, 3), None);
	}

	/// A receipt of an account, with two spans.
	pub fn receipt(output: &NormalText) -> Receipt {
		let held = |start, contribution| HeldSpan {
			span: Span { start, len: 40 },
			contribution,
			offset: 0,
		};
		Receipt {
			payment: Payment::Direct { payer: [1; 32] },
			model: 3,
			span_params: SpanParams::DEFAULT,
			fee: 5,
			output_len: output.len(),
			output_root: output.content_root(),
			spans: vec![held(0, 12), held(50, 8)].try_into().unwrap(),
			salt: [0; 32],
		}
	}

	pub fn demand(receipt: u32, span: u32) -> DemandInfo<Account> {
		DemandInfo { receipt, span, demander: Account::new([5; 32]), bond: 2, respond_by: 75 }
	}

	#[test]
	fn the_receipt_of_one_answer_should_do_too() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("7.json");
		let store = Store::open(Some(&directory.path().join("store"))).unwrap();
		let output = NormalText::from_bytes("word ".repeat(30).as_bytes()).unwrap();
		let receipt = receipt(&output);
		fs::write(&path, written(&receipt, output.as_str()).to_string()).unwrap();
		let answers = Answers::read(&path).unwrap();
		let compact = receipt.compact().unwrap();
		assert_eq!((answers.batch, answers.roots.root), (Some(7), compact.leaf::<Blake2Hasher>()));
		// Whoever asks, its payer has settled it.
		assert_eq!(answers.identity(&Account::new([9; 32])).depositor, Account::new([1; 32]));
		// The output is in the file, and need not be in the store.
		assert_eq!(answers.output(&store, &receipt), Ok(output.clone()));
		let answers = Answers { output: None, ..answers };
		assert!(answers.output(&store, &receipt).unwrap_err().contains("not in the store"));
		store.save_output(&output).unwrap();
		assert_eq!(answers.output(&store, &receipt), Ok(output));
		// Only the texts of the spans that are demanded are needed.
		let texts = [demand(0, 1), demand(0, 9), demand(4, 0)].map(|it| answers.text_for(&it));
		assert_eq!(texts, [Some(8), None, None]);
	}
}
