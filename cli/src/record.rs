// SPDX-License-Identifier: Apache-2.0

//! What the registries have, by kind and id.

use std::fmt;

use openledger_primitives::{ContributionId, DatanetId, ModelId};

/// Something with an owner. Shown as `model 3`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Record {
	Datanet(DatanetId),
	Contribution(ContributionId),
	Model(ModelId),
}

impl Record {
	/// The command that is for records of its kind.
	pub fn command(self) -> &'static str {
		match self {
			Self::Datanet(_) => "datanet",
			Self::Contribution(_) => "contribution",
			Self::Model(_) => "model",
		}
	}

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
