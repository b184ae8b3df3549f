// SPDX-License-Identifier: Apache-2.0

//! The node as other people's programs see it: JSON-RPC, metadata, and transactions through subxt.

use std::{fs, process::Command, str::FromStr};

use openledger_primitives::{
	limits::MAX_OUTPUT_BYTES,
	receipt::{Answer, Credit},
	span::SpanParams,
	ContributionId,
};
use openledger_testing::{api, binary_path, block_on, settle_one, Api, Client, TestNode, OPEN};
use serde_json::{json, Value};
use sp_core::H256;
use subxt::{
	client::OnlineClientAtBlockImpl,
	dynamic,
	error::{DispatchError, TransactionEventsError},
	ext::{codec::Decode, futures::future::join_all},
	rpcs::client::rpc_params,
	transactions::{Payload, TransactionInBlock},
	utils::{AccountId32, MultiAddress},
	Metadata, SubstrateConfig,
};
use subxt_signer::{
	sr25519::{dev, Keypair},
	SecretUri,
};
use tempfile::TempDir;

/// On this chain.
const ALICE: &str = "dZogzts8TRSZ81Da4XKEEb8nBKgYGRwiXcMtbWqX2MEDXfU1A";
/// Some that every version of the metadata has.
const PALLETS: [&str; 6] =
	["Balances", "Contributions", "Models", "Channels", "Attribution", "Rewards"];
/// Most rows of a page.
const MAX_PAGE: u32 = 1_000;

#[test]
fn what_programs_ask_first_should_be_answered() {
	let node = TestNode::start();
	the_node_says_which_chain_it_is(&node);
	every_metadata_version_is_served(&node);
	the_terms_and_what_there_is_are_told(&node);
	pages_have_bounds(&node);
}

fn the_node_says_which_chain_it_is(node: &TestNode) {
	let ask = |method: &str| node.call(method, rpc_params![]).expect(method);

	let properties = json!({ "tokenSymbol": "OPEN", "tokenDecimals": 18, "ss58Format": 1612 });
	assert_eq!(ask("system_properties"), properties);
	assert_eq!(ask("chainSpec_v1_properties"), properties);
	assert_eq!(ask("system_chain"), "OpenLedger Development");
	let version = ask("state_getRuntimeVersion");
	assert_eq!(version["specName"], "openledger");
	assert!(version["specVersion"].as_u64() > Some(0));

	let genesis = node.call("chain_getBlockHash", rpc_params![0]).expect("there is a first block");
	assert_eq!(ask("chainSpec_v1_genesisHash"), genesis);
	assert_eq!(Client::of(node).must("status")["genesis"], genesis);
}

fn every_metadata_version_is_served(node: &TestNode) {
	block_on(async {
		let at = node.api().await.at_current_block().await.unwrap();
		let apis = at.runtime_apis();
		let versions = apis.call_raw("Metadata_metadata_versions", None).await.unwrap();
		let versions = Vec::<u32>::decode(&mut &versions[..]).unwrap();
		assert_eq!(versions, [14, 15, 16]);
		for version in versions {
			let arguments = version.to_le_bytes();
			let served =
				apis.call_raw("Metadata_metadata_at_version", Some(&arguments)).await.unwrap();
			let served = Option::<Vec<u8>>::decode(&mut &served[..]).unwrap().unwrap();
			// Four letters that say what it is, then the version.
			assert_eq!(served[..4], *b"meta");
			assert_eq!(u32::from(served[4]), version);
			let metadata = Metadata::decode(&mut &served[..]).unwrap();
			for pallet in PALLETS {
				assert!(metadata.pallet_by_name(pallet).is_some(), "{pallet} in {version}");
			}
		}
	});
}

fn the_terms_and_what_there_is_are_told(node: &TestNode) {
	let ask = |method: &str, params| node.call(method, params).expect(method);

	let terms = ask("openledger_terms", rpc_params![]);
	assert_eq!(terms["leverage"], 10);
	assert_eq!(terms["min_bond"], (1_000 * OPEN).to_string());
	// Short, as a development chain has them.
	assert_eq!(terms["challenge_window"], 10);
	assert_eq!(terms["unbonding_delay"], 20);
	assert_eq!(terms["close_delay"], 10);
	assert_eq!(terms["reveal_window"], 10);
	assert_eq!(terms["demand_bond"], (2 * OPEN).to_string());
	assert_eq!(terms["slash_share"], 500_000_000);
	assert_eq!(terms["challenger_share"], 200_000_000);

	let parameters = ask("openledger_parameters", rpc_params![]);
	assert_eq!(parameters.as_array().map(Vec::len), Some(13));
	let window = json!({
		"group": 0,
		"key": 1,
		"name": "attribution.challenge-window",
		"kind": { "number": { "unit": "blocks", "min": 7_200, "max": 1_296_000 } },
		"value": { "number": 7_200 },
		"default": { "number": 43_200 },
		"is_set": true,
		"track": "attribution",
		"merit_may_veto": true,
		"at_pace": 10,
	});
	assert_eq!(parameters[1], window);

	let counts =
		json!({ "datanets": 0, "contributions": 0, "models": 0, "batches": 0, "channels": 0 });
	assert_eq!(ask("openledger_counts", rpc_params![]), counts);
	assert_eq!(ask("openledger_owed", rpc_params![ALICE]), "0");
	assert_eq!(ask("openledger_operator", rpc_params![ALICE]), json!(null));
	for method in ["datanet", "contribution", "model", "batch", "channel"] {
		assert_eq!(ask(&format!("openledger_{method}"), rpc_params![0]), json!(null), "{method}");
	}
	for after in [None, Some(ALICE)] {
		assert_eq!(ask("openledger_operators", rpc_params![after, MAX_PAGE]), json!([]));
	}
	for from in [0, u64::MAX] {
		assert_eq!(ask("openledger_channels", rpc_params![from, MAX_PAGE]), json!([]));
		assert_eq!(ask("openledger_demands", rpc_params![from, MAX_PAGE]), json!([]));
	}

	// The same of a block that is named.
	let genesis = ask("chain_getBlockHash", rpc_params![0]);
	assert_eq!(ask("openledger_counts", rpc_params![&genesis]), counts);
	assert_eq!(ask("openledger_operators", rpc_params![json!(null), 1, &genesis]), json!([]));
	assert_eq!(ask("openledger_disputes", rpc_params![json!(null), 1, &genesis]), json!([]));
	assert_eq!(ask("openledger_dispute", rpc_params![0, &genesis]), json!(null));
	assert_eq!(ask("openledger_channels", rpc_params![0, 1, &genesis]), json!([]));
	assert_eq!(ask("openledger_demands", rpc_params![0, 1, &genesis]), json!([]));
}

fn pages_have_bounds(node: &TestNode) {
	let refused = |method: &str, first: Value, limit: u32| {
		let refusal = node.call(method, rpc_params![first, limit]).expect_err(method).to_string();
		let reason = format!("limit is {limit}: ask for 1 to {MAX_PAGE} rows");
		assert!(refusal.contains(&reason), "{method}: {refusal}");
	};
	for limit in [0, MAX_PAGE + 1, u32::MAX] {
		refused("openledger_datanets", json!(0), limit);
		refused("openledger_contributions", json!(0), limit);
		refused("openledger_channels", json!(0), limit);
		refused("openledger_demands", json!(0), limit);
		refused("openledger_operators", json!(null), limit);
		refused("openledger_disputes", json!(null), limit);
		refused("openledger_operators", json!(ALICE), limit);
	}
}

type Included = TransactionInBlock<SubstrateConfig, OnlineClientAtBlockImpl<SubstrateConfig>>;

/// Sends a call, and waits until it is final: whether it did what it should is yet to be seen.
async fn submit(api: &Api, call: &impl Payload, signer: &Keypair) -> Included {
	let mut transactions = api.tx().await.unwrap();
	let progress = transactions.sign_and_submit_then_watch_default(call, signer).await.unwrap();
	progress.wait_for_finalized().await.unwrap()
}

#[test]
fn a_transfer_should_arrive() {
	const TO: [u8; 32] = [7; 32];
	let node = TestNode::start();
	block_on(async {
		let api = node.api().await;
		let to = MultiAddress::<AccountId32, ()>::Id(AccountId32(TO));
		let transfer = dynamic::tx("Balances", "transfer_keep_alive", (to, 5 * OPEN));
		let included = submit(&api, &transfer, &dev::alice()).await;
		let events = included.wait_for_success().await.unwrap();
		let names: Vec<_> = events
			.iter()
			.map(|event| {
				let event = event.unwrap();
				format!("{}.{}", event.pallet_name(), event.event_name())
			})
			.collect();
		assert!(names.contains(&"Balances.Transfer".to_owned()), "{names:?}");

		let at = included.at().await.unwrap();
		let account = api::storage().system().account();
		let value = at.storage().fetch(account, (AccountId32(TO),)).await.unwrap();
		assert_eq!(value.decode().unwrap().data.free, 5 * OPEN);
	});
}

const OUTPUT_LEN: u32 = 1_000;
/// Accounts that have money from the first block on.
const PAYERS: [&str; 11] = [
	"//Alice",
	"//Bob",
	"//Charlie",
	"//Dave",
	"//Eve",
	"//Ferdie",
	"//Alice//stash",
	"//Bob//stash",
	"//Charlie//stash",
	"//Dave//stash",
	"//Eve//stash",
];

/// An answer with which nothing is wrong: of the first contribution, a span of 100 bytes.
fn answer() -> Answer {
	with_credits([(0, 100 * 100)])
}

fn with_credits<const COUNT: usize>(credits: [(ContributionId, u32); COUNT]) -> Answer {
	let credits = credits.map(|(contribution, points)| Credit { contribution, points });
	Answer {
		model: 0,
		span_params: SpanParams::DEFAULT,
		fee: OPEN,
		output_len: OUTPUT_LEN,
		credits: credits.to_vec().try_into().expect("there are a few"),
	}
}

/// Settles an answer. Returns the error that the chain refuses it with.
async fn settle(api: &Api, payer: &Keypair, answer: Answer) -> Result<(), String> {
	let operator = payer.public_key().to_account_id();
	let call = settle_one(operator, answer, H256::repeat_byte(7));
	match submit(api, &call, payer).await.wait_for_success().await {
		Ok(_) => Ok(()),
		Err(TransactionEventsError::ExtrinsicFailed(DispatchError::Module(error))) => {
			Err(error.details_string())
		}
		Err(error) => panic!("{error}"),
	}
}

#[test]
fn a_wrong_receipt_should_be_refused_by_name() {
	let node = TestNode::start();
	let client = Client::of(&node);
	client.write("a.txt", "A text that the model has learnt from.");
	client.write("b.txt", "A text that the model has not learnt from.");
	client.must("datanet create everyone --key //Alice");
	client.must("contribution register a.txt b.txt --datanet 0 --key //Charlie");
	client.must("model register --kind base --dataset 0:1 --price 0.5 --key //Eve");

	let capacity = u32::try_from(SpanParams::DEFAULT.capacity(OUTPUT_LEN)).unwrap();
	let long = MAX_OUTPUT_BYTES + 1;
	let span_params = SpanParams { min_span: 64, ..SpanParams::DEFAULT };
	let cases = [
		(with_credits([(1, 32), (0, 32)]), "MalformedCredits"),
		(with_credits([(0, 32), (0, 32)]), "MalformedCredits"),
		(with_credits([(0, 0)]), "MalformedCredits"),
		(with_credits([(0, 32), (1, 32)]), "NotInCorpus"),
		(with_credits([(99, 32)]), "NotInCorpus"),
		(with_credits([(0, capacity + 1)]), "TooManyPoints"),
		(Answer { output_len: 0, ..answer() }, "InvalidOutputLength"),
		(Answer { output_len: long, ..answer() }, "InvalidOutputLength"),
		(Answer { fee: OPEN / 10, ..answer() }, "FeeBelowFloor"),
		(Answer { span_params, ..answer() }, "SpanParamsNotInForce"),
		(Answer { model: 7, ..answer() }, "ModelNotFound"),
	];
	assert_eq!(cases.len(), PAYERS.len());
	block_on(async {
		let api = &node.api().await;
		// Each from an account of its own, so that all can be in one block.
		let settlements = PAYERS.into_iter().zip(cases).map(|(payer, case)| async move {
			let payer = Keypair::from_uri(&SecretUri::from_str(payer).unwrap()).unwrap();
			let (answer, error) = case;
			(settle(api, &payer, answer).await, format!("Attribution::{error}"))
		});
		for (settled, error) in join_all(settlements).await {
			assert_eq!(settled, Err(error));
		}
	});
	assert_eq!(client.counts()["batches"], 0);

	// The answer that all of them were made from is right.
	let settled = block_on(async { settle(&node.api().await, &dev::alice(), answer()).await });
	assert_eq!(settled, Ok(()));
	assert_eq!(client.counts()["batches"], 1);
}

#[test]
fn a_built_in_chain_should_begin_as_its_specification_says() {
	let directory = TempDir::with_prefix("openledger-e2e-").expect("a directory can be made");
	let file = directory.path().join("dev.json");
	// What a specification says is made into a state by the WebAssembly. A node with a chain that is
	// built in makes the state itself.
	let export = Command::new(binary_path("openledger-node"))
		.args(["export-chain-spec", "--chain", "dev"])
		.output()
		.expect("the node's program can be started");
	assert!(export.status.success(), "{}", String::from_utf8_lossy(&export.stderr));
	fs::write(&file, export.stdout).expect("a file can be written");
	let of_file = TestNode::start_with_slots(&["--chain", &file.to_string_lossy()]);
	assert_eq!(of_file.hash(0), TestNode::start().hash(0));
}
