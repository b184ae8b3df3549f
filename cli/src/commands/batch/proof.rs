// SPDX-License-Identifier: Apache-2.0

//! `openledger batch proof`

use std::path::PathBuf;

use codec::Encode;
use openledger_primitives::{
	batch::Draft,
	challenge::{Binding, Exhibit},
	merkle,
	receipt::{commitment_leaf, CompactReceipt},
	BatchId,
};
use serde_json::Value;
use sp_core::{Blake2Hasher, H256};

use crate::{context::Context, error::Error, output::table};
use openledger_client::progress;
use openledger_client::Error as ClientError;
use openledger_client::{
	chain::Roots,
	error::SettlementError,
	files::{
		self,
		batch::{BatchFile, BatchFileError},
		receipt::{hex, SignedReceipt},
	},
	json,
	units::amount,
};

pub async fn run(context: &Context, path: PathBuf, index: u32, signed: bool) -> Result<(), Error> {
	let proof = progress::computing(move || {
		let file = BatchFile::existing(&path)?;
		let name = files::batch::name(&path);
		Proof::of(&file, &name, index, signed)
	});
	let proof = progress::during("building the tree", proof).await??;
	context.show_json(proof.to_json(), || table::fields(&proof.fields()));
	Ok(())
}

/// What leads from a receipt to the two roots of its batch.
struct Proof {
	/// If it is settled.
	batch: Option<BatchId>,
	/// Receipts of the batch.
	count: usize,
	signed: SignedReceipt,
	compact: CompactReceipt,
	leaf: H256,
	roots: Roots,
	/// From the commitment's leaf to the root of the commitments.
	commitment_path: Vec<H256>,
	/// As proofs of something about it need it: by its commitment's path, or by the signature.
	exhibit: Exhibit,
}

impl Proof {
	/// The proof of a receipt in the file with this name. By its signature if that is asked for.
	fn of(file: &BatchFile, name: &str, index: u32, by_signature: bool) -> Result<Self, Error> {
		let draft = Draft::of::<Blake2Hasher>(&file.receipts(), &file.paying())
			.map_err(SettlementError::Draft)?;
		let count = file.answers.len();
		let nth = usize::try_from(index).unwrap_or(usize::MAX);
		let place = file.answers.keys().nth(nth).copied();
		let place = place.ok_or(SettlementError::NoReceipt { index, count })?;
		let signed = file.signed(place).ok_or(ClientError::Inconsistent)?;
		let compact = signed.compact().ok_or(ClientError::Inconsistent)?;
		let leaves = draft.batch.leaves::<Blake2Hasher>().ok_or(ClientError::Inconsistent)?;
		let path = merkle::path::<Blake2Hasher>(&leaves, index).ok_or(ClientError::Inconsistent)?;
		let roots = Roots::of_draft(&draft).ok_or(ClientError::Inconsistent)?;
		if let Some(place) = file.roots.and_then(|expected| other_root(expected, roots)) {
			return Err(BatchFileError::Malformed {
				path: name.to_owned(),
				place: place.to_owned(),
				reason: "it is not that of the receipts, which have changed".to_owned(),
			}
			.into());
		}
		let commitment_path =
			draft.commitment_path::<Blake2Hasher>(index).ok_or(ClientError::Inconsistent)?;
		let binding = match by_signature {
			true => Binding::Signed(signed.signature),
			false => {
				let path = commitment_path.clone().try_into();
				Binding::Committed(path.map_err(|_| ClientError::Inconsistent)?)
			}
		};
		let path = path.try_into().map_err(|_| ClientError::Inconsistent)?;
		let exhibit = Exhibit { index, path, receipt: signed.receipt.clone(), binding };
		let (batch, leaf) = (file.batch, compact.leaf::<Blake2Hasher>());
		Ok(Self { batch, count, signed, compact, leaf, roots, commitment_path, exhibit })
	}

	fn to_json(&self) -> Value {
		let mut json = self.signed.to_json();
		json["batch"] = self.batch.into();
		json["index"] = self.exhibit.index.into();
		json["receipts"] = self.count.into();
		json["root"] = json::hash(self.roots.root);
		json["leaf"] = json::hash(self.leaf);
		json["path"] = hashes(&self.exhibit.path);
		json["compact"] = hex(self.compact.encode()).into();
		json["commitments"] = json::hash(self.roots.commitments);
		json["commitment_leaf"] =
			json::hash(commitment_leaf::<Blake2Hasher>(self.signed.commitment()));
		json["commitment_path"] = hashes(&self.commitment_path);
		json["exhibit"] = hex(self.exhibit.encode()).into();
		json
	}

	fn fields(&self) -> Vec<(&'static str, String)> {
		let batch = self.batch.map_or_else(|| "not settled".to_owned(), |id| id.to_string());
		let (channel, sequence) = self.signed.place().unzip();
		let index = self.exhibit.index;
		let mut fields = vec![
			("batch", batch),
			("receipt", format!("{index} of 0 to {}", self.count.saturating_sub(1))),
			("channel", channel.unwrap_or_default().to_string()),
			("answer of the channel", sequence.unwrap_or_default().to_string()),
			("fee", amount::format(self.compact.answer.fee)),
			("compact receipt", hex(self.compact.encode())),
			("leaf", format!("{:?}", self.leaf)),
		];
		push_path(&mut fields, &self.exhibit.path);
		fields.extend([
			("root", format!("{:?}", self.roots.root)),
			("commitment", format!("{:?}", self.signed.commitment())),
		]);
		push_path(&mut fields, &self.commitment_path);
		fields.extend([
			("root of the commitments", format!("{:?}", self.roots.commitments)),
			("signature", hex(self.signed.signature)),
		]);
		fields
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

fn hashes(path: &[H256]) -> Value {
	path.iter().copied().map(json::hash).collect::<Vec<_>>().into()
}

fn push_path(fields: &mut Vec<(&'static str, String)>, path: &[H256]) {
	for (height, sibling) in path.iter().enumerate() {
		let name = if height == 0 { "path" } else { "" };
		fields.push((name, format!("{sibling:?}")));
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::DecodeAll;
	use openledger_client::{
		account,
		fixtures::{
			batch::{file, GENESIS},
			receipt::{key, operator, signed},
		},
	};
	use openledger_primitives::{
		challenge::SettledBatch,
		receipt::{signature::Signer, Receipt},
	};
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
			let proof = Proof::of(&file, "", index, false).unwrap();
			let json = proof.to_json();
			// As whoever is given the proof does it.
			let decoded = |field: &str| {
				let digits = json[field].as_str().unwrap().strip_prefix("0x").unwrap();
				hex::decode(digits).unwrap()
			};
			let leaf = merkle::leaf::<Blake2Hasher>(&decoded("compact"));
			let path = &proof.exhibit.path;
			let root = merkle::root_from_path::<Blake2Hasher>(leaf, index, 3, path);
			assert_eq!(root, file.roots.map(|roots| roots.root));
			assert_eq!(json["leaf"], json::hash(leaf));
			let compact = CompactReceipt::decode_all(&mut &decoded("compact")[..]).unwrap();
			assert_eq!(compact, receipt.compact().unwrap());
			assert_eq!(json["fee"], receipt.fee.to_string());
			let whole = Receipt::decode_all(&mut &decoded("receipt")[..]).unwrap();
			assert_eq!(whole, receipt);
			let exhibit = Exhibit::decode_all(&mut &decoded("exhibit")[..]).unwrap();
			let batch = SettledBatch {
				receipts: 3,
				root: proof.roots.root,
				commitments: proof.roots.commitments,
				signer: None,
			};
			assert_eq!(exhibit.open::<Blake2Hasher>(&batch), Ok(&receipt));
			let text = table::fields(&proof.fields());
			let all = path.iter().chain(&proof.commitment_path);
			assert!(all.into_iter().all(|sibling| text.contains(&format!("{sibling:?}"))));

			let by_signature = Proof::of(&file, "", index, true).unwrap().exhibit;
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
		let error = Proof::of(&file, "", 3, false).err().unwrap();
		assert!(matches!(
			error,
			Error::Client(ClientError::Settlement(SettlementError::NoReceipt { count: 3, .. }))
		));
		let own = file.roots.unwrap();
		for (roots, at) in [
			(Roots { root: H256::zero(), ..own }, "root"),
			// Other receipts, of which the chain has the same.
			(Roots { commitments: H256::zero(), ..own }, "commitments"),
		] {
			file.roots = Some(roots);
			match Proof::of(&file, "", 0, false).err().unwrap() {
				Error::Client(ClientError::BatchFile(BatchFileError::Malformed {
					place, ..
				})) => assert_eq!(place, at),
				other => panic!("{other}"),
			}
		}
		file.answers.clear();
		let error = Proof::of(&file, "", 0, false).err().unwrap();
		assert!(matches!(error, Error::Client(ClientError::Settlement(SettlementError::Draft(_)))));
	}
}
