// SPDX-License-Identifier: Apache-2.0

//! The OpenLedger node: it runs what its command line asks for.

use std::process::ExitCode;

fn main() -> ExitCode {
	match openledger_service::run(env!("SUBSTRATE_CLI_IMPL_VERSION")) {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::FAILURE
		}
	}
}
