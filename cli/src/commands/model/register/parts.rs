// SPDX-License-Identifier: Apache-2.0

//! What a model was made from, as it is written on the command line.

use std::str::FromStr;

use openledger_client::{chain::calls, convert::to_usize, error::RegistryError, units::percent};
use openledger_primitives::{DatanetId, ModelId};

/// Contributions of a datanet that a model was trained on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dataset {
	pub datanet: DatanetId,
	/// All that are accepted if `None`.
	end: Option<u32>,
	/// Ascending, each once.
	excluded: Vec<u32>,
}

impl Dataset {
	/// The dataset as calls have it, where the datanet has accepted so many contributions. Fails when
	/// all of them are excluded, which the chain would take.
	pub fn below(self, accepted: u32) -> Result<calls::models::Dataset, RegistryError> {
		let Self { datanet, end, excluded } = self;
		let end = end.unwrap_or(accepted);
		let left_out = excluded.iter().filter(|index| **index < end).count();
		match end > 0 && left_out >= to_usize(end) {
			true => Err(RegistryError::NothingLeft(datanet)),
			false => Ok(calls::models::Dataset { datanet, end, excluded }),
		}
	}
}

impl FromStr for Dataset {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let number = |part: &str| {
			part.parse::<u32>().map_err(|_| {
				format!("`{part}` is no number: write a dataset as 3, 3:200 or 3:200:7,12")
			})
		};
		let mut parts = text.splitn(3, ':');
		let datanet = number(parts.next().unwrap_or_default())?;
		let end = match parts.next() {
			None | Some("") => None,
			Some(end) => Some(number(end)?),
		};
		let mut excluded = match parts.next() {
			None => Vec::new(),
			Some(list) => list.split(',').map(number).collect::<Result<_, _>>()?,
		};
		excluded.sort_unstable();
		excluded.dedup();
		Ok(Self { datanet, end, excluded })
	}
}

/// A parent of a model, and its royalty.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Parent {
	pub model: ModelId,
	/// In parts per billion.
	pub royalty: u32,
}

impl FromStr for Parent {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		let (model, royalty) = text
			.split_once(':')
			.ok_or_else(|| format!("`{text}` has no royalty: write a parent as 3:20"))?;
		let model =
			model.parse().map_err(|_| format!("`{model}` is no model: write a parent as 3:20"))?;
		let royalty = percent::parse(royalty).map_err(|error| error.to_string())?;
		Ok(Self { model, royalty })
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn datasets_should_be_read() {
		let dataset = |text: &str| text.parse::<Dataset>();
		let expected = |datanet, end, excluded: &[u32]| {
			Ok(Dataset { datanet, end, excluded: excluded.to_vec() })
		};
		assert_eq!(dataset("3"), expected(3, None, &[]));
		assert_eq!(dataset("3:200"), expected(3, Some(200), &[]));
		assert_eq!(dataset("3:200:12,7,7"), expected(3, Some(200), &[7, 12]));
		assert_eq!(dataset("3::1"), expected(3, None, &[1]));
		for bad in ["", "x", ":", "3:x", "3:5:", "3:5:1,", "3:5:1:2", "-1", "4294967296"] {
			assert!(dataset(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn a_dataset_should_have_all_that_is_accepted_unless_it_says_how_much() {
		let below = |text: &str| text.parse::<Dataset>().unwrap().below(10);
		let end = |text: &str| below(text).unwrap().end;
		assert_eq!((end("3"), end("3:4"), end("3:2:0,5")), (10, 4, 2));
		assert!(matches!(below("3:2:0,1"), Err(RegistryError::NothingLeft(3))));
	}

	#[test]
	fn parents_should_be_read() {
		assert_eq!("4:12.5".parse(), Ok(Parent { model: 4, royalty: 125_000_000 }));
		for bad in ["4", "4:", "x:5", ":5", "4:101", "4:5:6"] {
			assert!(bad.parse::<Parent>().is_err(), "{bad}");
		}
	}
}
