// SPDX-License-Identifier: Apache-2.0

//! The cost of a call, as the chain finds it by trying the call: deposits, bonds and payments.

use codec::DecodeAll;
use openledger_primitives::Balance;
use subxt::{error::DispatchError, transactions::Payload};

use super::{dry_run::refused, submit::name, BlockView, Chain};
use crate::{
	account::{self, Account},
	error::Error,
};

const API: &str = "OpenLedgerApi";
const METHOD: &str = "call_cost";
const FUNCTION: &str = "OpenLedgerApi_call_cost";

impl Chain {
	/// The amount, in planck, that a call takes of an account besides its fee, as the chain is in
	/// its best block: whatever the call holds, bonds and pays, if the account has enough. Fails with
	/// [`Error::WouldFail`] where the call would fail for another reason. A runtime older than this
	/// question has no answer: then 0.
	pub async fn cost<C: Payload>(&self, call: &C, who: &Account) -> Result<Balance, Error> {
		let (_, best) = self.head().await?;
		Ok(self.view_of(best).await?.cost(call, who).await?.unwrap_or_default())
	}
}

impl BlockView {
	/// [`Chain::cost`] in this block. `None` if the runtime is older than this question.
	pub(super) async fn cost<C: Payload>(
		&self,
		call: &C,
		who: &Account,
	) -> Result<Option<Balance>, Error> {
		let apis = self.at.metadata();
		let api = apis.runtime_api_trait_by_name(API);
		if api.is_none_or(|api| api.method_by_name(METHOD).is_none()) {
			return Ok(None);
		}
		let arguments = (account::bytes(who), self.bytes_of(call)?);
		let answer = self.call_runtime(FUNCTION, arguments).await?;
		match answer.split_first() {
			Some((1, error)) => {
				let error = DispatchError::decode_from(error, self.at.metadata());
				Err(refused(name(call), error.map_err(Error::node)?))
			}
			_ => {
				let cost = Result::<Balance, ()>::decode_all(&mut &answer[..]);
				let undecodable = |reason| Error::Undecodable { what: FUNCTION.to_owned(), reason };
				// A reason was read above.
				Ok(cost.map_err(undecodable)?.ok())
			}
		}
	}
}
