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
use crate::error::Error;
use openledger_client::progress;
use openledger_client::settlement::receipt_store::Unpaid;
use openledger_client::settlement::{self, settle_one};
use openledger_client::{
	account::{self, Account},
	chain::{
		calls::{self, Inner},
		events::{BatchSettled, Claimed},
		BlockView, Chain, PaidAtEnd, CONCURRENT,
	},
	convert::to_u64,
	store::Store,
	units::amount,
};

/// Claims in one call.
const CLAIMS: usize = 50;
/// As in the chain's records.
type RoyaltyStack = ShareStack<ModelId, 32>;
type SourceStack = ShareStack<ContributionId, 16>;

/// Where the fees of a batch go.
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
	/// Divides the fees of receipts that are settled together by the rules of the protocol, without
	/// the chain: each fee, and then the sums of what contributions and the model get. All of the
	/// receipts are of the model with these royalties.
	pub fn of(receipts: &[Receipt], split: FeeSplit, royalties: &RoyaltyStack) -> Option<Self> {
		let mut by_contribution = BTreeMap::<ContributionId, Balance>::new();
		let (mut model, mut operator, mut stakers, mut treasury) = (0, 0, 0, 0);
		for receipt in receipts {
			let credits = receipt.credits()?;
			let points: Vec<u32> = credits.iter().map(|credit| credit.points).collect();
			let capacity = receipt.span_params.capacity(receipt.output_len);
			let payments = split.divide(receipt.fee, &points, capacity)?;
			for (credit, amount) in credits.iter().zip(payments.contributions) {
				add(by_contribution.entry(credit.contribution).or_default(), amount)?;
			}
			add(&mut model, payments.model)?;
			add(&mut operator, payments.operator)?;
			add(&mut stakers, payments.stakers)?;
			add(&mut treasury, payments.platform)?;
		}
		let mut contributions = Vec::new();
		for (contribution, amount) in by_contribution {
			// The works declare no sources.
			let (parts, left) = SourceStack::whole(contribution).ok()?.divide(amount);
			contributions.extend(parts);
			add(&mut treasury, left)?;
		}
		let (models, left) = royalties.divide(model);
		add(&mut treasury, left)?;
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

fn add(sum: &mut Balance, amount: Balance) -> Option<()> {
	*sum = sum.checked_add(amount)?;
	Some(())
}

/// The royalty stack of the fine-tune.
pub fn royalties(base: ModelId, tune: ModelId) -> Result<RoyaltyStack, Error> {
	let share = Perbill::from_parts(ROYALTY);
	RoyaltyStack::whole(base)
		.and_then(|stack| RoyaltyStack::flatten(tune, [(base, share, stack)]))
		.map_err(|error| Error::Mismatch(format!("the royalties can't be stacked: {error:?}")))
}

/// Answers that were settled together.
pub struct Settled {
	pub batch: BatchId,
	/// The first block in which it can be final.
	pub finalizable_at: u32,
	pub receipts: Vec<Receipt>,
	pub division: Division,
}

/// Settles one answer from the dApp's account.
pub async fn settle(
	chain: &Chain,
	store: &Store,
	roles: &Roles,
	receipt: &Receipt,
	output: &str,
) -> Result<BatchSettled, Error> {
	let operator = roles.operator.account();
	let call = settle_one(receipt, &operator)?;
	let payer = roles.dapp.account();
	let unpaid = Unpaid::keep(store, receipt, &operator, &payer, chain.genesis(), output)?;
	let event: BatchSettled = chain.submit(&call, &roles.dapp).await?.one()?;
	unpaid.paid(store, &event);
	Ok(event)
}

/// Has all batches be final, by the chain or by calls, and checks what they paid to stakers and
/// treasury.
pub async fn finalize(
	chain: &Chain,
	roles: &Roles,
	settled: &[Settled],
	faults: &mut Faults,
) -> Result<(), Error> {
	let batches: Vec<_> = settled.iter().map(|settled| settled.batch).collect();
	settlement::finalize::finalize(chain, &roles.purse, &batches).await?;
	let view = chain.view().await?;
	let first = first_finalizable(settled).unwrap_or_else(|| view.number());
	let mut paid = BTreeMap::new();
	for number in first..=view.number() {
		paid.extend(chain.view_at(number).await?.paid_by_batches().await?);
	}
	settled
		.iter()
		.try_for_each(|settled| faults.note(compare_paid(settled, paid.get(&settled.batch))))
}

/// The block in which the first of the batches can become final.
pub fn first_finalizable(settled: &[Settled]) -> Option<u64> {
	settled.iter().map(|settled| settled.finalizable_at.into()).min()
}

/// Fails unless a batch paid what stakers and treasury get.
fn compare_paid(settled: &Settled, paid: Option<&PaidAtEnd>) -> Result<(), Error> {
	let (batch, division) = (settled.batch, &settled.division);
	let Some(paid) = paid else {
		return Err(Error::Mismatch(format!("no block says that batch {batch} is final")));
	};
	let expected = PaidAtEnd { stakers: division.stakers, treasury: division.treasury };
	match *paid == expected {
		true => Ok(()),
		false => Err(Error::Mismatch(format!(
			"batch {batch} paid {} planck to stakers and {} to the treasury instead of {} and {}",
			paid.stakers, paid.treasury, expected.stakers, expected.treasury
		))),
	}
}

/// What accounts are owed, and what is free in them.
pub async fn standing<'a>(
	view: &BlockView,
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
	bar.finish();
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
			let receipts = [receipt(fee), receipt(fee + 1)];
			let division = Division::of(&receipts, FeeSplit::DEFAULT, &royalties).unwrap();
			assert_eq!(division.total(), 2 * fee + 1);
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
			payment: Payment::Direct { payer: [0; 32] },
			model: 7,
			span_params: SpanParams::DEFAULT,
			fee,
			output_len: 2_000,
			output_root: H256::zero(),
			spans: spans.try_into().unwrap(),
			salt: [0; 32],
		}
	}

	#[test]
	fn what_stakers_and_treasury_get_should_be_compared() {
		let (royalties, receipts) = (royalties(3, 7).unwrap(), vec![receipt(10_u128.pow(18))]);
		let division = Division::of(&receipts, FeeSplit::DEFAULT, &royalties).unwrap();
		let right = PaidAtEnd { stakers: division.stakers, treasury: division.treasury };
		let settled = Settled { batch: 5, finalizable_at: 70, receipts, division };
		assert!(compare_paid(&settled, Some(&right)).is_ok());
		let fewer = PaidAtEnd { treasury: right.treasury - 1, ..right };
		assert!(compare_paid(&settled, Some(&fewer)).is_err());
		let none = PaidAtEnd { stakers: 0, ..right };
		assert!(compare_paid(&settled, Some(&none)).is_err());
		assert!(compare_paid(&settled, None).is_err());
		assert_eq!(first_finalizable(&[settled]), Some(70));
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
