// SPDX-License-Identifier: Apache-2.0

//! What a payer is told of an answer: what was done to it that the rule does not mind, and who gets
//! paid by it that could have done it.

use std::collections::HashMap;

use futures::{stream, StreamExt, TryStreamExt};
use openledger_primitives::{normal::Dropped, receipt::Credit, ContributionId};
use openledger_runtime_api::ContributionInfo;
use serde::Serialize;

use crate::{
	account::Account,
	chain::{BlockView, CONCURRENT},
	error::Error,
	json::Address,
	names::Names,
	text::count,
	units::percent,
};

/// From how many percent of the credited points on it is said that they go to works of the operator
/// or the developer.
///
/// With the shares of a fee by default, a quarter of the credits is more than half of what the
/// operator has for serving: worth putting words of one's own into an answer. Who has less is, more
/// often than not, one author among several.
const LARGE: u64 = 25;

/// Who made an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Makers {
	/// Who served it, where that is known.
	pub operator: Option<Account>,
	/// The model's developer.
	pub developer: Account,
}

/// Something that a payer should know of an answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
	/// Characters that nobody sees were in it, and count for nothing.
	Invisible {
		/// The number of them.
		characters: u64,
	},
	/// A large part of it is credited to who made it.
	OwnWorks {
		/// Who made it, and is credited.
		makers: Vec<Credited>,
		/// The points that are credited to them.
		points: u64,
		/// All points that are credited.
		of: u64,
	},
}

/// Who made an answer, and is credited for works in it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Credited {
	#[serde(rename = "account")]
	who: Address,
	#[serde(rename = "operator")]
	is_operator: bool,
	#[serde(rename = "developer")]
	is_developer: bool,
	#[serde(rename = "contributions")]
	works: Vec<ContributionId>,
	points: u64,
}

impl Makers {
	/// Each of them once.
	fn credited(&self) -> Vec<Credited> {
		let mut all: Vec<Credited> = Vec::new();
		for who in self.operator.iter().chain([&self.developer]) {
			if all.iter().all(|known| known.who.0 != *who) {
				all.push(Credited {
					who: who.into(),
					is_operator: self.operator.as_ref() == Some(who),
					is_developer: self.developer == *who,
					works: Vec::new(),
					points: 0,
				});
			}
		}
		all
	}
}

/// What the chain knows of contributions, as far as they are there.
pub async fn contributions(
	view: &BlockView,
	ids: impl IntoIterator<Item = ContributionId>,
) -> Result<HashMap<ContributionId, ContributionInfo<Account>>, Error> {
	// All at hand, so that nothing is borrowed while they are asked for.
	let ids: Vec<_> = ids.into_iter().collect();
	stream::iter(ids)
		.map(|id| async move { Ok::<_, Error>((id, view.contribution(id).await?)) })
		.buffered(CONCURRENT)
		.try_filter_map(|(id, info)| async move { Ok(info.map(|info| (id, info))) })
		.try_collect()
		.await
}

/// What there is to say of an answer. `contributions` are those that it credits.
pub fn warnings(
	dropped: &Dropped,
	credits: &[Credit],
	contributions: &HashMap<ContributionId, ContributionInfo<Account>>,
	makers: &Makers,
) -> Vec<Warning> {
	let mut warnings = Vec::new();
	if dropped.invisible > 0 {
		warnings.push(Warning::Invisible { characters: dropped.invisible });
	}
	let mut all = makers.credited();
	let (mut points, mut of) = (0u64, 0u64);
	for credit in credits {
		of = of.saturating_add(credit.points.into());
		let Some(info) = contributions.get(&credit.contribution) else { continue };
		let own = |maker: &&mut Credited| info.owner == maker.who.0 || info.payout == maker.who.0;
		if let Some(maker) = all.iter_mut().find(own) {
			points = points.saturating_add(credit.points.into());
			maker.points = maker.points.saturating_add(credit.points.into());
			maker.works.push(credit.contribution);
		}
	}
	if points > 0 && u128::from(points) * 100 >= u128::from(of) * u128::from(LARGE) {
		all.retain(|maker| !maker.works.is_empty());
		warnings.push(Warning::OwnWorks { makers: all, points, of });
	}
	warnings
}

impl Credited {
	fn role(&self) -> &'static str {
		match (self.is_operator, self.is_developer) {
			(true, true) => "the operator, who is the model's developer too,",
			(true, false) => "the operator",
			(false, _) => "the model's developer",
		}
	}
}

impl Warning {
	/// The warning in words.
	pub fn text(&self, names: &Names) -> String {
		match self {
			Self::Invisible { characters } => {
				let characters = count(
					usize::try_from(*characters).unwrap_or(usize::MAX),
					"invisible character",
				);
				format!(
					"{characters} dropped from the answer: nobody sees them, and what they were put \
					 between counts as if they were not there"
				)
			}
			Self::OwnWorks { makers, points, of } => {
				let makers: Vec<_> = makers
					.iter()
					.map(|maker| {
						let works: Vec<_> =
							maker.works.iter().map(ContributionId::to_string).collect();
						let works = match works.len() {
							1 => format!("contribution {}", works.join(", ")),
							_ => format!("contributions {}", works.join(", ")),
						};
						format!("{} {}: {works}", maker.role(), names.address(&maker.who.0))
					})
					.collect();
				format!(
					"{} of the credited points are for works of who made the answer ({})",
					percent::of(*points, *of),
					makers.join("; ")
				)
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{account, json};
	use openledger_runtime_api::ContributionStatus;
	use serde_json::json;
	use sp_core::H256;

	fn who(byte: u8) -> Account {
		Account::new([byte; 32])
	}

	fn info(contribution: ContributionId, owner: u8, payout: u8) -> ContributionInfo<Account> {
		ContributionInfo {
			contribution,
			datanet: 0,
			owner: who(owner),
			payout: who(payout),
			new_owner: None,
			content_root: H256::zero(),
			length: 100,
			uri: Vec::new(),
			status: ContributionStatus::Accepted { index: 0 },
			sources: Vec::new(),
			registered_at: 9,
			deposit: 0,
		}
	}

	/// Contributions 1 to 4: of a stranger, of the operator, of the developer, and one that pays the
	/// operator.
	fn contributions() -> HashMap<ContributionId, ContributionInfo<Account>> {
		let all = [info(1, 9, 9), info(2, 7, 7), info(3, 8, 8), info(4, 9, 7)];
		all.into_iter().map(|info| (info.contribution, info)).collect()
	}

	fn found(points: &[(ContributionId, u32)], makers: &Makers) -> Vec<Warning> {
		let credits: Vec<_> = points
			.iter()
			.map(|(contribution, points)| Credit { contribution: *contribution, points: *points })
			.collect();
		warnings(&Dropped::default(), &credits, &contributions(), makers)
	}

	#[test]
	fn invisible_characters_should_be_counted() {
		let makers = Makers { operator: None, developer: who(8) };
		let dropped = Dropped { invisible: 12, control: 3, ..Dropped::default() };
		let found = warnings(&dropped, &[], &HashMap::new(), &makers);
		assert_eq!(found, [Warning::Invisible { characters: 12 }]);
		assert!(found[0].text(&Names::default()).starts_with("12 invisible characters"));
		assert_eq!(json::of(&found), json!([{ "kind": "invisible", "characters": 12 }]));
	}

	#[test]
	fn makers_that_get_a_large_part_should_be_named() {
		let both = Makers { operator: Some(who(7)), developer: who(8) };
		assert_eq!(found(&[(1, 76), (2, 24)], &both), []);
		assert_eq!(found(&[], &both), []);
		// A quarter, and what both get together.
		assert_eq!(found(&[(1, 75), (2, 25)], &both).len(), 1);
		let all = found(&[(1, 60), (2, 15), (3, 15), (4, 10)], &both);
		let [Warning::OwnWorks { makers, points: 40, of: 100 }] = &all[..] else {
			panic!("{all:?}")
		};
		let parts: Vec<_> = makers.iter().map(|it| (&it.who.0, &it.works[..], it.points)).collect();
		assert_eq!(parts, [(&who(7), &[2, 4][..], 25), (&who(8), &[3][..], 15)]);
		let text = all[0].text(&Names::default());
		assert!(text.starts_with("40 % of the credited points"), "{text}");
		let operator = format!("the operator {}: contributions 2, 4", account::address(&who(7)));
		assert!(text.contains(&operator), "{text}");
		let shown = json::of(&all);
		assert_eq!(shown[0]["makers"][1]["contributions"], json!([3]));
	}

	#[test]
	fn who_is_both_should_be_named_once_and_who_is_unknown_not_at_all() {
		let same = Makers { operator: Some(who(7)), developer: who(7) };
		let all = found(&[(2, 10)], &same);
		let text = all[0].text(&Names::default());
		assert!(text.contains("the operator, who is the model's developer too,"), "{text}");
		let unknown = Makers { operator: None, developer: who(8) };
		assert_eq!(found(&[(2, 10)], &unknown), []);
		assert_eq!(found(&[(3, 10)], &unknown).len(), 1);
		// What is not on the chain any more is nobody's.
		assert_eq!(found(&[(5, 10)], &same), []);
	}
}
