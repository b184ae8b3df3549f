// SPDX-License-Identifier: Apache-2.0

use crate::{mock::*, *};
use openledger_primitives::{interfaces::Ledger as _, receipt::CompactReceipt};
use proptest::prelude::*;

fn arbitrary_receipt() -> impl Strategy<Value = CompactReceipt> {
	let credits = prop::collection::btree_map(0..AUTHORS - 1, 1u32..=40_000, 0..19);
	(100u128..u64::MAX as u128 / 50, 1u32..=65_536, credits).prop_map(|(fee, len, credits)| {
		let credits: Vec<_> = credits.into_iter().collect();
		CompactReceipt { output_len: len, ..receipt(fee, &credits) }
	})
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	#[test]
	fn every_unit_of_a_fee_should_be_in_one_place(
		receipts in prop::collection::vec((arbitrary_receipt(), 0u32..2, 1u32..20), 1..12),
	) {
		build_and_execute(|| {
			let everywhere = || {
				let owed = pallet_rewards::TotalOwed::<Test>::get();
				let pots = [TREASURY, STAKERS].map(Balances::free_balance);
				owed + Rewards::collected() + pots[0] + pots[1]
			};
			let (start, mut fees) = (everywhere(), 0);
			for (receipt, model, _) in &receipts {
				if settle(*model, receipt.clone()).is_ok() {
					fees += receipt.fee;
				}
				assert_eq!(everywhere(), start + fees);
			}
			pass_window();
			for batch in 0..NextBatchId::<Test>::get() {
				let max = receipts[batch as usize].2;
				while Batches::<Test>::contains_key(batch) {
					Attribution::finalise(RuntimeOrigin::signed(PAYER), batch, max).unwrap();
					Attribution::do_try_state().unwrap();
					assert_eq!(everywhere(), start + fees);
				}
			}
			assert_eq!(Rewards::collected(), 0);
		});
	}
}
