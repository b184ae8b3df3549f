// SPDX-License-Identifier: Apache-2.0

//! All demands of a batch. A demander can choose where its demand is in the state, so nothing may
//! depend on that.

use openledger_primitives::BatchId;
use openledger_runtime_api::DemandInfo;
use subxt::utils::AccountId32;

use super::BlockView;
use crate::{
	account::Account, error::Error,
	interface::api::runtime_types::pallet_attribution::types::Demand,
};

const PALLET: &str = "Attribution";
const MAP: &str = "Demands";

/// The number of a receipt in its batch, and of a span in the receipt.
type Place = (u32, u32);

type Stored = Demand<AccountId32, u32>;

impl Stored {
	fn at(self, (receipt, span): Place) -> DemandInfo<Account> {
		let Self { demander, bond, respond_by } = self;
		DemandInfo { receipt, span, demander: Account::new(demander.0), bond, respond_by }
	}
}

impl BlockView {
	/// All unanswered demands about a batch, in the order in which they have to be answered.
	pub async fn demands(&self, batch: BatchId) -> Result<Vec<DemandInfo<Account>>, Error> {
		let address = subxt::dynamic::storage::<(BatchId, Place), Stored>(PALLET, MAP);
		// Page after page.
		let mut found = self.at.storage().iter(address, (batch,)).await.map_err(Error::node)?;
		let mut demands = Vec::new();
		while let Some(entry) = found.next().await {
			let entry = entry.map_err(Error::node)?;
			let (_, place) = entry.key().map_err(Error::node)?.decode().map_err(Error::node)?;
			demands.push(entry.value().decode().map_err(Error::node)?.at(place));
		}
		demands.sort_by_key(|demand| (demand.respond_by, demand.receipt, demand.span));
		Ok(demands)
	}

	/// The unanswered demand for a span of a receipt. `None` if there is none.
	pub async fn demand(
		&self,
		batch: BatchId,
		place: Place,
	) -> Result<Option<DemandInfo<Account>>, Error> {
		let found = self.stored::<_, Stored>(PALLET, MAP, (batch, place)).await?;
		Ok(found.map(|stored| stored.at(place)))
	}
}
