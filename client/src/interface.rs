// SPDX-License-Identifier: Apache-2.0

//! The chain's interface: its calls, events and stored types, generated when this crate is compiled
//! from `client/metadata.scale`, the metadata of the runtime in this repository.
//!
//! `tests::interface` of the runtime fails when the file is no longer the runtime's metadata, and
//! writes it anew where `OPENLEDGER_BLESS` is set:
//!
//! ```text
//! OPENLEDGER_BLESS=1 cargo test -p openledger-runtime interface
//! ```
//!
//! What is generated is encoded and decoded by the metadata of the chain that a client is connected
//! to. Runtimes that only add to this one can therefore be used without a new client.

use codec::{Decode, Encode, Error, Input, Output};

// The compiler does not see what the macro reads: this has cargo compile anew when the file changes.
const _: &[u8] = include_bytes!("../metadata.scale");

/// A parameter with the value that it is to have, as the chain encodes them: which there are is for
/// the chain to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EncodedParameter(pub Vec<u8>);

impl Encode for EncodedParameter {
	fn encode_to<T: Output + ?Sized>(&self, to: &mut T) {
		to.write(&self.0);
	}
}

/// Nothing says where one ends, so that none can be decoded.
impl Decode for EncodedParameter {
	fn decode<I: Input>(_: &mut I) -> Result<Self, Error> {
		Err("a parameter is decoded by what the chain says of it".into())
	}
}

/// The generated interface.
#[allow(missing_docs, clippy::all)]
#[subxt::subxt(
	runtime_metadata_path = "metadata.scale",
	derive_for_all_types = "Clone, PartialEq, Eq",
	derive_for_type(path = "pallet_contributions::types::Ruling", derive = "Copy"),
	derive_for_type(path = "pallet_conviction_voting::conviction::Conviction", derive = "Copy"),
	derive_for_type(path = "pallet_disputes::types::Outcome", derive = "Copy"),
	derive_for_type(path = "pallet_models::types::Kind", derive = "Copy"),
	derive_for_type(path = "pallet_models::types::Status", derive = "Copy"),
	derive_for_type(path = "pallet_nomination_pools::PoolState", derive = "Copy"),
	derive_for_type(path = "pallet_referenda::types::DecidingStatus", derive = "Copy"),
	derive_for_type(path = "pallet_conviction_voting::types::Tally", derive = "Copy"),
	derive_for_type(path = "frame_support::traits::schedule::DispatchTime", derive = "Copy"),
	derive_for_type(path = "pallet_conviction_voting::vote::AccountVote", derive = "Copy"),
	derive_for_type(path = "pallet_conviction_voting::vote::PriorLock", derive = "Copy"),
	derive_for_type(path = "pallet_balances::types::AccountData", derive = "Copy, Default"),
	derive_for_type(path = "pallet_balances::types::ExtraFlags", derive = "Copy, Default"),
	derive_for_type(path = "sp_weights::weight_v2::Weight", derive = "Copy"),
	// Bounds are the chain's matter, and parts per billion and votes are numbers here.
	substitute_type(
		path = "bounded_collections::bounded_vec::BoundedVec<T>",
		with = "::subxt::alloc::vec::Vec<T>"
	),
	substitute_type(
		path = "bounded_collections::bounded_btree_map::BoundedBTreeMap<K, V>",
		with = "::subxt::utils::KeyedVec<K, V>"
	),
	substitute_type(
		path = "sp_arithmetic::per_things::Perbill",
		with = "::core::primitive::u32"
	),
	substitute_type(
		path = "pallet_conviction_voting::vote::Vote",
		with = "::core::primitive::u8"
	),
	// These are encoded as those who make them do it.
	substitute_type(
		path = "openledger_primitives::receipt::Answer",
		with = "::subxt::utils::Static<::openledger_primitives::receipt::Answer>"
	),
	substitute_type(
		path = "openledger_runtime::configs::parameters::RuntimeParameters",
		with = "::subxt::utils::Static<crate::interface::EncodedParameter>"
	),
	// Upgrades add to these, and a client says what it is told.
	substitute_type(path = "pallet_attribution::types::Ground", with = "::subxt::dynamic::Value"),
	substitute_type(path = "openledger_runtime::RuntimeHoldReason", with = "::subxt::dynamic::Value"),
)]
pub mod api {}
