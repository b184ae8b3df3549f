// SPDX-License-Identifier: Apache-2.0

//! Decimal numbers as whole numbers of a small unit, exactly: no float comes near money.

/// Why a text is not a decimal number.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum DecimalError {
	/// It does not have the form of a decimal number. Holds the text.
	#[error("`{0}` is not a decimal number such as 1.5")]
	NotANumber(String),
	/// It has too many decimals.
	#[error("`{text}` has more than {decimals} decimals")]
	TooPrecise {
		/// The text.
		text: String,
		/// The most decimals that it may have.
		decimals: u32,
	},
	/// It has more units than a `u128` holds. Holds the text.
	#[error("`{0}` is too large")]
	TooLarge(String),
}

/// Reads a number as units of 10^-`decimals`. `decimals` is at most 38.
pub fn parse(text: &str, decimals: u32) -> Result<u128, DecimalError> {
	let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
	let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
	if whole.is_empty() && fraction.is_empty() || !is_digits(whole) || !is_digits(fraction) {
		return Err(DecimalError::NotANumber(text.to_owned()));
	}
	let fraction = fraction.trim_end_matches('0');
	let missing = u32::try_from(fraction.len())
		.ok()
		.and_then(|given| decimals.checked_sub(given))
		.ok_or_else(|| DecimalError::TooPrecise { text: text.to_owned(), decimals })?;
	let too_large = || DecimalError::TooLarge(text.to_owned());
	let number = |part: &str| match part.trim_start_matches('0') {
		"" => Ok(0),
		digits => digits.parse::<u128>().map_err(|_| too_large()),
	};
	let fraction = number(fraction)?.checked_mul(10u128.pow(missing)).ok_or_else(too_large)?;
	number(whole)?
		.checked_mul(10u128.pow(decimals))
		.and_then(|units| units.checked_add(fraction))
		.ok_or_else(too_large)
}

/// The shortest text that [`parse`] takes back to `units`.
pub fn format(units: u128, decimals: u32) -> String {
	let scale = 10u128.pow(decimals);
	let (whole, fraction) = (units / scale, units % scale);
	if fraction == 0 {
		return whole.to_string();
	}
	let width = usize::try_from(decimals).unwrap_or_default();
	let fraction = format!("{fraction:0width$}");
	format!("{whole}.{}", fraction.trim_end_matches('0'))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_number_should_survive_the_round_trip() {
		let mut units = 1u128;
		for step in 0..2_000u128 {
			for value in [units, units.wrapping_neg(), step, u128::MAX - step] {
				for decimals in [0, 4, 7, 18] {
					assert_eq!(parse(&format(value, decimals), decimals), Ok(value));
				}
			}
			units = units.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(step);
		}
	}

	#[test]
	fn every_usual_way_to_write_a_number_should_be_read() {
		for (text, units) in [("1", 1_000), ("1.", 1_000), ("01.500", 1_500), (".5", 500), ("0", 0)]
		{
			assert_eq!(parse(text, 3), Ok(units), "{text}");
		}
	}

	#[test]
	fn what_is_no_number_should_be_refused() {
		for text in ["", ".", "-1", "+1", "1e3", "1,5", "1.2.3", "0x1", "½", " 1"] {
			assert_eq!(parse(text, 3), Err(DecimalError::NotANumber(text.to_owned())));
		}
		assert!(matches!(parse("0.0001", 3), Err(DecimalError::TooPrecise { .. })));
		assert!(matches!(parse(&u128::MAX.to_string(), 1), Err(DecimalError::TooLarge(_))));
		assert!(matches!(parse(&"9".repeat(40), 0), Err(DecimalError::TooLarge(_))));
	}
}
