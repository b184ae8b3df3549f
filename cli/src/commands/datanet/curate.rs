// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet accept` and `reject`

use openledger_primitives::{limits::MaxBulk, ContributionId, DatanetId};
use openledger_runtime_api::{AdmissionInfo, ContributionStatus, DatanetInfo};
use serde_json::json;

use crate::{
	account::Account,
	chain::{calls::contributions as calls, events::ContributionAccepted, Chain, View},
	commands::sign::sign,
	context::Context,
	convert::{to_u64, to_usize},
	error::{Error, RegistryError},
	key::Key,
	output::{json, progress, table, words},
};

/// Contributions of one datanet that are to be accepted, in this order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToAccept {
	pub datanet: DatanetId,
	pub ids: Vec<ContributionId>,
}

/// The datanet of a contribution that waits for a curator.
async fn pending_in(view: &View, id: ContributionId) -> Result<DatanetId, Error> {
	let info = view.existing(id).await?;
	match info.status {
		ContributionStatus::Pending => Ok(info.datanet),
		status => Err(Error::NotPending { id, status: words::status(status) }),
	}
}

/// Fails unless an account is a curator of a datanet.
fn ensure_curator(info: &DatanetInfo<Account>, who: &Account) -> Result<(), RegistryError> {
	match &info.admission {
		AdmissionInfo::Open => Err(RegistryError::Open(info.datanet)),
		AdmissionInfo::Curated(curators) if curators.contains(who) => Ok(()),
		AdmissionInfo::Curated(_) => {
			Err(RegistryError::NotCurator { datanet: info.datanet, who: who.clone() })
		}
	}
}

/// Adds a contribution to those of its datanet, once.
fn add(groups: &mut Vec<ToAccept>, datanet: DatanetId, id: ContributionId) {
	match groups.iter_mut().find(|group| group.datanet == datanet) {
		Some(group) if group.ids.contains(&id) => {}
		Some(group) => group.ids.push(id),
		None => groups.push(ToAccept { datanet, ids: vec![id] }),
	}
}

pub async fn run_accept(context: &Context, ids: Vec<ContributionId>) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let mut groups = Vec::new();
	let bar = progress::bar(to_u64(ids.len()), "looking up contributions");
	for id in ids {
		add(&mut groups, pending_in(&view, id).await?, id);
		bar.inc(1);
	}
	bar.finish_and_clear();
	for group in &groups {
		let info = view.datanet(group.datanet).await?;
		ensure_curator(&info, &key.account())?;
		if info.frozen {
			return Err(RegistryError::Frozen(group.datanet).into());
		}
	}
	let accepted = accept(&chain, &key, &groups).await?;
	let json = accepted
		.iter()
		.map(|accepted| json!({ "contribution": accepted.contribution, "index": accepted.index }))
		.collect::<Vec<_>>();
	context.show(json!({ "accepted": json }), || {
		let rows = accepted
			.iter()
			.map(|accepted| vec![accepted.contribution.to_string(), accepted.index.to_string()]);
		table::table(&[">contribution", ">index"], rows).trim_fmt()
	});
	Ok(())
}

/// Accepts contributions, those of each datanet in their order.
pub async fn accept(
	chain: &Chain,
	key: &Key,
	groups: &[ToAccept],
) -> Result<Vec<ContributionAccepted>, Error> {
	let calls: Vec<_> = groups
		.iter()
		.flat_map(|group| {
			let parts = group.ids.chunks(to_usize(MaxBulk::get()));
			parts.map(move |ids| calls::accept_many(group.datanet, ids.to_vec()))
		})
		.collect();
	let bar = progress::bar(to_u64(calls.len()), "accepting contributions");
	let events = chain.submit_all(&calls, key, &bar).await?;
	bar.finish_and_clear();
	let mut accepted = Vec::new();
	for events in events {
		accepted.extend(events.all::<ContributionAccepted>()?);
	}
	Ok(accepted)
}

pub async fn reject(context: &Context, id: ContributionId) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.datanet(pending_in(&view, id).await?).await?;
	ensure_curator(&info, &key.account())?;
	let events = sign(&chain, &view, &key, &calls::reject(id), 0, "rejecting").await?;
	context.show(json!({ "rejected": id, "block": json::hash(events.block) }), || {
		format!(
			"contribution {id} rejected: its owner can take it back, or appeal to governance with \
			 a deposit"
		)
	});
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn contributions_should_be_grouped_by_datanet_and_keep_their_order() {
		let mut groups = Vec::new();
		for (datanet, id) in [(4, 9), (2, 7), (4, 3), (4, 9), (2, 8)] {
			add(&mut groups, datanet, id);
		}
		let group = |datanet, ids: &[u64]| ToAccept { datanet, ids: ids.to_vec() };
		assert_eq!(groups, [group(4, &[9, 3]), group(2, &[7, 8])]);
	}
}
