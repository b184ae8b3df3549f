// SPDX-License-Identifier: Apache-2.0

//! Numbers with their unit.

use openledger_runtime_api::Unit;

use super::out_of_bounds;
use crate::units::decimal;

/// The number of decimals of a percent that basis points can tell apart.
const BASIS_POINT_DECIMALS: u32 = 2;

/// Reads a number, with its unit behind it or without. The error is the reason, in words.
pub fn parse(unit: Unit, text: &str) -> Result<u32, String> {
	let whole = |what: &str| {
		let number = text.strip_suffix(what).unwrap_or(text).trim_end();
		number.parse::<u32>().map_err(|_| format!("`{text}` is no whole number"))
	};
	match unit {
		Unit::Blocks => whole("blocks"),
		Unit::Open => whole("OPEN"),
		Unit::Times => whole("times"),
		Unit::Percent => whole("%"),
		Unit::BasisPoints => {
			let number = text.strip_suffix('%').unwrap_or(text).trim_end();
			let points =
				decimal::parse(number, BASIS_POINT_DECIMALS).map_err(|error| error.to_string())?;
			u32::try_from(points).map_err(|_| out_of_bounds())
		}
	}
}

/// A number as [`parse`] reads it.
pub fn number(unit: Unit, number: u32) -> String {
	match unit {
		Unit::Blocks | Unit::Open | Unit::Times | Unit::Percent => number.to_string(),
		Unit::BasisPoints => decimal::format(number.into(), BASIS_POINT_DECIMALS),
	}
}

/// A number with the name of its unit.
pub fn format(unit: Unit, of: u32) -> String {
	let name = match unit {
		Unit::Blocks => "blocks",
		Unit::Open => "OPEN",
		Unit::Times => "times",
		Unit::Percent => "%",
		Unit::BasisPoints => "% a year",
	};
	format!("{} {name}", number(unit, of))
}
