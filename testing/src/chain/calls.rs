// SPDX-License-Identifier: Apache-2.0

//! Calls, as a program makes them that checks nothing before.

use openledger_client::interface::{
	api::{
		self,
		runtime_types::{
			openledger_runtime::{OriginCaller, RuntimeCall},
			pallet_attribution::pallet as attribution,
			pallet_identity::pallet as identity,
			pallet_parameters::pallet as parameters,
			pallet_utility::pallet as utility,
			pallet_veto::pallet as veto,
		},
	},
	EncodedParameter,
};
use openledger_primitives::{
	batch::ReceiptBatch,
	challenge::{Evidence, Exhibit, Proof},
	receipt::Answer,
	BatchId, ModelId,
};
use sp_core::H256;
use subxt::{
	dynamic,
	ext::codec::Encode,
	transactions::Payload,
	utils::{AccountId32, MultiAddress, Static},
};

/// Makes a call as sudo.
fn sudo(call: RuntimeCall) -> impl Payload {
	api::tx().sudo().sudo(call).unvalidated()
}

/// Settles an answer from the balance of whoever signs.
pub fn settle_one(operator: AccountId32, answer: Answer, commitment: H256) -> impl Payload {
	dynamic::tx("Attribution", "settle_one", (operator, Static(answer), Static(commitment)))
}

/// Settles many of them, each as a batch of its own.
pub fn settle_ones(operator: AccountId32, answers: &[(Answer, H256)]) -> impl Payload {
	let settle = |(answer, commitment): &(Answer, H256)| {
		let (answer, commitment) = (Box::new(Static(answer.clone())), *commitment);
		RuntimeCall::Attribution(attribution::Call::settle_one { operator, answer, commitment })
	};
	api::tx().utility().batch_all(answers.iter().map(settle).collect()).unvalidated()
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
	api::tx().attribution().demand_reveal(batch, receipt, span).unvalidated()
}

/// Demands many of them, of receipts and spans of one batch.
pub fn demand_reveals(batch: BatchId, demanded: &[(u32, u32)]) -> impl Payload {
	let demand = |(receipt, span)| {
		RuntimeCall::Attribution(attribution::Call::demand_reveal { batch, receipt, span })
	};
	api::tx().utility().batch_all(demanded.iter().copied().map(demand).collect()).unvalidated()
}

/// Makes a batch final, or fails and pays for all that it could have paid.
pub fn finalize(batch: BatchId, most: u32) -> impl Payload {
	api::tx().attribution().finalize(batch, most).unvalidated()
}

/// Says what answers of a model cost at least, as its developer.
pub fn set_price_floor(model: ModelId, price_floor: u128) -> impl Payload {
	api::tx().models().set_price_floor(model, price_floor).unvalidated()
}

/// Sets a governed number that merit could veto, as sudo: by the origin of what it has not vetoed.
pub fn set_parameter(group: u8, key: u8, value: u32) -> impl Payload {
	let key_value = Static(EncodedParameter((group, key, Some(value)).encode()));
	let set = RuntimeCall::Parameters(parameters::Call::set_parameter { key_value });
	let as_origin = Box::new(OriginCaller::Veto(veto::Origin::Unopposed));
	sudo(RuntimeCall::Utility(utility::Call::dispatch_as { as_origin, call: Box::new(set) }))
}

/// Makes an account a registrar, as sudo.
pub fn add_registrar(account: AccountId32) -> impl Payload {
	let account = MultiAddress::Id(account);
	sudo(RuntimeCall::Identity(identity::Call::add_registrar { account }))
}

/// Has an account give usernames with a suffix away, as sudo.
pub fn add_username_authority(who: AccountId32, suffix: &str, allocation: u32) -> impl Payload {
	let (authority, suffix) = (MultiAddress::Id(who), suffix.as_bytes().to_vec());
	let call = identity::Call::add_username_authority { authority, suffix, allocation };
	sudo(RuntimeCall::Identity(call))
}
