// SPDX-License-Identifier: Apache-2.0

//! What the chain is for: an answer is paid once, and the payment reaches everyone in it.

use std::{collections::BTreeMap, thread};

use openledger_primitives::{
	content::content_root,
	normal::normalize,
	shares::ShareStack,
	span::{points, Span, SpanParams},
	split::{FeeSplit, Payments},
	ContributionId, ModelId,
};
use openledger_testing::{account, planck, pot, Client, TestNode, OPEN};
use serde_json::{json, Value};
use sp_arithmetic::Perbill;
use sp_core::Blake2Hasher;
use subxt::rpcs::client::rpc_params;

type Royalties = ShareStack<ModelId, 32>;

/// By Charlie.
const TIDE: &str =
	"The tide table on the harbour wall has been wrong since the winter of the great storm, and \
	nobody has the heart to take it down. Old Marten still reads it aloud every morning at six, \
	adds forty minutes in his head, and tells the boats when to leave; they have never once come \
	home late. When the council sent a new table, printed in two colors and correct to the minute, \
	he thanked them, hung it on the inside of his own door, and went on adding forty.";
/// By Dave.
const LAMPS: &str =
	"A lamp that is trimmed too often burns as badly as one that is never trimmed. My aunt kept \
	eleven of them between the café and the cliff, and knew each by the sound it made in the wind; \
	the ninth, she said, hummed a little flat before rain.";
/// By Dave too, and later: around all of Charlie's text, something of his own.
const OPENING: &str = "Voices of the coast, collected. First of all, from the harbour:";
const NOTES: &str =
	"So far the harbour. These pages were gathered in a single summer, from people who were sure \
	that they had nothing to say.";

/// From the middle of [`TIDE`], longer than what counts in full.
const FROM_TIDE: &str =
	"Old Marten still reads it aloud every morning at six, adds forty minutes in his head, and \
	tells the boats when to leave; they have never once come home late. When the council sent a new \
	table, printed in two colors and correct to the minute, he thanked them, hung it on the inside \
	of his own door";
/// From the middle of [`LAMPS`], shorter than that.
const FROM_LAMPS: &str =
	"My aunt kept eleven of them between the café and the cliff, and knew each by the sound it made";
/// From the middle of [`NOTES`].
const FROM_NOTES: &str = "gathered in a single summer, from people who were sure";

/// Not a round number, so that its parts are rounded.
const FEE: u128 = OPEN + 7;
const FEE_IN_OPEN: &str = "1.000000000000000007";
/// In parts per billion.
const ROYALTY: u32 = 333_333_333;
const ROYALTY_IN_PERCENT: &str = "33.3333333";

fn anthology() -> String {
	format!("{OPENING} {TIDE} {NOTES}")
}

/// The passages are in quotation marks, which no text has: no span goes further than its passage.
fn answer() -> String {
	format!(
		"Asked about the coast, they told it in turn. One: \"{FROM_TIDE}\" Another: \
		\"{FROM_LAMPS}\" A third had only read of it: \"{FROM_NOTES}\" More was not to be learnt."
	)
}

/// The same text in normal form, and not the same before.
fn disguised(text: &str) -> String {
	let text = text.replace(", ", ",\n\t").replace('é', "e\u{301}").replace("er ", "e\u{200b}r ");
	format!("\n {text}\r\n")
}

/// A passage in the answer, and whose it is.
struct Passage {
	start: usize,
	len: usize,
	contribution: ContributionId,
	/// Where it is in the contribution.
	offset: usize,
}

impl Passage {
	fn new(passage: &str, text: &str, contribution: ContributionId) -> Self {
		Self {
			start: answer().find(passage).expect("the answer quotes the passage"),
			len: passage.len(),
			contribution,
			offset: text.find(passage).expect("the text has the passage"),
		}
	}

	fn held(&self) -> (Span, ContributionId) {
		let position = |at: usize| u32::try_from(at).expect("texts are short");
		(Span { start: position(self.start), len: position(self.len) }, self.contribution)
	}

	fn to_json(&self) -> Value {
		let Self { start, len, contribution, offset } = self;
		json!({ "start": start, "len": len, "contribution": contribution, "offset": offset })
	}
}

/// What becomes of the fee, by the rules as `openledger-primitives` has them.
struct Expected {
	/// By contribution.
	points: BTreeMap<u64, u64>,
	owed: [(&'static str, u128); 5],
	stakers: u128,
	treasury: u128,
}

impl Expected {
	fn of(passages: &[Passage]) -> Self {
		let params = SpanParams::DEFAULT;
		let held: Vec<_> = passages.iter().map(Passage::held).collect();
		let points = points(&held, params).expect("the passages are spans");
		let earned: Vec<_> = points.values().copied().collect();
		let length = u32::try_from(answer().len()).expect("the answer is short");
		let Payments { operator, model, stakers, contributions, platform } =
			FeeSplit::DEFAULT.divide(FEE, &earned, params.capacity(length)).expect("it is whole");
		let [tide, lamps, anthology] = contributions[..] else {
			panic!("three works are in the answer, not those of {points:?}")
		};

		let base = Royalties::whole(0).expect("one is no crowd");
		let parents = [(0, Perbill::from_parts(ROYALTY), base)];
		let (royalties, rest) = Royalties::flatten(1, parents).expect("it is sound").divide(model);
		let [(0, to_base), (1, to_tune)] = royalties[..] else {
			panic!("two models share, not {royalties:?}")
		};
		Self {
			points: points.into_iter().map(|(id, points)| (id, points.into())).collect(),
			owed: [
				("//Bob", operator),
				("//Charlie", tide),
				("//Dave", lamps + anthology),
				("//Eve", to_base),
				("//Ferdie", to_tune),
			],
			stakers,
			treasury: platform + rest,
		}
	}
}

/// Points by contribution, as a command shows them.
fn shown_points(shown: &Value) -> BTreeMap<u64, u64> {
	let number = |value: &Value| value.as_u64().expect("it is a number");
	let credits = shown["credits"].as_array().expect("there are credits").iter();
	credits.map(|credit| (number(&credit["contribution"]), number(&credit["points"]))).collect()
}

/// Spans as a command shows them, but for where they are in the answer as it was given: that is what
/// has their bytes in normal form.
fn shown_spans(shown: &Value) -> Value {
	let (given, normal) = (disguised(&answer()), answer());
	let number = |value: &Value| {
		value.as_u64().and_then(|number| usize::try_from(number).ok()).expect("it is a position")
	};
	let spans = shown["spans"].as_array().expect("there are spans").iter();
	spans
		.map(|span| {
			let mut span = span.clone();
			let original = span["original"].take();
			let (start, len) = (number(&span["start"]), number(&span["len"]));
			let original = number(&original["start"])..number(&original["end"]);
			assert_eq!(normalize(&given[original]), normal[start..start + len]);
			span.as_object_mut().expect("it is an object").remove("original");
			span
		})
		.collect()
}

/// Makes the datanet, the works and the models: what is there before the first answer.
fn prepare(client: &Client) {
	let created = client.must("datanet create coast --curator //Bob --key //Alice");
	assert_eq!(created["datanet"], 0);

	client.write("tide.txt", disguised(TIDE));
	let registered = client.must("contribution register tide.txt --datanet 0 --key //Charlie");
	let tide = &registered["contributions"][0];
	let root = content_root::<Blake2Hasher>(TIDE.as_bytes()).expect("it is not empty");
	assert_eq!(tide["contribution"], 0);
	assert_eq!(tide["content_root"], format!("{root:?}"));
	assert_eq!(tide["length"], TIDE.len());
	assert_eq!(tide["index"], Value::Null, "a curator has to accept it first");

	client.write("lamps.txt", disguised(LAMPS));
	client.write("anthology.txt", anthology());
	let registered =
		client.must("contribution register lamps.txt anthology.txt --datanet 0 --key //Dave");
	assert_eq!(registered["contributions"][0]["contribution"], 1);
	assert_eq!(registered["contributions"][1]["contribution"], 2);

	let accepted = client.must("contribution accept 0 1 2 --key //Bob");
	let indices = [0, 1, 2].map(|id| json!({ "contribution": id, "index": id }));
	assert_eq!(accepted["accepted"], json!(indices));

	let base = "model register --kind base --dataset 0:1 --price 0.1 --key //Eve";
	assert_eq!(client.must(base)["model"], 0);
	let tune = format!(
		"model register --kind fine-tune --parent 0:{ROYALTY_IN_PERCENT} --dataset 0 --price 0.1 \
		--key //Ferdie"
	);
	assert_eq!(client.must(&tune)["model"], 1);
}

/// Another author, another file, the same text: it stays with whom it is of.
fn register_again(client: &Client) {
	let counts = client.counts();
	let charlie = client.address("//Charlie");
	let holder = format!("registered already, as contribution 0 of {charlie}");
	client.write("again.txt", format!("{TIDE}\n"));
	let again = "contribution register again.txt --datanet 0 --key //Eve";
	client.must_fail(again, &["again.txt", &holder, "\nhint: "]);

	// Left out at the author's wish, it is no error; and is not registered either.
	let skipped = client.must(&format!("{again} --skip-held"));
	assert_eq!(skipped["contributions"], json!([]));
	assert_eq!(skipped["skipped"], json!([{ "path": "again.txt", "reason": holder }]));
	assert_eq!(client.counts(), counts);
}

#[test]
fn everyone_in_an_answer_should_be_paid_to_the_planck() {
	let node = TestNode::start();
	let client = Client::of(&node);
	let issued = node.issuance();
	assert_eq!(issued, 1_000_000_000 * OPEN);
	prepare(&client);
	register_again(&client);
	let (rewards, stakers) = (pot(b"ol/rwrds"), pot(b"ol/stkrs"));
	let (in_rewards, in_stakers) = (client.free(&rewards), client.free(&stakers));

	// The anthology has Charlie's passage too, and earns nothing for it.
	assert!(anthology().contains(FROM_TIDE));
	let passages = [
		Passage::new(FROM_TIDE, TIDE, 0),
		Passage::new(FROM_LAMPS, LAMPS, 1),
		Passage::new(FROM_NOTES, &anthology(), 2),
	];
	let expected = Expected::of(&passages);
	let spans: Vec<_> = passages.iter().map(Passage::to_json).collect();
	client.write("answer.txt", disguised(&answer()));
	let attributed = client.must("answer attribute answer.txt --model 1");
	assert_eq!(attributed["output_len"], answer().len());
	assert_eq!(shown_spans(&attributed), json!(spans));
	assert_eq!(shown_points(&attributed), expected.points);
	// The base model knows the first work alone.
	let attributed = client.must("answer attribute answer.txt --model 0");
	assert_eq!(shown_spans(&attributed), json!(spans[..1]));

	// The fee is collected at once, and owed once the batch is final. Until then the payer has a
	// deposit in it.
	let held = || planck(&client.must("account balance //Alice")["held"]);
	let held_before = held();
	let settled = client.must(&format!(
		"answer settle answer.txt --model 1 --fee {FEE_IN_OPEN} --operator //Bob --key //Alice"
	));
	assert_eq!(settled["batch"], 0);
	assert_eq!(planck(&settled["fee"]), FEE);
	assert_eq!(shown_points(&settled), expected.points);
	assert_eq!(client.free(&rewards), in_rewards + FEE);
	assert!(held() > held_before);
	client.must("batch finalize 0 --wait --key //Alice");
	assert_eq!(held(), held_before);
	let finalizable_at = settled["finalizable_at"].as_u64().expect("blocks have numbers");
	let just_before = node.hash(finalizable_at - 1);
	for (who, amount) in expected.owed {
		assert_eq!(client.owed(who), amount, "{who}");
		let owed = rpc_params![client.address(who), &just_before];
		assert_eq!(node.call("openledger_owed", owed).expect("the node answers"), "0", "{who}");
	}
	// Eras empty this pot.
	let block = node.block_with("Attribution", "BatchFinalized", finalizable_at..=node.finalized());
	let [pot] = node.funds([account(&stakers)], block);
	assert_eq!(pot.free, in_stakers + expected.stakers);
	let owed: u128 = expected.owed.iter().map(|(_, amount)| amount).sum();
	assert_eq!(owed + expected.stakers + expected.treasury, FEE);
	assert_eq!(client.must("batch finalize 0 --key //Alice")["calls"], 0, "it is final already");

	// Somebody else sends each claim: the amount is all that changes for whom it is.
	thread::scope(|scope| {
		for (who, amount) in expected.owed {
			let client = &client;
			scope.spawn(move || {
				let before = client.free(who);
				let claimed = client.must(&format!("account claim --for {who} --key {who}//stash"));
				assert_eq!(planck(&claimed["amount"]), amount, "{who}");
				assert_eq!(claimed["payee"], claimed["account"], "{who}");
				assert_eq!(client.free(who), before + amount, "{who}");
				assert_eq!(client.owed(who), 0, "{who}");
			});
		}
	});
	// Nothing of the fee is left in the pot: what nobody was owed is the treasury's.
	assert_eq!(client.free(&rewards), in_rewards);
	assert_eq!(node.issuance(), issued);
}
