// SPDX-License-Identifier: Apache-2.0

//! What the chain has recorded of batches, challenges and fees.

use std::collections::BTreeMap;

use openledger_primitives::{BatchId, ChannelId, ModelId};
use sp_core::H256;

use crate::{Event, TestNode};

/// An account's 32 bytes.
pub type Account = [u8; 32];

/// What refutes a receipt, as the chain numbers it.
const GROUNDS: [&str; 7] = [
	"Mismatch",
	"LongerMatch",
	"EarlierHolder",
	"ScoreMismatch",
	"Unanswered",
	"Malformed",
	"Substituted",
];

/// What happened, in its order.
pub struct Records(Vec<Event>);

/// A batch that was settled.
#[derive(Debug)]
pub struct Settled {
	/// The number of the block in which it was.
	pub block: u64,
	/// The batch.
	pub batch: BatchId,
	/// Its number in the history.
	pub leaf: u64,
	/// The fees of its answers, in planck.
	pub fees: u128,
	/// The block from which on it can be paid for good.
	pub finalizable_at: u64,
}

/// A receipt that was shown to be false.
#[derive(Debug)]
pub struct Refuted {
	/// The number of the block in which it was.
	pub block: u64,
	/// The batch that has the receipt.
	pub batch: BatchId,
	/// The receipt's place in the batch.
	pub receipt: u32,
	/// Who showed it.
	pub challenger: Account,
	/// What refutes the receipt, as the chain calls it.
	pub ground: &'static str,
}

/// A bond that was slashed.
#[derive(Debug)]
pub struct Slashed {
	/// The batch for which it was.
	pub batch: BatchId,
	/// The operator whose bond it was.
	pub who: Account,
	/// What was taken, in planck.
	pub amount: u128,
	/// Who showed that the batch is void.
	pub challenger: Account,
	/// What the challenger got of it, in planck.
	pub reward: u128,
}

/// A demand that was made, answered or returned.
#[derive(Debug)]
pub struct Demand {
	/// The batch that has the receipt.
	pub batch: BatchId,
	/// The receipt's place in the batch.
	pub receipt: u32,
	/// The span's place in the receipt.
	pub span: u32,
	/// Whose bond it is, or who got it.
	pub who: Account,
	/// The bond, in planck.
	pub bond: u128,
}

impl Records {
	/// What happened in the blocks after `before`, up to `last`.
	pub fn between(node: &TestNode, before: u64, last: u64) -> Self {
		Self(node.events(before + 1..=last))
	}

	/// Reads what happened from events.
	pub fn of(events: Vec<Event>) -> Self {
		Self(events)
	}

	fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Event> {
		self.of_pallet("Attribution", name)
	}

	fn of_pallet<'a>(&'a self, pallet: &'a str, name: &'a str) -> impl Iterator<Item = &'a Event> {
		self.0.iter().filter(move |event| event.is(pallet, name))
	}

	/// Batches that were settled.
	pub fn settled(&self) -> Vec<Settled> {
		type Fields =
			((BatchId, u64, Vec<ModelId>, Option<Account>, Account, u128, u32), (H256, H256, u32));
		let read = |event: &Event| {
			let ((batch, leaf, _, _, _, fees, _), (_, _, finalizable_at)): Fields = event.read();
			let finalizable_at = finalizable_at.into();
			Settled { block: event.block, batch, leaf, fees, finalizable_at }
		};
		self.all("BatchSettled").map(read).collect()
	}

	/// Receipts that were shown to be false.
	pub fn refuted(&self) -> Vec<Refuted> {
		let read = |event: &Event| {
			let (batch, receipt, challenger, ground): (BatchId, u32, Account, u8) = event.read();
			let ground = GROUNDS[usize::from(ground)];
			Refuted { block: event.block, batch, receipt, challenger, ground }
		};
		self.all("ReceiptRefuted").map(read).collect()
	}

	/// Bonds that were slashed.
	pub fn slashed(&self) -> Vec<Slashed> {
		type Fields = (BatchId, Account, u128, Account, u128);
		let read = |event: &Event| {
			let (batch, who, amount, challenger, reward): Fields = event.read();
			Slashed { batch, who, amount, challenger, reward }
		};
		self.all("Slashed").map(read).collect()
	}

	/// Operators that were suspended.
	pub fn suspended(&self) -> Vec<Account> {
		self.of_pallet("Channels", "OperatorSuspended").map(Event::read).collect()
	}

	/// Demands that were made.
	pub fn demanded(&self) -> Vec<Demand> {
		type Fields = (BatchId, u32, u32, Account, u128, u32);
		let read = |event: &Event| {
			let (batch, receipt, span, who, bond, _): Fields = event.read();
			Demand { batch, receipt, span, who, bond }
		};
		self.all("RevealDemanded").map(read).collect()
	}

	/// Demands that were answered.
	pub fn revealed(&self) -> Vec<Demand> {
		self.ended("ReceiptRevealed")
	}

	/// Demands whose bond was returned.
	pub fn returned(&self) -> Vec<Demand> {
		self.ended("DemandReturned")
	}

	fn ended(&self, name: &str) -> Vec<Demand> {
		let read = |event: &Event| {
			let (batch, receipt, span, who, bond) = event.read();
			Demand { batch, receipt, span, who, bond }
		};
		self.all(name).map(read).collect()
	}

	/// What void batches have given back, by channel.
	pub fn refunds(&self) -> BTreeMap<ChannelId, u128> {
		let mut refunds = BTreeMap::new();
		for event in self.of_pallet("Channels", "ChannelRefunded") {
			let (channel, _, amount): (ChannelId, BatchId, u128) = event.read();
			*refunds.entry(channel).or_default() += amount;
		}
		refunds
	}

	/// Accounts and what each transaction has cost them: nothing, where the chain asks for nothing.
	pub fn fees(&self) -> Vec<(Account, u128)> {
		let all = self.0.iter();
		let paid = all.filter(|event| event.is("TransactionPayment", "TransactionFeePaid"));
		let read = |event: &Event| {
			let (who, fee, _): (Account, u128, u128) = event.read();
			(who, fee)
		};
		paid.map(read).collect()
	}

	/// What all transactions of an account have cost it.
	pub fn fees_of(&self, account: Account) -> u128 {
		self.fees().into_iter().filter(|(who, _)| *who == account).map(|(_, fee)| fee).sum()
	}
}
