// SPDX-License-Identifier: Apache-2.0

//! The receipts that the calls of a block settled and revealed, wherever in it they are: in a
//! transaction of their own, or within a call that dispatches others.
//!
//! Nothing here says that a call succeeded. Settled are the receipts that have the root of a batch,
//! and revealed those that prove to be in one.

use std::{io, marker::PhantomData, thread};

use codec::DecodeAll;
use openledger_primitives::{
	batch::ReceiptBatch,
	challenge::{Evidence, Exhibit},
	merkle,
	receipt::{commitment_leaf, Answer, CompactReceipt, Payment},
	BatchId, ChannelId,
};
use openledger_runtime_api::BatchInfo;
use sp_core::{Blake2Hasher, H256};
use subxt::{
	ext::{
		frame_decode::extrinsics::decode_extrinsic,
		scale_decode::visitor::{
			decode_with_visitor,
			types::{Array, Composite, Sequence, Tuple, Variant},
			DecodeError, TypeIdFor, Unexpected, Visitor,
		},
		scale_type_resolver::TypeResolver,
	},
	metadata::Metadata,
};

use crate::{
	account::{self, Account},
	convert::saturating_u32,
};

/// The pallet whose calls are looked for.
const PALLET: &str = "Attribution";
/// The bytes of stack to decode with. Calls within calls nest as deep as the runtime lets them, and
/// decoding recurses with them.
pub(super) const STACK: usize = 64 << 20;

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

/// Receipts that a call settled, if it succeeded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SettledCall {
	/// A receipt that an account has paid for, which the call does not name.
	Alone {
		/// The operator that served the answer.
		operator: Account,
		/// The answer.
		answer: Answer,
		/// The commitment of the whole receipt.
		commitment: H256,
	},
	/// Receipts that channels have paid for.
	Together {
		/// The root over the compact receipts.
		root: H256,
		/// The receipts.
		settlement: Settlement,
	},
}

/// The receipts that were settled as a batch.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Settlement {
	/// The receipts, in the order of their numbers in the batch.
	pub receipts: Vec<CompactReceipt>,
	/// The root over the commitments of the whole receipts.
	pub commitments: H256,
}

impl Settlement {
	/// The leaves of the batch's tree.
	pub fn leaves(&self) -> Vec<H256> {
		self.receipts.iter().map(CompactReceipt::leaf::<Blake2Hasher>).collect()
	}

	/// The receipts that a channel pays for: for each its number in the batch, its sequence and its
	/// answer.
	pub fn of_channel(&self, channel: ChannelId) -> impl Iterator<Item = (u32, u64, &Answer)> {
		let numbered = (0u32..).zip(&self.receipts);
		numbered.filter_map(move |(number, receipt)| match receipt.payment {
			Payment::Channel { channel: paying, sequence } if paying == channel => {
				Some((number, sequence, &receipt.answer))
			}
			_ => None,
		})
	}

	/// The number that the receipt of a channel's answer has in the batch. `None` if it is not in
	/// it.
	pub fn place_of(&self, channel: ChannelId, sequence: u64) -> Option<u32> {
		let place = |receipt: &CompactReceipt| match receipt.payment {
			Payment::Channel { channel, sequence } => Some((channel, sequence)),
			Payment::Direct { .. } => None,
		};
		let found = self.receipts.binary_search_by_key(&Some((channel, sequence)), place);
		found.ok().map(saturating_u32)
	}
}

impl SettledCall {
	/// The receipts that it settled, if they are those of the batch of `info`.
	fn settlement(&self, info: &BatchInfo<Account>) -> Option<Settlement> {
		let settlement = match (self, &info.payer) {
			(Self::Alone { operator, answer, commitment }, Some(payer)) => {
				let payment = Payment::Direct { payer: account::bytes(payer) };
				let receipt = CompactReceipt { payment, answer: answer.clone() };
				let commitments = commitment_leaf::<Blake2Hasher>(*commitment);
				let is_it = *operator == info.operator
					&& receipt.leaf::<Blake2Hasher>() == info.root
					&& commitments == info.commitments;
				is_it.then(|| Settlement { receipts: vec![receipt], commitments })?
			}
			(Self::Together { root, settlement }, None) => {
				let is_it = *root == info.root && settlement.commitments == info.commitments;
				is_it.then(|| settlement.clone())?
			}
			_ => return None,
		};
		(saturating_u32(settlement.receipts.len()) == info.receipts).then_some(settlement)
	}
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

/// The calls of the pallet in a transaction, encoded. `None` when it can't be decoded.
fn find<'a>(metadata: &Metadata, extrinsic: &'a [u8]) -> Option<Vec<&'a [u8]>> {
	let mut cursor = extrinsic;
	let info = decode_extrinsic(&mut cursor, metadata, metadata.types()).ok()?;
	let mut call = extrinsic.get(info.call_data_range())?;
	let calls = metadata.outer_enums().call_enum_ty();
	decode_with_visitor(&mut call, calls, metadata.types(), Finder::new(calls)).ok()
}

/// Finds the pallet's calls in a value, however deep.
struct Finder<R> {
	/// The type of a call of any pallet.
	calls: u32,
	types: PhantomData<R>,
}

impl<R> Finder<R> {
	fn new(calls: u32) -> Self {
		Self { calls, types: PhantomData }
	}
}

/// The calls that are found in the items of a value.
macro_rules! in_items {
	($self:ident, $value:ident) => {{
		let mut found = Vec::new();
		while let Some(within) = $value.decode_item(Self::new($self.calls)) {
			found.extend(within?);
		}
		Ok(found)
	}};
}

impl<R: TypeResolver<TypeId = u32>> Visitor for Finder<R> {
	type Value<'scale, 'resolver> = Vec<&'scale [u8]>;
	type Error = DecodeError;
	type TypeResolver = R;

	fn visit_unexpected<'scale, 'resolver>(
		self,
		_: Unexpected,
	) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
		Ok(Vec::new())
	}

	fn visit_variant<'scale, 'resolver>(
		self,
		value: &mut Variant<'scale, 'resolver, R>,
		type_id: TypeIdFor<Self>,
	) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
		if type_id != self.calls || value.name() != PALLET {
			let fields = value.fields();
			return in_items!(self, fields);
		}
		let from = value.bytes_from_start();
		value.skip_decoding()?;
		let after = value.bytes_from_undecoded().len();
		Ok(from.get(..from.len().saturating_sub(after)).into_iter().collect())
	}

	fn visit_composite<'scale, 'resolver>(
		self,
		value: &mut Composite<'scale, 'resolver, R>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
		in_items!(self, value)
	}

	fn visit_tuple<'scale, 'resolver>(
		self,
		value: &mut Tuple<'scale, 'resolver, R>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
		in_items!(self, value)
	}

	fn visit_sequence<'scale, 'resolver>(
		self,
		value: &mut Sequence<'scale, 'resolver, R>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
		in_items!(self, value)
	}

	fn visit_array<'scale, 'resolver>(
		self,
		value: &mut Array<'scale, 'resolver, R>,
		_: TypeIdFor<Self>,
	) -> Result<Self::Value<'scale, 'resolver>, Self::Error> {
		in_items!(self, value)
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
		receipt::{HeldSpan, Receipt},
		span::{Span, SpanParams},
		voucher::Voucher,
		Balance,
	};
	use scale_info::{MetaType, PortableRegistry, Registry, TypeInfo};

	/// Calls as a runtime has them.
	#[derive(Encode, TypeInfo)]
	enum Call {
		#[codec(index = 0)]
		System(SystemCall),
		#[codec(index = 20)]
		Utility(UtilityCall),
		#[codec(index = 21)]
		Proxy(ProxyCall),
		#[codec(index = 42)]
		Attribution(AttributionCall),
	}

	#[derive(Encode, TypeInfo)]
	#[allow(non_camel_case_types)]
	enum SystemCall {
		remark { remark: Vec<u8> },
	}

	#[derive(Encode, TypeInfo)]
	#[allow(non_camel_case_types)]
	enum UtilityCall {
		batch_all { calls: Vec<Call> },
	}

	#[derive(Encode, TypeInfo)]
	#[allow(non_camel_case_types)]
	enum ProxyCall {
		proxy { real: [u8; 32], kind: Option<bool>, call: Box<Call> },
	}

	#[derive(Encode, TypeInfo)]
	#[allow(non_camel_case_types)]
	enum AttributionCall {
		#[codec(index = 1)]
		finalize { batch: u64, amount: (u128, [u16; 2]) },
	}

	fn found_in(call: &Call) -> Vec<Vec<u8>> {
		let mut registry = Registry::new();
		let calls = registry.register_type(&MetaType::new::<Call>()).id;
		let types = PortableRegistry::from(registry);
		let encoded = call.encode();
		let mut bytes = &encoded[..];
		let finder = Finder::<PortableRegistry>::new(calls);
		let found = decode_with_visitor(&mut bytes, calls, &types, finder).unwrap();
		assert!(bytes.is_empty());
		found.into_iter().map(<[u8]>::to_vec).collect()
	}

	#[test]
	fn calls_should_be_found_wherever_they_are_dispatched() {
		let ours =
			|batch| Call::Attribution(AttributionCall::finalize { batch, amount: (7, [1; 2]) });
		let remark = || Call::System(SystemCall::remark { remark: ours(0).encode() });
		assert_eq!(found_in(&ours(1)), [ours(1).encode()]);
		assert_eq!(found_in(&ours(1))[0][..2], [42, 1]);
		assert!(found_in(&remark()).is_empty());
		let proxied = ProxyCall::proxy { real: [9; 32], kind: Some(true), call: Box::new(ours(2)) };
		let calls = vec![remark(), ours(1), Call::Proxy(proxied), remark(), ours(3)];
		let inner = Call::Utility(UtilityCall::batch_all { calls });
		let outer = Call::Utility(UtilityCall::batch_all { calls: vec![inner, ours(4)] });
		let expected: Vec<_> = (1..5).map(|batch| ours(batch).encode()).collect();
		assert_eq!(found_in(&outer), expected);
	}

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
