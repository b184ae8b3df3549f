// SPDX-License-Identifier: Apache-2.0

//! Calls whose arguments need no explanation.

/// Defines the type of a call's arguments, and a function of the call's name that carries the docs.
macro_rules! call {
	(
		$(#[$meta:meta])*
		$pallet:literal $call:ident $name:ident { $($field:ident: $type:ty),* $(,)? }
	) => {
		#[doc = concat!("The arguments of the call `", $pallet, ".", stringify!($call), "`.")]
		#[derive(EncodeAsType)]
		#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
		pub struct $name {
			$($field: $type,)*
		}

		$(#[$meta])*
		pub fn $call($($field: $type),*) -> DynamicPayload<$name> {
			dynamic($pallet, stringify!($call), $name { $($field),* })
		}
	};
}
