// SPDX-License-Identifier: Apache-2.0

//! Operators, channels and batches, from the first bond to the last withdrawal.

use std::{collections::BTreeMap, thread};

use openledger_primitives::{
	batch::{BatchedReceipt, Draft, ReceiptBatch},
	merkle,
	receipt::{commitment_leaf, CompactReceipt},
	shares::ShareStack,
	span::{points, Span, SpanParams},
	split::FeeSplit,
	voucher::{Promise, Voucher},
	ContributionId,
};
use openledger_testing::{
	account, api::runtime_types::pallet_staking::StakingLedger, block_on, decoded, hash, keypair,
	planck, pot, receipts, send_all, settle_batch, signing_key, Client, TestNode, OPEN,
};
use serde_json::{json, Value};
use sp_arithmetic::Perbill;
use sp_core::{bytes, sr25519, Blake2Hasher, Pair, H256};
use subxt::{dynamic, ext::codec::Compact, rpcs::client::rpc_params};

type Sources = ShareStack<ContributionId, 16>;

/// By Charlie.
const TIDE: &str =
	"Every morning at six the keeper of the lock reads the gauge, and whatever it says he writes \
	it down twice: once in the book that the water board wants to see, and once in a small one of \
	his own, which has a column for what the gulls did. When they asked him at last what the \
	second book was for, he showed them thirty years in which the gulls had known of every flood a \
	day before the gauge did.";
/// By Dave.
const LAMPS: &str =
	"Lamps along the towpath are lit by hand from October on, by whichever of the neighbours is \
	not at sea; nobody has ever drawn up a list.";
/// By Bob, who made it from Charlie's text.
const SONG: &str =
	"A song for the second book: write, keeper, write what the white birds say, for the brass one \
	sleeps through the rising day.";
/// What Charlie gets of what the song earns, in parts per billion.
const SHARE: u32 = 123_456_789;
const SHARE_IN_PERCENT: &str = "12.3456789";

/// From the middle of [`TIDE`], longer than what counts in full.
const LONG: &str =
	"the gauge, and whatever it says he writes it down twice: once in the book that the water \
	board wants to see, and once in a small one of his own, which has a column for what the gulls \
	did. When they asked him at last what the second book was for, he showed them thirty years";
/// Shorter than that.
const SHORT: &str = "the gulls had known of every flood a day before the gauge did";
const FROM_LAMPS: &str = "from October on, by whichever of the neighbours is not at sea";
const FROM_SONG: &str = "keeper, write what the white birds say, for the brass one sleeps";

/// What a contribution has in an answer.
type Passage = (ContributionId, &'static str);

/// Answers of the model, and what each costs: nothing that divides well.
const ANSWERS: [(&[Passage], u128); 3] = [
	(&[(0, LONG), (1, FROM_LAMPS)], 3 * OPEN + 7),
	(&[(2, FROM_SONG)], 17 * OPEN / 10),
	(&[(2, FROM_SONG), (0, SHORT)], OPEN / 3),
];

/// Who has nothing but what Alice sends.
const OPERATOR: &str = "//Operator";
const PAYER: &str = "//Ferdie";
/// Signs the channel's vouchers, and has no account.
const HOT: &str = "//Ferdie//hot";
const BOND: u128 = 1_500 * OPEN;
/// What is in the channel in the end.
const FUNDS: u128 = 25 * OPEN;
/// A few blocks: what is due is final by then.
const FEW: u64 = 3;

/// Every passage is in quotation marks, which no text has: no span goes further.
fn answer(passages: &[Passage]) -> String {
	let quoted: Vec<_> = passages.iter().map(|(_, passage)| format!("\"{passage}\"")).collect();
	format!("They told me so. {}. I have nothing to add.", quoted.join(" and "))
}

/// What all answers cost.
fn fees() -> u128 {
	ANSWERS.iter().map(|(_, fee)| fee).sum()
}

/// What becomes of the fees, by the rules as `openledger-primitives` has them.
struct Expected {
	/// By account.
	owed: [(&'static str, u128); 5],
	stakers: u128,
	/// The treasury's part.
	platform: u128,
}

impl Expected {
	fn of_all() -> Self {
		let params = SpanParams::DEFAULT;
		let (mut operator, mut model, mut stakers, mut platform) = (0, 0, 0, 0);
		let mut works = BTreeMap::from([(0, 0), (1, 0), (2, 0)]);
		for (passages, fee) in ANSWERS {
			let points = points_of(passages);
			let earned: Vec<_> = points.values().copied().collect();
			let length = u32::try_from(answer(passages).len()).expect("answers are short");
			let paid = FeeSplit::DEFAULT
				.divide(fee, &earned, params.capacity(length))
				.expect("no answer has more than it can");
			operator += paid.operator;
			model += paid.model;
			stakers += paid.stakers;
			platform += paid.platform;
			for (work, amount) in points.keys().zip(paid.contributions) {
				*works.get_mut(work).expect("it is one of these") += amount;
			}
		}
		// The song passes something on; all others keep what they get.
		let tide = Sources::whole(0).expect("one is no crowd");
		let song = Sources::flatten(2, [(0, Perbill::from_parts(SHARE), tide)]);
		let (shares, rest) = song.expect("it is sound").divide(works[&2]);
		let [(0, to_charlie), (2, to_bob)] = shares[..] else {
			panic!("the song and its source share, not {shares:?}")
		};
		let owed = [
			(OPERATOR, operator),
			("//Charlie", works[&0] + to_charlie),
			("//Dave", works[&1]),
			("//Bob", to_bob),
			("//Eve", model),
		];
		Self { owed, stakers, platform: platform + rest }
	}

	fn total(&self) -> u128 {
		let owed: u128 = self.owed.iter().map(|(_, amount)| amount).sum();
		owed + self.stakers + self.platform
	}
}

/// Points of each contribution in an answer.
fn points_of(passages: &[Passage]) -> BTreeMap<ContributionId, u32> {
	let answer = answer(passages);
	let position = |at: usize| u32::try_from(at).expect("answers are short");
	let held: Vec<_> = passages
		.iter()
		.map(|(work, passage)| {
			let start = answer.find(passage).expect("the answer quotes the passage");
			(Span { start: position(start), len: position(passage.len()) }, *work)
		})
		.collect();
	points(&held, SpanParams::DEFAULT).expect("the passages are spans")
}

/// What is there before the first batch: texts, a model, an operator, and a channel.
fn prepare(client: &Client) {
	client.must("datanet create canal --key //Alice");
	for (name, text, rest) in [
		("tide.txt", TIDE, "--key //Charlie".to_owned()),
		("lamps.txt", LAMPS, "--key //Dave".to_owned()),
		("song.txt", SONG, format!("--source 0:{SHARE_IN_PERCENT} --key //Bob")),
	] {
		client.write(name, text);
		client.must(&format!("contribution register {name} --datanet 0 {rest}"));
	}
	client.must("model register --kind base --dataset 0 --price 0.1 --key //Eve");
	for (number, (passages, _)) in ANSWERS.iter().enumerate() {
		client.write(&format!("answer-{number}.txt"), answer(passages));
	}

	client.must(&format!("account transfer {OPERATOR} 2000 --key //Alice"));
	let endpoint = "https://operator.example/v1";
	let register = format!("operator register --endpoint {endpoint} --key {OPERATOR}");
	client.must_fail(
		&format!("{register} --bond 999.9"),
		&["Channels.BondTooLow", "less than the least bond", "\nhint: "],
	);
	client.must(&format!("{register} --bond 1500"));
	client.must_fail(&format!("{register} --bond 1500"), &["Channels.AlreadyRegistered"]);
	let operator = client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["bond"]), BOND);
	assert_eq!(planck(&operator["limit"]), 10 * BOND);
	assert_eq!(operator["endpoint"], endpoint);

	let open = format!("channel open --amount 20 --hot-key {HOT} --key {PAYER}");
	client.must_fail(&format!("{open} --operator //Eve"), &["Channels.OperatorNotFound"]);
	let opened = client.must(&format!("{open} --operator {OPERATOR}"));
	assert_eq!(opened["channel"], 0);
	assert_eq!(opened["key"], format!("{:?}", H256(hot_key().public().0)));
	let more = client.must(&format!("channel top-up 0 5 --key {PAYER}"));
	assert_eq!(planck(&more["funds"]), FUNDS);
}

/// Has all answers asked for, given with a receipt in a new batch file, and taken.
fn collect(client: &Client, file: &str) {
	let mut sum = 0;
	for (number, (passages, fee)) in ANSWERS.iter().enumerate() {
		sum += fee;
		let sign = format!("channel voucher 0 --price {fee}planck --out voucher-{number}.json");
		let signed = client.must(&format!("{sign} --key {HOT}"));
		assert_eq!(signed["sequence"], number);
		assert_eq!(planck(&signed["cumulative"]), sum);
		let added = client.must(&format!(
			"batch add {file} answer-{number}.txt --model 0 --fee {fee}planck --voucher \
			 voucher-{number}.json --out receipt-{number}.json --key {OPERATOR}"
		));
		assert_eq!(added["index"], number);
		assert_eq!(added["sequence"], number);
		assert_eq!(planck(&added["cumulative"]), sum);
		let credits = points_of(passages);
		let credits: Vec<_> = credits
			.iter()
			.map(|(contribution, points)| json!({ "contribution": contribution, "points": points }))
			.collect();
		assert_eq!(added["credits"], json!(credits));
		let accept = format!("channel accept receipt-{number}.json --output answer-{number}.txt");
		let accepted = client.must(&accept);
		assert_eq!(accepted["sequence"], number);
		assert_eq!(accepted["commitment"], added["commitment"]);
	}
}

fn hot_key() -> sr25519::Pair {
	signing_key(HOT)
}

/// Free and held funds of an account, in planck.
fn funds(client: &Client, account: &str) -> (u128, u128) {
	let shown = client.must(&format!("account balance {account}"));
	(planck(&shown["free"]), planck(&shown["held"]))
}

fn staked(node: &TestNode, account: &str) -> Option<(u128, u128)> {
	let account = keypair(account).public_key().0;
	block_on(async {
		let at = node.api().await.at_current_block().await.unwrap();
		let address = dynamic::storage::<([u8; 32],), StakingLedger>("Staking", "Ledger");
		let ledger = at.storage().try_fetch(address, (account,)).await.unwrap();
		ledger.map(|ledger| {
			let StakingLedger { total, active, .. } = ledger.decode().unwrap();
			(total, active)
		})
	})
}

/// What the node answers of the state after a block.
struct At<'a> {
	node: &'a TestNode,
	block: Value,
}

impl<'a> At<'a> {
	fn number(node: &'a TestNode, number: u64) -> Self {
		Self { node, block: node.hash(number) }
	}

	fn ask(&self, method: &str, argument: impl Into<Value>) -> Value {
		let argument = argument.into();
		self.node.call(method, rpc_params![argument, &self.block]).expect("the node answers")
	}
}

#[test]
fn a_batch_should_pay_everyone_in_its_answers() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let issued = node.issuance();
	let (rewards, stakers) = (pot(b"ol/rwrds"), pot(b"ol/stkrs"));
	let (in_rewards, in_stakers) = (client.free(&rewards), client.free(&stakers));
	let held_before = funds(&client, PAYER).1;
	prepare(&client);

	let finalizable_at = settle(&node, &client);
	replay(&node, &client);
	let expected = Expected::of_all();
	assert_eq!(expected.total(), fees());
	become_final(&node, &client, finalizable_at, &expected);
	// Eras empty this pot.
	let blocks = finalizable_at..=finalizable_at + FEW;
	let block = node.block_with("Attribution", "BatchFinalized", blocks);
	let [pot] = node.funds([account(&stakers)], block);
	assert_eq!(pot.free, in_stakers + expected.stakers);
	client.check();

	// What takes its time goes on while everyone claims.
	let free_from = unbond(&client);
	client.must(&format!("channel close 0 --key {PAYER}"));
	claim(&node, &client, &expected);
	assert_eq!(client.free(&rewards), in_rewards, "all of it was claimed");
	leave_channel(&client, held_before);
	leave(&node, &client, free_from);
	client.check();
	assert_eq!(node.issuance(), issued);
}

/// Settles all answers. Returns the block in which the batch can be final.
fn settle(node: &TestNode, client: &Client) -> u64 {
	let (file, sum) = ("batch.json", fees());
	client.must_fail(
		&format!("channel voucher 0 --price 1 --key {PAYER}"),
		&["the key signs no vouchers of channel 0", "\nhint: "],
	);
	collect(client, file);
	client.write("replay.json", client.read(file));
	let settled = client.must(&format!("batch settle {file} --key {OPERATOR}"));
	assert_eq!(settled["batch"], 0);
	assert_eq!(settled["receipts"], ANSWERS.len());
	assert_eq!(settled["models"], json!([0]));
	assert_eq!(planck(&settled["fees"]), sum);

	// As the chain had it when the batch was new.
	let finalizable_at = settled["finalizable_at"].as_u64().expect("blocks have numbers");
	let window = client.must("status")["terms"]["challenge_window"].as_u64();
	let settled_at = finalizable_at - window.expect("a window is a number of blocks");
	let at = At::number(node, settled_at);
	let batch = at.ask("openledger_batch", 0);
	assert_eq!(batch["finalizable_at"], finalizable_at);
	assert_eq!(batch["settled_at"], settled_at);
	assert_eq!(batch["payer"], Value::Null, "a channel paid");
	assert_eq!(batch["operator"], client.address(OPERATOR));
	assert_eq!(batch["root"], settled["root"]);
	assert_eq!(batch["commitments"], settled["commitments"]);
	assert_eq!(batch["signers"], json!([format!("{:?}", H256(account(OPERATOR)))]));
	let operator = at.ask("openledger_operator", client.address(OPERATOR));
	assert_eq!(planck(&operator["exposure"]), sum);
	assert_eq!(operator["last_finalizable_at"], finalizable_at);
	let mut channel = client.must("channel show 0");
	// What the payer's own store knows besides, and what ends the channel.
	let fields = channel.as_object_mut().expect("a channel has fields");
	fields.remove("own");
	assert_eq!(fields.remove("end"), Some(Value::Null));
	assert_eq!(channel, at.ask("openledger_channel", 0));
	assert_eq!(planck(&channel["funds"]), FUNDS - sum);
	assert_eq!(planck(&channel["settled"]), sum);
	assert_eq!(channel["next_sequence"], ANSWERS.len());
	proofs_lead_to_the_roots(client, file, &batch);
	finalizable_at
}

/// Whoever has a proof needs nothing else but the roots.
fn proofs_lead_to_the_roots(client: &Client, file: &str, batch: &Value) {
	let [root, commitments] = ["root", "commitments"].map(|name| hash(&batch[name]));
	let settled: Value = serde_json::from_str(&client.read(file)).expect("the file is JSON");
	let draft = drawn_up(&settled);
	assert_eq!(draft.root::<Blake2Hasher>(), Some(root));
	assert_eq!(draft.batch.commitments, commitments);
	let count = u32::try_from(ANSWERS.len()).expect("there are a few");
	for (index, receipt) in (0..).zip(receipts(&settled)) {
		let proof = client.must(&format!("batch proof {file} {index}"));
		assert_eq!(proof["root"], batch["root"]);
		let path = |name: &str| -> Vec<_> {
			proof[name].as_array().expect("a list").iter().map(hash).collect()
		};
		let led_to =
			|leaf, path: &[H256]| merkle::root_from_path::<Blake2Hasher>(leaf, index, count, path);
		let compact: CompactReceipt = decoded(&proof["compact"]);
		assert_eq!(receipt.compact(), Some(compact.clone()));
		assert_eq!(led_to(compact.leaf::<Blake2Hasher>(), &path("path")), Some(root));
		let committed = commitment_leaf::<Blake2Hasher>(receipt.commitment::<Blake2Hasher>());
		assert_eq!(led_to(committed, &path("commitment_path")), Some(commitments));
	}
}

/// The batch of a file, as it is settled.
fn drawn_up(file: &Value) -> Draft {
	let vouchers: Vec<_> = file["vouchers"]
		.as_array()
		.expect("there is a list")
		.iter()
		.map(|written| {
			let signature = written["signature"].as_str().expect("a signature is text");
			let signature = bytes::from_hex(signature).expect("it is hex");
			Voucher {
				channel: written["channel"].as_u64().expect("channels have numbers"),
				answers: written["answers"].as_u64().expect("answers are counted"),
				cumulative: planck(&written["cumulative"]),
				signature: sr25519::Signature::from_raw(
					signature.try_into().expect("there are 64 bytes"),
				),
			}
		})
		.collect();
	Draft::of::<Blake2Hasher>(&receipts(file), &vouchers).expect("receipts make a batch")
}

/// Settles the same answers once more, in every way that there is.
fn replay(node: &TestNode, client: &Client) {
	let settle = |file: &str| format!("batch settle {file} --key {OPERATOR}");
	client.must_fail(&settle("batch.json"), &["batch.json was settled as batch 0", "\nhint: "]);
	client
		.must_fail(&settle("replay.json"), &["answer 0 of channel 0 can't be settled", "\nhint: "]);
	let file: Value = serde_json::from_str(&client.read("replay.json")).expect("it is JSON");
	let batch = drawn_up(&file).batch;
	assert_eq!(refused(node, vec![batch]), ["Channels::SequenceSettled"]);
	assert_eq!(client.counts()["batches"], 1);
}

/// Sends batches as the operator, each of which has to fail. Returns the errors.
fn refused(node: &TestNode, batches: Vec<ReceiptBatch>) -> Vec<String> {
	let calls: Vec<_> = batches.iter().map(settle_batch).collect();
	let outcomes = send_all(node, &keypair(OPERATOR), &calls).into_iter();
	outcomes.map(|outcome| outcome.expect_err("it was settled")).collect()
}

/// Waits until the chain has made the batch final by itself.
fn become_final(node: &TestNode, client: &Client, finalizable_at: u64, expected: &Expected) {
	node.wait_until_final(finalizable_at + FEW);
	let before = At::number(node, finalizable_at - 1);
	let after = At::number(node, finalizable_at + FEW);
	assert_eq!(before.ask("openledger_batch", 0)["finalizable_at"], finalizable_at);
	assert_eq!(after.ask("openledger_batch", 0), Value::Null);
	for (who, amount) in expected.owed {
		assert!(amount > 0, "{who}");
		let address = client.address(who);
		assert_eq!(before.ask("openledger_owed", address.clone()), "0", "{who}");
		assert_eq!(after.ask("openledger_owed", address), amount.to_string(), "{who}");
		assert_eq!(client.owed(who), amount, "{who}");
	}
	let shown = client.must("batch show 0");
	assert_eq!((&shown["final"], &shown["refuted"]), (&json!(true), &Value::Null), "{shown}");
	// There is nothing left to do for whoever wants to be sure.
	assert_eq!(client.must("batch finalize 0 --key //Alice")["calls"], 0);
	let operator = client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["exposure"]), 0);
}

/// Takes the bond out. Returns the block in which it is free.
fn unbond(client: &Client) -> u64 {
	client.must_fail(
		&format!("operator deregister --key {OPERATOR}"),
		&["Channels.StillBonded", "\nhint: "],
	);
	client.must_fail(
		&format!("operator unbond 1500.1 --key {OPERATOR}"),
		&["Channels.NotEnoughBond"],
	);
	let unbonded = client.must(&format!("operator unbond 1500 --key {OPERATOR}"));
	assert_eq!(planck(&unbonded["amount"]), BOND);
	let free_from = unbonded["unlocks_at"].as_u64().expect("blocks have numbers");
	client.must_fail(&format!("operator deregister --key {OPERATOR}"), &["Channels.StillBonded"]);
	free_from
}

/// Has everyone claim what they are owed, Dave as a stake.
fn claim(node: &TestNode, client: &Client, expected: &Expected) {
	assert_eq!(staked(node, "//Dave"), None);
	thread::scope(|scope| {
		for (who, amount) in expected.owed {
			scope.spawn(move || {
				let (free, held) = funds(client, who);
				let claimed = client.must(&match who {
					// Only the account itself can bond.
					"//Dave" => format!("account claim --bond --key {who}"),
					// It has no stash that could pay the fee.
					OPERATOR => format!("account claim --for {who} --key //Alice//stash"),
					_ => format!("account claim --for {who} --key {who}//stash"),
				});
				assert_eq!(planck(&claimed["amount"]), amount, "{who}");
				assert_eq!(claimed["bonded"], who == "//Dave");
				assert_eq!(client.owed(who), 0, "{who}");
				match who {
					"//Dave" => {
						assert_eq!(staked(node, who), Some((amount, amount)));
						let now = funds(client, who);
						assert_eq!(now.1, held + amount, "what is staked is held");
						assert!(now.0 < free, "the claim has a fee");
					}
					_ => assert_eq!(funds(client, who), (free + amount, held), "{who}"),
				}
			});
		}
	});
}

/// Waits until the channel is closed, and has somebody else send the payer what is left.
fn leave_channel(client: &Client, held_before: u128) {
	let channel = client.must("channel show 0");
	assert!(channel["closing"].is_u64());
	client.must_fail(&format!("channel top-up 0 1 --key {PAYER}"), &["Channels.ChannelClosing"]);
	let (left, deposit) = (FUNDS - fees(), planck(&channel["deposit"]));
	let (free, held) = funds(client, PAYER);
	assert_eq!(held, held_before + left + deposit);
	let withdrawn = client.must("channel withdraw 0 --wait --key //Alice");
	assert_eq!(planck(&withdrawn["returned"]), left);
	assert_eq!(funds(client, PAYER), (free + left + deposit, held_before));
	client.must_fail("channel show 0", &["there is no channel 0", "it was closed"]);
	assert_eq!(client.must("channel list"), json!([]));
}

/// Has the operator end being one.
fn leave(node: &TestNode, client: &Client, free_from: u64) {
	// A transaction that is sent now is in a later block.
	node.wait_until_final(free_from);
	let withdrawn = client.must(&format!("operator withdraw --key {OPERATOR}"));
	assert_eq!(planck(&withdrawn["amount"]), BOND);
	let deposit = planck(&client.must(&format!("operator show {OPERATOR}"))["deposit"]);
	assert_eq!(funds(client, OPERATOR).1, deposit);
	let left = client.must(&format!("operator deregister --key {OPERATOR}"));
	assert_eq!(planck(&left["returned"]), deposit);
	assert_eq!(funds(client, OPERATOR).1, 0);
	client.must_fail(&format!("operator show {OPERATOR}"), &["is no operator"]);
}

/// All that a batch could cost the operator or the payer.
fn at_stake(client: &Client) -> [Value; 5] {
	let mut channel = client.must("channel show 0");
	// What the payer has signed by hand takes a number.
	channel["own"] = Value::Null;
	[
		channel,
		client.must(&format!("operator show {OPERATOR}")),
		client.must(&format!("account balance {OPERATOR}")),
		client.must(&format!("account balance {PAYER}")),
		client.counts(),
	]
}

#[test]
fn nothing_should_be_lost_by_a_wrong_batch() {
	let node = TestNode::start();
	let client = Client::of(&node);
	prepare(&client);
	collect(&client, "batch.json");
	let good = client.read("batch.json");
	let before = at_stake(&client);

	options_that_mean_nothing(&client);
	vouchers_that_are_worth_nothing(&client);
	files_that_are_no_batch(&client, &good);
	batches_that_are_not_paid(&client, &good);
	client.refuses("batch settle batch.json --key //Alice", &["receipts of another operator"]);
	assert_eq!(at_stake(&client), before);
	assert_eq!(client.read("batch.json"), good);

	calls_that_the_chain_refuses(&node, &good);
	let after = at_stake(&client);
	for kept in [0, 1, 3, 4] {
		assert_eq!(after[kept], before[kept]);
	}
	assert_eq!(after[2]["held"], before[2]["held"], "no more than fees of the network");

	// The batch that all of these were made from is right.
	client.must(&format!("batch settle batch.json --key {OPERATOR}"));
	assert_eq!(planck(&client.must("channel show 0")["settled"]), fees());
	client.check();
}

fn options_that_mean_nothing(client: &Client) {
	for (command, part) in [
		("channel voucher 0 --price 0 --key //Alice", "--price"),
		("channel voucher 0 --answers 3 --key //Alice", "--cumulative"),
		("channel open --operator //Bob --amount 0", "--amount"),
		("channel open --operator Nobody --amount 1", "`Nobody` is not an account"),
		("batch add batch.json answer-0.txt --model 0 --voucher a.json", "--fee"),
		("batch add batch.json answer-0.txt --voucher a.json --fee 1", "--model"),
		("batch proof batch.json first", "first"),
		("operator register --bond 1000", "--endpoint"),
		("operator unbond all", "all"),
	] {
		client.misunderstands(command, &[part]);
	}
}

fn vouchers_that_are_worth_nothing(client: &Client) {
	let voucher = |channel: u32, amount: u32, key: &str| {
		format!("channel voucher {channel} --answers 4 --cumulative {amount} --key {key}")
	};
	let beyond = ["26 OPEN is more than channel 0 can pay in all: 25 OPEN", "top-up 0 1"];
	client.refuses(&voucher(0, 26, HOT), &beyond);
	client.refuses(&voucher(0, 5, PAYER), &["the key signs no vouchers of channel 0"]);
	client.refuses(&voucher(7, 1, HOT), &["there is no channel 7", "the chain has one channel: 0"]);
	let signed = client.must(&format!("{} --out more.json", voucher(0, 25, HOT)));
	assert_eq!(planck(&signed["added"]), FUNDS);
	let add = |model: u32, fee: &str| {
		format!(
			"batch add batch.json answer-0.txt --model {model} --fee {fee} --voucher more.json --key \
			 {OPERATOR}"
		)
	};
	client.refuses(&add(0, "21"), &["channel 0", "25 OPEN"]);
	client.refuses(&add(0, "0.09"), &["below what model 0 asks"]);
	client.refuses(&add(7, "1"), &["there is no model 7"]);
	client.refuses("channel close 0 --key //Eve", &["Channels.NotChannelParty"]);
	client.refuses("channel withdraw 0 --key //Eve", &["Channels.NotClosing"]);
	client.refuses("batch show 3", &["there is no batch 3"]);
}

fn files_that_are_no_batch(client: &Client, good: &str) {
	let half = &good[..good.len() / 2];
	let other = format!("0x{}", "5".repeat(64));
	let with = |pointer: &str, value: Value| {
		let mut file: Value = serde_json::from_str(good).expect("the file is JSON");
		*file.pointer_mut(pointer).expect("the file has this") = value;
		file.to_string()
	};
	for (name, content, part) in [
		("prose.json", "Dear chain, please pay everyone.".to_owned(), "is no batch file: line 1"),
		("half.json", half.to_owned(), "is no batch file: line "),
		("number.json", with("/vouchers/0/channel", json!(-1)), "is no batch file: line 1"),
		(
			"amount.json",
			with("/vouchers/0/cumulative", json!("1.5")),
			"vouchers[0]: its cumulative",
		),
		("short.json", with("/vouchers/0/signature", json!("0x00")), "vouchers[0]: its signature"),
		("hex.json", with("/answers/1/receipt", json!("0xzz")), "answers[1]: it is not 0x"),
		(
			"bytes.json",
			with("/answers/2/receipt", json!("0x00")),
			"answers[2]: it is no SCALE-encoded",
		),
		("chain.json", with("/genesis", json!(other)), "chain.json is for another chain"),
		(
			"old.json",
			json!({ "genesis": other, "vouchers": [], "receipts": [] }).to_string(),
			"old.json is a batch file of version 1",
		),
		("empty.json", with("/answers", json!([])), "the batch has no receipt"),
	] {
		client.write(name, &content);
		let settle = format!("batch settle {name} --key {OPERATOR}");
		client.refuses(&settle, &[part]);
		assert_eq!(client.read(name), content);
	}
	let settle = format!("batch settle none.json --key {OPERATOR}");
	client.refuses(&settle, &["there is no batch file at none.json"]);
	client
		.refuses("batch proof batch.json 3", &["there is no receipt 3", "the file has 3: 0 to 2"]);
}

fn batches_that_are_not_paid(client: &Client, good: &str) {
	let good: Value = serde_json::from_str(good).expect("the file is JSON");
	let genesis = hash(&good["genesis"]);
	let count = u64::try_from(ANSWERS.len()).expect("there are a few");
	let paid_by = |pair: &sr25519::Pair, answers: u64, cumulative: u128| {
		let Voucher { channel, answers, cumulative, signature } =
			Voucher::sign(pair, genesis, Promise { channel: 0, answers, cumulative });
		let (cumulative, signature) = (cumulative.to_string(), to_hex(&signature.0));
		json!([{
			"channel": channel,
			"answers": answers,
			"cumulative": cumulative,
			"signature": signature,
		}])
	};
	let stranger = signing_key("//Eve");
	let with = |vouchers: Value| {
		let mut file = good.clone();
		file["vouchers"] = vouchers;
		file.to_string()
	};
	let (sum, hot) = (fees(), hot_key());
	for (name, content, part) in [
		("forged.json", with(paid_by(&stranger, count, sum)), "not signed by the channel's key"),
		("less.json", with(paid_by(&hot, count, sum - 1)), "channel 0"),
		("fewer.json", with(paid_by(&hot, count - 1, sum)), "no voucher is good for receipt 2"),
		("nothing.json", with(paid_by(&hot, count, 0)), "channel 0"),
		("unpaid.json", with(json!([])), "no voucher is good for receipt 0"),
	] {
		client.write(name, &content);
		client.refuses(&format!("batch settle {name} --key {OPERATOR}"), &["voucher", part]);
		assert_eq!(client.read(name), content);
	}
}

/// What the client would not send is refused by the chain itself.
fn calls_that_the_chain_refuses(node: &TestNode, good: &str) {
	let file: Value = serde_json::from_str(good).expect("the file is JSON");
	let (good, genesis) = (drawn_up(&file).batch, hash(&file["genesis"]));
	let with = |change: fn(&mut ReceiptBatch)| {
		let mut batch = good.clone();
		change(&mut batch);
		batch
	};
	let paid_by = |voucher: Voucher| {
		let mut batch = good.clone();
		batch.channels[0].voucher = voucher;
		batch
	};
	let (answers, cumulative) = (3, fees());
	let promise = Promise { channel: 0, answers, cumulative };
	let sign = |pair: &sr25519::Pair, promise| Voucher::sign(pair, genesis, promise);
	let hot = hot_key();
	let more = sign(&hot, Promise { cumulative: cumulative + 1, ..promise });
	// Each of three answers costs all that is there.
	let mut dear = paid_by(sign(&hot, Promise { cumulative: 3 * FUNDS, ..promise }));
	dear.unit = FUNDS;
	receipts_of(&mut dear).for_each(|receipt| receipt.fee = 1);
	let span_params = SpanParams { min_span: 64, ..SpanParams::DEFAULT };
	let cases = [
		("Channels::InvalidVoucherSignature", paid_by(sign(&signing_key("//Eve"), promise))),
		("Channels::InvalidVoucherSignature", paid_by(Voucher { cumulative, ..more })),
		(
			"Channels::VoucherExceeded",
			paid_by(sign(&hot, Promise { cumulative: cumulative - 1, ..promise })),
		),
		("Channels::VoucherExceeded", paid_by(sign(&hot, Promise { cumulative: 0, ..promise }))),
		("Channels::VoucherExceedsFunds", dear),
		("Channels::ChannelNotFound", paid_by(sign(&hot, Promise { channel: 1, ..promise }))),
		("Attribution::BeyondVoucher", paid_by(sign(&hot, Promise { answers: 2, ..promise }))),
		(
			"Attribution::ChannelsOutOfOrder",
			with(|batch| {
				let again = batch.channels[0].clone();
				batch.channels.try_push(again).expect("there is room");
			}),
		),
		("Attribution::EmptyBatch", with(|batch| batch.channels = Default::default())),
		("Attribution::EmptyBatch", with(|batch| batch.channels[0].receipts = Default::default())),
		(
			"Attribution::TableOutOfOrder",
			with(|batch| batch.models[0].contributions.as_mut().reverse()),
		),
		("Attribution::NotInCorpus", with(|batch| batch.models[0].contributions[2] = Compact(99))),
		(
			"Attribution::FeeBelowFloor",
			with(|batch| receipts_of(batch).for_each(|one| one.fee = 0)),
		),
		(
			"Attribution::InvalidOutputLength",
			with(|batch| receipts_of(batch).for_each(|one| one.output_len = 0)),
		),
		(
			"Attribution::MalformedCredits",
			with(|batch| receipts_of(batch).for_each(|one| one.model = 1)),
		),
		("Attribution::SpanParamsNotInForce", ReceiptBatch { span_params, ..good.clone() }),
		("Attribution::ModelNotFound", with(|batch| batch.models[0].model = 7)),
	];
	let (errors, batches): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
	assert_eq!(refused(node, batches), errors);
}

fn receipts_of(batch: &mut ReceiptBatch) -> impl Iterator<Item = &mut BatchedReceipt> {
	batch.channels.iter_mut().flat_map(|paid| paid.receipts.iter_mut())
}

fn to_hex(bytes: &[u8]) -> String {
	bytes::to_hex(bytes, false)
}
