// SPDX-License-Identifier: Apache-2.0

//! `openledger batch proof`

use std::path::PathBuf;

use clap::Args;
use codec::Encode;
use openledger_client::{
	files::{
		batch::{name, BatchFile},
		receipt::hex,
	},
	json::Hex,
	names::Names,
	progress,
	settlement::proof::ReceiptProof,
	units::amount,
	Error as ClientError,
};
use openledger_primitives::{receipt::commitment_leaf, BatchId};
use serde::Serialize;
use serde_json::Value;
use sp_core::{Blake2Hasher, H256};

use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Prove that a receipt is in a batch, and that its operator is bound to it, from the batch file
/// alone.
#[derive(Args)]
pub struct Proof {
	/// The batch file.
	file: PathBuf,

	/// The receipt, from 0.
	#[arg(value_name = "N")]
	index: u32,

	/// Bind the operator by its signature, and not by the commitments of the batch.
	#[arg(long)]
	signed: bool,
}

impl Proof {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file: path, index, signed } = self;
		let proving = progress::computing(move || -> Result<_, ClientError> {
			let file = BatchFile::existing(&path)?;
			ReceiptProof::of(&file, &name(&path), index, signed)
		});
		let proof = progress::during("building the tree", proving).await??;
		context.show(&Proven::of(proof));
		Ok(())
	}
}

#[derive(Serialize)]
struct Proven {
	/// The signed receipt, as in its file.
	#[serde(flatten)]
	signed: Value,
	batch: Option<BatchId>,
	index: u32,
	receipts: usize,
	root: H256,
	leaf: H256,
	path: Vec<H256>,
	compact: Hex<Vec<u8>>,
	commitments: H256,
	commitment_leaf: H256,
	commitment_path: Vec<H256>,
	exhibit: Hex<Vec<u8>>,
	#[serde(skip)]
	proof: ReceiptProof,
}

impl Proven {
	fn of(proof: ReceiptProof) -> Self {
		Self {
			signed: proof.signed.to_json(),
			batch: proof.batch,
			index: proof.exhibit.index,
			receipts: proof.count,
			root: proof.roots.root,
			leaf: proof.leaf,
			path: proof.exhibit.path.to_vec(),
			compact: Hex(proof.compact.encode()),
			commitments: proof.roots.commitments,
			commitment_leaf: commitment_leaf::<Blake2Hasher>(proof.signed.commitment()),
			commitment_path: proof.commitment_path.clone(),
			exhibit: Hex(proof.exhibit.encode()),
			proof,
		}
	}
}

impl Shown for Proven {
	fn text(&self, _: &Names) -> String {
		let ReceiptProof { signed, compact, .. } = &self.proof;
		let batch = self.batch.map_or_else(|| "not settled".to_owned(), |id| id.to_string());
		let (channel, sequence) = signed.place().unzip();
		let last = self.receipts.saturating_sub(1);
		let mut fields = vec![
			("batch", batch),
			("receipt", format!("{} of 0 to {last}", self.index)),
			("channel", channel.unwrap_or_default().to_string()),
			("answer of the channel", sequence.unwrap_or_default().to_string()),
			("fee", amount::format(compact.answer.fee)),
			("compact receipt", hex(&self.compact.0)),
			("leaf", format!("{:?}", self.leaf)),
		];
		push_path(&mut fields, &self.path);
		fields.extend([
			("root", format!("{:?}", self.root)),
			("commitment", format!("{:?}", signed.commitment())),
		]);
		push_path(&mut fields, &self.commitment_path);
		fields.extend([
			("root of the commitments", format!("{:?}", self.commitments)),
			("signature", hex(signed.signature)),
		]);
		table::fields(&fields)
	}
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
	use openledger_client::{
		fixtures::{
			batch::file,
			receipt::{operator, signed},
		},
		json,
	};

	#[test]
	fn a_proof_should_be_shown_in_full() {
		let mut file = file();
		file.operator = Some(operator());
		for ((channel, sequence), kept) in &mut file.answers {
			kept.signature = signed(*channel, *sequence, kept.receipt.fee).signature;
		}
		let proven = Proven::of(ReceiptProof::of(&file, "", 1, false).unwrap());
		let json = json::of(&proven);
		assert_eq!(
			(&json["index"], &json["receipts"], &json["batch"]),
			(&1.into(), &3.into(), &Value::Null)
		);
		assert_eq!(json["fee"], proven.proof.signed.receipt.fee.to_string());
		assert_eq!(json["exhibit"], hex(proven.proof.exhibit.encode()));
		let text = proven.text(&Names::default());
		let all = proven.path.iter().chain(&proven.commitment_path);
		assert!(all.into_iter().all(|sibling| text.contains(&format!("{sibling:?}"))));
	}
}
