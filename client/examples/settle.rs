// SPDX-License-Identifier: Apache-2.0

//! Pays for one answer, and waits until that is in a final block.
//!
//! ```text
//! cargo run -p openledger-client --example settle -- OUTPUT MODEL FEE
//! ```
//!
//! Dave pays `FEE` OPEN for an output of a model that Bob served. It prints the batch that the
//! answer is, the first block in which everyone in it can be credited, and where both it and the
//! receipt are found. Until then anyone may demand to see the receipt, and without an answer the
//! deposit is lost: `openledger batch reveal RECEIPT --follow` answers.

use std::{env, error::Error, path::Path};

use openledger_client::{
	account,
	chain::Chain,
	keys::Key,
	settlement::{ensure_acceptable, salt, settle_answer},
	store::Store,
	texts::{corpus, input},
	units::amount,
};
use openledger_primitives::{receipt::Payment, ModelId};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [output, model, fee] = &arguments[..] else {
		return Err("give OUTPUT, MODEL and FEE".into());
	};
	let (model, fee) = (model.parse::<ModelId>()?, amount::parse(fee)?);
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let store = Store::open(env::var_os("OPENLEDGER_STORE").as_deref().map(Path::new))?;
	let (dave, bob) = (Key::from_uri("//Dave")?, Key::from_uri("//Bob")?);

	let output = input::read_output(Path::new(output))?.into_normal();
	let chain = Chain::connect(&url, None).await?;
	let view = chain.view().await?;
	ensure_acceptable(model, &view.model(model).await?, fee)?;
	let attribution = corpus::attribute(&view, &store, model, &output).await?;
	if attribution.credits.is_empty() {
		return Err("nobody's text is in this output".into());
	}

	let payment = Payment::Direct { payer: account::bytes(&dave.account()) };
	let receipt = attribution.into_receipt(model, payment, fee, salt());
	let operator = bob.account();
	let paid = settle_answer(&chain, &store, &dave, &operator, &receipt, &output).await?;

	let (batch, end) = (paid.settled.batch, paid.settled.finalizable_at);
	println!("batch {batch} of {} can be final in block {end}", amount::format(fee));
	println!("block {:?} settled it", paid.block);
	println!("receipt {}", paid.path.display());
	println!("look it up with `openledger batch show {batch}`, or `openledger_batch` of the node");
	Ok(())
}
