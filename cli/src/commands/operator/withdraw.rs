// SPDX-License-Identifier: Apache-2.0

//! `openledger operator withdraw`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{affordable::sign, calls, events::OperatorWithdrew},
	error::Later,
	json::{Address, Planck},
	names::Names,
	units::amount,
	Error as ClientError,
};
use openledger_runtime_api::OperatorInfo;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Take back all that was unbonded and is free.
#[derive(Args)]
pub struct Withdraw {}

impl Withdraw {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Change { key, chain, view, info } = Change::prepare(context).await?;
		// The chain says that nothing is free, and not when something is.
		if let Some(unlocks_at) = first_locked(&info, chain.next_block().await?) {
			let delay =
				view.delay(u64::from(unlocks_at).saturating_sub(chain.next_block().await?))?;
			let what = Later::Unbond { unlocks_at };
			return Err(ClientError::TooEarly { what, delay }.into());
		}
		let call = calls::channels::withdraw_unbonded();
		let events = sign(&chain, &key, &call, "withdrawing").await?;
		let OperatorWithdrew { amount, .. } = events.one()?;
		let operator = Address(info.operator);
		let withdrawn = Withdrawn { operator, amount: Planck(amount), block: events.block };
		context.show_named(&view, &withdrawn).await;
		Ok(())
	}
}

/// The block in which the first part of the bond is free, if all of them are locked in block `next`.
fn first_locked(info: &OperatorInfo<Account>, next: u64) -> Option<u32> {
	let first = info.unbonding.iter().map(|part| part.unlocks_at).min()?;
	(u64::from(first) > next).then_some(first)
}

#[derive(Serialize)]
struct Withdrawn {
	operator: Address,
	amount: Planck,
	block: H256,
}

impl Shown for Withdrawn {
	fn text(&self, _: &Names) -> String {
		format!("{} of the bond are free again", amount::format(self.amount.0))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;
	use openledger_runtime_api::UnbondingInfo;

	#[test]
	fn the_part_that_is_free_first_should_be_waited_for() {
		let part = |unlocks_at| UnbondingInfo { amount: 1, unlocks_at };
		let info = OperatorInfo { unbonding: vec![part(9), part(7)], ..info() };
		assert_eq!(first_locked(&info, 6), Some(7));
		assert_eq!(first_locked(&info, 7), None);
		// What is not there is the chain's to say.
		assert_eq!(first_locked(&OperatorInfo { unbonding: Vec::new(), ..info }, 6), None);
	}
}
