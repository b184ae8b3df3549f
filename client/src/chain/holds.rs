// SPDX-License-Identifier: Apache-2.0

//! The holds on an account's OPEN, and their reasons.

use openledger_primitives::Balance;
use subxt::ext::scale_value::{Value, ValueDef, Variant};

use super::BlockView;
use crate::{
	account::{self, Account},
	error::Error,
	interface::api::runtime_types::{
		frame_support::traits::tokens::misc::IdAmount, pallet_balances::types::ReserveData,
	},
};

/// An amount that is held, and its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
	/// The pallet that holds it.
	pub pallet: String,
	/// The pallet's name for the reason.
	pub reason: String,
	/// The amount, in planck.
	pub amount: Balance,
}

/// The id under which the deposits of names are reserved: their pallet has no holds.
const NAMES: [u8; 8] = *b"identity";

impl BlockView {
	/// The holds on an account, by reason, and the reserve for its names.
	pub async fn holds(&self, who: &Account) -> Result<Vec<Hold>, Error> {
		let key = || (account::bytes(who),);
		let all: Option<Vec<IdAmount<Value, Balance>>> =
			self.stored("Balances", "Holds", key()).await?;
		let reserved: Option<Vec<ReserveData<[u8; 8], Balance>>> =
			self.stored("Balances", "Reserves", key()).await?;
		let all = all.unwrap_or_default().into_iter().map(|IdAmount { id, amount }| {
			let (pallet, reason) = names(&id);
			Hold { pallet, reason, amount }
		});
		let reserved = reserved.unwrap_or_default().into_iter().filter(|one| one.id == NAMES);
		let reserved = reserved.map(|ReserveData { amount, .. }| Hold {
			pallet: "Identity".to_owned(),
			reason: "Reserved".to_owned(),
			amount,
		});
		Ok(all.chain(reserved).collect())
	}
}

/// The names of a variant, and of the one in it.
fn names(value: &Value) -> (String, String) {
	let ValueDef::Variant(Variant { name, values }) = &value.value else {
		return Default::default();
	};
	let reason = match values.values().next().map(|inner| &inner.value) {
		Some(ValueDef::Variant(inner)) => inner.name.clone(),
		_ => String::new(),
	};
	(name.clone(), reason)
}
