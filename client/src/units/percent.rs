// SPDX-License-Identifier: Apache-2.0

//! Shares: percent for people, parts per billion for the chain.

use std::cmp::Reverse;

use openledger_primitives::Balance;

use crate::units::decimal::{self, DecimalError};

/// The number of decimals of a percent that parts per billion can tell apart.
const DECIMALS: u32 = 7;
/// 100 %, in parts per billion.
pub const WHOLE: u32 = 1_000_000_000;

/// Why a text is not a share.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PercentError {
	/// It is not a decimal number.
	#[error("{0}")]
	Decimal(#[from] DecimalError),
	/// It is more than 100 %. Holds the text.
	#[error("`{0}` is more than 100 %")]
	MoreThanWhole(String),
}

/// Reads `20`, `20%` or `12.5` as parts per billion.
pub fn parse(text: &str) -> Result<u32, PercentError> {
	let number = text.strip_suffix('%').unwrap_or(text).trim_end();
	u32::try_from(decimal::parse(number, DECIMALS)?)
		.ok()
		.filter(|parts| *parts <= WHOLE)
		.ok_or_else(|| PercentError::MoreThanWhole(text.to_owned()))
}

/// The exact share of `parts` per billion, in percent.
pub fn format(parts: u32) -> String {
	format!("{} %", number(parts))
}

/// The exact share of `parts` per billion, in percent, without the sign.
pub fn number(parts: u32) -> String {
	decimal::format(parts.into(), DECIMALS)
}

/// `part` of `whole` in percent, rounded down to four decimals.
pub fn of(part: u64, whole: u64) -> String {
	from_millionths(millionths(part, whole))
}

/// `part` of `whole` in millionths, rounded down.
pub fn millionths(part: u64, whole: u64) -> u128 {
	(u128::from(part) * 1_000_000).checked_div(whole.into()).unwrap_or_default()
}

/// Parts of `whole` in millionths that add up to a million, as the parts do to `whole`: each is
/// rounded down, and those that lost most by that get what is left.
pub fn shares(parts: &[u64], whole: u64) -> Vec<u128> {
	let mut shares: Vec<_> = parts.iter().map(|part| millionths(*part, whole)).collect();
	let lost =
		|part: &u64| (u128::from(*part) * 1_000_000).checked_rem(whole.into()).unwrap_or_default();
	let mut places: Vec<_> = (0..).zip(parts.iter().map(lost)).collect();
	places.sort_by_key(|(_, lost): &(usize, u128)| Reverse(*lost));
	let lost = places.iter().map(|(_, lost)| *lost).sum::<u128>();
	let left = lost.checked_div(whole.into()).and_then(|left| usize::try_from(left).ok());
	for (place, _) in places.into_iter().take(left.unwrap_or_default()) {
		if let Some(share) = shares.get_mut(place) {
			*share = share.saturating_add(1);
		}
	}
	shares
}

/// `part` of the amount `whole` in percent, rounded down to four decimals.
pub fn of_amount(part: Balance, whole: Balance) -> String {
	from_millionths(part.saturating_mul(1_000_000).checked_div(whole).unwrap_or_default())
}

/// A share of `share` millionths, in percent.
pub fn from_millionths(share: u128) -> String {
	format!("{} %", decimal::format(share, 4))
}

/// A share, in parts per billion, of an amount, in planck and rounded down.
pub fn share_of(amount: Balance, share: u32) -> Balance {
	let whole = Balance::from(WHOLE);
	// What does not fit is divided first: it is a little less then.
	match amount.checked_mul(share.into()) {
		Some(product) => product / whole,
		None => (amount / whole).saturating_mul(share.into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn shares_should_survive_the_round_trip() {
		for parts in (0..=WHOLE).step_by(999_983) {
			assert_eq!(parse(&format(parts)), Ok(parts));
			assert_eq!(parse(&number(parts)), Ok(parts));
		}
		assert_eq!(parse("12.5"), Ok(125_000_000));
		assert_eq!(parse("100%"), Ok(WHOLE));
		assert!(parse("100.0000001").is_err());
		assert!(parse("0.00000001").is_err());
	}

	#[test]
	fn a_part_of_a_whole_should_be_rounded_down() {
		assert_eq!(of(1, 3), "33.3333 %");
		assert_eq!(of(3, 3), "100 %");
		assert_eq!(of(1, 0), "0 %");
		assert_eq!(of_amount(2, 3), "66.6666 %");
		assert_eq!(of_amount(0, 0), "0 %");
	}

	#[test]
	fn shares_should_add_up_to_the_whole() {
		assert_eq!(shares(&[1, 1, 1], 3), [333_334, 333_333, 333_333]);
		assert_eq!(shares(&[225_082_333, 774_917_667], 1_000_000_000), [225_082, 774_918]);
		assert_eq!(shares(&[5, 0], 5), [1_000_000, 0]);
		assert_eq!(shares(&[0], 0), [0]);
		// Parts of less than the whole are shares of less than a million.
		assert_eq!(shares(&[1], 4), [250_000]);
	}

	#[test]
	fn a_share_should_be_exact_or_less() {
		assert_eq!(share_of(1_000_000, WHOLE / 2), 500_000);
		assert_eq!(share_of(7, WHOLE / 2), 3);
		assert_eq!(share_of(Balance::MAX, 0), 0);
		assert!(share_of(Balance::MAX, WHOLE) > Balance::MAX / 2);
	}
}
