// SPDX-License-Identifier: Apache-2.0

//! What an account's OPEN is held for.

use openledger_primitives::Balance;
use subxt::ext::{
	scale_decode::DecodeAsType,
	scale_value::{Value, ValueDef, Variant},
};

use super::View;
use crate::{
	account::{self, Account},
	error::Error,
};

/// An amount that is held, and why: a pallet's name and its reason.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hold {
	pub pallet: String,
	pub reason: String,
	pub amount: Balance,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Stored {
	id: Value,
	amount: Balance,
}

/// What names hold is reserved under this: their pallet has no holds.
const NAMES: [u8; 8] = *b"identity";

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Reserved {
	id: [u8; 8],
	amount: Balance,
}

impl View {
	/// What is held of an account, by reason, and what is reserved of it for names.
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
