// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum apply-upgrade`

use std::path::PathBuf;

use clap::Args;
use openledger_client::{
	chain::{
		affordable::sign, calldata::hash_of, calls::preimage,
		events::RejectedInvalidAuthorizedUpgrade,
	},
	error::GovernanceError,
	names::Names,
};
use serde::Serialize;
use sp_core::H256;

use super::upgrade::read;
use crate::{context::Context, error::Error, output::shown::Shown};

/// Upgrade the runtime, as a referendum has authorized.
#[derive(Args)]
pub struct ApplyUpgrade {
	/// The new runtime's WebAssembly.
	#[arg(value_name = "WASM")]
	file: PathBuf,
}

impl ApplyUpgrade {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let wasm = read(&self.file)?;
		let code = hash_of(&wasm);
		let (key, chain) = (context.key()?, context.chain().await?);
		let call = preimage::apply_authorized_upgrade(wasm);
		let events = sign(&chain, &key, &call, "upgrading").await?;
		if !events.all::<RejectedInvalidAuthorizedUpgrade>()?.is_empty() {
			let what = format!("the upgrade to {code:?}");
			let reason = "it is no runtime of this chain, or not of a later version".to_owned();
			return Err(GovernanceError::Undone { what, reason }.into());
		}
		context.show(&Applied { code, block: events.block });
		Ok(())
	}
}

#[derive(Serialize)]
struct Applied {
	/// Its hash.
	code: H256,
	block: H256,
}

impl Shown for Applied {
	fn text(&self, _: &Names) -> String {
		format!("the chain runs {:?} from the next block on", self.code)
	}
}
