// SPDX-License-Identifier: Apache-2.0

//! Records of the registries, by kind and id.

use std::fmt;

use openledger_primitives::{ContributionId, DatanetId, ModelId};
use serde::Serialize;

/// A record with an owner, by its id. Displays as `model 3`; in JSON it is `{"model": 3}`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Record {
	/// A datanet.
	Datanet(DatanetId),
	/// A contribution.
	Contribution(ContributionId),
	/// A model.
	Model(ModelId),
}

impl Record {
	/// The word for its kind, which is also that of the command for such records.
	pub fn command(self) -> &'static str {
		match self {
			Self::Datanet(_) => "datanet",
			Self::Contribution(_) => "contribution",
			Self::Model(_) => "model",
		}
	}

	/// The id of the record.
	pub fn id(self) -> u64 {
		match self {
			Self::Datanet(id) | Self::Model(id) => id.into(),
			Self::Contribution(id) => id,
		}
	}
}

impl fmt::Display for Record {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{} {}", self.command(), self.id())
	}
}
