// SPDX-License-Identifier: Apache-2.0

//! Calls of settlement, as a program makes them that checks nothing before.

use openledger_primitives::{
	batch::Draft,
	receipt::CompactReceipt,
	voucher::{Redemption, Voucher},
	ContributionId, ModelId,
};
use subxt::{
	dynamic,
	ext::codec::Compact,
	transactions::Payload,
	utils::{AccountId32, Static},
};

/// Settles a receipt from the balance of whoever signs.
pub fn settle_one(model: ModelId, operator: AccountId32, receipt: CompactReceipt) -> impl Payload {
	dynamic::tx("Attribution", "settle_one", (model, operator, Static(receipt)))
}

/// Settles receipts that vouchers pay for, each with all that it promises.
pub fn settle_batch(draft: &Draft, vouchers: &[Voucher]) -> impl Payload {
	let contributions: Vec<Compact<ContributionId>> =
		draft.contributions.iter().copied().map(Compact).collect();
	let redeemed = |voucher: &Voucher| Redemption { voucher: *voucher, amount: voucher.cumulative };
	let redemptions: Vec<_> = vouchers.iter().map(redeemed).collect();
	let arguments = (
		draft.model,
		Static(draft.rule),
		draft.unit,
		Static(redemptions),
		Static(contributions),
		Static(draft.receipts.clone()),
	);
	dynamic::tx("Attribution", "settle_batch", arguments)
}
