// SPDX-License-Identifier: Apache-2.0

//! What a receipt proves: while its batch is pending, when that is final, and long after; and to whom
//! it proves nothing, because it was tampered with.

use std::collections::BTreeSet;

use openledger_primitives::{
	receipt::{Payment, Receipt},
	voucher::Voucher,
	BatchId, ChannelId,
};
use openledger_testing::{
	account, decoded, is_soak, keypair, send_all, settle_ones, signed_receipt, Client, Failure,
	OPEN,
};
use serde_json::{json, Value};
use sp_core::H256;
use subxt::{rpcs::client::rpc_params, utils::AccountId32};

use crate::world::{
	batch, owed, quoting, receipt, Given, World, DEVELOPER, FUNDS, OPERATOR, PAYER, PRICE,
};

/// Channels, each with an answer in the same batch.
const CHANNELS: [ChannelId; 2] = [0, 1];
const WINDOW: u32 = 20;
/// A few blocks: what can be final is by then.
const FEW: u64 = 3;
/// Batches of a transaction, and transactions that are sent together.
const EACH: usize = 200;
const TOGETHER: usize = 40;
/// A node that is not there.
const NOWHERE: &str = "ws://127.0.0.1:1";

/// An answer that the payer has.
struct Kept {
	given: Given,
	/// Its receipt, in the payer's directory.
	file: String,
}

#[test]
fn a_receipt_should_prove_what_became_of_it_for_ever() {
	let world = World::begin(WINDOW, 6, 2, 2);
	let kept = CHANNELS.map(|channel| keep(&world, channel));
	let verify = format!("receipt verify {}", kept[0].1.file);
	let shown = verified(&world, &verify);
	assert_eq!((&shown["outcome"], &shown["batch"]), (&json!("unsettled"), &Value::Null));
	not_what_was_given(&world, &kept[0].1);

	let vouchers = kept.each_ref().map(|(voucher, _)| *voucher);
	let receipts = kept.each_ref().map(|(_, kept)| kept.given.receipt.clone());
	let settled = world.settled(&batch(&receipts, &vouchers));
	let with_texts = format!("{verify} --attribute --proof-out pending.json");
	let shown = verified(&world, &with_texts);
	is_proven(&shown, "pending", settled.batch);
	assert_eq!(shown["finalizable_at"], settled.finalizable_at);
	other_than_settled(&world, &kept[0].1, settled.batch);

	world.node.wait_until_final(settled.finalizable_at + FEW);
	let shown = verified(&world, &format!("{verify} --proof-out final.json"));
	is_proven(&shown, "final", settled.batch);
	for (who, amount) in owed(&receipts) {
		assert_eq!(world.client.owed(who), amount, "{who}");
	}
	for channel in CHANNELS {
		assert_eq!(world.channel(channel), (FUNDS - OPEN, OPEN));
	}

	let later = if is_soak() { 100_000 } else { 2 * EACH };
	settle_many(&world, later);
	let long_after = format!("{verify} --batch {} --proof-out later.json", settled.batch);
	let shown = verified(&world, &long_after);
	is_proven(&shown, "final", settled.batch);
	// Two entries for each batch: whose leaf is deep down in the largest tree.
	let entry = world
		.node
		.call("openledger_batchHistory", rpc_params![settled.batch, "final"])
		.expect("the node has the history");
	let path = entry["path"].as_array().expect("there is a path").len();
	assert!(2_usize << path > later, "{path} siblings of {later} batches");
	without_any_node(&world);
	world.client.check();
}

/// Has an answer asked for, given and kept. Returns what pays for it too.
fn keep(world: &World, channel: ChannelId) -> (Voucher, Kept) {
	let signed = world.request(channel, PRICE, "");
	let given = Given::right(channel, 0, 0, &format!("answer {channel}"));
	let file = world.accept(&given, true);
	(decoded(&signed["voucher"]), Kept { given, file })
}

/// Verifies a receipt that has to be good.
fn verified(world: &World, command: &str) -> Value {
	let shown = world.payer.must(command);
	assert_eq!(shown["valid"], true, "{command}: {shown}");
	shown
}

fn is_proven(shown: &Value, outcome: &str, batch: BatchId) {
	assert_eq!((&shown["outcome"], &shown["batch"]), (&json!(outcome), &json!(batch)), "{shown}");
	assert_eq!(shown["proven"], true, "{shown}");
	let steps = shown["steps"].as_array().expect("there is a list").iter();
	let passed: BTreeSet<_> = steps
		.filter(|step| step["result"] == "passed")
		.filter_map(|step| step["step"].as_str())
		.collect();
	for step in ["file", "genesis", "signature", "credits", "output", "state", "history", "receipt"]
	{
		assert!(passed.contains(step), "{step} in {shown}");
	}
}

/// Fails unless a command names this step as the first that is not right.
fn fails_at(client: &Client, command: &str, step: &str) {
	let Failure { stdout, .. } = client.must_fail(command, &[step, "\nhint: "]);
	let shown: Value = serde_json::from_str(&stdout).expect("what was found is shown");
	assert_eq!(shown["valid"], false, "{command}: {shown}");
	let last = shown["steps"].as_array().and_then(|steps| steps.last());
	let last = last.unwrap_or_else(|| panic!("{command} has no steps"));
	assert_eq!((&last["step"], &last["result"]), (&json!(step), &json!("failed")), "{shown}");
}

/// What is not what the operator gave.
fn not_what_was_given(world: &World, Kept { given, file }: &Kept) {
	let payer = &world.payer;
	let right: Value = serde_json::from_str(&payer.read(file)).expect("it is JSON");
	let with = |field: &str, value: Value| {
		let mut file = right.clone();
		file[field] = value;
		file
	};
	let sign = |receipt: &Receipt| signed_receipt(world.genesis, OPERATOR, OPERATOR, receipt);
	let unsigned = |change: fn(&mut Receipt)| {
		let mut receipt = given.receipt.clone();
		change(&mut receipt);
		with("receipt", sign(&receipt)["receipt"].clone())
	};
	let mut forged = right["signature"].as_str().expect("it is hex").to_owned();
	forged.replace_range(2..4, if forged[2..].starts_with("00") { "01" } else { "00" });
	let nobody = Receipt { spans: Default::default(), ..given.receipt.clone() };
	let long = Receipt { output_len: 65_537, ..given.receipt.clone() };
	for (content, options, step) in [
		// What it says for people is not what it says.
		(with("fee", json!("1")), "", "file"),
		(with("receipt", json!("0x00")), "", "file"),
		(with("genesis", json!(format!("{:?}", H256::repeat_byte(5)))), "", "genesis"),
		(with("signature", json!(forged)), "", "signature"),
		(unsigned(|receipt| receipt.salt = [9; 32]), "", "signature"),
		(unsigned(|receipt| receipt.fee += 1), "", "signature"),
		(sign(&long), "", "credits"),
		(right.clone(), "--output other.txt", "output"),
		(sign(&nobody), "--attribute", "attribution"),
		(with("operator", sign_as(world, given, DEVELOPER)["operator"].clone()), "", "channel"),
		(sign_as(world, given, DEVELOPER), "", "channel"),
	] {
		payer.write("other.txt", "This is not what was asked for.");
		payer.write("tampered.json", content.to_string());
		fails_at(payer, &format!("receipt verify tampered.json {options}"), step);
	}
}

/// A receipt of an operator that the channel does not pay.
fn sign_as(world: &World, given: &Given, operator: &str) -> Value {
	signed_receipt(world.genesis, operator, operator, &given.receipt)
}

/// What was signed, and is not what was settled.
fn other_than_settled(world: &World, Kept { given, .. }: &Kept, batch: BatchId) {
	let dearer = Receipt { fee: OPEN + 1, ..given.receipt.clone() };
	let signed = signed_receipt(world.genesis, OPERATOR, OPERATOR, &dearer);
	world.payer.write("tampered.json", signed.to_string());
	fails_at(&world.payer, "receipt verify tampered.json", "receipt");
	let later = Given::right(0, 1, 0, "another answer").receipt;
	let signed = signed_receipt(world.genesis, OPERATOR, OPERATOR, &later);
	world.payer.write("tampered.json", signed.to_string());
	fails_at(&world.payer, &format!("receipt verify tampered.json --batch {batch}"), "batch");
}

/// Settles answers of the payer's own, each as a batch.
fn settle_many(world: &World, count: usize) {
	let operator = AccountId32(account(DEVELOPER));
	let payment = Payment::Direct { payer: account(PAYER) };
	let receipt = Receipt { fee: OPEN / 1_000, ..receipt(payment, 0, &quoting("many")) };
	let answer = receipt.compact().expect("its spans can be").answer;
	let number = |nth: usize| u64::try_from(nth).expect("there are not so many");
	let answers: Vec<_> =
		(0..count).map(|nth| (answer.clone(), H256::from_low_u64_be(number(nth)))).collect();
	let before = world.client.counts()["batches"].as_u64().expect("batches are counted");
	let calls: Vec<_> = answers.chunks(EACH).map(|some| settle_ones(operator, some)).collect();
	for calls in calls.chunks(TOGETHER) {
		for outcome in send_all(&world.node, &keypair(PAYER), calls) {
			outcome.expect("the payer has enough");
		}
	}
	let after = world.client.counts()["batches"].as_u64().expect("batches are counted");
	assert_eq!(after, before + number(count));
	// All of them are final too.
	world.node.wait_until_final(world.node.finalized() + u64::from(WINDOW) + FEW);
}

/// A proof is good for whoever trusts its block, and a changed one for nobody.
fn without_any_node(world: &World) {
	let stranger = Client::new(NOWHERE);
	for (name, outcome) in
		[("pending.json", "settled"), ("final.json", "final"), ("later.json", "final")]
	{
		stranger.write(name, world.payer.read(name));
		let verify = format!("receipt verify --proof {name}");
		let shown = stranger.must(&verify);
		assert_eq!(
			(&shown["outcome"], &shown["valid"]),
			(&json!(outcome), &json!(true)),
			"{shown}"
		);
		let hash = world.node.hash(shown["block"].as_u64().expect("blocks have numbers"));
		assert_eq!(shown["block_hash"], hash);
		// Of one receipt among others, what only the signature binds takes a key that the stranger knows.
		assert_eq!(shown["unproven"], json!(["output_root", "spans", "salt", "commitment"]));
		let known = stranger.must(&format!("{verify} --signed-by {OPERATOR}"));
		assert_eq!((&known["unproven"], &known["valid"]), (&json!([]), &json!(true)), "{known}");
		fails_at(&stranger, &format!("{verify} --signed-by {DEVELOPER}"), "signature");
	}
	let proof: Value = serde_json::from_str(&world.payer.read("later.json")).expect("it is JSON");
	let with = |field: &str, value: Value| {
		let mut proof = proof.clone();
		proof[field] = value;
		proof.to_string()
	};
	let other = json!([format!("{:?}", H256::repeat_byte(5))]);
	for (content, step) in [
		(with("state_proof", json!([])), "state"),
		(with("path", other.clone()), "history"),
		(with("receipt_path", other), "receipt"),
		(with("index", json!(1)), "receipt"),
		(with("signer", json!(format!("{:?}", H256::repeat_byte(5)))), "signature"),
	] {
		stranger.write("tampered.json", content);
		fails_at(&stranger, "receipt verify --proof tampered.json", step);
	}
}
