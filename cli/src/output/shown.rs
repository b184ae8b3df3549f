// SPDX-License-Identifier: Apache-2.0

//! What a command shows, in one struct: to a machine as JSON, to a person as text.

use openledger_client::names::Names;
use serde::Serialize;

/// A result of a command. Its fields are those of the JSON; amounts are
/// [`Planck`](openledger_client::json::Planck), accounts
/// [`Address`](openledger_client::json::Address).
pub trait Shown: Serialize {
	/// The result as a person reads it. `names` are those of the accounts in it.
	fn text(&self, names: &Names) -> String;
}
