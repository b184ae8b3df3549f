// SPDX-License-Identifier: Apache-2.0

//! The largest batch that is allowed, in the runtime's own WebAssembly.

use openledger_primitives::{
	batch::{BatchedReceipt, ChannelReceipts, ModelTable, PlacedCredit, ReceiptBatch},
	limits::{
		MaxBatchContributions, MaxBatchCredits, MaxBatchModels, MaxBatchReceipts, MaxVouchers,
	},
	merkle,
	span::SpanParams,
	voucher::{Promise, Voucher},
	ChannelId, ModelId,
};
use openledger_testing::{
	api::{
		self,
		runtime_types::{openledger_runtime::RuntimeCall, pallet_channels::pallet::Call},
	},
	block_on, keypair, send_all, settle_batch, Client, Rpc, TestNode,
};
use sp_core::{sr25519, Blake2Hasher, Pair, H256};
use subxt::{ext::codec::Compact, utils::AccountId32};

/// Planck that a fee of 1 stands for.
const UNIT: u128 = 1_000_000_000;
/// Channels that are opened by one transaction.
const OPENED: u32 = 128;
const OPERATOR: &str = "//Bob";
const PAYER: &str = "//Charlie";

fn hot_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[7; 32])
}

/// Of the table of each model.
fn contributions() -> u32 {
	MaxBatchContributions::get() / MaxBatchModels::get()
}

/// A batch over contributions from 0 on with as much of everything as there may be, and `more`
/// receipts in the first channel.
fn batch(genesis: H256, more: u32) -> ReceiptBatch {
	let channels = MaxVouchers::get();
	let each = MaxBatchReceipts::get() / channels;
	let paid = |channel: u32| {
		let count = each + if channel == 0 { more } else { 0 };
		let promise = Promise {
			channel: ChannelId::from(channel),
			answers: count.into(),
			cumulative: UNIT * u128::from(count),
		};
		let receipts: Vec<_> = (0..count).map(|nth| receipt(channel * each + nth)).collect();
		ChannelReceipts {
			voucher: Voucher::sign(&hot_key(), genesis, promise),
			first: 0,
			receipts: receipts.try_into().expect("a channel may have all receipts"),
		}
	};
	let paid: Vec<_> = (0..channels).map(paid).collect();
	let models: Vec<_> = (0..MaxBatchModels::get()).map(table).collect();
	ReceiptBatch {
		span_params: SpanParams::DEFAULT,
		unit: UNIT,
		models: models.try_into().expect("there are no more than may be"),
		channels: paid.try_into().expect("there are no more than may be"),
		commitments: H256::repeat_byte(7),
	}
}

/// The contributions of a model: each has others, of one datanet.
fn table(model: ModelId) -> ModelTable {
	let first = model * contributions();
	let contributions: Vec<_> =
		(first..first + contributions()).map(|id| Compact(id.into())).collect();
	ModelTable { model, contributions: contributions.try_into().expect("there are a few") }
}

fn receipt(nth: u32) -> BatchedReceipt {
	let credits = MaxBatchCredits::get() / MaxBatchReceipts::get();
	let gap = contributions() / credits;
	let places = (0..credits).map(|credit| credit * gap + nth % gap);
	let credits: Vec<_> =
		places.map(|place| PlacedCredit { place, points: 20_000 + nth % 1_000 }).collect();
	BatchedReceipt {
		skipped: 0,
		model: nth % MaxBatchModels::get(),
		fee: 1,
		output_len: 2_000,
		credits: credits.try_into().expect("a receipt has few credits"),
	}
}

/// What is there before: as many texts, models and channels as a batch may have.
fn prepare(node: &TestNode, client: &Client) {
	client.must("datanet create everyone --key //Alice");
	let files: Vec<_> =
		(0..MaxBatchContributions::get()).map(|nth| format!("text-{nth:04}.txt")).collect();
	for (nth, file) in files.iter().enumerate() {
		client.write(file, format!("the text that has number {nth}"));
	}
	client.must(&format!("contribution register {} --datanet 0 --key //Alice", files.join(" ")));
	for _ in 0..MaxBatchModels::get() {
		client.must("model register --kind base --dataset 0 --key //Eve");
	}
	let register = "operator register --bond 1000 --endpoint https://operator.example";
	client.must(&format!("{register} --key {OPERATOR}"));

	let (operator, key) = (AccountId32(keypair(OPERATOR).public_key().0), hot_key().public().0);
	let open = |_| {
		let amount = 1_000 * UNIT;
		RuntimeCall::Channels(Call::open_channel { operator, key, amount })
	};
	let calls: Vec<_> = (0..MaxVouchers::get() / OPENED)
		.map(|_| (0..OPENED).map(open).collect::<Vec<_>>())
		.map(|calls| api::tx().utility().batch_all(calls).unvalidated())
		.collect();
	for outcome in send_all(node, &keypair(PAYER), &calls) {
		outcome.expect("channels are opened");
	}
}

#[test]
fn the_largest_batch_should_pass_and_one_receipt_more_should_not() {
	let node = TestNode::start();
	let client = Client::of(&node);
	prepare(&node, &client);
	let genesis = block_on(async { Rpc::connect(&node.url()).await.genesis().await });
	let genesis = genesis.expect("every chain has a first block");
	let settle = |batch: &ReceiptBatch| {
		send_all(&node, &keypair(OPERATOR), &[settle_batch(batch)]).remove(0)
	};

	let refused = settle(&batch(genesis, 1)).expect_err("it is too large");
	assert_eq!(refused, "Attribution::BatchTooLarge");
	let largest = batch(genesis, 0);
	assert_eq!(largest.count(), MaxBatchReceipts::get() as usize);
	settle(&largest).expect("it is as large as a batch may be");
	let shown = client.must("batch show 0");
	let leaves = largest.leaves::<Blake2Hasher>().expect("all receipts can be");
	let root = merkle::root::<Blake2Hasher>(&leaves).expect("there are receipts");
	assert_eq!(shown["root"], format!("{root:?}"));
	assert_eq!(shown["receipts"], MaxBatchReceipts::get());
	assert_eq!(client.counts()["batches"], 1);
}
