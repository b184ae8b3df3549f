// SPDX-License-Identifier: Apache-2.0

//! What a contribution takes of the state, whatever the length of its text.

use openledger_primitives::{ContributionId, DatanetId};
use openledger_runtime_api::{ContributionInfo, ContributionStatus};
use serde_json::{json, Value};
use sp_core::H256;

use crate::{
	calls,
	driver::Driver,
	error::{cannot, Error},
	works::{self, Works},
};

/// Bytes of the texts: 1 KiB, 10 KiB, 100 KiB, 1 MiB and the most that there may be, 64 MiB.
const LENGTHS: [u32; 5] = [1 << 10, 10 << 10, 100 << 10, 1 << 20, 64 << 20];

/// Registers texts of some lengths, and reads what is in the state for each.
pub async fn measure(
	driver: &mut Driver,
	works: &mut Works,
	datanet: DatanetId,
) -> Result<Vec<Value>, Error> {
	let numbers = works.take(u64::try_from(LENGTHS.len()).unwrap_or_default());
	let calls: Vec<_> = numbers
		.clone()
		.zip(LENGTHS)
		.map(|(number, length)| calls::register(datanet, works::submission_of(number, length)))
		.collect();
	let first = driver.state().contributions;
	driver.run(&calls).await?;
	works.opened(first..driver.state().contributions);
	let mut rows = Vec::new();
	for (number, length) in numbers.zip(LENGTHS) {
		rows.push(row(driver, works::root(number), length).await?);
	}
	Ok(rows)
}

async fn row(driver: &Driver, root: H256, length: u32) -> Result<Value, Error> {
	let missing = || Error::new("a registered work is not on the chain; see the node's log");
	let id: Option<ContributionId> = driver.chain.ask("contribution_by_root", root).await?;
	let id = id.ok_or_else(missing)?;
	let info: Option<ContributionInfo<[u8; 32]>> = driver.chain.ask("contribution", id).await?;
	let info = info.ok_or_else(missing)?;
	let ContributionStatus::Accepted { index } = info.status else { return Err(missing()) };

	let chain = driver.chain.described().await?;
	let storage = chain.at.storage();
	let record = subxt::dynamic::storage::<([u8; 8],), u32>("Contributions", "Contributions");
	let by_root = subxt::dynamic::storage::<([u8; 32],), u64>("Contributions", "ByRoot");
	let accepted = subxt::dynamic::storage::<(u32, [u8; 4]), u64>("Contributions", "Accepted");
	let entry = "find the entries of a contribution";
	let keys = vec![
		storage
			.entry(record)
			.and_then(|entry| entry.fetch_key((id.to_be_bytes(),)))
			.map_err(cannot(entry))?,
		storage
			.entry(by_root)
			.and_then(|entry| entry.fetch_key((root.0,)))
			.map_err(cannot(entry))?,
		storage
			.entry(accepted)
			.and_then(|entry| entry.fetch_key((info.datanet, index.to_be_bytes())))
			.map_err(cannot(entry))?,
	];
	let values = driver.chain.values(&keys, driver.chain.best().await?).await?;
	let values = values.into_iter().collect::<Option<Vec<_>>>().ok_or_else(missing)?;

	let key_bytes: usize = keys.iter().map(Vec::len).sum();
	let value_bytes: usize = values.iter().map(Vec::len).sum();
	Ok(json!({
		"text_bytes": length,
		"record_bytes": values.first().map(Vec::len),
		"key_bytes": key_bytes,
		"total_bytes": key_bytes + value_bytes,
		"deposit_planck": info.deposit.to_string(),
	}))
}
