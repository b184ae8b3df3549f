// SPDX-License-Identifier: Apache-2.0

//! Whoever gives what the rule gives, and settles what it gave, is refuted by nothing: not by its
//! own receipts shown elsewhere, and not by anything that is made of them.

use super::world::*;
use crate::mock::*;
use frame_support::assert_ok;
use openledger_primitives::{
	challenge::{Binding, Exhibit, Proof, Substitute},
	receipt::{CompactReceipt, Receipt},
	span::SpanParams,
	BatchId,
};
use sp_core::{storage::StateVersion, H256};
use sp_runtime::traits::BlakeTwo256;

/// Exhibits that are tried.
const TRIES: u32 = 10_000;

/// The same numbers in each run.
struct Random(u64);

impl Random {
	fn next(&mut self) -> u64 {
		self.0 ^= self.0 << 13;
		self.0 ^= self.0 >> 7;
		self.0 ^= self.0 << 17;
		self.0
	}

	fn below(&mut self, end: usize) -> usize {
		(self.next() % end as u64) as usize
	}

	fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
		&all[self.below(all.len())]
	}

	fn one_in(&mut self, chances: usize) -> bool {
		self.below(chances) == 0
	}
}

/// What an honest operator has settled, and all that it has given and signed.
struct Honest {
	batches: Vec<Served>,
	given: Vec<(Receipt, Binding)>,
}

impl Honest {
	/// Three batches of two channels, with gaps; and answers that are not settled yet.
	fn new() -> Self {
		assert_eq!(open_channel(OPERATOR, 50_000), 1);
		let places: [&[(u64, u64)]; 3] =
			[&[(0, 0), (0, 1), (0, 4)], &[(0, 5), (1, 0), (1, 1), (1, 3), (1, 4)], &[(1, 5)]];
		let give = |(nth, (channel, sequence)): (usize, &(u64, u64))| Receipt {
			fee: FEE + nth as u128,
			salt: [nth as u8; 32],
			..whole(by_channel(*channel, *sequence), FEE, &truth())
		};
		let batches: Vec<_> = places
			.into_iter()
			.map(|places| Served::of(places.iter().enumerate().map(give).collect()).settle())
			.collect();
		let pending = [(0, 6), (1, 7), (2, 0)];
		let receipts: Vec<_> = batches
			.iter()
			.flat_map(|served| served.receipts.clone())
			.chain(pending.iter().enumerate().map(give))
			.collect();
		let sign = |receipt: Receipt| {
			let signed = signed_by(&receipt_key(), OPERATOR, &receipt);
			(receipt, signed)
		};
		Self { batches, given: receipts.into_iter().map(sign).collect() }
	}

	/// What was given for a place of a batch.
	fn given_for(&self, served: &Served, nth: usize) -> (Receipt, Binding) {
		let receipt = &served.receipts[nth];
		self.given.iter().find(|(given, _)| given == receipt).unwrap().clone()
	}

	/// Something to refute a batch by.
	fn any_exhibit(&self, random: &mut Random) -> (BatchId, Box<Exhibit>, Proof) {
		let served = random.pick(&self.batches);
		let nth = random.below(served.receipts.len());
		let (mut receipt, mut binding) = match random.one_in(2) {
			true => self.given_for(served, nth),
			false => random.pick(&self.given).clone(),
		};
		if random.one_in(3) {
			alter(random, &mut receipt);
		}
		match random.below(8) {
			0 => binding = random.pick(&self.given).1.clone(),
			1 => binding = Binding::Committed(served.commitment_path(nth)),
			2 => {
				let other = random.pick(&self.batches);
				let place = random.below(other.receipts.len());
				binding = Binding::Committed(other.commitment_path(place));
			}
			3 => flip(random, &mut binding),
			_ => {}
		}
		let mut exhibit = served.exhibit_of(nth, receipt, binding);
		match random.below(8) {
			0 => exhibit.index = random.below(7) as u32,
			1 => {
				let other = random.pick(&self.batches);
				let place = random.below(other.receipts.len());
				exhibit.path = other.exhibit(place).path;
			}
			2 => exhibit.path.truncate(1),
			_ => {}
		}
		(served.id, exhibit, self.any_proof(random, served, nth))
	}

	/// A proof about place `nth` of a batch, or about whatever.
	fn any_proof(&self, random: &mut Random, served: &Served, nth: usize) -> Proof {
		let (other, place) = match random.one_in(4) {
			true => {
				let other = random.pick(&self.batches);
				(other, random.below(other.receipts.len()))
			}
			false => (served, nth),
		};
		let mut compact = other.compacts[place].clone();
		if random.one_in(4) {
			alter_compact(random, &mut compact);
		}
		let settled = match random.below(10) {
			0 => return mismatch(),
			1 => return longer_match(),
			2 => return earlier_holder(),
			3 => return Proof::ScoreMismatch { compact },
			4 => {
				let (at, len) = (random.below(100) as u32, random.below(9) as u32);
				return Proof::Malformed { at, len, output: all_of(OUTPUT) };
			}
			5 => Substitute::Commitment {
				commitment: other.commitments[place],
				path: other.commitment_path(place),
			},
			6 => Substitute::Commitment {
				commitment: random.pick(&self.given).0.commitment::<BlakeTwo256>(),
				path: served.commitment_path(nth),
			},
			_ => Substitute::Receipt { compact },
		};
		Proof::Substituted { settled }
	}
}

/// Makes a receipt say something else than was signed.
fn alter(random: &mut Random, receipt: &mut Receipt) {
	let spans = random.pick(&[vec![], later(), too_long(), too_short()]).clone();
	match random.below(8) {
		0 => receipt.spans = spans.try_into().unwrap(),
		1 => receipt.fee += 1,
		2 => receipt.payment = by_channel(random.below(3) as u64, random.below(8) as u64),
		3 => receipt.model = random.below(4) as u32,
		4 => receipt.salt = [random.below(256) as u8; 32],
		5 => receipt.output_len += 1,
		6 => receipt.output_root = H256::repeat_byte(random.below(256) as u8),
		_ => receipt.span_params = SpanParams { min_span: 16, full_span: 64 },
	}
}

/// Makes what the chain has something else.
fn alter_compact(random: &mut Random, compact: &mut CompactReceipt) {
	match random.below(4) {
		0 => compact.answer.fee += 1,
		1 => compact.answer.credits.clear(),
		2 => compact.payment = by_channel(random.below(3) as u64, random.below(8) as u64),
		_ => compact.answer.model = random.below(4) as u32,
	}
}

/// Flips a bit of a signature or of a path.
fn flip(random: &mut Random, binding: &mut Binding) {
	let bit = 1u8 << random.below(8);
	match binding {
		Binding::Signed(signature) => signature.0[random.below(64)] ^= bit,
		Binding::Committed(path) => {
			if let Some(sibling) = path.get_mut(0) {
				sibling.0[random.below(32)] ^= bit;
			}
		}
	}
}

#[test]
fn an_honest_operator_should_be_refuted_by_none_of_ten_thousand_exhibits() {
	in_world(10 * MIN_BOND, || {
		let honest = Honest::new();
		let mut random = Random(0x0be1_1ed6_e4ec_e195);
		let root = || sp_io::storage::root(StateVersion::V1);
		let before = root();
		for nth in 0..TRIES {
			let (batch, exhibit, proof) = honest.any_exhibit(&mut random);
			let tried = (exhibit.clone(), proof.clone());
			assert!(show(batch, exhibit, proof).is_err(), "{nth}: {tried:?}");
		}
		assert_eq!(root(), before);
		pass_window();
		for served in &honest.batches {
			assert_ok!(finalize(served.id));
		}
		assert_eq!(operator(OPERATOR).bond, 10 * MIN_BOND);
	});
}
