// SPDX-License-Identifier: Apache-2.0

//! `openledger referendum upgrade` and `apply-upgrade`
//!
//! What is voted about is the hash of the new runtime. Its code is sent once that is authorised, by
//! anyone.

use std::{fs, path::Path};

use serde_json::json;

use super::submit::{submit, Question};
use crate::{args::Submission, context::Context, error::Error};
use openledger_client::chain::affordable::sign;
use openledger_client::{
	chain::{calldata::hash_of, calls::preimage, events::RejectedInvalidAuthorizedUpgrade},
	convert::saturating_u32,
	error::GovernanceError,
	json,
};

/// The track of calls that the committee put on the whitelist.
const TRACK: &str = "whitelisted_caller";
/// How WebAssembly begins, plain and compressed.
const MAGIC: [&[u8]; 2] = [b"\0asm", &[0x52, 0xbc, 0x53, 0x76, 0x46, 0xdb, 0x8e, 0x05]];

/// The code in a file.
fn read(path: &Path) -> Result<Vec<u8>, GovernanceError> {
	let code = fs::read(path).map_err(|reason| {
		let path = path.to_owned();
		GovernanceError::Unreadable { path, reason }
	})?;
	match MAGIC.iter().any(|magic| code.starts_with(magic)) {
		true => Ok(code),
		false => Err(GovernanceError::NotARuntime { path: path.to_owned() }),
	}
}

pub async fn propose(context: &Context, path: &Path, submission: Submission) -> Result<(), Error> {
	let code = hash_of(&read(path)?);
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let authorise = view.bytes_of(&preimage::authorize_upgrade(code.0))?;
	let hash = hash_of(&authorise);
	let weight = view.weight_of(&authorise).await?;
	let length = saturating_u32(authorise.len());
	let call = preimage::dispatch_whitelisted_call(hash.0, length, weight);
	let step = match view.is_whitelisted(hash).await? {
		true => "the technical committee has put the call on the whitelist".to_owned(),
		false => format!(
			"the technical committee has to put the call on the whitelist until then: openledger \
			 committee whitelist {hash:?}"
		),
	};
	let question = Question {
		track: view.track(TRACK)?,
		call: view.bytes_of(&call)?,
		// So that the committee can read what it is about.
		attached: Some(authorise),
		outcome: format!(
			"{step}\nanyone can upgrade to {code:?} then: openledger referendum apply-upgrade {}",
			path.display()
		),
	};
	submit(context, (&chain, &view, &key), question, submission).await
}

pub async fn apply(context: &Context, path: &Path) -> Result<(), Error> {
	let code = read(path)?;
	let found = hash_of(&code);
	let (key, chain) = (context.key()?, context.chain().await?);
	let view = chain.view().await?;
	let authorised = view.authorised_upgrade().await?;
	if authorised != Some(found) {
		return Err(GovernanceError::NotAuthorised { found, authorised }.into());
	}
	let call = preimage::apply_authorized_upgrade(code);
	let events = sign(&chain, &view, &key, &call, 0, "upgrading").await?;
	if let Some(refused) = events.all::<RejectedInvalidAuthorizedUpgrade>()?.first() {
		return Err(GovernanceError::UpgradeRefused(refused.code_hash).into());
	}
	let json = json!({ "code": json::hash(found), "block": json::hash(events.block) });
	context.show_json(json, || format!("the chain runs {found:?} from the next block on"));
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_webassembly_should_be_taken_for_a_runtime() {
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("runtime.wasm");
		assert!(matches!(read(&path), Err(GovernanceError::Unreadable { .. })));
		fs::write(&path, "text").unwrap();
		assert!(matches!(read(&path), Err(GovernanceError::NotARuntime { .. })));
		for magic in MAGIC {
			fs::write(&path, magic).unwrap();
			assert_eq!(read(&path).unwrap(), magic);
		}
	}
}
