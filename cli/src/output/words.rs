// SPDX-License-Identifier: Apache-2.0

//! What the chain's records say, in words.

use openledger_runtime_api::{
	AdmissionInfo, ContributionStatus, LicenceInfo, LicenceTermsInfo, ModelKind, ModelStatus,
};
use sp_core::H256;

use crate::account::{self, Account};

/// Text of which the chain knows only the bytes.
pub fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

pub fn yes_no(yes: bool) -> String {
	let word = if yes { "yes" } else { "no" };
	word.to_owned()
}

/// An account that may be none.
pub fn nobody_or(account: Option<&Account>) -> String {
	account.map_or_else(|| "nobody".to_owned(), account::address)
}

/// An sr25519 public key, as the account that it is the key of.
pub fn key(key: H256) -> String {
	account::address(&Account::new(key.0))
}

/// Where a contribution stands: it is …
pub fn status(status: ContributionStatus) -> String {
	match status {
		ContributionStatus::Pending => "pending".to_owned(),
		ContributionStatus::Accepted { index } => format!("accepted at {index}"),
		ContributionStatus::Rejected { upheld: false } => "rejected".to_owned(),
		ContributionStatus::Rejected { upheld: true } => "rejected, after an appeal".to_owned(),
		ContributionStatus::Appealed => "rejected and appealed".to_owned(),
		ContributionStatus::Withdrawn { index, .. } => format!("withdrawn (accepted at {index})"),
	}
}

/// Who lets contributions in, in short.
pub fn admission(admission: &AdmissionInfo<Account>) -> String {
	match admission {
		AdmissionInfo::Open => "open".to_owned(),
		AdmissionInfo::Curated(curators) => super::count(curators.len(), "curator"),
	}
}

pub fn licence_terms(terms: &LicenceTermsInfo) -> String {
	match terms {
		LicenceTermsInfo::Spdx(id) => text(id),
		LicenceTermsInfo::Terms(hash) => format!("terms {hash:?}"),
	}
}

/// What a licence permits models.
pub fn permissions(licence: &LicenceInfo) -> &'static str {
	match (licence.commercial_training, licence.derivatives) {
		(true, true) => "commercial models, derivatives",
		(true, false) => "commercial models, no derivatives",
		(false, true) => "no commercial models, derivatives",
		(false, false) => "no commercial models, no derivatives",
	}
}

pub fn kind(kind: ModelKind) -> &'static str {
	match kind {
		ModelKind::Base => "base",
		ModelKind::FineTune => "fine-tune",
		ModelKind::Adapter => "adapter",
		ModelKind::Merge => "merge",
	}
}

pub fn model_status(status: ModelStatus) -> &'static str {
	match status {
		ModelStatus::Active => "active",
		ModelStatus::Paused => "paused",
		ModelStatus::Retired => "retired",
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn words_should_tell_states_apart() {
		let all = [
			ContributionStatus::Pending,
			ContributionStatus::Accepted { index: 3 },
			ContributionStatus::Rejected { upheld: false },
			ContributionStatus::Rejected { upheld: true },
			ContributionStatus::Appealed,
			ContributionStatus::Withdrawn { index: 3, withdrawal: 0 },
		];
		let mut words: Vec<_> = all.map(status).to_vec();
		assert_eq!(words[1], "accepted at 3");
		words.sort();
		words.dedup();
		assert_eq!(words.len(), all.len());
		assert_eq!(nobody_or(None), "nobody");
		let curated = AdmissionInfo::Curated(vec![Account::new([1; 32])]);
		assert_eq!(admission(&curated), "1 curator");
	}
}
