// SPDX-License-Identifier: Apache-2.0

//! Attributing outputs of which the truth is known, twice: with the index and without.

use std::time::{Duration, Instant};

use openledger_attributor::{naive, Attribution, Index};
use openledger_primitives::{receipt::HeldSpan, span::SpanParams, ContributionId};

use super::splice::Spliced;
use crate::error::Error;
use openledger_client::convert::{to_u64, to_usize};
use openledger_client::Error as ClientError;

/// How often an output is attributed, to measure how long it takes.
const RUNS: usize = 21;

/// An attributed output.
pub struct Checked {
	pub attribution: Attribution,
	/// The median over all runs.
	pub indexed: Duration,
	/// Without the index.
	pub scanned: Duration,
	pub accuracy: Accuracy,
	/// What is not right to the byte.
	pub fault: Option<String>,
}

/// Bytes of outputs.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Accuracy {
	/// From works.
	pub spliced: u64,
	/// Credited to a work.
	pub credited: u64,
	/// Credited to the work that they are from.
	pub right: u64,
}

impl Accuracy {
	/// Of two outputs together.
	pub fn and(self, other: Self) -> Self {
		Self {
			spliced: self.spliced + other.spliced,
			credited: self.credited + other.credited,
			right: self.right + other.right,
		}
	}
}

/// Attributes output `number`, and says what is not right to the byte.
pub fn check(
	index: &Index,
	spliced: &Spliced,
	params: SpanParams,
	number: usize,
) -> Result<Checked, Error> {
	let (attribution, indexed) = measure(index, spliced, params)?;
	let start = Instant::now();
	let second_opinion = naive(index.texts(), &spliced.output, params);
	let scanned = start.elapsed();
	let (truth, found) = (spliced.owners(), owners(&attribution));
	let fault = match attribution.spans.as_slice() == second_opinion.as_slice() {
		true => compare(&attribution, spliced, &truth, &found).err(),
		false => Some(format!(
			"the index finds {} spans and the scan finds {} others",
			attribution.spans.len(),
			second_opinion.len()
		)),
	};
	let bytes = |owners: &[Owner]| to_u64(owners.iter().flatten().count());
	let is_right = |(truth, found): &(&Owner, &Owner)| truth.is_some() && truth == found;
	let accuracy = Accuracy {
		spliced: bytes(&truth),
		credited: bytes(&found),
		right: to_u64(truth.iter().zip(&found).filter(is_right).count()),
	};
	let fault = fault.map(|fault| format!("output {number}: {fault}"));
	Ok(Checked { attribution, indexed, scanned, accuracy, fault })
}

fn measure(
	index: &Index,
	spliced: &Spliced,
	params: SpanParams,
) -> Result<(Attribution, Duration), Error> {
	let mut times = Vec::with_capacity(RUNS);
	let mut last = None;
	for _ in 0..RUNS {
		let start = Instant::now();
		let attribution = index.attribute(&spliced.output, params)?;
		times.push(start.elapsed());
		last = Some(attribution);
	}
	times.sort_unstable();
	let median = times.get(RUNS / 2).copied().unwrap_or_default();
	Ok((last.ok_or(ClientError::Inconsistent)?, median))
}

/// Compares what was found with the truth, byte by byte and place by place.
fn compare(
	attribution: &Attribution,
	spliced: &Spliced,
	truth: &[Owner],
	found: &[Owner],
) -> Result<(), String> {
	let difference = truth.iter().zip(found).position(|(truth, found)| truth != found);
	if let Some(byte) = difference {
		let name = |owner: Option<&Owner>| match owner {
			Some(Some(id)) => format!("contribution {id}"),
			_ => "nobody".to_owned(),
		};
		let (truth, found) = (name(truth.get(byte)), name(found.get(byte)));
		return Err(format!("byte {byte} is of {truth} and was credited to {found}"));
	}
	let place = |held: &HeldSpan| (held.span.start, held.span.len, held.contribution, held.offset);
	let found = attribution.spans.iter().map(place);
	let truth = spliced
		.excerpts
		.iter()
		.map(|excerpt| (excerpt.start, excerpt.len, excerpt.contribution, excerpt.offset));
	if !found.eq(truth) {
		return Err("an excerpt was found at another place of its work".to_owned());
	}
	Ok(())
}

/// Whose a byte is.
type Owner = Option<ContributionId>;

/// Whom each byte of the output was credited to.
fn owners(attribution: &Attribution) -> Vec<Owner> {
	let mut owners = vec![None; to_usize(attribution.output_len)];
	for (stretch, held) in attribution.owned() {
		let start = to_usize(stretch.start);
		for owner in owners.iter_mut().skip(start).take(to_usize(stretch.len)) {
			*owner = Some(held.contribution);
		}
	}
	owners
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::splice::Excerpt;
	use openledger_attributor::{Corpus, NormalText};

	const TEXT: &str = "It was the bells that he had waited for, and now they would not stop.";

	fn normal(text: &str) -> NormalText {
		NormalText::from_bytes(text.as_bytes()).unwrap()
	}

	fn index() -> Index {
		let mut corpus = Corpus::new();
		corpus.insert(4, normal(TEXT)).unwrap();
		Index::build(corpus).unwrap()
	}

	#[test]
	fn what_is_right_should_pass_and_what_is_wrong_should_not() {
		let index = index();
		let excerpt = Excerpt { contribution: 4, offset: 7, start: 6, len: 40 };
		let passage = &TEXT[7..47];
		let right =
			Spliced { output: normal(&format!("quoxi {passage} quoxi")), excerpts: vec![excerpt] };
		let params = SpanParams::DEFAULT;
		let is_wrong = |excerpts| {
			let wrong = Spliced { output: right.output.clone(), excerpts };
			let fault = check(&index, &wrong, params, 1).unwrap().fault;
			fault.is_some_and(|fault| fault.starts_with("output 1: "))
		};
		let checked = check(&index, &right, params, 1).unwrap();
		assert_eq!(checked.fault, None);
		assert_eq!(checked.accuracy, Accuracy { spliced: 40, credited: 40, right: 40 });
		let short = Spliced {
			output: right.output.clone(),
			excerpts: vec![Excerpt { len: 39, ..excerpt }],
		};
		let accuracy = check(&index, &short, params, 1).unwrap().accuracy;
		assert_eq!(accuracy, Accuracy { spliced: 39, credited: 40, right: 39 });
		assert!(is_wrong(vec![Excerpt { contribution: 5, ..excerpt }]));
		assert!(is_wrong(vec![Excerpt { offset: 8, ..excerpt }]));
		assert!(is_wrong(vec![Excerpt { len: 39, ..excerpt }]));
		assert!(is_wrong(Vec::new()));
	}
}
