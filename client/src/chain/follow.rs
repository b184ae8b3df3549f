// SPDX-License-Identifier: Apache-2.0

//! Following blocks as they become final, and the events of a block.

use std::time::Duration;

use futures::{stream, Stream};
use subxt::{
	events::{Event as RawEvent, Phase as RawPhase},
	SubstrateConfig,
};

use super::{
	calldata::{self, ReadCall},
	BlockView, Chain,
};
use crate::error::Error;

/// The time between two questions to the node.
const POLL: Duration = Duration::from_millis(500);

/// The part of a block that an event is of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Phase {
	/// The work before all transactions.
	Initialization,
	/// The transaction with this number in the block.
	Transaction(u32),
	/// The work after all transactions, such as that which makes batches final.
	Finalization,
}

impl From<RawPhase> for Phase {
	fn from(phase: RawPhase) -> Self {
		match phase {
			RawPhase::Initialization => Self::Initialization,
			RawPhase::ApplyExtrinsic(index) => Self::Transaction(index),
			RawPhase::Finalization => Self::Finalization,
		}
	}
}

/// An event of a block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockEvent {
	/// The part of the block that it is of.
	pub phase: Phase,
	/// Its name, as `Pallet.Event`, and its fields, in words.
	pub event: ReadCall,
}

impl Chain {
	/// The chain at each block from `first` on, in order and without gaps, as soon as it is final.
	/// If `first` is `None`, the first block is the one after the last that is final when the
	/// stream is first polled.
	///
	/// The stream ends with the first error: whoever goes on starts another one at the block after
	/// the last that they saw. A node discards old states, and with them what a view of an old
	/// block could read.
	pub fn finalized_blocks(
		&self,
		first: Option<u64>,
	) -> impl Stream<Item = Result<BlockView, Error>> + '_ {
		// The next block, and the last one that is known to be final.
		stream::try_unfold((first, 0), move |(next, mut last)| async move {
			let next = match next {
				Some(next) => next,
				None => self.view().await?.number().saturating_add(1),
			};
			while last < next {
				last = self.view().await?.number();
				if last < next {
					tokio::time::sleep(POLL).await;
				}
			}
			let view = self.view_at(next).await?;
			Ok::<_, Error>(Some((view, (Some(next.saturating_add(1)), last))))
		})
	}
}

impl BlockView {
	/// All events of the block, in order. Fails when the node has discarded the block's state.
	pub async fn events(&self) -> Result<Vec<BlockEvent>, Error> {
		let metadata = self.at.metadata();
		let events = self.at.events().fetch().await.map_err(Error::node)?;
		let mut read = Vec::new();
		for event in events.iter() {
			let event: RawEvent<'_, SubstrateConfig> = event.map_err(Error::node)?;
			let phase = event.phase().into();
			let event = calldata::read_event(&metadata, &event);
			read.push(BlockEvent { phase, event });
		}
		Ok(read)
	}
}
