// SPDX-License-Identifier: Apache-2.0

//! `openledger datanet curator`

mod add;
mod remove;

use clap::{Args, Subcommand};
use openledger_client::{account::Account, json::Address, names::Names};
use openledger_primitives::DatanetId;
use openledger_runtime_api::{AdmissionInfo, DatanetInfo};
use serde::Serialize;
use sp_core::H256;

use super::Change;
use crate::{args::ReadAccount, context::Context, error::Error, output::shown::Shown};

/// Change who may accept contributions, as the owner.
#[derive(Subcommand)]
pub enum Curator {
	/// Let an account accept contributions.
	Add(Named),
	/// Let an account no longer accept contributions.
	Remove(Named),
}

impl Curator {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		match self {
			Self::Add(curator) => add::run(context, curator).await,
			Self::Remove(curator) => remove::run(context, curator).await,
		}
	}
}

/// An account, as a curator of a datanet.
#[derive(Args)]
pub struct Named {
	/// The datanet.
	#[arg(value_name = "DATANET")]
	id: DatanetId,

	/// The curator.
	#[arg(value_parser = ReadAccount)]
	account: Account,
}

/// The curators that a datanet has: none if it is open.
fn curators(info: &DatanetInfo<Account>) -> Vec<Account> {
	match &info.admission {
		AdmissionInfo::Open => Vec::new(),
		AdmissionInfo::Curated(curators) => curators.clone(),
	}
}

/// The curators that a datanet has now.
#[derive(Serialize)]
struct Curated {
	datanet: DatanetId,
	curators: Vec<Address>,
	block: H256,
}

impl Shown for Curated {
	fn text(&self, names: &Names) -> String {
		let curators: Vec<_> = self.curators.iter().map(|who| names.address(&who.0)).collect();
		format!("datanet {} is curated by {}", self.datanet, curators.join(", "))
	}
}
