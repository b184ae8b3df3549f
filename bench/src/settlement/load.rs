// SPDX-License-Identifier: Apache-2.0

//! The transactions of a phase, signed before anything is measured.

use std::collections::BTreeSet;

use openledger_primitives::limits::{MaxBatchCredits, MaxBatchReceipts};
use openledger_testing::OPEN;
use subxt::transactions::{DynamicPayload, Payload};

use super::{Bench, Kind, CHANNELS};
use crate::{
	batches::{Promised, Served, CREDITS},
	calls::{self, Encoded},
	error::Error,
	parallel::in_parallel,
	random::Random,
	report::{float, length},
};

/// What each answer that is settled alone is paid, in planck: a thousandth of an OPEN.
const FEE: u128 = OPEN / 1_000;
/// What is transferred each time.
pub const AMOUNT: u128 = OPEN / 1_000_000;
/// Recipients of each `batch_all`.
const BULK: usize = 100;
/// Batches of receipts that fill a block: about a megabyte each.
const BATCHES: f64 = 4.0;
/// How much of a block they fill. Lengths differ, and a batch too many would leave a quarter empty.
const FILL: f64 = 0.995;
/// Receipts of a batch that is only looked at.
const SAMPLE: usize = 2_000;
/// Blocks for which there are transactions, beyond those that are measured.
const SPARE: usize = 4;
/// Transactions that are on their way to the node at the same time. Of batches it is one of each
/// operator: the pool has little room for one that overtakes another of its account.
const AT_ONCE: usize = 16;

/// Signed transactions of one kind.
pub struct Load {
	pub signed: Vec<Vec<u8>>,
	/// Transfers, recipients or inferences of each.
	pub each: u64,
	/// Of each of those, by the weight that the transaction is charged for.
	pub declared_us: f64,
	/// Transactions that a block takes.
	pub per_block: usize,
	pub at_once: usize,
}

/// What a transaction takes of a block.
struct Size {
	declared_us: f64,
	bytes: u64,
	per_block: usize,
}

impl Load {
	/// Transactions under way: a block's, and some more so that it is full.
	pub fn window(&self) -> usize {
		self.per_block + (self.per_block / 4).max(2)
	}

	/// Mean length of a transaction.
	pub fn bytes(&self) -> f64 {
		let total: usize = self.signed.iter().map(Vec::len).sum();
		length(total) / length(self.signed.len()).max(1.0)
	}
}

impl Bench {
	/// Signs transactions for all blocks of a phase.
	pub(super) async fn load(&mut self, kind: Kind) -> Result<Load, Error> {
		match kind {
			Kind::Transfers => self.transfers().await,
			Kind::BatchAll => self.batch_all().await,
			Kind::SettleOne => self.settle_one().await,
			Kind::SettleBatch => self.settle_batch().await,
		}
	}

	async fn transfers(&mut self) -> Result<Load, Error> {
		let size = self.size(&self.any_transfer(&mut Random::new(0))).await?;
		let mut random = Random::new(1);
		let calls: Vec<_> =
			(0..self.count(&size)).map(|_| self.any_transfer(&mut random)).collect();
		self.signed(size, 1, &calls).await
	}

	async fn batch_all(&mut self) -> Result<Load, Error> {
		let chain = self.driver.chain.described().await?;
		let mut random = Random::new(2);
		let mut call = || {
			let transfers: Result<Vec<_>, _> =
				(0..BULK).map(|_| chain.encode(&self.any_transfer(&mut random))).collect();
			transfers.map(|transfers| calls::batch_all(&transfers))
		};
		let sample = call()?;
		let size = self.size(&sample).await?;
		let calls = (0..self.count(&size)).map(|_| call()).collect::<Result<Vec<_>, _>>()?;
		self.signed(size, u64::try_from(BULK).unwrap_or(u64::MAX), &calls).await
	}

	async fn settle_one(&mut self) -> Result<Load, Error> {
		let span_params = self.common.span_params;
		let Some(Served { model, contributions }) = self.common.models.first() else {
			return Err(Error::new("there is no model"));
		};
		let operator = self.driver.ids()[self.operating[0]];
		let mut random = Random::new(3);
		let mut call = || {
			let mut credited = BTreeSet::new();
			while credited.len() < CREDITS {
				credited.insert(random.pick(contributions));
			}
			calls::settle_one(*model, operator, span_params, FEE, credited, random.bytes())
		};
		let sample = call();
		let size = self.size(&sample).await?;
		let calls: Vec<_> = (0..self.count(&size)).map(|_| call()).collect();
		self.signed(size, 1, &calls).await
	}

	async fn settle_batch(&mut self) -> Result<Load, Error> {
		let receipts = match self.batch_receipts {
			Some(receipts) => receipts,
			None => self.fitting().await?,
		};
		let size = self.size_of_batch(receipts).await?;
		let count = u64::try_from(self.count(&size)).unwrap_or(u64::MAX);
		println!("settle_batch: {count} batches of {receipts} receipts");

		let common = &self.common;
		let sequences: Vec<u64> = (0..count).map(|nth| 1_000 + nth).collect();
		let drawn =
			in_parallel(&sequences, |nth| common.draw(&mut Random::new(*nth), receipts, CHANNELS));
		let operators = self.operators.len();
		let mut promised: Vec<(usize, Promised)> = Vec::with_capacity(drawn.len());
		for (nth, drawn) in drawn.into_iter().enumerate() {
			let operator = nth % operators;
			promised.push((operator, self.operators[operator].pay(drawn)));
		}
		let operators = &self.operators;
		let calls =
			in_parallel(&promised, |(operator, batch)| operators[*operator].settle(common, batch));
		drop(promised);

		let signed = self.driver.sign_by(&self.operating, &calls).await?;
		let each = u64::try_from(receipts).unwrap_or(u64::MAX);
		Ok(Load {
			signed,
			each,
			declared_us: size.declared_us / float(each),
			per_block: size.per_block,
			at_once: self.operators.len(),
		})
	}

	/// How many receipts a batch has so that some of them fill a block: a batch takes something, and
	/// something more for each receipt.
	async fn fitting(&self) -> Result<usize, Error> {
		let few = self.size_of_batch(SAMPLE).await?;
		let many = self.size_of_batch(2 * SAMPLE).await?;
		let room = self.driver.room();
		let most = |room: f64, few: f64, many: f64| {
			let each = ((many - few) / length(SAMPLE)).max(f64::MIN_POSITIVE);
			(room - (2.0 * few - many)) / each
		};
		let by_weight =
			most(room.us / BATCHES * FILL - room.base_us, few.declared_us, many.declared_us);
		let by_length =
			most(float(room.bytes) / BATCHES * FILL, float(few.bytes), float(many.bytes));
		let receipts = by_weight.min(by_length).clamp(1.0, MaxBatchReceipts::get().into()) as usize;
		let credits = usize::try_from(MaxBatchCredits::get()).unwrap_or(usize::MAX);
		Ok(receipts.min(credits / CREDITS))
	}

	async fn size_of_batch(&self, receipts: usize) -> Result<Size, Error> {
		let drawn = self.common.draw(&mut Random::new(4), receipts, CHANNELS);
		let batch = self.operators[0].clone().pay(drawn);
		self.size(&self.operators[0].settle(&self.common, &batch)).await
	}

	async fn size<C: Payload>(&self, call: &C) -> Result<Size, Error> {
		let sample = self.driver.sample(call).await?;
		let declared_us = self.driver.chain.declared_us(&sample).await?;
		let bytes = u64::try_from(sample.len()).unwrap_or(u64::MAX);
		Ok(Size { declared_us, bytes, per_block: self.driver.room().count(declared_us, bytes) })
	}

	/// Transactions for all blocks, with a tenth more as their weight may turn out to be less.
	fn count(&self, size: &Size) -> usize {
		(self.blocks + SPARE) * size.per_block * 11 / 10
	}

	/// Has calls signed by the payers in turn.
	async fn signed<C: Payload + Sync>(
		&mut self,
		size: Size,
		each: u64,
		calls: &[C],
	) -> Result<Load, Error> {
		let signed = self.driver.sign_by(&self.payers, calls).await?;
		Ok(Load {
			signed,
			each,
			declared_us: size.declared_us / float(each),
			per_block: size.per_block,
			at_once: AT_ONCE,
		})
	}

	fn any_transfer(&self, random: &mut Random) -> DynamicPayload<Encoded> {
		calls::transfer(random.pick(self.recipients.ids()), AMOUNT)
	}
}
