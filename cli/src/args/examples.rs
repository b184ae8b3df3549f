// SPDX-License-Identifier: Apache-2.0

//! An example for each command that a newcomer meets, at the end of its help.

use clap::Command;

/// Command lines without the program's name.
const EXAMPLES: [&str; 31] = [
	"account balance //Alice",
	"account transfer //Bob 1.5 --key alice.json",
	"account claim --bond --key author.json",
	"account identity set --display \"Charlie Keeps Bees\" --key author.json",
	"answer attribute answer.txt --model 0",
	"answer settle answer.txt --model 0 --fee 1 --operator //Bob --dry-run --key payer.json",
	"batch add day.json answer.txt --model 0 --fee 0.5 --voucher voucher.json --key operator.json",
	"batch audit 0 --refute --key payer.json",
	"batch finalize 0 --wait --key payer.json",
	"batch list --from 100",
	"batch reveal day.json --follow --key operator.json",
	"batch settle day.json --key operator.json",
	"channel open --operator //Bob --amount 50 --key payer.json",
	"channel voucher 0 --price 0.5 --out voucher.json --key payer.json",
	"contribution accept 0 1 2 --key curator.json",
	"contribution list --owner //Charlie",
	"contribution register essay.md --datanet 0 --uri-base https://charlie.example --key author.json",
	"contribution reject 0 1 2 --key curator.json",
	"datanet create essays --curator //Bob --key owner.json",
	"gov change veto 3 --key author.json",
	"gov params propose staking.emission 10 --deposit --key alice.json",
	"gov referendum spend //Dave 5000 --deposit --key alice.json",
	"gov vote 3 aye 1000 --conviction 2 --key alice.json",
	"key new --into alice.json",
	"model register --kind base --dataset 0 --price 0.1 --key developer.json",
	"operator register --bond 1000 --endpoint https://bob.example --key operator.json",
	"receipt verify receipt.json --proof-out proof.json",
	"staking bond 100 --key alice.json",
	"staking nominate //Alice//stash --key alice.json",
	"staking pool join 1 10 --key alice.json",
	"watch --answers answers --demand 1 --budget 50 --key auditor.json",
];

/// Has the help of commands end with their examples.
pub fn with_examples(command: Command) -> Command {
	EXAMPLES.into_iter().fold(command, |command, example| {
		let words: Vec<_> = example.split_whitespace().collect();
		explained(command, &words, example)
	})
}

fn explained(command: Command, words: &[&str], example: &str) -> Command {
	match words.split_first() {
		Some((name, rest)) if command.find_subcommand(name).is_some() => {
			command.mut_subcommands(|inner| match inner.get_name() == *name {
				true => explained(inner, rest, example),
				false => inner,
			})
		}
		_ => command.after_help(format!("Example:\n  openledger {example}")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::args::command;

	#[test]
	fn every_example_should_be_a_command() {
		for example in EXAMPLES {
			// A quoted word stands for one of a single piece.
			let words = example.replace("\"Charlie Keeps Bees\"", "Charlie");
			let words = ["openledger"].into_iter().chain(words.split_whitespace());
			let parsed = command().try_get_matches_from(words);
			assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
		}
	}
}
