// SPDX-License-Identifier: Apache-2.0

//! Conversions of lengths and positions between number types, exact for all that fits in memory,
//! and sizes and times in words.

use std::time::Duration;

/// The number as `usize`, or the largest.
pub fn to_usize(number: u32) -> usize {
	usize::try_from(number).unwrap_or(usize::MAX)
}

/// The length as `u64`, or the largest.
pub fn to_u64(length: usize) -> u64 {
	u64::try_from(length).unwrap_or(u64::MAX)
}

/// The length as `u32`, or the largest.
pub fn saturating_u32(length: usize) -> u32 {
	u32::try_from(length).unwrap_or(u32::MAX)
}

/// A number of bytes in MB, rounded down to one decimal.
pub fn megabytes(bytes: u64) -> String {
	format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
}

/// A short time in the unit that suits it.
pub fn seconds(time: Duration) -> String {
	if time < Duration::from_millis(1) {
		format!("{} µs", time.as_micros())
	} else if time < Duration::from_secs(1) {
		format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
	} else {
		format!("{:.1} s", time.as_secs_f64())
	}
}

/// A block's number as the chain's records have it, or the largest.
pub fn block(number: u64) -> u32 {
	u32::try_from(number).unwrap_or(u32::MAX)
}
