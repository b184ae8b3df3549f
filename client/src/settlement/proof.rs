// SPDX-License-Identifier: Apache-2.0

//! Proofs that a receipt is in a batch, from the batch file alone.

use openledger_primitives::{
	batch::Draft,
	challenge::{Binding, Exhibit},
	merkle,
	receipt::CompactReceipt,
	BatchId,
};
use sp_core::{Blake2Hasher, H256};

use crate::{
	chain::Roots,
	convert::to_u64,
	error::{Error, Kind, SettlementError},
	files::{
		batch::{BatchFile, BatchFileError},
		receipt::SignedReceipt,
	},
};

/// The way from a receipt to the two roots of its batch.
pub struct ReceiptProof {
	/// The batch. `None` if it is not settled.
	pub batch: Option<BatchId>,
	/// The number of receipts of the batch.
	pub count: usize,
	/// The receipt, as its payer has it.
	pub signed: SignedReceipt,
	/// The receipt, as the chain has it.
	pub compact: CompactReceipt,
	/// The leaf of the compact receipt.
	pub leaf: H256,
	/// The roots of the batch.
	pub roots: Roots,
	/// The path from the leaf of the commitment to the root of the commitments.
	pub commitment_path: Vec<H256>,
	/// The receipt as proofs about it need it: bound by the path of its commitment, or by the
	/// signature.
	pub exhibit: Exhibit,
}

impl ReceiptProof {
	/// The proof of the receipt `index` in a file with the name `name`. It binds the operator by its
	/// signature with `by_signature`, and else by the commitments of the batch.
	pub fn of(file: &BatchFile, name: &str, index: u32, by_signature: bool) -> Result<Self, Error> {
		let draft = Draft::of::<Blake2Hasher>(&file.receipts(), &file.paying())
			.map_err(SettlementError::Draft)?;
		let count = file.answers.len();
		let nth = usize::try_from(index).unwrap_or(usize::MAX);
		let place = file.answers.keys().nth(nth).copied();
		let missing = || Error::not_found(Kind::Receipt, index, to_u64(count));
		let place = place.ok_or_else(missing)?;
		let signed = file.signed(place).ok_or(Error::Inconsistent)?;
		let compact = signed.compact().ok_or(Error::Inconsistent)?;
		let leaves = draft.batch.leaves::<Blake2Hasher>().ok_or(Error::Inconsistent)?;
		let path = merkle::path::<Blake2Hasher>(&leaves, index).ok_or(Error::Inconsistent)?;
		let roots = Roots::of_draft(&draft).ok_or(Error::Inconsistent)?;
		if let Some(place) = file.roots.and_then(|expected| other_root(expected, roots)) {
			return Err(BatchFileError::Malformed {
				path: name.to_owned(),
				place: place.to_owned(),
				reason: "it is not that of the receipts, which have changed".to_owned(),
			}
			.into());
		}
		let commitment_path =
			draft.commitment_path::<Blake2Hasher>(index).ok_or(Error::Inconsistent)?;
		let binding = match by_signature {
			true => Binding::Signed(signed.signature),
			false => {
				let path = commitment_path.clone().try_into();
				Binding::Committed(path.map_err(|_| Error::Inconsistent)?)
			}
		};
		let path = path.try_into().map_err(|_| Error::Inconsistent)?;
		let exhibit = Exhibit { index, path, receipt: signed.receipt.clone(), binding };
		let (batch, leaf) = (file.batch, compact.leaf::<Blake2Hasher>());
		Ok(Self { batch, count, signed, compact, leaf, roots, commitment_path, exhibit })
	}
}

/// Which of a file's roots is not that of its receipts.
fn other_root(expected: Roots, found: Roots) -> Option<&'static str> {
	match (expected.root == found.root, expected.commitments == found.commitments) {
		(true, true) => None,
		(false, _) => Some("root"),
		(true, false) => Some("commitments"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		account,
		fixtures::{
			batch::{file, GENESIS},
			receipt::{key, operator, signed},
		},
	};
	use codec::Encode;
	use openledger_primitives::{challenge::SettledBatch, receipt::signature::Signer};
	use sp_core::sr25519;

	/// A settled file, whose receipts an operator has signed.
	fn settled() -> BatchFile {
		let mut file = file();
		file.operator = Some(operator());
		for ((channel, sequence), kept) in &mut file.answers {
			kept.signature = signed(*channel, *sequence, kept.receipt.fee).signature;
		}
		let draft = Draft::of::<Blake2Hasher>(&file.receipts(), &file.paying()).unwrap();
		(file.batch, file.roots) = (Some(9), Roots::of_draft(&draft));
		file
	}

	#[test]
	fn every_receipt_should_be_proven_in_both_ways() {
		let file = settled();
		for (index, receipt) in (0..).zip(file.receipts()) {
			let proof = ReceiptProof::of(&file, "", index, false).unwrap();
			// As whoever is given the proof does it.
			let leaf = merkle::leaf::<Blake2Hasher>(&proof.compact.encode());
			let path = &proof.exhibit.path;
			let root = merkle::root_from_path::<Blake2Hasher>(leaf, index, 3, path);
			assert_eq!((root, proof.leaf), (file.roots.map(|roots| roots.root), leaf));
			assert_eq!(proof.compact, receipt.compact().unwrap());
			let batch = SettledBatch {
				receipts: 3,
				root: proof.roots.root,
				commitments: proof.roots.commitments,
				signer: None,
			};
			assert_eq!(proof.exhibit.open::<Blake2Hasher>(&batch), Ok(&receipt));

			let by_signature = ReceiptProof::of(&file, "", index, true).unwrap().exhibit;
			let keys = vec![sr25519::Public::from_raw(key().public().0)];
			let operator = account::bytes(&operator());
			let signer = Some(Signer { genesis: GENESIS, operator, keys });
			let batch = SettledBatch { signer, commitments: H256::zero(), ..batch };
			assert_eq!(by_signature.open::<Blake2Hasher>(&batch), Ok(&receipt));
		}
	}

	#[test]
	fn what_is_not_in_the_file_should_not_be_proven() {
		let mut file = settled();
		let error = ReceiptProof::of(&file, "", 3, false).err().unwrap();
		let is_missing =
			matches!(error, Error::NotFound { kind: Kind::Receipt, count: Some(3), .. });
		assert!(is_missing, "{error}");
		let own = file.roots.unwrap();
		for (roots, at) in [
			(Roots { root: H256::zero(), ..own }, "root"),
			// Other receipts, of which the chain has the same.
			(Roots { commitments: H256::zero(), ..own }, "commitments"),
		] {
			file.roots = Some(roots);
			match ReceiptProof::of(&file, "", 0, false).err().unwrap() {
				Error::BatchFile(BatchFileError::Malformed { place, .. }) => {
					assert_eq!(place, at);
				}
				other => panic!("{other}"),
			}
		}
		file.answers.clear();
		let error = ReceiptProof::of(&file, "", 0, false).err().unwrap();
		assert!(matches!(error, Error::Settlement(SettlementError::Draft(_))));
	}
}
