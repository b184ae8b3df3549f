// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet`

use openledger_primitives::{
	limits::{MaxBulk, MaxName, MaxSpdx, MaxUri},
	ContributionId, DatanetId,
};
use openledger_runtime_api::ContributionStatus;
use serde_json::json;

use crate::{
	account, amount,
	args::{self, CreateDatanet, Datanet},
	chain::{
		calls::{self, Admission, Licence, LicenceTerms},
		events::{ContributionAccepted, DatanetCreated},
		Chain, View,
	},
	context::Context,
	convert::{to_u64, to_usize},
	error::Error,
	key::Key,
	output::{json, printable, progress, table},
};

pub async fn run(context: &Context, command: Datanet) -> Result<(), Error> {
	match command {
		Datanet::Create(args) => run_create(context, args).await,
		Datanet::Show { id } => show(context, id).await,
		Datanet::Accept { ids } => run_accept(context, ids).await,
		Datanet::Reject { id } => reject(context, id).await,
	}
}

/// Fails when `bytes` don't fit in a record.
pub fn ensure_fits(what: &'static str, bytes: &[u8], max: u32) -> Result<(), Error> {
	if bytes.len() > to_usize(max) {
		return Err(Error::TooLong { what, bytes: bytes.len(), max });
	}
	Ok(())
}

async fn run_create(context: &Context, args: CreateDatanet) -> Result<(), Error> {
	let terms = match args.licence {
		args::Licence::Spdx(id) => LicenceTerms::Spdx(id.into_bytes()),
		args::Licence::Terms(hash) => LicenceTerms::Terms(hash.0),
	};
	ensure_fits("the name", args.name.as_bytes(), MaxName::get())?;
	ensure_fits("the metadata URI", args.metadata.as_bytes(), MaxUri::get())?;
	if let LicenceTerms::Spdx(licence) = &terms {
		ensure_fits("the licence", licence, MaxSpdx::get())?;
	}
	let key = context.key()?;
	let chain = context.chain().await?;
	let datanet = calls::CreateDatanet {
		name: args.name.clone().into_bytes(),
		admission: Admission::by(&args.curators),
		licence: Licence {
			terms,
			commercial_training: !args.no_commercial,
			derivatives: !args.no_derivatives,
		},
		metadata: args.metadata.into_bytes(),
	};
	let view = chain.view().await?;
	let call = calls::create_datanet(datanet);
	let needed = view.datanet_deposit()?.saturating_add(chain.fee(&call, &key).await?);
	view.ensure_spendable(&key.account(), needed, "the deposit of the datanet and its fee").await?;
	let events = progress::during("creating the datanet", chain.submit(&call, &key)).await?;
	let id = events.one::<DatanetCreated>()?.datanet;
	context.show(json!({ "datanet": id, "name": args.name }), || {
		format!("datanet {id} created: {}", printable(&args.name))
	});
	Ok(())
}

/// Creates a datanet.
pub async fn create(
	chain: &Chain,
	key: &Key,
	datanet: calls::CreateDatanet,
) -> Result<DatanetId, Error> {
	let events = chain.submit(&calls::create_datanet(datanet), key).await?;
	Ok(events.one::<DatanetCreated>()?.datanet)
}

async fn show(context: &Context, id: DatanetId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = view.datanet(id).await?;
	let curators: Vec<_> = info.curators.iter().map(account::address).collect();
	let json = json!({
		"datanet": id,
		"name": json::text(&info.name),
		"owner": json::account(&info.owner),
		"curators": curators,
		"accepted": info.accepted,
		"deposit": json::amount(info.deposit),
	});
	context.show(json, || {
		table::fields(&[
			("datanet", id.to_string()),
			("name", String::from_utf8_lossy(&info.name).into_owned()),
			("owner", account::address(&info.owner)),
			(
				"admission",
				match curators.is_empty() {
					true => "open".to_owned(),
					false => format!("curated by {}", curators.join(", ")),
				},
			),
			("accepted", info.accepted.to_string()),
			("deposit", amount::format(info.deposit)),
		])
	});
	Ok(())
}

/// Fails unless a contribution waits for a curator.
async fn ensure_pending(view: &View, id: ContributionId) -> Result<(), Error> {
	match view.contribution(id).await?.map(|info| info.status) {
		Some(ContributionStatus::Pending) => Ok(()),
		Some(ContributionStatus::Accepted { .. }) => Err(Error::NotPending(id, "accepted")),
		Some(ContributionStatus::Rejected) => Err(Error::NotPending(id, "rejected")),
		None => Err(Error::NoContribution { id, count: view.counts().await?.1 }),
	}
}

async fn run_accept(context: &Context, ids: Vec<ContributionId>) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let mut once = Vec::new();
	for id in ids {
		ensure_pending(&view, id).await?;
		if !once.contains(&id) {
			once.push(id);
		}
	}
	let ids = once;
	let accepted = accept(&chain, &key, &ids).await?;
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

/// Accepts contributions, in this order.
pub async fn accept(
	chain: &Chain,
	key: &Key,
	ids: &[ContributionId],
) -> Result<Vec<ContributionAccepted>, Error> {
	let groups: Vec<_> = ids
		.chunks(to_usize(MaxBulk::get()))
		.map(|group| calls::accept_many(group.to_vec()))
		.collect();
	let bar = progress::bar(to_u64(groups.len()), "accepting contributions");
	let events = chain.submit_all(&groups, key, &bar).await?;
	bar.finish_and_clear();
	let mut accepted = Vec::new();
	for events in events {
		accepted.extend(events.all::<ContributionAccepted>()?);
	}
	Ok(accepted)
}

async fn reject(context: &Context, id: ContributionId) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	ensure_pending(&chain.view().await?, id).await?;
	let call = calls::reject(id);
	let events = progress::during("rejecting", chain.submit(&call, &key)).await?;
	context.show(json!({ "rejected": id, "block": json::hash(events.block) }), || {
		format!("contribution {id} rejected")
	});
	Ok(())
}
