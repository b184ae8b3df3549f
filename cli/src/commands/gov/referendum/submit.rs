// SPDX-License-Identifier: Apache-2.0

//! `openledger gov referendum submit`

use clap::Args;
use openledger_client::{error::GovernanceError, texts::input::InputError};

use super::{Proposer, Question, Submission};
use crate::{context::Context, error::Error};

/// Propose any call of the chain.
#[derive(Args)]
pub struct Submit {
	/// The track that may do it, by name or id.
	#[arg(long)]
	track: String,

	/// The call: its bytes in hex, or a file with them as @FILE.
	#[arg(long, value_name = "HEX|@FILE")]
	call: String,

	#[command(flatten)]
	submission: Submission,
}

impl Submit {
	pub async fn run(self, context: &Context) -> Result<(), Error> {
		let call = bytes(&self.call)?;
		let proposer = Proposer::prepare(context).await?;
		let question = Question {
			track: proposer.view.track(&self.track).await?,
			call,
			attached: None,
			outcome: "the call is dispatched then".to_owned(),
		};
		proposer.submit(context, question, self.submission).await
	}
}

/// The bytes that are given in hex, or in a file.
fn bytes(call: &str) -> Result<Vec<u8>, Error> {
	match call.strip_prefix('@') {
		Some(path) => {
			let unreadable = |reason| InputError::Unreadable { path: path.to_owned(), reason };
			let bytes = std::fs::read(path).map_err(unreadable)?;
			// In hex too, as other programs write them.
			Ok(std::str::from_utf8(&bytes).ok().and_then(from_hex).unwrap_or(bytes))
		}
		None => Ok(from_hex(call)
			.ok_or_else(|| GovernanceError::NotACall("it is not in hex".to_owned()))?),
	}
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
	let text = text.trim();
	hex::decode(text.strip_prefix("0x").unwrap_or(text)).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_call_should_be_read_from_hex_and_from_files() {
		assert_eq!(bytes("0x0001ff").unwrap(), [0, 1, 255]);
		assert_eq!(bytes("0001").unwrap(), [0, 1]);
		for bad in ["", "0x", "0x0", "zz"] {
			assert!(bytes(bad).is_err(), "{bad}");
		}
		let directory = tempfile::tempdir().unwrap();
		let path = directory.path().join("call");
		let read = || bytes(&format!("@{}", path.display()));
		assert!(read().is_err());
		std::fs::write(&path, "0x0001\n").unwrap();
		assert_eq!(read().unwrap(), [0, 1]);
		std::fs::write(&path, [0, 255]).unwrap();
		assert_eq!(read().unwrap(), [0, 255]);
	}
}
