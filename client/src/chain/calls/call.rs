// SPDX-License-Identifier: Apache-2.0

//! Calls whose arguments need no explanation.

/// Defines a function of a call's name that makes the call, with documentation for those who use
/// it here.
macro_rules! call {
	(
		$(#[$meta:meta])*
		$pallet:ident $name:ident $call:ident($($field:ident: $type:ty),* $(,)?)
	) => {
		$(#[$meta])*
		// It is encoded by the metadata of the chain, which may have more than it had when this
		// was compiled.
		pub fn $call($($field: $type),*) -> StaticPayload<api::$pallet::calls::$name> {
			api::tx().$pallet().$call($($field.into()),*).unvalidated()
		}
	};
	// Calls with arguments that are encoded already.
	(
		$(#[$meta:meta])*
		$pallet:literal $call:ident($($field:ident: $type:ty),* $(,)?)
	) => {
		$(#[$meta])*
		pub fn $call($($field: $type),*) -> StaticPayload<($($type,)*)> {
			dynamic($pallet, stringify!($call), ($($field,)*))
		}
	};
}
