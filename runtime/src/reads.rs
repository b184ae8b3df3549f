// SPDX-License-Identifier: Apache-2.0

//! Answers to [`openledger_runtime_api::OpenLedgerApi`], from the pallets' storage.

use crate::{configs::parameters::dynamic_params, AccountId, Balance, Rewards, Runtime};
use alloc::vec::Vec;
use frame_support::traits::Get;
use openledger_primitives::{BatchId, ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{
	parts, BatchInfo, ContributionInfo, ContributionStatus, DatanetInfo, ModelInfo, Terms,
	TextInfo, MAX_PAGE,
};
use pallet_attribution::{Batches, NextBatchId, Pending};
use pallet_contributions::{
	Accepted, Admission, ContributionOf, Contributions, Datanets, NextContributionId,
	NextDatanetId, Status,
};
use pallet_models::{Corpora, Models, NextModelId};

pub fn terms() -> Terms {
	Terms {
		rule: dynamic_params::attribution::SpanParams::get(),
		split: dynamic_params::fees::FeeSplit::get(),
		challenge_window: dynamic_params::attribution::ChallengeWindow::get().get(),
	}
}

pub fn datanet(id: DatanetId) -> Option<DatanetInfo<AccountId>> {
	let net = Datanets::<Runtime>::get(id)?;
	Some(DatanetInfo {
		owner: net.owner,
		name: net.name.into_inner(),
		curators: match net.admission {
			Admission::Open => Vec::new(),
			Admission::Curated(curators) => curators.into_inner(),
		},
		accepted: net.accepted,
		deposit: net.deposit,
	})
}

fn text(contribution: ContributionId, record: ContributionOf<Runtime>) -> TextInfo {
	TextInfo {
		contribution,
		content_root: record.content_root,
		length: record.length,
		uri: record.uri.into_inner(),
	}
}

pub fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>> {
	let record = Contributions::<Runtime>::get(id)?;
	Some(ContributionInfo {
		datanet: record.datanet,
		contributor: record.contributor.clone(),
		payout: record.payout.clone(),
		status: match record.status {
			Status::Pending => ContributionStatus::Pending,
			Status::Accepted { index } => ContributionStatus::Accepted { index },
			Status::Rejected => ContributionStatus::Rejected,
		},
		deposit: record.deposit,
		text: text(id, record),
	})
}

pub fn texts(datanet: DatanetId, from: u32, limit: u32) -> Vec<TextInfo> {
	(from..from.saturating_add(limit.min(MAX_PAGE)))
		.map_while(|index| Accepted::<Runtime>::get(datanet, index))
		.filter_map(|id| Some(text(id, Contributions::<Runtime>::get(id)?)))
		.collect()
}

pub fn model(id: ModelId) -> Option<ModelInfo<AccountId>> {
	let record = Models::<Runtime>::get(id)?;
	Some(ModelInfo {
		developer: record.developer,
		payout: record.payout,
		is_active: record.status == pallet_models::Status::Active,
		price_floor: record.price_floor,
		parents: record.parents.iter().map(|(id, share)| (*id, share.deconstruct())).collect(),
		royalties: parts(&record.royalties),
		corpus: Corpora::<Runtime>::get(id)?,
		deposit: record.deposit,
	})
}

pub fn batch(id: BatchId) -> Option<BatchInfo<AccountId>> {
	let batch = Batches::<Runtime>::get(id)?;
	let unpaid = Pending::<Runtime>::decode_len(id).unwrap_or_default();
	Some(BatchInfo {
		model: batch.model,
		payer: batch.payer,
		operator: batch.operator,
		fees: batch.fees,
		receipts: batch.receipts,
		root: batch.root,
		due: batch.due,
		unpaid_contributions: u32::try_from(unpaid).unwrap_or(u32::MAX),
	})
}

pub fn owed(who: AccountId) -> Balance {
	Rewards::owed(&who)
}

pub fn counts() -> (DatanetId, ContributionId, ModelId, BatchId) {
	(
		NextDatanetId::<Runtime>::get(),
		NextContributionId::<Runtime>::get(),
		NextModelId::<Runtime>::get(),
		NextBatchId::<Runtime>::get(),
	)
}
