// SPDX-License-Identifier: Apache-2.0

//! What names would be refused for.

use openledger_primitives::Balance;
use sp_core::H256;

use crate::{
	account::{address, Account},
	amount::{format as open, number},
	output::printable,
};

#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
	#[error("accounts have no names on this chain")]
	Unsupported,
	#[error("{} has not said who it is", address(.0))]
	NoIdentity(Account),
	#[error("{} says that already", address(.0))]
	Same(Account),
	#[error("there is no registrar {0}")]
	NoRegistrar(u32),
	#[error("registrar {index} is {}", address(.account))]
	NotRegistrar { index: u32, account: Account },
	#[error("registrar {index} asks {}, more than {}", open(*.fee), open(*.most))]
	Fee { index: u32, fee: Balance, most: Balance },
	#[error("registrar {index} was asked already, or has found the identity erroneous")]
	Asked { index: u32 },
	#[error("registrar {index} was not asked, or has judged already")]
	NotAsked { index: u32 },
	#[error("the identity of {} is {found:?}, not {expected:?}", address(.who))]
	Changed { who: Account, found: H256, expected: H256 },
	#[error("{} is a sub-account of {} already", address(.who), address(.parent))]
	IsSub { who: Account, parent: Account },
	#[error("{} is no sub-account of {}", address(.who), address(.parent))]
	NotSub { who: Account, parent: Account },
	#[error("{} is nobody's sub-account", address(.0))]
	NoSuper(Account),
	#[error("nobody has offered {} the username {}", address(.who), printable(.username))]
	NotOffered { who: Account, username: String },
	#[error("{} does not have the username {}", address(.who), printable(.username))]
	NotOwned { who: Account, username: String },
}

impl IdentityError {
	/// What to do next.
	pub fn hint(&self) -> String {
		match self {
			Self::Unsupported => {
				"its runtime is older than names: wait for an upgrade, or ask another with --url"
					.to_owned()
			}
			Self::NoIdentity(_) => {
				"it does so with: openledger account identity set --display NAME".to_owned()
			}
			Self::Same(_) => "see it with: openledger account identity show".to_owned(),
			Self::NoRegistrar(_) => {
				"see who there is: openledger account identity registrars; propose one: openledger \
				 referendum registrar ACCOUNT"
					.to_owned()
			}
			Self::NotRegistrar { .. } => "sign with its key".to_owned(),
			Self::Fee { fee, .. } => format!("--max-fee {}", number(*fee)),
			Self::Asked { index } => format!(
				"wait for it, or take the request back: openledger account identity cancel-request \
				 --registrar {index}"
			),
			Self::NotAsked { .. } => {
				"see what was judged: openledger account identity show".to_owned()
			}
			Self::Changed { who, .. } => {
				format!("look at it again: openledger account identity show {}", address(who))
			}
			Self::IsSub { .. } => {
				"it can end that itself: openledger account identity sub quit".to_owned()
			}
			Self::NotSub { parent, .. } => {
				format!("see which there are: openledger account identity show {}", address(parent))
			}
			Self::NoSuper(_) => "there is nothing to do".to_owned(),
			Self::NotOffered { username, .. } | Self::NotOwned { username, .. } => format!(
				"see whose it is: openledger account identity username show {}",
				printable(username)
			),
		}
	}
}

/// What to do about a call that was refused, where its documentation leaves that open.
pub fn dispatch_hint(name: &str) -> Option<&'static str> {
	Some(match name {
		"Identity.TooManySubAccounts" => {
			"remove one first: openledger account identity sub remove ACCOUNT"
		}
		"Identity.NotUsernameAuthority" => "sign with the key of the authority of that suffix",
		"Identity.NoAllocation" => "put up a deposit for it: --deposit",
		"Identity.InvalidUsername" => {
			"small letters and digits, a dot, and the suffix of an authority: ada.open"
		}
		"Identity.UsernameTaken" => {
			"see whose it is: openledger account identity username show USERNAME"
		}
		"Identity.NotExpired" | "Identity.TooEarly" => {
			"see when it can be: openledger account identity username show USERNAME"
		}
		"Identity.JudgementForDifferentIdentity" => {
			"it was changed meanwhile: look at it again with openledger account identity show ACCOUNT"
		}
		"Identity.FeeChanged" => "see what it asks: openledger account identity registrars",
		_ => return None,
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::amount::OPEN;

	#[test]
	fn hints_should_be_commands_that_can_be_typed() {
		let error = IdentityError::Fee { index: 0, fee: 5 * OPEN / 2, most: OPEN };
		assert_eq!(error.to_string(), "registrar 0 asks 2.5 OPEN, more than 1 OPEN");
		assert_eq!(error.hint(), "--max-fee 2.5");
		let error = IdentityError::Asked { index: 3 };
		assert!(error.hint().ends_with("cancel-request --registrar 3"));
		assert!(dispatch_hint("Identity.NoAllocation").is_some());
		assert!(dispatch_hint("Identity.Other").is_none());
	}

	#[test]
	fn a_username_should_not_control_the_terminal() {
		let (who, username) = (Account::new([1; 32]), "a\u{1b}[2J".to_owned());
		let error = IdentityError::NotOwned { who, username };
		assert!(!error.to_string().contains('\u{1b}') && !error.hint().contains('\u{1b}'));
	}
}
