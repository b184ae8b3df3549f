// SPDX-License-Identifier: Apache-2.0

//! The shell commands that a page prints, and how they are run.
//!
//! A comment in the line before a block, which readers don't see, says what is not to be run and why
//! (`<!-- not run: REASON -->`), or that the block is one command that does not end by itself
//! (`<!-- goes on: REASON -->`).

/// What blocks of shell commands are called, and what they are not to be called.
const SHELL: &str = "sh";
const OTHERS: [&str; 4] = ["bash", "shell", "console", "zsh"];
const FENCE: &str = "```";

/// What becomes of a block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
	/// It has to end well.
	Run,
	/// It has to run until the page is done.
	GoesOn,
	Not,
}

/// A block of shell commands.
#[derive(PartialEq, Eq, Debug)]
pub struct Block {
	/// The line that its first command is on.
	pub line: usize,
	pub commands: String,
	pub way: Way,
}

/// All blocks of a page, or why it can't be read.
pub fn blocks(page: &str) -> Result<Vec<Block>, String> {
	let mut blocks = Vec::new();
	let mut before = "";
	let mut lines = page.lines().enumerate();
	while let Some((number, line)) = lines.next() {
		let number = number + 1;
		if let Some(language) = line.trim_start().strip_prefix(FENCE) {
			if OTHERS.contains(&language) {
				return Err(format!("line {number}: commands of a shell are called {SHELL}"));
			}
			let inside = lines.by_ref().map(|(_, line)| line);
			let commands: Vec<_> = inside.take_while(|line| line.trim() != FENCE).collect();
			if language == SHELL {
				let way = way(before).map_err(|reason| format!("line {number}: {reason}"))?;
				if way == Way::GoesOn && commands.len() != 1 {
					return Err(format!("line {number}: one command goes on, not a block"));
				}
				blocks.push(Block { line: number + 1, commands: commands.join("\n"), way });
			}
		}
		before = line;
	}
	Ok(blocks)
}

/// What the line before a block says of it.
fn way(before: &str) -> Result<Way, String> {
	let Some(comment) = before.trim().strip_prefix("<!--") else { return Ok(Way::Run) };
	let comment = comment.strip_suffix("-->").unwrap_or_default().trim();
	match comment.split_once(": ") {
		Some(("not run", reason)) if !reason.is_empty() => Ok(Way::Not),
		Some(("goes on", reason)) if !reason.is_empty() => Ok(Way::GoesOn),
		_ => Err(format!("`{before}` is neither `not run: REASON` nor `goes on: REASON`")),
	}
}

#[test]
fn blocks_should_be_found_with_what_is_said_of_them() {
	let page = "# Title\n\n```sh\na b\nc\n```\ntext\n```text\nno command\n```\n\
		<!-- not run: it takes a week -->\n```sh\nd\n```\n<!-- goes on: until it is stopped -->\n\
		```sh\ne\n```\n<!-- of something else -->\n\n```sh\nf\n```\n";
	let block = |line, commands: &str, way| Block { line, commands: commands.to_owned(), way };
	let expected = vec![
		block(4, "a b\nc", Way::Run),
		block(13, "d", Way::Not),
		block(17, "e", Way::GoesOn),
		block(22, "f", Way::Run),
	];
	assert_eq!(blocks(page), Ok(expected));
}

#[test]
fn what_is_not_understood_should_be_refused() {
	for page in [
		"<!-- not run -->\n```sh\na\n```\n",
		"<!-- not run: -->\n```sh\na\n```\n",
		"<!-- notrun: a reason -->\n```sh\na\n```\n",
		"<!-- goes on: for ever -->\n```sh\na\nb\n```\n",
		"```bash\na\n```\n",
	] {
		assert!(blocks(page).is_err(), "{page}");
	}
}
