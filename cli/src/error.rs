// SPDX-License-Identifier: Apache-2.0

//! What can go wrong in a command: what the library says, and what only the program can say. What to
//! do next is said in [`crate::hints`].

use std::io;

use openledger_attributor::{AttributeError, CorpusError, IndexError};
use openledger_client::{
	account::{address, Account},
	error::{AuditError, GovernanceError, Idle, RegistryError, SettlementError, StakingError},
	files::{batch::BatchFileError, receipt::ReceiptFileError},
	store::StoreError,
	text::{count, printable},
	texts::input::InputError,
	units::amount,
	Error as ClientError,
};
use openledger_demo::Error as DemoError;
use openledger_primitives::{Balance, BatchId, ModelId};
use openledger_watchtower::Error as WatchtowerError;
use sp_core::H256;

/// What is made of a base that is given, where a text can be found.
pub const BASED_URI: &str = "the URI that --uri-base makes";

/// Why a command fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The library says why.
	#[error(transparent)]
	Client(#[from] ClientError),
	/// Of a part of what was to be done, where the rest goes without it.
	#[error("{error}")]
	OfSome { error: Box<Self>, remedy: String },
	/// The error follows from what the store has at `path`, which is of an earlier chain with the same
	/// genesis, or may be.
	#[error("{error}")]
	OfEarlierChain { error: Box<Self>, path: String, is_certain: bool },

	// The program.
	#[error("interrupted")]
	Interrupted,
	#[error("{what}: {reason}")]
	System { what: String, reason: io::Error },
	#[error("the configuration file {} can't be used: {}", printable(.path), lines(.reason))]
	BadConfig { path: String, reason: String },
	#[error("the result can't be written to standard output: {0}")]
	Unshown(io::Error),
	#[error("the result has no field `{field}`: {result:#}")]
	NoField { field: String, result: serde_json::Value },
	#[error("{hash:?} is no transaction of the {} that were looked through", in_blocks(*.blocks))]
	NoTransaction { hash: H256, blocks: u64 },

	// Keys.
	#[error("this needs a key")]
	NoKey,
	#[error("there is no terminal to ask for the password")]
	NoPassword { variable: &'static str },

	// Inputs.
	#[error("{}", problems(.bad, *.all))]
	Inputs { bad: Vec<InputProblem>, all: usize },
	#[error("{path} changed while it was being contributed")]
	Changed { path: String },

	// What a command is asked for.
	/// It makes no sense, and the program says so itself, with what to do instead.
	#[error("{problem}")]
	Misuse { problem: String, remedy: &'static str },
	#[error("referendum {id} is submitted, but its decision deposit is not put up: {reason}")]
	WithoutDeposit { id: u32, reason: Box<Self> },
	#[error(
		"{} can't pay the fee of the claim: it needs {} and can spend {}",
		address(.payer), amount::format_up(*.needed), amount::format(*.spendable)
	)]
	ClaimFee { payer: Account, who: Account, needed: Balance, spendable: Balance },
	#[error(
		"nobody's text of the corpus of model {model} is in this output: of {} nobody would be paid \
		 for their words", amount::format(*.fee)
	)]
	ForNobody { model: ModelId, fee: Balance },

	#[error("{} about batch {batch} could not be answered", count(*.demands, "demand"))]
	Unanswered { batch: BatchId, demands: usize },

	// The watchtower.
	#[error(transparent)]
	Watchtower(WatchtowerError),

	// The demonstration.
	#[error(transparent)]
	Demo(DemoError),
}

/// Errors of one domain of the library are errors of the library.
macro_rules! of_client {
	($($error:ty),* $(,)?) => {
		$(
			impl From<$error> for Error {
				fn from(error: $error) -> Self {
					Self::Client(error.into())
				}
			}
		)*
	};
}

of_client! {
	AttributeError, AuditError, BatchFileError, CorpusError,
	GovernanceError, Idle, IndexError, InputError, ReceiptFileError, RegistryError,
	SettlementError, StakingError, StoreError,
}

impl From<WatchtowerError> for Error {
	fn from(error: WatchtowerError) -> Self {
		match error {
			WatchtowerError::Client(error) => Self::Client(error),
			error => Self::Watchtower(error),
		}
	}
}

impl From<DemoError> for Error {
	fn from(error: DemoError) -> Self {
		match error {
			DemoError::Client(error) => Self::Client(error),
			error => Self::Demo(error),
		}
	}
}

impl Error {
	/// What is asked for makes no sense; what to do instead.
	pub fn misuse(problem: impl Into<String>, remedy: &'static str) -> Self {
		Self::Misuse { problem: problem.into(), remedy }
	}

	/// What the chain calls the error, as `Pallet.Error`, where it has refused a call or would.
	pub fn of_chain(&self) -> Option<&str> {
		match self {
			Self::Client(
				ClientError::Dispatch { name, .. } | ClientError::WouldFail { name, .. },
			) => Some(name),
			Self::OfSome { error, .. } | Self::OfEarlierChain { error, .. } => error.of_chain(),
			Self::WithoutDeposit { reason, .. } => reason.of_chain(),
			_ => None,
		}
	}
}

/// An input that can't be contributed.
#[derive(Debug)]
pub struct InputProblem {
	pub path: String,
	pub reason: Unfit,
}

/// Why an input can't be contributed.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
	/// It gives no text.
	#[error(transparent)]
	Input(#[from] InputError),
	/// Its text is a contribution already, or that of an input before it. Says which.
	#[error("{0}")]
	Held(String),
}

fn problems(bad: &[InputProblem], all: usize) -> String {
	let all = count(all, "input");
	let mut text = format!("{} of {all} can't be contributed, so none was:", bad.len());
	for problem in bad {
		let (path, reason) = (printable(&problem.path), printable(&problem.reason.to_string()));
		// Most reasons name the file already, or the one of a directory that is meant.
		match reason.starts_with(&path) {
			true => text.push_str(&format!("\n  {reason}")),
			false => text.push_str(&format!("\n  {path}: {reason}")),
		}
	}
	text
}

fn in_blocks(number: u64) -> String {
	count(usize::try_from(number).unwrap_or(usize::MAX), "block")
}

/// A reason of several lines, which can't control the terminal that it is shown on.
fn lines(reason: &str) -> String {
	let lines: Vec<_> = reason.lines().map(printable).collect();
	lines.join("\n")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn every_bad_input_should_be_named() {
		let problem = |path: &str, reason: &str| InputProblem {
			path: path.to_owned(),
			reason: Unfit::Held(reason.to_owned()),
		};
		let bad = vec![problem("a", "it is empty"), problem("b", "it is empty")];
		let text = Error::Inputs { bad, all: 5 }.to_string();
		assert!(text.starts_with("2 of 5 inputs") && text.contains("\n  b: it is empty"));
		let bad = vec![problem("a.md", "a.md can't be read"), problem("b", "b/c is not UTF-8")];
		let text = Error::Inputs { bad, all: 2 }.to_string();
		assert!(text.ends_with("\n  a.md can't be read\n  b/c is not UTF-8"), "{text}");
	}

	#[test]
	fn an_error_of_the_chain_should_keep_its_name() {
		let [call, doc] = ["Models.pause", "Not yours."].map(str::to_owned);
		let name = "Models.NotDeveloper".to_owned();
		let failed =
			|| ClientError::Dispatch { call: call.clone(), name: name.clone(), doc: doc.clone() };
		assert_eq!(Error::from(failed()).of_chain(), Some("Models.NotDeveloper"));
		let reason = Box::new(failed().into());
		assert_eq!(Error::WithoutDeposit { id: 7, reason }.of_chain(), Some("Models.NotDeveloper"));
		assert_eq!(Error::NoKey.of_chain(), None);
	}

	#[test]
	fn what_the_library_says_should_be_said_as_it_says_it() {
		let error = Error::from(RegistryError::NothingLeft(7));
		let Error::Client(ClientError::Registry(RegistryError::NothingLeft(7))) = error else {
			panic!("{error}")
		};
		assert_eq!(error.to_string(), RegistryError::NothingLeft(7).to_string());
	}
}
