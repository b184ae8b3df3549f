// SPDX-License-Identifier: Apache-2.0

//! What there is not of names, and what would only do harm to one.

use crate::account::{address, Account};

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
}
