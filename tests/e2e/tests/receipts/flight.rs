// SPDX-License-Identifier: Apache-2.0

//! Answers that are given in any order, again, or not at all: what was receipted is settled, once, and
//! nothing else is taken.

use openledger_primitives::{
	batch::ReceiptBatch,
	receipt::Receipt,
	voucher::{Promise, Voucher},
	ChannelId, ModelId,
};
use openledger_testing::{account, decoded, planck, Till, OPEN};
use serde_json::{json, Value};

use crate::world::{batch, owed, quoting, Given, World, FUNDS, HOT, OPERATOR, PAYER, PRICE};

/// Channels: of requests in flight, of one that costs less than was signed for, and of what is settled
/// by hand.
const FLIGHT: ChannelId = 0;
const CHEAP: ChannelId = 1;
const HAND: ChannelId = 2;
/// Requests that the payer has in flight.
const REQUESTS: u64 = 5;
/// Answers in the order in which they are given: which request, of which model, and what it costs.
/// Request 1 is canceled.
const ANSWERS: [(u64, ModelId, u128); 4] =
	[(2, 1, OPEN + 7), (0, 0, OPEN / 3), (4, 0, 17 * OPEN / 10), (3, 1, OPEN)];
const CANCELED: u64 = 1;
/// What a cheap answer costs: three tenths of what was signed for.
const SIGNED: u128 = OPEN;
const CHARGED: u128 = 3 * OPEN / 10;
/// A few blocks: what can be final is by then.
const FEW: u64 = 3;

#[test]
fn what_was_receipted_should_be_settled_and_no_more() {
	let world = World::begin(20, 6, 2, 3);
	let issued = world.node.issuance();
	let (mut paid, canceled) = in_flight(&world);
	paid.push(a_promise_is_a_limit(&world));
	let settled = [FLIGHT, CHEAP].map(|channel| world.channel(channel).1);
	assert_eq!(settled.iter().sum::<u128>(), paid.iter().map(|receipt| receipt.fee).sum::<u128>());
	paid.extend(once_and_within_the_promise(&world));
	too_late(&world, &canceled);
	nothing_more_without_receipts(&world);

	world.node.wait_until_final(world.node.finalized() + 20 + FEW);
	for (who, amount) in owed(&paid) {
		assert_eq!(world.client.owed(who), amount, "{who}");
	}
	let operator = world.client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["exposure"]), 0);
	assert_eq!(world.node.issuance(), issued);
	world.client.check();
	what_was_not_charged_goes_back(&world);
}

/// The operator gives an answer.
fn give(model: ModelId, fee: u128, output: &str, voucher: &Value) -> String {
	let voucher = voucher["voucher"].as_str().expect("it is hex");
	format!(
		"batch add batch.json {output} --model {model} --fee {fee}planck --voucher {voucher} --key \
		 {OPERATOR}"
	)
}

/// The payer takes it.
fn accept(world: &World, given: &Value, output: &str) -> Value {
	let file = world.file("receipt.json");
	let signed = json!({
		"genesis": format!("{:?}", world.genesis),
		"operator": given["operator"],
		"receipt": given["receipt"],
		"signature": given["signature"],
	});
	world.payer.write(&file, signed.to_string());
	world.payer.must(&format!("channel accept {file} --output {output}"))
}

/// Five requests at once, of which one is canceled. Returns what is settled of them, and the voucher
/// for the one that is not.
fn in_flight(world: &World) -> (Vec<Receipt>, Value) {
	let World { client, payer, .. } = world;
	let vouchers: Vec<_> = (0..REQUESTS)
		.map(|sequence| {
			let signed = world.request(FLIGHT, PRICE, &format!("--in-flight {REQUESTS}"));
			assert_eq!(
				(&signed["sequence"], &signed["answers"]),
				(&json!(sequence), &json!(sequence + 1))
			);
			assert_eq!(planck(&signed["cumulative"]), PRICE * u128::from(sequence + 1));
			signed
		})
		.collect();
	// One more would be one too many: none of them has an answer yet.
	let more = format!("channel voucher {FLIGHT} --price {PRICE}planck --key {HOT}");
	payer.refuses(&format!("{more} --in-flight {REQUESTS}"), &["channel 0"]);
	// A request that is made again has the voucher that it had.
	let again = world.request(FLIGHT, PRICE, "--sequence 0");
	assert_eq!(again["voucher"], vouchers[0]["voucher"]);

	let mut receipts = Vec::new();
	for (sequence, model, fee) in ANSWERS {
		let output = format!("answer-{sequence}.txt");
		for client in [client, payer] {
			client.write(&output, quoting(&format!("request {sequence}")));
		}
		let voucher = &vouchers[usize::try_from(sequence).expect("there are five")];
		let add = give(model, fee, &output, voucher);
		let given = client.must(&add);
		assert_eq!((&given["sequence"], &given["is_new"]), (&json!(sequence), &json!(true)));
		// Whoever asks again gets the same receipt, which is signed once.
		let same = client.must(&add);
		assert_eq!(same["is_new"], false);
		for part in ["receipt", "signature", "commitment", "sequence"] {
			assert_eq!(same[part], given[part], "{part}");
		}
		accept(world, &given, &output);
		receipts.push(decoded::<Receipt>(&given["receipt"]));
	}
	other_answers_are_not_signed(world, &vouchers);

	let settled = client.must(&format!("batch settle batch.json --key {OPERATOR}"));
	let fees: u128 = ANSWERS.iter().map(|(.., fee)| fee).sum();
	assert_eq!(planck(&settled["fees"]), fees);
	assert_eq!((&settled["receipts"], &settled["models"]), (&json!(4), &json!([0, 1])));
	assert_eq!(world.channel(FLIGHT), (FUNDS - fees, fees));
	assert_eq!(client.must(&format!("channel show {FLIGHT}"))["next_sequence"], REQUESTS);
	// The payer has what was settled, and the canceled answer was not.
	let audit = payer.must(&format!("batch audit {FLIGHT}"));
	let audited = &audit["channels"][0];
	let sums = json!({ "answers": ANSWERS.len(), "fees": fees.to_string() });
	assert_eq!((&audited["complete"], &audited["sums"]["as_signed"]), (&json!(true), &sums));
	assert_eq!(audited["unsettled"], json!([]), "{audit}");
	let canceled = usize::try_from(CANCELED).expect("it is one of five");
	(receipts, vouchers[canceled].clone())
}

/// An answer has one receipt, whatever the operator is asked for.
fn other_answers_are_not_signed(world: &World, vouchers: &[Value]) {
	let client = &world.client;
	client.write("other.txt", quoting("something else"));
	for (fee, output) in [(OPEN / 3, "other.txt"), (OPEN / 4, "answer-0.txt")] {
		client.refuses(&give(0, fee, output, &vouchers[0]), &["answer 0 of channel 0"]);
	}
	// Nor is one that costs more than all vouchers promise.
	client.refuses(&give(0, 11 * OPEN, "other.txt", &vouchers[1]), &["the first 2 answers"]);
}

/// A payer signs for more than it is charged, and keeps the rest.
fn a_promise_is_a_limit(world: &World) -> Receipt {
	let voucher = world.request(CHEAP, SIGNED, "");
	assert_eq!(planck(&voucher["cumulative"]), SIGNED);
	for client in [&world.client, &world.payer] {
		client.write("cheap.txt", quoting("a cheap answer"));
	}
	let add = give(0, CHARGED, "cheap.txt", &voucher).replace("batch.json", "cheap.json");
	let given = world.client.must(&add);
	accept(world, &given, "cheap.txt");
	world.client.must(&format!("batch settle cheap.json --key {OPERATOR}"));
	assert_eq!(world.channel(CHEAP), (FUNDS - CHARGED, CHARGED));
	decoded(&given["receipt"])
}

/// What no client would send: an answer twice, and more than is promised. Returns what is settled.
fn once_and_within_the_promise(world: &World) -> [Receipt; 1] {
	let right = |sequence, model| Given::right(HAND, sequence, model, "an answer").receipt;
	let till = Till::new(world.genesis, HOT);
	let promise = |answers, cumulative| till.sign(Promise { channel: HAND, answers, cumulative });
	let of = |receipts: &[Receipt], voucher: Voucher| batch(receipts, &[voucher]);
	let with = |mut batch: ReceiptBatch, change: fn(&mut ReceiptBatch)| {
		change(&mut batch);
		batch
	};
	let two = [right(0, 0), right(1, 0)];
	let twice = with(of(&two[..1], promise(2, 4 * OPEN)), |batch| {
		let again = batch.channels[0].clone();
		batch.channels.try_push(again).expect("there is room");
	});
	let beyond = with(of(&two, promise(2, 4 * OPEN)), |batch| batch.channels[0].first = 1);
	let charged = of(&two, promise(2, 2 * OPEN - 1));
	let first = of(&two[1..], promise(2, 4 * OPEN));
	let outcomes = world.settle(&[
		twice,
		beyond,
		charged,
		first.clone(),
		// The same again, the same of another model, one before it, and one after it.
		first,
		of(&[right(1, 1)], promise(2, 4 * OPEN)),
		of(&two[..1], promise(2, 4 * OPEN)),
		of(&two, promise(2, 4 * OPEN)),
	]);
	let errors: Vec<_> =
		outcomes.into_iter().map(|outcome| outcome.err().unwrap_or_default()).collect();
	let expected = [
		"Attribution::ChannelsOutOfOrder",
		"Attribution::BeyondVoucher",
		"Channels::VoucherExceeded",
		"",
		"Channels::SequenceSettled",
		"Channels::SequenceSettled",
		"Channels::SequenceSettled",
		"Channels::SequenceSettled",
	];
	assert_eq!(errors, expected);
	assert_eq!(world.channel(HAND), (FUNDS - OPEN, OPEN));
	let [_, settled] = two;
	[settled]
}

/// An answer that comes after later ones were settled is not paid for.
fn too_late(world: &World, voucher: &Value) {
	world.client.write("late.txt", quoting("something late"));
	let add = give(0, OPEN, "late.txt", voucher).replace("batch.json", "late.json");
	world.client.refuses(&add, &["answer 1 of channel 0 can't be settled"]);
	// What nobody got is nowhere among what the payer has.
	let audit = world.payer.must(&format!("batch audit {HAND}"));
	let sums = json!({ "answers": 1, "fees": OPEN.to_string() });
	assert_eq!(audit["channels"][0]["sums"]["not_held"], sums, "{audit}");
}

/// Who charges without a receipt is promised nothing more, unless its payer takes that for lost.
fn nothing_more_without_receipts(world: &World) {
	let sign = format!("channel voucher {HAND} --price {PRICE}planck --key {HOT}");
	let payer = &world.payer;
	payer.refuses(&sign, &["1 OPEN more were settled of channel 2", "batch audit 2"]);
	let signed = payer.must(&format!("{sign} --write-off"));
	assert_eq!((&signed["sequence"], planck(&signed["cumulative"])), (&json!(2), OPEN + PRICE));
	// It is asked about once.
	payer.must(&format!("{sign} --in-flight 2"));
}

/// The payer gets back all that no receipt took.
fn what_was_not_charged_goes_back(world: &World) {
	let deposit = planck(&world.client.must(&format!("channel show {CHEAP}"))["deposit"]);
	let funds = || world.node.funds([account(PAYER)], world.node.finalized())[0];
	let before = funds();
	world.client.must(&format!("channel close {CHEAP} --key {OPERATOR}"));
	let after = funds();
	assert_eq!(after.free, before.free + FUNDS - CHARGED + deposit);
	assert_eq!(after.held, before.held - (FUNDS - CHARGED) - deposit);
}
