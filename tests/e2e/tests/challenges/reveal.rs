// SPDX-License-Identifier: Apache-2.0

//! An operator that settles what is right, and shows what is demanded.

use std::collections::BTreeMap;

use openledger_primitives::{
	challenge::{range_of_match, Binding, Difference, Excerpt, Exhibit, Proof},
	merkle,
	receipt::{commitment_leaf, Receipt},
	split::FeeSplit,
	BatchId,
};
use openledger_testing::{
	account, demand_reveal, keypair, planck, receipts, refute, send_all, wait_for, Client, Records,
	OPEN,
};
use serde_json::{json, Value};
use sp_core::{Blake2Hasher, H256};
use subxt::rpcs::client::rpc_params;

use crate::{
	works::{held, output, texts, FROM_KITES, FROM_MILL, FROM_NOTES},
	world::{World, AUTHOR, COPYIST, DEMAND_BOND, DEVELOPER, HOT, LIMIT, OPERATOR, ROOT, WATCHER},
};

/// Who wants to see something.
const DEMANDER: &str = ROOT;
const FEES: [u128; 2] = [3 * OPEN + 7, 17 * OPEN / 10];
/// Places that are demanded: receipts, and spans of them. The last receipt lists no such span.
const PLACES: [(u32, u32); 3] = [(0, 0), (1, 0), (1, 6)];
/// A few blocks: what is due is final by then.
const FEW: u64 = 3;

fn answers() -> [String; 2] {
	[
		output("Asked about the weir, they said", &[FROM_MILL, FROM_KITES]),
		output("Asked about the wheel, they said", &[FROM_NOTES]),
	]
}

#[test]
fn who_is_honest_should_answer_and_be_paid() {
	let world = World::begin(48, 16);
	let (node, client) = (&world.node, &world.client);
	let (batch, finalizable_at) = settle(&world);
	let file: Value = serde_json::from_str(&client.read("batch.json")).expect("it is JSON");
	let receipts = receipts(&file);
	are_right(&receipts);
	let before = node.finalized();
	let mut reveal = client.spawn(&format!("batch reveal batch.json --follow --key {OPERATOR}"));
	demand(&world, batch);
	wait_for("answers to all demands", LIMIT, || {
		reveal.ensure_running();
		(world.demands(batch) == json!([])).then_some(())
	});
	challenge_in_vain(&world, batch, &receipts);
	let after = node.finalized();
	assert!(
		after < finalizable_at,
		"block {after} is too late to tell what answers alone have changed"
	);
	bonds_are_the_operators(&world, before, after);

	// The batch becomes final as if nobody had asked.
	node.wait_until_final(finalizable_at + FEW);
	let ended = reveal.wait(LIMIT);
	assert_eq!(ended.code, Some(0), "{}", ended.stderr);
	let last = ended.lines().pop().expect("it has said something");
	assert_eq!(last, json!({ "batch": batch, "revealed": PLACES.len(), "unanswered": 0 }));
	assert_eq!(client.must(&format!("batch show {batch}"))["final"], true);
	for (who, amount) in expected(&receipts) {
		assert!(amount > 0, "{who}");
		assert_eq!(client.owed(who), amount, "{who}");
	}
	let operator = client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["exposure"]), 0);
	client.check();
}

/// Settles the answers over the first channel. Returns the batch, and when it can be final.
fn settle(world: &World) -> (BatchId, u64) {
	let (client, channel) = (&world.client, world.channels[0]);
	let mut owed = 0;
	for ((number, answer), fee) in (1..).zip(answers()).zip(FEES) {
		client.write(&format!("answer-{number}.txt"), answer);
		owed += fee;
		let sign =
			format!("channel voucher {channel} --answers {number} --cumulative {owed}planck");
		client.must(&format!("{sign} --out voucher.json --key {HOT}"));
		client.must(&format!(
			"batch add batch.json answer-{number}.txt --model 0 --fee {fee}planck --voucher \
			 voucher.json --key {OPERATOR}"
		));
	}
	let settled = client.must(&format!("batch settle batch.json --key {OPERATOR}"));
	let number = |key: &str| settled[key].as_u64().expect("it is a number");
	(number("batch"), number("finalizable_at"))
}

/// The spans are those that the answers were made of.
fn are_right(receipts: &[Receipt]) {
	let [first, second] = answers();
	let spans = [
		vec![held(&first, FROM_MILL, 0), held(&first, FROM_KITES, 1)],
		vec![held(&second, FROM_NOTES, 2)],
	];
	let listed: Vec<_> = receipts.iter().map(|receipt| receipt.spans.to_vec()).collect();
	assert_eq!(listed, spans);
}

/// Demands all places: one as a person does.
fn demand(world: &World, batch: BatchId) {
	let [(receipt, span), others @ ..] = PLACES;
	let stranger = Client::of(&world.node);
	let shown = stranger
		.must(&format!("batch demand {batch} --receipt {receipt} --span {span} --key {DEMANDER}"));
	assert_eq!(planck(&shown["bond"]), DEMAND_BOND);
	let calls = others.map(|(receipt, span)| demand_reveal(batch, receipt, span));
	for outcome in send_all(&world.node, &keypair(DEMANDER), &calls) {
		outcome.expect("there is time to answer");
	}
}

/// Challenges a receipt that is right, with what it is right about.
fn challenge_in_vain(world: &World, batch: BatchId, receipts: &[Receipt]) {
	let receipt = &receipts[1];
	let leaves: Vec<_> = receipts
		.iter()
		.map(|receipt| receipt.compact().expect("its spans can be").leaf::<Blake2Hasher>())
		.collect();
	let committed: Vec<_> = receipts
		.iter()
		.map(|receipt| commitment_leaf::<Blake2Hasher>(receipt.commitment::<Blake2Hasher>()))
		.collect();
	let path = |leaves: &[H256]| {
		let path = merkle::path::<Blake2Hasher>(leaves, 1).expect("there are two");
		path.try_into().expect("it is short")
	};
	let exhibit = Exhibit {
		index: 1,
		path: path(&leaves),
		receipt: receipt.clone(),
		binding: Binding::Committed(path(&committed)),
	};
	let span = receipt.spans[0];
	let excerpt = |content: &str, start| {
		let (from, to) = range_of_match(start, span.span.len);
		Excerpt::of::<Blake2Hasher>(content.as_bytes(), from, to).expect("it is there")
	};
	let [_, answer] = answers();
	let difference = Difference::Byte {
		at: 0,
		output: excerpt(&answer, span.span.start),
		text: excerpt(&texts()[2], span.offset),
	};
	let proof = Proof::Mismatch { span: 0, difference };
	let calls = [refute(batch, &exhibit, &proof)];
	let outcome = send_all(&world.node, &keypair(WATCHER), &calls).remove(0);
	assert_eq!(outcome.expect_err("it is right"), "Attribution::NotRefuted");
	// Nothing has come of it.
	let record = world.node.call("openledger_batch", rpc_params![batch]);
	assert_eq!(record.expect("the node answers")["is_void"], false);
}

/// Each answer has earned the operator its bond, and nobody else has gained anything.
fn bonds_are_the_operators(world: &World, before: u64, after: u64) {
	let records = Records::between(&world.node, before, after);
	let [operator, demander, challenger] = [OPERATOR, DEMANDER, WATCHER].map(account);
	for (demands, who) in [(records.demanded(), demander), (records.revealed(), operator)] {
		let mut places = Vec::new();
		for demand in &demands {
			assert_eq!((demand.who, demand.bond), (who, DEMAND_BOND), "{demand:?}");
			places.push((demand.receipt, demand.span));
		}
		places.sort_unstable();
		assert_eq!(places, PLACES);
	}
	assert!(records.refuted().is_empty() && records.returned().is_empty());

	let accounts = [operator, demander, challenger];
	let (were, are) = (world.node.funds(accounts, before), world.node.funds(accounts, after));
	let bonds = DEMAND_BOND * 3;
	let fee = accounts.map(|account| records.fees_of(account));
	assert_eq!(are.map(|funds| funds.held), were.map(|funds| funds.held));
	assert_eq!(are[0].free, were[0].free + bonds - fee[0]);
	assert_eq!(are[1].free, were[1].free - bonds - fee[1]);
	assert_eq!(are[2].free, were[2].free - fee[2]);
	assert!(fee[2] > 0, "who is wrong pays for it");
	// The least bond pays for every answer.
	assert!(fee[0] < bonds, "{fee:?}");
}

/// What everyone is owed, by the rules as `openledger-primitives` has them.
fn expected(receipts: &[Receipt]) -> BTreeMap<&'static str, u128> {
	let mut owed = BTreeMap::<_, u128>::new();
	for receipt in receipts {
		let credits = receipt.credits().expect("its spans can be");
		let points: Vec<_> = credits.iter().map(|credit| credit.points).collect();
		let capacity = receipt.span_params.capacity(receipt.output_len);
		let paid = FeeSplit::DEFAULT
			.divide(receipt.fee, &points, capacity)
			.expect("no answer has more than it can");
		*owed.entry(OPERATOR).or_default() += paid.operator;
		*owed.entry(DEVELOPER).or_default() += paid.model;
		for (credit, amount) in credits.iter().zip(paid.contributions) {
			let owner = if credit.contribution == 2 { COPYIST } else { AUTHOR };
			*owed.entry(owner).or_default() += amount;
		}
	}
	owed
}
