// SPDX-License-Identifier: Apache-2.0

//! What becomes of one transaction.

use std::{
	collections::HashMap,
	time::{Duration, Instant},
};

use sp_core::H256;
use subxt::rpcs::methods::legacy::TransactionStatus;

use crate::{
	chain::Chain,
	error::{cannot, Error},
};

/// How long a transaction took, from when it was sent.
pub struct Course {
	/// Until the node said that it is in the block that became final.
	pub included: Duration,
	/// Until the node said that this block is final.
	pub finalized: Duration,
}

/// Sends a transaction, and follows it until it is final.
pub async fn follow(chain: Chain, transaction: Vec<u8>) -> Result<Course, Error> {
	let sent = Instant::now();
	let mut statuses = chain.watch(&transaction).await?;
	let mut seen = Seen::default();
	while let Some(status) = statuses.next().await {
		let status = status.map_err(cannot("follow a transfer"))?;
		if let Some(course) = seen.note(status, sent.elapsed())? {
			return Ok(course);
		}
	}
	Err(Error::new("the node no longer says what becomes of a transfer; see its log"))
}

/// Blocks that a transaction was in, and when that was said. Not all of them stay.
#[derive(Default)]
struct Seen(HashMap<H256, Duration>);

impl Seen {
	/// Notes what the node says, some time after the transaction was sent.
	fn note(
		&mut self,
		status: TransactionStatus<H256>,
		time: Duration,
	) -> Result<Option<Course>, Error> {
		match status {
			TransactionStatus::InBlock(block) => {
				self.0.entry(block).or_insert(time);
				Ok(None)
			}
			TransactionStatus::Finalized(block) => {
				let included = self.0.get(&block).copied().unwrap_or(time);
				Ok(Some(Course { included, finalized: time }))
			}
			TransactionStatus::Future
			| TransactionStatus::Ready
			| TransactionStatus::Broadcast(_)
			| TransactionStatus::Retracted(_) => Ok(None),
			lost @ (TransactionStatus::FinalityTimeout(_)
			| TransactionStatus::Usurped(_)
			| TransactionStatus::Dropped
			| TransactionStatus::Invalid) => {
				Err(Error::new(format!("a transfer does not become final: {lost:?}")))
			}
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn inclusion_should_be_in_the_block_that_becomes_final() {
		let (other, last) = (H256::repeat_byte(1), H256::repeat_byte(2));
		let mut seen = Seen::default();
		let statuses = [
			TransactionStatus::Ready,
			TransactionStatus::InBlock(other),
			TransactionStatus::Retracted(other),
			TransactionStatus::InBlock(last),
			TransactionStatus::InBlock(last),
		];
		for (second, status) in (1..).zip(statuses) {
			assert!(seen.note(status, Duration::from_secs(second)).unwrap().is_none());
		}
		let course = seen.note(TransactionStatus::Finalized(last), Duration::from_secs(9));
		let course = course.unwrap().expect("it is final");
		assert_eq!((course.included.as_secs(), course.finalized.as_secs()), (4, 9));
		assert!(seen.note(TransactionStatus::Dropped, Duration::from_secs(10)).is_err());
	}
}
