// SPDX-License-Identifier: Apache-2.0

//! Datanets and contributions.

use super::page;
use crate::{AccountId, Contributions as Registry, Runtime};
use alloc::{vec, vec::Vec};
use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::{
	parts, AdmissionInfo, ContributionInfo, ContributionStatus, DatanetInfo, LicenseInfo,
	LicenseTermsInfo, TextInfo,
};
use pallet_contributions::{
	Accepted, Admission, ContributionKey, ContributionOf, Contributions, Datanets, IndexKey,
	LicenseTerms, NextContributionId, NextDatanetId, Status,
};
use sp_runtime::Perbill;

pub fn datanet(id: DatanetId) -> Option<DatanetInfo<AccountId>> {
	let net = Datanets::<Runtime>::get(id)?;
	Some(DatanetInfo {
		datanet: id,
		owner: net.owner,
		new_owner: net.new_owner,
		name: net.name.into_inner(),
		admission: match net.admission {
			Admission::Open => AdmissionInfo::Open,
			Admission::Curated(curators) => AdmissionInfo::Curated(curators.into_inner()),
		},
		license: LicenseInfo {
			terms: match net.license.terms {
				LicenseTerms::Spdx(id) => LicenseTermsInfo::Spdx(id.into_inner()),
				LicenseTerms::Terms(hash) => LicenseTermsInfo::Terms(hash),
			},
			commercial_training: net.license.commercial_training,
			derivatives: net.license.derivatives,
		},
		metadata: net.metadata.into_inner(),
		accepted: net.accepted,
		withdrawals: net.withdrawals,
		frozen: net.frozen,
		deposit: net.deposit,
	})
}

pub fn datanets(from: DatanetId, limit: u32) -> Vec<DatanetInfo<AccountId>> {
	let end = from.saturating_add(page(limit)).min(NextDatanetId::<Runtime>::get());
	(from..end).filter_map(datanet).collect()
}

fn info(id: ContributionId, record: ContributionOf<Runtime>) -> ContributionInfo<AccountId> {
	ContributionInfo {
		contribution: id,
		datanet: record.datanet,
		payout: record.payee().clone(),
		owner: record.owner,
		new_owner: record.new_owner,
		content_root: record.content_root,
		length: record.length,
		uri: record.uri.into_inner(),
		status: match record.status {
			Status::Pending => ContributionStatus::Pending,
			Status::Accepted { index } => ContributionStatus::Accepted { index },
			Status::Rejected { upheld } => ContributionStatus::Rejected { upheld },
			Status::Appealed => ContributionStatus::Appealed,
			Status::Withdrawn { index, withdrawal } => {
				ContributionStatus::Withdrawn { index, withdrawal }
			}
			Status::Struck { index, withdrawal } => {
				ContributionStatus::Struck { index, withdrawal }
			}
			Status::Malformed { index, withdrawal } => {
				ContributionStatus::Malformed { index, withdrawal }
			}
		},
		sources: match &record.sources {
			Some(stack) => parts(stack),
			None => vec![(id, Perbill::one().deconstruct())],
		},
		registered_at: record.registered_at,
		deposit: record.deposit,
	}
}

pub fn contribution(id: ContributionId) -> Option<ContributionInfo<AccountId>> {
	Contributions::<Runtime>::get(ContributionKey::from(id)).map(|record| info(id, record))
}

pub fn contributions(from: ContributionId, limit: u32) -> Vec<ContributionInfo<AccountId>> {
	let end = from.saturating_add(page(limit).into()).min(NextContributionId::<Runtime>::get());
	(from..end).filter_map(contribution).collect()
}

pub fn texts(datanet: DatanetId, from: u32, limit: u32) -> Vec<TextInfo> {
	(from..from.saturating_add(page(limit)))
		.map_while(|index| Accepted::<Runtime>::get(datanet, IndexKey::from(index)))
		.filter_map(|contribution| {
			let record = Contributions::<Runtime>::get(ContributionKey::from(contribution))?;
			let position = record.position()?;
			Some(TextInfo {
				contribution,
				index: position.index,
				withdrawal: position.withdrawal,
				malformed: matches!(record.status, Status::Malformed { .. }),
				content_root: record.content_root,
				length: record.length,
				uri: record.uri.into_inner(),
			})
		})
		.collect()
}

pub fn pending(
	datanet: DatanetId,
	after: Option<ContributionId>,
	limit: u32,
) -> Vec<ContributionInfo<AccountId>> {
	let limit = usize::try_from(page(limit)).unwrap_or_default();
	Registry::pending(datanet, after, limit)
		.into_iter()
		.map(|(id, record)| info(id, record))
		.collect()
}
