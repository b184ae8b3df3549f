// SPDX-License-Identifier: Apache-2.0

//! `openledger model register`

mod artifact;
mod parts;

use std::path::Path;

use clap::{Args, ValueEnum};
use openledger_client::{
	account::Account,
	chain::{
		affordable::sign,
		calls::{
			self,
			models::{register_model, Derivatives, Method, Proposal},
		},
		events::ModelRegistered,
	},
	names::Names,
	progress,
	text::ensure_fits,
	units::{amount, percent},
};
use openledger_primitives::{limits::MaxUri, Balance, ModelId};
use serde::Serialize;
use sp_core::H256;

pub use artifact::hash_file;
pub use parts::Dataset;
use parts::Parent;

use crate::{
	args::{hash, ReadAccount},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Register a model.
#[derive(Args)]
pub struct Register {
	/// How the model came to be.
	#[arg(long)]
	kind: Kind,

	/// What it was trained on: the contributions of DATANET with an index below END (by default all
	/// that are accepted now) but the EXCLUDED ones. Can be given many times.
	#[arg(long = "dataset", value_name = "DATANET[:END[:EXCLUDED,…]]")]
	datasets: Vec<Dataset>,

	/// A parent and the royalty that it gets. Can be given many times.
	#[arg(long = "parent", value_name = "MODEL:PERCENT")]
	parents: Vec<Parent>,

	/// The least fee of a request.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse, default_value = "0")]
	price: Balance,

	/// The weights: a file, of which the BLAKE2b-256 hash is taken, or the hash itself.
	#[arg(long, value_name = "FILE|HASH")]
	artifact: Option<String>,

	/// A URI with more information about the model.
	#[arg(long, value_name = "URI", default_value = "")]
	metadata: String,

	/// The least royalty that a model derived from this one must offer.
	#[arg(long, value_name = "PERCENT", value_parser = percent::parse, default_value = "0")]
	min_royalty: u32,

	/// The model must not be derived from.
	#[arg(long, conflicts_with = "min_royalty")]
	no_derivatives: bool,

	/// Nobody pays for the model's answers. A model is that if it was trained on texts that forbid
	/// commercial models, or is derived from a model that is.
	#[arg(long)]
	non_commercial: bool,

	/// Who is credited with what the model earns. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	payout: Option<Account>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum Kind {
	/// Trained from nothing.
	Base,
	/// One parent, trained on.
	FineTune,
	/// One parent, with weights beside it.
	Adapter,
	/// Two parents or more.
	Merge,
}

impl From<Kind> for calls::models::Kind {
	fn from(kind: Kind) -> Self {
		match kind {
			Kind::Base => Self::Base,
			Kind::FineTune => Self::FineTune,
			Kind::Adapter => Self::Adapter,
			Kind::Merge => Self::Merge,
		}
	}
}

impl Register {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		ensure_fits("the metadata URI", self.metadata.as_bytes(), MaxUri::get())?;
		// The chain takes a model that was trained on nothing.
		if self.kind == Kind::Base && self.datasets.is_empty() {
			return Err(Error::misuse(
				"a base model needs something that it was trained on",
				"name its datasets with --dataset DATANET[:END]",
			));
		}
		let key = context.key()?;
		let chain = context.chain().await?;
		let view = chain.view().await?;
		let mut datasets = Vec::new();
		for dataset in self.datasets {
			let accepted = view.datanet(dataset.datanet).await?.accepted;
			datasets.push(dataset.below(accepted)?);
		}
		let artifact = read_artifact(self.artifact).await?;
		let call = register_model(Proposal {
			kind: self.kind.into(),
			artifact,
			metadata: self.metadata.into_bytes(),
			parents: self.parents.iter().map(|parent| (parent.model, parent.royalty)).collect(),
			datasets,
			method: Method::Span,
			commercial: !self.non_commercial,
			price_floor: self.price,
			derivatives: match self.no_derivatives {
				true => Derivatives::Forbidden,
				false => Derivatives::Allowed { min_royalty: self.min_royalty },
			},
			payout: self.payout.as_ref().map(calls::id),
		});
		let doing = "registering the model";
		let events = sign(&chain, &key, &call, doing).await?;
		let model = events.one::<ModelRegistered>()?.model;
		context.show(&Registered { model, artifact });
		Ok(())
	}
}

/// The hash of the weights: zero if there are none.
async fn read_artifact(given: Option<String>) -> Result<H256, Error> {
	let Some(given) = given else { return Ok(H256::zero()) };
	match hash(&given) {
		Ok(hash) if given.starts_with("0x") => Ok(hash),
		_ => {
			let hash = progress::computing(move || hash_file(Path::new(&given)));
			progress::during("hashing the artifact", hash).await?
		}
	}
}

#[derive(Serialize)]
struct Registered {
	model: ModelId,
	artifact: H256,
}

impl Shown for Registered {
	fn text(&self, _: &Names) -> String {
		format!("model {} registered", self.model)
	}
}
