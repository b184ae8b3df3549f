// SPDX-License-Identifier: Apache-2.0

//! Demands, all of them: where a demand is in the state its demander can choose, so nothing may
//! depend on that.

use openledger_primitives::{Balance, BatchId};
use openledger_runtime_api::DemandInfo;
use subxt::{ext::scale_decode::DecodeAsType, utils::AccountId32};

use super::View;
use crate::{account::Account, error::Error};

const PALLET: &str = "Attribution";
const MAP: &str = "Demands";

/// A receipt's number, and a span's.
type Place = (u32, u32);

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Stored {
	demander: AccountId32,
	bond: Balance,
	respond_by: u32,
}

impl Stored {
	fn at(self, (receipt, span): Place) -> DemandInfo<Account> {
		let Self { demander, bond, respond_by } = self;
		DemandInfo { receipt, span, demander: Account::new(demander.0), bond, respond_by }
	}
}

impl View {
	/// All demands about a batch that nobody has answered: those that have to be answered first come
	/// first.
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

	/// A demand that nobody has answered.
	pub async fn demand(
		&self,
		batch: BatchId,
		place: Place,
	) -> Result<Option<DemandInfo<Account>>, Error> {
		let found = self.stored::<_, Stored>(PALLET, MAP, (batch, place)).await?;
		Ok(found.map(|stored| stored.at(place)))
	}
}
