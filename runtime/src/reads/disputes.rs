// SPDX-License-Identifier: Apache-2.0

//! Open disputes.

use super::page;
use crate::{AccountId, Contributions, Rewards, Runtime, System};
use alloc::vec::Vec;
use openledger_primitives::{
	interfaces::{DisputedRegistry, Escrow},
	ContributionId,
};
use openledger_runtime_api::{
	DisputeInfo, DisputeOutcome, DisputeSide, DisputeStage, EvidenceInfo,
};
use pallet_disputes::{DisputeKey, DisputeOf, Disputes, Evidence, Outcome, Side, Stage};

fn evidence(evidence: Evidence) -> EvidenceInfo {
	EvidenceInfo { hash: evidence.hash, uri: evidence.uri.into_inner() }
}

fn info(
	contribution: ContributionId,
	dispute: DisputeOf<Runtime>,
) -> Option<DisputeInfo<AccountId>> {
	let next = System::block_number().saturating_add(1);
	let stage = match dispute.stage(next) {
		Stage::Answer { by } => DisputeStage::Answer { by },
		Stage::Curators { by } => DisputeStage::Curators { by },
		Stage::Ruled { by } => DisputeStage::Ruled { by },
		Stage::Governance { by } => DisputeStage::Governance { by },
		Stage::Over => DisputeStage::Over,
	};
	Some(DisputeInfo {
		contribution,
		owner: Contributions::disputable(contribution)?.owner,
		claimant: dispute.claimant,
		bond: dispute.bond,
		held_back: Rewards::held_back(contribution).unwrap_or_default().amount,
		claim: evidence(dispute.evidence),
		answer_bond: dispute.answer.as_ref().map_or(0, |answer| answer.bond),
		answer: dispute.answer.map(|answer| evidence(answer.evidence)),
		has_curators: dispute.curators_by.is_some(),
		stage,
		ruling: dispute.verdict.map(|verdict| match verdict.outcome {
			Outcome::Reject => DisputeOutcome::Reject,
			Outcome::Strike => DisputeOutcome::Strike,
			Outcome::Transfer => DisputeOutcome::Transfer,
		}),
		appealed_by: dispute.appeal.map(|appeal| match appeal.side {
			Side::Claimant => DisputeSide::Claimant,
			Side::Owner => DisputeSide::Owner,
		}),
		appeal_bond: dispute.appeal.map_or(0, |appeal| appeal.bond),
	})
}

pub fn dispute(contribution: ContributionId) -> Option<DisputeInfo<AccountId>> {
	let dispute = Disputes::<Runtime>::get(DisputeKey::from(contribution))?;
	info(contribution, dispute)
}

pub fn disputes(after: Option<ContributionId>, limit: u32) -> Vec<DisputeInfo<AccountId>> {
	let disputes = match after {
		Some(after) => {
			let key = Disputes::<Runtime>::hashed_key_for(DisputeKey::from(after));
			Disputes::<Runtime>::iter_from(key)
		}
		None => Disputes::<Runtime>::iter(),
	};
	let limit = usize::try_from(page(limit)).unwrap_or_default();
	disputes
		.take(limit)
		.filter_map(|(key, dispute)| info(ContributionId::from(key), dispute))
		.collect()
}
