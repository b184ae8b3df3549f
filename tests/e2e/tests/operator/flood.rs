// SPDX-License-Identifier: Apache-2.0

//! An attacker fills the blocks for as long as a demand can be answered, or a batch refuted.

use std::{
	fs,
	panic::{catch_unwind, resume_unwind, AssertUnwindSafe},
	sync::atomic::{AtomicBool, AtomicU64, Ordering},
	thread,
	time::Duration,
};

use openledger_primitives::{
	content::content_root,
	receipt::{Payment, Receipt},
	span::SpanParams,
	BatchId,
};
use openledger_testing::{
	account, block_on, finalize, is_soak, keypair, planck, send_all, settle_one, wait_for, Event,
	Rpc, TestNode, OPEN,
};
use serde_json::json;
use sp_core::{bytes::to_hex, Blake2Hasher};
use subxt::{
	ext::codec::{Compact, Encode},
	utils::AccountId32,
};

use crate::world::{self, World, BOND, DEMANDER, LIMIT, OPERATOR, PAYER};

/// Who fills blocks.
const ATTACKERS: [&str; 4] =
	["//Alice//stash", "//Charlie//stash", "//Dave//stash", "//Eve//stash"];
/// There is no such batch: the call fails, and pays for what it could have done.
const NOWHERE: BatchId = 1 << 40;
/// The most that `finalize` pays at once.
const MOST: u32 = 128;
/// What ordinary calls of a block have, in picoseconds: three quarters of a second.
const ROOM: u64 = 750_000_000_000;
/// The variant of `DispatchError` that an error of a pallet is.
const MODULE: u8 = 3;
/// Transactions that the attacker has waiting: those of a few blocks.
const WAITING: u64 = 10;
/// More than anybody would give in an ordinary block.
const TIP: u128 = OPEN / 1_000;

/// Fills blocks until it is told to stop. Returns how many transactions it sent.
fn flood(node: &TestNode, attacker: &str, tip: u128, is_over: &AtomicBool) -> u64 {
	let signer = keypair(attacker);
	let url = node.url();
	block_on(async {
		let rpc = Rpc::connect(&url).await;
		let mut next = rpc.next_nonce(&signer).await.expect("the node answers");
		let first = next;
		let key = [rpc.account_key(account(attacker))];
		while !is_over.load(Ordering::Relaxed) {
			let head = rpc.finalized().await.expect("blocks are final");
			let record = rpc.values(&key, head.hash).await.expect("the node has the state");
			let used = record[0].as_ref().map_or(0, |bytes| {
				u64::from(u32::from_le_bytes(bytes[..4].try_into().expect("a nonce comes first")))
			});
			// Finality is a few blocks behind.
			while next < used + 4 * WAITING {
				let call = finalize(NOWHERE, MOST);
				let transaction = rpc.sign_with_tip(&call, &signer, next, tip);
				if rpc.submit(&transaction).await.is_err() {
					break;
				}
				next += 1;
			}
			thread::sleep(Duration::from_millis(300));
		}
		next - first
	})
}

/// Waits for a full block that is final. Returns its number.
fn first_full(node: &TestNode) -> u64 {
	wait_for("a full block", LIMIT, || {
		let last = node.finalized();
		let (full, _) = full_blocks(node, last, last);
		(full == 1).then_some(last)
	})
}

/// How full blocks were: of how many that had no room for another such call, and of how many in all.
fn full_blocks(node: &TestNode, from: u64, to: u64) -> (usize, usize) {
	let events = node.events(from..=to);
	let all = usize::try_from(to - from + 1).expect("there are a few");
	let full = (from..=to)
		.filter(|number| {
			let failed = events
				.iter()
				.filter(|event| event.block == *number && event.is("System", "ExtrinsicFailed"))
				.map(weight);
			let (sum, most) =
				failed.fold((0, 0), |(sum, most), weight| (sum + weight, weight.max(most)));
			sum + most > ROOM
		})
		.count();
	(full, all)
}

/// What a call took that failed with an error of a pallet, in picoseconds.
fn weight(failed: &Event) -> u64 {
	let (kind, _, _, Compact(weight)) = failed.begins_with::<(u8, u8, [u8; 4], Compact<u64>)>();
	assert_eq!(kind, MODULE, "the call fails because there is no such batch");
	weight
}

/// Runs something while the blocks are full, so many of them or more. Says what that cost the
/// attacker, and fails when they were not.
fn in_flood<T>(world: &World, blocks: u64, work: impl FnOnce() -> T) -> T {
	let funds = || -> u128 { ATTACKERS.iter().map(|who| world.client.free(who)).sum() };
	let before = funds();
	let (is_over, sent) = (AtomicBool::new(false), AtomicU64::new(0));
	let (result, full, all) = thread::scope(|scope| {
		for attacker in ATTACKERS {
			let (node, is_over, sent) = (&world.node, &is_over, &sent);
			scope.spawn(move || {
				sent.fetch_add(flood(node, attacker, TIP, is_over), Ordering::Relaxed);
			});
		}
		let result = catch_unwind(AssertUnwindSafe(|| {
			// The blocks are full before anything else is sent, and until it is final.
			let begun = first_full(&world.node);
			let result = work();
			wait_for("the end of the flood", 3 * LIMIT, || {
				(world.node.finalized() >= begun + blocks).then_some(())
			});
			let (full, all) = full_blocks(&world.node, begun, world.node.finalized());
			(result, full, all)
		}));
		is_over.store(true, Ordering::Relaxed);
		result.unwrap_or_else(|cause| resume_unwind(cause))
	});
	let after = funds();
	eprintln!(
		"of {all} blocks {full} were full: the attacker sent {} transactions, and of {before} planck it \
		 has {after}",
		sent.load(Ordering::Relaxed),
	);
	assert!(after < before, "full blocks cost whoever fills them");
	assert!(full * 2 > all, "{full} of {all} blocks were full: there was no flood");
	result
}

#[test]
fn who_is_honest_should_answer_in_time_whoever_fills_the_blocks() {
	let (window, reveal, spans) = if is_soak() { (1_800, 300, 64) } else { (180, 60, 8) };
	// All that there is to answer, in the long run.
	let blocks = if is_soak() { reveal } else { 0 };
	let mut world = World::begin(window, reveal);
	world.collect("batch.json");
	let batch = world.settle("batch.json");
	world.demand(batch, spans);
	let before = world.client.free(OPERATOR);
	in_flood(&world, blocks.into(), || {
		let mut answering =
			world.client.spawn(&format!("batch reveal batch.json --follow --key {OPERATOR}"));
		world.answered(batch, || answering.ensure_running());
		answering.kill9();
	});
	let after = world.client.free(OPERATOR);
	let (bonds, milli) = (u128::from(spans) * 4 * OPEN, OPEN / 1_000);
	eprintln!(
		"the operator answered {} demands, whose bonds are {} milliOPEN, and has {} milliOPEN more",
		spans * 2,
		bonds / milli,
		after.saturating_sub(before) / milli
	);
	assert!(after > before, "tips stay below what they are for");
	let operator = world.client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["bond"]), BOND);
	world.client.check();
}

#[test]
fn who_refutes_should_be_in_time_whoever_fills_the_blocks() {
	let world = World::begin(180, 60);
	let (payer, output) = (account(PAYER), world::quoting("an answer in which nobody is to be"));
	// It is the text's, and the receipt says that it is nobody's.
	let receipt = Receipt {
		payment: Payment::Direct { payer },
		model: 0,
		span_params: SpanParams::DEFAULT,
		fee: OPEN,
		output_len: u32::try_from(output.len()).expect("it is short"),
		output_root: content_root::<Blake2Hasher>(output.as_bytes()).expect("it is not empty"),
		spans: Default::default(),
		salt: [7; 32],
	};
	let genesis = world.client.must("status")["genesis"].clone();
	let encoded = to_hex(&receipt.encode(), false);
	let file = json!({ "genesis": genesis, "batch": null, "receipt": encoded, "output": output });
	fs::create_dir(world.client.path("answers")).expect("a directory can be made");
	world.client.write("answers/own.json", file.to_string());
	let answer = receipt.compact().expect("it has no spans").answer;
	let commitment = receipt.commitment::<Blake2Hasher>();
	let calls = [settle_one(AccountId32(account(OPERATOR)), answer, commitment)];
	send_all(&world.node, &keypair(PAYER), &calls).remove(0).expect("the chain can't see it");
	in_flood(&world, 0, || {
		let mut watch = world.client.spawn(&format!("watch --answers answers --key {DEMANDER}"));
		wait_for("the end of the batch", LIMIT, || {
			watch.ensure_running();
			watch.lines().iter().any(|line| line["event"] == "refuted").then_some(())
		});
		watch.kill9();
	});
	// The watcher says so when it is in a block, and the client when that is final.
	let refuted = wait_for("the refutation to be final", LIMIT, || {
		Some(world.client.must("batch show 0")).filter(|batch| !batch["refuted"].is_null())
	});
	assert_eq!(refuted["final"], false, "{refuted}");
	assert_eq!(refuted["refuted"]["ground"], "LongerMatch", "{refuted}");
	world.client.check();
}
