// SPDX-License-Identifier: Apache-2.0

//! Answers to [`openledger_runtime_api::OpenLedgerApi`] about settlement and the ledger, from the
//! pallets' storage.

use super::page;
use crate::{
	configs::{
		openledger::{
			ChallengeWindow, CloseDelay, DemandBond, MinBond, RevealWindow, UnbondingDelay,
		},
		parameters::dynamic_params::{attribution, fees},
	},
	AccountId, Balance, Rewards, Runtime,
};
use alloc::vec::Vec;
use frame_support::traits::Get;
use openledger_primitives::{
	interfaces::Merits, BatchId, ChannelId, ContributionId, DatanetId, ModelId,
};
use openledger_runtime_api::{BatchInfo, DemandInfo, MeritInfo, Terms};
use pallet_attribution::{Batches, Demands, NextBatchId, NextChannelId, Pending, Refunds};
use pallet_contributions::{NextContributionId, NextDatanetId};
use pallet_models::NextModelId;
use sp_runtime::Perbill;

pub fn terms() -> Terms {
	Terms {
		rule: attribution::SpanParams::get(),
		split: fees::FeeSplit::get(),
		challenge_window: ChallengeWindow::get(),
		leverage: attribution::Leverage::get().get(),
		min_bond: MinBond::get(),
		unbonding_delay: UnbondingDelay::get(),
		close_delay: CloseDelay::get(),
		reveal_window: RevealWindow::get(),
		demand_bond: DemandBond::get(),
		slash_share: parts(attribution::SlashShare::get().get()),
		finders_share: parts(attribution::FindersShare::get().get()),
	}
}

/// Whole percents as parts per billion.
fn parts(percent: u32) -> u32 {
	Perbill::from_percent(percent).deconstruct()
}

pub fn batch(id: BatchId) -> Option<BatchInfo<AccountId>> {
	let batch = Batches::<Runtime>::get(id)?;
	let unpaid = match batch.is_void {
		true => Refunds::<Runtime>::decode_len(id),
		false => Pending::<Runtime>::decode_len(id),
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
		unpaid: u32::try_from(unpaid.unwrap_or_default()).unwrap_or(u32::MAX),
	})
}

pub fn demands(batch: BatchId, limit: u32) -> Vec<DemandInfo<AccountId>> {
	let limit = usize::try_from(page(limit)).unwrap_or_default();
	Demands::<Runtime>::iter_prefix(batch)
		.take(limit)
		.map(|((receipt, span), demand)| DemandInfo {
			receipt,
			span,
			demander: demand.demander,
			bond: demand.bond,
			due: demand.due,
		})
		.collect()
}

pub fn owed(who: AccountId) -> Balance {
	Rewards::owed(&who)
}

pub fn merit(who: AccountId) -> MeritInfo {
	let now = Rewards::now();
	MeritInfo { merit: Rewards::of(&who).at(now), total: Rewards::total().at(now) }
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
