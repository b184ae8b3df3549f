// SPDX-License-Identifier: Apache-2.0

//! The payments of batches when they became final, whoever or whatever made them so.

use openledger_primitives::{Balance, BatchId};
use subxt::{events::Event as RawEvent, SubstrateConfig};

use super::{
	events::{read, BatchFinalized, StakersPaid, TreasuryPaid},
	BlockView,
};
use crate::error::Error;

/// The amounts that a batch paid when it became final, in planck.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct PaidAtEnd {
	/// The amount for the stakers' pot.
	pub stakers: Balance,
	/// The amount for the treasury.
	pub treasury: Balance,
}

impl BlockView {
	/// The batches that became final in this block, each with its payments to stakers and treasury.
	pub async fn paid_by_batches(&self) -> Result<Vec<(BatchId, PaidAtEnd)>, Error> {
		let events = self.at.events().fetch().await.map_err(Error::node)?;
		let (mut batches, mut paid) = (Vec::new(), PaidAtEnd::default());
		for event in events.iter() {
			let event: RawEvent<'_, SubstrateConfig> = event.map_err(Error::node)?;
			if let Some(stakers) = read::<StakersPaid>(&event) {
				let amount = stakers.map_err(|error| Error::node(*error))?.amount;
				paid.stakers = paid.stakers.saturating_add(amount);
			} else if let Some(treasury) = read::<TreasuryPaid>(&event) {
				let amount = treasury.map_err(|error| Error::node(*error))?.amount;
				paid.treasury = paid.treasury.saturating_add(amount);
			} else if let Some(finalized) = read::<BatchFinalized>(&event) {
				let batch = finalized.map_err(|error| Error::node(*error))?.batch;
				batches.push((batch, std::mem::take(&mut paid)));
			} else if event.pallet_name() == "Attribution" {
				// The end of something else that may pay: of a batch that is void.
				paid = PaidAtEnd::default();
			}
		}
		Ok(batches)
	}
}
