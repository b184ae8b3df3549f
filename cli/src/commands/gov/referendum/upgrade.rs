// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum upgrade`
//!
//! What is voted about is the hash of the new runtime. Its code is sent once that is authorized, by
//! anyone.

use std::{
	fs,
	path::{Path, PathBuf},
};

use clap::Args;
use openledger_client::{
	chain::{calldata::hash_of, calls::preimage},
	convert::saturating_u32,
	error::GovernanceError,
	texts::input::InputError,
};

use super::{Proposer, Question, Submission};
use crate::{context::Context, error::Error};

/// The track of calls that the committee put on the whitelist.
const TRACK: &str = "whitelisted_caller";
/// How WebAssembly begins, plain and compressed.
const MAGIC: [&[u8]; 2] = [b"\0asm", &[0x52, 0xbc, 0x53, 0x76, 0x46, 0xdb, 0x8e, 0x05]];

/// Propose an upgrade of the runtime, by way of the technical committee's whitelist.
#[derive(Args)]
pub struct Upgrade {
	/// The new runtime's WebAssembly.
	#[arg(value_name = "WASM")]
	file: PathBuf,

	#[command(flatten)]
	submission: Submission,
}

impl Upgrade {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let Self { file, submission } = self;
		let code = hash_of(&read(&file)?);
		let proposer = Proposer::prepare(context).await?;
		let view = &proposer.view;
		let authorize = view.bytes_of(&preimage::authorize_upgrade(code.0))?;
		let hash = hash_of(&authorize);
		let weight = view.weight_of(&authorize).await?;
		let length = saturating_u32(authorize.len());
		let call = preimage::dispatch_whitelisted_call(hash.0, length, weight);
		let step = match view.is_whitelisted(hash).await? {
			true => "the technical committee has put the call on the whitelist".to_owned(),
			false => format!(
				"the technical committee has to put the call on the whitelist until then: openledger \
				 gov committee whitelist {hash:?}"
			),
		};
		let question = Question {
			track: view.track(TRACK).await?,
			call: view.bytes_of(&call)?,
			// So that the committee can read what it is about.
			attached: Some(authorize),
			outcome: format!(
				"{step}\nanyone can upgrade to {code:?} then: openledger gov referendum apply-upgrade {}",
				file.display()
			),
		};
		proposer.submit(context, question, submission).await
	}
}

/// The code in a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
	let code = fs::read(path).map_err(|reason| {
		let path = path.display().to_string();
		InputError::Unreadable { path, reason }
	})?;
	match MAGIC.iter().any(|magic| code.starts_with(magic)) {
		true => Ok(code),
		false => Err(GovernanceError::NotARuntime { path: path.to_owned() }.into()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_webassembly_should_be_taken_for_a_runtime() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("runtime.wasm");
		assert!(read(&path).unwrap_err().to_string().contains("can't be read"));
		fs::write(&path, "text").unwrap();
		assert!(read(&path).unwrap_err().to_string().ends_with("is no runtime"));
		for magic in MAGIC {
			fs::write(&path, magic).unwrap();
			assert_eq!(read(&path).unwrap(), magic);
		}
	}
}
