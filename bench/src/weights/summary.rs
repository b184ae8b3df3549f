// SPDX-License-Identifier: Apache-2.0

//! What each call weighs at the most, from the bencher's raw results.

use std::{collections::BTreeMap, fs, path::Path};

use frame_benchmarking::{
	Analysis, BenchmarkBatchSplitResults, BenchmarkResult, BenchmarkSelector,
};
use serde_json::{json, Map, Value};

use crate::{
	error::{cannot, Error},
	report,
};

/// The calls in a file of the bencher's results.
pub fn of(path: &Path) -> Result<Value, Error> {
	let what = format!("read {}", path.display());
	let bytes = fs::read(path).map_err(cannot(&what))?;
	let batches: Vec<BenchmarkBatchSplitResults> =
		serde_json::from_slice(&bytes).map_err(cannot(&what))?;
	let mut calls = Map::new();
	for batch in batches {
		let name = String::from_utf8_lossy(&batch.benchmark).into_owned();
		let components = largest(&batch.time_results);
		let most = |results, selector| {
			Analysis::min_squares_iqr(results, selector)
				.ok()
				.and_then(|analysis| at(&analysis, &components))
		};
		let call = json!({
			"ref_time_picoseconds": most(&batch.time_results, BenchmarkSelector::ExtrinsicTime),
			"reads": most(&batch.db_results, BenchmarkSelector::Reads),
			"writes": most(&batch.db_results, BenchmarkSelector::Writes),
			"components": components,
		});
		calls.insert(name, call);
	}
	Ok(Value::Object(calls))
}

/// The largest value of each component.
fn largest(results: &[BenchmarkResult]) -> BTreeMap<String, u32> {
	let mut components = BTreeMap::new();
	for (name, value) in results.iter().flat_map(|result| &result.components) {
		let most = components.entry(name.to_string()).or_insert(*value);
		*most = (*most).max(*value);
	}
	components
}

/// What a line through the results has at these components.
fn at(analysis: &Analysis, components: &BTreeMap<String, u32>) -> Option<u64> {
	let mut sum = analysis.base;
	for (name, slope) in analysis.names.iter().zip(&analysis.slopes) {
		let value = components.get(name).copied().unwrap_or_default();
		sum = sum.saturating_add(slope.saturating_mul(value.into()));
	}
	u64::try_from(sum).ok()
}

/// Prints the calls of all pallets as a table.
pub fn show(result: &Value) {
	let empty = Map::new();
	let pallets = result["pallets"].as_object().unwrap_or(&empty);
	let rows = pallets.iter().flat_map(|(pallet, calls)| {
		calls.as_object().into_iter().flatten().map(move |(call, most)| {
			let time = most["ref_time_picoseconds"]
				.as_u64()
				.map(|picoseconds| report::float(picoseconds / 1_000) / 1_000.0);
			let components = most["components"].as_object().into_iter().flatten();
			let components: Vec<_> =
				components.map(|(name, value)| format!("{name} = {value}")).collect();
			vec![
				pallet.clone(),
				call.clone(),
				components.join(", "),
				report::number(time),
				most["reads"].to_string(),
				most["writes"].to_string(),
			]
		})
	});
	println!();
	report::show(&["pallet", "call", "at", "computation, us", "reads", "writes"], rows);
}
