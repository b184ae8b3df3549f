// SPDX-License-Identifier: Apache-2.0

//! What proves that a receipt was settled, and what became of it, without any node.
//!
//! It leads from a block's header to the receipt: nodes of the header's state lead to the history of
//! batches; the record of the batch has a path in it; and the receipt has one in the batch. Whoever
//! knows that a block with this hash is final needs nothing else.

use codec::{DecodeAll, Encode};
use openledger_primitives::{
	history::{BatchRecord, History, Outcome},
	merkle,
	receipt::commitment_leaf,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sp_core::{Blake2Hasher, H256};
use sp_trie::{read_trie_value, LayoutV1, StorageProof};

use super::steps::Steps;
use crate::{
	account,
	chain::proof::{outcome_name, Header, HistoryEntry, HISTORY_KEY},
	error::{AuditError, Step},
	files::receipt::{bytes, hex, SignedReceipt},
	json, words,
};

/// A proof that a receipt was settled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proof {
	/// The header of a block.
	pub header: Header,
	/// Nodes of the state of that block.
	pub nodes: Vec<Vec<u8>>,
	/// The history's entry about the batch.
	pub entry: HistoryEntry,
	/// The receipt's number in the batch.
	pub index: u32,
	/// From the receipt to the batch's root.
	pub path: Vec<H256>,
	/// The receipt.
	pub signed: SignedReceipt,
	/// The operator's key that signed it.
	pub signer: Option<H256>,
}

/// As it is written. What is in it twice is for people.
#[derive(Serialize, Deserialize)]
struct Written {
	genesis: H256,
	block: WrittenBlock,
	/// Nodes of its state, in hex.
	state_proof: Vec<String>,
	/// In SCALE.
	history: String,
	/// Number of the batch's leaf in it.
	leaf: u64,
	/// What that is the hash of, in SCALE.
	record: String,
	path: Vec<H256>,
	batch: u64,
	outcome: String,
	/// Of the receipt in the batch.
	index: u32,
	receipt_path: Vec<H256>,
	signed: Value,
	signer: Option<H256>,
}

#[derive(Serialize, Deserialize)]
struct WrittenBlock {
	number: u64,
	hash: H256,
	/// The header, in SCALE.
	header: String,
}

impl Proof {
	/// Whether it shows the whole receipt by itself. Of a batch with others it shows what the chain has
	/// of the receipt: the rest is in the commitment, whose place in the batch its operator knows.
	pub fn is_whole(&self) -> bool {
		self.entry.record.receipts == 1
	}

	/// Follows it from the header to the receipt, and notes the steps. Fails at the first that is wrong.
	pub fn check(&self, steps: &mut Steps) -> Result<(), AuditError> {
		steps.take(Step::State, self.check_state())?;
		steps.take(Step::History, self.check_history())?;
		steps.take(Step::Receipt, self.check_receipt())
	}

	fn check_state(&self) -> Result<String, String> {
		let Header { number, hash, state_root, .. } = &self.header;
		let found = read_state(*state_root, &self.nodes)?;
		let history = History::decode_all(&mut &found[..])
			.map_err(|error| format!("what the state has is no history of batches ({error})"))?;
		match history == self.entry.history {
			true => Ok(format!(
				"block {number}, {hash:?}, has the history of batches, with {} entries",
				history.leaves
			)),
			false => Err(format!("the state of block {number} has another history of batches")),
		}
	}

	fn check_history(&self) -> Result<String, String> {
		let HistoryEntry { leaf, record, path, history } = &self.entry;
		let hash = record.leaf::<Blake2Hasher>();
		match history.has::<Blake2Hasher>(hash, *leaf, path) {
			true => Ok(format!("entry {leaf}: batch {} {}", record.batch, became(record.outcome))),
			false => Err(format!("entry {leaf} is not what is said of batch {}", record.batch)),
		}
	}

	fn check_receipt(&self) -> Result<String, String> {
		let record = &self.entry.record;
		check_receipt(&self.signed, record, self.index, &self.path)
	}

	/// The JSON of its file.
	pub fn to_json(&self) -> Value {
		json::of(&Written {
			genesis: self.signed.genesis,
			block: WrittenBlock {
				number: self.header.number,
				hash: self.header.hash,
				header: hex(&self.header.encoded),
			},
			state_proof: self.nodes.iter().map(hex).collect(),
			history: hex(self.entry.history.encode()),
			leaf: self.entry.leaf,
			record: hex(self.entry.record.encode()),
			path: self.entry.path.clone(),
			batch: self.entry.record.batch,
			outcome: outcome_name(self.entry.record.outcome).to_owned(),
			index: self.index,
			receipt_path: self.path.clone(),
			signed: self.signed.to_json(),
			signer: self.signer,
		})
	}

	/// Reads the text of a file. The error says what is wrong with it.
	pub fn parse(text: &str) -> Result<Self, String> {
		let written: Written = serde_json::from_str(text).map_err(|error| error.to_string())?;
		let header = Header::read(decoded("block.header", &written.block.header)?)
			.map_err(|error| format!("block.header: it is no header ({error})"))?;
		let WrittenBlock { number, hash, .. } = written.block;
		if (header.number, header.hash) != (number, hash) {
			return Err("block: the header is of another block".to_owned());
		}
		let nodes = written.state_proof.iter().map(|node| decoded("state_proof", node));
		let nodes = nodes.collect::<Result<_, _>>()?;
		let record: BatchRecord = scale("record", &written.record)?;
		if (record.batch, outcome_name(record.outcome)) != (written.batch, &*written.outcome) {
			return Err(
				"record: it is of another batch, or says that it ended otherwise".to_owned()
			);
		}
		let signed = SignedReceipt::parse(&written.signed.to_string())
			.map_err(|reason| format!("signed: {reason}"))?;
		if signed.genesis != written.genesis {
			return Err("signed: it is of another chain".to_owned());
		}
		Ok(Self {
			header,
			nodes,
			entry: HistoryEntry {
				leaf: written.leaf,
				record,
				path: written.path,
				history: scale("history", &written.history)?,
			},
			index: written.index,
			path: written.receipt_path,
			signed,
			signer: written.signer,
		})
	}
}

/// Checks that a batch has a receipt with the number `index`, by its `path` to the root. Returns what was
/// found, or what is wrong.
pub fn check_receipt(
	signed: &SignedReceipt,
	record: &BatchRecord,
	index: u32,
	path: &[H256],
) -> Result<String, String> {
	let batch = record.batch;
	if record.payer.is_some() || record.operator != account::bytes(&signed.operator) {
		return Err(format!("batch {batch} is of another operator"));
	}
	let compact = signed.compact().ok_or("its spans can't be")?;
	let (leaf, count) = (compact.leaf::<Blake2Hasher>(), record.receipts);
	if merkle::root_from_path::<Blake2Hasher>(leaf, index, count, path) != Some(record.root) {
		return Err(format!("receipt {index} of batch {batch} is not what it says"));
	}
	// With others, the rest of the commitments is the operator's to know.
	if count == 1 && commitment_leaf::<Blake2Hasher>(signed.commitment()) != record.commitments {
		return Err(format!("batch {batch} commits to another receipt of this answer"));
	}
	Ok(format!("receipt {index} of {count} in batch {batch}"))
}

/// What some nodes of a state show of the history in it.
fn read_state(root: H256, nodes: &[Vec<u8>]) -> Result<Vec<u8>, String> {
	let db = StorageProof::new(nodes.iter().cloned()).into_memory_db::<Blake2Hasher>();
	read_trie_value::<LayoutV1<Blake2Hasher>, _>(&db, &root, &HISTORY_KEY, None, None)
		.map_err(|_| "the nodes of the state don't lead to the history of batches".to_owned())?
		.ok_or_else(|| "the state has no history of batches".to_owned())
}

/// What became of it, in words.
fn became(outcome: Outcome) -> &'static str {
	match outcome {
		Outcome::Settled => "was settled, whatever became of it since",
		Outcome::Final => "is final: everyone in it was credited",
		Outcome::Void => "is void: it was refuted",
	}
}

fn decoded(field: &str, text: &str) -> Result<Vec<u8>, String> {
	bytes(text).ok_or_else(|| format!("{field}: it is not 0x and hexadecimal digits"))
}

fn scale<T: DecodeAll>(field: &str, text: &str) -> Result<T, String> {
	T::decode_all(&mut &decoded(field, text)?[..])
		.map_err(|error| format!("{field}: it is not what it should be ({error})"))
}

/// What there is to say of a signature by a key that only the file calls the operator's.
pub(super) fn claimed(signer: H256) -> String {
	format!(
		"by the key {}, which only the file calls the operator's: --signed-by KEY names one that you \
		 know",
		words::key(signer)
	)
}

#[cfg(test)]
mod tests;
