// SPDX-License-Identifier: Apache-2.0

//! Amounts of OPEN, as a person writes and reads them.

use openledger_primitives::Balance;

use crate::units::decimal::{self, DecimalError};

/// The number of decimals of OPEN.
const DECIMALS: u32 = 18;
/// One OPEN, in planck.
pub const OPEN: Balance = 1_000_000_000_000_000_000;

/// The least that people are shown of an amount, in planck: a millionth of an OPEN.
const SHOWN: Balance = OPEN / 1_000_000;

/// Why a text is not an amount.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AmountError {
	/// It is not a decimal number of OPEN or planck.
	#[error("{0}; write an amount as 1.5 (OPEN) or 1500planck")]
	Decimal(#[from] DecimalError),
	/// It is less than nothing. Holds the text.
	#[error("`{0}` is less than nothing")]
	Negative(String),
}

/// Reads `1.5` or `1.5OPEN`, and `1500planck`. Returns planck.
pub fn parse(text: &str) -> Result<Balance, AmountError> {
	let is_digit = |c: char| c.is_ascii_digit() || c == '.';
	if text.strip_prefix('-').is_some_and(|rest| rest.starts_with(is_digit)) {
		return Err(AmountError::Negative(text.to_owned()));
	}
	let (number, decimals) = match text.strip_suffix("planck") {
		Some(number) => (number, 0),
		None => (text.strip_suffix("OPEN").unwrap_or(text), DECIMALS),
	};
	Ok(decimal::parse(number.trim_end(), decimals)?)
}

/// The amount in OPEN for people, rounded down to a millionth; in planck where that would be 0.
pub fn format(planck: Balance) -> String {
	match planck {
		1..SHOWN => format!("{planck} planck"),
		_ => format!("{} OPEN", rounded(planck)),
	}
}

/// The same rounded up, for what is needed.
pub fn format_up(planck: Balance) -> String {
	match (planck, planck % SHOWN) {
		(..SHOWN, _) | (_, 0) => format(planck),
		(_, rest) => format(planck.saturating_add(SHOWN.saturating_sub(rest))),
	}
}

/// The amount in OPEN for people, without the unit.
pub fn rounded(planck: Balance) -> String {
	match planck {
		1..SHOWN => format!("<{}", number(SHOWN)),
		_ => number(planck.saturating_sub(planck % SHOWN)),
	}
}

/// The exact amount in OPEN, without the unit, as [`parse`] takes it.
pub fn number(planck: Balance) -> String {
	decimal::format(planck, DECIMALS)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn amounts_should_survive_the_round_trip() {
		let mut amount = 1u128;
		for step in 0..1_000u128 {
			for planck in [amount, step, OPEN * step, OPEN * step + step] {
				assert_eq!(parse(&number(planck)), Ok(planck));
				assert_eq!(parse(&format!("{planck}planck")), Ok(planck));
			}
			amount = amount.wrapping_mul(3_935_559_000_370_003_845).wrapping_add(step);
		}
	}

	#[test]
	fn planck_should_be_whole() {
		assert!(parse("1.5planck").is_err());
		assert_eq!(parse("1500planck"), Ok(1_500));
		assert_eq!(parse("1.5"), Ok(OPEN + OPEN / 2));
		assert_eq!(parse("-1"), Err(AmountError::Negative("-1".to_owned())));
		assert!(matches!(parse("-x"), Err(AmountError::Decimal(_))));
	}

	#[test]
	fn people_should_see_no_more_than_they_can_read() {
		let amount = 1_234_567_890_123_456_789;
		assert_eq!(number(amount), "1.234567890123456789");
		assert_eq!((format(amount), rounded(amount)), ("1.234567 OPEN".into(), "1.234567".into()));
		assert_eq!(format_up(amount), "1.234568 OPEN");
		assert_eq!((format(1_500), rounded(1_500)), ("1500 planck".into(), "<0.000001".into()));
		assert_eq!(parse(&format(1_500)), Ok(1_500));
		assert_eq!(format_up(1_500), "1500 planck");
		assert_eq!((format(0), rounded(0)), ("0 OPEN".into(), "0".into()));
		assert_eq!([format(3 * OPEN), format_up(3 * OPEN)], ["3 OPEN", "3 OPEN"]);
		assert_eq!(format_up(u128::MAX).split_once('.').map(|(whole, _)| whole.len()), Some(21));
	}
}
