// SPDX-License-Identifier: Apache-2.0

//! The parts of a proof about the history of batches: a header, a read proof of its state, and the
//! path of a batch's record.

use codec::{Compact, Decode, DecodeAll, Encode};
use openledger_primitives::{
	history::{BatchRecord, History, Outcome},
	BatchId,
};
use serde::Deserialize;
use sp_core::{Blake2Hasher, Hasher, H256};
use subxt::rpcs::client::RpcParams;

use super::{check::refused, Chain};
use crate::{
	error::{AuditError, Error},
	files::receipt::bytes,
};

const BATCH_HISTORY: &str = "openledger_batchHistory";
const READ_PROOF: &str = "state_getReadProof";

/// The storage key of the history: the `twox_128` hashes of `Attribution` and of `History`.
pub const HISTORY_KEY: [u8; 32] = [
	0xa8, 0x4b, 0x83, 0x59, 0x4b, 0x89, 0xbf, 0xa0, 0xe0, 0xef, 0xca, 0x63, 0x65, 0xf6, 0xd8, 0x75,
	0x58, 0x3e, 0xdf, 0x0a, 0x9f, 0x27, 0x05, 0x78, 0xf4, 0xcf, 0x84, 0x64, 0xd8, 0x23, 0xbc, 0x89,
];

/// The header of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Header {
	/// The number of the block.
	pub number: u64,
	/// The BLAKE2b-256 hash of the encoded header.
	pub hash: H256,
	/// The root of the block's state.
	pub state_root: H256,
	/// The header in SCALE.
	pub encoded: Vec<u8>,
}

impl Header {
	/// Reads the beginning of an encoded header. Its hash is over all of `encoded`.
	pub fn read(encoded: Vec<u8>) -> Result<Self, codec::Error> {
		type Beginning = (H256, Compact<u64>, H256);
		let (_, Compact(number), state_root) = Beginning::decode(&mut &encoded[..])?;
		Ok(Self { number, hash: Blake2Hasher::hash(&encoded), state_root, encoded })
	}

	/// Fails when it is not the header of the block with the hash `expected`.
	fn ensure_of(self, expected: H256) -> Result<Self, AuditError> {
		match self.hash == expected {
			true => Ok(self),
			false => Err(AuditError::OtherHeader { found: self.hash, expected }),
		}
	}
}

/// An entry of the history about a batch, as a node gives it. Nothing of it is proven yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HistoryEntry {
	/// The number of its leaf.
	pub leaf: u64,
	/// The record that the leaf is the hash of.
	pub record: BatchRecord,
	/// The siblings of the leaf, from the bottom up.
	pub path: Vec<H256>,
	/// The peaks of the history, as the state of the block has them.
	pub history: History,
}

/// The fields that are read of a node's answer.
#[derive(Deserialize)]
struct Answer {
	leaf: u64,
	encoded_record: String,
	path: Vec<H256>,
	history: String,
}

impl Answer {
	fn read(self) -> Result<HistoryEntry, codec::Error> {
		Ok(HistoryEntry {
			leaf: self.leaf,
			record: decode(&self.encoded_record)?,
			path: self.path,
			history: decode(&self.history)?,
		})
	}
}

/// The value that bytes in hex encode.
fn decode<T: DecodeAll>(text: &str) -> Result<T, codec::Error> {
	let bytes = bytes(text).ok_or("it is not 0x and hexadecimal digits")?;
	T::decode_all(&mut &bytes[..])
}

/// The name of an outcome in a node's method and in a proof.
pub fn outcome_name(outcome: Outcome) -> &'static str {
	match outcome {
		Outcome::Settled => "settled",
		Outcome::Final => "final",
		Outcome::Void => "void",
	}
}

impl Chain {
	/// The last entry of the history about a batch as of block `at`, or the entry with `outcome`.
	/// `None` when there is none; fails when the node does not keep the history.
	pub async fn batch_history(
		&self,
		batch: BatchId,
		outcome: Option<Outcome>,
		at: H256,
	) -> Result<Option<HistoryEntry>, Error> {
		let refused = |error| refused(BATCH_HISTORY, error);
		let mut params = RpcParams::new();
		params.push(batch).map_err(refused)?;
		params.push(outcome.map(outcome_name)).map_err(refused)?;
		params.push(at).map_err(refused)?;
		let answer: Option<Answer> =
			self.client.request(BATCH_HISTORY, params).await.map_err(refused)?;
		let read = answer.map(Answer::read).transpose();
		read.map_err(|reason| Error::Undecodable { what: BATCH_HISTORY.to_owned(), reason })
	}

	/// The header of a block. Fails when the node does not have it, or gives one with another hash.
	pub async fn header_of(&self, hash: H256) -> Result<Header, Error> {
		let header = self.rpc.chain_get_header(Some(hash)).await.map_err(Error::node)?;
		let header = header.ok_or(Error::NoBody(hash))?;
		let header = Header::read(header.encode())
			.map_err(|reason| Error::Undecodable { what: "chain_getHeader".to_owned(), reason })?;
		Ok(header.ensure_of(hash)?)
	}

	/// The trie nodes that lead from the state root of block `at` to the value under `key`.
	pub async fn read_proof(&self, key: &[u8], at: H256) -> Result<Vec<Vec<u8>>, Error> {
		let proof = self.rpc.state_get_read_proof([key], Some(at)).await;
		let proof = proof.map_err(|error| refused(READ_PROOF, error))?;
		Ok(proof.proof.into_iter().map(|node| node.0).collect())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::proof::*;
	use serde_json::json;

	#[test]
	fn a_header_should_be_what_its_bytes_say() {
		let header = header(H256::repeat_byte(5));
		assert_eq!((header.number, header.state_root), (90, H256::repeat_byte(5)));
		assert_eq!(header.hash, Blake2Hasher::hash(&header.encoded));
		let mut longer = header.encoded.clone();
		longer.push(0);
		assert_ne!(Header::read(longer).unwrap().hash, header.hash);
		assert!(Header::read(header.encoded[..60].to_vec()).is_err());
		let (hash, other) = (header.hash, H256::repeat_byte(9));
		assert_eq!(header.clone().ensure_of(hash).unwrap(), header);
		let error = header.ensure_of(other).unwrap_err();
		assert!(matches!(error, AuditError::OtherHeader { found, .. } if found == hash));
	}

	#[test]
	fn what_a_node_says_of_a_batch_should_be_read() {
		let record = record(Outcome::Final, H256::repeat_byte(2), H256::repeat_byte(3));
		let mut history = History::default();
		history.append::<Blake2Hasher>(record.leaf::<Blake2Hasher>(), |_, _| {});
		let hex = |bytes: Vec<u8>| format!("0x{}", hex::encode(bytes));
		let answer = json!({
			"block": format!("{:?}", H256::zero()),
			"leaf": 0,
			"record": {},
			"encoded_record": hex(record.encode()),
			"path": [],
			"history": hex(history.encode()),
			"storage_key": hex(HISTORY_KEY.to_vec()),
		});
		let read = |answer: &serde_json::Value| {
			serde_json::from_value::<Answer>(answer.clone()).unwrap().read()
		};
		let entry = read(&answer).unwrap();
		assert_eq!(entry, HistoryEntry { leaf: 0, record, path: vec![], history });
		for (field, bad) in [("history", "00"), ("encoded_record", "0x00")] {
			let mut answer = answer.clone();
			answer[field] = json!(bad);
			assert!(read(&answer).is_err(), "{field}");
		}
		assert!(serde_json::from_value::<Answer>(json!({ "leaf": 0 })).is_err());
	}
}
