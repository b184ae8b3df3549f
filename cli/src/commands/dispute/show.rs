// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute show`

use clap::Args;
use openledger_client::{account::Account, names::Names, units::amount, words};
use openledger_primitives::ContributionId;
use openledger_runtime_api::{DisputeInfo, DisputeSide, EvidenceInfo};

use super::undisputed;
use crate::{
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Show the open dispute about a contribution.
#[derive(Args)]
pub struct Show {
	/// The contribution.
	contribution: ContributionId,
}

impl Show {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let id = self.contribution;
		let view = context.chain().await?.view().await?;
		view.existing(id).await?;
		let info = view.dispute(id).await?.ok_or_else(|| undisputed(id))?;
		context.show_named(&view, &info).await;
		Ok(())
	}
}

fn evidence(evidence: &EvidenceInfo) -> String {
	format!("{} (BLAKE2b-256 {:?})", words::text(&evidence.uri), evidence.hash)
}

impl Shown for DisputeInfo<Account> {
	fn text(&self, names: &Names) -> String {
		let nothing = || "nothing yet".to_owned();
		let answer = self.answer.as_ref().map_or_else(nothing, |answer| {
			format!("{}, with {}", evidence(answer), amount::format(self.answer_bond))
		});
		let ruled = self.ruling.map(|ruling| words::dispute_outcome(ruling).to_owned());
		let appeal = self.appealed_by.map_or_else(
			|| "nobody".to_owned(),
			|side| {
				let side = match side {
					DisputeSide::Claimant => "the claimant",
					DisputeSide::Owner => "the owner",
				};
				format!("{side}, with {}", amount::format(self.appeal_bond))
			},
		);
		table::fields(&[
			("contribution", self.contribution.to_string()),
			("owner", names.address(&self.owner)),
			("claimant", names.address(&self.claimant)),
			("bond", amount::format(self.bond)),
			("held back", amount::format(self.held_back)),
			("claim", evidence(&self.claim)),
			("answer", answer),
			("stage", words::dispute_stage(self.stage)),
			("ruled", ruled.unwrap_or_else(nothing)),
			("appealed by", appeal),
		])
	}
}

/// What is to be said of a dispute beside its contribution.
pub fn summary(info: &DisputeInfo<Account>, names: &Names) -> String {
	format!(
		"by {}, {}; {} held back",
		names.address(&info.claimant),
		words::dispute_stage(info.stage),
		amount::format(info.held_back)
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{fixtures::dispute::info, json};
	use openledger_runtime_api::DisputeOutcome;

	#[test]
	fn a_dispute_should_be_shown_in_full() {
		let text = info().text(&Names::default());
		for part in ["10 OPEN", "0.5 OPEN", "ipfs://draft", "before block 50", "nothing yet"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let ruled = DisputeInfo {
			ruling: Some(DisputeOutcome::Transfer),
			appealed_by: Some(DisputeSide::Owner),
			appeal_bond: amount::OPEN,
			..info()
		};
		let text = ruled.text(&Names::default());
		assert!(text.contains("the owner, with 1 OPEN"), "{text}");
		let json = json::of(&ruled);
		assert_eq!(json["held_back"], (amount::OPEN / 2).to_string());
		assert_eq!(json["stage"]["answer"]["by"], 50);
		assert_eq!(json["ruling"], "transfer");
		assert!(summary(&info(), &Names::default()).contains("0.5 OPEN held back"));
	}
}
