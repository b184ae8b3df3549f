// SPDX-License-Identifier: Apache-2.0

//! What can go wrong: each error says what. What to do next is for the program to say that has the
//! commands for it.

// What an error says is its documentation.
#![allow(missing_docs)]

mod audit;
mod causes;
mod draft;
mod governance;
mod idle;
mod missing;
mod registry;
mod settlement;
mod staking;

pub use audit::{AuditError, Step};
pub use causes::{Behind, Kept, Past, Signs, Unlike};
pub use governance::GovernanceError;
pub use idle::{Idle, Later};
pub use missing::{Kind, Role};
pub use registry::RegistryError;
pub use settlement::SettlementError;
pub use staking::StakingError;

use std::{fmt, io};

use openledger_attributor::{AttributeError, CorpusError, IndexError};
use openledger_primitives::{Balance, ContributionId, DatanetId, ModelId};
use sp_core::H256;

use crate::{
	account::{address, Account},
	chain::Delay,
	files::{batch::BatchFileError, receipt::ReceiptFileError},
	keys::{keystore::KeystoreError, secret::in_words},
	store::StoreError,
	text::{count, printable},
	texts::input::InputError,
	units::amount,
};

/// What fails.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// Calls are read in a thread of their own, as some take a large stack.
	#[error("no thread can be started: {0}")]
	NoThread(io::Error),
	#[error("a computation stopped: {0}")]
	Computation(tokio::task::JoinError),

	// The node.
	#[error("`{0}` is not the address of a node")]
	BadUrl(String),
	#[error("no node answers at {url}: {reason}")]
	NoNode { url: String, reason: String },
	#[error("the node at {url} runs `{}`, not an OpenLedger chain", printable(.spec))]
	OtherRuntime { url: String, spec: String },
	#[error("the node at {url} runs an OpenLedger chain without the pallet `{pallet}`")]
	MissingPallet { url: String, pallet: &'static str },
	#[error("the node at {url} follows another chain: its genesis is {found:?}, not {expected:?}")]
	OtherGenesis { url: String, found: H256, expected: H256 },
	#[error("the node's answer to `{what}` can't be read: {reason}")]
	Undecodable { what: String, reason: codec::Error },
	#[error("the node did not answer as it should: {}", without_layers(&.0.to_string()))]
	Node(Box<subxt::Error>),
	#[error("the node does not have block {0}")]
	NoBlock(u64),
	#[error("the node has discarded block {0:?}")]
	NoBody(H256),
	#[error("{}", undone(.method, .fault))]
	Method { method: &'static str, fault: Fault },

	// Transactions.
	#[error(
		"{} can't pay for {what}: it needs {} and can spend {}",
		crate::account::address(.who), amount::format_up(*.needed), amount::format(*.spendable)
	)]
	Balance { who: Account, what: String, needed: Balance, spendable: Balance },
	#[error(
		"{} can't pay the fee of {call}: it can spend {}",
		crate::account::address(.who), amount::format(*.spendable)
	)]
	Fee { who: Account, call: String, spendable: Balance },
	#[error("the node refused {call}: {}", printable(.reason))]
	Refused { call: String, reason: String },
	#[error("{call} got into no block, and will not: {}", printable(.reason))]
	Lost { call: String, reason: String },
	#[error(
		"{call} was sent as {hash:?} but it is not known whether it was included: {}",
		printable(.reason)
	)]
	Unknown { call: String, hash: H256, reason: String },
	#[error(
		"{call} was included as {hash:?} but what it did can't be read: {}",
		printable(.reason)
	)]
	Unread { call: String, hash: H256, reason: String },
	#[error("{call} failed with {}: {}", printable(.name), printable(.doc))]
	Dispatch { call: String, name: String, doc: String },
	#[error("{call} would fail with {}: {}", printable(.name), printable(.doc))]
	WouldFail { call: String, name: String, doc: String },
	#[error("{call} went through without the event {event}")]
	NoEvent { call: String, event: String },

	// Keys.
	#[error("the key is neither a secret URI nor a keystore file")]
	BadKey,
	#[error("there is no keystore file at {0}")]
	NoKeystore(String),
	#[error("the key has {} in it, which would make it another account's", in_words(*.0))]
	StrayInKey(char),
	#[error("the key is that of {}, not of {}", address(.found), address(.expected))]
	OtherKey { expected: Account, found: Account },
	#[error("{} {reason}", printable(.path))]
	BadKeystore { path: String, reason: KeystoreError },

	// Inputs and the store.
	#[error(transparent)]
	Input(#[from] InputError),
	#[error(transparent)]
	Store(#[from] StoreError),
	#[error(transparent)]
	BatchFile(#[from] BatchFileError),
	#[error(transparent)]
	ReceiptFile(#[from] ReceiptFileError),
	#[error("{what} has {bytes} bytes, and at most {max} fit in the chain's record")]
	TooLong { what: &'static str, bytes: usize, max: u32 },
	#[error("there is nothing to see of {what}")]
	Blank { what: &'static str },

	// What there is not on the chain, and what is not to be done there.
	/// `count` is the number of those that there have been, which are numbered from zero without
	/// gaps. `None` where that says nothing.
	#[error("{}", missing::not_found(*.kind, *.id))]
	NotFound { kind: Kind, id: u64, count: Option<u64> },
	#[error("{} {role}", address(.who))]
	IsNot { role: Role, who: Account },
	#[error("accounts have no names on this chain")]
	NoNames,
	#[error("{0}")]
	NothingToDo(Idle),
	#[error("{what} in {} blocks, about {} seconds from now", .delay.blocks, .delay.seconds)]
	TooEarly { what: Later, delay: Delay },

	// What is of one part of the chain.
	#[error(transparent)]
	Registry(#[from] RegistryError),
	#[error(transparent)]
	Settlement(#[from] SettlementError),
	#[error(transparent)]
	Audit(#[from] AuditError),
	#[error(transparent)]
	Governance(#[from] GovernanceError),
	#[error(transparent)]
	Staking(#[from] StakingError),

	// Answers.
	#[error("model {model} {why}")]
	Unpayable { model: ModelId, why: Unpayable },
	#[error(
		"a fee of {} is below what model {model} asks: {}",
		amount::format(*.fee), amount::format(*.floor)
	)]
	FeeBelowFloor { model: ModelId, fee: Balance, floor: Balance },
	#[error("{}", missing(*.model, .texts))]
	MissingTexts { model: ModelId, texts: Vec<MissingText> },
	#[error("the corpus of the model can't be put together: {0}")]
	Corpus(#[from] CorpusError),
	#[error("the corpus of the model can't be indexed: {0}")]
	Index(#[from] IndexError),
	#[error("the output can't be attributed: {0}")]
	Attribute(#[from] AttributeError),
	#[error("the spans of the output give no receipt: a bug, please report it")]
	Inconsistent,
}

/// Why a node did not do what it was asked for by a method.
#[derive(Debug)]
pub enum Fault {
	/// It refuses to do that for everyone.
	Unsafe,
	/// It does not have the method.
	Unknown,
	/// It failed, for a reason.
	Failed(String),
}

fn undone(method: &str, fault: &Fault) -> String {
	match fault {
		Fault::Unsafe => {
			format!("the node refuses `{method}`: it is unsafe to let everyone call it")
		}
		Fault::Unknown => format!("the node does not have `{method}`"),
		Fault::Failed(reason) => format!("the node failed `{method}`: {}", printable(reason)),
	}
}

/// Why nobody can pay for the answers of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unpayable {
	/// It is paused or retired.
	Inactive,
	NotCommercial,
}

impl fmt::Display for Unpayable {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Inactive => "takes no requests: it is paused or retired",
			Self::NotCommercial => "is not commercial: its answers can't be paid for",
		})
	}
}

/// A text that a model's corpus lists and that is not here.
#[derive(Debug)]
pub struct MissingText {
	pub contribution: ContributionId,
	pub datanet: DatanetId,
	/// Of the contribution in its datanet.
	pub index: u32,
	/// Whether it was withdrawn: models that are registered from now on don't have it.
	pub is_withdrawn: bool,
	/// Whether what is registered is here, and not in normal form: it can be struck.
	pub is_malformed: bool,
	pub uri: String,
	pub reason: String,
}

impl Error {
	/// An error of the library that talks to the node.
	pub fn node(error: impl Into<subxt::Error>) -> Self {
		Self::Node(Box::new(error.into()))
	}

	/// The error of a number that is not on the chain, where there have been `count` of this kind.
	pub fn not_found(kind: Kind, id: impl Into<u64>, count: impl Into<u64>) -> Self {
		Self::NotFound { kind, id: id.into(), count: Some(count.into()) }
	}
}

impl From<Idle> for Error {
	fn from(idle: Idle) -> Self {
		Self::NothingToDo(idle)
	}
}

/// A reason without the names of the layers that it came through.
pub fn without_layers(reason: &str) -> String {
	let mut rest = reason;
	while let Some((layer, inner)) = rest.split_once(": ") {
		if !LAYERS.iter().any(|name| layer.eq_ignore_ascii_case(name)) {
			break;
		}
		rest = inner;
	}
	rest.to_owned()
}

/// How libraries between the node and a command call themselves in front of each other's errors.
const LAYERS: [&str; 4] = ["RPC error", "client error", "backend error", "transport error"];

fn missing(model: ModelId, texts: &[MissingText]) -> String {
	let are = if texts.len() == 1 { "is" } else { "are" };
	let texts_of = count(texts.len(), "text");
	let mut text = format!("{texts_of} of the corpus of model {model} {are} missing:");
	for missing in texts {
		let contribution = missing.contribution;
		let (uri, reason) = (printable(&missing.uri), printable(&missing.reason));
		text.push_str(&format!("\n  contribution {contribution} ({uri}): {reason}"));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_reason_should_be_said_once() {
		let reason =
			"RPC error: client error: RPC error: client error: Error when opening the TCP \
		              socket: Connection refused";
		let expected = "Error when opening the TCP socket: Connection refused";
		assert_eq!(without_layers(reason), expected);
		for reason in ["Connection refused", "RPC error", "", "other: client error: x"] {
			assert_eq!(without_layers(reason), reason);
		}
	}
}
