// SPDX-License-Identifier: Apache-2.0

//! What batches paid when they became final, whoever or whatever made them so.

use openledger_primitives::{Balance, BatchId};
use subxt::{events::Event as RawEvent, SubstrateConfig};

use super::{
	events::{read, BatchFinalised, Transfer},
	View,
};
use crate::{
	account::{self, Account},
	error::Error,
};

impl View {
	/// The batches that became final in this block, and the amounts that each transferred out of
	/// `pot`.
	pub async fn paid_by_batches(
		&self,
		pot: &Account,
	) -> Result<Vec<(BatchId, Vec<Balance>)>, Error> {
		let events = self.at.events().fetch().await.map_err(Error::node)?;
		let (mut batches, mut paid, mut phase) = (Vec::new(), Vec::new(), None);
		for event in events.iter() {
			let event: RawEvent<'_, SubstrateConfig> = event.map_err(Error::node)?;
			// What another transaction transferred is of no batch that comes later.
			if phase != Some(event.phase()) {
				phase = Some(event.phase());
				paid.clear();
			}
			if let Some(transfer) = read::<Transfer>(&event) {
				let transfer = transfer.map_err(|error| Error::node(*error))?;
				if transfer.from.0 == account::bytes(pot) {
					paid.push(transfer.amount);
				}
			} else if let Some(finalised) = read::<BatchFinalised>(&event) {
				let batch = finalised.map_err(|error| Error::node(*error))?.batch;
				batches.push((batch, std::mem::take(&mut paid)));
			} else if event.pallet_name() == "Attribution" {
				// The end of something else that may pay: a batch in part, or its refunds.
				paid.clear();
			}
		}
		Ok(batches)
	}
}
