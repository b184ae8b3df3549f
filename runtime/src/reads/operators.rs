// SPDX-License-Identifier: Apache-2.0

//! Operators and channels.

use super::page;
use crate::{AccountId, BlockNumber, Channels, Runtime, System};
use alloc::vec::Vec;
use openledger_primitives::{keys::Keys, ChannelId};
use openledger_runtime_api::{ChannelInfo, FormerKeyInfo, OperatorInfo, UnbondingInfo};
use pallet_channels::{ChannelKey, Channels as Records, NextChannelId, OperatorOf, Operators};

fn former(keys: &Keys<BlockNumber>) -> Option<FormerKeyInfo> {
	keys.former.map(|former| FormerKeyInfo { key: former.key.into(), until: former.until })
}

fn info(who: AccountId, record: OperatorOf<Runtime>) -> OperatorInfo<AccountId> {
	OperatorInfo {
		operator: who,
		key: record.receipt_keys.current.into(),
		former_key: former(&record.receipt_keys),
		first_channel: record.first_channel_at(System::block_number()),
		bond: record.bond,
		unbonding: record
			.unbonding
			.iter()
			.map(|part| UnbondingInfo { amount: part.amount, unlocks_at: part.unlocks_at })
			.collect(),
		exposure: record.exposure,
		limit: Channels::limit_of(&record),
		last_finalizable_at: record.last_finalizable_at,
		deposit: record.deposit,
		endpoint: record.endpoint.into_inner(),
	}
}

pub fn operator(who: AccountId) -> Option<OperatorInfo<AccountId>> {
	Operators::<Runtime>::get(&who).map(|record| info(who, record))
}

pub fn operators(after: Option<AccountId>, limit: u32) -> Vec<OperatorInfo<AccountId>> {
	let limit = usize::try_from(page(limit)).unwrap_or_default();
	let records = match after {
		Some(after) => Operators::<Runtime>::iter_from_key(after),
		None => Operators::<Runtime>::iter(),
	};
	records.take(limit).map(|(who, record)| info(who, record)).collect()
}

pub fn channel(id: ChannelId) -> Option<ChannelInfo<AccountId>> {
	let record = Records::<Runtime>::get(ChannelKey::from(id))?;
	Some(ChannelInfo {
		channel: id,
		payer: record.payer,
		operator: record.operator,
		key: record.voucher_keys.current.into(),
		former_key: former(&record.voucher_keys),
		funds: record.funds,
		settled: record.settled,
		next_sequence: record.next_sequence,
		closing: record.closing,
		deposit: record.deposit,
	})
}

pub fn channels(from: ChannelId, limit: u32) -> Vec<ChannelInfo<AccountId>> {
	let end = from.saturating_add(page(limit).into()).min(NextChannelId::<Runtime>::get());
	(from..end).filter_map(channel).collect()
}
