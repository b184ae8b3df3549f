// SPDX-License-Identifier: Apache-2.0

//! Texts that are not in normal form, and texts that are.

use crate::{malformed::MAX_CHUNKS, mock::*, *};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchResultWithPostInfo, Pays},
	traits::fungible::InspectHold,
	BoundedVec,
};
use openledger_primitives::{
	challenge::Excerpt,
	content::content_root,
	interfaces::{Contributions as _, DisputedRegistry as _},
	normal::{normalize, MAX_FLAW_BYTES},
};
use proptest::prelude::*;
use sp_runtime::{traits::BlakeTwo256, DispatchError, Perbill};

const PLAIN: &str = "The harbour bell rings twice when fog hides the northern pier.";
/// Two spaces, at byte 11.
const FLAWED: &[u8] = b"The harbour  bell rings twice when fog hides the northern pier.";
const AT: u32 = 11;

fn len_of(text: &[u8]) -> u32 {
	u32::try_from(text.len()).unwrap()
}

fn submission(bytes: &[u8]) -> SubmissionOf<Test> {
	Submission {
		content_root: content_root::<BlakeTwo256>(bytes).unwrap(),
		length: len_of(bytes),
		..text(0)
	}
}

/// Registers a text of `AUTHOR`. Returns its id.
fn register(datanet: u32, text: &[u8]) -> u64 {
	let id = NextContributionId::<Test>::get();
	assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), datanet, submission(text)));
	id
}

/// A text of `AUTHOR` that an open datanet has accepted.
fn accepted(text: &[u8]) -> u64 {
	register(create(Admission::Open), text)
}

/// `OTHER`, who has nothing to do with it, shows these bytes of a text.
fn strike(id: u64, text: &[u8], at: u32, len: u32) -> DispatchResultWithPostInfo {
	let to = at.saturating_add(len.max(1)).min(len_of(text));
	let excerpt = Excerpt::of::<BlakeTwo256>(text, at, to).expect("the text has these bytes");
	strike_by(id, at, len, excerpt)
}

fn strike_by(id: u64, at: u32, len: u32, excerpt: Excerpt) -> DispatchResultWithPostInfo {
	Registry::strike_malformed(RuntimeOrigin::signed(OTHER), id, at, len, excerpt)
}

/// Shows the two spaces.
fn strike_flawed(id: u64) -> DispatchResultWithPostInfo {
	strike(id, FLAWED, AT, 2)
}

fn deposit() -> u128 {
	Balances::balance_on_hold(&HoldReason::Contribution.into(), &AUTHOR)
}

#[test]
fn each_kind_of_flaw_should_strike() {
	let marks = format!("q{}", "\u{301}".repeat(31));
	let (long, middle) = ("a".repeat(1_023), "b".repeat(1_500));
	let across = format!("{long}\u{200b}{middle}");
	let flaws: [(&[u8], u32, u32); 14] = [
		// White space: two spaces, one at either end, another than U+0020.
		(b"two  spaces", 3, 2),
		(b" first", 0, 1),
		(b"last ", 4, 1),
		(b"a\nline", 1, 1),
		("a\u{a0}b".as_bytes(), 1, 2),
		// What has no appearance: control characters, what is ignored, what is unassigned.
		(b"a\x01b", 1, 1),
		("a\u{200b}b".as_bytes(), 1, 3),
		("a\u{ad}b".as_bytes(), 1, 2),
		("a\u{378}b".as_bytes(), 1, 2),
		("a\u{fdd0}b".as_bytes(), 1, 3),
		// What NFC composes, and more marks than a letter may have.
		("ae\u{301}".as_bytes(), 1, 3),
		(marks.as_bytes(), 0, 63),
		// No UTF-8.
		(b"a\xff", 1, 1),
		// Over the border of two chunks.
		(across.as_bytes(), 1_023, 3),
	];
	for (text, at, len) in flaws {
		build_and_execute(|| {
			let id = accepted(text);
			assert_eq!(strike(id, text, at, len).unwrap().pays_fee, Pays::No, "{text:?}");
			assert_eq!(status(id), Status::Malformed { index: 0, withdrawal: 0 });
			System::assert_last_event(
				Event::ContributionMalformed { contribution: id, datanet: 0, by: OTHER }.into(),
			);
		});
	}
}

#[test]
fn a_text_that_ends_within_a_character_should_be_struck_by_its_end_alone() {
	let text = b"caf\xc3";
	build_and_execute(|| {
		let id = accepted(text);
		assert_noop!(strike(id, text, 0, 3), Error::<Test>::NotMalformed);
		assert_ok!(strike(id, text, 3, 1));
	});
	// In the middle of a text a window can end within any character.
	build_and_execute(|| {
		let text = "café au lait".as_bytes();
		let id = accepted(text);
		assert_noop!(strike(id, text, 0, 4), Error::<Test>::NotMalformed);
	});
}

#[test]
fn what_is_struck_should_leave_every_corpus_and_earn_nothing() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let id = register(net, FLAWED);
		let sources = BoundedVec::truncate_from(vec![(id, Perbill::from_percent(40))]);
		let remix = Submission { sources, ..submission(PLAIN.as_bytes()) };
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, remix.clone()));
		assert_eq!(Registry::position(id), Some(at(net, 0)));
		assert!(Registry::content(id).is_some());
		assert_ok!(strike_flawed(id));

		// Not even those that have its index.
		assert_eq!((Registry::position(id), Registry::content(id)), (None, None));
		assert_eq!(Registry::datanet(net).unwrap().withdrawals, 1);
		assert_eq!(Registry::payees(id), Some(vec![]));
		let own = Perbill::from_percent(60);
		assert_eq!(Registry::payees(id + 1), Some(vec![((id + 1, AUTHOR), own)]));

		// Nor do the sources of one.
		let whole = Registry::payees(id + 1).unwrap();
		let sources = BoundedVec::truncate_from(vec![(id + 1, Perbill::from_percent(99))]);
		let passed_on = Submission { sources, ..submission(b"another  flaw") };
		assert_ok!(Registry::register(RuntimeOrigin::signed(AUTHOR), net, passed_on));
		assert_eq!(Registry::payees(id + 2).unwrap().len(), 1 + whole.len());
		assert_ok!(strike(id + 2, b"another  flaw", 7, 2));
		assert_eq!(Registry::payees(id + 2), Some(vec![]));
		assert_eq!(Registry::disputable(id), None);
		let remix = Submission { content_root: text(7).content_root, ..remix };
		assert_noop!(
			Registry::register(RuntimeOrigin::signed(AUTHOR), net, remix),
			Error::<Test>::SourceNotAccepted
		);
		// The next index does not fill the gap.
		let next = register(net, b"another");
		assert_eq!(Registry::position(next), Some(at(net, 3)));
	});
}

#[test]
fn what_is_struck_should_keep_its_root_and_its_deposit_for_good() {
	build_and_execute(|| {
		let id = accepted(FLAWED);
		let (before, author) = (deposit(), RuntimeOrigin::signed(AUTHOR));
		assert_ok!(strike_flawed(id));
		assert_eq!(deposit(), before);
		assert_eq!(Registry::holder_of(submission(FLAWED).content_root), Some(id));
		assert_noop!(Registry::withdraw(author.clone(), id), Error::<Test>::NotAccepted);
		assert_noop!(Registry::retract(author.clone(), id), Error::<Test>::AlreadyAccepted);
		assert_noop!(Registry::appeal(author.clone(), id), Error::<Test>::NotRejected);
		for ruling in [Ruling::Overturn, Ruling::Uphold, Ruling::Abuse] {
			let ruled = Registry::resolve_appeal(RuntimeOrigin::root(), id, ruling);
			assert_eq!(ruled, Err(Error::<Test>::NotRejected.into()));
		}
		// A record that gets longer and shorter again holds what it held.
		assert_ok!(Registry::set_uri(author.clone(), id, Uri::truncate_from(vec![b'u'; 9])));
		assert_ok!(Registry::set_uri(author, id, Uri::default()));
		assert_eq!(deposit(), before);
		assert_eq!(status(id), Status::Malformed { index: 0, withdrawal: 0 });
	});
}

#[test]
fn what_has_left_later_models_should_be_struck_with_the_number_that_it_has() {
	build_and_execute(|| {
		let net = create(Admission::Open);
		let (first, id) = (register(net, b"another"), register(net, FLAWED));
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::withdraw(author.clone(), first));
		assert_ok!(Registry::withdraw(author, id));
		assert_ok!(strike_flawed(id));
		assert_eq!(status(id), Status::Malformed { index: 1, withdrawal: 1 });
		assert_eq!(Registry::datanet(net).unwrap().withdrawals, 2);
	});
	// By a dispute.
	build_and_execute(|| {
		let id = accepted(FLAWED);
		assert_ok!(Registry::strike(id));
		assert_eq!(Registry::position(id).and_then(|position| position.withdrawal), Some(0));
		assert_ok!(strike_flawed(id));
		assert_eq!(status(id), Status::Malformed { index: 0, withdrawal: 0 });
		assert_eq!(Registry::datanet(0).unwrap().withdrawals, 1);
		assert_eq!(Registry::position(id), None);
	});
}

#[test]
fn what_is_pending_should_be_rejected_without_appeal() {
	build_and_execute(|| {
		let net = create(curated());
		let id = register(net, FLAWED);
		assert_ok!(strike_flawed(id));
		assert_eq!(status(id), Status::Rejected { upheld: true });
		System::assert_last_event(
			Event::ContributionMalformed { contribution: id, datanet: net, by: OTHER }.into(),
		);
		assert_eq!(Registry::pending(net, None, 10), vec![]);
		let (author, curator) = (RuntimeOrigin::signed(AUTHOR), RuntimeOrigin::signed(CURATOR));
		assert_noop!(Registry::accept(curator, id), Error::<Test>::NotPending);
		assert_noop!(Registry::appeal(author.clone(), id), Error::<Test>::RejectionUpheld);
		assert_noop!(strike_flawed(id), Error::<Test>::NotAccepted);
		assert_ok!(Registry::retract(author, id));
		assert_eq!(Balances::free_balance(AUTHOR), ENDOWMENT);
		assert_eq!(Registry::holder_of(submission(FLAWED).content_root), None);
	});
}

#[test]
fn what_was_rejected_should_be_struck_only_once_it_is_accepted() {
	build_and_execute(|| {
		let id = register(create(curated()), FLAWED);
		assert_ok!(Registry::reject(RuntimeOrigin::signed(CURATOR), id));
		assert_noop!(strike_flawed(id), Error::<Test>::NotAccepted);
		assert_ok!(Registry::appeal(RuntimeOrigin::signed(AUTHOR), id));
		assert_noop!(strike_flawed(id), Error::<Test>::NotAccepted);
		assert_ok!(Registry::resolve_appeal(RuntimeOrigin::root(), id, Ruling::Overturn));
		assert_ok!(strike_flawed(id));
		assert_eq!(status(id), Status::Malformed { index: 0, withdrawal: 0 });
	});
}

#[test]
fn nothing_should_be_struck_twice_or_that_is_not_there() {
	build_and_execute(|| {
		let id = accepted(FLAWED);
		assert_noop!(strike_flawed(id + 1), Error::<Test>::ContributionNotFound);
		let excerpt = Excerpt::of::<BlakeTwo256>(FLAWED, AT, AT + 2).unwrap();
		let unsigned = Registry::strike_malformed(RuntimeOrigin::none(), id, AT, 2, excerpt);
		assert_eq!(unsigned, Err(DispatchError::BadOrigin.into()));
		assert_ok!(strike_flawed(id));
		assert_noop!(strike_flawed(id), Error::<Test>::AlreadyMalformed);
		assert_eq!(Registry::datanet(0).unwrap().withdrawals, 1);
	});
}

#[test]
fn its_owner_should_strike_its_text_like_anybody_else() {
	build_and_execute(|| {
		let id = accepted(FLAWED);
		let excerpt = Excerpt::of::<BlakeTwo256>(FLAWED, AT, AT + 2).unwrap();
		let author = RuntimeOrigin::signed(AUTHOR);
		assert_ok!(Registry::strike_malformed(author, id, AT, 2, excerpt));
	});
}

#[test]
fn what_is_not_shown_should_not_strike() {
	// Five chunks, with two spaces where the third begins.
	let text = ["a".repeat(2_048), "b".repeat(2_500)].join("  ").into_bytes();
	build_and_execute(|| {
		let net = create(Admission::Open);
		let (id, plain) = (register(net, &text), register(net, PLAIN.as_bytes()));
		let shown = |from, to| Excerpt::of::<BlakeTwo256>(&text, from, to).unwrap();
		let good = shown(2_048, 2_050);
		for (at, len, excerpt) in [
			// Other chunks, other bytes, beyond the end.
			(2_048, 2, shown(0, 1)),
			(2_047, 3, good.clone()),
			(3_072, 2, good.clone()),
			(u32::MAX, 2, good.clone()),
			(2_048, u32::MAX, good.clone()),
			// No bytes, more bytes and more chunks than it takes.
			(2_048, 0, good.clone()),
			(2_048, MAX_FLAW_BYTES + 1, good.clone()),
			(2_048, 2, shown(2_047, 4_097)),
			// Changed.
			(2_048, 2, Excerpt { first: 1, ..good.clone() }),
			(2_048, 2, Excerpt { path: Default::default(), ..good.clone() }),
		] {
			let shown = excerpt.first;
			let refused = strike_by(id, at, len, excerpt);
			assert_eq!(refused, Err(Error::<Test>::InvalidExcerpt.into()), "{at} {len} {shown}");
		}
		// A text that is another's.
		assert_noop!(strike_by(plain, 2_048, 2, good.clone()), Error::<Test>::InvalidExcerpt);
		// Half of it, and what is beside it.
		for (at, len) in [(2_048, 1), (2_049, 1), (2_050, 256)] {
			assert_noop!(strike_by(id, at, len, good.clone()), Error::<Test>::NotMalformed);
		}
		assert_eq!(shown(2_047, 2_050).chunks(), MAX_CHUNKS);
		assert_ok!(strike_by(id, 2_048, MAX_FLAW_BYTES, good));
	});
}

/// Texts of what is written in the world's scripts, and of what the normal form changes.
fn any_text() -> impl Strategy<Value = String> {
	let parts = prop::sample::select(vec![
		"a",
		"q",
		"é",
		"e\u{301}",
		"\u{301}",
		"\u{323}",
		" ",
		"  ",
		"\n",
		"\u{a0}",
		"\u{200d}",
		"\u{feff}",
		"\u{378}",
		"\u{1}",
		"漢字",
		"ไทย",
		"한",
		"ㄱ",
		"\u{1100}\u{1161}",
		"👩\u{200d}🚀",
		"“",
		"।",
		"\u{1d165}",
		"xx\u{e0041}",
	]);
	prop_oneof![prop::collection::vec(parts, 1..60).prop_map(|parts| parts.concat()), "\\PC{1,80}",]
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(16))]

	#[test]
	fn a_text_in_normal_form_should_be_struck_by_no_window(
		text in any_text(), pad in 0usize..1_100,
	) {
		let normal = normalize(&format!("{}{text}", "a".repeat(pad)));
		prop_assume!(!normal.is_empty());
		let bytes = normal.as_bytes();
		build_and_execute(|| {
			let id = accepted(bytes);
			let end = len_of(bytes);
			// All windows are tried where the rule is tested.
			for at in (0..end).rev().take(300).step_by(11) {
				for len in [1, 5, MAX_FLAW_BYTES] {
					let len = len.min(end - at);
					assert_noop!(strike(id, bytes, at, len), Error::<Test>::NotMalformed);
				}
			}
		});
	}
}
