// SPDX-License-Identifier: Apache-2.0

//! Answers to [`openledger_runtime_api::OpenLedgerApi`] about settlement and the ledger, from the
//! pallets' storage.

use crate::{
	configs::{openledger::MinBond, parameters::dynamic_params},
	AccountId, Balance, Rewards, Runtime,
};
use frame_support::traits::Get;
use openledger_primitives::{BatchId, ChannelId, ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{BatchInfo, Terms};
use pallet_attribution::{Batches, NextBatchId, NextChannelId, Pending, Refunds};
use pallet_contributions::{NextContributionId, NextDatanetId};
use pallet_models::NextModelId;

pub fn terms() -> Terms {
	Terms {
		rule: dynamic_params::attribution::SpanParams::get(),
		split: dynamic_params::fees::FeeSplit::get(),
		challenge_window: dynamic_params::attribution::ChallengeWindow::get().get(),
		leverage: dynamic_params::attribution::Leverage::get().get(),
		min_bond: MinBond::get(),
		unbonding_delay: dynamic_params::attribution::UnbondingDelay::get().get(),
		close_delay: dynamic_params::attribution::CloseDelay::get().get(),
	}
}

pub fn batch(id: BatchId) -> Option<BatchInfo<AccountId>> {
	let batch = Batches::<Runtime>::get(id)?;
	let unpaid = match (batch.is_void, &batch.payer) {
		// All of it, to one account.
		(true, Some(_)) => 1,
		(true, None) => Refunds::<Runtime>::decode_len(id).unwrap_or_default(),
		(false, _) => Pending::<Runtime>::decode_len(id).unwrap_or_default(),
	};
	Some(BatchInfo {
		model: batch.model,
		payer: batch.payer,
		operator: batch.operator,
		fees: batch.fees,
		receipts: batch.receipts,
		root: batch.root,
		settled_at: batch.settled_at,
		due: batch.due,
		is_void: batch.is_void,
		unpaid: u32::try_from(unpaid).unwrap_or(u32::MAX),
	})
}

pub fn owed(who: AccountId) -> Balance {
	Rewards::owed(&who)
}

pub fn counts() -> (DatanetId, ContributionId, ModelId, BatchId, ChannelId) {
	(
		NextDatanetId::<Runtime>::get(),
		NextContributionId::<Runtime>::get(),
		NextModelId::<Runtime>::get(),
		NextBatchId::<Runtime>::get(),
		NextChannelId::<Runtime>::get(),
	)
}
