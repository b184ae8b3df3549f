// SPDX-License-Identifier: Apache-2.0

//! An operator that settles another receipt than it gave. Its payer has what it signed, and no more.

use std::slice;

use openledger_primitives::{
	batch::ReceiptBatch,
	challenge::{range_of_match, Binding, Evidence, Excerpt, Exhibit},
	receipt::Receipt,
	BatchId, ChannelId,
};
use openledger_testing::{keypair, reveal, send_all, wait_for, Settled, OPEN};
use serde_json::Value;
use sp_core::Blake2Hasher;

use crate::world::{batch, text, Given, Money, World, BOND, FUNDS, LIMIT, OPERATOR, PAYER};

/// What the operator's receipts are signed with from some time on.
const NEW_KEY: &str = "//Bob//stash//receipts";
/// Channels of the cases that come after [`SUBSTITUTES`].
const ROTATED: ChannelId = 4;
const HIDDEN: ChannelId = 5;
const JUNK: ChannelId = 6;
const LATE: ChannelId = 7;

/// How another receipt is made of the one that was given.
type Change = fn(&mut ReceiptBatch);

/// What is settled in place of what was given, by channel, and what it costs: no more than the
/// payer signed for.
const SUBSTITUTES: [(Change, u128); 4] = [
	(other_credits, OPEN),
	// Another fee.
	(|batch| batch.unit += 1, OPEN + 1),
	// Another model.
	(|batch| batch.models.iter_mut().for_each(|table| table.model = 1), OPEN),
	(invented, 2 * OPEN),
];

/// A point less than the spans earn.
fn other_credits(batch: &mut ReceiptBatch) {
	let receipts = batch.channels.iter_mut().flat_map(|paid| paid.receipts.iter_mut());
	let credits = receipts.flat_map(|receipt| receipt.credits.iter_mut());
	credits.for_each(|credit| credit.points -= 1);
}

/// An answer that nobody got, and in which nobody is.
fn invented(batch: &mut ReceiptBatch) {
	batch.unit = 2 * OPEN;
	let receipts = batch.channels.iter_mut().flat_map(|paid| paid.receipts.iter_mut());
	receipts.for_each(|receipt| {
		receipt.output_len = 60_000;
		receipt.credits = Default::default();
	});
}

#[test]
fn another_receipt_than_was_given_should_be_refuted_by_what_was_signed() {
	let world = World::begin(90, 30, 2, 8);
	// What the payer has not kept is what it demands to see.
	let is_kept = |channel| ![HIDDEN, JUNK].contains(&channel);
	let given: Vec<_> = (0..8)
		.map(|channel| world.give(channel, &format!("answer {channel}"), is_kept(channel)))
		.collect();
	let money = Money::now(&world);
	let forged = |channel: ChannelId, change: Change| {
		let (given, voucher) = &given[usize::try_from(channel).expect("there are a few")];
		let mut batch = batch(slice::from_ref(&given.receipt), slice::from_ref(voucher));
		change(&mut batch);
		batch
	};

	let mut refuted = by_the_payer_alone(&world, forged);
	refuted.push((by_a_former_key(&world, &forged(ROTATED, other_credits)), "Substituted"));
	refuted.extend(by_what_is_revealed(&world, forged));
	money.is_where_it_belongs(&world, &refuted, 0);
	assert_eq!(world.bond(), (0..refuted.len()).fold(BOND, |bond, _| bond - bond / 2));
	for (channel, (_, fee)) in (0..).zip(SUBSTITUTES) {
		assert_eq!(world.channel(channel), (FUNDS, fee), "channel {channel}");
	}
	for channel in [ROTATED, HIDDEN, JUNK] {
		assert_eq!(world.channel(channel), (FUNDS, OPEN), "channel {channel}");
	}

	not_once_its_key_is_too_old(&world, &forged(LATE, other_credits));
	world.client.check();
}

/// Refutes all of [`SUBSTITUTES`], with the receipts in the payer's store.
fn by_the_payer_alone(
	world: &World,
	forged: impl Fn(ChannelId, Change) -> ReceiptBatch,
) -> Vec<(BatchId, &'static str)> {
	let batches: Vec<_> =
		(0..).zip(SUBSTITUTES).map(|(channel, (change, _))| forged(channel, change)).collect();
	let settled: Vec<_> = world.settle(&batches).into_iter().map(World::the_batch).collect();
	let ids: Vec<_> = settled.iter().map(|settled| settled.batch).collect();
	// Some are looked at one by one, and the rest by whoever watches.
	let (audited, watched) = ids.split_at(2);
	for channel in (0..).zip(audited).map(|(channel, _)| channel) {
		world.audit(channel);
	}
	let ended = world.payer.spawn(&format!("watch --once --key {PAYER}")).wait(LIMIT);
	assert_eq!(ended.code, Some(0), "{}", ended.stderr);
	let lines = ended.lines();
	for id in watched {
		let is_it = |line: &&Value| line["event"] == "false" && line["batch"] == *id;
		let line = lines.iter().find(is_it).unwrap_or_else(|| panic!("no {id} in {lines:?}"));
		assert_eq!(line["proof"], "Substituted");
	}
	ids.into_iter().map(|id| (id, "Substituted")).collect()
}

/// The operator has another key by now, and what the former one signed still counts.
fn by_a_former_key(world: &World, forged: &ReceiptBatch) -> BatchId {
	world.client.must(&format!("operator receipt-key {NEW_KEY} --key {OPERATOR}"));
	let again = format!("operator receipt-key {OPERATOR} --key {OPERATOR}");
	world.client.refuses(&again, &["Channels.KeyChanging"]);
	let Settled { batch, .. } = world.settled(forged);
	world.audit(ROTATED);
	batch
}

/// What the chain has of these receipts is right, and what it is a part of is not.
fn by_what_is_revealed(
	world: &World,
	forged: impl Fn(ChannelId, Change) -> ReceiptBatch,
) -> [(BatchId, &'static str); 2] {
	// Another output, of which all is the same that the chain sees.
	let told = Given::right(HIDDEN, 0, 0, "answer 5");
	let other = Given::right(HIDDEN, 0, 0, "answer V");
	assert_eq!(told.receipt.compact(), other.receipt.compact());
	let mut hidden = forged(HIDDEN, |_| ());
	hidden.commitments =
		batch(slice::from_ref(&other.receipt), slice::from_ref(&hidden.channels[0].voucher))
			.commitments;
	let junk = forged(JUNK, |batch| batch.commitments.0 = [9; 32]);
	let [hidden, junk] = [hidden, junk].map(|batch| world.settled(&batch).batch);

	let payer = &world.payer;
	let mut watch = payer.spawn(&format!("watch --demand 100 --key {PAYER}"));
	let span = wait_for("a demand", LIMIT, || {
		watch.ensure_running();
		world.demands(hidden).first().and_then(|demand| demand["span"].as_u64())
	});
	answer(world, hidden, u32::try_from(span).expect("spans have numbers"), &other);
	wait_for("the end of both batches", LIMIT, || {
		watch.ensure_running();
		[hidden, junk].iter().all(|batch| world.is_over(*batch)).then_some(())
	});
	watch.kill9();
	[(hidden, "Substituted"), (junk, "Unanswered")]
}

/// Answers a demand with a receipt that the batch commits to.
fn answer(world: &World, batch: BatchId, span: u32, committed: &Given) {
	let Given { receipt, output } = committed;
	let excerpt = |content: &[u8], (from, to)| {
		Excerpt::of::<Blake2Hasher>(content, from, to).expect("it is there")
	};
	let evidence = match receipt.spans.get(usize::try_from(span).expect("it is small")) {
		Some(held) => Evidence::Span {
			output: excerpt(output.as_bytes(), range_of_match(held.span.start, held.span.len)),
			text: excerpt(text(), range_of_match(held.offset, held.span.len)),
		},
		// There is but one chunk.
		None => Evidence::SpanNotFound { output: excerpt(output.as_bytes(), (0, 1)) },
	};
	let exhibit = alone(receipt, Binding::Committed(Default::default()));
	let call = reveal(batch, span, &exhibit, &evidence);
	let outcome = send_all(&world.node, &keypair(OPERATOR), &[call]).remove(0);
	outcome.expect("the batch commits to it");
}

/// A receipt that is the only one of its batch.
fn alone(receipt: &Receipt, binding: Binding) -> Exhibit {
	Exhibit { index: 0, path: Default::default(), receipt: receipt.clone(), binding }
}

/// Once the former key does not count, nothing that it signed speaks against a batch: so nothing is
/// settled any more of the channels that it signed for.
fn not_once_its_key_is_too_old(world: &World, forged: &ReceiptBatch) {
	let shown = world.client.must(&format!("operator show {OPERATOR}"));
	let until = shown["former_key"]["until"].as_u64().expect("it still counts");
	world.node.wait_until_final(until);
	let outcome = world.settle(slice::from_ref(forged)).remove(0);
	assert_eq!(outcome.expect_err("its channel has ended"), "Channels::ChannelOutdated");
}
