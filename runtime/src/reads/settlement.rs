// SPDX-License-Identifier: Apache-2.0

//! Answers to [`openledger_runtime_api::OpenLedgerApi`] about settlement and the ledger, from the
//! pallets' storage.

use super::page;
use crate::{
	configs::{
		openledger::{
			ChallengeWindow, CloseDelay, DemandBond, GracePeriod, MinBond, RevealWindow,
			UnbondingDelay,
		},
		parameters::dynamic_params::{attribution, fees},
	},
	AccountId, Attribution, Balance, Rewards, Runtime, System,
};
use alloc::vec::Vec;
use frame_support::traits::Get;
use openledger_primitives::{history::History, interfaces::Merits, BatchId};
use openledger_runtime_api::{BatchInfo, Counts, DemandInfo, FormerSpanParams, MeritInfo, Terms};
use pallet_attribution::{Batches, Demands, History as Peaks, NextBatchId, Pending, Refunds};
use pallet_channels::NextChannelId;
use pallet_contributions::{NextContributionId, NextDatanetId};
use pallet_models::NextModelId;
use sp_runtime::Perbill;

pub fn terms() -> Terms {
	Terms {
		span_params: attribution::SpanParams::get(),
		former_span_params: former_span_params(),
		split: fees::FeeSplit::get(),
		challenge_window: ChallengeWindow::get(),
		leverage: attribution::Leverage::get().get(),
		min_bond: MinBond::get(),
		unbonding_delay: UnbondingDelay::get(),
		close_delay: CloseDelay::get(),
		grace_period: GracePeriod::get(),
		reveal_window: RevealWindow::get(),
		demand_bond: DemandBond::get(),
		slash_share: parts(attribution::SlashShare::get().get()),
		challenger_share: parts(attribution::ChallengerShare::get().get()),
	}
}

/// Whole percents as parts per billion.
fn parts(percent: u32) -> u32 {
	Perbill::from_percent(percent).deconstruct()
}

/// The span parameters before the last change, if receipts under them can be settled in the next block.
fn former_span_params() -> Option<FormerSpanParams> {
	let next = System::block_number().saturating_add(1);
	let former = Attribution::former_span_params().filter(|(_, until)| next < *until);
	former.map(|(span_params, until)| FormerSpanParams { span_params, until })
}

pub fn batch(id: BatchId) -> Option<BatchInfo<AccountId>> {
	let batch = Batches::<Runtime>::get(id)?;
	let unpaid = match batch.is_void {
		true => Refunds::<Runtime>::decode_len(id),
		false => Pending::<Runtime>::decode_len(id),
	};
	Some(BatchInfo {
		payer: batch.payer,
		operator: batch.operator,
		fees: batch.fees,
		receipts: batch.receipts,
		root: batch.root,
		commitments: batch.commitments,
		span_params: batch.span_params,
		signers: batch.signers.into_iter().map(Into::into).collect(),
		settled_at: batch.settled_at,
		finalizable_at: batch.finalizable_at,
		is_void: batch.is_void,
		models: batch.models.into_inner(),
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
			respond_by: demand.respond_by,
		})
		.collect()
}

pub fn history() -> History {
	Peaks::<Runtime>::get()
}

/// Where the state has the history of batches.
#[cfg(feature = "std")]
pub fn history_key() -> Vec<u8> {
	Peaks::<Runtime>::hashed_key().to_vec()
}

pub fn owed(who: AccountId) -> Balance {
	Rewards::owed(&who)
}

pub fn merit(who: AccountId) -> MeritInfo {
	let now = Rewards::now();
	MeritInfo { merit: Rewards::of(&who).at(now), total: Rewards::total().at(now) }
}

pub fn counts() -> Counts {
	Counts {
		datanets: NextDatanetId::<Runtime>::get(),
		contributions: NextContributionId::<Runtime>::get(),
		models: NextModelId::<Runtime>::get(),
		batches: NextBatchId::<Runtime>::get(),
		channels: NextChannelId::<Runtime>::get(),
	}
}
