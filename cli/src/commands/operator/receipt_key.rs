// SPDX-License-Identifier: Apache-2.0

//! `openledger operator receipt-key`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	chain::{affordable::sign, calls, events::OperatorKeySet},
	json::{Address, Hex},
	names::Names,
};
use openledger_runtime_api::OperatorInfo;
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{args::ReadAccount, context::Context, error::Error, output::shown::Shown};

/// Say which key signs the operator's receipts. What the key before has signed counts for a while, and
/// the channels that are open now end with it.
#[derive(Args)]
pub struct ReceiptKey {
	/// An sr25519 public key: an SS58 address, 0x and 64 digits, or //Name.
	#[arg(value_name = "KEY", value_parser = ReadAccount)]
	receipt_key: Account,
}

impl ReceiptKey {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Change { key, chain, view, info } = Change::prepare(context).await?;
		let public = account::bytes(&self.receipt_key);
		ensure_other(&info, public)?;
		let call = calls::channels::set_operator_key(public);
		let events = sign(&chain, &key, &call, "setting the receipt key").await?;
		let changed = Changed {
			operator: Address(info.operator),
			key: Hex(public),
			former_until: events.one::<OperatorKeySet>()?.until,
			block: events.block,
		};
		context.show_named(&view, &changed).await;
		Ok(())
	}
}

/// Fails when an operator has the key already: the chain takes it, and ends the channels all the same.
fn ensure_other(info: &OperatorInfo<Account>, public: [u8; 32]) -> Result<(), Error> {
	match info.key.0 == public {
		true => Err(Error::misuse(
			"that is the receipt key already",
			"nothing was sent: another key would end the channels that are open now",
		)),
		false => Ok(()),
	}
}

#[derive(Serialize)]
struct Changed {
	operator: Address,
	key: Hex<[u8; 32]>,
	/// The block before which what the former key signed is settled.
	former_until: u32,
	block: H256,
}

impl Shown for Changed {
	fn text(&self, names: &Names) -> String {
		let Self { operator, key, former_until, .. } = self;
		format!(
			"the receipts of {} are signed by {} from now on; what the key before has signed counts \
			 for what is settled before block {former_until}. The channels that are open now end with \
			 it: what is served by them has to be settled before that block, and their payers open \
			 new ones",
			names.address(&operator.0),
			account::address(&Account::new(key.0))
		)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::fixtures::operator::info;

	#[test]
	fn channels_should_not_end_for_a_key_that_is_there_already() {
		assert!(ensure_other(&info(), info().key.0).is_err());
		assert!(ensure_other(&info(), [0xab; 32]).is_ok());
	}
}
