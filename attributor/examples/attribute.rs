// SPDX-License-Identifier: Apache-2.0

//! Attributes an output to texts, and prints its spans and the credits of the texts.
//!
//! ```text
//! cargo run --release -p openledger-attributor --example attribute
//! cargo run --release -p openledger-attributor --example attribute -- FOLDER OUTPUT
//! ```
//!
//! Without arguments the texts and the output are those below. Otherwise each file of `FOLDER` is a
//! text, and the file `OUTPUT` has the output. Texts are numbered in the order of their names, from
//! 0: of two that have the same bytes, the one with the smaller number is credited.

use std::{
	collections::BTreeMap,
	env,
	error::Error,
	fs,
	path::{Path, PathBuf},
	process::ExitCode,
};

use openledger_attributor::{Corpus, Index, NormalText};
use openledger_primitives::{span::SpanParams, ContributionId};

const TEXTS: [(&str, &str); 3] = [
	("almanac", "The ledger closes at noon, and opens again when the bells have rung."),
	("copy", "Copied: The ledger closes at noon, and opens again when the bells have rung."),
	("letter", "Take from your own height, and leave the rest to the taller and the birds."),
];

const OUTPUT: &str = "The almanac has \"The ledger closes at noon, and opens again when the bells \
	have rung.\" In the orchard you take from your own height, and leave the rest to the taller \
	and the birds.";

/// Texts with their names, and an output to attribute to them.
struct Input {
	texts: Vec<(String, Vec<u8>)>,
	output: Vec<u8>,
}

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
	let Input { texts, output } = input()?;
	let (mut corpus, mut names) = (Corpus::new(), BTreeMap::<ContributionId, String>::new());
	for (id, (name, text)) in (0..).zip(texts) {
		let text = NormalText::from_bytes(&text).map_err(|error| format!("{name}: {error}"))?;
		corpus.insert(id, text)?;
		names.insert(id, name);
	}
	let index = Index::build(corpus)?;

	let output = NormalText::from_bytes(&output).map_err(|error| format!("output: {error}"))?;
	let span_params = SpanParams::DEFAULT;
	let attribution = index.attribute(&output, span_params)?;

	let name = |id: ContributionId| names.get(&id).map_or("?", String::as_str);
	for held in &attribution.spans {
		let (start, end) = (held.span.start, held.span.end());
		let bytes = output.as_bytes().get(start as usize..end as usize).unwrap_or_default();
		println!(
			"bytes {start}..{end}: {}, from its byte {} on: {:?}",
			name(held.contribution),
			held.offset,
			String::from_utf8_lossy(bytes),
		);
	}
	let capacity = span_params.capacity(output.len());
	for credit in &attribution.credits {
		println!("{}: {} of {capacity} points", name(credit.contribution), credit.points);
	}
	if attribution.spans.is_empty() {
		println!("no text has {} bytes of the output", span_params.min_span);
	}
	Ok(())
}

/// The texts and the output that the arguments name.
fn input() -> Result<Input, Box<dyn Error>> {
	let arguments: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
	match arguments.as_slice() {
		[] => Ok(Input {
			texts: TEXTS.iter().map(|(name, text)| (name.to_string(), (*text).into())).collect(),
			output: OUTPUT.into(),
		}),
		[folder, output] => Ok(Input { texts: texts(folder)?, output: read(output)? }),
		_ => Err("give a folder of texts and a file with the output, or nothing".into()),
	}
}

/// The name of a file, and its bytes.
type Named = (String, Vec<u8>);

/// The files of a folder, by name. Folders in it are left out.
fn texts(folder: &Path) -> Result<Vec<Named>, Box<dyn Error>> {
	let named = |error| format!("{}: {error}", folder.display());
	let mut paths = Vec::new();
	for entry in fs::read_dir(folder).map_err(named)? {
		let path = entry.map_err(named)?.path();
		if path.is_file() {
			paths.push(path);
		}
	}
	paths.sort();
	paths.into_iter().map(|path| Ok((path.display().to_string(), read(&path)?))).collect()
}

fn read(path: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
	fs::read(path).map_err(|error| format!("{}: {error}", path.display()).into())
}
