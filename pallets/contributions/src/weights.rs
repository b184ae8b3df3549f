// SPDX-License-Identifier: Apache-2.0

use core::marker::PhantomData;
use frame_support::weights::Weight;

pub trait WeightInfo {
	fn create_datanet() -> Weight;
	fn register() -> Weight;
	fn register_many(n: u32) -> Weight;
	fn flatten(s: u32) -> Weight;
	fn accept() -> Weight;
	fn accept_many(n: u32) -> Weight;
	fn reject() -> Weight;
	fn retract() -> Weight;
	fn withdraw() -> Weight;
	fn appeal() -> Weight;
	fn rule_overturn() -> Weight;
	fn rule_abuse() -> Weight;
	fn set_payout() -> Weight;
	fn set_uri() -> Weight;
	fn transfer_ownership() -> Weight;
	fn accept_ownership() -> Weight;
	fn add_curator() -> Weight;
	fn remove_curator() -> Weight;
	fn set_frozen() -> Weight;
	fn set_datanet_metadata() -> Weight;
	fn transfer_datanet() -> Weight;
	fn accept_datanet() -> Weight;
}

pub struct Measured<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for Measured<T> {
	fn create_datanet() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn register() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn register_many(_n: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn flatten(_s: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_many(_n: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn reject() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn retract() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn withdraw() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn appeal() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn rule_overturn() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn rule_abuse() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_uri() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn add_curator() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn remove_curator() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_frozen() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_datanet_metadata() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer_datanet() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_datanet() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}

impl WeightInfo for () {
	fn create_datanet() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn register() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn register_many(_n: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn flatten(_s: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_many(_n: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn reject() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn retract() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn withdraw() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn appeal() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn rule_overturn() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn rule_abuse() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_uri() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn add_curator() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn remove_curator() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_frozen() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_datanet_metadata() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer_datanet() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_datanet() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}
