// SPDX-License-Identifier: Apache-2.0

//! `openledger operator register`

use clap::Args;
use openledger_client::{
	account::{self, Account},
	chain::{affordable::sign, calls},
	json::{Address, Hex, Planck},
	names::Names,
	text::ensure_fits,
	units::amount,
};
use openledger_primitives::{limits::MaxUri, Balance};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::{positive, ReadAccount},
	context::Context,
	error::Error,
	output::{shown::Shown, table},
};

/// Register the key's account as an operator, with a bond.
#[derive(Args)]
pub struct Register {
	/// Collateral for the operator's batches: a part is lost if one of them is refuted.
	#[arg(long, value_name = "OPEN", value_parser = positive)]
	bond: Balance,

	/// Where it takes requests.
	#[arg(long, value_name = "URL")]
	endpoint: String,

	/// The sr25519 public key that signs its receipts: an SS58 address, 0x and 64 digits, or //Name.
	/// By default that of the key that signs.
	#[arg(long, value_name = "KEY", value_parser = ReadAccount)]
	receipt_key: Option<Account>,
}

impl Register {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { bond, endpoint, receipt_key } = self;
		ensure_fits("the endpoint", endpoint.as_bytes(), MaxUri::get())?;
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let who = key.account();
		if receipt_key.is_none() {
			key.ensure_signs_vouchers()?;
		}
		let public = account::bytes(receipt_key.as_ref().unwrap_or(&who));
		let call = calls::channels::register_operator(endpoint.clone().into_bytes(), public, bond);
		let doing = "registering the operator";
		let events = sign(&chain, &key, &call, doing).await?;
		let registered = Registered {
			operator: Address(who),
			bond: Planck(bond),
			endpoint,
			key: Hex(public),
			block: events.block,
		};
		context.show_named(&view, &registered).await;
		Ok(())
	}
}

#[derive(Serialize)]
struct Registered {
	operator: Address,
	bond: Planck,
	endpoint: String,
	/// That signs its receipts.
	key: Hex<[u8; 32]>,
	block: H256,
}

impl Shown for Registered {
	fn text(&self, names: &Names) -> String {
		table::fields(&[
			("operator", names.address(&self.operator.0)),
			("endpoint", self.endpoint.clone()),
			("receipt key", account::address(&Account::new(self.key.0))),
			("bond", amount::format(self.bond.0)),
		])
	}
}
