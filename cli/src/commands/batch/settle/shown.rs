// SPDX-License-Identifier: Apache-2.0

//! What was settled, as it is shown.

use openledger_client::{
	files::batch::name,
	json::Planck,
	names::Names,
	settlement::{file::SettledFile, unpayable::LeftOut},
	units::amount,
};
use openledger_primitives::{BatchId, ModelId};
use serde::Serialize;
use sp_core::H256;

use crate::output::{shown::Shown, table};

/// The first batch, with what all of them have together.
#[derive(Serialize)]
pub struct Settled {
	#[serde(flatten)]
	all: Batch,
	batches: Vec<Batch>,
	left_out: Option<LeftOutFile>,
}

#[derive(Clone, Serialize)]
struct Batch {
	batch: BatchId,
	root: H256,
	commitments: H256,
	finalizable_at: u32,
	models: Vec<ModelId>,
	receipts: usize,
	contributions: usize,
	channels: usize,
	fees: Planck,
	/// The store's copy.
	file: String,
}

#[derive(Serialize)]
struct LeftOutFile {
	file: String,
	answers: usize,
}

impl Settled {
	/// `None` where nothing was settled.
	pub fn of(files: Vec<SettledFile>, left_out: Option<LeftOut>) -> Option<Self> {
		let batches: Vec<_> = files.into_iter().map(Batch::of).collect();
		let (first, others) = batches.split_first()?;
		let mut all = first.clone();
		for batch in others {
			all.models.extend(&batch.models);
			all.receipts = all.receipts.saturating_add(batch.receipts);
			all.contributions = all.contributions.saturating_add(batch.contributions);
			all.channels = all.channels.saturating_add(batch.channels);
			all.fees = Planck(all.fees.0.saturating_add(batch.fees.0));
		}
		all.models.sort_unstable();
		all.models.dedup();
		let left_out = left_out.map(|LeftOut { path, answers }| {
			let file = name(&path);
			LeftOutFile { file, answers }
		});
		Some(Self { all, batches, left_out })
	}
}

impl Batch {
	fn of(file: SettledFile) -> Self {
		let SettledFile { settled, kept, content, .. } = file;
		Self {
			batch: settled.batch,
			root: settled.root,
			commitments: settled.commitments,
			finalizable_at: settled.finalizable_at,
			models: content.models,
			receipts: content.receipts,
			contributions: content.contributions,
			channels: content.channels,
			fees: Planck(content.fees),
			file: kept.display().to_string(),
		}
	}

	fn text(&self) -> String {
		let models: Vec<_> = self.models.iter().map(ModelId::to_string).collect();
		table::fields(&[
			("batch", self.batch.to_string()),
			("root", format!("{:?}", self.root)),
			("root of the commitments", format!("{:?}", self.commitments)),
			("final from block", self.finalizable_at.to_string()),
			("models", models.join(", ")),
			("receipts", self.receipts.to_string()),
			("contributions", self.contributions.to_string()),
			("channels", self.channels.to_string()),
			("fees", amount::format(self.fees.0)),
			("kept as", self.file.clone()),
		])
	}
}

impl Shown for Settled {
	fn text(&self, _: &Names) -> String {
		let texts: Vec<_> = self.batches.iter().map(Batch::text).collect();
		texts.join("\n\n")
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{chain::events::BatchSettled, json, settlement::batch::Content};
	use serde_json::json;
	use std::path::PathBuf;

	fn settled(batch: BatchId, models: Vec<ModelId>, fees: u128) -> SettledFile {
		let (root, commitments) = (H256::repeat_byte(1), H256::repeat_byte(2));
		SettledFile {
			settled: BatchSettled { batch, root, commitments, finalizable_at: 80 },
			path: PathBuf::from("batch.json"),
			kept: PathBuf::from(format!("store/{batch}.json")),
			content: Content { models, receipts: 3, contributions: 0, channels: 2, fees },
		}
	}

	#[test]
	fn what_was_divided_should_be_shown_together() {
		assert!(Settled::of(Vec::new(), None).is_none());
		let files = vec![settled(7, vec![3, 9], 175), settled(8, vec![3, 4], 5)];
		let left_out = LeftOut { path: PathBuf::from("batch-unpayable.json"), answers: 2 };
		let all = Settled::of(files, Some(left_out)).unwrap();
		let json = json::of(&all);
		assert_eq!((&json["batch"], &json["models"]), (&json!(7), &json!([3, 4, 9])));
		assert_eq!((&json["receipts"], &json["channels"]), (&json!(6), &json!(4)));
		assert_eq!((&json["fees"], &json["batches"][1]["fees"]), (&json!("180"), &json!("5")));
		assert_eq!(json["left_out"], json!({ "file": "batch-unpayable.json", "answers": 2 }));
		let text = all.text(&Names::default());
		assert!(text.contains("store/7.json") && text.contains("store/8.json"));
	}
}
