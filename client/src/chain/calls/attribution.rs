// SPDX-License-Identifier: Apache-2.0

//! Calls of settlement: answers, batches, and challenges of them.

use codec::Encode;
use openledger_primitives::{
	batch::ReceiptBatch,
	challenge::{Evidence, Exhibit, Proof},
	receipt::Answer,
	BatchId,
};
use sp_core::H256;
use subxt::{
	ext::scale_encode::{self, EncodeAsFields, FieldIter, TypeResolver},
	transactions::{dynamic, DynamicPayload, StaticPayload},
};

use crate::{
	account::{self, Account},
	interface::api,
};

/// The arguments of a call, encoded by the code that the chain decodes them with. A batch may have
/// a quarter of a million credits: they are not looked up in the metadata one by one. Encoding
/// fails where the chain's metadata has other arguments for the call.
pub struct Encoded {
	call: &'static str,
	/// The names of the arguments.
	names: &'static [&'static str],
	bytes: Vec<u8>,
}

impl Encoded {
	fn payload(
		call: &'static str,
		names: &'static [&'static str],
		bytes: Vec<u8>,
	) -> DynamicPayload<Self> {
		dynamic("Attribution", call, Self { call, names, bytes })
	}
}

impl EncodeAsFields for Encoded {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		fields: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		if !fields.map(|field| field.name).eq(self.names.iter().copied().map(Some)) {
			let reason = format!("`{}` of that chain has other arguments", self.call);
			return Err(scale_encode::Error::custom_string(reason));
		}
		out.extend_from_slice(&self.bytes);
		Ok(())
	}
}

/// Pays, from the caller's account, for an answer that `operator` served. `commitment` is that of
/// the whole receipt.
pub fn settle_one(
	operator: &Account,
	answer: &Answer,
	commitment: H256,
) -> DynamicPayload<Encoded> {
	let names = &["operator", "answer", "commitment"];
	let arguments = (account::bytes(operator), answer, commitment).encode();
	Encoded::payload("settle_one", names, arguments)
}

/// Settles receipts of the caller, an operator, that channels pay for.
pub fn settle_batch(batch: &ReceiptBatch) -> DynamicPayload<Encoded> {
	Encoded::payload("settle_batch", &["batch"], batch.encode())
}

/// Proves that the receipt of `exhibit` in `batch` is false, which voids the whole batch.
pub fn refute(batch: BatchId, exhibit: &Exhibit, proof: &Proof) -> DynamicPayload<Encoded> {
	let names = &["batch", "exhibit", "proof"];
	Encoded::payload("refute", names, (batch, exhibit, proof).encode())
}

/// Answers a demand for listed span number `span` of the receipt of `exhibit` in `batch`.
pub fn reveal(
	batch: BatchId,
	span: u32,
	exhibit: &Exhibit,
	evidence: &Evidence,
) -> DynamicPayload<Encoded> {
	let names = &["batch", "span", "exhibit", "evidence"];
	Encoded::payload("reveal", names, (batch, span, exhibit, evidence).encode())
}

call!(
	/// Demands that whoever settled `batch` reveal listed span number `span` of receipt number
	/// `receipt`: the call holds a bond of the caller, which an answer earns.
	attribution DemandReveal demand_reveal(batch: BatchId, receipt: u32, span: u32)
);
call!(
	/// Ends a demand that was not answered in time: a pending batch is refuted by it, and the bond
	/// goes back to the account that demanded.
	attribution ExpireDemand expire_demand(batch: BatchId, receipt: u32, span: u32)
);

call!(
	/// Makes at most `max_payments` of the payments of a batch whose challenge window is over. The
	/// batch is final when none is left.
	attribution Finalize finalize(batch: BatchId, max_payments: u32)
);

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::batch::{receipt, voucher};
	use codec::DecodeAll;
	use openledger_primitives::{
		batch::Draft,
		challenge::{Binding, Excerpt},
	};
	use sp_core::Blake2Hasher;

	#[test]
	fn what_is_settled_should_be_encoded_as_the_chain_decodes_it() {
		let receipts = [receipt(5, 0, 100), receipt(5, 2, 150)];
		let draft = Draft::of::<Blake2Hasher>(&receipts, &[voucher(5, 3, 350)]).unwrap();
		let call = settle_batch(&draft.batch);
		// Boxes encode as what is in them.
		let argument = Box::<ReceiptBatch>::decode_all(&mut &call.call_data().bytes[..]);
		assert_eq!(argument, Ok(Box::new(draft.batch)));

		let (operator, answer) = (Account::new([3; 32]), receipts[0].compact().unwrap().answer);
		let commitment = receipts[0].commitment::<Blake2Hasher>();
		let call = settle_one(&operator, &answer, commitment);
		type Arguments = ([u8; 32], Box<Answer>, H256);
		let arguments = Arguments::decode_all(&mut &call.call_data().bytes[..]);
		assert_eq!(arguments, Ok(([3; 32], Box::new(answer), commitment)));
	}

	#[test]
	fn challenges_should_be_encoded_as_the_chain_decodes_them() {
		let receipt = receipt(5, 0, 100);
		let compact = receipt.compact().unwrap();
		let binding = Binding::Committed(Default::default());
		let exhibit = Exhibit { index: 2, path: Default::default(), receipt, binding };
		let proof = Proof::ScoreMismatch { compact };
		let call = refute(7, &exhibit, &proof);
		let arguments =
			<(BatchId, Box<Exhibit>, Box<Proof>)>::decode_all(&mut &call.call_data().bytes[..]);
		assert_eq!(arguments, Ok((7, Box::new(exhibit.clone()), Box::new(proof))));

		let output = Excerpt {
			first: 0,
			bytes: b"chunk".to_vec().try_into().unwrap(),
			path: Default::default(),
		};
		let evidence = Evidence::SpanNotFound { output };
		let call = reveal(7, 4, &exhibit, &evidence);
		let arguments = <(BatchId, u32, Box<Exhibit>, Box<Evidence>)>::decode_all(
			&mut &call.call_data().bytes[..],
		);
		assert_eq!(arguments, Ok((7, 4, Box::new(exhibit), Box::new(evidence))));
	}
}
