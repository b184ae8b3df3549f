// SPDX-License-Identifier: Apache-2.0

//! What was served stays payable for a while, whatever is voted or withdrawn meanwhile.

use openledger_primitives::{
	receipt::Receipt,
	span::SpanParams,
	voucher::{Promise, Voucher},
	ChannelId,
};
use openledger_testing::{
	keypair, planck, send_all, set_grace, set_price_floor, set_span_params, Till, OPEN,
};
use subxt::rpcs::client::rpc_params;

use crate::world::{batch, owed, quoting, Given, World, DEVELOPER, FUNDS, HOT, OPERATOR, PRICE};

/// Blocks for which what was served stays payable, and for which a batch can be challenged.
const GRACE: u32 = 80;
const WINDOW: u32 = 20;
/// Models, each with a channel of the same number: one is paused, one retired, one asks for more, and
/// one stays as it is.
const PAUSED: u32 = 0;
const RETIRED: u32 = 1;
const DEARER: u32 = 2;
const SAME: u32 = 3;
/// A channel of its own, for what the client settles.
const CLIENT: ChannelId = 4;
const NEW: SpanParams = SpanParams { min_span: 24, full_span: 300 };
/// More than any answer of these costs.
const FLOOR: u128 = 3 * OPEN;
/// A few blocks: what can be final is by then.
const FEW: u64 = 3;

#[test]
fn what_was_served_should_stay_payable_for_a_while() {
	let world = World::begin(WINDOW, 6, 4, 5);
	let World { node, client, .. } = &world;
	set_grace(node, client, GRACE);
	let issued = node.issuance();
	let till = Till::new(world.genesis, HOT);
	// Each pays for three answers, of 1 OPEN or of 4.
	let vouchers = [PAUSED, RETIRED, DEARER, SAME].map(|channel| {
		let channel = channel.into();
		till.sign(Promise { channel, answers: 4, cumulative: 6 * OPEN })
	});
	let answer = |model: u32, sequence, span_params| {
		let right = Given::right(model.into(), sequence, model, "what was served").receipt;
		Receipt { span_params, ..right }
	};
	let served = [PAUSED, RETIRED, DEARER, SAME].map(|model| answer(model, 0, SpanParams::DEFAULT));
	collect(&world, "served.json");
	collect(&world, "too-late.json");

	set_span_params(node, client, NEW);
	client.must(&format!("model pause {PAUSED} --key {DEVELOPER}"));
	client.must(&format!("model retire {RETIRED} --key {DEVELOPER}"));
	let raise = set_price_floor(DEARER, FLOOR);
	send_all(node, &keypair(DEVELOPER), &[raise]).remove(0).expect("it is the developer's");

	// All that was served is settled as it was served, and what is served now as it is now.
	let now = answer(SAME, 1, NEW);
	let outcomes = world.settle(&[
		batch(&served, &vouchers),
		batch(std::slice::from_ref(&now), &vouchers),
		batch(&[answer(DEARER, 1, NEW)], &vouchers),
	]);
	let mut paid = served.to_vec();
	paid.extend([now, answer(DEARER, 1, NEW)]);
	for outcome in outcomes {
		World::the_batch(outcome);
	}
	let settled = client.must(&format!("batch settle served.json --key {OPERATOR}"));
	assert_eq!(planck(&settled["fees"]), OPEN);
	paid.push(Given::right(CLIENT, 0, PAUSED, "served.json").receipt);

	node.wait_until_final(end_of_grace(&world));
	let later = |model| answer(model, 2, NEW);
	let dear = Receipt { fee: FLOOR, ..answer(DEARER, 3, NEW) };
	refused_by_now(
		&world,
		&vouchers,
		[
			(later(PAUSED), "ModelNotActive"),
			(later(RETIRED), "ModelNotActive"),
			(later(DEARER), "FeeBelowFloor"),
			(answer(SAME, 2, SpanParams::DEFAULT), "SpanParamsNotInForce"),
		],
	);
	client.refuses(&format!("batch settle too-late.json --key {OPERATOR}"), &["takes no requests"]);
	// What is as it has to be now is settled: a model may take requests again.
	client.must(&format!("model resume {PAUSED} --key {DEVELOPER}"));
	let right = [later(PAUSED), dear, later(SAME)];
	World::the_batch(world.settle(&[batch(&right, &vouchers)]).remove(0));
	paid.extend(right);

	node.wait_until_final(node.finalized() + u64::from(WINDOW) + FEW);
	for (who, amount) in owed(&paid) {
		assert_eq!(client.owed(who), amount, "{who}");
	}
	let spent = |channel: u32| {
		let fees =
			paid.iter().filter(|receipt| receipt.model == channel).map(|receipt| receipt.fee);
		fees.sum::<u128>() - if channel == PAUSED { OPEN } else { 0 }
	};
	for channel in [PAUSED, RETIRED, DEARER, SAME] {
		let spent = spent(channel);
		assert_eq!(world.channel(channel.into()), (FUNDS - spent, spent), "channel {channel}");
	}
	assert_eq!(world.channel(CLIENT), (FUNDS - OPEN, OPEN));
	assert_eq!(node.issuance(), issued);
	client.check();
}

/// Has the operator give an answer of the model that is paused later, by the client.
fn collect(world: &World, file: &str) {
	let signed = world.request(CLIENT, PRICE, "--in-flight 2");
	let voucher = signed["voucher"].as_str().expect("it is hex");
	world.client.write("served.txt", quoting(file));
	world.client.must(&format!(
		"batch add {file} served.txt --model {PAUSED} --fee {OPEN}planck --voucher {voucher} --key \
		 {OPERATOR}"
	));
}

/// The first block in which no earlier terms count any more.
fn end_of_grace(world: &World) -> u64 {
	let ask = |method: &str, params| world.node.call(method, params).expect("the node answers");
	let terms = ask("openledger_terms", rpc_params![]);
	let model = |id| ask("openledger_model", rpc_params![id]);
	let ends = [
		terms["former_span_params"]["until"].as_u64(),
		model(PAUSED)["served_until"].as_u64(),
		model(RETIRED)["served_until"].as_u64(),
		model(DEARER)["former_floor"]["until"].as_u64(),
	];
	let ends = ends.map(|end| end.expect("there is a grace period"));
	ends.into_iter().max().expect("there are four")
}

/// Fails unless each of these is refused, with its error.
fn refused_by_now<const COUNT: usize>(
	world: &World,
	vouchers: &[Voucher],
	cases: [(Receipt, &str); COUNT],
) {
	let batches =
		cases.each_ref().map(|(receipt, _)| batch(std::slice::from_ref(receipt), vouchers));
	for (outcome, (receipt, error)) in world.settle(&batches).into_iter().zip(&cases) {
		let refused = outcome.expect_err("its time is over");
		assert_eq!(refused, format!("Attribution::{error}"), "{receipt:?}");
	}
}
