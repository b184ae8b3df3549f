// SPDX-License-Identifier: Apache-2.0

//! The chain's records, in words.

use openledger_runtime_api::{
	AdmissionInfo, ContributionStatus, DisputeOutcome, DisputeStage, FormerKeyInfo, LicenseInfo,
	LicenseTermsInfo, ModelKind, ModelStatus,
};
use sp_core::H256;

use crate::{
	account::{self, Account},
	convert,
	text::count,
};

/// The text that the bytes of a record are, with a replacement for what is not UTF-8.
pub fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// "yes" or "no".
pub fn yes_no(yes: bool) -> String {
	let word = if yes { "yes" } else { "no" };
	word.to_owned()
}

/// An sr25519 public key, as the address of its account.
pub fn key(key: H256) -> String {
	account::address(&Account::new(key.0))
}

/// The former key of an operator or a channel, and the first block in which it no longer counts.
pub fn former_key(former: Option<FormerKeyInfo>) -> String {
	match former {
		Some(former) => format!("{}, good until block {}", key(former.key), former.until),
		None => "none that is good".to_owned(),
	}
}

/// The status of a contribution, to go behind "it is".
pub fn status(status: ContributionStatus) -> String {
	match status {
		ContributionStatus::Pending => "pending".to_owned(),
		ContributionStatus::Accepted { index } => format!("accepted at {index}"),
		ContributionStatus::Rejected { upheld: false } => "rejected".to_owned(),
		ContributionStatus::Rejected { upheld: true } => "rejected for good".to_owned(),
		ContributionStatus::Appealed => "rejected and appealed".to_owned(),
		ContributionStatus::Withdrawn { index, .. } => format!("withdrawn (accepted at {index})"),
		ContributionStatus::Struck { index, .. } => format!("struck (accepted at {index})"),
		ContributionStatus::Malformed { index, .. } => {
			format!("malformed (accepted at {index})")
		}
	}
}

/// The party whose turn it is in a dispute, and the block before which it is.
pub fn dispute_stage(stage: DisputeStage) -> String {
	// A client that is ahead of what it read does not know.
	let before = |by: u32| match by {
		u32::MAX => String::new(),
		by => format!(" before block {by}"),
	};
	match stage {
		DisputeStage::Answer { by } => format!("the owner may answer{}", before(by)),
		DisputeStage::Curators { by } => format!("a curator may rule{}", before(by)),
		DisputeStage::Ruled { by } => format!("ruled; who lost may appeal{}", before(by)),
		DisputeStage::Governance { by } => format!("governance may rule{}", before(by)),
		DisputeStage::Over => "anyone can end it".to_owned(),
	}
}

/// The outcome of a dispute, as a sentence about the contribution.
pub fn dispute_outcome(outcome: DisputeOutcome) -> &'static str {
	match outcome {
		DisputeOutcome::Reject => "it stays its owner's",
		DisputeOutcome::Strike => "it is struck, and earns nothing any more",
		DisputeOutcome::Transfer => "it is the claimant's",
	}
}

/// The admission of a datanet, in short.
pub fn admission(admission: &AdmissionInfo<Account>) -> String {
	match admission {
		AdmissionInfo::Open => "open".to_owned(),
		AdmissionInfo::Curated(curators) => count(curators.len(), "curator"),
	}
}

/// The SPDX id of a license, or the hash of its terms.
pub fn license_terms(terms: &LicenseTermsInfo) -> String {
	match terms {
		LicenseTermsInfo::Spdx(id) => text(id),
		LicenseTermsInfo::Terms(hash) => format!("terms {hash:?}"),
	}
}

/// The uses by models that a license permits.
pub fn permissions(license: &LicenseInfo) -> &'static str {
	match (license.commercial_training, license.derivatives) {
		(true, true) => "commercial models, derivatives",
		(true, false) => "commercial models, no derivatives",
		(false, true) => "no commercial models, derivatives",
		(false, false) => "no commercial models, no derivatives",
	}
}

/// The kind of a model, in a word.
pub fn kind(kind: ModelKind) -> &'static str {
	match kind {
		ModelKind::Base => "base",
		ModelKind::FineTune => "fine-tune",
		ModelKind::Adapter => "adapter",
		ModelKind::Merge => "merge",
	}
}

/// The status of a model, in a word.
pub fn model_status(status: ModelStatus) -> &'static str {
	match status {
		ModelStatus::Active => "active",
		ModelStatus::Paused => "paused",
		ModelStatus::Retired => "retired",
	}
}

/// A time in its largest unit that it has at least two of.
pub fn rough(seconds: u64) -> String {
	let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
	let (size, unit) =
		units.into_iter().find(|(size, _)| seconds >= 2 * size).unwrap_or((1, "second"));
	let number = seconds / size;
	format!("about {number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// About how long `blocks` blocks take that come every `millis` milliseconds.
pub fn lasting(blocks: u32, millis: u64) -> String {
	rough(u64::from(blocks).saturating_mul(millis) / 1_000)
}

/// A block's number, and how far it is from block `now`, where blocks come every `millis`
/// milliseconds.
pub fn when(block: u32, now: u64, millis: u64) -> String {
	let now = convert::block(now);
	match block.checked_sub(now) {
		Some(0) => format!("block {block}, now"),
		Some(left) => format!("block {block}, in {}", lasting(left, millis)),
		None => format!("block {block}, {} ago", lasting(now.saturating_sub(block), millis)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn times_should_be_rough() {
		for (seconds, words) in [
			(0, "about 0 seconds"),
			(1, "about 1 second"),
			(119, "about 119 seconds"),
			(7_199, "about 119 minutes"),
			(172_799, "about 47 hours"),
			(604_800, "about 7 days"),
		] {
			assert_eq!(rough(seconds), words);
		}
		assert_eq!(when(130, 100, 2_000), "block 130, in about 60 seconds");
		assert_eq!(when(40, 100, 2_000), "block 40, about 2 minutes ago");
		assert_eq!(when(100, 100, 2_000), "block 100, now");
	}

	#[test]
	fn words_should_tell_states_apart() {
		let all = [
			ContributionStatus::Pending,
			ContributionStatus::Accepted { index: 3 },
			ContributionStatus::Rejected { upheld: false },
			ContributionStatus::Rejected { upheld: true },
			ContributionStatus::Appealed,
			ContributionStatus::Withdrawn { index: 3, withdrawal: 0 },
			ContributionStatus::Struck { index: 3, withdrawal: 0 },
			ContributionStatus::Malformed { index: 3, withdrawal: 0 },
		];
		let mut words: Vec<_> = all.map(status).to_vec();
		assert_eq!(words[1], "accepted at 3");
		words.sort();
		words.dedup();
		assert_eq!(words.len(), all.len());
		let curated = AdmissionInfo::Curated(vec![Account::new([1; 32])]);
		assert_eq!(admission(&curated), "1 curator");
	}
}
