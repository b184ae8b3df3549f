// SPDX-License-Identifier: Apache-2.0

//! Attributes an output to the corpus of a model: says which texts it repeats, and who earns how
//! much of it.
//!
//! ```text
//! cargo run -p openledger-client --example attribution -- OUTPUT datanet DATANET
//! cargo run -p openledger-client --example attribution -- OUTPUT model MODEL
//! ```
//!
//! With a datanet, Eve first registers a base model of all that is in it. The texts have to be in the
//! store, or at their URIs. It prints `model M`, a line for each span of the output that a text has,
//! and one for each text that is credited.

use std::{env, error::Error, path::Path};

use openledger_client::{
	account::address,
	chain::{
		calls::models::{Dataset, Derivatives, Kind, Method, Proposal},
		Chain,
	},
	keys::Key,
	registry::register_model,
	store::Store,
	texts::{corpus, input},
};
use openledger_primitives::{receipt::HeldSpan, DatanetId, ModelId};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
	let arguments: Vec<_> = env::args().skip(1).collect();
	let [output, kind, id] = &arguments[..] else { return Err("give OUTPUT, kind and id".into()) };
	let url = env::var("OPENLEDGER_URL").unwrap_or_else(|_| "ws://127.0.0.1:9944".to_owned());
	let store = Store::open(env::var_os("OPENLEDGER_STORE").as_deref().map(Path::new))?;
	let output = input::read_output(Path::new(output))?.into_normal();
	let chain = Chain::connect(&url, None).await?;
	let model = if kind == "model" { id.parse()? } else { register(&chain, id.parse()?).await? };
	println!("model {model}");

	let view = chain.view().await?;
	let attribution = corpus::attribute(&view, &store, model, &output).await?;
	for HeldSpan { span, contribution, .. } in &attribution.spans {
		println!("bytes {} to {} are of contribution {contribution}", span.start, span.end());
	}
	let capacity = attribution.span_params.capacity(attribution.output_len);
	for credit in &attribution.credits {
		let info = view.existing(credit.contribution).await?;
		let (id, payee, points) = (info.contribution, address(&info.payout), credit.points);
		println!("contribution {id} of {payee} has {points} of {capacity} points");
	}
	Ok(())
}

async fn register(chain: &Chain, datanet: DatanetId) -> Result<ModelId, Box<dyn Error>> {
	let end = chain.view().await?.datanet(datanet).await?.accepted;
	let proposal = Proposal {
		kind: Kind::Base,
		artifact: Default::default(),
		metadata: Vec::new(),
		parents: Vec::new(),
		datasets: vec![Dataset { datanet, end, excluded: Vec::new() }],
		method: Method::Span,
		commercial: true,
		price_floor: 0,
		derivatives: Derivatives::Forbidden,
		payout: None,
	};
	Ok(register_model(chain, &Key::from_uri("//Eve")?, proposal).await?)
}
