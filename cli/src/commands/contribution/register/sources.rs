// SPDX-License-Identifier: Apache-2.0

//! The sources of texts that are contributed.

use std::{collections::BTreeSet, str::FromStr};

use openledger_client::{
	chain::BlockView, convert::to_usize, error::RegistryError, units::percent,
};
use openledger_primitives::{limits::MaxSources, ContributionId};

use crate::error::Error;

/// A source of a text, and its share.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Source {
	contribution: ContributionId,
	/// In parts per billion, more than nothing.
	share: u32,
}

impl FromStr for Source {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (contribution, share) = text
			.split_once(':')
			.ok_or_else(|| format!("`{text}` has no share: write a source as 7:20"))?;
		let contribution = contribution
			.parse()
			.map_err(|_| format!("`{contribution}` is no contribution: write a source as 7:20"))?;
		match percent::parse(share).map_err(|error| error.to_string())? {
			0 => Err(format!("`{text}` gives the source nothing: write a source as 7:20")),
			share => Ok(Self { contribution, share }),
		}
	}
}

/// The sources of a text.
#[derive(Default)]
pub struct Sources {
	/// Each with its share in parts per billion.
	pub shares: Vec<(ContributionId, u32)>,
	/// Entries of the text's source stack, itself among them; 0 without sources.
	pub stack: usize,
}

impl Sources {
	/// Looks sources up. Fails when one of them is no contribution.
	pub async fn look_up(view: &BlockView, given: &[Source]) -> Result<Self, Error> {
		// More don't fit in the call, so the chain could not say so.
		let max = MaxSources::get();
		if given.len() > to_usize(max) {
			let what = "sources of a text";
			return Err(RegistryError::TooMany { what, given: given.len(), max }.into());
		}
		let mut paid = BTreeSet::new();
		for source in given {
			let info = view.existing(source.contribution).await?;
			paid.insert(source.contribution);
			paid.extend(info.sources.iter().map(|(id, _)| *id));
		}
		let shares = given.iter().map(|source| (source.contribution, source.share)).collect();
		Ok(Self { shares, stack: stack(&paid) })
	}
}

/// How long the stack of a text is whose sources pay these, themselves among them.
fn stack(paid: &BTreeSet<ContributionId>) -> usize {
	match paid.len() {
		0 => 0,
		others => others.saturating_add(1),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sources_should_be_read() {
		assert_eq!("7:12.5".parse(), Ok(Source { contribution: 7, share: 125_000_000 }));
		for bad in ["7", "7:", "x:5", ":5", "7:0", "7:101", "7:5:6", "-7:5"] {
			assert!(bad.parse::<Source>().is_err(), "{bad}");
		}
	}

	#[test]
	fn a_stack_should_have_the_sources_of_sources_once() {
		assert_eq!(stack(&BTreeSet::new()), 0);
		assert_eq!(stack(&BTreeSet::from([3])), 2);
		// Two sources that both have a third one.
		assert_eq!(stack(&[3, 5, 3, 6].into()), 4);
	}
}
