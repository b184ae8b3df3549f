// SPDX-License-Identifier: Apache-2.0

//! The texts that show what was demanded: each is got once, and one that does not come holds no other
//! up.

use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
	time::{Duration, Instant},
};

use openledger_attributor::{Corpus, Index};
use openledger_primitives::ContributionId;

use openledger_client::{
	chain::{BlockView, Chain},
	store::Store,
	texts::corpus,
};

use crate::Error;

/// When a text that was missing is looked for again.
const RETRY: Duration = Duration::from_secs(60);
/// Texts that are got in one go.
const AT_ONCE: usize = 64;

/// What is known of texts.
pub struct Texts {
	empty: Arc<Index>,
	/// Where each text that is here is indexed.
	here: BTreeMap<ContributionId, Arc<Index>>,
	/// Why others are not, and since when.
	missing: BTreeMap<ContributionId, (String, Instant)>,
	/// Whether some are being got.
	is_under_way: bool,
}

/// What came of getting texts.
pub struct Got {
	wanted: BTreeSet<ContributionId>,
	found: Result<(Arc<Index>, BTreeMap<ContributionId, String>), Error>,
}

/// What there is of a text.
#[derive(Clone)]
pub enum Text {
	Here(Arc<Index>),
	Missing(String),
	Unknown,
}

impl Texts {
	pub async fn new() -> Result<Self, Error> {
		let empty = corpus::build(Corpus::new()).await?;
		Ok(Self { empty, here: BTreeMap::new(), missing: BTreeMap::new(), is_under_way: false })
	}

	/// What there is of a text; none is needed where no contribution is named.
	pub fn text(&self, id: Option<ContributionId>) -> Text {
		let Some(id) = id else { return Text::Here(self.empty.clone()) };
		match (self.here.get(&id), self.missing.get(&id)) {
			(Some(index), _) => Text::Here(index.clone()),
			(None, Some((reason, _))) => Text::Missing(reason.clone()),
			(None, None) => Text::Unknown,
		}
	}

	/// Those that are to be got now, in this order: none while others are. They are then under way.
	pub fn begin(
		&mut self,
		wanted: impl IntoIterator<Item = ContributionId>,
	) -> Option<BTreeSet<ContributionId>> {
		if self.is_under_way {
			return None;
		}
		let is_due = |id: &ContributionId| {
			let is_old = |(_, since): &(String, Instant)| since.elapsed() >= RETRY;
			!self.here.contains_key(id) && self.missing.get(id).is_none_or(is_old)
		};
		let due: BTreeSet<_> = wanted.into_iter().filter(is_due).take(AT_ONCE).collect();
		self.is_under_way = !due.is_empty();
		self.is_under_way.then_some(due)
	}

	/// Takes note of what came of it.
	pub fn got(&mut self, got: Got) -> Result<(), Error> {
		self.is_under_way = false;
		let Got { wanted, found } = got;
		let (index, missing) = found?;
		for id in wanted {
			match missing.get(&id) {
				Some(reason) => {
					self.missing.insert(id, (reason.clone(), Instant::now()));
				}
				None => {
					self.missing.remove(&id);
					self.here.insert(id, index.clone());
				}
			}
		}
		Ok(())
	}

	/// What was under way is not known to have ended.
	pub fn interrupt(&mut self) {
		self.is_under_way = false;
	}
}

/// Gets texts.
pub async fn get(chain: &Chain, store: &Store, wanted: BTreeSet<ContributionId>) -> Got {
	let found = async {
		let view: BlockView = chain.best_view().await?;
		let gathered = corpus::gather_these(&view, store, &wanted).await?;
		let reasons = gathered
			.missing
			.into_iter()
			.map(|text| (text.contribution, format!("{} ({})", text.reason, text.uri)))
			.collect();
		Ok((corpus::build(gathered.corpus).await?, reasons))
	};
	let found = found.await;
	Got { wanted, found }
}

#[cfg(test)]
mod tests {
	use super::*;
	use openledger_attributor::NormalText;

	#[tokio::test]
	async fn texts_should_be_got_once_and_missing_ones_hold_nothing_up() {
		let mut texts = Texts::new().await.unwrap();
		assert!(matches!(texts.text(None), Text::Here(_)));
		assert!(matches!(texts.text(Some(3)), Text::Unknown));
		assert_eq!(texts.begin([3, 7]), Some(BTreeSet::from([3, 7])));
		// One at a time.
		assert_eq!(texts.begin([9]), None);
		let mut corpus = Corpus::new();
		corpus.insert(3, NormalText::from_bytes(b"as it is").unwrap()).unwrap();
		let index = corpus::build(corpus).await.unwrap();
		let missing = BTreeMap::from([(7, "it is away".to_owned())]);
		texts.got(Got { wanted: BTreeSet::from([3, 7]), found: Ok((index, missing)) }).unwrap();
		assert!(matches!(texts.text(Some(3)), Text::Here(_)));
		assert!(matches!(texts.text(Some(7)), Text::Missing(reason) if reason == "it is away"));
		// What is missing is not looked for again at once.
		assert_eq!(texts.begin([3, 7]), None);
		assert_eq!(texts.begin([3, 7, 9]), Some(BTreeSet::from([9])));
		texts.interrupt();
		assert_eq!(texts.begin([9]), Some(BTreeSet::from([9])));
	}
}
