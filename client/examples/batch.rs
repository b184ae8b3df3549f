// SPDX-License-Identifier: Apache-2.0

//! Signs the receipt of an answer that a channel pays for, and settles it.
//!
//! ```text
//! cargo run -p openledger-client --example batch -- OUTPUT MODEL VOUCHER RECEIPT
//! ```
//!
//! Bob charges all that `VOUCHER` adds, for an output of a model. He writes the receipt that Dave gets
//! with the answer to the file `RECEIPT`, and settles it; a batch could have thousands. It prints the
//! batch, its fee, and the first block in which it can be final.

use std::{env, error::Error, path::Path};

use openledger_client::{
	chain::Chain,
	files::{
		batch::{BatchFile, Signed},
		receipt::SignedReceipt,
		voucher,
	},
	keys::Key,
	settlement::{salt, settle_receipts},
	store::Store,
	texts::{corpus, input},
	units::amount,
};
use openledger_primitives::{receipt::Payment, ModelId};
use sp_core::sr25519::Public;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [output, model, voucher, path] = &arguments[..] else {
		return Err("give OUTPUT, MODEL, VOUCHER and RECEIPT".into());
	};
	let (model, voucher) = (model.parse::<ModelId>()?, voucher::read(voucher)?.voucher);
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let store = Store::open(env::var_os("OPENLEDGER_STORE").as_deref().map(Path::new))?;
	let bob = Key::from_uri("//Bob")?;

	// Before any work: does the voucher pay Bob for an answer that was not settled?
	let chain = Chain::connect(&url, None).await?;
	let (view, genesis) = (chain.view().await?, chain.genesis());
	let info = view.channel(voucher.channel).await?;
	let fee = voucher.cumulative.saturating_sub(info.settled);
	let is_signed = voucher.is_signed_by(&Public::from_raw(info.key.0), genesis);
	let is_new = voucher.answers > info.next_sequence;
	if info.operator != bob.account() || !is_signed || !is_new || fee == 0 || fee > info.funds {
		return Err("the voucher pays Bob for nothing".into());
	}
	let output = input::read_output(Path::new(output))?.into_normal();
	let attribution = corpus::attribute(&view, &store, model, &output).await?;
	let (channel, sequence) = (voucher.channel, voucher.answers.saturating_sub(1));
	let payment = Payment::Channel { channel, sequence };
	let receipt = attribution.into_receipt(model, payment, fee, salt());
	let signed = SignedReceipt::sign(&bob, genesis, &bob.account(), receipt)?;
	store.save_output(&output)?;
	signed.write(Path::new(path))?;

	let mut file = BatchFile::new(genesis);
	file.operator = Some(bob.account());
	file.vouchers.insert(channel, voucher);
	let SignedReceipt { receipt, signature, .. } = signed;
	file.answers.insert((channel, sequence), Signed { receipt, signature });
	let settled = settle_receipts(&chain, &store, &bob, file).await?.settled;
	let (batch, end, fee) = (settled.batch, settled.finalizable_at, amount::format(fee));
	println!("batch {batch} of {fee} can be final in block {end}");
	Ok(())
}
