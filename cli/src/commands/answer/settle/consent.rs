// SPDX-License-Identifier: Apache-2.0

//! Whether to pay for an answer in which nobody's text is.

use std::io::{self, IsTerminal, Write};

use openledger_primitives::{Balance, ModelId};

use crate::{error::Error, output::drawn};
use openledger_client::units::amount;

/// Fails when an answer would credit nobody, unless that is wanted: said so, or answered so.
pub fn ensure_meant(
	paid: usize,
	model: ModelId,
	fee: Balance,
	even_for_nobody: bool,
) -> Result<(), Error> {
	if paid > 0 || even_for_nobody {
		return Ok(());
	}
	let is_asked = io::stdin().is_terminal() && io::stderr().is_terminal();
	let question = format!(
		"nobody's text of the corpus of model {model} is in this output: pay {} all the same? [y/N] ",
		amount::format(fee)
	);
	match is_asked && ask(&question).is_ok_and(|answer| is_yes(&answer)) {
		true => Ok(()),
		false => Err(Error::ForNobody { model, fee }),
	}
}

fn ask(question: &str) -> io::Result<String> {
	drawn::aside(|| {
		let mut stderr = io::stderr().lock();
		write!(stderr, "{question}")?;
		stderr.flush()?;
		let mut answer = String::new();
		io::stdin().read_line(&mut answer)?;
		Ok(answer)
	})
}

fn is_yes(answer: &str) -> bool {
	["y", "yes"].iter().any(|yes| answer.trim().eq_ignore_ascii_case(yes))
}

/// What an answer costs, and what comes back of it.
pub fn total(fee: Balance, network: Balance, deposit: Balance) -> String {
	format!(
		"this takes {}: the fee of {}, {} for the network, and a deposit of {} that comes back when \
		 the batch is final",
		amount::format(fee.saturating_add(network).saturating_add(deposit)),
		amount::format(fee),
		amount::format(network),
		amount::format(deposit)
	)
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::units::amount::OPEN;

	#[test]
	fn an_answer_with_nobody_in_it_should_not_be_paid_for_by_mistake() {
		assert!(ensure_meant(1, 0, OPEN, false).is_ok());
		assert!(ensure_meant(0, 0, OPEN, true).is_ok());
		assert!(is_yes("y\n") && is_yes(" Yes ") && !is_yes("\n") && !is_yes("no"));
		let error = Error::ForNobody { model: 3, fee: OPEN };
		assert!(error.to_string().contains("1 OPEN"));
		assert!(crate::hints::of(&error).is_some_and(|hint| hint.contains("--even-for-nobody")));
	}

	#[test]
	fn a_total_should_be_the_sum_of_its_parts() {
		let text = total(OPEN, OPEN / 4, OPEN / 2);
		assert!(text.starts_with("this takes 1.75 OPEN: the fee of 1 OPEN, 0.25 OPEN"), "{text}");
	}
}
