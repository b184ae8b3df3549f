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
		E::Already { record, .. } => {
			format!("there is nothing to do: openledger {} show {}", record.command(), record.id())
		}
		E::NoDispute(id) => format!(
			"it never was, or its dispute has ended: see whose it is with openledger \
			 contribution show {id}"
		),
		E::NotMalformed(id) => format!(
			"whose it is can be disputed: openledger dispute open {id} --evidence FILE --uri URI"
		),
		E::NoText { id, .. } => format!(
			"put the bytes as they were registered into the store (--store), as texts/ROOT.txt \
			 with the 64 digits of the content root that openledger contribution show {id} says"
		),
		E::TooMany { .. } => "leave the least of them out".to_owned(),
		E::NothingLeft(_) => "leave the datanet out, or fewer of its texts".to_owned(),
		E::NotCommercial(_) => {
			"who is in an answer can be seen all the same: openledger answer attribute".to_owned()
		}
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

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::record::Record;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let error = RegistryError::Already { record: Record::Datanet(0), what: "frozen" };
		assert!(hint(&error).ends_with("openledger datanet show 0"));
		let undisputed = hint(&RegistryError::NoDispute(5));
		assert!(undisputed.ends_with("openledger contribution show 5"), "{undisputed}");
	}
}
