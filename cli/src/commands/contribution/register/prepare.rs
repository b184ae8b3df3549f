// SPDX-License-Identifier: Apache-2.0

//! Inputs: which can be contributed, and what the chain has to know of each.

use std::{collections::HashMap, path::PathBuf};

use futures::{stream, StreamExt, TryStreamExt};
use openledger_client::{
	account::Account,
	chain::{BlockView, CONCURRENT},
	convert::{to_u64, to_usize},
	json::{self, Address},
	names::Names,
	progress::{self, Progress},
	store::Store,
	text::{count, printable},
	texts::input,
};
use openledger_primitives::normal::Dropped;
use openledger_runtime_api::{ContributionInfo, ContributionStatus};
use sp_core::H256;

use crate::{
	context::Context,
	error::{Error, InputProblem},
};

/// An input that is fit to be contributed.
pub struct Prepared {
	pub path: PathBuf,
	pub root: H256,
	pub length: u32,
	/// What the normal form does not have of it.
	pub dropped: Dropped,
}

impl Prepared {
	/// Why it will never earn, as long as the span parameters are the present ones.
	pub fn doubt(&self, min_span: u16) -> Option<String> {
		(self.length < u32::from(min_span)).then(|| {
			format!(
				"{} has {} in normal form: nothing shorter than {min_span} bytes is ever found in an \
				 answer, so it can't earn",
				printable(&self.path.display().to_string()),
				count(to_usize(self.length), "byte"),
			)
		})
	}
}

/// Reads all inputs, and keeps of each what the chain has to know.
pub fn prepare(
	paths: Vec<PathBuf>,
	extensions: &[String],
	bar: &Progress,
) -> (Vec<Prepared>, Vec<InputProblem>) {
	let (mut prepared, mut bad) = (Vec::new(), Vec::new());
	for path in paths {
		match input::read_given(&path, extensions) {
			Ok(given) => {
				let (text, dropped) = (given.normal(), given.dropped());
				let (root, length) = (text.content_root(), text.len());
				prepared.push(Prepared { path, root, length, dropped })
			}
			Err(error) => {
				bad.push(InputProblem { path: path.display().to_string(), reason: error.into() })
			}
		}
		bar.inc(1);
	}
	(prepared, bad)
}

/// Of each input why it can't be registered: a contribution holds its text, or it comes before among
/// the inputs.
pub async fn find_held(
	context: &Context,
	view: &BlockView,
	inputs: &[Prepared],
) -> Result<Vec<Option<String>>, Error> {
	let holders: Vec<Option<ContributionInfo<Account>>> = stream::iter(inputs)
		.map(|input| view.holder(input.root))
		.buffered(CONCURRENT)
		.try_collect()
		.await?;
	let owners: Vec<_> = holders.iter().flatten().map(|info| Address::from(&info.owner)).collect();
	let names = context.names(view, &json::of(&owners)).await;
	let mut first = HashMap::<H256, &PathBuf>::new();
	let mut reasons = Vec::new();
	for (input, holder) in inputs.iter().zip(holders) {
		reasons.push(match (holder, first.get(&input.root)) {
			(Some(info), _) => Some(held(&info, &names)),
			(None, Some(path)) => Some(format!("the same text as {}", path.display())),
			(None, None) => None,
		});
		first.entry(input.root).or_insert(&input.path);
	}
	Ok(reasons)
}

/// Why a text can't be registered that a contribution holds.
fn held(info: &ContributionInfo<Account>, names: &Names) -> String {
	let (id, owner) = (info.contribution, names.address(&info.owner));
	let status =
		match info.status {
			ContributionStatus::Accepted { .. } => String::new(),
			ContributionStatus::Pending => ", and pending".to_owned(),
			ContributionStatus::Rejected { .. } => {
				format!(", and rejected; its owner can free the text: openledger contribution retract {id}")
			}
			ContributionStatus::Appealed => ", and rejected; its owner has appealed".to_owned(),
			ContributionStatus::Withdrawn { .. } => {
				", and withdrawn; the models that have it go on paying it".to_owned()
			}
			ContributionStatus::Struck { .. } => {
				", and struck: it earns nothing, and stays registered".to_owned()
			}
			ContributionStatus::Malformed { .. } => {
				", and malformed: it earns nothing, and stays registered".to_owned()
			}
		};
	format!("registered already, as contribution {id} of {owner}{status}")
}

/// Puts the texts in the store: from now on others may ask for them.
pub async fn save(
	store: Store,
	prepared: Vec<Prepared>,
	extensions: Vec<String>,
) -> Result<Vec<Prepared>, Error> {
	let bar = progress::bar(to_u64(prepared.len()), "saving");
	progress::computing(move || {
		for input in &prepared {
			let text = input::read(&input.path, &extensions)?;
			if text.content_root() != input.root {
				return Err(Error::Changed { path: input.path.display().to_string() });
			}
			store.save_text(input.root, &text)?;
			bar.inc(1);
		}
		Ok(prepared)
	})
	.await?
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_client::{account, fixtures::contribution};

	#[test]
	fn a_text_that_can_never_earn_should_be_doubted() {
		let doubt = |length| {
			let dropped = Dropped::default();
			Prepared { path: "a".into(), root: H256::zero(), length, dropped }.doubt(32)
		};
		assert!(doubt(3).is_some_and(|doubt| doubt.contains("has 3 bytes")));
		assert!(doubt(31).is_some());
		assert_eq!(doubt(32), None);
	}

	#[test]
	fn a_held_text_should_say_who_can_free_it() {
		let info = contribution::info();
		let owner = account::address(&info.owner);
		let held = |info: &ContributionInfo<Account>| held(info, &Names::default());
		let accepted = format!("registered already, as contribution 7 of {owner}");
		assert_eq!(held(&info), accepted);
		let status = ContributionStatus::Rejected { upheld: false };
		let rejected = held(&ContributionInfo { status, ..info });
		assert!(rejected.starts_with(&accepted), "{rejected}");
		assert!(rejected.ends_with("retract 7"), "{rejected}");
	}
}
