// SPDX-License-Identifier: Apache-2.0

//! `openledger model`

use std::{
	fs::File,
	io::{self, Read},
	path::Path,
};

use openledger_primitives::{limits::MaxUri, ModelId};
use serde_json::{json, Value};
use sp_core::H256;

use crate::{
	account, amount,
	args::{self, Kind, Model, RegisterModel},
	chain::{
		calls::{self, Dataset, Derivatives, Method, Proposal, Status},
		events::ModelRegistered,
		Chain, View,
	},
	commands::datanet::ensure_fits,
	context::Context,
	error::Error,
	key::Key,
	output::{json, progress, table},
	percent,
};

/// Read at a time of an artefact, which may be larger than the memory.
const BUFFER_BYTES: usize = 1 << 20;

pub async fn run(context: &Context, command: Model) -> Result<(), Error> {
	match command {
		Model::Register(args) => run_register(context, args).await,
		Model::Show { id } => show(context, id).await,
		Model::Pause { id } => set_status(context, id, Status::Paused, "paused").await,
		Model::Resume { id } => set_status(context, id, Status::Active, "active").await,
		Model::Retire { id } => set_status(context, id, Status::Retired, "retired").await,
	}
}

async fn run_register(context: &Context, args: RegisterModel) -> Result<(), Error> {
	ensure_fits("the metadata URI", args.metadata.as_bytes(), MaxUri::get())?;
	ensure_parents(args.kind, args.parents.len())?;
	if args.kind == Kind::Base && args.datasets.is_empty() {
		return Err(Error::NoDataset);
	}
	let key = context.key()?;
	let chain = context.chain().await?;
	let view = chain.view().await?;
	let mut datasets = Vec::new();
	for given in args.datasets {
		datasets.push(dataset(&view, given).await?);
	}
	for parent in &args.parents {
		view.model(parent.model).await?;
	}
	let artefact = match args.artefact {
		None => H256::zero(),
		Some(given) => match args::hash(&given) {
			Ok(hash) if given.starts_with("0x") => hash,
			_ => {
				let hash = progress::computing(move || hash_file(Path::new(&given)));
				progress::during("hashing the artefact", hash).await??
			}
		},
	};
	let proposal = Proposal {
		kind: match args.kind {
			Kind::Base => calls::Kind::Base,
			Kind::FineTune => calls::Kind::FineTune,
			Kind::Adapter => calls::Kind::Adapter,
			Kind::Merge => calls::Kind::Merge,
		},
		artefact: artefact.0,
		metadata: args.metadata.into_bytes(),
		parents: args.parents.iter().map(|parent| (parent.model, parent.royalty)).collect(),
		datasets,
		method: Method::Span,
		price_floor: args.price,
		derivatives: match args.no_derivatives {
			true => Derivatives::Forbidden,
			false => Derivatives::Allowed { least_royalty: args.least_royalty },
		},
		payout: None,
	};
	let call = calls::register_model(proposal);
	let needed = view.model_deposit()?.saturating_add(chain.fee(&call, &key).await?);
	view.ensure_spendable(&key.account(), needed, "the deposit of the model and its fee").await?;
	let events = progress::during("registering the model", chain.submit(&call, &key)).await?;
	let id = events.one::<ModelRegistered>()?.model;
	context.show(json!({ "model": id, "artefact": json::hash(artefact) }), || {
		format!("model {id} registered")
	});
	Ok(())
}

/// Fails when a model of this kind can't have so many parents.
fn ensure_parents(kind: Kind, parents: usize) -> Result<(), Error> {
	let (name, fits, hint) = match kind {
		Kind::Base => {
			("base", parents == 0, "leave --parent out, or choose another --kind, as fine-tune")
		}
		Kind::FineTune => {
			("fine-tune", parents == 1, "name the one parent with --parent MODEL:PERCENT")
		}
		Kind::Adapter => {
			("adapter", parents == 1, "name the one parent with --parent MODEL:PERCENT")
		}
		Kind::Merge => {
			("merge", parents >= 2, "name two parents or more, each with --parent MODEL:PERCENT")
		}
	};
	match fits {
		true => Ok(()),
		false => Err(Error::Parents { kind: name, parents, hint }),
	}
}

/// All that is accepted now, where the number is left open.
async fn dataset(view: &View, given: args::Dataset) -> Result<Dataset, Error> {
	let args::Dataset { datanet, upto, excluded } = given;
	let accepted = view.datanet(datanet).await?.accepted;
	let upto = upto.unwrap_or(accepted);
	if accepted == 0 || upto == 0 {
		return Err(Error::EmptyDatanet(datanet));
	}
	if upto > accepted {
		return Err(Error::BeyondAccepted { datanet, upto, accepted });
	}
	Ok(Dataset { datanet, upto, excluded })
}

/// Registers a model.
pub async fn register(chain: &Chain, key: &Key, proposal: Proposal) -> Result<ModelId, Error> {
	let events = chain.submit(&calls::register_model(proposal), key).await?;
	Ok(events.one::<ModelRegistered>()?.model)
}

/// The BLAKE2b-256 hash of a file.
fn hash_file(path: &Path) -> Result<H256, Error> {
	let failed = |error: io::Error| Error::Artefact(path.to_owned(), error);
	let mut file = File::open(path).map_err(failed)?;
	let mut state = blake2b_simd::Params::new().hash_length(32).to_state();
	let mut buffer = vec![0; BUFFER_BYTES];
	loop {
		match file.read(&mut buffer).map_err(failed)? {
			0 => return Ok(H256::from_slice(state.finalize().as_bytes())),
			read => {
				state.update(&buffer[..read]);
			}
		}
	}
}

async fn show(context: &Context, id: ModelId) -> Result<(), Error> {
	let view = context.chain().await?.view().await?;
	let info = view.model(id).await?;
	let corpus = info.corpus.entries();
	let shares = |shares: &[(ModelId, u32)]| {
		let shares = shares.iter().map(|(model, parts)| json!({ "model": model, "parts": parts }));
		shares.collect::<Vec<Value>>()
	};
	let datasets = corpus
		.iter()
		.map(|dataset| {
			json!({
				"datanet": dataset.datanet,
				"upto": dataset.upto,
				"excluded": dataset.excluded.to_vec(),
			})
		})
		.collect::<Vec<_>>();
	let json = json!({
		"model": id,
		"developer": json::account(&info.developer),
		"payout": json::account(&info.payout),
		"active": info.is_active,
		"price_floor": json::amount(info.price_floor),
		"parents": shares(&info.parents),
		"royalties": shares(&info.royalties),
		"corpus": datasets,
		"deposit": json::amount(info.deposit),
	});
	context.show(json, || {
		let shares = |shares: &[(ModelId, u32)]| {
			let shares: Vec<_> = shares
				.iter()
				.map(|(model, parts)| format!("model {model}: {}", percent::format(*parts)))
				.collect();
			shares.join(", ")
		};
		let corpus: Vec<_> = corpus
			.iter()
			.map(|dataset| {
				let excluded = dataset.excluded.len();
				format!(
					"datanet {}, {} below {}",
					dataset.datanet,
					match excluded {
						0 => "all".to_owned(),
						_ => format!("all but {excluded}"),
					},
					dataset.upto
				)
			})
			.collect();
		table::fields(&[
			("model", id.to_string()),
			("developer", account::address(&info.developer)),
			("paid at", account::address(&info.payout)),
			("takes requests", if info.is_active { "yes" } else { "no" }.to_owned()),
			("least fee", amount::format(info.price_floor)),
			("parents", shares(&info.parents)),
			("royalties", shares(&info.royalties)),
			("corpus", corpus.join("; ")),
			("deposit", amount::format(info.deposit)),
		])
	});
	Ok(())
}

async fn set_status(
	context: &Context,
	id: ModelId,
	status: Status,
	name: &str,
) -> Result<(), Error> {
	let key = context.key()?;
	let chain = context.chain().await?;
	chain.view().await?.model(id).await?;
	let call = calls::set_status(id, status);
	progress::during("changing the model's status", chain.submit(&call, &key)).await?;
	context.show(json!({ "model": id, "status": name }), || format!("model {id} is {name}"));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_artefact_should_have_its_blake2_hash() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("weights");
		for size in [0, 1, BUFFER_BYTES, BUFFER_BYTES + 1] {
			let bytes = vec![7; size];
			std::fs::write(&path, &bytes).unwrap();
			let expected = blake2b_simd::Params::new().hash_length(32).hash(&bytes);
			assert_eq!(hash_file(&path).unwrap().as_bytes(), expected.as_bytes());
		}
		assert!(matches!(hash_file(directory.path()), Err(Error::Artefact(..))));
	}
}
