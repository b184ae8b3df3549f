// SPDX-License-Identifier: Apache-2.0

//! Batches of receipts of answers that nobody gave, and the operators and channels that they need.

use std::{collections::BTreeSet, ops::RangeInclusive};

use codec::{Compact, Encode};
use openledger_primitives::{
	batch::{BatchedReceipt, PlacedCredit},
	span::SpanParams,
	voucher::{Redemption, Voucher},
	Balance, BatchId, ChannelId, ContributionId, DatanetId, ModelId,
};
use openledger_runtime_api::{ChannelInfo, MAX_PAGE};
use sp_core::{sr25519, Pair, H256};
use subxt::{transactions::DynamicPayload, utils::AccountId32};

use crate::{
	calls::{self, Encoded},
	driver::Driver,
	error::Error,
	random::Random,
};

/// Datanets, contributions, models, batches and channels that there have been.
pub type Counts = (DatanetId, ContributionId, ModelId, BatchId, ChannelId);

/// Contributions that each answer is credited to.
pub const CREDITS: usize = 6;
/// Bytes of an answer, and of the span that it has of each contribution.
const OUTPUT: RangeInclusive<u32> = 800..=4_000;
const SPAN: RangeInclusive<u32> = 32..=200;
/// What answers cost, in units of so many planck.
const FEE: RangeInclusive<u32> = 1..=200;
const UNIT: Balance = 1_000_000_000_000;

const OPEN: Balance = 1_000_000_000_000_000_000;
/// Of an operator: more than any bench exposes.
const BOND: Balance = 10_000 * OPEN;
/// Of a channel: more than any bench spends.
const FUNDS: Balance = 100 * OPEN;
const ENDPOINT: &[u8] = b"https://operator.example";
/// Of the key that signs vouchers.
const SEED: [u8; 32] = *b"openledger-bench, hot wallet key";

/// What all receipts of a batch have in common.
pub struct Common {
	pub model: ModelId,
	pub rule: SpanParams,
	/// Strictly ascending.
	pub contributions: Vec<ContributionId>,
}

/// Receipts of a batch.
pub struct Drawn {
	/// The list of them, encoded.
	bytes: Vec<u8>,
	fees: Balance,
}

impl Common {
	/// Draws receipts by lot.
	pub fn draw(&self, random: &mut Random, count: usize) -> Drawn {
		let mut bytes = calls::length(count).encode();
		let mut units = 0;
		for _ in 0..count {
			let receipt = self.receipt(random);
			units += Balance::from(receipt.fee);
			receipt.encode_to(&mut bytes);
		}
		Drawn { bytes, fees: units * UNIT }
	}

	fn receipt(&self, random: &mut Random) -> BatchedReceipt {
		let contributions = u64::try_from(self.contributions.len()).unwrap_or(u64::MAX);
		let mut places = BTreeSet::new();
		while places.len() < CREDITS.min(self.contributions.len()) {
			places.insert(u32::try_from(random.below(contributions)).unwrap_or(u32::MAX));
		}
		let mut attributed = 0;
		let credits: Vec<_> = places
			.into_iter()
			.map(|place| {
				let len = random.within(&SPAN);
				attributed += len;
				PlacedCredit { place, points: len * len.min(self.rule.full_span.into()) }
			})
			.collect();
		BatchedReceipt {
			fee: random.within(&FEE).into(),
			output_len: random.within(&OUTPUT).max(attributed),
			credits: credits.try_into().unwrap_or_default(),
			commitment: H256(random.bytes()),
		}
	}
}

/// An operator, and the channels that pay it.
#[derive(Clone)]
pub struct Operator {
	genesis: H256,
	key: sr25519::Pair,
	channels: Vec<Channel>,
}

#[derive(Clone)]
struct Channel {
	id: ChannelId,
	/// What its vouchers promise so far.
	promised: Balance,
}

/// A batch, and what the channels promise with it.
pub struct Promised {
	drawn: Drawn,
	/// The channels, what they owe in all by then, and what they pay now.
	cumulative: Vec<(ChannelId, Balance, Balance)>,
}

impl Operator {
	/// Makes operators of accounts, each with `count` channels that `payers` open in turn.
	pub async fn start(
		driver: &mut Driver,
		operators: &[usize],
		payers: &[usize],
		count: usize,
	) -> Result<Vec<Self>, Error> {
		let key = sr25519::Pair::from_seed(&SEED);
		let registrations: Vec<_> = operators
			.iter()
			.map(|_| calls::register_operator(ENDPOINT, key.public().0, BOND))
			.collect();
		driver.run_by(operators, &registrations).await?;

		let (.., first): Counts = driver.chain.ask("counts", ()).await?;
		let accounts = driver.ids();
		let accounts: Vec<AccountId32> = operators.iter().map(|nth| accounts[*nth]).collect();
		let channels: Vec<_> = accounts
			.iter()
			.flat_map(|operator| vec![*operator; count])
			.map(|operator| calls::open_channel(operator, key.public().0, FUNDS))
			.collect();
		driver.run_by(payers, &channels).await?;

		let opened: Vec<ChannelInfo<[u8; 32]>> =
			driver.chain.ask("channels", (first, MAX_PAGE)).await?;
		if opened.len() != channels.len() {
			return Err(Error::new(format!(
				"{} channels were opened, not {}; see the node's log",
				opened.len(),
				channels.len()
			)));
		}
		let genesis = driver.chain.described().await?.genesis()?;
		let operators = accounts.into_iter().map(|operator| {
			let own = opened.iter().filter(|channel| channel.operator == operator.0);
			let channels = own.map(|channel| Channel { id: channel.channel, promised: 0 });
			Self { genesis, key: key.clone(), channels: channels.collect() }
		});
		Ok(operators.collect())
	}

	/// Has the channels pay for receipts, each the same part of the fees.
	pub fn pay(&mut self, drawn: Drawn) -> Promised {
		let count = Balance::try_from(self.channels.len()).unwrap_or(1).max(1);
		// The first pays what can't be divided.
		let mut left = drawn.fees % count;
		let cumulative = self.channels.iter_mut().map(|channel| {
			let amount = drawn.fees / count + left;
			channel.promised += amount;
			left = 0;
			(channel.id, channel.promised, amount)
		});
		Promised { cumulative: cumulative.collect(), drawn }
	}

	/// The call that settles a batch.
	pub fn settle(&self, common: &Common, batch: &Promised) -> DynamicPayload<Encoded> {
		let vouchers: Vec<_> = batch
			.cumulative
			.iter()
			.map(|(channel, cumulative, amount)| Redemption {
				voucher: Voucher::sign(&self.key, self.genesis, *channel, *cumulative),
				amount: *amount,
			})
			.collect();
		let contributions: Vec<_> = common.contributions.iter().copied().map(Compact).collect();
		let mut arguments =
			(common.model, common.rule, Compact(UNIT), vouchers, contributions).encode();
		arguments.extend_from_slice(&batch.drawn.bytes);
		calls::settle_batch(arguments)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Decode;

	fn common(count: u64) -> Common {
		let contributions = (0..count).map(|nth| nth * 3).collect();
		Common { model: 7, rule: SpanParams::DEFAULT, contributions }
	}

	#[test]
	fn receipts_should_be_such_as_the_chain_takes() {
		let common = common(1_000);
		let drawn = common.draw(&mut Random::new(1), 500);
		let receipts = Vec::<BatchedReceipt>::decode(&mut &drawn.bytes[..]).unwrap();
		assert_eq!(receipts.len(), 500);
		let fees: Balance = receipts.iter().map(|receipt| Balance::from(receipt.fee) * UNIT).sum();
		assert_eq!(fees, drawn.fees);
		for receipt in &receipts {
			assert_eq!(receipt.credits.len(), 6);
			assert!(receipt.credits.windows(2).all(|pair| pair[0].place < pair[1].place));
			assert!(receipt.credits.iter().all(|credit| credit.place < 1_000));
			let points: u64 = receipt.credits.iter().map(|credit| u64::from(credit.points)).sum();
			assert!(points > 0 && points <= common.rule.capacity(receipt.output_len));
			assert!(receipt.fee > 0);
		}
		let mean = drawn.bytes.len() / receipts.len();
		assert!((60..=68).contains(&mean), "{mean} bytes a receipt");
	}

	#[test]
	fn few_contributions_should_give_few_credits() {
		let drawn = common(2).draw(&mut Random::new(1), 1);
		let receipts = Vec::<BatchedReceipt>::decode(&mut &drawn.bytes[..]).unwrap();
		assert_eq!(receipts[0].credits.len(), 2);
	}

	#[test]
	fn vouchers_should_pay_the_fees_exactly() {
		let channels = [4, 9, 11].map(|id| Channel { id, promised: 0 });
		let mut operator = Operator {
			genesis: H256::zero(),
			key: sr25519::Pair::from_seed(&SEED),
			channels: channels.into(),
		};
		let (common, mut random, mut fees) = (common(1_000), Random::new(1), 0);
		for _ in 0..3 {
			let batch = operator.pay(common.draw(&mut random, 10));
			fees += batch.drawn.fees;
			let promised: Balance = batch.cumulative.iter().map(|(_, promised, _)| promised).sum();
			assert_eq!(promised, fees);
		}
	}
}
