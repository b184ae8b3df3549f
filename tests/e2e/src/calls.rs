// SPDX-License-Identifier: Apache-2.0

//! Calls, as a program makes them that checks nothing before.

use openledger_primitives::{
	batch::Draft,
	challenge::{Exhibit, Proof},
	receipt::CompactReceipt,
	voucher::{Redemption, Voucher},
	BatchId, ContributionId, ModelId,
};
use subxt::{
	dynamic,
	ext::{codec::Compact, scale_encode::EncodeAsType},
	transactions::Payload,
	utils::{AccountId32, MultiAddress, Static},
};

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum RuntimeCall {
	Attribution(AttributionCall),
	Identity(IdentityCall),
	Parameters(ParametersCall),
	Utility(UtilityCall),
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[allow(non_camel_case_types)] // as the chain names it
enum AttributionCall {
	demand_reveal { batch: BatchId, receipt: u32, span: u32 },
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[allow(non_camel_case_types)] // as the chain names it
enum IdentityCall {
	add_registrar {
		account: MultiAddress<AccountId32, ()>,
	},
	add_username_authority {
		authority: MultiAddress<AccountId32, ()>,
		suffix: Vec<u8>,
		allocation: u32,
	},
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[allow(non_camel_case_types)] // as the chain names it
enum UtilityCall {
	dispatch_as { as_origin: OriginCaller, call: Box<RuntimeCall> },
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum OriginCaller {
	Veto(VetoOrigin),
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum VetoOrigin {
	Unopposed,
}

#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[allow(non_camel_case_types)] // as the chain names it
enum ParametersCall {
	/// Group, key, and the value.
	set_parameter { key_value: Static<(u8, u8, Option<u32>)> },
}

/// Settles a receipt from the balance of whoever signs.
pub fn settle_one(model: ModelId, operator: AccountId32, receipt: CompactReceipt) -> impl Payload {
	dynamic::tx("Attribution", "settle_one", (model, operator, Static(receipt)))
}

/// Settles receipts that vouchers pay for, each with all that it promises.
pub fn settle_batch(draft: &Draft, vouchers: &[Voucher]) -> impl Payload {
	let redeemed = |voucher: &Voucher| Redemption { voucher: *voucher, amount: voucher.cumulative };
	let redemptions: Vec<_> = vouchers.iter().map(redeemed).collect();
	redeem_batch(draft, &redemptions)
}

/// Settles receipts that parts of vouchers pay for.
pub fn redeem_batch(draft: &Draft, redemptions: &[Redemption]) -> impl Payload {
	let contributions: Vec<Compact<ContributionId>> =
		draft.contributions.iter().copied().map(Compact).collect();
	let arguments = (
		draft.model,
		Static(draft.rule),
		draft.unit,
		Static(redemptions.to_vec()),
		Static(contributions),
		Static(draft.receipts.clone()),
	);
	dynamic::tx("Attribution", "settle_batch", arguments)
}

/// Shows that a receipt is false, or tries to.
pub fn refute(batch: BatchId, exhibit: &Exhibit, proof: &Proof) -> impl Payload {
	dynamic::tx("Attribution", "refute", (batch, Static(exhibit.clone()), Static(proof.clone())))
}

/// Demands that a receipt and one of its spans be revealed.
pub fn demand_reveal(batch: BatchId, receipt: u32, span: u32) -> impl Payload {
	dynamic::tx("Attribution", "demand_reveal", (batch, receipt, span))
}

/// Demands many of them, of receipts and spans of one batch.
pub fn demand_reveals(batch: BatchId, demanded: &[(u32, u32)]) -> impl Payload {
	let demand = |(receipt, span)| {
		RuntimeCall::Attribution(AttributionCall::demand_reveal { batch, receipt, span })
	};
	let calls: Vec<_> = demanded.iter().copied().map(demand).collect();
	dynamic::tx("Utility", "batch_all", (calls,))
}

/// Makes a batch final, or fails and pays for all that it could have paid.
pub fn finalise(batch: BatchId, most: u32) -> impl Payload {
	dynamic::tx("Attribution", "finalise", (batch, most))
}

/// Sets a governed number that merit could veto, as sudo: by the origin of what it has not vetoed.
pub fn set_parameter(group: u8, key: u8, value: u32) -> impl Payload {
	let key_value = Static((group, key, Some(value)));
	let set = RuntimeCall::Parameters(ParametersCall::set_parameter { key_value });
	let as_origin = OriginCaller::Veto(VetoOrigin::Unopposed);
	let call = RuntimeCall::Utility(UtilityCall::dispatch_as { as_origin, call: Box::new(set) });
	dynamic::tx("Sudo", "sudo", (call,))
}

/// Makes an account a registrar, as sudo.
pub fn add_registrar(account: AccountId32) -> impl Payload {
	let account = MultiAddress::Id(account);
	let call = RuntimeCall::Identity(IdentityCall::add_registrar { account });
	dynamic::tx("Sudo", "sudo", (call,))
}

/// Has an account give usernames with a suffix away, as sudo.
pub fn add_username_authority(who: AccountId32, suffix: &str, allocation: u32) -> impl Payload {
	let (authority, suffix) = (MultiAddress::Id(who), suffix.as_bytes().to_vec());
	let call = RuntimeCall::Identity(IdentityCall::add_username_authority {
		authority,
		suffix,
		allocation,
	});
	dynamic::tx("Sudo", "sudo", (call,))
}
