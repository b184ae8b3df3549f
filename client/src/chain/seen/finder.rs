// SPDX-License-Identifier: Apache-2.0

//! Finding the pallet's calls in a transaction, however deep in others they are.

use std::marker::PhantomData;

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

use super::PALLET;

/// The calls of the pallet in a transaction, encoded. `None` when it can't be decoded.
pub(super) fn find<'a>(metadata: &Metadata, extrinsic: &'a [u8]) -> Option<Vec<&'a [u8]>> {
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

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;
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
}
