// SPDX-License-Identifier: Apache-2.0

//! What to do about what the registries of datanets, contributions and models would refuse.

use openledger_client::{
	account::address,
	error::{ContributionAction, RegistryError},
	units::percent,
};
use openledger_primitives::{limits::MaxSourceStack, ContributionId};
use openledger_runtime_api::ContributionStatus;

/// What to do next, unless nothing is wrong with where a contribution stands.
pub fn hint(error: &RegistryError) -> Option<String> {
	use RegistryError as E;
	Some(match error {
		E::NoRoot(_) => {
			"the text was never registered, or its contribution was retracted: openledger \
			 contribute PATH --datanet ID"
				.to_owned()
		}
		E::NotOwner { .. } => "sign with its owner's key".to_owned(),
		E::Yours(_) => "name the account that it goes to".to_owned(),
		E::NoOffer(record) => {
			format!("there is nothing to take back: {} is yours as before", record)
		}
		E::NotOffered { record, to } => format!(
			"its owner can offer it: openledger {} transfer {} {}",
			record.command(),
			record.id(),
			address(to)
		),
		E::Already { record, .. } => {
			format!("there is nothing to do: openledger {} show {}", record.command(), record.id())
		}
		E::Status { id, status, action } => return of_status(*id, *status, *action),
		E::Disputed { id, .. } => {
			format!("wait until it is decided whose it is: openledger dispute show {id}")
		}
		E::NotMalformed(id) => format!(
			"whose it is can be disputed: openledger dispute open {id} --evidence FILE --uri URI"
		),
		E::NoText { id, .. } => format!(
			"put the bytes as they were registered into the store (--store), as texts/ROOT.txt \
			 with the 64 digits of the content root that openledger contribution show {id} says"
		),
		E::Source { .. } => "only what a datanet accepted can be a source".to_owned(),
		E::NoRemix { .. } => {
			"leave the text out that is made from it, or ask the owner for other terms".to_owned()
		}
		E::TooManySources { .. } => "leave the least of them out".to_owned(),
		E::Shares(_) => format!(
			"name each source once, with 100 % at most in all; with their own sources they are \
			 {} at most",
			MaxSourceStack::get()
		),
		E::Frozen(id) => {
			format!("its owner can change that: openledger datanet thaw {id}")
		}
		E::Open(_) => "all that is contributed to it is accepted; for curators, create \
		                  another: openledger datanet create NAME --curator ACCOUNT"
			.to_owned(),
		E::NotCurator { datanet, .. } | E::IsCurator { datanet, .. } => {
			format!("see who is: openledger datanet show {datanet}")
		}
		E::LastCurator { datanet, .. } => {
			format!("add another first: openledger datanet curator add {datanet} ACCOUNT")
		}
		E::TooManyCurators(id) => {
			format!("remove one first: openledger datanet curator remove {id} ACCOUNT")
		}
		E::NonCommercialTexts(_) => {
			"register the model with --non-commercial, or leave the datanet out".to_owned()
		}
		E::NonCommercialParent(_) => {
			"register the model with --non-commercial, or choose another parent".to_owned()
		}
		E::NoDerivatives(_) => {
			"register the model with --no-derivatives, or leave the datanet out".to_owned()
		}
		E::NothingLeft(_) => "leave the datanet out, or fewer of its texts".to_owned(),
		E::NoChildren(_) => "choose another parent".to_owned(),
		E::RoyaltyTooLow { parent, least, .. } => {
			format!("offer what it asks: --parent {parent}:{}", percent::number(*least))
		}
		E::NotCommercial(_) => {
			"who is in an answer can be seen all the same: openledger attribute".to_owned()
		}
		E::Retired(_) => "register another model".to_owned(),
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
	})
}

/// What to do about a contribution that is where `action` can't be done with it.
fn of_status(
	id: ContributionId,
	status: ContributionStatus,
	action: ContributionAction,
) -> Option<String> {
	use ContributionStatus as S;
	let hint = match action {
		ContributionAction::Retract => match status {
			S::Pending | S::Rejected { .. } => return None,
			S::Appealed => await_ruling(id),
			S::Accepted { .. } => format!(
				"models may have been trained on it; later ones can be kept from it: openledger \
				 contribution withdraw {id}"
			),
			S::Withdrawn { .. } => "models that were trained on it go on paying it".to_owned(),
			S::Struck { .. } | S::Malformed { .. } => {
				"its text stays registered for good".to_owned()
			}
		},
		ContributionAction::Withdraw => match status {
			S::Accepted { .. } => return None,
			S::Pending | S::Rejected { .. } => {
				format!("no model has it; take it back: openledger retract {id}")
			}
			S::Appealed => await_ruling(id),
			S::Withdrawn { .. } | S::Struck { .. } | S::Malformed { .. } => {
				"there is nothing to do".to_owned()
			}
		},
		ContributionAction::Transfer | ContributionAction::Take => match status {
			S::Appealed => await_ruling(id),
			S::Pending
			| S::Accepted { .. }
			| S::Rejected { .. }
			| S::Withdrawn { .. }
			| S::Struck { .. }
			| S::Malformed { .. } => return None,
		},
		ContributionAction::Strike => match status {
			S::Pending | S::Accepted { .. } | S::Withdrawn { .. } | S::Struck { .. } => {
				return None;
			}
			S::Rejected { .. } | S::Appealed => {
				"no model has it: it can be struck if it is accepted after all".to_owned()
			}
			S::Malformed { .. } => "there is nothing to do".to_owned(),
		},
		ContributionAction::Appeal => match status {
			S::Rejected { upheld: false } => return None,
			S::Rejected { upheld: true } => {
				format!("the rejection is final; the text can be freed: openledger retract {id}")
			}
			S::Appealed => await_ruling(id),
			S::Pending => "wait for a curator: only what was rejected can be appealed".to_owned(),
			S::Accepted { .. } | S::Withdrawn { .. } | S::Struck { .. } | S::Malformed { .. } => {
				"only what was rejected can be appealed".to_owned()
			}
		},
		ContributionAction::Dispute => match status {
			S::Accepted { .. } | S::Withdrawn { .. } => return None,
			S::Pending => "tell the curators of its datanet, who have yet to accept it".to_owned(),
			S::Rejected { .. } | S::Appealed => {
				"it earns nothing; its owner or governance can free the text".to_owned()
			}
			S::Struck { .. } | S::Malformed { .. } => "it earns nothing any more".to_owned(),
		},
		ContributionAction::Rule => match status {
			S::Appealed => return None,
			S::Rejected { upheld: false } => {
				format!("its owner has to appeal first: openledger contribution appeal {id}")
			}
			S::Rejected { upheld: true } => "the rejection is final".to_owned(),
			S::Pending
			| S::Accepted { .. }
			| S::Withdrawn { .. }
			| S::Struck { .. }
			| S::Malformed { .. } => "there is only a ruling on what was rejected".to_owned(),
		},
	};
	Some(hint)
}

/// What to do about a contribution that governance has yet to rule on.
fn await_ruling(id: ContributionId) -> String {
	format!("wait until governance has ruled on the appeal: openledger contribution show {id}")
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, record::Record};

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let to = Account::new([1; 32]);
		let error = RegistryError::NotOffered { record: Record::Model(3), to: to.clone() };
		let command = format!("openledger model transfer 3 {}", address(&to));
		assert!(hint(&error).unwrap().ends_with(&command));
		let error = RegistryError::Already { record: Record::Datanet(0), what: "frozen" };
		assert!(hint(&error).unwrap().ends_with("openledger datanet show 0"));
	}

	#[test]
	fn each_status_should_have_its_way_out() {
		let accepted = ContributionStatus::Accepted { index: 0 };
		let rejected = ContributionStatus::Rejected { upheld: false };
		for (status, action, command) in [
			(accepted, ContributionAction::Retract, "openledger contribution withdraw 5"),
			(rejected, ContributionAction::Withdraw, "openledger retract 5"),
			(rejected, ContributionAction::Rule, "openledger contribution appeal 5"),
			(
				ContributionStatus::Appealed,
				ContributionAction::Take,
				"openledger contribution show 5",
			),
		] {
			let error = RegistryError::Status { id: 5, status, action };
			assert!(hint(&error).unwrap().ends_with(command), "{error}");
		}
		let status = ContributionStatus::Pending;
		let error = RegistryError::Status { id: 5, status, action: ContributionAction::Retract };
		assert_eq!(hint(&error), None);
	}
}
