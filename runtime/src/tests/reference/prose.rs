// SPDX-License-Identifier: Apache-2.0

//! Doc comments as Markdown that is in a book, where no link into code leads anywhere.

/// What a doc comment says before its first heading, under no name, and under each heading.
pub fn sections(docs: &[String]) -> Vec<(String, String)> {
	let mut sections = vec![(String::new(), Vec::new())];
	for line in docs {
		match line.trim().strip_prefix("## ") {
			Some(heading) => sections.push((heading.to_owned(), Vec::new())),
			None => {
				if let Some((_, lines)) = sections.last_mut() {
					lines.push(line.clone());
				}
			}
		}
	}
	sections.into_iter().map(|(heading, lines)| (heading, joined(&lines))).collect()
}

/// A doc comment as one line. The items of a list follow one another.
pub fn joined(docs: &[String]) -> String {
	let words = docs.iter().map(|line| {
		let line = line.trim();
		line.strip_prefix("- ").unwrap_or(line)
	});
	let line = words.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
	unlinked(&line)
}

/// The first paragraph of a doc comment as one line.
pub fn summary(docs: &[String]) -> String {
	let lines = docs.iter().skip_while(|line| line.trim().is_empty());
	let lines: Vec<_> = lines.take_while(|line| !line.trim().is_empty()).cloned().collect();
	joined(&lines)
}

/// A text in a table.
pub fn cell(text: &str) -> String {
	text.replace('|', "\\|")
}

/// A line without its links: of each the text is left, and of an item of code its last name.
fn unlinked(line: &str) -> String {
	let mut left = String::new();
	let mut rest = line;
	while let Some((before, after)) = rest.split_once('[') {
		left.push_str(before);
		let Some((text, after)) = after.split_once(']') else {
			left.push('[');
			rest = after;
			continue;
		};
		let is_code = text.starts_with('`') && text.ends_with('`');
		let target = after.strip_prefix('(').and_then(|target| target.split_once(')'));
		match (is_code, target) {
			(_, Some((_, after))) => {
				left.push_str(text);
				rest = after;
			}
			(true, None) => {
				left.push_str(&short(text));
				rest = after;
			}
			// Brackets that are no link, such as those of an array.
			(false, None) => {
				left.push('[');
				left.push_str(text);
				left.push(']');
				rest = after;
			}
		}
	}
	left.push_str(rest);
	left
}

/// The name of an error, an event or a call of the pallet whose docs name it; of others also whose it
/// is.
fn short(code: &str) -> String {
	let path = code.trim_matches('`');
	for own in ["Error::", "Event::", "Pallet::", "Call::", "Config::"] {
		if let Some(name) = path.strip_prefix(own) {
			return format!("`{name}`");
		}
	}
	code.to_owned()
}

#[test]
fn links_into_code_should_become_their_texts() {
	let docs =
		["## Errors", "", "- [`Error::A`]: x [y](Pallet::z).", "- `[u8; 32]` of [`Channels::b`]."];
	let docs = docs.map(str::to_owned);
	let expected = "`A`: x y. `[u8; 32]` of `Channels::b`.";
	assert_eq!(
		sections(&docs),
		[(String::new(), String::new()), ("Errors".into(), expected.into())]
	);
}
