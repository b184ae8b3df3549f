// SPDX-License-Identifier: Apache-2.0

//! The end of a batch, as far as the node still has the states of that time.

use openledger_primitives::{Balance, BatchId};
use openledger_runtime_api::BatchInfo;
use subxt::{
	ext::scale_value::{Value, ValueDef},
	utils::AccountId32,
};

use super::{
	events::{read, BatchFinalized, ReceiptRefuted},
	BlockView, Chain,
};
use crate::{account::Account, error::Error};

/// The end of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Ended {
	/// Everyone in it was credited.
	Final {
		/// The number of the block in which the last payment was made.
		block: u64,
	},
	/// A receipt of it was refuted.
	Refuted(Refuted),
}

/// The refutation of a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refuted {
	/// The number of the block in which it was refuted.
	pub block: u64,
	/// The number of the refuted receipt in the batch.
	pub receipt: u32,
	/// The account that refuted it, or demanded what nobody revealed.
	pub challenger: Account,
	/// What it was refuted by, as the runtime names it.
	pub ground: String,
	/// The account that paid, which gets nothing back. `None` if channels paid, which do, and where
	/// the record of the batch could not be read.
	pub payer: Option<Account>,
	/// All fees of the batch, in planck. `None` where its record could not be read.
	pub fees: Option<Balance>,
}

impl Chain {
	/// The end of a batch that was settled. `None` when it has not ended, or the node has discarded
	/// the states of that time.
	pub async fn end_of(&self, id: BatchId) -> Result<Option<Ended>, Error> {
		let last = self.view().await?.number();
		let Some(first) = self.first_state(last).await? else { return Ok(None) };
		let (mut before, mut after) = (first, last);
		if is_over(&self.view_at(before).await?, id).await?
			|| !is_over(&self.view_at(after).await?, id).await?
		{
			return Ok(None);
		}
		while after.saturating_sub(before) > 1 {
			let middle = before + (after - before) / 2;
			match is_over(&self.view_at(middle).await?, id).await? {
				true => after = middle,
				false => before = middle,
			}
		}
		let was = self.view_at(before).await?.batch(id).await?;
		self.end_in(id, after, was).await
	}

	/// The end of a batch in block `block`; `was` is its record before.
	async fn end_in(
		&self,
		id: BatchId,
		block: u64,
		was: Option<BatchInfo<Account>>,
	) -> Result<Option<Ended>, Error> {
		let view = self.view_at(block).await?;
		let events = view.at.events().fetch().await.map_err(Error::node)?;
		for event in events.iter() {
			let event = event.map_err(Error::node)?;
			if let Some(refuted) = read::<ReceiptRefuted>(&event) {
				let refuted = refuted.map_err(|error| Error::node(*error))?;
				if refuted.batch == id {
					return Ok(Some(Ended::Refuted(Refuted {
						block,
						receipt: refuted.receipt,
						challenger: account_of(&refuted.challenger),
						ground: variant(&refuted.ground),
						payer: was.as_ref().and_then(|was| was.payer.clone()),
						fees: was.as_ref().map(|was| was.fees),
					})));
				}
			}
			if let Some(settled) = read::<BatchFinalized>(&event) {
				if settled.map_err(|error| Error::node(*error))?.batch == id {
					return Ok(Some(Ended::Final { block }));
				}
			}
		}
		Ok(None)
	}

	/// The number of the first block whose state the node has. `None` when it has not even the
	/// last.
	async fn first_state(&self, last: u64) -> Result<Option<u64>, Error> {
		let has = |number: u64| async move {
			match self.view_at(number).await {
				Ok(view) => view.counts().await.is_ok(),
				Err(_) => false,
			}
		};
		let (mut without, mut with) = (0, last);
		if has(0).await {
			return Ok(Some(0));
		}
		if !has(last).await {
			return Ok(None);
		}
		while with.saturating_sub(without) > 1 {
			let middle = without + (with - without) / 2;
			match has(middle).await {
				true => with = middle,
				false => without = middle,
			}
		}
		Ok(Some(with))
	}
}

/// Whether a batch was there, and is gone or void.
async fn is_over(view: &BlockView, id: BatchId) -> Result<bool, Error> {
	if view.counts().await?.batches <= id {
		return Ok(false);
	}
	Ok(view.batch(id).await?.is_none_or(|info| info.is_void))
}

fn account_of(id: &AccountId32) -> Account {
	Account::new(id.0)
}

/// The name of a value without fields.
fn variant(value: &Value) -> String {
	match &value.value {
		ValueDef::Variant(variant) => variant.name.clone(),
		_ => value.to_string(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_ground_should_be_called_by_its_name() {
		assert_eq!(variant(&Value::unnamed_variant("LongerMatch", [])), "LongerMatch");
	}
}
