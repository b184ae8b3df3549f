// SPDX-License-Identifier: Apache-2.0

//! Calls whose arguments need no explanation.

/// Makes the type of a call's arguments, and a function of the call's name.
macro_rules! call {
	($pallet:literal $call:ident $name:ident { $($field:ident: $type:ty),* $(,)? }) => {
		#[derive(EncodeAsType)]
		#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
		pub struct $name {
			$($field: $type,)*
		}

		pub fn $call($($field: $type),*) -> DynamicPayload<$name> {
			dynamic($pallet, stringify!($call), $name { $($field),* })
		}
	};
}
