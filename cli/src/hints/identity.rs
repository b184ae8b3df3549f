// SPDX-License-Identifier: Apache-2.0

//! What to do about names that would be refused.

use openledger_client::{
	account::address, error::IdentityError, text::printable, units::amount::number,
};

/// What to do next.
pub fn hint(error: &IdentityError) -> String {
	use IdentityError as E;
	match error {
		E::Unsupported => {
			"its runtime is older than names: wait for an upgrade, or ask another with --url"
				.to_owned()
		}
		E::NoIdentity(_) => {
			"it does so with: openledger account identity set --display NAME".to_owned()
		}
		E::Same(_) => "see it with: openledger account identity show".to_owned(),
		E::NoRegistrar(_) => {
			"see who there is: openledger account identity registrars; propose one: openledger \
			 referendum registrar ACCOUNT"
				.to_owned()
		}
		E::NotRegistrar { .. } => "sign with its key".to_owned(),
		E::Fee { fee, .. } => format!("--max-fee {}", number(*fee)),
		E::Asked { index } => format!(
			"wait for it, or take the request back: openledger account identity cancel-request \
			 --registrar {index}"
		),
		E::NotAsked { .. } => "see what was judged: openledger account identity show".to_owned(),
		E::Changed { who, .. } => {
			format!("look at it again: openledger account identity show {}", address(who))
		}
		E::IsSub { .. } => {
			"it can end that itself: openledger account identity sub quit".to_owned()
		}
		E::NotSub { parent, .. } => {
			format!("see which there are: openledger account identity show {}", address(parent))
		}
		E::NoSuper(_) => "there is nothing to do".to_owned(),
		E::NotOffered { username, .. } | E::NotOwned { username, .. } => format!(
			"see whose it is: openledger account identity username show {}",
			printable(username)
		),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account::Account, units::amount::OPEN};

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let error = IdentityError::Fee { index: 0, fee: 5 * OPEN / 2, most: OPEN };
		assert_eq!(hint(&error), "--max-fee 2.5");
		let error = IdentityError::Asked { index: 3 };
		assert!(hint(&error).ends_with("cancel-request --registrar 3"));
	}

	#[test]
	fn a_username_should_not_control_the_terminal() {
		let (who, username) = (Account::new([1; 32]), "a\u{1b}[2J".to_owned());
		let error = IdentityError::NotOwned { who, username };
		assert!(!hint(&error).contains('\u{1b}'));
	}
}
