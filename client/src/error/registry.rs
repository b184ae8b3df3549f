// SPDX-License-Identifier: Apache-2.0

//! What the registries of datanets, contributions and models would not do, where the chain itself
//! does not say so.

use openledger_primitives::{Balance, ContributionId, DatanetId, ModelId};
use sp_core::H256;

use crate::{text::printable, units::amount};

#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
	#[error("no contribution holds the content root {0:?}")]
	NoRoot(H256),
	#[error("the text of contribution {0} is in normal form, and can't be struck as malformed")]
	NotMalformed(ContributionId),
	#[error(
		"what contribution {id} has registered can't be had from {}: {}",
		place(.uri), printable(.reason)
	)]
	NoText { id: ContributionId, uri: String, reason: String },
	#[error("the {what} are {max} at most, not {given}")]
	TooMany { what: &'static str, given: usize, max: u32 },
	#[error("nothing of datanet {0} is left: all of its texts that are named are left out")]
	NothingLeft(DatanetId),
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
		let error =
			RegistryError::NoText { id: 7, uri: String::new(), reason: "it is away".to_owned() };
		assert!(error.to_string().ends_with("can't be had from the store: it is away"));
		let error = RegistryError::TooMany { what: "sources of a text", given: 5, max: 4 };
		assert_eq!(error.to_string(), "the sources of a text are 4 at most, not 5");
	}
}
