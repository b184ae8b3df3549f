// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet accept` and `reject`

use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::{AdmissionInfo, ContributionStatus, DatanetInfo};
use serde_json::json;

use crate::{context::Context, error::Error, output::table};
use openledger_client::chain::affordable::sign;
use openledger_client::progress;
use openledger_client::registry::{accept, ToAccept};
use openledger_client::Error as ClientError;
use openledger_client::{
	account::Account,
	chain::{calls::contributions as calls, BlockView},
	convert::to_u64,
	error::RegistryError,
	json, words,
};

/// The datanet of a contribution that waits for a curator.
async fn pending_in(view: &BlockView, id: ContributionId) -> Result<DatanetId, Error> {
	let info = view.existing(id).await?;
	match info.status {
		ContributionStatus::Pending => Ok(info.datanet),
		status => Err(ClientError::NotPending { id, status: words::status(status) }.into()),
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
	bar.finish();
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
	context.show_json(json!({ "accepted": json }), || {
		let rows = accepted
			.iter()
			.map(|accepted| vec![accepted.contribution.to_string(), accepted.index.to_string()]);
		table::table(&[">contribution", ">index"], rows).trim_fmt()
	});
	Ok(())
}

pub async fn reject(context: &Context, id: ContributionId) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let info = view.datanet(pending_in(&view, id).await?).await?;
	ensure_curator(&info, &key.account())?;
	let events = sign(&chain, &view, &key, &calls::reject(id), 0, "rejecting").await?;
	context.show_json(json!({ "rejected": id, "block": json::hash(events.block) }), || {
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
