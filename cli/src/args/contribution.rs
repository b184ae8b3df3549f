// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger contribute` and `openledger contribution`.

use std::{path::PathBuf, str::FromStr};

use clap::{Args, Subcommand};
use openledger_primitives::{ContributionId, DatanetId};
use sp_core::H256;

use super::common::{hash, Limit, Offer, PaidAt, ReadAccount};
use openledger_client::{account::Account, units::percent};

#[derive(Args)]
pub struct Contribute {
	/// A file, or a directory whose files are joined to one text.
	#[arg(required = true, value_name = "PATH")]
	pub paths: Vec<PathBuf>,

	/// The datanet to contribute to.
	#[arg(long, value_name = "ID")]
	pub datanet: DatanetId,

	/// Take only files with this extension from directories. Can be given many times.
	#[arg(long = "extension", value_name = "EXTENSION")]
	pub extensions: Vec<String>,

	/// Say on chain that each text can be found at this URI followed by its root. Without it nobody
	/// else can find the texts, until `openledger contribution uri` says where they are.
	#[arg(long, value_name = "URI")]
	pub uri_base: Option<String>,

	/// Say on chain in which files of this machine the store has the texts, for those who share its
	/// disk. Everyone can read the path there, the user's name in it included.
	#[arg(long, conflicts_with = "uri_base")]
	pub local_uri: bool,

	/// Leave out texts that are registered already, instead of failing.
	#[arg(long)]
	pub skip_held: bool,

	/// An accepted contribution that the texts are made from, and the share of what they earn that
	/// it gets. Can be given up to four times.
	#[arg(long = "source", value_name = "CONTRIBUTION:PERCENT")]
	pub sources: Vec<Source>,

	/// Who is credited with what the texts earn. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub payout: Option<Account>,
}

#[derive(Args)]
pub struct Retract {
	/// The contribution.
	#[arg(value_name = "CONTRIBUTION")]
	pub id: ContributionId,
}

#[derive(Subcommand)]
pub enum Contribution {
	/// List contributions, the oldest first.
	List(ListContributions),
	/// Show a contribution.
	Show {
		/// Its id, or the content root of its text.
		#[arg(value_name = "CONTRIBUTION|ROOT")]
		which: Which,
	},
	/// Leave all models that are registered from now on, as the owner. Earlier ones still pay.
	Withdraw {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,
	},
	/// Ask governance to overturn a rejection, as the owner. It holds a deposit.
	Appeal {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,
	},
	/// Show that what a contribution has registered is malformed, which is to say not in normal form:
	/// it earns nothing any more, and is in no model's corpus. Anyone can, and pays no fee if it is.
	Strike {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,
	},
	/// Say who is credited with what a contribution earns, as the owner.
	Payout {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,

		#[command(flatten)]
		paid_at: PaidAt,
	},
	/// Say where the text can be found, as the owner.
	Uri {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,

		/// Where it is.
		uri: String,
	},
	/// Offer a contribution to another account, as the owner. It stays yours until it is taken.
	Transfer {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,

		#[command(flatten)]
		offer: Offer,
	},
	/// Take a contribution that is offered to the key's account, with its deposit.
	Take {
		/// The contribution.
		#[arg(value_name = "CONTRIBUTION")]
		id: ContributionId,
	},
	/// Take back a contribution that is pending or was rejected: its deposit and its text are free
	/// again.
	Retract(Retract),
}

#[derive(Args)]
pub struct ListContributions {
	/// The first to list; with --datanet, by its index there.
	#[arg(long, value_name = "ID", default_value_t = 0)]
	pub from: ContributionId,

	#[command(flatten)]
	pub limit: Limit,

	/// List the texts that this datanet accepted, by index.
	#[arg(long, value_name = "ID")]
	pub datanet: Option<DatanetId>,
}

/// A contribution, by its id or by what it holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Which {
	Id(ContributionId),
	Root(H256),
}

impl FromStr for Which {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		if text.starts_with("0x") {
			return hash(text).map(Self::Root);
		}
		text.parse().map(Self::Id).map_err(|_| {
			format!("`{text}` is no contribution: give its id, or 0x and the 64 digits of its root")
		})
	}
}

/// A source of a text, and its share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
	pub contribution: ContributionId,
	/// In parts per billion, more than nothing.
	pub share: u32,
}

impl FromStr for Source {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (contribution, share) = text
			.split_once(':')
			.ok_or_else(|| format!("`{text}` has no share: write a source as 7:20"))?;
		let contribution = contribution
			.parse()
			.map_err(|_| format!("`{contribution}` is no contribution: write a source as 7:20"))?;
		match percent::parse(share).map_err(|error| error.to_string())? {
			0 => Err(format!("`{text}` gives the source nothing: write a source as 7:20")),
			share => Ok(Self { contribution, share }),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sources_should_be_read() {
		assert_eq!("7:12.5".parse(), Ok(Source { contribution: 7, share: 125_000_000 }));
		for bad in ["7", "7:", "x:5", ":5", "7:0", "7:101", "7:5:6", "-7:5"] {
			assert!(bad.parse::<Source>().is_err(), "{bad}");
		}
	}

	#[test]
	fn a_contribution_should_be_found_by_id_and_by_root() {
		let root = format!("0x{}", "5".repeat(64));
		assert_eq!("12".parse(), Ok(Which::Id(12)));
		assert_eq!(root.parse(), Ok(Which::Root(H256::repeat_byte(0x55))));
		for bad in ["", "x", "-1", "0x5", &root[2..]] {
			assert!(bad.parse::<Which>().is_err(), "{bad}");
		}
	}
}
