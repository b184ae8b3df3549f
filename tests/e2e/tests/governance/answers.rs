// SPDX-License-Identifier: Apache-2.0

//! Two texts, a model that knows them, and what answers with both in them pay.

use std::collections::BTreeMap;

use openledger_primitives::{
	span::{points, Span, SpanParams},
	split::FeeSplit,
};
use openledger_testing::{Client, OPEN};

/// Of the long passage.
pub const AUTHOR: &str = "//Charlie";
/// Of the short one.
pub const OTHER_AUTHOR: &str = "//Dave";
pub const DEVELOPER: &str = "//Eve";
const OPERATOR: &str = "//Eve//stash";
pub const PAYER: &str = "//Ferdie";

const WELL: &str =
	"The well of the lower village was dug by two brothers who did not speak to each other, one \
	by day and one by night, and neither would say afterwards how deep it was. A priest let down a \
	bell on forty fathoms of rope to hear it touch the water, and heard it ring instead, quite \
	clearly, as if somebody had taken it from the rope to see whether it was in tune. Nobody has \
	measured it since; the water is very good.";
const BEES: &str =
	"Bees may be sold but never counted, my grandmother used to say, and so she sold them by the \
	weight of their silence in winter.";
/// From the middle of [`WELL`], longer than what counts in full.
const FROM_WELL: &str =
	"one by day and one by night, and neither would say afterwards how deep it was. A priest let \
	down a bell on forty fathoms of rope to hear it touch the water, and heard it ring instead, \
	quite clearly, as if somebody had taken it from the rope to see whether it was in tune";
/// From the middle of [`BEES`], shorter than that.
const FROM_BEES: &str = "never counted, my grandmother used to say";

/// What each answer costs: nothing that divides well.
pub const FEES: [u128; 3] = [3 * OPEN + 7, 17 * OPEN / 10 + 1, OPEN + 13];

/// A batch of one answer, and when it can be final.
pub struct Settled {
	pub batch: u64,
	pub finalizable_at: u64,
}

/// Every passage is in quotation marks, which no text has: no span goes further.
fn answer(number: usize) -> String {
	format!("Asked for the {number}. time, they said: \"{FROM_WELL}\" And: \"{FROM_BEES}\".")
}

/// Registers the texts and the model.
pub fn prepare(client: &Client) {
	let created = client.must(&format!("datanet create village --key {AUTHOR}"));
	for (file, text, author) in [("well.txt", WELL, AUTHOR), ("bees.txt", BEES, OTHER_AUTHOR)] {
		client.write(file, text);
		client.must(&format!(
			"contribution register {file} --datanet {} --key {author}",
			created["datanet"]
		));
	}
	let register = "model register --kind base --price 0.1";
	let dataset = &created["datanet"];
	let model = client.must(&format!("{register} --dataset {dataset} --key {DEVELOPER}"));
	assert_eq!(model["model"], 0);
}

/// Pays for one of the answers.
pub fn settle(client: &Client, number: usize) -> Settled {
	let (file, fee) = (format!("answer-{number}.txt"), FEES[number]);
	client.write(&file, answer(number));
	let settled = client.must(&format!(
		"answer settle {file} --model 0 --fee {fee}planck --operator {OPERATOR} --key {PAYER}"
	));
	let number = |key: &str| settled[key].as_u64().expect("it is a number");
	Settled { batch: number("batch"), finalizable_at: number("finalizable_at") }
}

/// What is owed for one of the answers, by account; and the stakers' part. By the rules as
/// `openledger-primitives` has them.
pub fn paid(number: usize, split: FeeSplit) -> (BTreeMap<&'static str, u128>, u128) {
	let answer = answer(number);
	let position = |at: usize| u32::try_from(at).expect("answers are short");
	let span = |passage: &str| {
		let start = answer.find(passage).expect("the answer quotes the passage");
		Span { start: position(start), len: position(passage.len()) }
	};
	let params = SpanParams::DEFAULT;
	let held = [(span(FROM_WELL), 0), (span(FROM_BEES), 1)];
	let points = points(&held, params).expect("the passages are spans");
	let earned: Vec<_> = points.values().copied().collect();
	let paid = split
		.divide(FEES[number], &earned, params.capacity(position(answer.len())))
		.expect("no answer has more than it can");
	let [well, bees] = paid.contributions[..] else { panic!("two works, not {points:?}") };
	let owed =
		[(AUTHOR, well), (OTHER_AUTHOR, bees), (DEVELOPER, paid.model), (OPERATOR, paid.operator)];
	(BTreeMap::from(owed), paid.stakers)
}
