// SPDX-License-Identifier: Apache-2.0

//! Operators, channels and batches, from the first bond to the last withdrawal.

use std::{collections::BTreeMap, thread};

use openledger_e2e::{
	account, block_on, hash, keypair, planck, pot, receipts, send_all, settle_batch, Client, Node,
	OPEN,
};
use openledger_primitives::{
	batch::Draft,
	merkle,
	receipt::Receipt,
	shares::ShareStack,
	span::{points, Span, SpanParams},
	split::FeeSplit,
	voucher::Voucher,
	ContributionId,
};
use serde_json::{json, Value};
use sp_arithmetic::Perbill;
use sp_core::{
	bytes::{self, from_hex},
	sr25519, Blake2Hasher, Pair, H256,
};
use subxt::{
	dynamic,
	ext::{codec::Encode, scale_decode::DecodeAsType},
	rpcs::client::rpc_params,
};

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
		let rule = SpanParams::DEFAULT;
		let (mut operator, mut model, mut stakers, mut platform) = (0, 0, 0, 0);
		let mut works = BTreeMap::from([(0, 0), (1, 0), (2, 0)]);
		for (passages, fee) in ANSWERS {
			let points = points_of(passages);
			let earned: Vec<_> = points.values().copied().collect();
			let length = u32::try_from(answer(passages).len()).expect("answers are short");
			let paid = FeeSplit::DEFAULT
				.divide(fee, &earned, rule.capacity(length))
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
		client.must(&format!("contribute {name} --datanet 0 {rest}"));
	}
	client.must("model register --kind base --dataset 0 --price 0.1 --key //Eve");
	for (number, (passages, _)) in ANSWERS.iter().enumerate() {
		client.write(&format!("answer-{number}.txt"), answer(passages));
	}

	client.must(&format!("transfer {OPERATOR} 2000 --key //Alice"));
	let endpoint = "https://operator.example/v1";
	let register = format!("operator register --endpoint {endpoint} --key {OPERATOR}");
	client.must_fail(
		&format!("{register} --bond 999.9"),
		&["a bond of 999.9 OPEN is less than the least", "\nhint: --bond 1000"],
	);
	client.must(&format!("{register} --bond 1500"));
	client.must_fail(&format!("{register} --bond 1500"), &["is an operator already"]);
	let operator = client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["bond"]), BOND);
	assert_eq!(planck(&operator["limit"]), 10 * BOND);
	assert_eq!(operator["endpoint"], endpoint);

	let open = format!("channel open --amount 20 --hot-key {HOT} --key {PAYER}");
	client.must_fail(&format!("{open} --operator //Eve"), &["is no operator"]);
	let opened = client.must(&format!("{open} --operator {OPERATOR}"));
	assert_eq!(opened["channel"], 0);
	assert_eq!(opened["key"], format!("{:?}", H256(hot_key().public().0)));
	let more = client.must(&format!("channel top-up 0 5 --key {PAYER}"));
	assert_eq!(planck(&more["funds"]), FUNDS);
}

/// Adds all answers to a new batch file.
fn collect(client: &Client, file: &str) {
	let mut sum = 0;
	for (number, (passages, fee)) in ANSWERS.iter().enumerate() {
		sum += fee;
		let added = client.must(&format!(
			"batch add {file} answer-{number}.txt --model 0 --channel 0 --fee {fee}planck"
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
	}
}

fn hot_key() -> sr25519::Pair {
	sr25519::Pair::from_string(HOT, None).expect("it is a secret URI")
}

/// Free and held funds of an account, in planck.
fn funds(client: &Client, account: &str) -> (u128, u128) {
	let shown = client.must(&format!("balance {account}"));
	(planck(&shown["free"]), planck(&shown["held"]))
}

/// What an account has at stake, as `Staking` stores it.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct StakingLedger {
	total: u128,
	active: u128,
}

fn staked(node: &Node, account: &str) -> Option<(u128, u128)> {
	let account = keypair(account).public_key().0;
	block_on(async {
		let at = node.api().await.at_current_block().await.unwrap();
		let address = dynamic::storage::<([u8; 32],), StakingLedger>("Staking", "Ledger");
		let ledger = at.storage().try_fetch(address, (account,)).await.unwrap();
		ledger.map(|ledger| {
			let StakingLedger { total, active } = ledger.decode().unwrap();
			(total, active)
		})
	})
}

/// What the node answers of the state after a block.
struct At<'a> {
	node: &'a Node,
	block: Value,
}

impl<'a> At<'a> {
	fn number(node: &'a Node, number: u64) -> Self {
		Self { node, block: node.hash(number) }
	}

	fn ask(&self, method: &str, argument: impl Into<Value>) -> Value {
		let argument = argument.into();
		self.node.call(method, rpc_params![argument, &self.block]).expect("the node answers")
	}
}

#[test]
fn a_batch_should_pay_everyone_in_its_answers() {
	let node = Node::start();
	let client = Client::of(&node);
	let issued = node.issuance();
	let (rewards, stakers) = (pot(b"ol/rwrds"), pot(b"ol/stkrs"));
	let (in_rewards, in_stakers) = (client.free(&rewards), client.free(&stakers));
	let held_before = funds(&client, PAYER).1;
	prepare(&client);

	let due = settle(&node, &client);
	replay(&node, &client);
	let expected = Expected::of_all();
	assert_eq!(expected.total(), fees());
	become_final(&node, &client, due, &expected);
	// Eras empty this pot.
	let block = node.block_with("Attribution", "BatchFinalised", due..=due + FEW);
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

/// Settles all answers by a voucher. Returns the block in which the batch is due.
fn settle(node: &Node, client: &Client) -> u64 {
	let (file, sum) = ("batch.json", fees());
	collect(client, file);
	let voucher = format!("channel voucher 0 {sum}planck --into {file}");
	client.must_fail(
		&format!("{voucher} --key {PAYER}"),
		&["the key signs no vouchers of channel 0", "\nhint: "],
	);
	let signed = client.must(&format!("{voucher} --key {HOT}"));
	assert_eq!(planck(&signed["added"]), sum);
	client.write("replay.json", client.read(file));
	let settled = client.must(&format!("batch settle {file} --key {OPERATOR}"));
	assert_eq!(settled["batch"], 0);
	assert_eq!(settled["receipts"], ANSWERS.len());
	assert_eq!(planck(&settled["fees"]), sum);

	// As the chain had it when the batch was new.
	let due = settled["due"].as_u64().expect("blocks have numbers");
	let window = client.must("status")["terms"]["challenge_window"].as_u64();
	let at = At::number(node, due - window.expect("a window is a number of blocks"));
	let batch = at.ask("openledger_batch", 0);
	assert_eq!(batch["due"], due);
	assert_eq!(batch["payer"], Value::Null, "a channel paid");
	assert_eq!(batch["operator"], client.address(OPERATOR));
	assert_eq!(batch["root"], settled["root"]);
	let operator = at.ask("openledger_operator", client.address(OPERATOR));
	assert_eq!(planck(&operator["exposure"]), sum);
	assert_eq!(operator["last_due"], due);
	let channel = client.must("channel show 0");
	assert_eq!(channel, at.ask("openledger_channel", 0));
	assert_eq!(planck(&channel["funds"]), FUNDS - sum);
	assert_eq!(planck(&channel["settled"]), sum);

	// Whoever has a proof needs nothing else but the root.
	let root = hash(&batch["root"]);
	let settled: Value = serde_json::from_str(&client.read(file)).expect("the file is JSON");
	let draft = Draft::of::<Blake2Hasher>(&receipts(&settled)).expect("receipts make a batch");
	assert_eq!(draft.root::<Blake2Hasher>(), Some(root));
	let count = u32::try_from(ANSWERS.len()).expect("there are a few");
	for index in 0..count {
		let proof = client.must(&format!("batch proof {file} {index}"));
		assert_eq!(proof["root"], batch["root"]);
		let receipt = proof["receipt"].as_str().expect("a receipt is text");
		let leaf = merkle::leaf::<Blake2Hasher>(&from_hex(receipt).expect("it is hex"));
		let path: Vec<_> = proof["path"].as_array().expect("a list").iter().map(hash).collect();
		let led_to = merkle::root_from_path::<Blake2Hasher>(leaf, index, count, &path);
		assert_eq!(led_to, Some(root), "receipt {index}");
	}
	due
}

/// Settles the same voucher once more, in every way that there is.
fn replay(node: &Node, client: &Client) {
	let settle = |file: &str| format!("batch settle {file} --key {OPERATOR}");
	client.must_fail(&settle("batch.json"), &["batch.json was settled as batch 0", "\nhint: "]);
	client.must_fail(
		&settle("replay.json"),
		&["of channel 0 adds nothing", "are settled already", "\nhint: "],
	);
	let file: Value = serde_json::from_str(&client.read("replay.json")).expect("it is JSON");
	let draft = Draft::of::<Blake2Hasher>(&receipts(&file)).expect("receipts make a batch");
	let voucher = Voucher::sign(&hot_key(), hash(&file["genesis"]), 0, fees());
	let errors = refused(node, vec![(draft, vec![voucher])]);
	assert_eq!(errors, ["Attribution::VoucherAlreadySettled"]);
	assert_eq!(client.counts()["batches"], 1);
}

/// Sends batches as the operator, each of which has to fail. Returns the errors.
fn refused(node: &Node, batches: Vec<(Draft, Vec<Voucher>)>) -> Vec<String> {
	let calls: Vec<_> =
		batches.iter().map(|(draft, vouchers)| settle_batch(draft, vouchers)).collect();
	let outcomes = send_all(node, &keypair(OPERATOR), &calls).into_iter();
	outcomes.map(|outcome| outcome.expect_err("it was settled")).collect()
}

/// Waits until the chain has made the batch final by itself.
fn become_final(node: &Node, client: &Client, due: u64, expected: &Expected) {
	node.wait_until_final(due + FEW);
	let (before, after) = (At::number(node, due - 1), At::number(node, due + FEW));
	assert_eq!(before.ask("openledger_batch", 0)["due"], due);
	assert_eq!(after.ask("openledger_batch", 0), Value::Null);
	for (who, amount) in expected.owed {
		assert!(amount > 0, "{who}");
		let address = client.address(who);
		assert_eq!(before.ask("openledger_owed", address.clone()), "0", "{who}");
		assert_eq!(after.ask("openledger_owed", address), amount.to_string(), "{who}");
		assert_eq!(client.owed(who), amount, "{who}");
	}
	let shown = client.must("batch show 0");
	assert_eq!(shown, json!({ "batch": 0, "final": true, "refuted": null }));
	// There is nothing left to do for whoever wants to be sure.
	assert_eq!(client.must("batch finalise 0 --key //Alice")["calls"], 0);
	let operator = client.must(&format!("operator show {OPERATOR}"));
	assert_eq!(planck(&operator["exposure"]), 0);
}

/// Takes the bond out. Returns the block in which it is free.
fn unbond(client: &Client) -> u64 {
	client.must_fail(
		&format!("operator deregister --key {OPERATOR}"),
		&["can't leave with a bond of 1500 OPEN", "\nhint: "],
	);
	client.must_fail(
		&format!("operator unbond 1500.1 --key {OPERATOR}"),
		&["1500.1 OPEN can't be unbonded: the bond is 1500 OPEN"],
	);
	let unbonded = client.must(&format!("operator unbond 1500 --key {OPERATOR}"));
	assert_eq!(planck(&unbonded["amount"]), BOND);
	let free_from = unbonded["due"].as_u64().expect("blocks have numbers");
	client.must_fail(
		&format!("operator deregister --key {OPERATOR}"),
		&["can't leave with 1 part of the bond that it has not taken back"],
	);
	free_from
}

/// Has everyone claim what they are owed, Dave as a stake.
fn claim(node: &Node, client: &Client, expected: &Expected) {
	assert_eq!(staked(node, "//Dave"), None);
	thread::scope(|scope| {
		for (who, amount) in expected.owed {
			scope.spawn(move || {
				let (free, held) = funds(client, who);
				let claimed = client.must(&match who {
					// Only the account itself can bond.
					"//Dave" => format!("claim --bond --key {who}"),
					// It has no stash that could pay the fee.
					OPERATOR => format!("claim --for {who} --key //Alice//stash"),
					_ => format!("claim --for {who} --key {who}//stash"),
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
	client.must_fail(&format!("channel top-up 0 1 --key {PAYER}"), &["channel 0 is closing"]);
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
fn leave(node: &Node, client: &Client, free_from: u64) {
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
	[
		client.must("channel show 0"),
		client.must(&format!("operator show {OPERATOR}")),
		client.must(&format!("balance {OPERATOR}")),
		client.must(&format!("balance {PAYER}")),
		client.counts(),
	]
}

#[test]
fn nothing_should_be_lost_by_a_wrong_batch() {
	let node = Node::start();
	let client = Client::of(&node);
	prepare(&client);
	collect(&client, "batch.json");
	client.must(&format!("channel voucher 0 {}planck --into batch.json --key {HOT}", fees()));
	let good = client.read("batch.json");
	let before = at_stake(&client);

	options_that_mean_nothing(&client);
	vouchers_that_are_worth_nothing(&client);
	files_that_are_no_batch(&client, &good);
	batches_that_are_not_paid(&client, &good);
	client.refuses("batch settle batch.json --key //Alice", &["is no operator"]);
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
		("channel voucher 0 0 --key //Alice", "CUMULATIVE"),
		("channel open --operator //Bob --amount 0", "--amount"),
		("channel open --operator nobody --amount 1", "`nobody` is not an account"),
		("batch add batch.json answer-0.txt --model 0 --channel 0", "--fee"),
		("batch add batch.json answer-0.txt --channel 0 --fee 1", "--model"),
		("batch proof batch.json first", "first"),
		("operator register --bond 1000", "--endpoint"),
		("operator unbond all", "all"),
	] {
		client.misunderstands(command, &[part]);
	}
}

fn vouchers_that_are_worth_nothing(client: &Client) {
	let voucher = |channel: u32, amount: u32, key: &str| {
		format!("channel voucher {channel} {amount} --into batch.json --key {key}")
	};
	let beyond = ["26 OPEN is more than channel 0 can pay in all: 25 OPEN", "top-up 0 1"];
	client.refuses(&voucher(0, 26, HOT), &beyond);
	client.refuses(&voucher(0, 5, PAYER), &["the key signs no vouchers of channel 0"]);
	client.refuses(&voucher(7, 1, HOT), &["there is no channel 7", "the chain has one channel: 0"]);
	let add = "batch add batch.json answer-0.txt --model 0 --channel 0 --fee";
	client.refuses(&format!("{add} 21"), &["the receipts of channel 0 cost", "it has 25 OPEN"]);
	client.refuses(&format!("{add} 0.09"), &["below what model 0 asks"]);
	let add = "batch add batch.json answer-0.txt --model 7 --channel 0 --fee 1";
	client.refuses(add, &["there is no model 7"]);
	client.refuses("channel close 0 --key //Eve", &["channel 0 is between"]);
	client.refuses("channel withdraw 0 --key //Eve", &["channel 0 is open"]);
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
		("hex.json", with("/receipts/1", json!("0xzz")), "receipts[1]: it is not 0x"),
		("bytes.json", with("/receipts/2", json!("0x00")), "receipts[2]: it is no SCALE-encoded"),
		("chain.json", with("/genesis", json!(other)), "chain.json is for another chain"),
		("empty.json", with("/receipts", json!([])), "the batch has no receipt"),
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
	let paid_by = |pair: &sr25519::Pair, cumulative: u128| {
		let Voucher { channel, cumulative, signature } =
			Voucher::sign(pair, genesis, 0, cumulative);
		let (cumulative, signature) = (cumulative.to_string(), to_hex(&signature.0));
		json!([{ "channel": channel, "cumulative": cumulative, "signature": signature }])
	};
	let stranger = sr25519::Pair::from_string("//Eve", None).expect("it is a secret URI");
	let dear = Receipt { fee: FUNDS + 1, ..receipts(&good).swap_remove(0) };
	let with = |vouchers: Value, receipts: Option<Value>| {
		let mut file = good.clone();
		file["vouchers"] = vouchers;
		if let Some(receipts) = receipts {
			file["receipts"] = receipts;
		}
		file.to_string()
	};
	let (sum, hot) = (fees(), hot_key());
	for (name, content, parts) in [
		(
			"forged.json",
			with(paid_by(&stranger, sum), None),
			[
				"the voucher of channel 0 is not signed by the channel's key",
				"channel voucher 0 CUMULATIVE --into FILE",
			],
		),
		(
			"less.json",
			with(paid_by(&hot, sum - 1), None),
			["the voucher of channel 0 adds", "and its receipts cost"],
		),
		(
			"beyond.json",
			with(paid_by(&hot, FUNDS + 1), Some(json!([to_hex(&dear.encode())]))),
			[
				"is more than channel 0 can pay in all: 25 OPEN",
				"channel top-up 0 0.000000000000000001",
			],
		),
		(
			"nothing.json",
			with(paid_by(&hot, 0), None),
			["of channel 0 adds nothing", "channel show 0"],
		),
		("unpaid.json", with(json!([]), None), ["there is no voucher for", "channel voucher 0"]),
	] {
		client.write(name, &content);
		client.refuses(&format!("batch settle {name} --key {OPERATOR}"), &parts);
		assert_eq!(client.read(name), content);
	}
}

/// What the client would not send is refused by the chain itself.
fn calls_that_the_chain_refuses(node: &Node, good: &str) {
	let good: Value = serde_json::from_str(good).expect("the file is JSON");
	let draft = Draft::of::<Blake2Hasher>(&receipts(&good)).expect("receipts make a batch");
	let with = |change: fn(&mut Draft)| {
		let mut draft = draft.clone();
		change(&mut draft);
		draft
	};
	let rule = SpanParams { min_span: 64, ..SpanParams::DEFAULT };
	let (sum, hot) = (fees(), hot_key());
	let stranger = sr25519::Pair::from_string("//Eve", None).expect("it is a secret URI");
	let genesis = hash(&good["genesis"]);
	let sign = |pair, channel, cumulative| Voucher::sign(pair, genesis, channel, cumulative);
	let paid = vec![sign(&hot, 0, sum)];
	let changed = Voucher { cumulative: sum, ..sign(&hot, 0, sum + 1) };
	let cases = [
		("InvalidVoucherSignature", draft.clone(), vec![sign(&stranger, 0, sum)]),
		("InvalidVoucherSignature", draft.clone(), vec![changed]),
		("FeesDontMatchVouchers", draft.clone(), vec![sign(&hot, 0, sum - 1)]),
		("FeesDontMatchVouchers", draft.clone(), vec![]),
		("VoucherExceedsFunds", draft.clone(), vec![sign(&hot, 0, FUNDS + 1)]),
		("ZeroAmount", draft.clone(), vec![sign(&hot, 0, 0)]),
		("VouchersOutOfOrder", draft.clone(), [&paid[..], &paid[..]].concat()),
		("ChannelNotFound", draft.clone(), vec![sign(&hot, 1, sum)]),
		("EmptyBatch", with(|draft| draft.receipts.clear()), paid.clone()),
		("ContributionsOutOfOrder", with(|draft| draft.contributions.reverse()), paid.clone()),
		("NotInCorpus", with(|draft| draft.contributions[2] = 99), paid.clone()),
		("FeeBelowFloor", with(|draft| draft.receipts[1].fee = 1), paid.clone()),
		("InvalidOutputLength", with(|draft| draft.receipts[1].output_len = 0), paid.clone()),
		("RuleNotInForce", Draft { rule, ..draft.clone() }, paid.clone()),
		("ModelNotFound", Draft { model: 7, ..draft.clone() }, paid.clone()),
	];
	let (errors, batches): (Vec<_>, Vec<_>) = cases
		.into_iter()
		.map(|(error, draft, vouchers)| (format!("Attribution::{error}"), (draft, vouchers)))
		.unzip();
	assert_eq!(refused(node, batches), errors);
}

fn to_hex(bytes: &[u8]) -> String {
	bytes::to_hex(bytes, false)
}
