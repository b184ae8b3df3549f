// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger datanet`.

use std::str::FromStr;

use clap::{Args, Subcommand};
use openledger_primitives::{ContributionId, DatanetId};
use sp_core::H256;

use super::common::{hash, Limit, Offer, ReadAccount};
use openledger_client::account::Account;

#[derive(Subcommand)]
pub enum Datanet {
	/// Create a datanet. Without curators everything is accepted.
	Create(CreateDatanet),
	/// List datanets, the oldest first.
	List {
		/// The first to list.
		#[arg(long, value_name = "ID", default_value_t = 0)]
		from: DatanetId,

		#[command(flatten)]
		limit: Limit,
	},
	/// Show a datanet.
	Show {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,
	},
	/// Accept pending contributions, as a curator.
	Accept {
		/// Which contributions: `datanet pending` lists them.
		#[arg(required = true, value_name = "CONTRIBUTION")]
		ids: Vec<ContributionId>,
	},
	/// Reject a pending contribution, as a curator.
	Reject {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,
	},
	/// List what waits for the curators of a datanet.
	Pending {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,

		/// List the page after this contribution. The order means nothing.
		#[arg(long, value_name = "CONTRIBUTION")]
		after: Option<ContributionId>,

		#[command(flatten)]
		limit: Limit,
	},
	/// Change who may accept contributions, as the owner.
	#[command(subcommand)]
	Curator(Curator),
	/// Take no contributions for a while, as the owner.
	Freeze {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,
	},
	/// Take contributions again, as the owner.
	Thaw {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,
	},
	/// Say where more is said about a datanet, as the owner.
	Metadata {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,

		/// Where it is.
		uri: String,
	},
	/// Offer a datanet to another account, as the owner. It stays yours until it is taken.
	Transfer {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,

		#[command(flatten)]
		offer: Offer,
	},
	/// Take a datanet that is offered to the key's account, with its deposit.
	Take {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,
	},
}

/// A change of who may accept contributions.
#[derive(Subcommand)]
pub enum Curator {
	/// Let an account accept contributions.
	Add {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,

		/// Who becomes a curator.
		#[arg(value_parser = ReadAccount)]
		account: Account,
	},
	/// Let an account no longer accept contributions.
	Remove {
		/// The datanet.
		#[arg(value_name = "DATANET")]
		id: DatanetId,

		/// Who was a curator.
		#[arg(value_parser = ReadAccount)]
		account: Account,
	},
}

#[derive(Args)]
pub struct CreateDatanet {
	/// What the datanet is called.
	pub name: String,

	/// Who may accept contributions. Can be given many times.
	#[arg(long = "curator", value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub curators: Vec<Account>,

	/// SPDX id of the texts' license, or the hash of other terms.
	#[arg(long, value_name = "SPDX|HASH", default_value = "NOASSERTION")]
	pub license: License,

	/// Models must not be trained on the texts commercially.
	#[arg(long)]
	pub no_commercial: bool,

	/// The texts, and models trained on them, must not be derived from.
	#[arg(long)]
	pub no_derivatives: bool,

	/// Where more is said about the datanet.
	#[arg(long, value_name = "URI", default_value = "")]
	pub metadata: String,
}

/// The terms of a datanet's texts.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum License {
	Spdx(String),
	Terms(H256),
}

impl FromStr for License {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		match text.starts_with("0x") {
			true => hash(text).map(Self::Terms),
			false => Ok(Self::Spdx(text.to_owned())),
		}
	}
}
