// SPDX-License-Identifier: Apache-2.0

//! `openledger dispute show` and `list`

use openledger_primitives::ContributionId;
use openledger_runtime_api::{DisputeInfo, DisputeSide, EvidenceInfo};

use crate::{context::Context, error::Error, output::table};
use openledger_client::{account::Account, error::DisputeError, json, units::amount, words};
use openledger_client::{names::Names, progress};

pub async fn show(context: &Context, id: ContributionId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	view.existing(id).await?;
	let info = view.dispute(id).await?.ok_or(DisputeError::None(id))?;
	let text = |names: &Names| table::fields(&fields(&info, names));
	context.show_named_json(&view, json::of(&info), text).await;
	Ok(())
}

fn evidence(evidence: &EvidenceInfo) -> String {
	format!("{} (BLAKE2b-256 {:?})", words::text(&evidence.uri), evidence.hash)
}

fn fields(info: &DisputeInfo<Account>, names: &Names) -> Vec<(&'static str, String)> {
	let nothing = || "nothing yet".to_owned();
	let answer = info.answer.as_ref().map_or_else(nothing, |answer| {
		format!("{}, with {}", evidence(answer), amount::format(info.answer_bond))
	});
	let appeal = info.appealed_by.map_or_else(
		|| "nobody".to_owned(),
		|side| {
			let side = match side {
				DisputeSide::Claimant => "the claimant",
				DisputeSide::Owner => "the owner",
			};
			format!("{side}, with {}", amount::format(info.appeal_bond))
		},
	);
	vec![
		("contribution", info.contribution.to_string()),
		("owner", names.address(&info.owner)),
		("claimant", names.address(&info.claimant)),
		("bond", amount::format(info.bond)),
		("held back", amount::format(info.held_back)),
		("claim", evidence(&info.claim)),
		("answer", answer),
		("stage", words::dispute_stage(info.stage)),
		("ruled", info.ruling.map_or_else(nothing, |ruling| words::dispute_outcome(ruling).into())),
		("appealed by", appeal),
	]
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

pub async fn list(
	context: &Context,
	after: Option<ContributionId>,
	limit: u32,
) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let infos = progress::during("reading disputes", view.disputes(after, limit)).await?;
	let text = |names: &Names| {
		let header = [">contribution", "owner", "claimant", ">bond", ">held back", "stage"];
		let rows = infos.iter().map(|info| {
			vec![
				info.contribution.to_string(),
				names.short(&info.owner),
				names.short(&info.claimant),
				amount::format(info.bond),
				amount::format(info.held_back),
				words::dispute_stage(info.stage),
			]
		});
		let next = infos.last().map(|last| format!("--after {}", last.contribution));
		table::page(&header, rows, limit, next)
	};
	context.show_named_json(&view, json::of(&infos), text).await;
	Ok(())
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use openledger_runtime_api::{DisputeOutcome, DisputeStage};
	use sp_core::H256;

	pub fn info() -> DisputeInfo<Account> {
		DisputeInfo {
			contribution: 7,
			owner: Account::new([1; 32]),
			claimant: Account::new([2; 32]),
			bond: 10 * amount::OPEN,
			held_back: amount::OPEN / 2,
			claim: EvidenceInfo { hash: H256::repeat_byte(3), uri: b"ipfs://draft".to_vec() },
			answer: None,
			answer_bond: 0,
			has_curators: true,
			stage: DisputeStage::Answer { by: 50 },
			ruling: None,
			appealed_by: None,
			appeal_bond: 0,
		}
	}

	#[test]
	fn a_dispute_should_be_shown_in_full() {
		let text = table::fields(&fields(&info(), &Names::default()));
		for part in ["10 OPEN", "0.5 OPEN", "ipfs://draft", "before block 50", "nothing yet"] {
			assert!(text.contains(part), "{part} in {text}");
		}
		let ruled = DisputeInfo {
			ruling: Some(DisputeOutcome::Transfer),
			appealed_by: Some(DisputeSide::Owner),
			appeal_bond: amount::OPEN,
			..info()
		};
		let text = table::fields(&fields(&ruled, &Names::default()));
		assert!(text.contains("the owner, with 1 OPEN"), "{text}");
		let json = json::of(&ruled);
		assert_eq!(json["held_back"], (amount::OPEN / 2).to_string());
		assert_eq!(json["stage"]["answer"]["by"], 50);
		assert_eq!(json["ruling"], "transfer");
		assert!(summary(&info(), &Names::default()).contains("0.5 OPEN held back"));
	}
}
