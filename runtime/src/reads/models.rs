// SPDX-License-Identifier: Apache-2.0

//! Models, their lineage and their price.

use crate::{configs::parameters::dynamic_params, AccountId, Balance, Runtime, System};
use alloc::{
	collections::{BTreeSet, VecDeque},
	vec::Vec,
};
use frame_support::traits::Get;
use openledger_primitives::ModelId;
use openledger_runtime_api::{
	parts, Ancestor, FormerFloor, Lineage, ModelInfo, ModelKind, ModelStatus, Quote, MAX_LINEAGE,
	MAX_MODELS,
};
use pallet_models::{Corpora, Derivatives, Kind, ModelOf, Models, NextModelId, Parents, Status};

fn shares(parents: &Parents) -> Vec<(ModelId, u32)> {
	parents.iter().map(|(id, share)| (*id, share.deconstruct())).collect()
}

fn kind(kind: Kind) -> ModelKind {
	match kind {
		Kind::Base => ModelKind::Base,
		Kind::FineTune => ModelKind::FineTune,
		Kind::Adapter => ModelKind::Adapter,
		Kind::Merge => ModelKind::Merge,
	}
}

fn status(status: Status) -> ModelStatus {
	match status {
		Status::Active => ModelStatus::Active,
		Status::Paused => ModelStatus::Paused,
		Status::Retired => ModelStatus::Retired,
	}
}

pub fn model(id: ModelId) -> Option<ModelInfo<AccountId>> {
	let record = Models::<Runtime>::get(id)?;
	Some(ModelInfo {
		model: id,
		payout: record.payee().clone(),
		developer: record.developer,
		new_developer: record.new_developer,
		kind: kind(record.kind),
		status: status(record.status),
		commercial: record.commercial,
		artifact: record.artifact,
		metadata: record.metadata.into_inner(),
		served_until: record.served_until,
		price_floor: record.price_floor,
		former_floor: record
			.former_floor
			.filter(|(_, until)| System::block_number().saturating_add(1) < *until)
			.map(|(price_floor, until)| FormerFloor { price_floor, until }),
		min_royalty: match record.derivatives {
			Derivatives::Forbidden => None,
			Derivatives::Allowed { min_royalty } => Some(min_royalty.deconstruct()),
		},
		parents: shares(&record.parents),
		royalties: parts(&record.royalties),
		corpus: Corpora::<Runtime>::get(id)?,
		deposit: record.deposit,
	})
}

pub fn models(from: ModelId, limit: u32) -> Vec<ModelInfo<AccountId>> {
	let end = from.saturating_add(limit.min(MAX_MODELS)).min(NextModelId::<Runtime>::get());
	(from..end).filter_map(model).collect()
}

pub fn lineage(id: ModelId) -> Option<Lineage<AccountId>> {
	let royalties = Models::<Runtime>::get(id)?.royalties;
	let share = |ancestor| {
		let mut entries = royalties.entries().iter();
		entries.find(|(model, _)| *model == ancestor).map_or(0, |(_, share)| share.deconstruct())
	};
	let most = usize::try_from(MAX_LINEAGE).unwrap_or_default();
	let (mut models, mut known) = (Vec::new(), BTreeSet::from([id]));
	let mut queue = VecDeque::from([id]);
	while let Some(next) = queue.pop_front() {
		if models.len() == most {
			return Some(Lineage { models, complete: false });
		}
		let record: ModelOf<Runtime> = Models::<Runtime>::get(next)?;
		let parents = shares(&record.parents);
		queue.extend(parents.iter().map(|(parent, _)| *parent).filter(|id| known.insert(*id)));
		models.push(Ancestor {
			model: next,
			developer: record.developer,
			kind: kind(record.kind),
			status: status(record.status),
			parents,
			share: share(next),
		});
	}
	Some(Lineage { models, complete: true })
}

pub fn quote(id: ModelId, fee: Option<Balance>) -> Option<Quote> {
	let record = Models::<Runtime>::get(id)?;
	let fee = fee.unwrap_or(record.price_floor);
	let split = dynamic_params::fees::FeeSplit::get();
	// As if one contribution had all of an answer of one point.
	let payments = split.divide(fee, &[1], 1)?;
	let (models, rounding) = record.royalties.divide(payments.model);
	Some(Quote {
		model: id,
		takes_requests: record.status == Status::Active && record.commercial,
		least_fee: record.price_floor,
		fee,
		platform: payments.platform.checked_add(rounding)?,
		operator: payments.operator,
		stakers: payments.stakers,
		data: payments.contributions.iter().sum(),
		models,
	})
}
