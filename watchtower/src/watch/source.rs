// SPDX-License-Identifier: Apache-2.0

//! Outputs in files, which are read when they are needed.

use std::path::PathBuf;

use openledger_attributor::NormalText;
use openledger_client::{
	files::answer::AnswerFile,
	texts::{
		input::{self, Purpose},
		malformed::Malformed,
	},
};
use openledger_primitives::normal::Dropped;
use sp_core::H256;

/// Where an output is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
	Text(PathBuf),
	/// Not in normal form: no true receipt is about it.
	Malformed(PathBuf),
	/// In the file of its receipt.
	Receipt(PathBuf),
}

/// An output, and what of the file that it is from is not in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Output {
	pub text: NormalText,
	pub dropped: Dropped,
}

impl Source {
	/// The output with this root, if it is still there.
	pub fn load(&self, root: H256) -> Option<Output> {
		let output = match self {
			Self::Text(path) => {
				let given = input::read_output(path).ok()?;
				let dropped = given.dropped();
				Output { text: given.into_normal(), dropped }
			}
			Self::Malformed(_) => return None,
			Self::Receipt(path) => {
				let text = AnswerFile::load(path).ok()?.output?;
				Output { text, dropped: Dropped::default() }
			}
		};
		Some(output).filter(|output| output.text.content_root() == root)
	}

	/// What has this root and is not in normal form, if it is still there.
	pub fn malformed(&self, root: H256) -> Option<Malformed> {
		match self {
			Self::Malformed(path) => {
				Malformed::of(input::read_bytes(path, Purpose::Output).ok()?, root)
			}
			Self::Text(_) | Self::Receipt(_) => None,
		}
	}
}
