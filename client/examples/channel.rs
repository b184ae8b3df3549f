// SPDX-License-Identifier: Apache-2.0

//! Opens a payment channel, and signs a voucher for its first answer.
//!
//! ```text
//! cargo run -p openledger-client --example channel -- FUNDS PRICE
//! ```
//!
//! Dave opens a channel to Bob that holds `FUNDS` OPEN, and promises at most `PRICE` OPEN for his
//! first request. Should Bob not be an operator yet, he becomes one. A key of its own signs vouchers,
//! so that the account's key can stay elsewhere. It prints `channel N voucher HEX`: Dave sends the
//! voucher to Bob with his request, which is no transaction.

use std::{env, error::Error, path::Path};

use codec::Encode;
use openledger_client::{
	chain::{
		calls::{
			self,
			channels::{open_channel, register_operator},
		},
		events::ChannelOpened,
		Chain,
	},
	channels::{promises, sign},
	files::receipt::hex,
	keys::Key,
	store::Store,
	units::amount,
	Error as ClientError,
};
use openledger_primitives::voucher::Promise;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [funds, price] = &arguments[..] else { return Err("give FUNDS and PRICE".into()) };
	let (funds, price) = (amount::parse(funds)?, amount::parse(price)?);
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let store = Store::open(env::var_os("OPENLEDGER_STORE").as_deref().map(Path::new))?;
	let (dave, bob) = (Key::from_uri("//Dave")?, Key::from_uri("//Bob")?);
	let hot = dave.derive(&["hot"])?;

	let chain = Chain::connect(&url, None).await?;
	let view = chain.view().await?;
	if view.operator(&bob.account()).await?.is_none() {
		let bond = view.terms().await?.min_bond;
		let call = register_operator(b"https://bob.example".to_vec(), bob.public().0, bond);
		chain.submit(&call, &bob).await?;
	}
	let call = open_channel(calls::id(&bob.account()), hot.public().0, funds);
	let ChannelOpened { channel, .. } = chain.submit(&call, &dave).await?.one()?;

	// The promise is on disk before anyone has the voucher, and no other request gets its number.
	let genesis = chain.genesis();
	let locked = promises::lock(&store, genesis, channel)?;
	let info = chain.view().await?.channel(channel).await?;
	let voucher = locked.edit(&info, |promises| {
		let answers = promises.next(&info).saturating_add(1);
		let cumulative = info.settled.saturating_add(price);
		let voucher = sign(&hot, genesis, Promise { channel, answers, cumulative })?;
		promises.promise(price, voucher);
		Ok::<_, ClientError>(voucher)
	})?;
	println!("channel {channel} voucher {}", hex(voucher.encode()));
	Ok(())
}
