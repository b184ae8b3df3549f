// SPDX-License-Identifier: Apache-2.0

//! What the registries of datanets, contributions and models would refuse.

use openledger_primitives::{
	limits::{MaxCurators, MaxSourceStack, MaxSources},
	Balance, ContributionId, DatanetId, ModelId,
};
use sp_core::H256;

use crate::{
	account::{address, Account},
	amount,
	output::printable,
	percent,
	record::Record,
};

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
	#[error("contribution {id} is {status}, and can't be {action}")]
	Status { id: ContributionId, status: String, action: &'static str, hint: String },
	#[error("the text of contribution {0} is in normal form, and can't be struck as malformed")]
	NotMalformed(ContributionId),
	#[error(
		"what contribution {id} has registered can't be had from {}: {}",
		place(.uri), printable(.reason)
	)]
	NoText { id: ContributionId, uri: String, reason: String },
	#[error("contribution {id} can't be a source: it is {status}")]
	Source { id: ContributionId, status: String },
	#[error("contribution {id} can't be a source: the licence of datanet {datanet} forbids it")]
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
	#[error("the licence of datanet {0} forbids commercial models")]
	NonCommercialTexts(DatanetId),
	#[error("model {0} is not commercial, nor is a model that is derived from it")]
	NonCommercialParent(ModelId),
	#[error("the licence of datanet {0} forbids models that may be derived from")]
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

impl RegistryError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::NoRoot(_) => {
				"the text was never registered, or its contribution was retracted: openledger \
				 contribute PATH --datanet ID"
					.to_owned()
			}
			Self::NotOwner { .. } => "sign with its owner's key".to_owned(),
			Self::Yours(_) => "name the account that it goes to".to_owned(),
			Self::NoOffer(record) => {
				format!("there is nothing to take back: {} is yours as before", record)
			}
			Self::NotOffered { record, to } => format!(
				"its owner can offer it: openledger {} transfer {} {}",
				record.command(),
				record.id(),
				address(to)
			),
			Self::Already { record, .. } => {
				format!(
					"there is nothing to do: openledger {} show {}",
					record.command(),
					record.id()
				)
			}
			Self::Status { hint, .. } => hint.clone(),
			Self::NotMalformed(id) => format!(
				"whose it is can be disputed: openledger dispute open {id} --evidence FILE --uri URI"
			),
			Self::NoText { id, .. } => format!(
				"put the bytes as they were registered into the store (--store), as texts/ROOT.txt \
				 with the 64 digits of the content root that openledger contribution show {id} says"
			),
			Self::Source { .. } => "only what a datanet accepted can be a source".to_owned(),
			Self::NoRemix { .. } => {
				"leave the text out that is made from it, or ask the owner for other terms"
					.to_owned()
			}
			Self::TooManySources { .. } => "leave the least of them out".to_owned(),
			Self::Shares(_) => format!(
				"name each source once, with 100 % at most in all; with their own sources they are \
				 {} at most",
				MaxSourceStack::get()
			),
			Self::Frozen(id) => {
				format!("its owner can change that: openledger datanet thaw {id}")
			}
			Self::Open(_) => "all that is contributed to it is accepted; for curators, create \
			                  another: openledger datanet create NAME --curator ACCOUNT"
				.to_owned(),
			Self::NotCurator { datanet, .. } | Self::IsCurator { datanet, .. } => {
				format!("see who is: openledger datanet show {datanet}")
			}
			Self::LastCurator { datanet, .. } => {
				format!("add another first: openledger datanet curator add {datanet} ACCOUNT")
			}
			Self::TooManyCurators(id) => {
				format!("remove one first: openledger datanet curator remove {id} ACCOUNT")
			}
			Self::NonCommercialTexts(_) => {
				"register the model with --non-commercial, or leave the datanet out".to_owned()
			}
			Self::NonCommercialParent(_) => {
				"register the model with --non-commercial, or choose another parent".to_owned()
			}
			Self::NoDerivatives(_) => {
				"register the model with --no-derivatives, or leave the datanet out".to_owned()
			}
			Self::NothingLeft(_) => "leave the datanet out, or fewer of its texts".to_owned(),
			Self::NoChildren(_) => "choose another parent".to_owned(),
			Self::RoyaltyTooLow { parent, least, .. } => {
				format!("offer what it asks: --parent {parent}:{}", percent::number(*least))
			}
			Self::NotCommercial(_) => {
				"who is in an answer can be seen all the same: openledger attribute".to_owned()
			}
			Self::Retired(_) => "register another model".to_owned(),
			Self::FeeTooLarge(_) => "give a smaller one with --fee".to_owned(),
			Self::Incomplete { model, .. } => format!(
				"get them from their contributors, strike what is malformed, or serve a model without \
				 them: model {model} itself can't be served without risk of being refuted"
			),
			Self::Broken { .. } => {
				"the chain's state is wrong, this should never happen: please report it with the \
				 block and the table"
					.to_owned()
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let to = Account::new([1; 32]);
		let error = RegistryError::NotOffered { record: Record::Model(3), to: to.clone() };
		assert_eq!(error.to_string(), format!("model 3 is not offered to {}", address(&to)));
		let hint = format!("openledger model transfer 3 {}", address(&to));
		assert!(error.hint().ends_with(&hint));
		let error =
			RegistryError::NoText { id: 7, uri: String::new(), reason: "it is away".to_owned() };
		assert!(error.to_string().ends_with("can't be had from the store: it is away"));
		let error = RegistryError::Already { record: Record::Datanet(0), what: "frozen" };
		assert_eq!(error.to_string(), "datanet 0 is frozen already");
		assert!(error.hint().ends_with("openledger datanet show 0"));
	}
}
