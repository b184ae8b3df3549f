// SPDX-License-Identifier: Apache-2.0

//! Encoded calls: made, read, and weighed.

use std::{fmt, io, thread};

use codec::{Compact, DecodeAll, Encode};
use openledger_primitives::Balance;
use sp_core::{Blake2Hasher, Hasher, H256};
use subxt::{
	events::Event,
	ext::scale_value::{
		scale::decode_as_type,
		stringify::{custom_formatters::format_hex, to_writer_custom},
		Composite, Primitive, Value, ValueDef,
	},
	metadata::Metadata,
	transactions::Payload,
	SubstrateConfig,
};

use super::{
	calls::{
		encoded::{of_bytes, EncodedCall},
		preimage::Weight,
	},
	seen::STACK,
	BlockView,
};
use crate::{
	account::{self, Account},
	convert::saturating_u32,
	error::{Error, GovernanceError},
};

/// The length, in bytes, above which the calls of strangers are not taken apart: as deep as those
/// could nest, no stack would do.
const SHOWN_BYTES: usize = 16 << 10;
/// The function of the runtime that weighs a call.
const WEIGH: &str = "TransactionPaymentCallApi_query_call_info";

/// A call or an event, in words.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadCall {
	/// `Pallet.call`.
	pub name: String,
	/// The names and the values of its arguments.
	pub arguments: Vec<(String, String)>,
}

/// The BLAKE2b-256 hash, by which the chain knows calls and preimages.
pub fn hash_of(bytes: &[u8]) -> H256 {
	Blake2Hasher::hash(bytes)
}

impl BlockView {
	/// A call as an argument of another.
	pub fn encoded<C: Payload>(&self, call: &C) -> Result<EncodedCall, Error> {
		Ok(of_bytes(self.bytes_of(call)?))
	}

	/// The encoded call. Fails where it does not have the shape that the chain's metadata says.
	pub fn bytes_of<C: Payload>(&self, call: &C) -> Result<Vec<u8>, Error> {
		self.at.transactions().call_data(call).map_err(Error::node)
	}

	/// Reads an encoded call. Fails when the chain could not dispatch it.
	pub fn read_call(&self, call: &[u8]) -> Result<ReadCall, Error> {
		let metadata = self.at.metadata();
		Ok(read(&metadata, call).map_err(Error::NoThread)?.map_err(GovernanceError::NotACall)?)
	}

	/// Reads a stranger's encoded call as far as it can be read: of one that is too long, or not a
	/// call of the chain, the name says so.
	pub fn describe(&self, call: &[u8]) -> Result<ReadCall, Error> {
		let unread = |why: &str| ReadCall {
			name: format!("{} bytes, {why}", call.len()),
			arguments: Vec::new(),
		};
		if call.len() > SHOWN_BYTES {
			return Ok(unread("too many to show"));
		}
		let metadata = self.at.metadata();
		let call = read(&metadata, call).map_err(Error::NoThread)?;
		Ok(call.unwrap_or_else(|_| unread("no call of this chain")))
	}

	/// The highest weight of an encoded call.
	pub async fn weight_of(&self, call: &[u8]) -> Result<Weight, Error> {
		/// Weight, class and fee.
		type Info = ((Compact<u64>, Compact<u64>), u8, Balance);
		let mut arguments = call.to_vec();
		saturating_u32(call.len()).encode_to(&mut arguments);
		let found = self.at.runtime_apis().call_raw(WEIGH, Some(&arguments)).await;
		let bytes = found.map_err(Error::node)?;
		let ((ref_time, proof_size), _, _) = Info::decode_all(&mut &bytes[..])
			.map_err(|reason| Error::Undecodable { what: WEIGH.to_owned(), reason })?;
		Ok(Weight { ref_time: ref_time.0, proof_size: proof_size.0 })
	}
}

/// Reads a call on a thread with enough stack. The inner error says why the bytes are not a call.
pub(super) fn read(metadata: &Metadata, call: &[u8]) -> io::Result<Result<ReadCall, String>> {
	thread::scope(|scope| {
		let reader = thread::Builder::new()
			.stack_size(STACK)
			.spawn_scoped(scope, || read_here(metadata, call))?;
		Ok(reader.join().unwrap_or_else(|_| Err("it can't be read".to_owned())))
	})
}

fn read_here(metadata: &Metadata, call: &[u8]) -> Result<ReadCall, String> {
	read_as(metadata, metadata.outer_enums().call_enum_ty(), call)
}

/// Reads an event. What can't be read is named so: events are the chain's own, and the rest of them
/// is worth showing.
pub(super) fn read_event(metadata: &Metadata, event: &Event<'_, SubstrateConfig>) -> ReadCall {
	// As the outer enumeration is encoded: around this there are the phase and topics.
	let mut bytes = vec![event.pallet_index(), event.event_index()];
	bytes.extend_from_slice(event.field_bytes());
	read_as(metadata, metadata.outer_enums().event_enum_ty(), &bytes).unwrap_or_else(|why| {
		let name =
			format!("{}.{}, which can't be read: {why}", event.pallet_name(), event.event_name());
		ReadCall { name, arguments: Vec::new() }
	})
}

/// Reads a value of one of the runtime's outer enumerations: a pallet, its variant, its fields.
fn read_as(metadata: &Metadata, outer: u32, bytes: &[u8]) -> Result<ReadCall, String> {
	let (mut left, types) = (bytes, metadata.types());
	let value = decode_as_type(&mut left, outer, types).map_err(|error| error.to_string())?;
	if !left.is_empty() {
		return Err(format!("{} bytes are left over", left.len()));
	}
	let is_account = |path: &[String]| path.last().is_some_and(|name| name == "AccountId32");
	let accounts = types.types.iter().find(|ty| is_account(&ty.ty.path.segments)).map(|ty| ty.id);
	named(&value, accounts).ok_or_else(|| "it has no arguments".to_owned())
}

/// The name and the arguments of a value: the pallet's variant holds the call's, which holds the
/// arguments.
fn named(value: &Value<u32>, accounts: Option<u32>) -> Option<ReadCall> {
	let ValueDef::Variant(pallet) = &value.value else { return None };
	let ValueDef::Variant(call) = &pallet.values.values().next()?.value else { return None };
	let arguments = match &call.values {
		Composite::Named(fields) => {
			fields.iter().map(|(name, value)| (name.clone(), text(value, accounts))).collect()
		}
		Composite::Unnamed(fields) => {
			fields.iter().map(|value| (String::new(), text(value, accounts))).collect()
		}
	};
	Some(ReadCall { name: format!("{}.{}", pallet.name, call.name), arguments })
}

/// A value, with accounts as addresses, hashes as they are everywhere, and other bytes in hex.
fn text(value: &Value<u32>, accounts: Option<u32>) -> String {
	let known = move |value: &Value<u32>, out: &mut &mut String| -> Option<fmt::Result> {
		let bytes = bytes_32(value)?;
		let text = match Some(value.context) == accounts {
			true => account::address(&Account::new(bytes)),
			false => format!("{:?}", H256(bytes)),
		};
		out.push_str(&text);
		Some(Ok(()))
	};
	let mut text = String::new();
	let written = to_writer_custom()
		.add_custom_formatter(known)
		.add_custom_formatter(|value, out: &mut &mut String| format_hex(value, out))
		.write(value, &mut text);
	match written {
		Ok(()) => text,
		Err(fmt::Error) => "can't be shown".to_owned(),
	}
}

/// The 32 bytes that a value is, however wrapped.
fn bytes_32(value: &Value<u32>) -> Option<[u8; 32]> {
	let ValueDef::Composite(fields) = &value.value else { return None };
	let mut values = fields.values();
	if fields.len() == 1 {
		return bytes_32(values.next()?);
	}
	let byte = |value: &Value<u32>| match value.value {
		ValueDef::Primitive(Primitive::U128(byte)) => u8::try_from(byte).ok(),
		_ => None,
	};
	let bytes: Option<Vec<u8>> = values.map(byte).collect();
	<[u8; 32]>::try_from(bytes?).ok()
}

#[cfg(test)]
mod tests {
	use super::*;

	/// The id of the type of accounts.
	const ACCOUNTS: u32 = 7;

	fn value(value: ValueDef<u32>, context: u32) -> Value<u32> {
		Value { value, context }
	}

	fn number(number: u128) -> Value<u32> {
		value(ValueDef::Primitive(Primitive::U128(number)), 0)
	}

	fn account(byte: u8) -> Value<u32> {
		let bytes = vec![number(byte.into()); 32];
		let bytes = value(ValueDef::Composite(Composite::Unnamed(bytes)), 1);
		value(ValueDef::Composite(Composite::Unnamed(vec![bytes])), ACCOUNTS)
	}

	#[test]
	fn a_call_should_be_shown_with_names_and_addresses() {
		let variant = |name: &str, values| {
			let variant = subxt::ext::scale_value::Variant { name: name.to_owned(), values };
			value(ValueDef::Variant(variant), 2)
		};
		let fields = [("to", account(1)), ("amount", number(5))];
		let fields = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
		let call = variant("spend", Composite::Named(fields));
		let call = variant("Treasury", Composite::Unnamed(vec![call]));
		let read = named(&call, Some(ACCOUNTS)).unwrap();
		assert_eq!(read.name, "Treasury.spend");
		let address = account::address(&Account::new([1; 32]));
		let expected = [("to", address.as_str()), ("amount", "5")];
		assert_eq!(read.arguments, expected.map(|(name, text)| (name.into(), text.into())));
		assert!(named(&number(5), None).is_none());
	}

	#[test]
	fn a_hash_should_be_shown_as_everywhere() {
		assert_eq!(text(&account(0xab), None), format!("0x{}", "ab".repeat(32)));
	}

	#[test]
	fn other_bytes_should_be_shown_in_hex() {
		let bytes = value(ValueDef::Composite(Composite::Unnamed(vec![number(0xab); 3])), 1);
		assert!(text(&bytes, None).contains("ABABAB"));
	}
}
