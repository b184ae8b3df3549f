// SPDX-License-Identifier: Apache-2.0

//! What the client says to do about an error, from its table.

use std::collections::BTreeMap;

const SOURCE: &str = include_str!("../../../../cli/src/hints/dispatch.rs");

/// The hints, by `Pallet.Error`.
pub fn hints() -> BTreeMap<String, String> {
	read(SOURCE)
}

/// The hints of a source: after the names of errors that an arm is for comes its hint. An error with
/// several, by call, has all of them.
fn read(source: &str) -> BTreeMap<String, String> {
	let mut hints = BTreeMap::<String, String>::new();
	let mut names = Vec::new();
	let mut is_arm = true;
	for text in literals(source) {
		if is_name(&text) {
			if !is_arm {
				names.clear();
			}
			is_arm = true;
			names.push(text);
		} else if text.contains(' ') {
			is_arm = false;
			for name in &names {
				let hint = hints.entry(name.clone()).or_default();
				if !hint.is_empty() {
					hint.push_str("; or ");
				}
				hint.push_str(&text);
			}
		}
	}
	hints
}

fn is_name(text: &str) -> bool {
	let is_word = |word: &str| {
		word.starts_with(|first: char| first.is_ascii_uppercase())
			&& word.chars().all(|letter| letter.is_ascii_alphanumeric())
	};
	text.split_once('.').is_some_and(|(pallet, error)| is_word(pallet) && is_word(error))
}

/// The texts between quotation marks, outside comments, each as one line.
fn literals(source: &str) -> Vec<String> {
	let lines = source.lines().filter(|line| !line.trim_start().starts_with("//"));
	let code =
		lines.take_while(|line| !line.contains("#[cfg(test)]")).collect::<Vec<_>>().join("\n");
	let texts = code.split('"').skip(1).step_by(2);
	let texts = texts.map(|text| {
		let pieces = text.split("\\\n").map(str::trim_start);
		pieces.collect::<Vec<_>>().concat()
	});
	texts.collect()
}

#[test]
fn hints_should_be_read_from_their_table() {
	let source = "// \"A.No\" => \"not this\",\nmatch name {\n\"A.One\" | \"B.Two\" => {\n\"wait a \\\n\t while\"\n}\n\
		\"A.Three\" if call == \"A.call\" => \"do it\",\n\"A.Three\" => \"do that\",\n";
	let expected =
		[("A.One", "wait a while"), ("A.Three", "do it; or do that"), ("B.Two", "wait a while")];
	let expected = expected.map(|(name, hint)| (name.to_owned(), hint.to_owned()));
	assert_eq!(read(source), BTreeMap::from(expected));
}
