// SPDX-License-Identifier: Apache-2.0

//! Files with receipts, of any kind: those that a payer keeps of an answer that it settled itself,
//! those that an operator gives with an answer, and batch files.

use std::path::Path;

use openledger_attributor::NormalText;
use openledger_primitives::{receipt::Receipt, BatchId};
use serde::Deserialize;
use serde_json::{Map, Value};
use sp_core::{sr25519, H256};

use crate::{
	account::{self, Account},
	chain::{events::BatchSettled, Sent},
	files::{
		self,
		batch::{BatchFile, BatchFileError},
		receipt::{parse_receipt, parse_signature},
	},
	json,
	text::printable,
};

/// A file with receipts, in the order that they have in their batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnswerFile {
	/// The hash of the chain's genesis block.
	pub genesis: H256,
	/// The operator that served the answers. `None` where the file does not say.
	pub operator: Option<Account>,
	/// The batch that they were settled as. `None` until then.
	pub batch: Option<BatchId>,
	/// The transaction that settles them, from before it was sent until its batch is known.
	pub sent: Option<Sent>,
	/// The receipts.
	pub receipts: Vec<Receipt>,
	/// The operator's signature over each receipt. `None` for one that its payer has settled
	/// itself.
	pub signatures: Vec<Option<sr25519::Signature>>,
	/// The output of the only receipt. `None` for a batch file, and where the file has none.
	pub output: Option<NormalText>,
}

/// The fields that are read of the file of one answer.
#[derive(Deserialize)]
struct Written {
	genesis: H256,
	operator: Option<String>,
	batch: Option<BatchId>,
	/// SCALE encoded, in hex.
	receipt: String,
	signature: Option<String>,
	output: Option<String>,
	sent: Option<Sent>,
}

impl AnswerFile {
	/// Reads the file at `path`. Fails when there is none.
	pub fn load(path: &Path) -> Result<Self, BatchFileError> {
		let missing = || BatchFileError::Missing(files::batch::name(path));
		let text = files::batch::read(path)?.ok_or_else(missing)?;
		if let Ok(written) = serde_json::from_str::<Written>(&text) {
			return written.read().map_err(|(place, reason)| BatchFileError::Malformed {
				path: files::batch::name(path),
				place: place.to_owned(),
				reason: printable(&reason),
			});
		}
		let BatchFile { genesis, operator, batch, answers, sent, .. } =
			BatchFile::parse(path, &text)?;
		let (receipts, signatures) =
			answers.into_values().map(|signed| (signed.receipt, Some(signed.signature))).unzip();
		Ok(Self { genesis, operator, batch, sent, receipts, signatures, output: None })
	}
}

/// Writes into the file at `path` the batch that its receipts were settled as. All else stays as it
/// is.
pub fn mark(path: &Path, settled: &BatchSettled) -> Result<(), BatchFileError> {
	let _lock = files::batch::lock(path)?;
	let missing = || BatchFileError::Missing(files::batch::name(path));
	let text = files::batch::read(path)?.ok_or_else(missing)?;
	let malformed = |error: serde_json::Error| BatchFileError::Malformed {
		path: files::batch::name(path),
		place: "the file".to_owned(),
		reason: error.to_string(),
	};
	let mut json: Map<String, Value> = serde_json::from_str(&text).map_err(malformed)?;
	json.insert("batch".to_owned(), settled.batch.into());
	json.remove("sent");
	// Of one answer, the file says when it is final; of many, what their roots are.
	match json.contains_key("receipt") {
		true => {
			json.insert("finalizable_at".to_owned(), settled.finalizable_at.into());
		}
		false => {
			json.insert("root".to_owned(), json::of(&settled.root));
			json.insert("commitments".to_owned(), json::of(&settled.commitments));
		}
	}
	files::batch::replace(path, &format!("{:#}\n", Value::Object(json)))
}

impl Written {
	fn read(self) -> Result<AnswerFile, (&'static str, String)> {
		let Self { genesis, operator, batch, receipt, signature, output, sent } = self;
		let operator = operator.as_deref().map(account::parse).transpose();
		let operator = operator.map_err(|error| ("operator", error.to_string()))?;
		let receipt = parse_receipt(&receipt).map_err(|reason| ("receipt", reason))?;
		let signature = match signature {
			Some(signature) => Some(
				parse_signature(&signature)
					.ok_or_else(|| ("signature", "it is not 0x and 128 digits".to_owned()))?,
			),
			None => None,
		};
		let output = output.and_then(|output| NormalText::from_bytes(output.as_bytes()).ok());
		let (receipts, signatures) = (vec![receipt], vec![signature]);
		Ok(AnswerFile { genesis, operator, batch, sent, receipts, signatures, output })
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::answer::*;
	use crate::fixtures::{
		batch::{file, receipt, GENESIS},
		receipt::signed,
	};
	use serde_json::json;
	use std::fs;

	#[test]
	fn receipts_of_every_kind_should_be_read() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("a.json");
		file().save(&path).unwrap();
		let read = AnswerFile::load(&path).unwrap();
		assert_eq!((read.batch, read.receipts.len(), &read.output), (None, 3, &None));
		assert_eq!(read.operator, Some(Account::new([2; 32])));
		let third = file().answers[&(4, 0)].clone();
		assert_eq!(
			(&read.receipts[2], read.signatures[2]),
			(&third.receipt, Some(third.signature))
		);

		let receipt = receipt(1, 0, 50);
		fs::write(&path, written(&receipt, "an  answer").to_string()).unwrap();
		let read = AnswerFile::load(&path).unwrap();
		assert_eq!((read.genesis, read.batch), (GENESIS, Some(7)));
		assert_eq!(read.receipts, [receipt]);
		assert_eq!(read.signatures, [None]);
		assert_eq!(read.output.unwrap().as_str(), "an answer");

		let given = signed(1, 0, 50);
		given.write(&path).unwrap();
		let read = AnswerFile::load(&path).unwrap();
		assert_eq!((read.batch, read.operator), (None, Some(given.operator)));
		assert_eq!(
			(read.receipts, read.signatures),
			(vec![given.receipt], vec![Some(given.signature)])
		);
	}

	#[test]
	fn a_file_should_be_told_its_batch_and_keep_all_else() {
		let directory = tempfile::tempdir().unwrap();
		let (root, commitments) = (H256::repeat_byte(3), H256::repeat_byte(4));
		let settled = BatchSettled { batch: 9, root, commitments, finalizable_at: 80 };
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
		let roots = Some(settled.roots());
		let marked = BatchFile { batch: Some(9), roots, sent: None, ..open };
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
			(&marked["batch"], &marked["finalizable_at"], &marked["fee"]),
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
		bad["receipt"] = json!("0x00");
		for content in ["{}".to_owned(), "not json".to_owned(), bad.to_string()] {
			fs::write(&path, content).unwrap();
			assert!(matches!(AnswerFile::load(&path), Err(BatchFileError::Malformed { .. })));
		}
	}
}
