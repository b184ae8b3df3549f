// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::fixtures::{
	proof::{header, record},
	proven::{proof, state},
	receipt::{operator, signed},
};
use serde_json::json;

fn failed(proof: &Proof) -> Option<Step> {
	match proof.check(&mut Steps::default()) {
		Ok(()) => None,
		Err(AuditError::Step { step, .. }) => Some(step),
		Err(other) => panic!("{other}"),
	}
}

#[test]
fn a_proof_should_lead_from_a_header_to_the_receipt() {
	let proof = proof();
	let mut steps = Steps::default();
	proof.check(&mut steps).unwrap();
	let text = json::of(&steps).to_string();
	for part in ["block 90", "with 11 entries", "batch 9 is final", "receipt 1 of 3 in batch 9"] {
		assert!(text.contains(part), "{part} in {text}");
	}
	assert_eq!(Proof::parse(&proof.to_json().to_string()), Ok(proof));
}

#[test]
fn what_is_changed_should_fail_at_its_step() {
	let changed = |change: &dyn Fn(&mut Proof)| {
		let mut proof = proof();
		change(&mut proof);
		failed(&proof)
	};
	let zero = H256::zero();
	assert_eq!(changed(&|proof| proof.header = header(zero)), Some(Step::State));
	assert_eq!(changed(&|proof| proof.nodes.clear()), Some(Step::State));
	assert_eq!(changed(&|proof| proof.entry.history.leaves = 12), Some(Step::State));
	assert_eq!(changed(&|proof| proof.nodes = state(&History::default()).1), Some(Step::State));
	assert_eq!(changed(&|proof| proof.entry.leaf = 6), Some(Step::History));
	assert_eq!(changed(&|proof| proof.entry.path[0] = zero), Some(Step::History));
	assert_eq!(changed(&|proof| proof.entry.record.outcome = Outcome::Void), Some(Step::History));
	assert_eq!(changed(&|proof| proof.index = 0), Some(Step::Receipt));
	assert_eq!(changed(&|proof| proof.path.clear()), Some(Step::Receipt));
	assert_eq!(changed(&|proof| proof.signed.receipt.fee += 1), Some(Step::Receipt));
	let other = account::Account::new([9; 32]);
	assert_eq!(changed(&|proof| proof.signed.operator = other.clone()), Some(Step::Receipt));
	// More than it takes does no harm.
	assert_eq!(changed(&|proof| proof.nodes.push(vec![1, 2, 3])), None);
}

#[test]
fn a_batch_of_one_should_show_what_it_commits_to() {
	let signed = signed(4, 3, 60);
	let root = signed.compact().unwrap().leaf::<Blake2Hasher>();
	let commitments = commitment_leaf::<Blake2Hasher>(signed.commitment());
	let of = |commitments| BatchRecord {
		operator: account::bytes(&operator()),
		receipts: 1,
		..record(Outcome::Final, root, commitments)
	};
	assert!(check_receipt(&signed, &of(commitments), 0, &[]).is_ok());
	let error = check_receipt(&signed, &of(H256::zero()), 0, &[]).unwrap_err();
	assert!(error.contains("commits to another receipt"));
	let paid = BatchRecord { payer: Some([5; 32]), ..of(commitments) };
	assert!(check_receipt(&signed, &paid, 0, &[]).is_err());
}

#[test]
fn what_is_no_proof_should_be_refused_with_its_place() {
	let reason = |pointer: &str, value: Value| {
		let mut json = proof().to_json();
		*json.pointer_mut(pointer).unwrap() = value;
		Proof::parse(&json.to_string()).unwrap_err()
	};
	for (pointer, value, place) in [
		("/block/number", json!(91), "block: "),
		("/block/header", json!("0x00"), "block.header: "),
		("/state_proof/0", json!("00"), "state_proof: "),
		("/record", json!("0x00"), "record: "),
		("/batch", json!(8), "record: "),
		("/outcome", json!("void"), "record: "),
		("/history", json!("0x"), "history: "),
		("/signed/receipt", json!("0x00"), "signed: "),
		("/genesis", json!(format!("{:?}", H256::zero())), "signed: "),
	] {
		let found = reason(pointer, value);
		assert!(found.starts_with(place), "{pointer}: {found}");
	}
	assert!(Proof::parse("{}").is_err());
}
