// SPDX-License-Identifier: Apache-2.0

//! The holds on an account's OPEN, and their reasons.

use openledger_primitives::Balance;
use subxt::ext::{
	scale_decode::DecodeAsType,
	scale_value::{Value, ValueDef, Variant},
};

use super::BlockView;
use crate::{
	account::{self, Account},
	error::Error,
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

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Stored {
	id: Value,
	amount: Balance,
}

/// The id under which the deposits of names are reserved: their pallet has no holds.
const NAMES: [u8; 8] = *b"identity";

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Reserved {
	id: [u8; 8],
	amount: Balance,
}

impl BlockView {
	/// The holds on an account, by reason, and the reserve for its names.
	pub async fn holds(&self, who: &Account) -> Result<Vec<Hold>, Error> {
		let key = || (account::bytes(who),);
		let all: Option<Vec<Stored>> = self.stored("Balances", "Holds", key()).await?;
		let reserved: Option<Vec<Reserved>> = self.stored("Balances", "Reserves", key()).await?;
		let all = all.unwrap_or_default().into_iter().map(|Stored { id, amount }| {
			let (pallet, reason) = names(&id);
			Hold { pallet, reason, amount }
		});
		let reserved = reserved.unwrap_or_default().into_iter().filter(|one| one.id == NAMES);
		let reserved = reserved.map(|Reserved { amount, .. }| Hold {
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
