// SPDX-License-Identifier: Apache-2.0

//! The commands that the documents print, run as they are printed: those of a page in their order and
//! in one shell, on a development chain of its own.

use std::{
	collections::BTreeMap,
	env,
	fmt::Write,
	fs,
	path::Path,
	process::{Command, Stdio},
};

use openledger_testing::{binary_path, checkout, TestNode};
use tempfile::TempDir;

#[path = "docs/page.rs"]
mod page;

use page::{Block, Way};

/// Makes the list of the pages that have commands to run, and a test of each.
macro_rules! pages {
	($($test:ident: $page:literal,)*) => {
		const PAGES: &[&str] = &[$($page),*];

		$(
			#[test]
			fn $test() {
				run($page);
			}
		)*
	};
}

pages! {
	the_readme_should_work_as_it_is_printed: "README.md",
	the_guide_for_applications_should_work_as_it_is_printed: "docs/guides/application.md",
	the_guide_for_authors_should_work_as_it_is_printed: "docs/guides/author.md",
	the_guide_to_the_command_line_should_work_as_it_is_printed: "docs/guides/command-line.md",
	the_guide_for_developers_of_models_should_work_as_it_is_printed: "docs/guides/model.md",
	the_guide_for_operators_should_work_as_it_is_printed: "docs/guides/operator.md",
	the_guide_for_stakers_should_work_as_it_is_printed: "docs/guides/staking.md",
	the_guide_for_validators_should_work_as_it_is_printed: "docs/guides/validator.md",
	the_guide_for_voters_should_work_as_it_is_printed: "docs/guides/voting.md",
	the_guide_for_watchers_should_work_as_it_is_printed: "docs/guides/watcher.md",
}

/// Where pages are.
const FOLDERS: [&str; 6] = ["", "docs", "docs/guides", "docs/spec", "examples", "docker"];

fn blocks(page: &str) -> Vec<Block> {
	let text = fs::read_to_string(checkout().join(page)).expect("the page can be read");
	page::blocks(&text).unwrap_or_else(|reason| panic!("{page}, {reason}"))
}

/// The commands of a page as a program, which names each block and shows each command with the
/// seconds since its start.
fn program(page: &str, blocks: &[Block], folder: &Path) -> String {
	let mut program = String::from(
		"set -eao pipefail\nPS4='[${SECONDS}s] $ '\ngoing_on=()\n\
		trap '{ set +x; } 2>/dev/null; kill \"${going_on[@]}\" 2>/dev/null || true' EXIT\n",
	);
	for Block { line, commands, way } in blocks {
		let done = match way {
			Way::Not => continue,
			Way::Run => {
				write!(program, "echo '--- {page}, line {line}'\nset -x\n{commands}\n{{ set +x; }} 2>/dev/null\n")
			}
			Way::GoesOn => {
				let file = folder.join(format!("goes-on-{line}.sh"));
				// `exec`, so that the process is the command itself.
				fs::write(&file, format!("exec {commands}\n")).expect("a file can be written");
				write!(
					program,
					"echo '--- {page}, line {line}, goes on'\nbash -x '{}' &\ngoing_on+=($!)\n",
					file.display()
				)
			}
		};
		done.expect("a text can be added to");
	}
	program.push_str(
		"for process in \"${going_on[@]}\"; do\n\tkill -0 \"$process\" || {\n\t\techo 'what goes on has \
		ended'\n\t\texit 1\n\t}\ndone\n",
	);
	program
}

/// Runs the commands of a page on a chain of its own, in a folder that has the examples.
fn run(page: &str) {
	// How long readers are told to wait is right for a chain with slots.
	let node = TestNode::start_with_slots(&[]);
	let blocks = blocks(page);
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let folder = directory.path();
	fs::create_dir(folder.join("examples")).expect("a directory can be made");
	for entry in fs::read_dir(checkout().join("examples")).expect("there are examples").flatten() {
		if entry.path().is_file() {
			let copy = folder.join("examples").join(entry.file_name());
			fs::copy(entry.path(), copy).expect("a file can be copied");
		}
	}
	let script = folder.join("page.sh");
	fs::write(&script, program(page, &blocks, folder)).expect("a file can be written");

	let client = binary_path("openledger");
	let programs = client.parent().expect("a program is in a folder").to_owned();
	let path = env::var_os("PATH").unwrap_or_default();
	let path = env::join_paths([programs].into_iter().chain(env::split_paths(&path)));
	let mut shell = Command::new("bash");
	for (variable, _) in env::vars_os() {
		if variable.to_string_lossy().starts_with("OPENLEDGER_") {
			shell.env_remove(variable);
		}
	}
	let status = shell
		.arg(&script)
		.current_dir(folder)
		.env("PATH", path.expect("the path has no colon in a folder's name"))
		.env("HOME", folder)
		.env_remove("XDG_CONFIG_HOME")
		.env_remove("XDG_DATA_HOME")
		.env("OPENLEDGER_URL", node.url())
		.stdin(Stdio::null())
		.status()
		.expect("a shell can be started");
	assert!(status.success(), "a command of {page} failed: {status}; what it said is above");
}

#[test]
fn every_page_with_commands_to_run_should_be_in_the_list() {
	for folder in FOLDERS {
		let entries =
			fs::read_dir(checkout().join(folder)).expect("the folder can be read").flatten();
		for name in entries.map(|entry| entry.file_name()) {
			let page = Path::new(folder).join(name).display().to_string();
			if page.ends_with(".md") {
				let is_run = blocks(&page).iter().any(|block| block.way != Way::Not);
				assert_eq!(is_run, PAGES.contains(&page.as_str()), "commands of {page} are run");
			}
		}
	}
}

#[test]
fn no_two_pages_should_register_the_same_text() {
	// A reader may follow several pages on one chain, which takes a text once.
	let mut texts = BTreeMap::new();
	for page in PAGES {
		for block in blocks(page) {
			for text in block.commands.split("<<'TEXT'\n").skip(1) {
				let (text, _) = text.split_once("\nTEXT").expect("a here-document ends");
				let other = texts.insert(text.to_owned(), page);
				assert_eq!(other, None, "{page} has the same text: {text}");
			}
		}
	}
	assert!(!texts.is_empty(), "no page has a text");
}
