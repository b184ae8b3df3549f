// SPDX-License-Identifier: Apache-2.0

//! `openledger account claim`

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		calls,
		events::{Claimed, Events},
	},
	json::{Address, Planck},
	names::Names,
	units::amount,
};
use serde::Serialize;
use sp_core::H256;
use subxt::transactions::Payload;

use crate::{
	args::ReadAccount, commands::signing::Signing, context::Context, error::Error,
	output::shown::Shown,
};

/// Claim what an account is owed.
#[derive(Args)]
pub struct Claim {
	/// Claim for this account instead of the key's: it is paid, the key pays the fee.
	#[arg(long = "for", value_name = "ACCOUNT", value_parser = ReadAccount)]
	who: Option<Account>,

	/// Have it paid to the key's own account and bonded there in staking.
	#[arg(long, conflicts_with = "who")]
	bond: bool,
}

impl Claim {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let signing = Signing::prepare(context).await?;
		let who = self.who.unwrap_or_else(|| signing.who.clone());
		let events = match self.bond {
			true => claim(&signing, &who, &calls::claim_and_bond()).await?,
			false => claim(&signing, &who, &calls::claim_for(&who)).await?,
		};
		let claimed: Claimed = events.one()?;
		let claimed = Paid {
			account: Address(who),
			payee: Address(Account::new(claimed.payee.0)),
			amount: Planck(claimed.amount),
			bonded: self.bond,
			block: events.block,
		};
		context.show_named(&signing.view, &claimed).await;
		Ok(())
	}
}

/// Sends a claim for `who`, if the key's account can pay its fee: who has nothing can still be paid, by
/// a claim of somebody else.
async fn claim<C: Payload>(signing: &Signing, who: &Account, call: &C) -> Result<Events, Error> {
	let needed = signing.chain.fee(call, &signing.key).await?;
	let spendable = signing.view.spendable(&signing.who).await?;
	if spendable < needed {
		let (payer, who) = (signing.who.clone(), who.clone());
		return Err(Error::ClaimFee { payer, who, needed, spendable });
	}
	signing.sign(call, "claiming").await
}

#[derive(Serialize)]
struct Paid {
	account: Address,
	payee: Address,
	amount: Planck,
	bonded: bool,
	block: H256,
}

impl Shown for Paid {
	fn text(&self, names: &Names) -> String {
		let (amount, payee) = (amount::format(self.amount.0), names.address(&self.payee.0));
		match self.bonded {
			true => format!("{amount} went to {payee}, and is bonded there"),
			false => format!("{amount} went to {payee}"),
		}
	}
}

#[cfg(test)]
mod tests {
	use crate::args::Cli;
	use clap::Parser;

	#[test]
	fn only_what_is_ones_own_should_be_bonded() {
		let parse = |words: &str| Cli::try_parse_from(words.split_whitespace());
		assert!(parse("openledger account claim --bond").is_ok());
		assert!(parse("openledger account claim --for //Bob").is_ok());
		assert!(parse("openledger account claim --for //Bob --bond").is_err());
	}
}
