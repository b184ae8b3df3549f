// SPDX-License-Identifier: Apache-2.0

//! # Origins
//!
//! Governance origins: what a referendum of each track may act as.
//!
//! ## Overview
//!
//! Every governed number is reached through the origin of its track, and no other. A
//! dispatchable names the origin that it wants by its type, for example [`EnsureDatanets`].
//!
//! The pallet has no storage and no calls: an origin is made by governance, for one dispatch.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

pub use pallet::*;

#[frame_support::pallet]
pub mod pallet {
	use frame_support::{pallet_prelude::*, traits::OriginTrait};

	#[pallet::pallet]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {}

	/// The origins of governance: a referendum acts as that of its track.
	#[derive(
		PartialEq,
		Eq,
		Clone,
		Copy,
		MaxEncodedLen,
		Encode,
		Decode,
		DecodeWithMemTracking,
		TypeInfo,
		Debug,
	)]
	#[pallet::origin]
	pub enum Origin {
		/// Changes the span rule's numbers, windows and bonds.
		Attribution,
		/// Changes the fee split.
		FeeSplit,
		/// Rules on rejected contributions, and on disputes.
		Datanets,
		/// Changes the pay of stakers, and how they are punished.
		Staking,
		/// Spends small amounts of the treasury.
		SmallSpender,
		/// Spends large amounts of the treasury.
		BigSpender,
		/// Dispatches calls as root that the technical committee put on the whitelist.
		WhitelistedCaller,
	}

	macro_rules! ensure_exactly {
		($($name:ident: $origin:ident),+ $(,)?) => {
			$(
				#[doc = concat!("Ensures the origin [`Origin::", stringify!($origin), "`].")]
				pub struct $name;

				impl<O: OriginTrait + From<Origin>> EnsureOrigin<O> for $name
				where
					for<'a> &'a O::PalletsOrigin: TryInto<&'a Origin>,
				{
					type Success = ();

					fn try_origin(origin: O) -> Result<(), O> {
						let is_it = matches!(origin.caller().try_into(), Ok(Origin::$origin));
						is_it.then_some(()).ok_or(origin)
					}

					#[cfg(feature = "runtime-benchmarks")]
					fn try_successful_origin() -> Result<O, ()> {
						Ok(O::from(Origin::$origin))
					}
				}
			)+
		};
	}

	ensure_exactly!(
		EnsureDatanets: Datanets,
		EnsureStaking: Staking,
		EnsureSmallSpender: SmallSpender,
		EnsureBigSpender: BigSpender,
		EnsureWhitelistedCaller: WhitelistedCaller,
	);
}
