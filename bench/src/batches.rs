// SPDX-License-Identifier: Apache-2.0

//! Batches of receipts of answers that nobody gave, and the operators and channels that they need.

use std::{collections::BTreeSet, ops::RangeInclusive};

use codec::{Compact, Encode};
use openledger_primitives::{
	batch::{BatchedReceipt, PlacedCredit},
	span::SpanParams,
	voucher::{Promise, Voucher},
	Balance, BatchId, ChannelId, ContributionId, DatanetId, ModelId,
};
use openledger_runtime_api::{ChannelInfo, MAX_PAGE};
use openledger_testing::OPEN;
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
/// One answer of so many is not of the first model. Most are, as its places in its table, which is
/// long, take the most bytes.
const OF_OTHERS: u64 = 32;

/// Of an operator: more than any bench exposes.
const BOND: Balance = 10_000 * OPEN;
/// Of a channel: more than any bench spends.
const FUNDS: Balance = 100 * OPEN;
const ENDPOINT: &[u8] = b"https://operator.example";
/// Of the key that signs vouchers.
const SEED: [u8; 32] = *b"openledger-bench, hot wallet key";

/// What all receipts of a batch have in common.
pub struct Common {
	pub span_params: SpanParams,
	/// Strictly ascending by model, and at least one.
	pub models: Vec<Served>,
}

/// A model that answers are of.
pub struct Served {
	pub model: ModelId,
	/// What the answers credit, strictly ascending.
	pub contributions: Vec<ContributionId>,
}

/// Receipts of a batch, by channel.
pub struct Drawn {
	parts: Vec<Part>,
	/// Merkle root over commitments to receipts, if there were any.
	commitments: H256,
}

/// Receipts that a channel pays for.
struct Part {
	count: u64,
	/// The list of them, encoded.
	bytes: Vec<u8>,
	fees: Balance,
}

impl Common {
	/// Draws receipts by lot, as many for each of `channels` channels.
	pub fn draw(&self, random: &mut Random, count: usize, channels: usize) -> Drawn {
		let channels = channels.max(1);
		// The first channels have what can't be divided.
		let parts = (0..channels).map(|nth| {
			let count = count / channels + usize::from(nth < count % channels);
			self.part(random, count)
		});
		Drawn { parts: parts.collect(), commitments: H256(random.bytes()) }
	}

	fn part(&self, random: &mut Random, count: usize) -> Part {
		let mut bytes = calls::length(count).encode();
		let mut units = 0;
		for _ in 0..count {
			let receipt = self.receipt(random);
			units += Balance::from(receipt.fee);
			receipt.encode_to(&mut bytes);
		}
		let count = u64::try_from(count).unwrap_or(u64::MAX);
		Part { count, bytes, fees: units * UNIT }
	}

	fn receipt(&self, random: &mut Random) -> BatchedReceipt {
		let model = self.any_model(random);
		let contributions = self.models.get(model).map_or(0, |served| served.contributions.len());
		let count = u64::try_from(contributions).unwrap_or(u64::MAX);
		let mut places = BTreeSet::new();
		while places.len() < CREDITS.min(contributions) {
			places.insert(u32::try_from(random.below(count)).unwrap_or(u32::MAX));
		}
		let mut attributed = 0;
		let credits: Vec<_> = places
			.into_iter()
			.map(|place| {
				let len = random.within(&SPAN);
				attributed += len;
				PlacedCredit { place, points: len * len.min(self.span_params.full_span.into()) }
			})
			.collect();
		BatchedReceipt {
			skipped: 0,
			model: u32::try_from(model).unwrap_or(u32::MAX),
			fee: random.within(&FEE).into(),
			output_len: random.within(&OUTPUT).max(attributed),
			credits: credits.try_into().unwrap_or_default(),
		}
	}

	/// The place of a model.
	fn any_model(&self, random: &mut Random) -> usize {
		let others = self.models.len().saturating_sub(1);
		if others == 0 || random.below(OF_OTHERS) > 0 {
			return 0;
		}
		let nth = random.below(u64::try_from(others).unwrap_or(u64::MAX));
		usize::try_from(nth).map_or(0, |nth| nth + 1)
	}

	/// All of a batch that comes before its channels.
	fn encode_to(&self, bytes: &mut Vec<u8>) {
		(self.span_params, Compact(UNIT)).encode_to(bytes);
		calls::length(self.models.len()).encode_to(bytes);
		for Served { model, contributions } in &self.models {
			let contributions: Vec<_> = contributions.iter().copied().map(Compact).collect();
			(Compact(*model), contributions).encode_to(bytes);
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

/// A channel: by `promise` all that it has signed for so far.
#[derive(Clone)]
struct Channel {
	promise: Promise,
}

/// A batch, and what the channels promise with it.
pub struct Promised {
	drawn: Drawn,
	/// As the parts: what channels promise by then, and the sequences of their first receipts.
	promises: Vec<(Promise, u64)>,
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
			let channels = own.map(|channel| Channel::new(channel.channel));
			Self { genesis, key: key.clone(), channels: channels.collect() }
		});
		Ok(operators.collect())
	}

	/// Has the channels pay for receipts, each for its part of them.
	pub fn pay(&mut self, drawn: Drawn) -> Promised {
		let paid = self.channels.iter_mut().zip(&drawn.parts);
		let promises = paid.map(|(channel, part)| channel.pay(part)).collect();
		Promised { drawn, promises }
	}

	/// The call that settles a batch.
	pub fn settle(&self, common: &Common, batch: &Promised) -> DynamicPayload<Encoded> {
		calls::settle_batch(self.encoded(common, batch))
	}

	/// A batch in SCALE: as `ReceiptBatch`, which is not built.
	fn encoded(&self, common: &Common, Promised { drawn, promises }: &Promised) -> Vec<u8> {
		let mut bytes = Vec::new();
		common.encode_to(&mut bytes);
		calls::length(promises.len()).encode_to(&mut bytes);
		for (part, (promise, first)) in drawn.parts.iter().zip(promises) {
			let voucher = Voucher::sign(&self.key, self.genesis, *promise);
			(voucher, Compact(*first)).encode_to(&mut bytes);
			bytes.extend_from_slice(&part.bytes);
		}
		drawn.commitments.encode_to(&mut bytes);
		bytes
	}
}

impl Channel {
	fn new(channel: ChannelId) -> Self {
		Self { promise: Promise { channel, answers: 0, cumulative: 0 } }
	}

	/// Promises to pay for receipts. Returns all that it promises by then, and the sequence of the
	/// first of them.
	fn pay(&mut self, part: &Part) -> (Promise, u64) {
		let first = self.promise.answers;
		self.promise.answers += part.count;
		self.promise.cumulative += part.fees;
		(self.promise, first)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::DecodeAll;
	use openledger_primitives::{
		batch::{BatchTerms, ReceiptBatch},
		split::FeeSplit,
	};
	use sp_core::Blake2Hasher;

	fn common(counts: &[u64]) -> Common {
		let served = |(model, count): (ModelId, &u64)| Served {
			model,
			contributions: (0..*count).map(|nth| nth * 3).collect(),
		};
		Common { span_params: SpanParams::DEFAULT, models: (7..).zip(counts).map(served).collect() }
	}

	fn operator(channels: &[ChannelId]) -> Operator {
		Operator {
			genesis: H256::zero(),
			key: sr25519::Pair::from_seed(&SEED),
			channels: channels.iter().copied().map(Channel::new).collect(),
		}
	}

	fn decoded(bytes: &[u8]) -> ReceiptBatch {
		ReceiptBatch::decode_all(&mut &bytes[..]).unwrap()
	}

	#[test]
	fn batches_should_be_such_as_the_chain_takes() {
		let (common, mut operator) = (common(&[1_000, 8, 8]), operator(&[4, 9, 11]));
		let mut random = Random::new(1);
		let floors = [UNIT; 3];
		let terms = BatchTerms { split: FeeSplit::DEFAULT, price_floors: &floors };
		let (mut next, mut cumulative) = ([0; 3], [0; 3]);
		for _ in 0..3 {
			let batch = operator.pay(common.draw(&mut random, 500, 3));
			let batch = decoded(&operator.encoded(&common, &batch));
			assert_eq!(batch.count(), 500);
			let netted = batch.net::<Blake2Hasher>(&terms).unwrap();
			for (nth, (part, sum)) in batch.channels.iter().zip(&netted.channels).enumerate() {
				assert!(part.voucher.is_signed_by(&operator.key.public(), H256::zero()));
				assert_eq!(sum.first, next[nth]);
				next[nth] = sum.next;
				assert_eq!(part.voucher.answers, sum.next);
				// What the receipts say is what the vouchers pay, to the planck.
				cumulative[nth] += sum.amount;
				assert_eq!(part.voucher.cumulative, cumulative[nth]);
			}
			assert!(netted.models.iter().all(|amount| *amount > 0));
		}
		assert_eq!(next, [501, 501, 498]);
	}

	#[test]
	fn receipts_should_be_as_small_as_is_said() {
		let drawn = common(&[1_000, 8, 8, 8]).draw(&mut Random::new(1), 4_000, 8);
		let bytes: usize = drawn.parts.iter().map(|part| part.bytes.len()).sum();
		let mean = bytes / 4_000;
		assert!((34..=36).contains(&mean), "{mean} bytes a receipt");
	}

	#[test]
	fn few_contributions_should_give_few_credits() {
		let (common, mut operator) = (common(&[2]), operator(&[4]));
		let batch = operator.pay(common.draw(&mut Random::new(1), 1, 1));
		let batch = decoded(&operator.encoded(&common, &batch));
		assert_eq!(batch.credits(), 2);
	}
}
