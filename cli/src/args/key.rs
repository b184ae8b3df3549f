// SPDX-License-Identifier: Apache-2.0

//! The arguments of `openledger key`.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Subcommand)]
pub enum KeyCommand {
	/// Make a new account. Without --into, its mnemonic is shown once: write it down, whoever has
	/// it has the account.
	New {
		/// Write the key to a keystore file instead, encrypted with a password, which is asked for
		/// or taken from OPENLEDGER_PASSWORD.
		#[arg(long, value_name = "FILE")]
		into: Option<PathBuf>,
	},
	/// Show whose the key is, and of which kind.
	Show,
}
