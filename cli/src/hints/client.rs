// SPDX-License-Identifier: Apache-2.0

//! What to do about errors of the library: of the node, of transactions, of keys, of what there is
//! not on the chain.

use openledger_attributor::AttributeError;
use openledger_client::{
	account::address,
	error::{Fault, Unpayable},
	units::amount,
	Error as ClientError,
};

use super::{audit, dispatch, files, governance, keys, missing, registry, settlement, staking};
use crate::error::BASED_URI;

/// What to do next, if there is something to do.
pub fn hint(error: &ClientError) -> Option<String> {
	use ClientError as E;
	let hint = match error {
		E::BadUrl(_) => "a node's address looks like ws://127.0.0.1:9944 (--url)".to_owned(),
		E::NoNode { .. } => "start a node (openledger-node --dev makes a chain to try things \
		                        out), or say with --url where one is; the first start of a \
		                        node may take a minute or two: --patience SECONDS waits for it"
			.to_owned(),
		E::OtherRuntime { .. } => "give the address of an OpenLedger node with --url".to_owned(),
		E::MissingPallet { .. } | E::Undecodable { .. } => {
			"this client and that chain are of different versions: update the older one".to_owned()
		}
		E::OtherGenesis { .. } => {
			"check --url, or leave --genesis out if the chain was started anew".to_owned()
		}
		E::Method { fault: Fault::Unsafe, .. } => {
			"start the node with --rpc-methods unsafe, where only you reach it; or \
			 ask a development node on this machine's loopback"
				.to_owned()
		}
		E::Method { fault: Fault::Unknown, .. } => {
			"update the node, or ask another with --url".to_owned()
		}
		E::Method { fault: Fault::Failed(_), .. } => {
			"the node's log may say more; a node can only check what its own \
			 runtime wrote, so it may have to be updated"
				.to_owned()
		}
		E::NoBlock(_) | E::NoBody(_) => {
			"wait until the node has caught up, or ask one with --url that has all blocks"
				.to_owned()
		}
		E::Node(_) => "check that the node is still running, then try again".to_owned(),
		E::Balance { who, .. } | E::Fee { who, .. } => {
			format!("send OPEN to the account: openledger account transfer {} AMOUNT", address(who))
		}
		E::Refused { .. } => {
			"look with `openledger status` whether the chain goes on, then try again".to_owned()
		}
		E::Unknown { .. } | E::Unread { .. } => {
			"look at `openledger status` and your balance before sending it again".to_owned()
		}
		E::Lost { .. } => {
			"look with `openledger status` whether the chain goes on, then try again".to_owned()
		}
		E::Dispatch { call, name, .. } => dispatch::hint(call, name)?.to_owned(),
		E::WouldFail { call, name, .. } => match dispatch::hint(call, name) {
			Some(hint) => format!("nothing was sent: {hint}"),
			None => "nothing was sent".to_owned(),
		},
		E::BadKey => keys::GIVE_ONE.to_owned(),
		E::NoKeystore(_) => {
			"check the path; a wallet exports one as JSON, and openledger key new --into FILE \
			 makes one"
				.to_owned()
		}
		E::StrayInKey(_) => "leave it out; of a file, read no more than the first line".to_owned(),
		E::OtherKey { .. } => {
			"check --key, or leave --key-account and OPENLEDGER_KEY_ACCOUNT out".to_owned()
		}
		E::BadKeystore { reason, .. } => keys::hint(reason),
		E::Input(error) => files::of_input(error)?.to_owned(),
		E::Store(error) => files::of_store(error).to_owned(),
		E::BatchFile(error) => files::of_batch(error).to_owned(),
		E::ReceiptFile(error) => files::of_receipt(error).to_owned(),
		E::TooLong { what, .. } if *what == BASED_URI => {
			"give a shorter --uri-base; the root of the text, of 64 digits, comes behind it"
				.to_owned()
		}
		E::TooLong { .. } => "shorten it: letters that are not ASCII take several bytes".to_owned(),
		E::Blank { .. } => "give it a name that can be seen".to_owned(),
		E::NotFound { kind, id, count } => missing::not_found(*kind, *id, *count),
		E::IsNot { role, .. } => missing::is_not(*role),
		E::NoNames => "its runtime is older than names: wait for an upgrade, or ask another with \
		               --url"
			.to_owned(),
		E::NothingToDo(idle) => missing::idle(idle),
		E::TooEarly { what, .. } => missing::too_early(*what).to_owned(),
		E::Registry(error) => registry::hint(error),
		E::Settlement(error) => settlement::hint(error),
		E::Audit(error) => audit::hint(error),
		E::Governance(error) => governance::hint(error),
		E::Staking(error) => staking::hint(error),
		E::Unpayable { why: Unpayable::Inactive, .. } => {
			"only its developer can resume it".to_owned()
		}
		E::Unpayable { why: Unpayable::NotCommercial, .. } => {
			"who is in an answer can be seen all the same: openledger answer attribute".to_owned()
		}
		E::FeeBelowFloor { floor, .. } => format!("--fee {}", amount::number(*floor)),
		E::MissingTexts { texts, .. } if texts.iter().all(|text| text.is_malformed) => {
			"strike what is malformed, as said above: then it is in no corpus".to_owned()
		}
		E::MissingTexts { .. } => {
			"get the texts from their contributors and put each where its URI says, or use the \
			 store (--store) that has them; openledger model corpus MODEL checks them all"
				.to_owned()
		}
		E::Attribute(AttributeError::OutputTooLong { .. }) => "attribute it in parts".to_owned(),
		E::NoThread(_)
		| E::Computation(_)
		| E::NoEvent { .. }
		| E::Corpus(_)
		| E::Index(_)
		| E::Attribute(_)
		| E::Inconsistent => return None,
	};
	Some(hint)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::error::MissingText;

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
		let hint = |texts| hint(&ClientError::MissingTexts { model: 1, texts }).unwrap();
		assert!(hint(vec![text(true), text(true)]).starts_with("strike"));
		assert!(hint(vec![text(true), text(false)]).starts_with("get the texts"));
	}

	#[test]
	fn a_hint_should_fit_what_is_too_long() {
		let hint = |what| hint(&ClientError::TooLong { what, bytes: 300, max: 64 }).unwrap();
		assert!(hint(BASED_URI).contains("--uri-base"));
		assert!(!hint("the name").contains("URI"));
	}

	#[test]
	fn a_call_that_would_fail_should_have_the_hint_of_one_that_failed() {
		let [call, doc] = ["Models.pause", "Not yours."].map(str::to_owned);
		let name = "Models.NotDeveloper".to_owned();
		let error = ClientError::WouldFail { call, name, doc };
		assert_eq!(hint(&error).unwrap(), "nothing was sent: sign with its developer's key");
	}

	#[test]
	fn a_node_that_refuses_should_be_told_whom_to_trust() {
		let denied = ClientError::Method { method: "openledger_checkState", fault: Fault::Unsafe };
		assert!(hint(&denied).unwrap().contains("--rpc-methods unsafe"));
	}
}
