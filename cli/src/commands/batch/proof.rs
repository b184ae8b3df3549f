// SPDX-License-Identifier: Apache-2.0

//! `openledger batch proof`

use std::path::PathBuf;

use codec::Encode;
use openledger_primitives::{batch::Draft, merkle, receipt::CompactReceipt, BatchId};
use serde_json::{json, Value};
use sp_core::{Blake2Hasher, H256};

use crate::{
	amount,
	batch_file::{self, BatchFile, BatchFileError},
	context::Context,
	error::{Error, SettlementError},
	output::{json, progress, table},
};

pub async fn run(context: &Context, path: PathBuf, index: u32) -> Result<(), Error> {
	let proof = progress::computing(move || {
		let file = BatchFile::existing(&path)?;
		let name = batch_file::name(&path);
		Proof::of(&file, &name, index)
	});
	let proof = progress::during("building the tree", proof).await??;
	context.show(proof.to_json(), || table::fields(&proof.fields()));
	Ok(())
}

/// What leads from a receipt to the root of its batch.
struct Proof {
	/// If it is settled.
	batch: Option<BatchId>,
	index: u32,
	/// Receipts of the batch.
	count: usize,
	receipt: CompactReceipt,
	leaf: H256,
	path: Vec<H256>,
	root: H256,
}

impl Proof {
	/// The proof of a receipt in the file with this name.
	fn of(file: &BatchFile, name: &str, index: u32) -> Result<Self, Error> {
		let draft = Draft::of::<Blake2Hasher>(&file.receipts).map_err(SettlementError::Draft)?;
		let count = draft.receipts.len();
		let none = SettlementError::NoReceipt { index, count };
		let receipt = draft.compact(index).ok_or(none)?;
		let leaves = draft.leaves::<Blake2Hasher>();
		let path = merkle::path::<Blake2Hasher>(&leaves, index).ok_or(Error::Inconsistent)?;
		let root = merkle::root::<Blake2Hasher>(&leaves).ok_or(Error::Inconsistent)?;
		if file.root.is_some_and(|expected| expected != root) {
			return Err(BatchFileError::Malformed {
				path: name.to_owned(),
				place: "root".to_owned(),
				reason: "it is not that of the receipts, which have changed".to_owned(),
			}
			.into());
		}
		let leaf = receipt.leaf::<Blake2Hasher>();
		Ok(Self { batch: file.batch, index, count, receipt, leaf, path, root })
	}

	fn encoded(&self) -> String {
		format!("0x{}", hex::encode(self.receipt.encode()))
	}

	fn to_json(&self) -> Value {
		let CompactReceipt { rule, fee, output_len, credits, commitment } = &self.receipt;
		json!({
			"batch": self.batch,
			"index": self.index,
			"receipts": self.count,
			"root": json::hash(self.root),
			"leaf": json::hash(self.leaf),
			"path": self.path.iter().copied().map(json::hash).collect::<Vec<_>>(),
			"receipt": self.encoded(),
			"rule": json::rule(*rule),
			"fee": json::amount(*fee),
			"output_len": output_len,
			"credits": json::credits(credits),
			"commitment": json::hash(*commitment),
		})
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		let batch = self.batch.map_or_else(|| "not settled".to_owned(), |id| id.to_string());
		let mut fields = vec![
			("batch", batch),
			("receipt", format!("{} of 0 to {}", self.index, self.count.saturating_sub(1))),
			("fee", amount::format(self.receipt.fee)),
			("commitment", format!("{:?}", self.receipt.commitment)),
			("compact receipt", self.encoded()),
			("leaf", format!("{:?}", self.leaf)),
		];
		for (height, sibling) in self.path.iter().enumerate() {
			let name = if height == 0 { "path" } else { "" };
			fields.push((name, format!("{sibling:?}")));
		}
		fields.push(("root", format!("{:?}", self.root)));
		fields
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::batch_file::tests::file;
	use codec::DecodeAll;

	#[test]
	fn every_receipt_should_be_proven() {
		let mut file = file();
		file.batch = Some(9);
		file.root = Draft::of::<Blake2Hasher>(&file.receipts).unwrap().root::<Blake2Hasher>();
		for index in 0..3 {
			let proof = Proof::of(&file, "", index).unwrap();
			let json = proof.to_json();
			// As whoever is given the proof does it.
			let encoded = json["receipt"].as_str().unwrap().strip_prefix("0x").unwrap();
			let encoded = hex::decode(encoded).unwrap();
			let leaf = merkle::leaf::<Blake2Hasher>(&encoded);
			let root = merkle::root_from_path::<Blake2Hasher>(leaf, index, 3, &proof.path);
			assert_eq!(root, file.root);
			assert_eq!(json["leaf"], json::hash(leaf));
			let receipt = CompactReceipt::decode_all(&mut &encoded[..]).unwrap();
			let whole = &file.receipts[usize::try_from(index).unwrap()];
			assert_eq!(receipt, whole.compact::<Blake2Hasher>().unwrap());
			assert_eq!(json["fee"], whole.fee.to_string());
			let text = table::fields(&proof.fields());
			assert!(proof.path.iter().all(|sibling| text.contains(&format!("{sibling:?}"))));
		}
	}

	#[test]
	fn what_is_not_in_the_file_should_not_be_proven() {
		let mut file = file();
		let error = Proof::of(&file, "", 3).err().unwrap();
		assert!(matches!(error, Error::Settlement(SettlementError::NoReceipt { count: 3, .. })));
		file.root = Some(H256::zero());
		let error = Proof::of(&file, "", 0).err().unwrap();
		assert!(matches!(error, Error::BatchFile(BatchFileError::Malformed { .. })));
		file.receipts.clear();
		let error = Proof::of(&file, "", 0).err().unwrap();
		assert!(matches!(error, Error::Settlement(SettlementError::Draft(_))));
	}
}
