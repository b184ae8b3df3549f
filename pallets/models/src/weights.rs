// SPDX-License-Identifier: Apache-2.0

use core::marker::PhantomData;
use frame_support::weights::Weight;

pub trait WeightInfo {
	fn register(p: u32, d: u32) -> Weight;
	fn set_status() -> Weight;
	fn set_payout() -> Weight;
	fn transfer_ownership() -> Weight;
	fn accept_ownership() -> Weight;
}

pub struct Measured<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for Measured<T> {
	fn register(_p: u32, _d: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_status() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}

impl WeightInfo for () {
	fn register(_p: u32, _d: u32) -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_status() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn set_payout() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn transfer_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
	fn accept_ownership() -> Weight {
		Weight::from_parts(100_000_000, 0)
	}
}
