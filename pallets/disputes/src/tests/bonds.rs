// SPDX-License-Identifier: Apache-2.0

//! Where each bond goes, in every way that a dispute can end.

use crate::{
	bonds::{bonds, Goes},
	mock::{evidence, APPEAL, BOND},
	*,
};

fn dispute(verdict: Option<Outcome>, appeal: Option<Side>) -> Dispute<u64, u64> {
	Dispute {
		claimant: 1,
		bond: 5 * BOND,
		evidence: evidence(1),
		answer_by: 10,
		curators_by: Some(20),
		expires: 30,
		answer: Some(Answer { bond: BOND, evidence: evidence(2) }),
		verdict: verdict.map(|outcome| Verdict { outcome, appeal_by: 25 }),
		appeal: appeal.map(|side| Appeal { side, bond: APPEAL, expires: 40 }),
	}
}

#[test]
fn the_side_that_was_right_should_get_the_others_bond() {
	for (outcome, claim, answer) in [
		(Outcome::Reject, Goes::Over, Goes::Back),
		(Outcome::Strike, Goes::Back, Goes::Over),
		(Outcome::Transfer, Goes::Back, Goes::Over),
	] {
		for ending in [Ending::Conceded, Ending::Curators, Ending::Governance] {
			let moved = bonds(&dispute(None, None), outcome, ending);
			let expected = [(Side::Claimant, 5 * BOND, claim), (Side::Owner, BOND, answer)];
			assert_eq!(moved, expected, "{outcome:?}, {ending:?}");
		}
	}
}

#[test]
fn where_nobody_ruled_nobody_should_lose() {
	let moved = bonds(&dispute(None, None), Outcome::Reject, Ending::Unruled);
	assert_eq!(moved, [(Side::Claimant, 5 * BOND, Goes::Back), (Side::Owner, BOND, Goes::Back)]);
}

#[test]
fn an_appeal_should_be_paid_for_unless_it_was_of_use() {
	use Outcome::{Reject, Strike, Transfer};
	for (side, before, after, goes) in [
		(Side::Claimant, Reject, Reject, Goes::Over),
		(Side::Claimant, Reject, Strike, Goes::Back),
		(Side::Claimant, Reject, Transfer, Goes::Back),
		(Side::Claimant, Strike, Reject, Goes::Over),
		(Side::Claimant, Strike, Strike, Goes::Treasury),
		(Side::Claimant, Strike, Transfer, Goes::Back),
		(Side::Owner, Transfer, Transfer, Goes::Over),
		(Side::Owner, Transfer, Strike, Goes::Back),
		(Side::Owner, Transfer, Reject, Goes::Back),
		(Side::Owner, Strike, Transfer, Goes::Over),
		(Side::Owner, Strike, Strike, Goes::Over),
		(Side::Owner, Strike, Reject, Goes::Back),
	] {
		let moved = bonds(&dispute(Some(before), Some(side)), after, Ending::Governance);
		assert_eq!(moved.last(), Some(&(side, APPEAL, goes)), "{side:?}: {before:?}, {after:?}");
		assert_eq!(moved.len(), 3);
	}
}
