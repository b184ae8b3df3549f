// SPDX-License-Identifier: Apache-2.0

//! The receipts that the calls of a block settled and revealed, wherever in it they are: in a
//! transaction of their own, or within a call that dispatches others.
//!
//! Nothing here says that a call succeeded. Settled are the receipts that have the root of a batch,
//! and revealed those that prove to be in one.

mod finder;
mod settlement;

pub use settlement::{SettledCall, Settlement};

use std::{io, thread};

use codec::DecodeAll;
use openledger_primitives::{
	batch::ReceiptBatch,
	challenge::{Evidence, Exhibit},
	merkle,
	receipt::Answer,
	BatchId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::{Blake2Hasher, H256};
use subxt::metadata::Metadata;

use self::finder::find;
use crate::account::Account;

/// The pallet whose calls are looked for.
const PALLET: &str = "Attribution";
/// The bytes of stack to decode with. Calls within calls nest as deep as the runtime lets them, and
/// decoding recurses with them.
pub(in crate::chain) const STACK: usize = 64 << 20;

/// The calls of a block that settle and reveal, in order.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct BlockCalls {
	/// The calls that settle receipts.
	pub settled: Vec<SettledCall>,
	/// The calls that reveal receipts.
	pub revealed: Vec<RevealedCall>,
	/// The number of transactions that could not be decoded.
	pub unread: usize,
}

/// A receipt that a call revealed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevealedCall {
	/// The id of the batch.
	pub batch: BatchId,
	/// The number of the span among those that the receipt lists.
	pub span: u32,
	/// The receipt, its place in the batch, and the proof that it was given.
	pub exhibit: Exhibit,
	/// The texts that the span is about, or the proof that the receipt lists no such span.
	pub evidence: Evidence,
}

enum Seen {
	Settled(SettledCall),
	Revealed(Box<RevealedCall>),
}

impl BlockCalls {
	/// The receipts of the batch of `info`, if a call that could be read settled them.
	pub fn settlement_of(&self, info: &BatchInfo<Account>) -> Option<Settlement> {
		self.settled.iter().find_map(|call| call.settlement(info))
	}

	/// Reads the encoded transactions of a block. Fails when no thread can be started for that.
	pub fn read(metadata: &Metadata, body: &[Vec<u8>]) -> io::Result<Self> {
		thread::scope(|scope| {
			let reader = thread::Builder::new()
				.stack_size(STACK)
				.spawn_scoped(scope, || Self::read_here(metadata, body))?;
			let unread = Self { unread: body.len(), ..Self::default() };
			Ok(reader.join().unwrap_or(unread))
		})
	}

	fn read_here(metadata: &Metadata, body: &[Vec<u8>]) -> Self {
		let mut calls = Self::default();
		for extrinsic in body {
			let Some(found) = find(metadata, extrinsic) else {
				calls.unread += 1;
				continue;
			};
			for call in found {
				match read_call(metadata, call) {
					Some(Seen::Settled(call)) => calls.settled.push(call),
					Some(Seen::Revealed(call)) => calls.revealed.push(*call),
					None => {}
				}
			}
		}
		calls
	}
}

/// Reads an encoded call of the pallet: the pallet's index, the call's, the arguments.
fn read_call(metadata: &Metadata, call: &[u8]) -> Option<Seen> {
	let (index, arguments) = call.get(1..)?.split_first()?;
	let name = &metadata.pallet_by_name(PALLET)?.call_variant_by_index(*index)?.name;
	read_arguments(name, arguments)
}

fn read_arguments(name: &str, arguments: &[u8]) -> Option<Seen> {
	match name {
		"settle_one" => settled_alone(arguments).map(Seen::Settled),
		"settle_batch" => settled_together(arguments).map(Seen::Settled),
		"reveal" => {
			type Arguments = (BatchId, u32, Exhibit, Evidence);
			let (batch, span, exhibit, evidence) = Arguments::decode_all(&mut &*arguments).ok()?;
			Some(Seen::Revealed(Box::new(RevealedCall { batch, span, exhibit, evidence })))
		}
		_ => None,
	}
}

fn settled_alone(arguments: &[u8]) -> Option<SettledCall> {
	type Arguments = ([u8; 32], Answer, H256);
	let (operator, answer, commitment) = Arguments::decode_all(&mut &*arguments).ok()?;
	Some(SettledCall::Alone { operator: Account::new(operator), answer, commitment })
}

fn settled_together(arguments: &[u8]) -> Option<SettledCall> {
	let batch = ReceiptBatch::decode_all(&mut &*arguments).ok()?;
	let receipts = batch.compact().collect::<Option<Vec<_>>>()?;
	let settlement = Settlement { receipts, commitments: batch.commitments };
	let root = merkle::root::<Blake2Hasher>(&settlement.leaves())?;
	Some(SettledCall::Together { root, settlement })
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::fixtures::settled::info;
	use codec::Encode;
	use openledger_primitives::{
		batch::Draft,
		challenge::{Binding, Excerpt},
		receipt::{commitment_leaf, HeldSpan, Payment, Receipt},
		span::{Span, SpanParams},
		voucher::Voucher,
		Balance,
	};

	fn receipt(payment: Payment, fee: Balance) -> Receipt {
		let held = HeldSpan { span: Span { start: 0, len: 40 }, contribution: 300, offset: 2 };
		Receipt {
			payment,
			model: 3,
			span_params: SpanParams::DEFAULT,
			fee,
			output_len: 1_000,
			output_root: H256::zero(),
			spans: vec![held].try_into().unwrap(),
			salt: [0; 32],
		}
	}

	fn settled(name: &str, arguments: &[u8]) -> BlockCalls {
		match read_arguments(name, arguments) {
			Some(Seen::Settled(call)) => BlockCalls { settled: vec![call], ..Default::default() },
			_ => panic!("another call"),
		}
	}

	#[test]
	fn what_an_account_settled_should_be_read_with_its_payer() {
		let receipt = receipt(Payment::Direct { payer: [1; 32] }, 5);
		let (compact, commitment) =
			(receipt.compact().unwrap(), receipt.commitment::<Blake2Hasher>());
		let calls = settled("settle_one", &([8u8; 32], &compact.answer, commitment).encode());
		let batch = BatchInfo {
			payer: Some(Account::new([1; 32])),
			operator: Account::new([8; 32]),
			receipts: 1,
			root: compact.leaf::<Blake2Hasher>(),
			commitments: commitment_leaf::<Blake2Hasher>(commitment),
			..info()
		};
		let found = calls.settlement_of(&batch).unwrap();
		assert_eq!(found.receipts, [compact]);
		assert_eq!((found.leaves(), found.commitments), (vec![batch.root], batch.commitments));
		assert_eq!(found.place_of(5, 0), None);
		for other in [
			BatchInfo { payer: Some(Account::new([2; 32])), ..batch.clone() },
			BatchInfo { operator: Account::new([2; 32]), ..batch.clone() },
			BatchInfo { commitments: H256::zero(), ..batch.clone() },
			BatchInfo { payer: None, ..batch },
		] {
			assert_eq!(calls.settlement_of(&other), None);
		}
	}

	#[test]
	fn what_channels_paid_for_should_be_found_by_channel_and_sequence() {
		let receipts = [(5, 0), (5, 3), (7, 1)].map(|(channel, sequence)| {
			let payment = Payment::Channel { channel, sequence };
			receipt(payment, 100 + 50 * Balance::from(sequence))
		});
		let signature = sp_core::sr25519::Signature::from_raw([7; 64]);
		let vouchers =
			[5, 7].map(|channel| Voucher { channel, answers: 9, cumulative: 1_000, signature });
		let draft = Draft::of::<Blake2Hasher>(&receipts, &vouchers).unwrap();
		let arguments = draft.batch.encode();
		let calls = settled("settle_batch", &arguments);
		let batch = BatchInfo {
			payer: None,
			receipts: 3,
			root: draft.root::<Blake2Hasher>().unwrap(),
			commitments: draft.batch.commitments,
			..info()
		};
		let found = calls.settlement_of(&batch).unwrap();
		let compacts: Vec<_> = receipts.iter().map(|receipt| receipt.compact().unwrap()).collect();
		assert_eq!(found.receipts, compacts);
		assert_eq!(found.place_of(5, 3), Some(1));
		assert_eq!(found.place_of(7, 1), Some(2));
		assert_eq!((found.place_of(5, 1), found.place_of(6, 0)), (None, None));
		let own: Vec<_> = found.of_channel(5).map(|(place, at, it)| (place, at, it.fee)).collect();
		assert_eq!(own, [(0, 0, 100), (1, 3, 250)]);
		for other in [
			BatchInfo { root: H256::zero(), ..batch.clone() },
			BatchInfo { commitments: H256::zero(), ..batch.clone() },
			BatchInfo { receipts: 2, ..batch.clone() },
			BatchInfo { payer: Some(Account::new([2; 32])), ..batch },
		] {
			assert_eq!(calls.settlement_of(&other), None);
		}
		// What is cut off, or of another call, is nothing.
		assert!(read_arguments("settle_batch", &arguments[1..]).is_none());
		assert!(read_arguments("finalize", &arguments).is_none());
	}

	#[test]
	fn what_is_revealed_should_be_read() {
		let receipt = receipt(Payment::Channel { channel: 5, sequence: 0 }, 100);
		let binding = Binding::Committed(Default::default());
		let exhibit = Exhibit { index: 4, path: Default::default(), receipt, binding };
		let bytes = b"chunk".to_vec().try_into().unwrap();
		let output = Excerpt { first: 0, bytes, path: Default::default() };
		let evidence = Evidence::SpanNotFound { output };
		let arguments = (9u64, 2u32, &exhibit, &evidence).encode();
		match read_arguments("reveal", &arguments) {
			Some(Seen::Revealed(call)) => {
				assert_eq!(*call, RevealedCall { batch: 9, span: 2, exhibit, evidence });
			}
			_ => panic!("another call"),
		}
	}
}
