// SPDX-License-Identifier: Apache-2.0

//! What a bench leaves behind: a JSON file, and a table for people.

use std::{fs, path::Path, thread};

use comfy_table::{presets, Table};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{json, Value};

use crate::error::{cannot, Error};

const BAR: &str = "{msg} [{bar:32}] {pos}/{len} ({elapsed}, {eta} left)";

/// What the numbers were measured on.
pub fn machine() -> Value {
	json!({ "cores": cores(), "memory_bytes": memory() })
}

/// CPUs that this process may use.
pub fn cores() -> usize {
	thread::available_parallelism().map_or(1, usize::from)
}

/// Bytes of memory, where the system says it.
fn memory() -> Option<u64> {
	bytes_of(&fs::read_to_string("/proc/meminfo").ok()?, "MemTotal:")
}

/// Bytes that a file of `/proc` says of `name`.
pub fn bytes_of(file: &str, name: &str) -> Option<u64> {
	let value = file.lines().find_map(|line| line.strip_prefix(name))?;
	value.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1_024)
}

/// Writes a result, and the folder that it is in.
pub fn save(path: &Path, result: &Value) -> Result<(), Error> {
	let write = || {
		if let Some(folder) = path.parent() {
			fs::create_dir_all(folder)?;
		}
		fs::write(path, format!("{result:#}\n"))
	};
	write().map_err(cannot(format!("write {}", path.display())))
}

/// Prints rows as a table that Markdown can take.
pub fn show(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
	let mut table = Table::new();
	table.load_preset(presets::ASCII_MARKDOWN);
	table.set_header(header.to_vec());
	for row in rows {
		table.add_row(row);
	}
	println!("{table}");
}

/// A bar with a message, for what takes long.
pub fn bar(from: u64, to: u64, message: &'static str) -> ProgressBar {
	let style = ProgressStyle::with_template(BAR).unwrap_or_else(|_| ProgressStyle::default_bar());
	let bar = ProgressBar::new(to).with_style(style).with_message(message);
	bar.set_position(from.min(to));
	bar.reset_eta();
	bar
}

/// A count as a number to calculate with. Counts of a bench are far below 2³².
pub fn float(count: u64) -> f64 {
	f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The same, of things in memory.
pub fn length(count: usize) -> f64 {
	float(u64::try_from(count).unwrap_or(u64::MAX))
}

/// The mean of numbers. `None` when there are none.
pub fn mean(numbers: impl IntoIterator<Item = f64>) -> Option<f64> {
	let (sum, count) =
		numbers.into_iter().fold((0.0, 0_u32), |(sum, count), n| (sum + n, count + 1));
	(count > 0).then(|| sum / f64::from(count))
}

/// To one decimal.
pub fn rounded(number: f64) -> f64 {
	(number * 10.0).round() / 10.0
}

/// To two decimals.
pub fn hundredths(number: f64) -> f64 {
	(number * 100.0).round() / 100.0
}

/// To three digits that count.
pub fn significant(number: f64) -> f64 {
	if number == 0.0 || !number.is_finite() {
		return number;
	}
	let unit = 10_f64.powf(number.abs().log10().floor() - 2.0);
	if unit < 1.0 {
		// By the inverse, which is exact more often: the result has no odd digits at its end.
		let inverse = (1.0 / unit).round();
		(number * inverse).round() / inverse
	} else {
		(number / unit).round() * unit
	}
}

/// To one decimal, or a dash.
pub fn number(number: Option<f64>) -> String {
	number.map_or_else(|| "-".to_owned(), |number| format!("{number:.1}"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn three_digits_should_count() {
		for (number, expected) in
			[(0.123_456, 0.123), (1_234.0, 1_230.0), (7.0, 7.0), (99.96, 100.0), (0.0, 0.0)]
		{
			assert_eq!(significant(number), expected);
		}
	}
}
