// SPDX-License-Identifier: Apache-2.0

//! Proves that a registered text has a span of an output, to somebody who does not have the text.
//!
//! ```text
//! cargo run --release -p openledger-attributor --example prove
//! ```
//!
//! The chain knows the root and the length of a text. Whoever has the text cuts an excerpt: the
//! chunks that have the span, with the siblings that lead from them to the root. The chain, and
//! anyone else, checks the excerpt against the root.

use std::{error::Error, process::ExitCode};

use openledger_attributor::{Corpus, Index, NormalText};
use openledger_primitives::{
	challenge::{range_of_match, Content, Excerpt},
	content::chunk_count,
	receipt::HeldSpan,
	span::SpanParams,
	ContributionId,
};
use sp_core::Blake2Hasher;

const CONTRIBUTION: ContributionId = 7;

const OUTPUT: &str =
	"The log of the ferry says: \"Day 40: the tide came in at noon, and the ferry left \
	late.\"";

fn main() -> ExitCode {
	match run() {
		Ok(()) => ExitCode::SUCCESS,
		Err(error) => {
			eprintln!("error: {error}");
			ExitCode::FAILURE
		}
	}
}

fn run() -> Result<(), Box<dyn Error>> {
	// A text of several chunks, and what the chain knows of it once it is registered.
	let days = (1..=60).map(|day| {
		format!("Day {day}: the tide came in at noon, and the ferry left late. Few came aboard. ")
	});
	let text = NormalText::from_bytes(days.collect::<String>().as_bytes())?;
	let registered = Content { root: text.content_root(), len: text.len() };

	let mut corpus = Corpus::new();
	corpus.insert(CONTRIBUTION, text.clone())?;
	let output = NormalText::from_bytes(OUTPUT.as_bytes())?;
	let attribution = Index::build(corpus)?.attribute(&output, SpanParams::DEFAULT)?;
	let held = attribution.spans.first().ok_or("the text has no span of the output")?;

	let excerpt = prove(&text, held).ok_or("the text does not have the span")?;
	verify(&registered, &output, held, &excerpt)?;
	println!(
		"{} bytes of contribution {} from byte {} on: {} of {} chunks and {} hashes prove them",
		held.span.len,
		held.contribution,
		held.offset,
		excerpt.chunks(),
		chunk_count(registered.len),
		excerpt.path.len(),
	);

	// The same excerpt proves nothing of a text with another root.
	let other = Content { root: output.content_root(), ..registered };
	match verify(&other, &output, held, &excerpt) {
		Ok(()) => Err("the excerpt was taken for one of another text".into()),
		Err(error) => {
			println!("with another root: {error}");
			Ok(())
		}
	}
}

/// The chunks of `text` that have the span and show that a token starts there, with their path.
/// `None` when there are no such bytes.
fn prove(text: &NormalText, held: &HeldSpan) -> Option<Excerpt> {
	let (from, to) = range_of_match(held.offset, held.span.len);
	Excerpt::of::<Blake2Hasher>(text.as_bytes(), from, to)
}

/// Checks that the registered text has the span of the output where `held` says.
fn verify(
	registered: &Content,
	output: &NormalText,
	held: &HeldSpan,
	excerpt: &Excerpt,
) -> Result<(), Box<dyn Error>> {
	let shown =
		excerpt.verify::<Blake2Hasher>(registered).ok_or("the chunks are of another text")?;
	let theirs = shown.get(held.offset, held.span.len).ok_or("the chunks lack the span")?;
	let (start, end) = (held.span.start as usize, held.span.end() as usize);
	let ours = output.as_bytes().get(start..end).ok_or("the output lacks the span")?;
	if ours != theirs {
		return Err("the text has other bytes".into());
	}
	if shown.is_token_start(held.offset) != Some(true) {
		return Err("no token of the text starts there".into());
	}
	Ok(())
}
