// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet create`

use std::str::FromStr;

use clap::Args;
use openledger_client::{
	account::Account,
	chain::{
		affordable::sign,
		calls::contributions::{create_datanet, Admission, CreateDatanet, License, LicenseTerms},
		events::DatanetCreated,
	},
	convert::to_usize,
	error::RegistryError,
	names::Names,
	text::{ensure_fits, ensure_name, printable},
};
use openledger_primitives::{
	limits::{MaxCurators, MaxName, MaxSpdx, MaxUri},
	DatanetId,
};
use serde::Serialize;
use sp_core::H256;

use crate::{
	args::{hash, ReadAccount},
	context::Context,
	error::Error,
	output::shown::Shown,
};

/// Create a datanet. Without curators everything is accepted.
#[derive(Args)]
pub struct Create {
	/// What the datanet is called.
	name: String,

	/// Who may accept contributions. Can be given many times.
	#[arg(long = "curator", value_name = "ACCOUNT", value_parser = ReadAccount)]
	curators: Vec<Account>,

	/// SPDX id of the texts' license, or the hash of other terms.
	#[arg(long, value_name = "SPDX|HASH", default_value = "NOASSERTION")]
	license: Terms,

	/// Models must not be trained on the texts commercially.
	#[arg(long)]
	no_commercial: bool,

	/// The texts, and models trained on them, must not be derived from.
	#[arg(long)]
	no_derivatives: bool,

	/// Where more is said about the datanet.
	#[arg(long, value_name = "URI", default_value = "")]
	metadata: String,
}

/// The terms of a datanet's texts.
#[derive(Clone)]
enum Terms {
	Spdx(String),
	Hash(H256),
}

impl FromStr for Terms {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text.starts_with("0x") {
			true => hash(text).map(Self::Hash),
			false => Ok(Self::Spdx(text.to_owned())),
		}
	}
}

impl Create {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { name, curators, license, no_commercial, no_derivatives, metadata } = self;
		ensure_name("the name", &name)?;
		ensure_fits("the name", name.as_bytes(), MaxName::get())?;
		ensure_fits("the metadata URI", metadata.as_bytes(), MaxUri::get())?;
		let terms = match license {
			Terms::Hash(hash) => LicenseTerms::Terms(hash),
			Terms::Spdx(id) => {
				ensure_fits("the license", id.as_bytes(), MaxSpdx::get())?;
				LicenseTerms::Spdx(id.into_bytes())
			}
		};
		// More don't fit in the call, so the chain could not say so.
		let (given, max) = (curators.len(), MaxCurators::get());
		if given > to_usize(max) {
			let what = "curators of a datanet";
			return Err(RegistryError::TooMany { what, given, max }.into());
		}
		let key = context.key()?;
		let chain = context.chain().await?;
		let call = create_datanet(CreateDatanet {
			name: name.clone().into_bytes(),
			admission: Admission::by(&curators),
			license: License {
				terms,
				commercial_training: !no_commercial,
				derivatives: !no_derivatives,
			},
			metadata: metadata.into_bytes(),
		});
		let doing = "creating the datanet";
		let events = sign(&chain, &key, &call, doing).await?;
		let datanet = events.one::<DatanetCreated>()?.datanet;
		context.show(&Created { datanet, name });
		Ok(())
	}
}

#[derive(Serialize)]
struct Created {
	datanet: DatanetId,
	name: String,
}

impl Shown for Created {
	fn text(&self, _: &Names) -> String {
		format!("datanet {} created: {}", self.datanet, printable(&self.name))
	}
}
