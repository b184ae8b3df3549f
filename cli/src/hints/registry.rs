// SPDX-License-Identifier: Apache-2.0

//! What to do about what the registries of datanets, contributions and models would not do.

use openledger_client::error::RegistryError;

/// What to do next.
pub fn hint(error: &RegistryError) -> String {
	use RegistryError as E;
	match error {
		E::NoRoot(_) => {
			"the text was never registered, or its contribution was retracted: openledger \
			 contribution register PATH --datanet ID"
				.to_owned()
		}
		E::NotMalformed(id) => format!(
			"whose it is can be disputed: openledger dispute open {id} --evidence FILE --uri URI"
		),
		E::NoText { id, .. } => format!(
			"put the bytes as they were registered into the store (--store), as texts/ROOT.txt \
			 with the 64 digits of the content root that openledger contribution show {id} says"
		),
		E::TooMany { .. } => "leave the least of them out".to_owned(),
		E::NothingLeft(_) => "leave the datanet out, or fewer of its texts".to_owned(),
		E::FeeTooLarge(_) => "give a smaller one with --fee".to_owned(),
		E::Incomplete { model, .. } => format!(
			"get them from their contributors, strike what is malformed, or serve a model without \
			 them: model {model} itself can't be served without risk of being refuted"
		),
		E::Broken { .. } => {
			"the chain's state is wrong, this should never happen: please report it with the \
			 block and the table"
				.to_owned()
		}
	}
}
