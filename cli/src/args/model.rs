// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger model`.

use std::str::FromStr;

use clap::{Args, Subcommand, ValueEnum};
use openledger_primitives::{Balance, DatanetId, ModelId};

use super::common::{Limit, Offer, PaidAt, ReadAccount};
use openledger_client::{
	account::Account,
	units::{amount, percent},
};

#[derive(Subcommand)]
pub enum Model {
	/// Register a model.
	Register(RegisterModel),
	/// List models, the oldest first.
	List {
		/// The first to list.
		#[arg(long, value_name = "ID", default_value_t = 0)]
		from: ModelId,

		#[command(flatten)]
		limit: Limit,
	},
	/// Show a model.
	Show {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,
	},
	/// Take no requests for a while.
	Pause {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,
	},
	/// Take requests again.
	Resume {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,
	},
	/// Take no requests any more.
	Retire {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,
	},
	/// Draw the models that a model was made from, and what each gets.
	Lineage {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,
	},
	/// Show what a request costs, and who gets what of it.
	Quote {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,

		/// The fee to divide. By default the least.
		#[arg(long, value_name = "OPEN", value_parser = amount::parse)]
		fee: Option<Balance>,
	},
	/// Say who is credited with what a model earns, as its developer.
	Payout {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,

		#[command(flatten)]
		paid_at: PaidAt,
	},
	/// Offer a model to another account, as its developer. It stays yours until it is taken.
	Transfer {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,

		#[command(flatten)]
		offer: Offer,
	},
	/// Take a model that is offered to the key's account, with its deposit.
	Take {
		/// The model.
		#[arg(value_name = "MODEL")]
		id: ModelId,
	},
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kind {
	/// Trained from nothing.
	Base,
	/// One parent, trained on.
	FineTune,
	/// One parent, with weights beside it.
	Adapter,
	/// Two parents or more.
	Merge,
}

#[derive(Args)]
pub struct RegisterModel {
	/// How the model came to be.
	#[arg(long)]
	pub kind: Kind,

	/// What it was trained on: the contributions of DATANET with an index below END (by default all
	/// that are accepted now) but the EXCLUDED ones. Can be given many times.
	#[arg(long = "dataset", value_name = "DATANET[:END[:EXCLUDED,…]]")]
	pub datasets: Vec<Dataset>,

	/// A parent and the royalty that it gets. Can be given many times.
	#[arg(long = "parent", value_name = "MODEL:PERCENT")]
	pub parents: Vec<Parent>,

	/// The least fee of a request.
	#[arg(long, value_name = "OPEN", value_parser = amount::parse, default_value = "0")]
	pub price: Balance,

	/// The weights: a file, of which the BLAKE2b-256 hash is taken, or the hash itself.
	#[arg(long, value_name = "FILE|HASH")]
	pub artifact: Option<String>,

	/// Where more is said about the model.
	#[arg(long, value_name = "URI", default_value = "")]
	pub metadata: String,

	/// The least royalty that a model derived from this one must offer.
	#[arg(long, value_name = "PERCENT", value_parser = percent::parse, default_value = "0")]
	pub min_royalty: u32,

	/// The model must not be derived from.
	#[arg(long, conflicts_with = "min_royalty")]
	pub no_derivatives: bool,

	/// Nobody pays for the model's answers. A model is that if it was trained on texts that forbid
	/// commercial models, or is derived from a model that is.
	#[arg(long)]
	pub non_commercial: bool,

	/// Who is credited with what the model earns. By default the key's account.
	#[arg(long, value_name = "ACCOUNT", value_parser = ReadAccount)]
	pub payout: Option<Account>,
}

/// Contributions of a datanet that a model was trained on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dataset {
	pub datanet: DatanetId,
	/// All that are accepted if `None`.
	pub end: Option<u32>,
	/// Ascending, each once.
	pub excluded: Vec<u32>,
}

impl FromStr for Dataset {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let number = |part: &str| {
			part.parse::<u32>().map_err(|_| {
				format!("`{part}` is no number: write a dataset as 3, 3:200 or 3:200:7,12")
			})
		};
		let mut parts = text.splitn(3, ':');
		let datanet = number(parts.next().unwrap_or_default())?;
		let end = match parts.next() {
			None | Some("") => None,
			Some(end) => Some(number(end)?),
		};
		let mut excluded = match parts.next() {
			None => Vec::new(),
			Some(list) => list.split(',').map(number).collect::<Result<_, _>>()?,
		};
		excluded.sort_unstable();
		excluded.dedup();
		Ok(Self { datanet, end, excluded })
	}
}

/// A parent of a model, and its royalty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parent {
	pub model: ModelId,
	/// In parts per billion.
	pub royalty: u32,
}

impl FromStr for Parent {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (model, royalty) = text
			.split_once(':')
			.ok_or_else(|| format!("`{text}` has no royalty: write a parent as 3:20"))?;
		let model =
			model.parse().map_err(|_| format!("`{model}` is no model: write a parent as 3:20"))?;
		let royalty = percent::parse(royalty).map_err(|error| error.to_string())?;
		Ok(Self { model, royalty })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn datasets_should_be_read() {
		let dataset = |text: &str| text.parse::<Dataset>();
		let expected = |datanet, end, excluded: &[u32]| {
			Ok(Dataset { datanet, end, excluded: excluded.to_vec() })
		};
		assert_eq!(dataset("3"), expected(3, None, &[]));
		assert_eq!(dataset("3:200"), expected(3, Some(200), &[]));
		assert_eq!(dataset("3:200:12,7,7"), expected(3, Some(200), &[7, 12]));
		assert_eq!(dataset("3::1"), expected(3, None, &[1]));
		for bad in ["", "x", ":", "3:x", "3:5:", "3:5:1,", "3:5:1:2", "-1", "4294967296"] {
			assert!(dataset(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn parents_should_be_read() {
		assert_eq!("4:12.5".parse(), Ok(Parent { model: 4, royalty: 125_000_000 }));
		for bad in ["4", "4:", "x:5", ":5", "4:101", "4:5:6"] {
			assert!(bad.parse::<Parent>().is_err(), "{bad}");
		}
	}
}
