// SPDX-License-Identifier: Apache-2.0

//! The sources of texts that are contributed.

use std::str::FromStr;

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

impl Source {
	/// Looks sources up. Returns each with its share in parts per billion; fails when one of them is
	/// no contribution.
	pub async fn look_up(
		view: &BlockView,
		given: &[Self],
	) -> Result<Vec<(ContributionId, u32)>, Error> {
		// More don't fit in the call, so the chain could not say so.
		let max = MaxSources::get();
		if given.len() > to_usize(max) {
			let what = "sources of a text";
			return Err(RegistryError::TooMany { what, given: given.len(), max }.into());
		}
		for source in given {
			view.existing(source.contribution).await?;
		}
		Ok(given.iter().map(|source| (source.contribution, source.share)).collect())
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
}
