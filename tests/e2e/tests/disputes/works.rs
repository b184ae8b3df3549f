// SPDX-License-Identifier: Apache-2.0

//! A text that somebody else registered, a model that knows it, and answers that pay for it.

use openledger_primitives::{
	span::{points, Span, SpanParams},
	split::FeeSplit,
};
use openledger_testing::Client;

/// Has registered what the author has written.
pub const THIEF: &str = "//Charlie";
pub const AUTHOR: &str = "//Dave";
pub const CURATOR: &str = "//Bob";
pub const PAYER: &str = "//Eve//stash";
const DEVELOPER: &str = "//Eve";

const FERRY: &str =
	"The ferryman kept two ledgers, one for the living and one for the weather, and charged \
	both. On days when the river was high he wrote the name of the wind beside the fare, and let \
	the passenger sign for it; on days when it was low he signed himself. When the bridge was opened \
	he read aloud from the second book until the mayor asked him to stop, because it was growing \
	dark, and nobody had yet been able to say which of the two accounts the bridge was to be \
	entered in.";
/// From the middle of it, longer than what counts in full.
const FROM_FERRY: &str =
	"On days when the river was high he wrote the name of the wind beside the fare, and let the \
	passenger sign for it; on days when it was low he signed himself. When the bridge was opened he \
	read aloud from the second book until the mayor asked him to stop, because it was growing dark";

/// Registers the text as the thief's, and a model on it.
pub fn prepare(client: &Client) {
	client.must(&format!("datanet create river --curator {CURATOR} --key //Alice"));
	client.write("ferry.txt", FERRY);
	client.must(&format!("contribution register ferry.txt --datanet 0 --key {THIEF}"));
	client.must(&format!("contribution accept 0 --key {CURATOR}"));
	client.must(&format!("model register --kind base --price 0.1 --dataset 0 --key {DEVELOPER}"));
}

/// Answers that quote the text, each another.
#[derive(Default)]
pub struct Answers(usize);

impl Answers {
	/// Has an answer paid with so many planck, and credited. Returns what it pays the text, by the
	/// rules as `openledger-primitives` has them.
	pub fn pay(&mut self, client: &Client, fee: u128) -> u128 {
		self.0 += 1;
		// In quotation marks, which the text has not: the span goes no further.
		let (file, answer) = (
			format!("answer-{}.txt", self.0),
			format!("For the {}. time, from the river: \"{FROM_FERRY}\".", self.0),
		);
		client.write(&file, &answer);
		let settled = client.must(&format!(
			"answer settle {file} --model 0 --fee {fee}planck --operator {PAYER} --key {PAYER}"
		));
		client.must(&format!("batch finalize {} --wait --key {PAYER}", settled["batch"]));

		let position = |at: usize| u32::try_from(at).expect("answers are short");
		let start = position(answer.find(FROM_FERRY).expect("the answer quotes it"));
		let span = Span { start, len: position(FROM_FERRY.len()) };
		let params = SpanParams::DEFAULT;
		let points = points(&[(span, 0)], params).expect("it is a span");
		let earned: Vec<_> = points.values().copied().collect();
		let paid = FeeSplit::DEFAULT
			.divide(fee, &earned, params.capacity(position(answer.len())))
			.expect("no answer has more than it can");
		paid.contributions[0]
	}
}
