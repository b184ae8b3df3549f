// SPDX-License-Identifier: Apache-2.0

//! Outputs and registered texts that are not in normal form.

use super::world::*;
use crate::{mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, Pays},
	hypothetically,
};
use openledger_primitives::{
	challenge::{Difference, Evidence, Excerpt, Proof, Reference},
	interfaces::Contributions as _,
	normal::MAX_FLAW_BYTES,
	receipt::HeldSpan,
	ContributionId,
};
use pallet_contributions::{ByRoot, ContributionKey, Contributions};
use sp_runtime::traits::BlakeTwo256;

/// In the corpus of [`READER`], before the other texts.
const BAD_ID: ContributionId = AUTHORS - 1;
const BAD_AUTHOR: AccountId = AUTHOR + BAD_ID;
/// What [`OLD`] has is in it from byte 13 on.
const BAD: &str = "Two  spaces. The harbour bell rings twice when fog hides the northern pier.";

/// Settles an answer of these bytes that lists these spans of it.
fn serve_output(output: &str, spans: &[HeldSpan]) -> Served {
	let mut receipts = Served::by_channel(0, FEE, &[spans.to_vec()]).receipts;
	(receipts[0].output_root, receipts[0].output_len) = (root_of(output), len_of(output));
	Served::of(receipts).settle()
}

fn flaw(output: &str, at: u32, len: u32) -> Proof {
	let end = at.saturating_add(len.max(1)).min(len_of(output));
	let shown = Excerpt::of::<BlakeTwo256>(output.as_bytes(), at, end).unwrap();
	Proof::Malformed { at, len, output: shown }
}

/// Makes the last text of the mock this one.
fn register_bad() {
	Contributions::<Test>::mutate(ContributionKey::from(BAD_ID), |record| {
		let record = record.as_mut().unwrap();
		ByRoot::<Test>::remove(record.content_root);
		(record.content_root, record.length) = (root_of(BAD), len_of(BAD));
		ByRoot::<Test>::insert(record.content_root, BAD_ID);
	});
}

fn strike_bad() -> DispatchResultWithPostInfo {
	let shown = Excerpt::of::<BlakeTwo256>(BAD.as_bytes(), 3, 5).unwrap();
	Registry::strike_malformed(RuntimeOrigin::signed(OPERATOR), BAD_ID, 3, 2, shown)
}

/// Each proof that needs the bad text, against a true receipt.
fn by_bad_text() -> [Proof; 2] {
	let (output, text) = (all_of(OUTPUT), all_of(BAD));
	let reference = Reference::Output(output.clone());
	let earlier = Proof::EarlierHolder {
		span: 0,
		contribution: BAD_ID,
		offset: 17,
		text: text.clone(),
		reference,
	};
	let found = span(14, 57, BAD_ID, 17);
	[earlier, Proof::LongerMatch { found, output, text }]
}

/// Invisible characters every 25 bytes, so that no match is long enough to count.
fn salted() -> String {
	let mut salted = OUTPUT.to_owned();
	for at in [75, 50, 25] {
		salted.insert(at, '\u{200b}');
	}
	salted
}

#[test]
fn an_output_that_is_not_in_normal_form_should_be_refuted() {
	let (doubled, led, trailed) =
		(OUTPUT.replacen(' ', "  ", 1), format!(" {OUTPUT}"), format!("{OUTPUT} "));
	let salted = salted();
	let outputs = [
		(&*salted, 25, 3),
		(&*doubled, 3, 2),
		(&*led, 0, 1),
		(&*trailed, len_of(OUTPUT), 1),
		("A letter and its accent apart: e\u{301}.", 31, 3),
	];
	for (output, at, len) in outputs {
		in_world(MIN_BOND, || {
			let served = serve_output(output, &[]);
			System::reset_events();
			let refuted = refute(&served, 0, flaw(output, at, len)).unwrap();
			assert_eq!(refuted.pays_fee, Pays::No);
			let (receipt, challenger, ground) = (0, CHALLENGER, Ground::Malformed);
			let expected = [
				Event::ReceiptRefuted { batch: 0, receipt, challenger, ground },
				Event::Slashed { batch: 0, who: OPERATOR, amount: 500, challenger, reward: 100 },
			];
			assert_eq!(events()[..2], expected);
			assert!(Batches::<Test>::get(0).unwrap().is_void);
			assert_ok!(finalize(0));
			assert_eq!(channel(0).funds, 50_000);
		});
	}
}

#[test]
fn an_output_in_normal_form_should_be_refuted_by_none_of_its_bytes() {
	in_world(MIN_BOND, || {
		let served = serve_answers(&[truth()]);
		let end = len_of(OUTPUT);
		for at in 0..end {
			for len in [1, 2, 30, end] {
				let proof = flaw(OUTPUT, at, len.min(end - at));
				assert_noop!(refute(&served, 0, proof), Error::<Test>::NotRefuted);
			}
		}
	});
}

#[test]
fn what_is_not_shown_of_an_output_should_refute_nothing() {
	in_world(MIN_BOND, || {
		let output = format!("{}  {}", "a".repeat(1_500), "b".repeat(1_500));
		let served = serve_output(&output, &[]);
		let shown = |from, to| Excerpt::of::<BlakeTwo256>(output.as_bytes(), from, to).unwrap();
		for (at, len, output) in [
			(1_500, 2, shown(0, 1)),
			(1_500, 2, all_of(OUTPUT)),
			(1_500, 1_000, shown(1_500, 2_500)),
			(2_999, 4, shown(2_999, 3_002)),
			(u32::MAX, u32::MAX, shown(0, 1)),
		] {
			let refused = refute(&served, 0, Proof::Malformed { at, len, output });
			assert!(refused.is_err(), "{at} {len}");
		}
		assert_ok!(refute(&served, 0, flaw(&output, 1_400, MAX_FLAW_BYTES)));
	});
}

#[test]
fn a_flaw_should_weigh_beside_what_is_shown() {
	in_world(MIN_BOND, || {
		let served = serve_output(&salted(), &[]);
		let exhibit = served.exhibit(0);
		let output = all_of(&salted());
		let weight = |proof: &Proof| Attribution::weight_of_proof(&exhibit, proof).ref_time();
		let malformed = Proof::Malformed { at: 25, len: 3, output: output.clone() };
		let difference = Difference::OutputToken { output };
		assert!(weight(&malformed) > weight(&Proof::Mismatch { span: 0, difference }));
	});
}

/// Before, whoever registered such a text could refute with it what every client serves.
#[test]
fn a_malformed_text_should_refute_nothing_once_it_is_struck() {
	in_world(MIN_BOND, || {
		register_bad();
		let honest = serve_answers(&[truth()]);
		let [earlier, longer] = by_bad_text();
		hypothetically!({
			assert_ok!(refute(&honest, 0, earlier.clone()));
		});
		assert_ok!(strike_bad());
		let lists_none = Proof::Mismatch { span: 0, difference: Difference::NotInCorpus };
		assert_noop!(refute(&honest, 0, lists_none), Error::<Test>::NotRefuted);
		// Neither what was settled before nor what is settled later.
		let later = serve_answers(&[truth()]);
		for served in [&honest, &later] {
			assert_noop!(refute(served, 0, earlier.clone()), Error::<Test>::NotInCorpus);
			assert!(refute(served, 0, longer.clone()).is_err());
		}
		for nth in 0..2 {
			assert_ok!(demand(0, 0, nth));
			let shown = evidence(&truth(), usize::try_from(nth).unwrap());
			assert_ok!(reveal(&honest, 0, nth, shown));
		}
		pass_window();
		for served in [honest, later] {
			assert_ok!(finalize(served.id));
		}
		assert_eq!(operator(OPERATOR).bond, MIN_BOND);
	});
	// Nor does it show a better match where the list lacks one.
	in_world(MIN_BOND, || {
		register_bad();
		let served = serve_answers(&[vec![]]);
		let [_, longer] = by_bad_text();
		assert_ok!(strike_bad());
		assert_noop!(refute(&served, 0, longer), Error::<Test>::NotInCorpus);
	});
}

#[test]
fn a_receipt_that_lists_a_malformed_text_should_not_be_revealed_or_paid() {
	in_world(MIN_BOND, || {
		register_bad();
		let spans = [span(14, 57, BAD_ID, 17)];
		let evidence = || Evidence::Span { output: all_of(OUTPUT), text: all_of(BAD) };
		let payer = |spans: &[HeldSpan]| Served::by_payer(PAYER, FEE, spans);
		let served = payer(&spans).settle_alone(PAYER);
		assert_ok!(demand(served.id, 0, 0));
		hypothetically!({
			assert_ok!(reveal(&served, 0, 0, evidence()));
		});
		let unasked = payer(&spans).settle_alone(PAYER);
		assert_ok!(strike_bad());
		assert_noop!(reveal(&served, 0, 0, evidence()), Error::<Test>::NotInCorpus);
		assert_eq!(Registry::content(BAD_ID), None);
		let lists_it = Proof::Mismatch { span: 0, difference: Difference::NotInCorpus };
		hypothetically!({
			assert_ok!(refute(&served, 0, lists_it));
		});

		// Nothing is settled for it any more, and what was settled before pays its author nothing.
		assert_noop!(payer(&spans).try_alone(PAYER), Error::<Test>::NotInCorpus);
		System::set_block_number(2 + REVEAL_WINDOW);
		assert_ok!(expire(served.id, 0, 0));
		let earned = Rewards::owed(&BAD_AUTHOR);
		pass_window();
		assert_ok!(finalize(unasked.id));
		assert_eq!(Rewards::owed(&BAD_AUTHOR), earned);
	});
}
