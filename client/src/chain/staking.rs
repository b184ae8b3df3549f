// SPDX-License-Identifier: Apache-2.0

//! Stakes, those who back validators with them, and their pay.

use openledger_primitives::Balance;
use subxt::utils::AccountId32;

use super::{
	returns::{yearly, Returns, Shares},
	BlockView,
};
use crate::{
	account::{self, Account},
	error::Error,
	interface::api::runtime_types::{pallet_staking, sp_staking},
};

const PALLET: &str = "Staking";
/// The most eras that an estimate of returns looks back.
const LOOK_BACK: u32 = 12;

type Key = ([u8; 32],);

fn key(who: &Account) -> Key {
	(account::bytes(who),)
}

/// A part of a stake that is being unbonded: the amount in planck, and the era from which on it can
/// be withdrawn.
pub type Unlocking = pallet_staking::UnlockChunk<Balance>;
/// The stake behind a validator in an era.
pub type Overview = sp_staking::PagedExposureMetadata<Balance>;
/// A page of the nominators behind a validator in an era.
pub type ExposurePage = sp_staking::ExposurePage<AccountId32, Balance>;
/// The points of an era, which validators get for their work.
pub type Points = pallet_staking::EraRewardPoints<AccountId32>;
/// A slash of a validator and its nominators that is to come, unless it is canceled before.
pub type Slash = pallet_staking::UnappliedSlash<AccountId32, Balance>;
/// Where a staker's pay goes, as the chain stores it.
pub type Destination = pallet_staking::RewardDestination<AccountId32>;
/// The validators that a nominator backs.
pub use pallet_staking::Nominations;
/// The bond of a staker: all of it, and the part that is staked in elections, in planck.
pub use pallet_staking::StakingLedger as Ledger;
/// The preferences of a validator: its commission in parts per billion, and whether it takes no new
/// nominations.
pub use pallet_staking::ValidatorPrefs as Prefs;

impl Slash {
	/// The amount that an account loses by it, in planck.
	pub fn of(&self, who: &Account) -> Balance {
		let who = account::bytes(who);
		if self.validator.0 == who {
			return self.own;
		}
		let parts = self.others.iter().filter(|(one, _)| one.0 == who);
		parts.fold(0, |sum: Balance, (_, part)| sum.saturating_add(*part))
	}
}

/// Where a staker's pay goes, as a staker can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payee {
	/// To the account that has staked, which bonds it.
	Staked,
	/// To the account that has staked, free.
	Stash,
	/// To another account.
	Account(Account),
}

/// The pay of an era that is over, and the points that divide it.
pub struct EraPay {
	era: u32,
	budget: Balance,
	points: Points,
}

/// A page of a validator's era whose pay nobody has claimed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unpaid {
	/// The number of the era.
	pub era: u32,
	/// The validator.
	pub validator: Account,
	/// The number of the page.
	pub page: u32,
	/// The part of its pay that the account asked about gets, in planck.
	pub amount: Balance,
}

impl BlockView {
	/// The number of the era that goes on: 0 before the first.
	pub async fn active_era(&self) -> Result<u32, Error> {
		let era: Option<pallet_staking::ActiveEraInfo> =
			self.stored(PALLET, "ActiveEra", ()).await?;
		Ok(era.map_or(0, |era| era.index))
	}

	/// The bond of an account. `None` if it has bonded nothing.
	pub async fn staked(&self, who: &Account) -> Result<Option<Ledger>, Error> {
		self.stored(PALLET, "Ledger", key(who)).await
	}

	/// Where the pay of a staker goes. `None` if the account does not stake.
	pub async fn payee(&self, who: &Account) -> Result<Option<Destination>, Error> {
		self.stored(PALLET, "Payee", key(who)).await
	}

	/// The validators that an account nominates. `None` if it does not nominate.
	pub async fn nominations(&self, who: &Account) -> Result<Option<Nominations>, Error> {
		self.stored(PALLET, "Nominators", key(who)).await
	}

	/// All validators and candidates, with their preferences.
	pub async fn validators(&self) -> Result<Vec<(Account, Prefs)>, Error> {
		let all = self.entries::<[u8; 32], _>(PALLET, "Validators").await?;
		Ok(all.into_iter().map(|(who, prefs)| (Account::new(who), prefs)).collect())
	}

	/// The validators that make blocks in this session.
	pub async fn authorities(&self) -> Result<Vec<Account>, Error> {
		let all: Option<Vec<AccountId32>> = self.stored("Session", "Validators", ()).await?;
		Ok(all.unwrap_or_default().into_iter().map(|who| Account::new(who.0)).collect())
	}

	/// The points of an era: none where it has no history.
	pub async fn era_points(&self, era: u32) -> Result<Points, Error> {
		let points = self.stored(PALLET, "ErasRewardPoints", (era,)).await?;
		Ok(points.unwrap_or(Points { total: 0, individual: Vec::new() }))
	}

	/// The stake behind a validator in an era. `None` if it was not elected, or the history is
	/// gone.
	pub async fn overview(&self, era: u32, who: &Account) -> Result<Option<Overview>, Error> {
		self.stored(PALLET, "ErasStakersOverview", (era, account::bytes(who))).await
	}

	/// A page of the nominators behind a validator in an era. `None` if there is no such page: a
	/// validator without nominators is paid by page 0 all the same.
	pub async fn exposure(
		&self,
		era: u32,
		who: &Account,
		page: u32,
	) -> Result<Option<ExposurePage>, Error> {
		self.stored(PALLET, "ErasStakersPaged", (era, account::bytes(who), page)).await
	}

	/// The most that an era pays its stakers, in planck. `None` while it is not over.
	async fn era_budget(&self, era: u32) -> Result<Option<Balance>, Error> {
		self.stored(PALLET, "ErasValidatorReward", (era,)).await
	}

	/// The eras whose pay can be claimed, the oldest first.
	pub async fn payable_eras(&self) -> Result<std::ops::Range<u32>, Error> {
		let active = self.active_era().await?;
		let depth: u32 = self.constant(PALLET, "HistoryDepth")?;
		Ok(active.saturating_sub(depth)..active)
	}

	/// The pay of an era. `None` if it is not over, or its history is gone.
	pub async fn era_pay(&self, era: u32) -> Result<Option<EraPay>, Error> {
		let Some(budget) = self.era_budget(era).await? else { return Ok(None) };
		Ok(Some(EraPay { era, budget, points: self.era_points(era).await? }))
	}

	/// The pages of a validator's era whose pay nobody has claimed, with the part that `who` gets
	/// of each.
	pub async fn unpaid(
		&self,
		pay: &EraPay,
		validator: &Account,
		who: &Account,
	) -> Result<Vec<Unpaid>, Error> {
		let EraPay { era, budget, ref points } = *pay;
		let is_own = |entry: &&(AccountId32, u32)| entry.0 .0 == account::bytes(validator);
		let Some((_, own)) = points.individual.iter().find(is_own) else { return Ok(Vec::new()) };
		let Some(overview) = self.overview(era, validator).await? else { return Ok(Vec::new()) };
		let claimed: Option<Vec<u32>> =
			self.stored(PALLET, "ClaimedRewards", (era, account::bytes(validator))).await?;
		let claimed = claimed.unwrap_or_default();
		let prefs: Option<Prefs> =
			self.stored(PALLET, "ErasValidatorPrefs", (era, account::bytes(validator))).await?;
		let commission = prefs.map_or(0, |prefs| prefs.commission);
		let shares = Shares::of(budget, (*own, points.total), commission, overview.total);
		let mut unpaid = Vec::new();
		for page in (0..overview.page_count.max(1)).filter(|page| !claimed.contains(page)) {
			let exposure = self.exposure(era, validator, page).await?;
			// Its own stake is on the first page.
			let own_stake = if page == 0 { overview.own } else { 0 };
			let amount = if validator == who {
				let others = exposure.map_or(0, |page| page.page_total);
				shares.of_validator(own_stake, others.saturating_add(own_stake))
			} else {
				let parts = exposure.iter().flat_map(|page| &page.others);
				parts
					.filter(|part| part.who.0 == account::bytes(who))
					.map(|part| shares.of_nominator(part.value))
					.fold(0, Balance::saturating_add)
			};
			unpaid.push(Unpaid { era, validator: validator.clone(), page, amount });
		}
		Ok(unpaid)
	}

	/// The slashes that are to come, by the era in which they do.
	pub async fn slashes(&self) -> Result<Vec<(u32, Vec<Slash>)>, Error> {
		self.entries(PALLET, "UnappliedSlashes").await
	}

	/// The milliseconds that an era takes.
	pub fn era_millis(&self) -> Result<u64, Error> {
		let sessions: u32 = self.constant(PALLET, "SessionsPerEra")?;
		let slots: u64 = self.constant("Babe", "EpochDuration")?;
		Ok(self.block_time()?.saturating_mul(slots).saturating_mul(sessions.into()))
	}

	/// The mean pay of the last eras. `None` if none of them has paid.
	pub async fn returns(&self) -> Result<Option<Returns>, Error> {
		let eras = self.payable_eras().await?;
		let first = eras.end.saturating_sub(LOOK_BACK).max(eras.start);
		let mut means = Vec::new();
		for era in first..eras.end {
			let Some(budget) = self.era_budget(era).await? else { continue };
			let staked: Option<Balance> = self.stored(PALLET, "ErasTotalStake", (era,)).await?;
			means.push((budget, staked.unwrap_or_default()));
		}
		Ok(yearly(&means, self.era_millis()?))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn everyone_behind_a_validator_should_lose_its_part() {
		let [alice, bob, eve] =
			["//Alice", "//Bob", "//Eve"].map(|who| account::parse(who).unwrap());
		let id = |who: &Account| AccountId32(account::bytes(who));
		let slash = Slash {
			validator: id(&alice),
			own: 5,
			others: vec![(id(&bob), 3)],
			reporters: Vec::new(),
			payout: 0,
		};
		assert_eq!([&alice, &bob, &eve].map(|who| slash.of(who)), [5, 3, 0]);
	}
}
