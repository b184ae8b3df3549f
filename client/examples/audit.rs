// SPDX-License-Identifier: Apache-2.0

//! Compares what was settled of a channel with the receipts that its payer was given.
//!
//! ```text
//! cargo run -p openledger-client --example audit -- RECEIPT
//! ```
//!
//! Dave checks Bob's signature of the receipt in the file `RECEIPT`, keeps it, and looks for the
//! answers of its channel in the batches that can still be refuted. It prints a line for each, and fails
//! when something else was settled than what was given. `openledger batch audit` goes further: it reads
//! final batches too, holds them to their commitments, and refutes.

use std::{env, error::Error, path::Path};

use openledger_client::{
	chain::Chain,
	files::receipt::{keep, Received, SignedReceipt},
	store::Store,
	units::amount,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [receipt] = &arguments[..] else { return Err("give RECEIPT".into()) };
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let store = Store::open(env::var_os("OPENLEDGER_STORE").as_deref().map(Path::new))?;
	let signed = SignedReceipt::read(Path::new(receipt))?;
	let (channel, _) = signed.place().ok_or("no channel pays for this receipt")?;

	let chain = Chain::connect(&url, None).await?;
	let (view, genesis) = (chain.view().await?, chain.genesis());
	let info = view.channel(channel).await?;
	let operator = view.registered(&info.operator).await?;
	signed.verify(genesis, &info.operator, &[operator.key])?;
	keep(&store, &signed)?;

	let received = Received::of(&store, genesis, channel);
	let (mut found, mut differences) = (0, 0);
	for id in view.first_pending().await?..view.counts().await?.batches {
		let Some(batch) = view.batch(id).await? else { continue };
		if batch.payer.is_some() || batch.operator != info.operator {
			continue;
		}
		let settlement = chain.receipts_of(&batch, &view).await?;
		let settlement = settlement.ok_or_else(|| format!("batch {id} can't be read"))?;
		for (_, sequence, answer) in settlement.of_channel(channel) {
			let given = received.first(sequence).and_then(|given| given.compact());
			let is_same = given.is_some_and(|given| given.answer == *answer);
			let verdict = if is_same { "as it was given" } else { "not as it was given" };
			let fee = amount::format(answer.fee);
			println!("batch {id} has answer {sequence} for {fee}, {verdict}");
			found += answer.fee;
			differences += u32::from(!is_same);
		}
	}
	let (settled, found) = (amount::format(info.settled), amount::format(found));
	println!("channel {channel} has paid {settled}, of which {found} can be refuted");
	match differences {
		0 => Ok(()),
		_ => Err(format!("{differences} answers are not as they were given").into()),
	}
}
