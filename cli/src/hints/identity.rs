// SPDX-License-Identifier: Apache-2.0

//! What to do about names that there are not, or that would not change.

use openledger_client::error::IdentityError;

/// What to do next.
pub fn hint(error: &IdentityError) -> String {
	use IdentityError as E;
	let hint = match error {
		E::Unsupported => {
			"its runtime is older than names: wait for an upgrade, or ask another with --url"
		}
		E::NoIdentity(_) => "it does so with: openledger account identity set --display NAME",
		E::Same(_) => "see it with: openledger account identity show",
		E::NoRegistrar(_) => {
			"see who there is: openledger account identity registrars; propose one: openledger \
			 gov referendum registrar ACCOUNT"
		}
	};
	hint.to_owned()
}
