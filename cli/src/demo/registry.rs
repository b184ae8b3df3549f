// SPDX-License-Identifier: Apache-2.0

//! Works and models on the chain. What is there from an earlier run is used again.

use std::collections::{BTreeMap, BTreeSet};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{Balance, ContributionId, DatanetId, ModelId};
use openledger_runtime_api::ContributionStatus;

use super::{roles::Roles, works::Work};
use crate::{
	account::{self, Account},
	amount,
	chain::{
		calls::{
			self, Admission, CreateDatanet, Dataset, Derivatives, Inner, Kind, Licence,
			LicenceTerms, Method, Proposal, Submission,
		},
		Chain, View, CONCURRENT,
	},
	commands::{contribute, datanet, model},
	convert::to_u64,
	error::Error,
	key::Key,
	output::progress,
	store::Store,
};

/// Transfers in one call.
const TRANSFERS: usize = 100;
/// What a role needs for the fees of its few calls.
const ALLOWANCE: Balance = 5 * amount::OPEN;
/// Fees rise while blocks are full: what an author may need more than it costs now.
const FEE_MARGIN: Balance = 2;
/// What the base model asks of models that are derived from it, in parts per billion: 20 %.
pub const ROYALTY: u32 = 200_000_000;

/// A work with its author's key.
pub struct Author {
	pub work: Work,
	pub key: Key,
}

/// Where the works stand.
#[derive(Default)]
pub struct Standings {
	/// Not on the chain yet.
	pub free: Vec<Author>,
	/// Registered by their author and not accepted yet.
	pub pending: Vec<(ContributionId, Work)>,
	/// Accepted.
	pub accepted: Vec<(ContributionId, Work)>,
	/// The datanets that these are in.
	pub datanets: BTreeSet<DatanetId>,
	/// One of them that our curator curates.
	pub home: Option<DatanetId>,
	/// What can't be used, and why.
	pub notes: Vec<String>,
}

/// Looks up where works stand.
pub async fn look_up(view: &View, roles: &Roles, works: Vec<Work>) -> Result<Standings, Error> {
	let holders: Vec<_> = stream::iter(&works)
		.map(|work| view.holder(work.root))
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	let mut standings = Standings::default();
	let mut is_ours = BTreeMap::<DatanetId, bool>::new();
	for (work, holder) in works.into_iter().zip(holders) {
		let key = roles.author(&work.name);
		let Some((id, info)) = holder else {
			standings.free.push(Author { work, key });
			continue;
		};
		if info.contributor != key.account() {
			let holder = account::address(&info.contributor);
			standings.notes.push(format!("left out {}: {holder} holds its text", work.name));
			continue;
		}
		let is_ours = match is_ours.get(&info.datanet) {
			Some(is_ours) => *is_ours,
			None => {
				let curators = view.datanet(info.datanet).await?.curators;
				let ours = curators == [roles.curator.account()];
				is_ours.insert(info.datanet, ours);
				ours
			}
		};
		match info.status {
			ContributionStatus::Accepted { .. } => standings.accepted.push((id, work)),
			ContributionStatus::Pending if is_ours => standings.pending.push((id, work)),
			ContributionStatus::Pending => {
				standings.notes.push(format!("left out {}: pending elsewhere", work.name));
				continue;
			}
			ContributionStatus::Rejected => {
				standings.notes.push(format!("left out {}: rejected", work.name));
				continue;
			}
		}
		standings.datanets.insert(info.datanet);
		if is_ours {
			standings.home = Some(info.datanet);
		}
	}
	Ok(standings)
}

fn submission(store: &Store, work: &Work) -> Result<Submission, Error> {
	let uri = store.text_uri(work.root)?;
	let max = openledger_primitives::limits::MaxUri::get();
	datanet::ensure_fits("the URI of a text", uri.as_bytes(), max)?;
	Ok(Submission::new(work.root, work.length, uri.into_bytes()))
}

/// Gives every account what it needs, as far as it does not have it. Returns how much that was.
pub async fn fund(
	chain: &Chain,
	view: &View,
	roles: &Roles,
	store: &Store,
	free: &[Author],
	fees: Balance,
) -> Result<Balance, Error> {
	let batches = view
		.batch_deposit(super::splice::EXCERPTS.1)?
		.saturating_mul(to_u64(super::OUTPUTS).into());
	let mut needs = vec![
		(roles.curator.account(), view.datanet_deposit()?.saturating_add(ALLOWANCE)),
		(roles.lab.account(), view.model_deposit()?.saturating_add(ALLOWANCE)),
		(roles.tuner.account(), view.model_deposit()?.saturating_add(ALLOWANCE)),
		(roles.dapp.account(), fees.saturating_add(batches).saturating_add(ALLOWANCE)),
	];
	if let Some(first) = free.first() {
		let call = calls::register_many(0, vec![submission(store, &first.work)?]);
		let fee = chain.fee(&call, &first.key).await?.saturating_mul(FEE_MARGIN);
		for author in free {
			let deposit = view.contribution_deposit(submission(store, &author.work)?.uri())?;
			needs.push((author.key.account(), deposit.saturating_add(fee)));
		}
	}
	let transfers = lacking(view, needs).await?;
	if transfers.is_empty() {
		return Ok(0);
	}
	let mut total =
		transfers.iter().fold(0, |sum: Balance, (_, amount)| sum.saturating_add(*amount));
	let given = total;
	let calls: Vec<_> = transfers
		.chunks(TRANSFERS)
		.map(|group| group.iter().map(|(to, amount)| Inner::transfer(to, *amount)).collect())
		.map(calls::batch_all)
		.collect();
	for call in &calls {
		total = total.saturating_add(chain.fee(call, &roles.purse).await?);
	}
	let what = "the accounts of the demonstration";
	view.ensure_spendable(&roles.purse.account(), total, what).await?;
	let bar = progress::bar(to_u64(calls.len()), "funding accounts");
	chain.submit_all(&calls, &roles.purse, &bar).await?;
	bar.finish_and_clear();
	Ok(given)
}

/// What accounts lack to spend what they need.
async fn lacking(
	view: &View,
	needs: Vec<(Account, Balance)>,
) -> Result<Vec<(Account, Balance)>, Error> {
	let existential_deposit = view.existential_deposit()?;
	let lacking: Vec<_> = stream::iter(needs)
		.map(|(who, need)| async move {
			let free = view.funds(&who).await?.free;
			let lacks = need.saturating_add(existential_deposit).saturating_sub(free);
			Ok::<_, Error>((who, lacks))
		})
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	Ok(lacking.into_iter().filter(|(_, lacks)| *lacks > 0).collect())
}

/// The datanet for works that are not on the chain: that of an earlier run, or a new one.
pub async fn home(
	chain: &Chain,
	roles: &Roles,
	standings: &mut Standings,
) -> Result<DatanetId, Error> {
	if let Some(home) = standings.home {
		return Ok(home);
	}
	let datanet = CreateDatanet {
		name: b"Demonstration".to_vec(),
		admission: Admission::by(&[roles.curator.account()]),
		licence: Licence {
			terms: LicenceTerms::Spdx(b"NOASSERTION".to_vec()),
			commercial_training: true,
			derivatives: true,
		},
		metadata: Vec::new(),
	};
	let home = datanet::create(chain, &roles.curator, datanet).await?;
	standings.home = Some(home);
	standings.datanets.insert(home);
	Ok(home)
}

/// Has every author register its work, many at a time.
pub async fn register(
	chain: &Chain,
	store: &Store,
	home: DatanetId,
	free: Vec<Author>,
) -> Result<Vec<(ContributionId, Work)>, Error> {
	let bar = progress::bar(to_u64(free.len()), "authors register their works");
	let registered: Vec<_> = stream::iter(free)
		.map(|author| {
			let bar = &bar;
			async move {
				let Author { work, key } = author;
				let submissions = vec![submission(store, &work)?];
				let taken = contribute::register(chain, &key, home, submissions, bar).await?;
				let taken = taken.first().ok_or_else(|| Error::NoEvent {
					call: "Contributions.register_many".to_owned(),
					event: "Contributions.ContributionRegistered".to_owned(),
				})?;
				Ok::<_, Error>((taken.contribution, work))
			}
		})
		.buffer_unordered(CONCURRENT)
		.try_collect()
		.await?;
	bar.finish_and_clear();
	Ok(registered)
}

/// Has the curator accept contributions, the oldest first.
pub async fn accept(
	chain: &Chain,
	roles: &Roles,
	pending: &[(ContributionId, Work)],
) -> Result<(), Error> {
	let ids: BTreeSet<_> = pending.iter().map(|(id, _)| *id).collect();
	let ids: Vec<_> = ids.into_iter().collect();
	let accepted = datanet::accept(chain, &roles.curator, &ids).await?;
	if accepted.len() != ids.len() {
		return Err(Error::Mismatch(format!(
			"{} of {} contributions were accepted",
			accepted.len(),
			ids.len()
		)));
	}
	Ok(())
}

/// A base model that was trained on all of the datanets, and a fine-tune of it.
pub async fn models(
	chain: &Chain,
	roles: &Roles,
	datanets: &BTreeSet<DatanetId>,
	price_floor: Balance,
) -> Result<(ModelId, ModelId), Error> {
	let view = chain.view().await?;
	let mut datasets = Vec::new();
	for id in datanets {
		let upto = view.datanet(*id).await?.accepted;
		datasets.push(Dataset { datanet: *id, upto, excluded: Vec::new() });
	}
	let proposal = |kind, parents, datasets| Proposal {
		kind,
		artefact: [0; 32],
		metadata: Vec::new(),
		parents,
		datasets,
		method: Method::Span,
		price_floor,
		derivatives: Derivatives::Allowed { least_royalty: ROYALTY },
		payout: None,
	};
	let base = proposal(Kind::Base, Vec::new(), datasets);
	let base = model::register(chain, &roles.lab, base).await?;
	let tune = proposal(Kind::FineTune, vec![(base, ROYALTY)], Vec::new());
	let tune = model::register(chain, &roles.tuner, tune).await?;
	Ok((base, tune))
}
