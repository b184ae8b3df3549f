// SPDX-License-Identifier: Apache-2.0

//! The largest batch that is allowed, in the runtime's own WebAssembly.

use openledger_e2e::{block_on, settle_batch, Client, Node, Rpc};
use openledger_primitives::{
	batch::{BatchedReceipt, Draft, PlacedCredit},
	limits::{MaxBatchContributions, MaxBatchCredits, MaxBatchReceipts, MaxVouchers},
	span::SpanParams,
	voucher::Voucher,
	ChannelId, ContributionId,
};
use sp_core::{sr25519, Blake2Hasher, Pair, H256};
use subxt::{
	config::DefaultExtrinsicParamsBuilder, dynamic, ext::scale_encode::EncodeAsType,
	transactions::Payload, utils::AccountId32, SubstrateConfig,
};
use subxt_signer::sr25519::{dev, Keypair};

/// Planck that a fee of 1 stands for.
const UNIT: u128 = 1_000_000_000;
/// Channels that are opened by one transaction.
const OPENED: u32 = 128;

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum RuntimeCall {
	Attribution(AttributionCall),
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[allow(non_camel_case_types)] // as the chain names it
enum AttributionCall {
	open_channel { operator: AccountId32, key: [u8; 32], amount: u128 },
}

fn hot_key() -> sr25519::Pair {
	sr25519::Pair::from_seed(&[7; 32])
}

/// A batch over contributions from 0 on with as much of everything as there may be, and `more`
/// receipts.
fn batch(more: u32) -> Draft {
	let receipts = MaxBatchReceipts::get();
	let (credits, contributions) =
		(MaxBatchCredits::get() / receipts, MaxBatchContributions::get());
	let gap = contributions / credits;
	let receipts = (0..receipts + more)
		.map(|nth| {
			let places = (0..credits).map(|credit| credit * gap + nth % gap);
			let credits: Vec<_> =
				places.map(|place| PlacedCredit { place, points: 20_000 + nth % 1_000 }).collect();
			BatchedReceipt {
				fee: 1,
				output_len: 2_000,
				credits: credits.try_into().expect("a receipt has few credits"),
				commitment: H256::from_low_u64_be(nth.into()),
			}
		})
		.collect();
	Draft {
		model: 0,
		rule: SpanParams::DEFAULT,
		unit: UNIT,
		contributions: (0..contributions).map(ContributionId::from).collect(),
		receipts,
	}
}

/// What all channels promise for a batch, each the same.
fn vouchers(genesis: H256, draft: &Draft) -> Vec<Voucher> {
	let channels = MaxVouchers::get();
	let fees = draft.fees().expect("the fees are few");
	let (each, rest) = (fees / u128::from(channels), fees % u128::from(channels));
	(0..channels)
		.map(|channel| {
			let amount = if channel == 0 { each + rest } else { each };
			Voucher::sign(&hot_key(), genesis, ChannelId::from(channel), amount)
		})
		.collect()
}

/// Sends a transaction and waits until it is final and has succeeded.
async fn send(node: &Node, call: &impl Payload, signer: &Keypair) {
	let params = DefaultExtrinsicParamsBuilder::<SubstrateConfig>::new().build();
	let mut transactions = node.api().await.tx().await.expect("the node answers");
	let sent = transactions.sign_and_submit_then_watch(call, signer, params).await;
	let events = sent.expect("it is valid").wait_for_finalized_success().await;
	events.expect("it succeeds");
}

#[test]
fn the_largest_batch_should_pass_and_one_receipt_more_should_not() {
	let node = Node::start();
	let client = Client::of(&node);
	client.must("datanet create everyone --key //Alice");
	for nth in 0..MaxBatchContributions::get() {
		client.write(&format!("text-{nth:04}.txt"), format!("the text that has number {nth}"));
	}
	let files: Vec<_> =
		(0..MaxBatchContributions::get()).map(|nth| format!("text-{nth:04}.txt")).collect();
	client.must(&format!("contribute {} --datanet 0 --key //Alice", files.join(" ")));
	client.must("model register --kind base --dataset 0 --key //Eve");
	client.must("operator register --bond 1000 --endpoint https://operator.example --key //Bob");

	block_on(async {
		let rpc = Rpc::connect(&node.url()).await;
		let genesis = rpc.genesis().await.expect("every chain has a first block");
		let operator = AccountId32(dev::bob().public_key().0);
		for _ in 0..MaxVouchers::get() / OPENED {
			let key = hot_key().public().0;
			let open = |_| {
				let (operator, amount) = (operator, 1_000 * UNIT);
				RuntimeCall::Attribution(AttributionCall::open_channel { operator, key, amount })
			};
			let calls: Vec<_> = (0..OPENED).map(open).collect();
			send(&node, &dynamic::tx("Utility", "batch_all", (calls,)), &dev::charlie()).await;
		}

		let draft = batch(1);
		let call = settle_batch(&draft, &vouchers(genesis, &draft));
		let nonce = rpc.next_nonce(&dev::bob()).await.expect("the node answers");
		let refused = rpc.submit(&rpc.sign(&call, &dev::bob(), nonce)).await;
		assert!(refused.is_err(), "a batch that is too large is in the pool");

		let draft = batch(0);
		send(&node, &settle_batch(&draft, &vouchers(genesis, &draft)), &dev::bob()).await;
		let shown = client.must("batch show 0");
		let root = draft.root::<Blake2Hasher>().expect("there are receipts");
		assert_eq!(shown["root"], format!("{root:?}"));
		assert_eq!(shown["receipts"], MaxBatchReceipts::get());
		assert_eq!(client.counts()["batches"], 1);
	});
}
