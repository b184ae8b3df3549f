// SPDX-License-Identifier: Apache-2.0

//! Calls, as a program makes them that checks nothing before.

use openledger_primitives::{
	batch::ReceiptBatch,
	challenge::{Evidence, Exhibit, Proof},
	receipt::Answer,
	BatchId, ModelId,
};
use sp_core::H256;
use subxt::{
	dynamic,
	ext::scale_encode::EncodeAsType,
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
	settle_one { operator: AccountId32, answer: Static<Answer>, commitment: Static<H256> },
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

/// Settles an answer from the balance of whoever signs.
pub fn settle_one(operator: AccountId32, answer: Answer, commitment: H256) -> impl Payload {
	dynamic::tx("Attribution", "settle_one", (operator, Static(answer), Static(commitment)))
}

/// Settles many of them, each as a batch of its own.
pub fn settle_ones(operator: AccountId32, answers: &[(Answer, H256)]) -> impl Payload {
	let settle = |(answer, commitment): &(Answer, H256)| {
		let (answer, commitment) = (Static(answer.clone()), Static(*commitment));
		RuntimeCall::Attribution(AttributionCall::settle_one { operator, answer, commitment })
	};
	let calls: Vec<_> = answers.iter().map(settle).collect();
	dynamic::tx("Utility", "batch_all", (calls,))
}

/// Settles receipts that channels pay for.
pub fn settle_batch(batch: &ReceiptBatch) -> impl Payload {
	dynamic::tx("Attribution", "settle_batch", (Static(batch.clone()),))
}

/// Shows that a receipt is false, or tries to.
pub fn refute(batch: BatchId, exhibit: &Exhibit, proof: &Proof) -> impl Payload {
	dynamic::tx("Attribution", "refute", (batch, Static(exhibit.clone()), Static(proof.clone())))
}

/// Answers a demand for a span of a receipt.
pub fn reveal(batch: BatchId, span: u32, exhibit: &Exhibit, evidence: &Evidence) -> impl Payload {
	let arguments = (batch, span, Static(exhibit.clone()), Static(evidence.clone()));
	dynamic::tx("Attribution", "reveal", arguments)
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
pub fn finalize(batch: BatchId, most: u32) -> impl Payload {
	dynamic::tx("Attribution", "finalize", (batch, most))
}

/// Says what answers of a model cost at least, as its developer.
pub fn set_price_floor(model: ModelId, price_floor: u128) -> impl Payload {
	dynamic::tx("Models", "set_price_floor", (model, price_floor))
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
