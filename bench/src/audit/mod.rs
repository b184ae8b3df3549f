// SPDX-License-Identifier: Apache-2.0

//! What it costs to audit receipts: by whoever has the outputs, by whoever has seen a chunk of
//! each, and without an index. And what it takes to refute false ones.

mod answers;
mod forgery;
mod refutation;
mod texts;

use std::{
	collections::BTreeMap,
	path::{Path, PathBuf},
	time::{Duration, Instant},
};

use openledger_attributor::{naive, Index, Seen, Verdict};
use openledger_primitives::{challenge::Excerpt, span::SpanParams};
use serde_json::{json, Value};

use self::{answers::Answer, forgery::Forgery, refutation::Refutations, texts::Texts};
use crate::{
	error::{cannot, Error},
	plot,
	random::Random,
	report::{self, float, hundredths, length, number, rounded, significant},
};

/// The rule that receipts follow.
const RULE: SpanParams = SpanParams::DEFAULT;
/// Where there is no terminal for a bar, a line of progress so often.
const LINE: Duration = Duration::from_secs(10);
/// Which random numbers choose the chunks that are seen.
const CHUNKS: u64 = 2;
const TITLE: &str = "microseconds for a receipt, on one core (powers of ten)";

#[derive(clap::Args)]
pub struct Args {
	/// A folder with sources and documents: the corpus is made of their texts.
	#[arg(long, overrides_with = "corpus")]
	corpus: PathBuf,

	/// Where the results go; the plot goes beside them.
	#[arg(long)]
	out: PathBuf,

	/// Bytes of text that are taken, or as much as there is.
	#[arg(long, default_value_t = 100_000_000)]
	bytes: u64,

	/// True receipts that are audited.
	#[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
	receipts: u32,

	/// Bytes of an output.
	#[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u16).range(200..=60_000))]
	output_bytes: u16,

	/// False receipts of each kind that are refuted.
	#[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..))]
	proofs: u16,

	/// Receipts that are audited without an index.
	#[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u16).range(1..))]
	naive: u16,

	/// The commit that is measured, for the results.
	#[arg(long)]
	commit: Option<String>,
}

/// What was measured.
struct Outcome {
	contributions: usize,
	corpus_bytes: usize,
	index_build_s: f64,
	index_memory_bytes: usize,
	/// Mean numbers of a receipt.
	output_bytes: f64,
	spans: f64,
	/// Receipts a second.
	whole: f64,
	chunks: f64,
	naive: f64,
	refutations: Vec<(Forgery, Refutations)>,
}

pub fn run(args: &Args) -> Result<(), Error> {
	let outcome = measure(args)?;
	report::save(&args.out, &outcome.json(args))?;
	let plot = args.out.with_extension("svg");
	outcome.draw(&plot)?;
	outcome.show();
	println!("written to {} and {}", args.out.display(), plot.display());
	Ok(())
}

fn measure(args: &Args) -> Result<Outcome, Error> {
	let texts = Texts::read(&args.corpus, args.bytes)?;
	let (corpus, copies) = texts.into_corpus()?;
	println!("an index of {} contributions, {} bytes", corpus.contributions(), corpus.bytes());
	let start = Instant::now();
	let index = Index::build(corpus).map_err(cannot("index the corpus"))?;
	let index_build_s = start.elapsed().as_secs_f64();

	let answers = answers::make(&index, args.receipts, args.output_bytes.into())?;
	let whole = audit_whole(&index, &answers)?;
	let chunks = audit_chunks(&index, &answers)?;
	let naive = audit_naively(&index, &answers, args.naive.into())?;
	let mut refutations = Vec::new();
	for forgery in Forgery::ALL {
		let forged = forgery.forge(&answers, &copies, args.proofs.into());
		refutations.push((forgery, Refutations::measure(&index, forgery, &forged)?));
	}
	let mean = |of: &dyn Fn(&Answer) -> f64| report::mean(answers.iter().map(of)).unwrap_or(0.0);
	Ok(Outcome {
		contributions: index.contributions(),
		corpus_bytes: index.bytes(),
		index_build_s,
		index_memory_bytes: index.memory_bytes(),
		output_bytes: mean(&|answer| f64::from(answer.output.len())),
		spans: mean(&|answer| length(answer.receipt.spans.len())),
		whole,
		chunks,
		naive,
		refutations,
	})
}

/// True receipts a second, by whoever has all of their outputs.
fn audit_whole(index: &Index, answers: &[Answer]) -> Result<f64, Error> {
	rate(answers, "receipts, whole outputs seen", |answer| {
		let seen = Seen::Whole(&answer.output);
		match index.audit(&answer.receipt, &answer.settled, seen) {
			Verdict::True => Ok(()),
			verdict => Err(wrong(&verdict)),
		}
	})
}

/// The same by whoever has seen of each output what a demand shows: the chunks of a span.
fn audit_chunks(index: &Index, answers: &[Answer]) -> Result<f64, Error> {
	let mut random = Random::new(CHUNKS);
	let mut seen = |answer| answers::chunks_of_any_span(answer, &mut random);
	let seen: Vec<(&Answer, Vec<Excerpt>)> =
		answers.iter().map(|answer| (answer, seen(answer))).collect();
	rate(&seen, "receipts, a span's chunks seen", |(answer, excerpts)| {
		let seen = Seen::Chunks(excerpts);
		match index.audit(&answer.receipt, &answer.settled, seen) {
			Verdict::Unrefuted => Ok(()),
			verdict => Err(wrong(&verdict)),
		}
	})
}

/// The first `count` receipts, by reading all texts for each token of their outputs.
fn audit_naively(index: &Index, answers: &[Answer], count: usize) -> Result<f64, Error> {
	let answers = answers.get(..count).unwrap_or(answers);
	rate(answers, "receipts, without an index", |answer| {
		let spans = naive(index.texts(), &answer.output, RULE);
		if spans == answer.receipt.spans.as_slice() {
			return Ok(());
		}
		Err(Error::new("the index gives other spans than the naive search: please report this"))
	})
}

fn wrong(verdict: &Verdict) -> Error {
	let verdict = match verdict {
		Verdict::True => "true",
		Verdict::Unrefuted => "unrefuted",
		Verdict::False(_) => "false",
		Verdict::OtherOutput => "of another output",
	};
	Error::new(format!("the audit calls a receipt {verdict} that is not: please report this"))
}

/// Works on each item, on this thread, and says how many there were a second.
fn rate<T>(
	items: &[T],
	message: &'static str,
	mut work: impl FnMut(&T) -> Result<(), Error>,
) -> Result<f64, Error> {
	let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
	let bar = report::bar(0, count, message);
	let start = Instant::now();
	let mut line = start + LINE;
	for (item, done) in items.iter().zip(1_u64..) {
		work(item)?;
		bar.inc(1);
		if bar.is_hidden() && Instant::now() > line {
			line += LINE;
			println!("{done} of {count} {message}");
		}
	}
	let seconds = start.elapsed().as_secs_f64();
	bar.finish_and_clear();
	Ok(float(count) / seconds.max(f64::EPSILON))
}

impl Outcome {
	fn json(&self, args: &Args) -> Value {
		json!({
			"machine": report::machine(),
			"commit": args.commit,
			"contributions": self.contributions,
			"corpus_bytes": self.corpus_bytes,
			"index_build_s": rounded(self.index_build_s),
			"index_memory_bytes": self.index_memory_bytes,
			"receipts": args.receipts,
			"output_bytes": rounded(self.output_bytes),
			"spans_per_receipt": rounded(self.spans),
			"receipts_per_s": rounded(self.whole),
			"chunks_receipts_per_s": rounded(self.chunks),
			"naive_receipts_per_s": significant(self.naive),
			"ratio_to_naive": rounded(self.whole / self.naive),
			"proofs": self.by_kind(|done| done.count()),
			"proof_us": self.by_kind(|done| done.us().map(rounded)),
			"proof_bytes": self.by_kind(|done| done.proof_bytes().map(rounded)),
			"proof_bytes_most": self.by_kind(|done| done.most_proof_bytes()),
			"exhibit_bytes": self.by_kind(|done| done.exhibit_bytes().map(rounded)),
			"signed_exhibit_bytes": self.by_kind(|done| done.signed_exhibit_bytes().map(rounded)),
			"refute_us": self.by_kind(|done| done.refute_us().map(rounded)),
			"signed_refute_us": self.by_kind(|done| done.signed_refute_us().map(rounded)),
			"signed_to_committed": self.signed_to_committed().map(hundredths),
		})
	}

	/// A number of each kind of forgery.
	fn by_kind<T>(&self, of: impl Fn(&Refutations) -> T) -> BTreeMap<&'static str, T> {
		self.refutations.iter().map(|(forgery, done)| (forgery.name(), of(done))).collect()
	}

	/// How many times as long the chain takes to decide by a signature as by a path: on the mean of all
	/// kinds.
	fn signed_to_committed(&self) -> Option<f64> {
		let of = |us: &dyn Fn(&Refutations) -> Option<f64>| {
			report::mean(self.refutations.iter().filter_map(|(_, done)| us(done)))
		};
		let (committed, signed) =
			(of(&Refutations::refute_us)?, of(&Refutations::signed_refute_us)?);
		(committed > 0.0).then(|| signed / committed)
	}

	fn draw(&self, path: &Path) -> Result<(), Error> {
		let us = |rate: f64| 1e6 / rate;
		let mut bars = vec![
			("without an index".to_owned(), us(self.naive)),
			("whole output seen".to_owned(), us(self.whole)),
			("chunks of a span seen".to_owned(), us(self.chunks)),
		];
		let refuted = self.refutations.iter();
		bars.extend(refuted.filter_map(|(forgery, done)| {
			Some((format!("refuted, {}", forgery.name()), done.us()?))
		}));
		let mut body = String::new();
		plot::bars(&mut body, TITLE, &bars).map_err(cannot("draw the results"))?;
		plot::write(path, plot::height(bars.len()), &body)
	}

	fn show(&self) {
		println!();
		let audits = [
			("whole outputs seen", self.whole),
			("chunks of a span seen", self.chunks),
			("without an index", self.naive),
		];
		let row = |(name, rate): (&str, f64)| {
			let us = 1e6 / rate;
			vec![name.to_owned(), significant(rate).to_string(), significant(us).to_string()]
		};
		report::show(&["true receipts", "a second", "us each"], audits.map(row));
		println!();
		report::show(
			&Refutations::HEADER,
			self.refutations.iter().map(|(forgery, done)| done.cells(*forgery)),
		);
		println!();
		println!(
			"an index of {} contributions, {} bytes: {} s to build, {} bytes of memory",
			self.contributions,
			self.corpus_bytes,
			number(Some(self.index_build_s)),
			self.index_memory_bytes
		);
		println!(
			"audited on one core: {} receipts a second, {} times as many as without an index",
			number(Some(self.whole)),
			number(Some(self.whole / self.naive))
		);
		println!(
			"the chain decides on a refutation by a signature in {} times as long as by a path",
			number(self.signed_to_committed())
		);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn audits_should_be_measured_in_small() {
		let args = Args {
			corpus: PathBuf::from("../primitives"),
			out: PathBuf::new(),
			bytes: 200_000,
			receipts: 80,
			output_bytes: 2_000,
			proofs: 5,
			naive: 2,
			commit: None,
		};
		let outcome = measure(&args).unwrap();
		// What is planted comes on top.
		assert!((50_000..400_000).contains(&outcome.corpus_bytes), "{}", outcome.corpus_bytes);
		assert!(outcome.whole > outcome.naive, "{} {}", outcome.whole, outcome.naive);
		assert!(outcome.spans > 1.0, "{}", outcome.spans);
		for (forgery, done) in &outcome.refutations {
			assert_eq!(done.count(), 5, "{}", forgery.name());
		}
		let result = outcome.json(&args);
		for name in ["receipts_per_s", "chunks_receipts_per_s", "ratio_to_naive"] {
			assert!(result[name].as_f64() > Some(0.0), "{name} in {result}");
		}
		for forgery in Forgery::ALL {
			let measured = ["proof_bytes", "exhibit_bytes", "signed_exhibit_bytes", "refute_us"];
			for name in measured.into_iter().chain(["signed_refute_us"]) {
				assert!(result[name][forgery.name()].as_f64() > Some(0.0), "{name} in {result}");
			}
		}
		assert!(result["signed_to_committed"].as_f64() > Some(1.0), "{result}");
	}
}
