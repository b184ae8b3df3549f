// SPDX-License-Identifier: Apache-2.0

//! Settling answers, and what each account must get for them, to the planck.

use std::collections::BTreeMap;

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{
	receipt::Receipt, shares::ShareStack, split::FeeSplit, Balance, BatchId, ContributionId,
	ModelId,
};
use sp_arithmetic::Perbill;

use super::{faults::Faults, registry::ROYALTY, roles::Roles};
use crate::{
	account::{self, Account},
	amount,
	chain::{
		calls::{self, Inner},
		events::{BatchSettled, Claimed},
		Chain, View, CONCURRENT,
	},
	commands::{finalise, settle, unpaid::Unpaid},
	convert::to_u64,
	error::Error,
	output::progress,
	store::Store,
};

/// Claims in one call.
const CLAIMS: usize = 50;
/// As in the chain's records.
type RoyaltyStack = ShareStack<ModelId, 32>;
type SourceStack = ShareStack<ContributionId, 16>;

/// Where one fee goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Division {
	pub contributions: Vec<(ContributionId, Balance)>,
	pub models: Vec<(ModelId, Balance)>,
	pub operator: Balance,
	pub stakers: Balance,
	/// With what rounding leaves.
	pub treasury: Balance,
}

impl Division {
	/// Divides the fee of a receipt by the rules of the protocol, without the chain.
	pub fn of(receipt: &Receipt, split: FeeSplit, royalties: &RoyaltyStack) -> Option<Self> {
		let credits = receipt.credits()?;
		let points: Vec<u32> = credits.iter().map(|credit| credit.points).collect();
		let capacity = receipt.rule.capacity(receipt.output_len);
		let payments = split.divide(receipt.fee, &points, capacity)?;
		let mut treasury = payments.platform;
		let mut contributions = Vec::new();
		for (credit, amount) in credits.iter().zip(payments.contributions) {
			// The works declare no sources.
			let (parts, left) = SourceStack::whole(credit.contribution).ok()?.divide(amount);
			contributions.extend(parts);
			treasury = treasury.checked_add(left)?;
		}
		let (models, left) = royalties.divide(payments.model);
		treasury = treasury.checked_add(left)?;
		let (operator, stakers) = (payments.operator, payments.stakers);
		Some(Self { contributions, models, operator, stakers, treasury })
	}

	/// All parts together.
	pub fn total(&self) -> Balance {
		let contributions = self.contributions.iter().map(|(_, amount)| amount);
		let models = self.models.iter().map(|(_, amount)| amount);
		let others = [self.operator, self.stakers, self.treasury];
		contributions.chain(models).chain(&others).sum()
	}
}

/// The royalty stack of the fine-tune.
pub fn royalties(base: ModelId, tune: ModelId) -> Result<RoyaltyStack, Error> {
	let share = Perbill::from_parts(ROYALTY);
	RoyaltyStack::whole(base)
		.and_then(|stack| RoyaltyStack::flatten(tune, [(base, share, stack)]))
		.map_err(|error| Error::Mismatch(format!("the royalties can't be stacked: {error:?}")))
}

/// A settled answer.
pub struct Settled {
	pub batch: BatchId,
	pub due: u32,
	pub receipt: Receipt,
	pub division: Division,
}

/// Settles answers, one by one, from the dApp's account.
pub async fn settle(
	chain: &Chain,
	store: &Store,
	roles: &Roles,
	answers: Vec<(Receipt, String, Division)>,
) -> Result<Vec<Settled>, Error> {
	let calls = answers
		.iter()
		.map(|(receipt, ..)| settle::settlement(receipt, &roles.operator))
		.collect::<Result<Vec<_>, _>>()?;
	let payer = roles.dapp.account();
	let unpaid = answers
		.iter()
		.map(|(receipt, output, _)| {
			let genesis = chain.genesis();
			Unpaid::keep(store, receipt, &roles.operator, &payer, genesis, output)
		})
		.collect::<Result<Vec<_>, _>>()?;
	let bar = progress::bar(to_u64(calls.len()), "settling answers");
	let events = chain.submit_all(&calls, &roles.dapp, &bar).await?;
	bar.finish_and_clear();
	let mut settled = Vec::new();
	for (((receipt, _, division), unpaid), events) in answers.into_iter().zip(unpaid).zip(events) {
		let event: BatchSettled = events.one()?;
		unpaid.paid(store, &event);
		settled.push(Settled { batch: event.batch, due: event.due, receipt, division });
	}
	Ok(settled)
}

/// Has all batches be final, by the chain or by calls, and checks what they paid to stakers and
/// treasury.
pub async fn finalise(
	chain: &Chain,
	roles: &Roles,
	settled: &[Settled],
	faults: &mut Faults,
) -> Result<(), Error> {
	let batches: Vec<_> = settled.iter().map(|settled| settled.batch).collect();
	finalise::finalise(chain, &roles.purse, &batches).await?;
	let view = chain.view().await?;
	let (first, pot) = (first_due(settled).unwrap_or_else(|| view.number()), view.rewards_pot()?);
	let mut paid = BTreeMap::new();
	for number in first..=view.number() {
		paid.extend(chain.view_at(number).await?.paid_by_batches(&pot).await?);
	}
	settled.iter().try_for_each(|settled| {
		faults.note(compare_paid(settled, paid.get(&settled.batch).map(Vec::as_slice)))
	})
}

/// The block in which the first of the batches can become final.
pub fn first_due(settled: &[Settled]) -> Option<u64> {
	settled.iter().map(|settled| settled.due.into()).min()
}

/// Fails unless a batch transferred what stakers and treasury get.
fn compare_paid(settled: &Settled, paid: Option<&[Balance]>) -> Result<(), Error> {
	let (batch, division) = (settled.batch, &settled.division);
	let Some(paid) = paid else {
		return Err(Error::Mismatch(format!("no block says that batch {batch} is final")));
	};
	let sorted = |amounts: &[Balance]| {
		let mut amounts: Vec<_> = amounts.iter().copied().filter(|amount| *amount > 0).collect();
		amounts.sort_unstable();
		amounts
	};
	let expected = sorted(&[division.stakers, division.treasury]);
	if sorted(paid) != expected {
		return Err(Error::Mismatch(format!(
			"batch {batch} paid {paid:?} planck to stakers and treasury instead of {expected:?}"
		)));
	}
	Ok(())
}

/// What accounts are owed, and what is free in them.
pub async fn standing<'a>(
	view: &View,
	accounts: impl Iterator<Item = &'a Account>,
) -> Result<BTreeMap<Account, Standing>, Error> {
	stream::iter(accounts)
		.map(|who| async move {
			let (owed, free) = (view.owed(who).await?, view.funds(who).await?.free);
			Ok::<_, Error>((who.clone(), Standing { owed, free }))
		})
		.buffered(CONCURRENT)
		.try_collect()
		.await
}

#[derive(Clone, Copy, Default, Debug)]
pub struct Standing {
	pub owed: Balance,
	pub free: Balance,
}

/// Checks that every account is owed `expected` more than before.
pub fn compare_owed(
	expected: &BTreeMap<Account, Balance>,
	before: &BTreeMap<Account, Standing>,
	after: &BTreeMap<Account, Standing>,
	faults: &mut Faults,
) {
	for (who, expected) in expected {
		let owed = |at: &BTreeMap<Account, Standing>| at.get(who).copied().unwrap_or_default().owed;
		let more = owed(after).checked_sub(owed(before));
		if more != Some(*expected) {
			faults.add(format!(
				"{} must be owed {expected} planck more, and is owed {} after {}",
				account::address(who),
				owed(after),
				owed(before)
			));
		}
	}
}

/// Claims for all of the accounts that are owed something, and checks that it arrives.
pub async fn claim(
	chain: &Chain,
	roles: &Roles,
	owed: &BTreeMap<Account, Standing>,
	faults: &mut Faults,
) -> Result<BTreeMap<Account, Balance>, Error> {
	let creditors: Vec<_> =
		owed.iter().filter(|(_, standing)| standing.owed > 0).map(|(who, _)| who.clone()).collect();
	let calls: Vec<_> = creditors
		.chunks(CLAIMS)
		.map(|group| group.iter().map(Inner::claim_for).collect())
		.map(calls::batch_all)
		.collect();
	let bar = progress::bar(to_u64(calls.len()), "claiming for everyone");
	let events = chain.submit_all(&calls, &roles.purse, &bar).await?;
	bar.finish_and_clear();
	let mut received = BTreeMap::new();
	for events in events {
		for Claimed { who, payee, amount } in events.all::<Claimed>()? {
			if who != payee {
				let who = account::address(&Account::new(who.0));
				faults.add(format!("{who} is paid at another account"));
				continue;
			}
			received.insert(Account::new(who.0), amount);
		}
	}
	let after = standing(&chain.view().await?, creditors.iter()).await?;
	for who in &creditors {
		let before = owed.get(who).copied().unwrap_or_default();
		let after = after.get(who).copied().unwrap_or_default();
		let claimed = received.get(who).copied().unwrap_or_default();
		let more = after.free.checked_sub(before.free);
		if claimed != before.owed || more != Some(claimed) || after.owed != 0 {
			faults.add(format!(
				"{} was owed {}, claimed {} and has {} instead of {} now",
				account::address(who),
				amount::format(before.owed),
				amount::format(claimed),
				amount::format(after.free),
				amount::format(before.free)
			));
		}
	}
	Ok(received)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_primitives::{
		receipt::{HeldSpan, Payment},
		span::{Span, SpanParams},
	};
	use sp_core::H256;

	#[test]
	fn a_divided_fee_should_be_whole() {
		let royalties = royalties(3, 7).unwrap();
		for fee in [1, 7, 1_234_567_890_123_456_789, 10_u128.pow(24) + 1] {
			let receipt = receipt(fee);
			let division = Division::of(&receipt, FeeSplit::DEFAULT, &royalties).unwrap();
			assert_eq!(division.total(), fee);
			assert_eq!(division.contributions.len(), 2);
			assert_eq!(division.models.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [3, 7]);
		}
	}

	fn receipt(fee: Balance) -> Receipt {
		let spans: Vec<_> = [(0, 300, 4), (400, 77, 9), (600, 64, 4)]
			.map(|(start, len, contribution)| HeldSpan {
				span: Span { start, len },
				contribution,
				offset: 0,
			})
			.to_vec();
		Receipt {
			model: 7,
			payment: Payment::Direct { payer: [0; 32] },
			fee,
			rule: SpanParams::DEFAULT,
			output_len: 2_000,
			output_root: H256::zero(),
			spans: spans.try_into().unwrap(),
			salt: [0; 32],
		}
	}

	#[test]
	fn what_stakers_and_treasury_get_should_be_compared_in_any_order() {
		let (royalties, receipt) = (royalties(3, 7).unwrap(), receipt(10_u128.pow(18)));
		let division = Division::of(&receipt, FeeSplit::DEFAULT, &royalties).unwrap();
		let (stakers, treasury) = (division.stakers, division.treasury);
		let settled = Settled { batch: 5, due: 70, receipt, division };
		assert!(compare_paid(&settled, Some(&[treasury, stakers])).is_ok());
		assert!(compare_paid(&settled, Some(&[stakers, treasury])).is_ok());
		assert!(compare_paid(&settled, Some(&[stakers, treasury - 1])).is_err());
		assert!(compare_paid(&settled, Some(&[stakers])).is_err());
		assert!(compare_paid(&settled, None).is_err());
		assert_eq!(first_due(&[settled]), Some(70));
	}

	#[test]
	fn a_planck_too_few_should_be_seen() {
		let who = Account::new([1; 32]);
		let at = |owed| BTreeMap::from([(who.clone(), Standing { owed, free: 0 })]);
		let expected = BTreeMap::from([(who.clone(), 10)]);
		let is_right = |before: &BTreeMap<_, _>, after: &BTreeMap<_, _>| {
			let mut faults = Faults::default();
			compare_owed(&expected, before, after, &mut faults);
			faults.as_slice().is_empty()
		};
		assert!(is_right(&at(5), &at(15)));
		assert!(!is_right(&at(5), &at(14)));
		assert!(!is_right(&at(5), &at(4)));
		assert!(is_right(&BTreeMap::new(), &at(10)));
	}
}
