// SPDX-License-Identifier: Apache-2.0

//! What stays of batches that are gone.

use super::world::*;
use crate::{mock::*, *};
use codec::{Decode, Encode};
use frame_support::{assert_noop, assert_ok, storage::with_storage_layer, weights::Weight};
use openledger_primitives::{
	history::{node_key, number_key, record_key, BatchRecord, History as Peaks, Outcome},
	merkle,
	receipt::CompactReceipt,
	span::SpanParams,
	BatchId,
};
use sp_core::{offchain::testing::TestPersistentOffchainDB, H256};
use sp_runtime::{traits::BlakeTwo256, DispatchError};

/// What a node has of a chain after `test`: the peaks of the history in its state, and what it keeps
/// beside that.
struct Node {
	peaks: Peaks,
	kept: TestPersistentOffchainDB,
}

impl Node {
	fn after(test: impl FnOnce()) -> Self {
		let mut ext = build(ENDOWMENT);
		let peaks = ext.execute_with(|| {
			register_texts();
			assert_ok!(register_operator(OPERATOR, 1_000_000));
			assert_eq!(open_channel(OPERATOR, 1_000_000), 0);
			test();
			check_state();
			History::<Test>::get()
		});
		ext.persist_offchain_overlay();
		Self { peaks, kept: ext.offchain_db() }
	}

	fn number(&self, batch: BatchId, outcome: Outcome) -> Option<u64> {
		let number = self.kept.get(&number_key(batch, outcome))?;
		Some(u64::decode(&mut &number[..]).unwrap())
	}

	/// What became of a batch, with the number of its leaf and its path.
	fn find(&self, batch: BatchId, outcome: Outcome) -> Option<(BatchRecord, u64, Vec<H256>)> {
		let number = self.number(batch, outcome)?;
		let children = |node| {
			let children = self.kept.get(&node_key(node))?;
			let (left, right) = children.split_at(32);
			Some([left, right].map(H256::from_slice))
		};
		let (leaf, path) = self.peaks.find(number, children)?;
		let record = self.kept.get(&record_key(leaf))?;
		Some((BatchRecord::decode(&mut &record[..]).unwrap(), number, path))
	}

	fn has(&self, record: &BatchRecord, number: u64, path: &[H256]) -> bool {
		self.peaks.has::<BlakeTwo256>(record.leaf::<BlakeTwo256>(), number, path)
	}
}

/// Each way in which a record can say something else.
fn altered(record: &BatchRecord) -> Vec<BatchRecord> {
	let changes: [fn(&mut BatchRecord); 10] = [
		|record| record.batch += 1,
		|record| record.outcome = Outcome::Void,
		|record| record.settled_at += 1,
		|record| record.operator[0] ^= 1,
		|record| record.payer = Some([0; 32]),
		|record| record.span_params = SpanParams { min_span: 33, ..record.span_params },
		|record| record.receipts += 1,
		|record| record.root = H256::zero(),
		|record| record.commitments = H256::zero(),
		|record| record.fees += 1,
	];
	let alter = |change: fn(&mut BatchRecord)| {
		let mut other = record.clone();
		change(&mut other);
		other
	};
	changes.map(alter).to_vec()
}

#[test]
fn a_receipt_that_was_settled_long_ago_should_be_provable() {
	let (mut compact, mut path) = (None::<CompactReceipt>, Vec::new());
	let node = Node::after(|| {
		let served = serve_answers(&[truth(), truth(), truth()]);
		path = served.exhibit(1).path.to_vec();
		compact = Some(served.compacts[1].clone());
		for _ in 0..40 {
			assert_ok!(serve(0, 100));
		}
		pass_window();
		for _ in 0..5 {
			idle(Weight::MAX);
			pass(1);
		}
		assert_eq!(Batches::<Test>::iter().count(), 0);
	});
	assert_eq!(node.peaks.leaves, 2 * 41);
	let (settled, number, siblings) = node.find(0, Outcome::Settled).unwrap();
	assert_eq!((number, settled.batch, settled.outcome), (0, 0, Outcome::Settled));
	assert_eq!((settled.settled_at, settled.receipts, settled.fees), (1, 3, 3 * FEE));
	assert_eq!((settled.operator, settled.payer), (Attribution::account_bytes(&OPERATOR), None));
	// By the peaks alone.
	assert!(node.has(&settled, number, &siblings));
	let leaf = compact.unwrap().leaf::<BlakeTwo256>();
	let root = |index| merkle::root_from_path::<BlakeTwo256>(leaf, index, settled.receipts, &path);
	assert_eq!(root(1), Some(settled.root));
	assert_ne!(root(0), Some(settled.root));

	let (paid, later, its_siblings) = node.find(0, Outcome::Final).unwrap();
	assert_eq!(paid, BatchRecord { outcome: Outcome::Final, ..settled.clone() });
	assert!(node.has(&paid, later, &its_siblings));
	for (record, number, path) in [(settled, number, siblings), (paid, later, its_siblings)] {
		for other in altered(&record) {
			assert!(!node.has(&other, number, &path), "{other:?}");
		}
		assert!(!node.has(&record, number + 1, &path));
		assert!(!node.has(&record, number, &path[1..]));
	}
	assert!(node.find(0, Outcome::Void).is_none());
	assert!(node.find(41, Outcome::Settled).is_none());
}

#[test]
fn each_end_should_have_the_leaf_that_its_event_names() {
	let node = Node::after(|| {
		System::reset_events();
		let lie = serve_answers(&[too_long()]);
		pay_for(PAYER, &truth());
		let paid = pay_for(PAYER, &too_long());
		assert_ok!(serve(0, 100));
		assert_ok!(refute(&paid, 0, mismatch()));
		assert_ok!(refute(&lie, 0, mismatch()));
		// What a void batch still pays, or pays back, is no end of its own.
		assert_ok!(finalize(0));
		assert_ok!(finalize(2));
		pass_window();
		assert_ok!(finalize(3));
		let leaves: Vec<_> = events()
			.into_iter()
			.filter_map(|event| match event {
				Event::BatchSettled { batch, leaf, .. } => Some((batch, Outcome::Settled, leaf)),
				Event::BatchFinalized { batch, leaf } => Some((batch, Outcome::Final, leaf)),
				Event::BatchVoided { batch, leaf } => Some((batch, Outcome::Void, leaf)),
				_ => None,
			})
			.collect();
		let expected = [
			(0, Outcome::Settled, 0),
			(1, Outcome::Settled, 1),
			(2, Outcome::Settled, 2),
			(3, Outcome::Settled, 3),
			(2, Outcome::Void, 4),
			(0, Outcome::Void, 5),
			(3, Outcome::Final, 6),
		];
		assert_eq!(leaves, expected);
	});
	assert_eq!(node.peaks.leaves, 7);
	let payer = Some(Attribution::account_bytes(&PAYER));
	for (batch, outcome, leaf, payer) in [
		(0, Outcome::Void, 5, None),
		(1, Outcome::Settled, 1, payer),
		(2, Outcome::Void, 4, payer),
		(3, Outcome::Final, 6, None),
	] {
		let (record, number, path) = node.find(batch, outcome).unwrap();
		assert_eq!((record.batch, record.outcome, number), (batch, outcome, leaf));
		assert_eq!(record.payer, payer);
		assert!(node.has(&record, number, &path));
	}
	// It is pending.
	assert!(node.find(1, Outcome::Final).is_none());
}

#[test]
fn what_was_refused_should_leave_nothing() {
	let node = Node::after(|| {
		let mut batch = Served::by_channel(0, FEE, &[truth()]).batch();
		batch.channels[0].voucher.signature.0[0] ^= 1;
		let error = pallet_channels::Error::<Test>::InvalidVoucherSignature;
		assert_noop!(submit(OPERATOR, batch), error);
		let undone = with_storage_layer(|| {
			for _ in 0..3 {
				serve(0, 300)?;
			}
			Err::<(), DispatchError>(DispatchError::CannotLookup)
		});
		assert_eq!(undone, Err(DispatchError::CannotLookup));
		assert_eq!(History::<Test>::get(), Peaks::default());
		assert_ok!(serve(0, 100));
		assert_ok!(serve(0, 100));
	});
	// The only node is that over both.
	let [first, second] = [0, 1].map(|batch| {
		let (record, number, path) = node.find(batch, Outcome::Settled).unwrap();
		assert_eq!((number, path.len()), (batch, 1));
		record.leaf::<BlakeTwo256>()
	});
	assert_eq!(node.peaks.peaks.len(), 1);
	let children = node.kept.get(&node_key(node.peaks.peaks[0])).unwrap();
	assert_eq!(children, [first.as_bytes(), second.as_bytes()].concat());
	// Not what was undone before.
	assert_eq!(node.number(2, Outcome::Settled), None);
}

#[test]
fn a_full_history_should_take_no_more_batches() {
	in_world(MIN_BOND, || {
		let peaks = History::<Test>::get();
		History::<Test>::put(Peaks { leaves: u64::MAX, peaks: Default::default() });
		assert_noop!(serve(0, 100), Error::<Test>::Overflow);
		History::<Test>::put(peaks);
		assert_ok!(serve(0, 100));
	});
}

/// The state grows with the number of ones in that of leaves, and by 64 hashes at most.
#[test]
fn a_history_should_take_little_room() {
	let node = Node::after(|| {
		for settled in 1..=130u32 {
			assert_ok!(settle(0, answer(100, &[])));
			let peaks = History::<Test>::get();
			assert_eq!(peaks.peaks.len() as u32, settled.count_ones());
			assert!(peaks.encoded_size() < 9 + 32 * 8);
		}
	});
	assert_eq!(node.find(100, Outcome::Settled).unwrap().1, 100);
}
