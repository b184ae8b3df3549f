// SPDX-License-Identifier: Apache-2.0

//! A runtime is authorised: the technical committee has the vote hurry, and token holders agree.

use std::{thread, time::Duration};

use openledger_testing::{block_on, keypair, send_all, wait_for, Rpc, State, TestNode, OPEN};
use sp_core::{Blake2Hasher, Hasher, H256};
use subxt::{
	dynamic::{self, Value},
	ext::codec::{Compact, Encode, Output},
	transactions::Payload,
	utils::Static,
};

/// Two of the three members.
const COMMITTEE: [&str; 2] = ["//Alice", "//Bob"];
const VOTERS: [&str; 4] = ["//Alice", "//Bob", "//Charlie", "//Dave"];
/// Whoever has the runtime may apply it.
const ANYONE: &str = "//Eve";
/// The first motion and the first referendum of the chain.
const MOTION: u32 = 0;
const REFERENDUM: u32 = 0;
/// Aye, with the tokens locked for one period.
const AYE: u8 = 0x80 | 1;
const VOTES: u128 = 900_000 * OPEN;
/// Much more than what the motion does.
const WEIGHT: (Compact<u64>, Compact<u64>) = (Compact(10_000_000_000), Compact(1_000_000));
/// Longer than a referendum takes.
const LIMIT: Duration = Duration::from_secs(300);

/// A call that is encoded already.
struct Encoded(Vec<u8>);

impl Encode for Encoded {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		to.write(&self.0);
	}
}

impl Encoded {
	fn of(node: &TestNode, call: &impl Payload) -> Self {
		let encoded = block_on(async {
			let at = node.api().await.at_current_block().await.expect("the node has a block");
			at.transactions().call_data(call)
		});
		Self(encoded.expect("the chain has such a call"))
	}

	fn hash(&self) -> Static<H256> {
		Static(Blake2Hasher::hash(&self.0))
	}

	fn length(&self) -> u32 {
		u32::try_from(self.0.len()).expect("it is short")
	}
}

/// Has an upgrade authorised, by a referendum that the committee puts on the fast track.
pub fn authorise(node: &TestNode, code: &[u8]) {
	let hash = Blake2Hasher::hash(code);
	let authorise = dynamic::tx("System", "authorize_upgrade", (Static(hash),));
	let authorise = Encoded::of(node, &authorise);
	whitelist(node, &authorise);

	let dispatch = "dispatch_whitelisted_call_with_preimage";
	let dispatch = Encoded::of(node, &dynamic::tx("Whitelist", dispatch, (Static(authorise),)));
	let origin = Value::unnamed_variant("WhitelistedCaller", []);
	let origin = Value::unnamed_variant("Origins", [origin]);
	let proposal = Value::unnamed_variant("Inline", [Value::from_bytes(&dispatch.0)]);
	let soon = Value::unnamed_variant("After", [Value::u128(0)]);
	must(node, VOTERS[0], dynamic::tx("Referenda", "submit", (origin, proposal, soon)));
	must(node, VOTERS[0], dynamic::tx("Referenda", "place_decision_deposit", (REFERENDUM,)));
	thread::scope(|scope| {
		for voter in VOTERS {
			// A standard vote is the first of its kinds.
			let vote = (REFERENDUM, Static((0_u8, AYE, VOTES)));
			scope.spawn(move || must(node, voter, dynamic::tx("ConvictionVoting", "vote", vote)));
		}
	});
	let state = State::of(node);
	wait_for("the upgrade to be authorised", LIMIT, || {
		let authorised: H256 = state.read("System", "AuthorizedUpgrade", [])?;
		assert_eq!(authorised, hash);
		Some(())
	});
}

/// Has two thirds of the committee whitelist a call.
fn whitelist(node: &TestNode, call: &Encoded) {
	let motion = dynamic::tx("Whitelist", "whitelist_call", (call.hash(),));
	let motion = Encoded::of(node, &motion);
	let (hash, length) = (motion.hash().0, motion.length());
	let [first, second] = COMMITTEE;
	let propose = (2_u32, Static(motion), length);
	must(node, first, dynamic::tx("TechnicalCommittee", "propose", propose));
	thread::scope(|scope| {
		for member in COMMITTEE {
			let vote = (Static(hash), MOTION, true);
			scope
				.spawn(move || must(node, member, dynamic::tx("TechnicalCommittee", "vote", vote)));
		}
	});
	let close = (Static(hash), MOTION, Static(WEIGHT), length);
	must(node, second, dynamic::tx("TechnicalCommittee", "close", close));
}

/// Applies the upgrade that is authorised. It is sent and not waited for: a block that ends with
/// another runtime than it was made with has events that the new one need not understand.
pub fn apply(node: &TestNode, code: &[u8]) {
	let call = dynamic::tx("System", "apply_authorized_upgrade", (Static(code.to_vec()),));
	let anyone = keypair(ANYONE);
	block_on(async {
		let rpc = Rpc::connect(&node.url()).await;
		let nonce = rpc.next_nonce(&anyone).await.expect("the node answers");
		rpc.submit(&rpc.sign(&call, &anyone, nonce)).await.expect("the upgrade is authorised");
	});
}

/// Sends a call, which must succeed.
fn must(node: &TestNode, who: &str, call: impl Payload) {
	let outcome = send_all(node, &keypair(who), &[call]).remove(0);
	outcome.unwrap_or_else(|error| panic!("{who} can't: {error}"));
}
