// SPDX-License-Identifier: Apache-2.0

//! Works and models on the chain. What is there from an earlier run is used again.

use std::collections::{BTreeMap, BTreeSet};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{Balance, ContributionId, DatanetId, ModelId};
use openledger_runtime_api::{AdmissionInfo, ContributionStatus};

use super::{roles::Roles, works::Work};
use crate::error::Error;
use openledger_client::progress;
use openledger_client::registry::ToAccept;
use openledger_client::registry::{self, create_datanet, register_model, register_texts};
use openledger_client::Error as ClientError;
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{
			self,
			contributions::{Admission, CreateDatanet, License, LicenseTerms, Submission},
			models::{Dataset, Derivatives, Kind, Method, Proposal},
			Inner,
		},
		BlockView, Chain, CONCURRENT,
	},
	convert::to_u64,
	keys::Key,
	units::amount,
};

/// Transfers in one call.
const TRANSFERS: usize = 100;
/// More than a role's few calls hold and cost: what is left stays its own.
const ALLOWANCE: Balance = 10 * amount::OPEN;
/// The same of an author, who registers a work and has what it earns claimed.
const AUTHORS_ALLOWANCE: Balance = amount::OPEN;
/// What the base model asks of models that are derived from it, in parts per billion: 20 %.
pub const ROYALTY: u32 = 200_000_000;

/// A work with its author's key.
pub struct Author {
	pub work: Work,
	pub key: Key,
}

/// A work that waits for the curator of a datanet.
pub struct Pending {
	pub datanet: DatanetId,
	pub contribution: ContributionId,
	pub work: Work,
}

/// What a datanet is to the demonstration.
#[derive(Clone, Copy)]
struct Fitness {
	/// Our curator curates it, and nobody else.
	is_ours: bool,
	/// Models can be trained on it that answers are paid for, and that are derived from.
	is_permitted: bool,
}

impl Fitness {
	async fn of(view: &BlockView, roles: &Roles, datanet: DatanetId) -> Result<Self, Error> {
		let info = view.datanet(datanet).await?;
		let is_ours = match &info.admission {
			AdmissionInfo::Open => false,
			AdmissionInfo::Curated(curators) => *curators == [roles.curator.account()],
		};
		let is_permitted = info.license.commercial_training && info.license.derivatives;
		Ok(Self { is_ours: is_ours && !info.frozen, is_permitted })
	}
}

/// Where the works stand.
#[derive(Default)]
pub struct Standings {
	/// Not on the chain yet.
	pub free: Vec<Author>,
	/// Registered by their author and not accepted yet.
	pub pending: Vec<Pending>,
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
pub async fn look_up(
	view: &BlockView,
	roles: &Roles,
	works: Vec<Work>,
) -> Result<Standings, Error> {
	let holders: Vec<_> = stream::iter(&works)
		.map(|work| view.holder(work.root))
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	let mut standings = Standings::default();
	let mut fitnesses = BTreeMap::<DatanetId, Fitness>::new();
	for (work, holder) in works.into_iter().zip(holders) {
		let key = roles.author(&work.name)?;
		let Some(info) = holder else {
			standings.free.push(Author { work, key });
			continue;
		};
		if info.owner != key.account() {
			let holder = account::address(&info.owner);
			standings.notes.push(format!("left out {}: {holder} holds its text", work.name));
			continue;
		}
		let (id, datanet) = (info.contribution, info.datanet);
		let fitness = match fitnesses.get(&datanet) {
			Some(fitness) => *fitness,
			None => Fitness::of(view, roles, datanet).await?,
		};
		fitnesses.insert(datanet, fitness);
		let Fitness { is_ours, is_permitted } = fitness;
		let obstacle = match info.status {
			_ if !is_permitted => Some("the license of its datanet forbids the models"),
			ContributionStatus::Accepted { .. } => None,
			ContributionStatus::Pending if is_ours => None,
			ContributionStatus::Pending => Some("pending elsewhere"),
			ContributionStatus::Rejected { .. } | ContributionStatus::Appealed => Some("rejected"),
			ContributionStatus::Withdrawn { .. } => Some("withdrawn"),
			ContributionStatus::Struck { .. } => Some("struck"),
			ContributionStatus::Malformed { .. } => Some("malformed"),
		};
		if let Some(obstacle) = obstacle {
			standings.notes.push(format!("left out {}: {obstacle}", work.name));
			continue;
		}
		match info.status {
			ContributionStatus::Pending => {
				standings.pending.push(Pending { datanet, contribution: id, work });
			}
			_ => standings.accepted.push((id, work)),
		}
		standings.datanets.insert(datanet);
		if is_ours {
			standings.home = Some(datanet);
		}
	}
	Ok(standings)
}

/// Where a work is on this machine is nobody else's business: it has no URI.
fn submission(work: &Work) -> Submission {
	Submission::new(work.root, work.length, Vec::new())
}

/// Gives every account what it needs, as far as it does not have it. Returns how much that was.
pub async fn fund(
	chain: &Chain,
	view: &BlockView,
	roles: &Roles,
	free: &[Author],
	fees: Balance,
) -> Result<Balance, Error> {
	let channels = ALLOWANCE.saturating_mul(2).saturating_add(super::cheat::funds());
	let mut needs = vec![
		(roles.curator.account(), ALLOWANCE),
		(roles.lab.account(), ALLOWANCE),
		(roles.tuner.account(), ALLOWANCE),
		(roles.dapp.account(), fees.saturating_add(channels).saturating_add(ALLOWANCE)),
	];
	for operator in [&roles.operator, &roles.cheat] {
		let who = operator.account();
		let bond = lacking_bond(view, &who).await?;
		needs.push((who, bond.saturating_add(ALLOWANCE)));
	}
	needs.extend(free.iter().map(|author| (author.key.account(), AUTHORS_ALLOWANCE)));
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
	bar.finish();
	Ok(given)
}

/// What an operator has to bond to have the least, with its deposit if it is none yet.
async fn lacking_bond(view: &BlockView, who: &Account) -> Result<Balance, Error> {
	let least = view.terms().await?.min_bond;
	Ok(match view.operator(who).await? {
		Some(info) => least.saturating_sub(info.bond),
		None => least.saturating_add(ALLOWANCE),
	})
}

/// What accounts lack to spend what they need.
async fn lacking(
	view: &BlockView,
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
		license: License {
			terms: LicenseTerms::Spdx(b"NOASSERTION".to_vec()),
			commercial_training: true,
			derivatives: true,
		},
		metadata: Vec::new(),
	};
	let home = create_datanet(chain, &roles.curator, datanet).await?;
	standings.home = Some(home);
	standings.datanets.insert(home);
	Ok(home)
}

/// Has every author register its work, many at a time.
pub async fn register(
	chain: &Chain,
	home: DatanetId,
	free: Vec<Author>,
) -> Result<Vec<Pending>, Error> {
	let bar = progress::bar(to_u64(free.len()), "authors register their works");
	let registered: Vec<_> = stream::iter(free)
		.map(|author| {
			let bar = &bar;
			async move {
				let Author { work, key } = author;
				let submissions = vec![submission(&work)];
				let taken = register_texts(chain, &key, home, submissions, bar).await?;
				let taken = taken.first().ok_or_else(|| ClientError::NoEvent {
					call: "Contributions.register_many".to_owned(),
					event: "Contributions.ContributionRegistered".to_owned(),
				})?;
				let contribution = taken.contribution;
				Ok::<_, Error>(Pending { datanet: home, contribution, work })
			}
		})
		.buffer_unordered(CONCURRENT)
		.try_collect()
		.await?;
	bar.finish();
	Ok(registered)
}

/// Has the curator accept contributions, the oldest first.
pub async fn accept(chain: &Chain, roles: &Roles, pending: &[Pending]) -> Result<(), Error> {
	let mut by_datanet = BTreeMap::<DatanetId, BTreeSet<ContributionId>>::new();
	for Pending { datanet, contribution, .. } in pending {
		by_datanet.entry(*datanet).or_default().insert(*contribution);
	}
	let groups: Vec<_> = by_datanet
		.into_iter()
		.map(|(datanet, ids)| ToAccept { datanet, ids: ids.into_iter().collect() })
		.collect();
	let accepted = registry::accept(chain, &roles.curator, &groups).await?;
	if accepted.len() != pending.len() {
		return Err(Error::Mismatch(format!(
			"{} of {} contributions were accepted",
			accepted.len(),
			pending.len()
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
		let end = view.datanet(*id).await?.accepted;
		datasets.push(Dataset { datanet: *id, end, excluded: Vec::new() });
	}
	let proposal = |kind, parents, datasets| Proposal {
		kind,
		artifact: Default::default(),
		metadata: Vec::new(),
		parents,
		datasets,
		method: Method::Span,
		commercial: true,
		price_floor,
		derivatives: Derivatives::Allowed { min_royalty: ROYALTY },
		payout: None,
	};
	let base = proposal(Kind::Base, Vec::new(), datasets);
	let base = register_model(chain, &roles.lab, base).await?;
	let tune = proposal(Kind::FineTune, vec![(base, ROYALTY)], Vec::new());
	let tune = register_model(chain, &roles.tuner, tune).await?;
	Ok((base, tune))
}
