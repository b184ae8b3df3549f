// SPDX-License-Identifier: Apache-2.0

//! The division of an era's pay, and what a stake returns.

use openledger_primitives::{split::mul_div, Balance};
use sp_arithmetic::Perbill;

use crate::{convert::saturating_u32, units::percent::WHOLE};

/// The milliseconds of a year of 365.25 days.
const YEAR: u64 = 31_557_600_000;

/// The pay of a validator's era, as staking divides it.
pub struct Shares {
	/// The part for all who are behind the validator, itself included.
	leftover: Balance,
	commission: Balance,
	total: Balance,
}

impl Shares {
	/// The pay of a validator that has the first of `points` in an era with the second of them.
	///
	/// `budget` is the era's, `commission` the validator's in parts per billion, and `total` all
	/// stake behind it, both amounts in planck.
	pub fn of(budget: Balance, points: (u32, u32), commission: u32, total: Balance) -> Self {
		let (own_points, all_points) = points;
		let whole = Perbill::from_rational(own_points, all_points) * budget;
		let commission = Perbill::from_parts(commission) * whole;
		Self { leftover: whole.saturating_sub(commission), commission, total }
	}

	/// The validator's pay, in planck, with a page of `page_total` planck, of which `own` are its
	/// own stake.
	pub fn of_validator(&self, own: Balance, page_total: Balance) -> Balance {
		let staking = Perbill::from_rational(own, self.total) * self.leftover;
		let part = Perbill::from_rational(page_total, self.total);
		staking.saturating_add(part * self.commission)
	}

	/// The pay of a nominator with a stake of `value`, in planck.
	pub fn of_nominator(&self, value: Balance) -> Balance {
		Perbill::from_rational(value, self.total) * self.leftover
	}
}

/// The mean pay of recent eras.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Returns {
	/// The return on a stake in a year, without compounding, in parts per billion.
	pub yearly: u64,
	/// The number of eras that this is the mean of.
	pub eras: u32,
}

impl Returns {
	/// The yearly return behind one of `elected` validators, which have `all` planck behind them,
	/// in parts per billion: as each makes as many blocks, each is paid as much, and the less
	/// `stake` that is divided among, the more it brings. `None` where it is not defined.
	pub fn behind(
		self,
		stake: Balance,
		commission: u32,
		all: Balance,
		elected: u32,
	) -> Option<u64> {
		let mean = all.checked_div(elected.into())?;
		let whole = mul_div(self.yearly.into(), mean, stake)?;
		let left = WHOLE.checked_sub(commission)?;
		u64::try_from(mul_div(whole, left.into(), WHOLE.into())?).ok()
	}
}

/// The mean yearly return of eras, each given by its pay and its stake.
pub(super) fn yearly(eras: &[(Balance, Balance)], era_millis: u64) -> Option<Returns> {
	let budget = eras.iter().fold(0, |sum: Balance, (budget, _)| sum.saturating_add(*budget));
	let staked = eras.iter().fold(0, |sum: Balance, (_, staked)| sum.saturating_add(*staked));
	let a_year = mul_div(budget, YEAR.into(), era_millis.into())?;
	let parts = mul_div(a_year, WHOLE.into(), staked)?;
	Some(Returns { yearly: u64::try_from(parts).ok()?, eras: saturating_u32(eras.len()) })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::units::amount::OPEN;

	#[test]
	fn pay_should_be_divided_as_staking_does() {
		// A quarter of the points, a commission of 10 %, and 300 of 400 from nominators.
		let shares = Shares::of(1_000 * OPEN, (20, 80), 100_000_000, 400 * OPEN);
		assert_eq!(shares.of_nominator(300 * OPEN), 225 * OPEN * 3 / 4);
		assert_eq!(shares.of_validator(100 * OPEN, 400 * OPEN), 225 * OPEN / 4 + 25 * OPEN);
	}

	#[test]
	fn returns_should_be_those_of_a_year() {
		// 1 % in each of two eras of half a year.
		let eras = [(OPEN, 100 * OPEN), (3 * OPEN, 300 * OPEN)];
		let expected = Returns { yearly: 20_000_000, eras: 2 };
		assert_eq!(yearly(&eras, YEAR / 2), Some(expected));
		assert_eq!(yearly(&[], YEAR), None);
		assert_eq!(yearly(&[(OPEN, 0)], YEAR), None);
	}

	#[test]
	fn less_stake_behind_a_validator_should_bring_more() {
		let returns = Returns { yearly: 100_000_000, eras: 1 };
		// Two are elected; at the mean of their stakes it is the mean return.
		assert_eq!(returns.behind(200, 0, 400, 2), Some(100_000_000));
		assert_eq!(returns.behind(100, 0, 400, 2), Some(200_000_000));
		assert_eq!(returns.behind(300, 0, 400, 2), Some(66_666_666));
		assert_eq!(returns.behind(100, 250_000_000, 400, 2), Some(150_000_000));
		assert_eq!(returns.behind(100, WHOLE, 400, 2), Some(0));
		assert_eq!(returns.behind(0, 0, 400, 2), None);
		assert_eq!(returns.behind(100, 0, 0, 0), None);
	}
}
