// SPDX-License-Identifier: Apache-2.0

//! The channels of which receipts were received, and whose operator has another receipt key since they
//! were opened: they end with the former key, and their payers should have others by then.

use std::collections::BTreeSet;

use futures::{stream, StreamExt, TryStreamExt};
use openledger_client::{
	account::Account,
	chain::{ending::Reaches, BlockView, Chain, End, CONCURRENT},
	files::receipt::Received,
	progress,
	store::Store,
	Error as ClientError,
};
use openledger_primitives::ChannelId;
use openledger_runtime_api::ChannelInfo;
use sp_core::H256;

use super::{Done, Jobs, Watch};
use crate::{report::Report, Error, Note};

/// Blocks after which the channels are looked at again: there is far more time before one ends.
const EVERY: u64 = 100;

/// What is known of the ends of channels.
#[derive(Default)]
pub struct Ends {
	/// Those that were warned of.
	warned: BTreeSet<(ChannelId, End)>,
	/// The block in which the channels are looked at next.
	due: u64,
	is_under_way: bool,
}

impl Ends {
	/// Whether channels are to be looked at in a block. They are under way then.
	fn begin(&mut self, number: u64) -> bool {
		let is_due = !self.is_under_way && number >= self.due;
		if is_due {
			(self.is_under_way, self.due) = (true, number.saturating_add(EVERY));
		}
		is_due
	}

	/// Which of those that were found were not warned of yet.
	fn end(&mut self, found: Vec<(ChannelId, End)>) -> Vec<(ChannelId, End)> {
		self.is_under_way = false;
		found.into_iter().filter(|end| self.warned.insert(*end)).collect()
	}

	/// What was under way is begun anew.
	pub fn interrupt(&mut self) {
		(self.is_under_way, self.due) = (false, 0);
	}
}

/// The channels of which the store has receipts, and which a new key of their operator ends.
async fn look_up(
	chain: &Chain,
	store: Store,
	genesis: H256,
) -> Result<Vec<(ChannelId, End)>, Error> {
	let ids = progress::computing(move || Received::channels(&store, genesis)).await??;
	let view = &chain.best_view().await?;
	let infos: Vec<Option<ChannelInfo<Account>>> =
		stream::iter(ids).map(|id| channel_of(view, id)).buffered(CONCURRENT).try_collect().await?;
	let (mut reaches, mut ends) = (Reaches::default(), Vec::new());
	for info in infos.into_iter().flatten() {
		if let Some(end @ End::NewKey { .. }) = reaches.end_of(view, &info).await? {
			ends.push((info.channel, end));
		}
	}
	Ok(ends)
}

/// A channel, if there is one: those of a store may be closed, or of another chain.
async fn channel_of(
	view: &BlockView,
	id: ChannelId,
) -> Result<Option<ChannelInfo<Account>>, Error> {
	match view.channel(id).await {
		Ok(info) => Ok(Some(info)),
		Err(ClientError::NotFound { .. }) => Ok(None),
		Err(error) => Err(error.into()),
	}
}

impl Watch<'_> {
	/// Begins to look for channels that end.
	pub(super) fn start_ends<'j>(&mut self, chain: &'j Chain, jobs: &mut Jobs<'j>) {
		if self.ends.begin(self.blocks.number) {
			let (store, genesis) = (self.setup.store.clone(), self.setup.genesis);
			jobs.push(Box::pin(async move {
				let result = look_up(chain, store, genesis).await;
				Done::Ends { result }
			}));
		}
	}

	/// Tells of them.
	pub(super) fn ends(&mut self, result: Result<Vec<(ChannelId, End)>, Error>) {
		let next = self.blocks.next();
		match result {
			Ok(found) => {
				for (channel, end) in self.ends.end(found) {
					self.tally.report(Report::ChannelEnds { channel, end, next });
				}
			}
			Err(error) => {
				self.ends.end(Vec::new());
				if !error.is_passing() {
					self.tally.note(Note::EndsUnknown { error });
				}
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn the_end_of_a_channel_should_be_told_once_however_often_it_is_seen() {
		let mut ends = Ends::default();
		assert!(ends.begin(7) && !ends.begin(7) && !ends.begin(7 + EVERY));
		let end = End::NewKey { until: 60 };
		assert_eq!(ends.end(vec![(3, end), (4, end)]), [(3, end), (4, end)]);
		assert!(!ends.begin(6 + EVERY) && ends.begin(7 + EVERY));
		// Another change of the key is another end.
		let later = End::NewKey { until: 90 };
		assert_eq!(ends.end(vec![(3, end), (4, later)]), [(4, later)]);
		assert!(ends.begin(7 + 2 * EVERY));
		ends.interrupt();
		assert!(ends.begin(0));
	}
}
