// SPDX-License-Identifier: Apache-2.0

//! Operators and channels.

use super::page;
use crate::{AccountId, Attribution, Runtime};
use alloc::vec::Vec;
use openledger_primitives::ChannelId;
use openledger_runtime_api::{ChannelInfo, FormerKeyInfo, OperatorInfo, UnbondingInfo};
use pallet_attribution::{ChannelKey, Channels, NextChannelId, OperatorOf, Operators};

fn info(who: AccountId, record: OperatorOf<Runtime>) -> OperatorInfo<AccountId> {
	OperatorInfo {
		operator: who,
		key: record.key.into(),
		bond: record.bond,
		unbonding: record
			.unbonding
			.iter()
			.map(|part| UnbondingInfo { amount: part.amount, due: part.due })
			.collect(),
		exposure: record.exposure,
		limit: Attribution::limit_of(&record),
		last_due: record.last_due,
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
	let record = Channels::<Runtime>::get(ChannelKey::from(id))?;
	Some(ChannelInfo {
		channel: id,
		payer: record.payer,
		operator: record.operator,
		key: record.key.into(),
		former_key: record.former_key.map(|(key, until)| FormerKeyInfo { key: key.into(), until }),
		funds: record.funds,
		settled: record.settled,
		closing: record.closing,
		deposit: record.deposit,
	})
}

pub fn channels(from: ChannelId, limit: u32) -> Vec<ChannelInfo<AccountId>> {
	let end = from.saturating_add(page(limit).into()).min(NextChannelId::<Runtime>::get());
	(from..end).filter_map(channel).collect()
}
