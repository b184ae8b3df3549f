// SPDX-License-Identifier: Apache-2.0

//! What to do next about each error: the one place that knows which command or option helps.
//!
//! Errors of the library say what went wrong, to any program. What follows from that for whoever
//! types commands is said here.

mod audit;
mod client;
mod dispatch;
mod files;
mod governance;
mod keys;
mod missing;
mod registry;
mod settlement;
mod staking;
mod watchtower;

use openledger_client::account::address;
use openledger_demo::Error as DemoError;

pub use watchtower::hint as of_watchtower;

use crate::error::{Error, Unfit};

/// What to do next about an error, if there is something to do.
pub fn of(error: &Error) -> Option<String> {
	let hint = match error {
		Error::Client(error) => return client::hint(error),
		Error::OfSome { error, remedy } => match of(error) {
			Some(hint) => format!("{hint}; {remedy}"),
			None => remedy.clone(),
		},
		Error::OfEarlierChain { error, path, is_certain } => {
			let hint = of(error).unwrap_or_default();
			match is_certain {
				true => format!(
					"the chain was begun anew since this store was begun, and {path} may be of the \
					 chain before: begin with another --store; otherwise {hint}"
				),
				false => format!(
					"{hint}; if the chain was begun anew, {path} is of the chain before: begin with \
					 another --store"
				),
			}
		}
		Error::WithoutDeposit { id, .. } => {
			format!("put it up when that is mended: openledger gov referendum deposit {id}")
		}
		Error::BadConfig { .. } => "put it right, or name another file with OPENLEDGER_CONFIG: an \
		                            empty name stands for none"
			.to_owned(),
		Error::Unshown(_) => "the command itself is done: send no transaction again".to_owned(),
		Error::NoField { .. } => {
			"the command itself is done; name one of these fields, as batch or receipts.0.root"
				.to_owned()
		}
		Error::NoTransaction { .. } => {
			"look further back with --within COUNT, or from another block down with --block NUMBER"
				.to_owned()
		}
		Error::NoKey => keys::GIVE_ONE.to_owned(),
		Error::NoPassword { variable } => format!("set {variable}"),
		Error::Misuse { remedy, .. } => (*remedy).to_owned(),
		Error::Inputs { bad, .. } => {
			bad.iter().find_map(|problem| of_input(&problem.reason))?.to_owned()
		}
		Error::Changed { .. } => "nothing was registered: try again".to_owned(),
		Error::ClaimFee { who, .. } => format!(
			"anyone can claim for the account, and pays the fee: openledger --key OTHER account claim \
			 --for {}",
			address(who)
		),
		Error::ForNobody { model, .. } => format!(
			"nothing was paid; see what is found: openledger answer attribute FILE --model {model}; \
			 --even-for-nobody pays all the same"
		),
		Error::Unanswered { batch, .. } => format!(
			"a demand that nobody answers in time costs the bond: find what is missing and try \
			 again; see openledger batch show {batch}"
		),
		Error::Watchtower(error) => return watchtower::hint(error),
		Error::Demo(error) => return of_demo(error),
		Error::Interrupted | Error::System { .. } => return None,
	};
	Some(hint)
}

/// What to do about what stops the demonstration.
fn of_demo(error: &DemoError) -> Option<String> {
	Some(match error {
		DemoError::Client(error) => return client::hint(error),
		DemoError::TooFewWorks { .. } | DemoError::NoWorks(_) => {
			"give a directory with a subdirectory for each work with --works, or ask for less \
			 with --least and --least-bytes"
				.to_owned()
		}
		DemoError::NothingToSplice => "give longer works with --works".to_owned(),
		DemoError::Mismatch(_) => "this should never happen: please report it".to_owned(),
	})
}

/// What to do about an input that can't be contributed.
fn of_input(reason: &Unfit) -> Option<&'static str> {
	match reason {
		Unfit::Input(error) => files::of_input(error),
		Unfit::Held(_) => {
			Some("texts that are registered already can be left out with --skip-held")
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::error::InputProblem;
	use openledger_client::texts::input::{InputError, Purpose};

	#[test]
	fn the_first_input_with_a_way_out_should_have_its_hint_told() {
		let problem = |reason: Unfit| InputProblem { path: "a".to_owned(), reason };
		let unread = || InputError::Unreadable {
			path: "a".to_owned(),
			reason: std::io::ErrorKind::NotFound.into(),
		};
		let large = InputError::TooLarge {
			path: "a".to_owned(),
			bytes: 1 << 40,
			purpose: Purpose::Contribution,
		};
		let hint = |bad| of(&Error::Inputs { bad, all: 3 });
		assert_eq!(hint(vec![problem(unread().into())]), None);
		let held = problem(Unfit::Held("registered already".to_owned()));
		let both = vec![problem(unread().into()), problem(large.into()), held];
		assert!(hint(both).unwrap().contains("split it"));
		let held = problem(Unfit::Held("registered already".to_owned()));
		assert!(hint(vec![held]).unwrap().ends_with("--skip-held"));
	}

	#[test]
	fn a_remedy_should_come_behind_the_hint() {
		let some = |error: Error| {
			of(&Error::OfSome { error: Box::new(error), remedy: "go on".to_owned() }).unwrap()
		};
		assert_eq!(
			some(Error::misuse("another password", "nothing was written: try again")),
			"nothing was written: try again; go on"
		);
		assert_eq!(some(Error::Interrupted), "go on");
	}
}
