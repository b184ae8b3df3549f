// SPDX-License-Identifier: Apache-2.0

//! What the registries of datanets, contributions and models would refuse.

use openledger_primitives::{
	limits::{MaxCurators, MaxSources},
	Balance, ContributionId, DatanetId, ModelId,
};
use openledger_runtime_api::ContributionStatus;
use sp_core::H256;

use crate::{
	account::{address, Account},
	record::Record,
	text::printable,
	units::{amount, percent},
	words,
};

/// What is done with a contribution, where its status allows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ContributionAction {
	/// Its owner takes it back.
	Retract,
	/// Its owner takes it out of what later models are trained on.
	Withdraw,
	/// Its owner offers it to another account.
	Transfer,
	/// The account that it is offered to takes it.
	Take,
	/// Anyone shows that what it has registered is malformed.
	Strike,
	/// Its owner appeals its rejection.
	Appeal,
	/// Anyone says that it is somebody else's.
	Dispute,
	/// Governance rules on it.
	Rule,
}

impl ContributionAction {
	/// What it then is: it can't be …
	fn done(self) -> &'static str {
		match self {
			Self::Retract => "retracted",
			Self::Withdraw => "withdrawn",
			Self::Transfer => "transferred",
			Self::Take => "taken",
			Self::Strike => "struck",
			Self::Appeal => "appealed",
			Self::Dispute => "disputed",
			Self::Rule => "ruled on so",
		}
	}
}

#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
	#[error("no contribution holds the content root {0:?}")]
	NoRoot(H256),

	// Owners.
	#[error("{record} is of {}", address(.owner))]
	NotOwner { record: Record, owner: Account },
	#[error("{0} is yours already")]
	Yours(Record),
	#[error("{0} is offered to nobody")]
	NoOffer(Record),
	#[error("{record} is not offered to {}", address(.to))]
	NotOffered { record: Record, to: Account },
	#[error("{record} is {what} already")]
	Already { record: Record, what: &'static str },

	// Contributions.
	#[error("contribution {id} is {}, and can't be {}", words::status(*.status), .action.done())]
	Status { id: ContributionId, status: ContributionStatus, action: ContributionAction },
	#[error(
		"contribution {id} is {} and disputed, and can't be {}",
		words::status(*.status), .action.done()
	)]
	Disputed { id: ContributionId, status: ContributionStatus, action: ContributionAction },
	#[error("the text of contribution {0} is in normal form, and can't be struck as malformed")]
	NotMalformed(ContributionId),
	#[error(
		"what contribution {id} has registered can't be had from {}: {}",
		place(.uri), printable(.reason)
	)]
	NoText { id: ContributionId, uri: String, reason: String },
	#[error("contribution {id} can't be a source: it is {status}")]
	Source { id: ContributionId, status: String },
	#[error("contribution {id} can't be a source: the license of datanet {datanet} forbids it")]
	NoRemix { id: ContributionId, datanet: DatanetId },
	#[error("a text has {} sources at most, not {given}", MaxSources::get())]
	TooManySources { given: usize },
	#[error("the sources can't share what the text earns: {0}")]
	Shares(String),

	// Datanets.
	#[error("datanet {0} is frozen, and takes no contributions")]
	Frozen(DatanetId),
	#[error("datanet {0} is open, and has no curators")]
	Open(DatanetId),
	#[error("{} is no curator of datanet {datanet}", address(.who))]
	NotCurator { datanet: DatanetId, who: Account },
	#[error("{} is a curator of datanet {datanet} already", address(.who))]
	IsCurator { datanet: DatanetId, who: Account },
	#[error("{} is the last curator of datanet {datanet}", address(.who))]
	LastCurator { datanet: DatanetId, who: Account },
	#[error("datanet {0} has {max} curators, and can't have more", max = MaxCurators::get())]
	TooManyCurators(DatanetId),

	// Models.
	#[error("the license of datanet {0} forbids commercial models")]
	NonCommercialTexts(DatanetId),
	#[error("model {0} is not commercial, nor is a model that is derived from it")]
	NonCommercialParent(ModelId),
	#[error("the license of datanet {0} forbids models that may be derived from")]
	NoDerivatives(DatanetId),
	#[error("nothing of datanet {0} is left: all of its texts that are named are left out")]
	NothingLeft(DatanetId),
	#[error("model {0} must not be derived from")]
	NoChildren(ModelId),
	#[error(
		"model {parent} asks for a royalty of {}, more than {}",
		percent::format(*.least), percent::format(*.given)
	)]
	RoyaltyTooLow { parent: ModelId, least: u32, given: u32 },
	#[error("model {0} is not commercial: its answers can't be paid for")]
	NotCommercial(ModelId),
	#[error("model {0} is retired for good")]
	Retired(ModelId),
	#[error("a fee of {} can't be divided", amount::format(*.0))]
	FeeTooLarge(Balance),

	#[error("{missing} of {all} texts of the corpus of model {model} are missing")]
	Incomplete { model: ModelId, missing: usize, all: usize },

	#[error("{broken} of {all} pallets have a broken invariant")]
	Broken { broken: usize, all: usize },
}

/// Where a text was looked for besides the store.
fn place(uri: &str) -> String {
	match uri {
		"" => "the store".to_owned(),
		uri => format!("the store or {}", printable(uri)),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_error_should_say_of_what_it_is() {
		let to = Account::new([1; 32]);
		let error = RegistryError::NotOffered { record: Record::Model(3), to: to.clone() };
		assert_eq!(error.to_string(), format!("model 3 is not offered to {}", address(&to)));
		let error =
			RegistryError::NoText { id: 7, uri: String::new(), reason: "it is away".to_owned() };
		assert!(error.to_string().ends_with("can't be had from the store: it is away"));
		let error = RegistryError::Already { record: Record::Datanet(0), what: "frozen" };
		assert_eq!(error.to_string(), "datanet 0 is frozen already");
	}

	#[test]
	fn a_contribution_should_be_said_to_be_where_it_is() {
		let (id, status) = (5, ContributionStatus::Accepted { index: 0 });
		let error = RegistryError::Status { id, status, action: ContributionAction::Retract };
		assert_eq!(error.to_string(), "contribution 5 is accepted at 0, and can't be retracted");
		let error = RegistryError::Disputed { id, status, action: ContributionAction::Withdraw };
		assert!(
			error.to_string().ends_with("at 0 and disputed, and can't be withdrawn"),
			"{error}"
		);
	}
}
