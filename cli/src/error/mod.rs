// SPDX-License-Identifier: Apache-2.0

//! What can go wrong: each error says what, and what to do next.

mod audit;
mod challenge;
mod dispute;
mod governance;
mod identity;
mod registry;
mod settlement;
mod staking;

pub use audit::{AuditError, Step};
pub use challenge::ChallengeError;
pub use dispute::DisputeError;
pub use governance::GovernanceError;
pub use identity::IdentityError;
pub use registry::RegistryError;
pub use settlement::SettlementError;
pub use staking::StakingError;

use std::{io, path::PathBuf};

use openledger_attributor::{AttributeError, CorpusError, IndexError};
use openledger_primitives::{Balance, BatchId, ContributionId, DatanetId, ModelId};
use sp_core::H256;

use crate::{
	account::{address, Account},
	amount,
	batch_file::BatchFileError,
	input::InputError,
	keystore::KeystoreError,
	output::{count, printable},
	receipt_file::ReceiptFileError,
	secret::in_words,
	store::StoreError,
};

/// What is made of a base that is given, where a text can be found.
pub const BASED_URI: &str = "the URI that --uri-base makes";

#[derive(Debug, thiserror::Error)]
pub enum Error {
	#[error("interrupted")]
	Interrupted,
	#[error("can't start: {0}")]
	Start(io::Error),
	#[error("the result can't be written to standard output: {0}")]
	Unshown(io::Error),
	#[error("the result has no field `{field}`: {result:#}")]
	NoField { field: String, result: serde_json::Value },
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
	/// Of a part of what was to be done, where the rest goes without it.
	#[error("{error}")]
	OfSome { error: Box<Self>, remedy: String },
	#[error("the node does not have block {0}")]
	NoBlock(u64),
	#[error("the node has discarded block {0:?}")]
	NoBody(H256),
	#[error("the node refuses `{method}`: it is unsafe to let everyone call it")]
	Unsafe { method: &'static str },
	#[error("the node does not have `{method}`")]
	NoMethod { method: &'static str },
	#[error("the node failed `{method}`: {}", printable(.reason))]
	Method { method: &'static str, reason: String },

	// Transactions.
	#[error(
		"{} can't pay for {what}: it needs {} and can spend {}",
		crate::account::address(.who), amount::format(*.needed), amount::format(*.spendable)
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
	#[error("{call} went through without the event {event}")]
	NoEvent { call: String, event: String },

	// Keys.
	#[error("this needs a key")]
	NoKey,
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
	#[error("there is no terminal to ask for the password")]
	NoPassword { variable: &'static str },
	#[error("{} is there already", printable(&.0.display().to_string()))]
	KeystoreThere(PathBuf),
	#[error("a keystore without a password would be open to whoever reads the file")]
	EmptyPassword,
	#[error("that is another password")]
	OtherPassword,

	// Inputs and the store.
	#[error(transparent)]
	Input(#[from] InputError),
	#[error("{}", problems(.bad, *.all))]
	Inputs { bad: Vec<InputProblem>, all: usize },
	#[error("{path} changed while it was being contributed")]
	Changed { path: String },
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
	#[error("{0} can't be hashed: {1}")]
	Artefact(PathBuf, io::Error),

	/// The error follows from what the store has at `path`, which is of an earlier chain with the same
	/// genesis, or may be.
	#[error("{error}")]
	OfEarlierChain { error: Box<Error>, path: String, is_certain: bool },

	// What there is not on the chain.
	#[error("there is no datanet {id}")]
	NoDatanet { id: DatanetId, count: DatanetId },
	#[error("there is no model {id}")]
	NoModel { id: ModelId, count: ModelId },
	#[error("there is no batch {id}")]
	NoBatch { id: BatchId, count: BatchId },
	#[error("datanet {0} has no accepted contribution")]
	EmptyDatanet(DatanetId),
	#[error("there is no contribution {id}")]
	NoContribution { id: ContributionId, count: ContributionId },
	#[error("contribution {id} is not pending: it is {status}")]
	NotPending { id: ContributionId, status: String },
	#[error(transparent)]
	Registry(#[from] RegistryError),
	#[error(transparent)]
	Dispute(#[from] DisputeError),
	#[error(transparent)]
	Settlement(#[from] SettlementError),
	#[error(transparent)]
	Challenge(#[from] ChallengeError),
	#[error(transparent)]
	Audit(#[from] AuditError),
	#[error(transparent)]
	Governance(#[from] GovernanceError),
	#[error(transparent)]
	Identity(#[from] IdentityError),
	#[error(transparent)]
	Staking(#[from] StakingError),
	#[error(
		"datanet {datanet} has {}, fewer than {upto}",
		count(crate::convert::to_usize(*.accepted), "accepted contribution")
	)]
	BeyondAccepted { datanet: DatanetId, upto: u32, accepted: u32 },
	#[error("a model of kind {kind} can't have {}", count(*.parents, "parent"))]
	Parents { kind: &'static str, parents: usize, hint: &'static str },
	#[error("a base model needs something that it was trained on")]
	NoDataset,
	#[error(
		"{} can't pay the fee of the claim: it needs {} and can spend {}",
		crate::account::address(.payer), amount::format(*.needed), amount::format(*.spendable)
	)]
	ClaimFee { payer: Account, who: Account, needed: Balance, spendable: Balance },
	#[error("{} is owed nothing", crate::account::address(.0))]
	NothingOwed(Account),

	// Answers.
	#[error("model {0} takes no requests: it is paused or retired")]
	InactiveModel(ModelId),
	#[error(
		"a fee of {} is below what model {model} asks: {}",
		amount::format(*.fee), amount::format(*.floor)
	)]
	FeeBelowFloor { model: ModelId, fee: Balance, floor: Balance },
	#[error(
		"nobody's text of the corpus of model {model} is in this output: of {} nobody would be paid \
		 for their words", amount::format(*.fee)
	)]
	ForNobody { model: ModelId, fee: Balance },
	#[error("batch {batch} can be finalized in {blocks} blocks, about {seconds} seconds from now")]
	NotFinalizable { batch: BatchId, blocks: u64, seconds: u64 },
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

	// The demonstration.
	#[error("{found} works with {bytes} bytes are too few: {least} with {least_bytes} are needed")]
	TooFewWorks { found: usize, bytes: u64, least: usize, least_bytes: u64 },
	#[error("{0} is no directory of works")]
	NoWorks(PathBuf),
	#[error("the corpus has too few unique passages to splice outputs from")]
	NothingToSplice,
	#[error("{0}")]
	Mismatch(String),
}

/// An input that can't be contributed.
#[derive(Debug)]
pub struct InputProblem {
	pub path: String,
	pub reason: String,
	pub hint: Option<&'static str>,
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

	/// What to do next.
	pub fn hint(&self) -> Option<String> {
		let hint = match self {
			Self::OfSome { error, remedy } => match error.hint() {
				Some(hint) => format!("{hint}; {remedy}"),
				None => remedy.clone(),
			},
			Self::BadUrl(_) => "a node's address looks like ws://127.0.0.1:9944 (--url)".to_owned(),
			Self::NoNode { .. } => {
				"start a node (openledger-node --dev makes a chain to try things \
			                        out), or say with --url where one is; the first start of a \
			                        node may take a minute or two: --patience SECONDS waits for it"
					.to_owned()
			}
			Self::OtherRuntime { .. } => {
				"give the address of an OpenLedger node with --url".to_owned()
			}
			Self::MissingPallet { .. } | Self::Undecodable { .. } => {
				"this client and that chain are of different versions: update the older one"
					.to_owned()
			}
			Self::OtherGenesis { .. } => {
				"check --url, or leave --genesis out if the chain was started anew".to_owned()
			}
			Self::Unsafe { .. } => {
				"start the node with --rpc-methods unsafe, where only you reach it; or \
				 ask a development node on this machine's loopback"
					.to_owned()
			}
			Self::NoMethod { .. } => "update the node, or ask another with --url".to_owned(),
			Self::Method { .. } => {
				"the node's log may say more; a node can only check what its own \
				 runtime wrote, so it may have to be updated"
					.to_owned()
			}
			Self::NoBlock(_) | Self::NoBody(_) => {
				"wait until the node has caught up, or ask one with --url that has all blocks"
					.to_owned()
			}
			Self::Node(_) => "check that the node is still running, then try again".to_owned(),
			Self::Balance { who, .. } | Self::Fee { who, .. } => format!(
				"send OPEN to the account: openledger transfer {} AMOUNT",
				crate::account::address(who)
			),
			Self::Refused { .. } => {
				"look with `openledger status` whether the chain goes on, then try again".to_owned()
			}
			Self::Unshown(_) => "the command itself is done: send no transaction again".to_owned(),
			Self::NoField { .. } => {
				"the command itself is done; name one of these fields, as batch or receipts.0.root"
					.to_owned()
			}
			Self::Unknown { .. } | Self::Unread { .. } => {
				"look at `openledger status` and your balance before sending it again".to_owned()
			}
			Self::Lost { .. } => {
				"look with `openledger status` whether the chain goes on, then try again".to_owned()
			}
			Self::Dispatch { call, name, .. } => dispatch_hint(call, name)?.to_owned(),
			Self::NoKey | Self::BadKey => {
				"give the path of a keystore file, or a mnemonic, with OPENLEDGER_KEY or --key; \
				 openledger key new makes an account; on a development chain, --key //Alice has OPEN"
					.to_owned()
			}
			Self::NoKeystore(_) => {
				"check the path; a wallet exports one as JSON, and openledger key new --into FILE \
				 makes one"
					.to_owned()
			}
			Self::StrayInKey(_) => {
				"leave it out; of a file, read no more than the first line".to_owned()
			}
			Self::OtherKey { .. } => {
				"check --key, or leave --key-account and OPENLEDGER_KEY_ACCOUNT out".to_owned()
			}
			Self::BadKeystore { reason, .. } => reason.hint(),
			Self::NoPassword { variable } => format!("set {variable}"),
			Self::KeystoreThere(_) => {
				"name another file: a key that is overwritten is lost with all that it has"
					.to_owned()
			}
			Self::EmptyPassword => "choose a password of several words".to_owned(),
			Self::OtherPassword => "nothing was written: try again".to_owned(),
			Self::Input(error) => error.hint()?.to_owned(),
			Self::Inputs { bad, .. } => bad.iter().find_map(|problem| problem.hint)?.to_owned(),
			Self::Changed { .. } => "nothing was registered: try again".to_owned(),
			Self::Store(error) => error.hint().to_owned(),
			Self::BatchFile(error) => error.hint().to_owned(),
			Self::ReceiptFile(error) => error.hint().to_owned(),
			Self::OfEarlierChain { error, path, is_certain } => {
				let hint = error.hint().unwrap_or_default();
				match is_certain {
					true => format!(
						"the chain was begun anew since this store was begun, and {path} may be of the \
						 chain before: begin with another --store; otherwise {hint}"
					),
					false => format!(
						"{hint}; if the chain was begun anew, {path} is of the chain before: begin with \
						 another --store"
					),
				}
			}
			Self::TooLong { what, .. } if *what == BASED_URI => {
				"give a shorter --uri-base; the root of the text, of 64 digits, comes behind it"
					.to_owned()
			}
			Self::TooLong { .. } => {
				"shorten it: letters that are not ASCII take several bytes".to_owned()
			}
			Self::Blank { .. } => "give it a name that can be seen".to_owned(),
			Self::NoDatanet { count, .. } => there_are("datanet", u64::from(*count)),
			Self::NoModel { count, .. } => there_are("model", u64::from(*count)),
			Self::NoBatch { count, .. } => there_are("batch", *count),
			Self::EmptyDatanet(_) => {
				"contribute to it and have a curator accept, or leave it out".to_owned()
			}
			Self::NoContribution { id, count } if id < count => {
				"it was retracted, or removed as abuse".to_owned()
			}
			Self::NoContribution { count, .. } => there_are("contribution", *count),
			Self::NotPending { .. } => {
				"leave it out: only what is pending is decided on".to_owned()
			}
			Self::Registry(error) => error.hint(),
			Self::Dispute(error) => error.hint(),
			Self::Settlement(error) => error.hint(),
			Self::Challenge(error) => error.hint(),
			Self::Audit(error) => error.hint(),
			Self::Governance(error) => error.hint(),
			Self::Identity(error) => error.hint(),
			Self::Staking(error) => error.hint(),
			Self::BeyondAccepted { datanet, accepted, .. } => {
				format!("--dataset {datanet}:{accepted} at most, or {datanet} alone for all")
			}
			Self::Parents { hint, .. } => (*hint).to_owned(),
			Self::NoDataset => "name its datasets with --dataset DATANET[:UPTO]".to_owned(),
			Self::ClaimFee { who, .. } => format!(
				"anyone can claim for the account, and pays the fee: openledger --key OTHER claim \
				 --for {}",
				crate::account::address(who)
			),
			Self::NothingOwed(_) => {
				"batches pay when they are finalized: openledger finalize BATCH".to_owned()
			}
			Self::InactiveModel(_) => "only its developer can resume it".to_owned(),
			Self::FeeBelowFloor { floor, .. } => format!("--fee {}", amount::number(*floor)),
			Self::ForNobody { model, .. } => format!(
				"nothing was paid; see what is found: openledger attribute FILE --model {model}; \
				 --even-for-nobody pays all the same"
			),
			Self::NotFinalizable { .. } => "wait for it with --wait".to_owned(),
			Self::MissingTexts { texts, .. } if texts.iter().all(|text| text.is_malformed) => {
				"strike what is malformed, as said above: then it is in no corpus".to_owned()
			}
			Self::MissingTexts { .. } => {
				"get the texts from their contributors and put each where its URI says, or use the \
				 store (--store) that has them; openledger index MODEL checks them all"
					.to_owned()
			}
			Self::Attribute(AttributeError::OutputTooLong { .. }) => {
				"attribute it in parts".to_owned()
			}
			Self::TooFewWorks { .. } | Self::NoWorks(_) => {
				"give a directory with a subdirectory for each work with --works, or ask for less \
				 with --least and --least-bytes"
					.to_owned()
			}
			Self::NothingToSplice => "give longer works with --works".to_owned(),
			Self::Mismatch(_) => "this should never happen: please report it".to_owned(),
			Self::Interrupted
			| Self::Start(_)
			| Self::Computation(_)
			| Self::NoEvent { .. }
			| Self::Artefact(..)
			| Self::Corpus(_)
			| Self::Index(_)
			| Self::Attribute(_)
			| Self::Inconsistent => return None,
		};
		Some(hint)
	}
}

/// What to do about a failed call, where its documentation leaves that open.
fn dispatch_hint(call: &str, name: &str) -> Option<&'static str> {
	Some(match name {
		"Contributions.NotCurator" => "sign with the key of a curator: openledger datanet show ID",
		"Contributions.NotPending" => "it was accepted or rejected before",
		"Contributions.NotOwner" => "sign with its owner's key",
		"Contributions.DatanetFrozen" => "its owner can thaw it: openledger datanet thaw ID",
		"Contributions.AppealPending" => "wait for governance: openledger contribution show ID",
		"Contributions.NotOffered" => "its owner has to offer it again",
		"Contributions.ContentRootHeld" => "somebody has just registered the same text",
		"Contributions.AlreadyMalformed" => "somebody was faster: there is nothing to do",
		"Contributions.InvalidExcerpt" | "Contributions.NotMalformed" => {
			"nothing has changed on chain, but for the fee; if openledger found the flaw, please \
			 report it"
		}
		"Models.NotDeveloper" => "sign with its developer's key",
		"Models.RoyaltyTooLow" => "offer the parent what it asks: --parent MODEL:PERCENT",
		"Models.ParentsDontFitKind" => "name the parents with --parent MODEL:PERCENT",
		"Token.FundsUnavailable" => "send OPEN to the account that signs",
		"Token.Frozen" => {
			"votes need it: remove some of them and take back delegations, then openledger vote unlock"
		}
		_ => {
			return settlement::dispatch_hint(name)
				.or_else(|| challenge::dispatch_hint(name))
				.or_else(|| dispute::dispatch_hint(name))
				.or_else(|| governance::dispatch_hint(name))
				.or_else(|| identity::dispatch_hint(name))
				.or_else(|| staking::dispatch_hint(call, name))
		}
	})
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

fn there_are(what: &str, count: u64) -> String {
	match count {
		0 => format!("the chain has no {what} yet"),
		1 => format!("the chain has one {what}: 0"),
		_ => format!("the chain has {count}: 0 to {}", count - 1),
	}
}

fn problems(bad: &[InputProblem], all: usize) -> String {
	let all = count(all, "input");
	let mut text = format!("{} of {all} can't be contributed, so none was:", bad.len());
	for problem in bad {
		let (path, reason) = (printable(&problem.path), printable(&problem.reason));
		// Most reasons name the file already, or the one of a directory that is meant.
		match reason.starts_with(&path) {
			true => text.push_str(&format!("\n  {reason}")),
			false => text.push_str(&format!("\n  {path}: {reason}")),
		}
	}
	text
}

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
	fn errors_should_say_what_is_there_instead() {
		let hint = |count| Error::NoModel { id: 7, count }.hint().unwrap();
		assert_eq!(hint(0), "the chain has no model yet");
		assert_eq!(hint(1), "the chain has one model: 0");
		assert_eq!(hint(3), "the chain has 3: 0 to 2");
	}

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

	#[test]
	fn a_hint_should_fit_what_is_missing() {
		let text = |is_malformed| MissingText {
			contribution: 7,
			datanet: 0,
			index: 3,
			is_withdrawn: false,
			is_malformed,
			uri: String::new(),
			reason: "it is away".to_owned(),
		};
		let hint = |texts| Error::MissingTexts { model: 1, texts }.hint().unwrap();
		assert!(hint(vec![text(true), text(true)]).starts_with("strike"));
		assert!(hint(vec![text(true), text(false)]).starts_with("get the texts"));
	}

	#[test]
	fn a_hint_should_fit_what_is_too_long() {
		let hint = |what| Error::TooLong { what, bytes: 300, max: 64 }.hint().unwrap();
		assert!(hint(BASED_URI).contains("--uri-base"));
		assert!(!hint("the name").contains("URI"));
	}

	#[test]
	fn every_bad_input_should_be_named() {
		let bad = ["a", "b"].map(|path| InputProblem {
			path: path.to_owned(),
			reason: "it is empty".to_owned(),
			hint: None,
		});
		let text = Error::Inputs { bad: bad.into(), all: 5 }.to_string();
		assert!(text.starts_with("2 of 5 inputs") && text.contains("\n  b: it is empty"));
		let problem = |path: &str, reason: &str| InputProblem {
			path: path.to_owned(),
			reason: reason.to_owned(),
			hint: None,
		};
		let bad = vec![problem("a.md", "a.md can't be read"), problem("b", "b/c is not UTF-8")];
		let text = Error::Inputs { bad, all: 2 }.to_string();
		assert!(text.ends_with("\n  a.md can't be read\n  b/c is not UTF-8"), "{text}");
	}
}
