// SPDX-License-Identifier: Apache-2.0

//! Files with receipts, of either kind: what `settle` keeps of one answer, and batch files.

use std::path::Path;

use codec::DecodeAll;
use openledger_attributor::NormalText;
use openledger_primitives::{receipt::Receipt, BatchId};
use serde::Deserialize;
use serde_json::{Map, Value};
use sp_core::H256;

use crate::{
	batch_file::{self, BatchFile, BatchFileError},
	chain::{events::BatchSettled, Sent},
};

/// Receipts, in the order that they have in their batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnswerFile {
	pub genesis: H256,
	/// Once they are settled.
	pub batch: Option<BatchId>,
	/// What settles them, from before it was sent.
	pub sent: Option<Sent>,
	pub receipts: Vec<Receipt>,
	/// The output of the only receipt. That of a batch file has none.
	pub output: Option<NormalText>,
}

/// What is read of the receipt of one answer.
#[derive(Deserialize)]
struct Written {
	genesis: H256,
	batch: Option<BatchId>,
	/// SCALE encoded, in hex.
	encoded: String,
	output: Option<String>,
	sent: Option<Sent>,
}

impl AnswerFile {
	/// The file at `path`, which must be there.
	pub fn load(path: &Path) -> Result<Self, BatchFileError> {
		let missing = || BatchFileError::Missing(batch_file::name(path));
		let text = batch_file::read(path)?.ok_or_else(missing)?;
		if let Ok(written) = serde_json::from_str::<Written>(&text) {
			return written.read().map_err(|reason| BatchFileError::Malformed {
				path: batch_file::name(path),
				place: "encoded".to_owned(),
				reason,
			});
		}
		let BatchFile { genesis, batch, receipts, sent, .. } = BatchFile::parse(path, &text)?;
		Ok(Self { genesis, batch, sent, receipts, output: None })
	}
}

/// Writes into a file which batch its receipts were settled as. All else stays as it is.
pub fn mark(path: &Path, settled: &BatchSettled) -> Result<(), BatchFileError> {
	let _lock = batch_file::lock(path)?;
	let missing = || BatchFileError::Missing(batch_file::name(path));
	let text = batch_file::read(path)?.ok_or_else(missing)?;
	let malformed = |error: serde_json::Error| BatchFileError::Malformed {
		path: batch_file::name(path),
		place: "the file".to_owned(),
		reason: error.to_string(),
	};
	let mut json: Map<String, Value> = serde_json::from_str(&text).map_err(malformed)?;
	json.insert("batch".to_owned(), settled.batch.into());
	json.remove("sent");
	// Of one answer, the file says when it is due; of many, what their root is.
	match json.contains_key("encoded") {
		true => json.insert("due".to_owned(), settled.due.into()),
		false => json.insert("root".to_owned(), format!("{:?}", settled.root).into()),
	};
	batch_file::replace(path, &format!("{:#}\n", Value::Object(json)))
}

impl Written {
	fn read(self) -> Result<AnswerFile, String> {
		let Self { genesis, batch, encoded, output, sent } = self;
		let bytes = encoded.strip_prefix("0x").and_then(|digits| hex::decode(digits).ok());
		let bytes = bytes.ok_or("it is not 0x and hexadecimal digits")?;
		let receipt = Receipt::decode_all(&mut &bytes[..])
			.map_err(|error| format!("it is no SCALE-encoded receipt ({error})"))?;
		let output = output.and_then(|output| NormalText::from_bytes(output.as_bytes()).ok());
		Ok(AnswerFile { genesis, batch, sent, receipts: vec![receipt], output })
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use crate::batch_file::tests::{file, receipt, GENESIS};
	use codec::Encode;
	use serde_json::json;
	use std::fs;

	/// What `settle` keeps of an answer, as far as it is read.
	pub fn written(receipt: &Receipt, output: &str) -> Value {
		json!({
			"genesis": format!("{GENESIS:?}"),
			"batch": 7,
			"fee": "50",
			"encoded": format!("0x{}", hex::encode(receipt.encode())),
			"output": output,
		})
	}

	#[test]
	fn receipts_of_both_kinds_should_be_read() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("a.json");
		file().save(&path).unwrap();
		let read = AnswerFile::load(&path).unwrap();
		assert_eq!((read.batch, read.receipts.len(), read.output), (None, 3, None));

		let receipt = receipt(1, 0, 50);
		fs::write(&path, written(&receipt, "an  answer").to_string()).unwrap();
		let read = AnswerFile::load(&path).unwrap();
		assert_eq!((read.genesis, read.batch), (GENESIS, Some(7)));
		assert_eq!(read.receipts, [receipt]);
		assert_eq!(read.output.unwrap().as_str(), "an answer");
	}

	#[test]
	fn a_file_should_be_told_its_batch_and_keep_all_else() {
		let directory = tempfile::tempdir().unwrap();
		let settled = BatchSettled { batch: 9, root: sp_core::H256::repeat_byte(3), due: 80 };
		let sent = Sent {
			hashes: vec![H256::zero()],
			account: H256::zero(),
			nonce: 1,
			block: 2,
			at: H256::zero(),
			until: 3,
		};
		let many = directory.path().join("a.json");
		let open = BatchFile { sent: Some(sent.clone()), ..file() };
		open.save(&many).unwrap();
		assert_eq!(AnswerFile::load(&many).unwrap().sent, Some(sent.clone()));
		mark(&many, &settled).unwrap();
		let root = Some(settled.root);
		let marked = BatchFile { batch: Some(9), root, sent: None, ..open };
		assert_eq!(BatchFile::existing(&many).unwrap(), marked);

		let one = directory.path().join("b.json");
		let mut json = written(&receipt(1, 0, 50), "an answer");
		json["batch"] = Value::Null;
		json["sent"] = serde_json::to_value(&sent).unwrap();
		fs::write(&one, json.to_string()).unwrap();
		assert_eq!(AnswerFile::load(&one).unwrap().sent, Some(sent));
		mark(&one, &settled).unwrap();
		let marked: Value = serde_json::from_str(&fs::read_to_string(&one).unwrap()).unwrap();
		assert_eq!(
			(&marked["batch"], &marked["due"], &marked["fee"]),
			(&json!(9), &json!(80), &json!("50"))
		);
		assert!(marked.get("sent").is_none());
	}

	#[test]
	fn what_has_no_receipts_should_be_refused() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("a.json");
		assert!(matches!(AnswerFile::load(&path), Err(BatchFileError::Missing(_))));
		let mut bad = written(&receipt(1, 0, 50), "");
		bad["encoded"] = json!("0x00");
		for content in ["{}".to_owned(), "not json".to_owned(), bad.to_string()] {
			fs::write(&path, content).unwrap();
			assert!(matches!(AnswerFile::load(&path), Err(BatchFileError::Malformed { .. })));
		}
	}
}
